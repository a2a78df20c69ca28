"""A subscription takes the place of a licence from a day on: who signs what, who goes over when, and the money, by hand."""

from math import isnan, sqrt
from typing import Any

import pytest
from estimates import SEED, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.customers import bridge
from orgsim.measures.reading import read
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.derived.worth import contract
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.diagram import draw
from orgsim.report.explanation.explain import explain
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEXT = """
[scenario]
horizon = "30 months"
mechanisms = []
[sources.signed]
kind = "recorded"
arrivals = [0.0, 200.0]
[journey.sign]
work = { mean = "0 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]
[offering]
kind = "perpetual"
price = 1_000
maintenance = { price = "20 / month" }
[[offerings]]
at = "6 months"
kind = "subscription"
price = "50 / month"
share_converting = 1.0
[customer]
churn = "0 % / year"
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["sign"]
"""
LATER = {"at": "6 months", "kind": "subscription", "price": "50 / month", "share_converting": 1.0}


def firm(later: dict[str, Any] | None = None, **changes: Any) -> Scenario:
    """One who signs on day 0, and one on day 200, after the sixth month, from which on a subscription is sold."""
    plan = scenario(TEXT)
    return plan.replace({"offerings": [LATER | (later or {})], **changes})


def played(later: dict[str, Any] | None = None, **changes: Any) -> EventLog:
    """A run of them."""
    log = run(firm(later, **changes), SEED, 0)
    conservation.check(log)
    return log


def steps(log: EventLog, number: int) -> list[tuple[str, float]]:
    """What becomes of a customer, and how its recurring revenue moves."""
    rows = log.of(Row.CHANGE)
    own = rows[rows["number"] == number]
    return [(log.names.outcomes[row["outcome"]], round(float(row["mrr"]), 9)) for row in own]


def paid(log: EventLog, number: int) -> list[tuple[float, float]]:
    """What a customer pays, and in which month."""
    rows = log.of(Row.PAYMENT)
    own = rows[rows["number"] == number]
    return [(round(float(row["end"]) / MONTH, 6), round(float(row["money"]), 6)) for row in own]


def test_new_customers_sign_it_and_those_who_are_there_when_maintenance_falls_due() -> None:
    """The first pays 1,000 and twelve months of 20, then 18 months of 50. The second pays nothing at once, and 24 bills of 50."""
    log = played()
    assert steps(log, 0) == [("customer", 20), ("converted", 30), ("renewed", 0), ("renewed", 0)]
    assert steps(log, 1) == [("customer", 50), ("renewed", 0)]
    assert paid(log, 0) == [
        (0, 1000),
        *((month, 20) for month in range(12)),
        *((m, 50) for m in range(12, 30)),
    ]
    assert [money for _, money in paid(log, 1)] == [50] * 24
    kpis = summarize(log).kpis
    assert kpis["revenue"] == pytest.approx(1000 + 12 * 20 + 18 * 50 + 24 * 50)
    assert kpis["arr"] == pytest.approx(12 * 100)
    assert kpis["bookings"] == pytest.approx((1000 + 240) + 600 + 600 + (600 + 600))
    assert (kpis["converted"], kpis["arr_later"]) == (1, pytest.approx(1200))
    assert kpis["revenue_later"] == pytest.approx(18 * 50 + 24 * 50)
    assert (kpis["churn_earlier"], kpis["churn_later"]) == (0, 0)
    parts = summarize(log).parts
    assert [parts[name] for name in ("due.earlier", "due.later", "term_years")] == [1, 2, pytest.approx(1.0)]


def test_nobody_goes_over_where_it_is_for_new_customers_alone() -> None:
    """30 months of 20 after 1,000; the ARR of maintenance is the rest of the ARR."""
    log = played({"share_converting": 0.0})
    assert steps(log, 0) == [("customer", 20), ("renewed", 0), ("renewed", 0)]
    kpis = summarize(log).kpis
    assert kpis["revenue"] == pytest.approx(1000 + 30 * 20 + 24 * 50)
    assert (kpis["converted"], kpis["arr"], kpis["arr_later"]) == (0, pytest.approx(840), pytest.approx(600))
    assert kpis["revenue_later"] == pytest.approx(24 * 50)


def test_who_does_not_go_over_is_asked_again_when_maintenance_falls_due_again() -> None:
    """Of 1,000 who signed on day 0, .3 go over after a year and .3 of the others a year later."""
    log = played({"share_converting": 0.3}, **{"sources.signed.arrivals": [0.0] * 1000})
    rows = log.of(Row.CHANGE)
    over = rows[rows["outcome"] == log.names.outcomes.index("converted")]
    months = (over["end"] / MONTH).round().tolist()
    assert sorted(set(months)) == [12, 24]
    assert abs(months.count(12) - 300) <= 4 * sqrt(1000 * 0.3 * 0.7)
    assert abs(months.count(24) - 210) <= 4 * sqrt(1000 * 0.21 * 0.79)
    assert summarize(log).kpis["converted"] == len(months)


def test_size_rises_and_the_discount_of_a_first_term_are_kept_in_proportion() -> None:
    """20 at half: 10. At month 12 a subscription of 50 is 2.5 times that, 25, and a year dearer and at the full price: 55. Who
    buys it anew pays 25 in the first year and 55 in the next."""
    log = played(**{"offering.first_term_discount": 0.5, "offering.price_rise": "10 % / year"})
    assert steps(log, 0) == [("customer", 10), ("converted", 15), ("renewed", 30), ("renewed", 5.5)]
    assert steps(log, 1) == [("customer", 25), ("renewed", 30)]
    big = played(segments={"large": {"share": 1.0, "size": 3.0}})
    assert steps(big, 0)[:2] == [("customer", 60), ("converted", 90)]
    assert steps(big, 1)[0] == ("customer", 150)


def test_who_goes_over_may_go_on_with_less() -> None:
    """50 in place of 20, and then half of that."""
    log = played(**{"customer.contraction": {"rate": 1.0, "share": 0.5}})
    assert steps(log, 0)[:4] == [("customer", 20), ("converted", 30), ("contracted", -25), ("renewed", 0)]
    assert summarize(log).kpis["contraction"] == pytest.approx(25 + 12.5 + 25)


def test_what_is_sold_beside_it_keeps_its_price() -> None:
    """A second line of 7 a month from the purchase on: 20 + 7, then 50 + 7."""
    line = {"activity": "talk", "price": "7 / month", "talks": ["purchase"]}
    talk = {
        "work": {"mean": "0 h", "distribution": "constant"},
        "outcomes": [{"to": "customer", "rate": 1.0}],
    }
    log = played(
        **{
            "second_line": line,
            "journey.talk": talk,
            "teams.sales.does": ["sign", "talk"],
            "scenario.mechanisms": ["cross_selling"],
            "effects.cross_selling": {"own": 1.0, "asked": 1.0, "unasked": 1.0},
        }
    )
    assert ("converted", 30) in steps(log, 0)
    assert ("cross_sold", 7) in steps(log, 0)
    assert sum(mrr for _, mrr in steps(log, 0)) == pytest.approx(57)


def test_a_licence_without_maintenance_goes_on_until_it_is_replaced_by_a_subscription() -> None:
    """Bought for 1,000, replaced after 20 months by a loyal customer, who then signs the subscription."""
    changes = {"offering.maintenance.uptake": 0.0, "offering.loyalty": 1.0}
    lasts = {"offering.replaced": {"mean": "20 months", "distribution": "constant"}}
    log = played(**changes, **lasts)
    assert steps(log, 0) == [("customer", 0), ("retired", 0), ("returned", 0), ("customer", 50)]
    assert paid(log, 0)[:2] == [(0, 1000), (20, 50)]
    assert summarize(log).kpis["converted"] == 0
    assert summarize(log).kpis["arr_later"] == pytest.approx(1200)


def test_who_has_gone_over_replaces_nothing_and_who_has_not_does() -> None:
    lasts = {"offering.replaced": {"mean": "20 months", "distribution": "constant"}, "offering.loyalty": 1.0}
    assert "retired" not in [name for name, _ in steps(played(**lasts), 0)]
    stays = steps(played({"share_converting": 0.0}, **lasts), 0)
    assert stays == [("customer", 20), ("renewed", 0), ("retired", -20), ("returned", 0), ("customer", 50)]


def test_churn_is_told_apart_by_what_a_customer_has() -> None:
    """Half leave in a year: of 2,000 after a year of maintenance, then of those who have gone over, or not."""
    log = played(
        {"share_converting": 0.5},
        **{"sources.signed.arrivals": [0.0] * 2000, "customer.churn": "50 % / year"},
    )
    found = summarize(log)
    due = {kind: found.parts[f"due.{kind}"] for kind in ("earlier", "later")}
    assert abs(due["later"] - 500) <= 4 * sqrt(2000 * 0.25 * 0.75)
    assert due["earlier"] == 2000 + _stayed(log, 12) - due["later"]
    for kind, number in due.items():
        assert abs(found.kpis[f"churn_{kind}"] - 0.5) <= 4 * 0.5 / sqrt(number)


def _stayed(log: EventLog, month: int) -> int:
    """How many have renewed in a month."""
    rows = log.of(Row.CHANGE)
    rows = rows[rows["outcome"] == log.names.outcomes.index("renewed")]
    return int(((rows["end"] / MONTH).round() == month).sum())


def test_customers_who_are_there_on_day_0_go_over_within_a_year() -> None:
    there = {"firm": {"customers": 50, "tenure": {"mean": "2 years"}}, "sources.signed.arrivals": [300.0]}
    log = played({"at": "1 day"}, **there)
    assert summarize(log).kpis["converted"] == 50
    assert summarize(log).kpis["arr"] == summarize(log).kpis["arr_later"] == pytest.approx(12 * 50 * 51)


def test_what_moves_recurring_revenue_adds_up() -> None:
    reading = read(played())
    parts = {name: float(reading.changes.mrr[which].sum()) for name, which in bridge(reading).items()}
    assert parts == {"mrr_new": 70, "mrr_added": 0, "mrr_repriced": 30, "mrr_contracted": 0, "mrr_lost": 0}


def test_the_value_of_the_firm_takes_customers_as_they_are_at_the_end() -> None:
    """At a churn of .5 and no discount a customer is expected for 24 months from its next renewal's start on: the living bring in
    proportion to what they pay."""
    half = {
        "customer.churn": "50 % / year",
        "sources.signed.arrivals": [0.0] * 400,
        "scenario.horizon": "12.5 months",
    }
    stays, goes = (summarize(played({"share_converting": share}, **half)) for share in (0.0, 1.0))
    money = [one.kpis["firm_value"] - one.kpis["discounted_value"] for one in (stays, goes)]
    assert money[1] / money[0] == pytest.approx(2.5)


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_before_its_day_nothing_of_a_run_changes(share: float) -> None:
    many = {"sources.signed.arrivals": [float(day) for day in range(100)], "customer.churn": "30 % / year"}
    late = firm({"at": "90 months", "share_converting": share}, **many)
    assert run(late, SEED, 0).rows.tobytes() == run(late.replace({"offerings": []}), SEED, 0).rows.tobytes()
    assert "offerings.0 begins after the horizon and is never sold" in late.notes
    assert "offerings.0：開始が期間より後のため、販売されません" in late.notes_in("ja")


def test_figures_are_undefined_where_nothing_follows() -> None:
    kpis = summarize(run(firm().replace({"offerings": []}), SEED, 0)).kpis
    for name in ("converted", "arr_later", "revenue_later", "churn_earlier", "churn_later"):
        assert isnan(kpis[name]), name


def test_the_day_is_counted_from_the_day_0_of_a_firm_that_is_taken_over() -> None:
    past = {
        "firm": {
            "after": {"organization": {"teams": {"sales": {"headcount": 1, "does": ["sign"]}}}, "months": 12}
        }
    }
    log = run(firm(**past), SEED, 0)
    assert log.contracts.later == pytest.approx(6 * MONTH)
    assert [name for name, _ in steps(log, 0)].count("converted") == 1


def test_more_is_brought_by_more_who_go_over() -> None:
    many = {"sources.signed.arrivals": [float(day) for day in range(150)]}
    found = [
        summarize(run(firm({"share_converting": share}, **many), SEED, 0)).kpis["revenue"]
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]
    assert found == sorted(found)
    assert found[0] < found[-1]


# -- before a run ------------------------------------------------------------------------------------------------------


def test_what_a_customer_is_worth_is_a_mean_over_what_is_sold() -> None:
    """For 6 of 30 months a licence of 1,000 with 20 a month, then 50 a month."""
    found = contract(firm())
    assert found.once == pytest.approx(0.2 * 1000)
    assert found.monthly == pytest.approx(0.2 * 20 + 0.8 * 50)


def test_going_over_is_in_the_estimate_of_the_size() -> None:
    assert expected_events(firm()) > expected_events(firm({"share_converting": 0.0}))


def test_what_is_said_of_it() -> None:
    plan = firm({"share_converting": 0.4})
    said = (
        "After 6 months a subscription takes the place of the licence: whoever buys from then on signs it, and 40% of those who "
        "stay when their maintenance falls due go over to it, in proportion to what they paid; the others stay on maintenance "
        "until it falls due again. A change of what is sold by itself wins and loses nobody."
    )
    assert said in explain(plan).to_json()["assumptions"]
    assert "40% go over to the subscription from day 182.62 on" in draw(plan, "states").mermaid()
    assert plan.fingerprint() != firm().fingerprint()
    assert scenario(plan.to_toml()) == plan


WRONG: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "another kind": ({"kind": "flat_fee"}, {}, 'offerings.0.kind is "flat_fee"; it must be "subscription"'),
    "no share": ({"share_converting": None}, {}, "offerings.0.share_converting is missing"),
    "more than all": (
        {"share_converting": 1.5},
        {},
        "offerings.0.share_converting is 1.5; it must be 1 or less",
    ),
    "on day 0": ({"at": "0 days"}, {}, 'offerings.0.at is "0 days"; it must be more than 0'),
    "a term": ({"term": "12 months"}, {}, "offerings.0.term is not known"),
    "a subscription before": (
        {},
        {"offering": {"kind": "subscription", "price": "9 / month", "maintenance": None}},
        'offerings.0 takes the place of a licence, and offering.kind is "subscription"; it must be "perpetual"',
    ),
    "no maintenance": (
        {},
        {"offering.maintenance": None},
        "offerings.0 is for customers whose maintenance falls due, and there is none: add [offering.maintenance]",
    ),
    "maintenance for nothing": (
        {},
        {"offering.maintenance.price": "0 / month"},
        "offering.maintenance.price is 0; it must be more than 0 where customers go over to [[offerings]]",
    ),
    "price lists": (
        {},
        {"price_lists": [{"at": "3 months", "price": 900}]},
        "price_lists and offerings cannot both be stated: nobody says which price moves which",
    ),
    "prices of segments": (
        {},
        {"segments": {"large": {"share": 1.0, "price": 2000}}},
        "segments.large.price is that of the licence alone: state size, which holds for what is sold later too",
    ),
    "nothing sold": (
        {},
        {"offering": None},
        "offerings are stated, but nothing is sold at first: add [offering]",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong(what: str) -> None:
    later, changes, told = WRONG[what]
    row = {name: value for name, value in (LATER | later).items() if value is not None}
    with pytest.raises(ScenarioError) as caught:
        scenario(TEXT).replace({"offerings": [row], **changes})
    assert told in str(caught.value)


def test_there_is_one_at_most() -> None:
    with pytest.raises(ScenarioError, match="offerings has 2 entries; it must have 1 or fewer"):
        firm().replace({"offerings": [LATER, LATER | {"at": "9 months"}]})
