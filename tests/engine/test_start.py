"""A firm that exists on day 0: who is there, what is paid and decided when, and that it is the same for everybody."""

import math
from typing import Any

import numpy as np
import pytest
import tomli_w

import orgsim
from orgsim.engine.world import World
from orgsim.events.columns import Row
from orgsim.measures.conservation import check
from orgsim.mechanisms.people.learning import Practice
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import build
from orgsim.study.fairness import remarks
from orgsim.units import MONTH

AGES = [(k + 0.5) * MONTH for k in range(10)]
"""Months and a half that ten customers have been there."""
WORLD: dict[str, Any] = {
    "scenario": {"horizon": "12 months", "mechanisms": []},
    "sources": {"web": {"leads": "0 / day"}},
    "journey": {
        "sell": {
            "work": {"mean": "24 h", "distribution": "constant"},
            "outcomes": [{"to": "customer", "rate": 1}],
        }
    },
    "offering": {"price": "100 / month", "term": "12 months"},
    "customer": {"churn": "0 % / year"},
    "teams": {"all": {"headcount": 1, "does": ["sell"], "calendar": "continuous"}},
    "firm": {"customers": {"since": [-age for age in AGES]}},
}


def scenario(**changes: Any) -> Scenario:
    """The world with some values changed; `__` stands for the dot of a path."""
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    return parse(tomli_w.dumps(WORLD)).replace(dotted)


def moments(run: orgsim.Run, outcome: str) -> list[float]:
    """When changes of an outcome happened, in model months."""
    events = run.events
    rows = events.of(Row.CHANGE)
    code = events.names.outcomes.index(outcome)
    return sorted((rows["end"][rows["outcome"] == code] / MONTH).round(6).tolist())


def paid(run: orgsim.Run) -> list[tuple[float, float]]:
    """When money came in (model months), and how much."""
    rows = run.events.of(Row.PAYMENT)
    return sorted(zip((rows["end"] / MONTH).round(6).tolist(), rows["money"].round(6).tolist(), strict=True))


def test_yearly_terms_paid_monthly() -> None:
    run = orgsim.simulate(scenario())
    months = [k + 0.5 for k in range(12)]
    assert paid(run) == [(-0.5, 100.0)] * 10 + [(month, 100.0) for month in months for _ in range(10)]
    assert moments(run, "customer") == sorted(-0.5 - k for k in range(10))
    assert moments(run, "renewed") == sorted(11.5 - k for k in range(10))
    series = run.summary.series
    assert series["mrr"] == [1000.0] * 12
    assert series["customers"] == [10.0] * 12
    assert series["revenue"] == [1000.0] * 12
    assert series["won"] == series["leads"] == [0.0] * 12
    assert series["bookings"] == [0.0, 0.0] + [1200.0] * 10
    kpis = run.summary.kpis
    assert [kpis[name] for name in ("won", "leads", "churned", "acquisition_cost")] == [0, 0, 0, 0]
    assert kpis["bookings"] == kpis["revenue"] == kpis["cash_end"] == 12_000
    assert kpis["arr"] == 12_000
    assert (kpis["nrr"], kpis["grr"], kpis["decisions_per_customer"]) == (1, 1, 1)


def test_yearly_terms_paid_in_advance() -> None:
    run = orgsim.simulate(scenario(offering__billing="term"))
    before = [(-0.5 - k, 1200.0) for k in range(10)]
    assert paid(run) == sorted(before + [(11.5 - k, 1200.0) for k in range(10)])
    # On the horizon each has paid for all but the months since the renewal: nothing of that is paid twice.
    parts = run.summary.parts
    assert parts["living.months"] > 0
    assert parts["living.money"] == pytest.approx(0.0, abs=1e-6)


def test_monthly_terms() -> None:
    run = orgsim.simulate(scenario(offering={"kind": "flat_fee", "price": "30 / month", "term": None}))
    within = [k + 0.5 for k in range(12) for _ in range(10)]
    assert [month for month in moments(run, "renewed") if month > 0] == within
    assert len([month for month in moments(run, "renewed") if month < 0]) == sum(range(10))
    assert paid(run) == [(-0.5, 30.0)] * 10 + [(month, 30.0) for month in within]


def test_churn_falls_on_the_days_that_are_due() -> None:
    run = orgsim.simulate(scenario(customer__churn="99.9999999 % / year"))
    assert moments(run, "churned") == [k + 2.5 for k in range(10)]
    assert run.summary.series["customers"] == [10, 10, *range(9, -1, -1)]
    assert run.summary.kpis["churned"] == 10
    assert run.churn()[["age", "due", "lost"]].to_numpy().tolist() == [[1, 10, 10]]
    assert run.summary.kpis["logo_churn"] == 1


def test_ages_of_decisions_go_on_from_the_terms_completed() -> None:
    since = [-(12 * k + 6) * MONTH for k in range(4)]
    run = orgsim.simulate(scenario(firm__customers={"since": since}))
    assert run.churn()[["age", "due"]].to_numpy().tolist() == [[k, 1] for k in (1, 2, 3, 4)]


def test_terms_end_when_it_is_stated_and_are_whole() -> None:
    stated = {"since": [-20 * MONTH, -1 * MONTH], "term_ends": [5 * MONTH, 9 * MONTH]}
    run = orgsim.simulate(scenario(firm__customers=stated))
    assert moments(run, "customer") == [-19, -3]
    assert moments(run, "renewed") == [-7, 5, 9]


def test_money_that_is_stated() -> None:
    run = orgsim.simulate(scenario(firm__mrr="5_000 / month"))
    assert run.summary.series["mrr"] == [5000.0] * 12
    listed = {"since": [-MONTH, -2 * MONTH], "mrr": [70, 80]}
    run = orgsim.simulate(scenario(firm__customers=listed))
    assert run.summary.series["mrr"] == [150.0] * 12
    changes = {
        "offering.deal_size": {"mean": 2, "cv": 1.5},
        "firm": {"customers": 50, "mrr": "1_000 / month"},
    }
    run = orgsim.simulate(scenario().replace(changes))
    assert run.summary.series["mrr"][0] == pytest.approx(1000)


def test_leads_wait_in_the_order_in_which_they_came_and_their_patience_begins_now() -> None:
    waiting = {"activity": ["sell"] * 3, "entered": [-3, -1, -2]}
    run = orgsim.simulate(scenario(firm={"customers": None, "pipeline": waiting}))
    jobs = run.events.of(Row.JOB)
    assert jobs["ready"].tolist() == [-3, -2, -1]
    assert jobs["start"].tolist() == [0, 1, 2]
    assert jobs["number"].tolist() == [0, 2, 1]
    assert run.summary.kpis["won"] == 3
    assert run.summary.kpis["leads"] == 0
    assert math.isnan(run.summary.kpis["handoffs_per_customer"])
    patience = {"mean": "36 h", "distribution": "constant"}
    changes = {
        "journey.sell.patience": patience,
        "journey.sell.cold": "lost",
        "firm": {"customers": None, "pipeline": waiting},
    }
    run = orgsim.simulate(scenario().replace(changes))
    assert run.summary.kpis["won"] == 2
    assert moments(run, "lost") == [round(1.5 / MONTH, 6)]


def test_what_waits_from_before_day_0_counts_from_day_0() -> None:
    waiting = {"activity": ["sell"] * 3, "entered": [-3, -1, -2]}
    run = orgsim.simulate(scenario(firm={"customers": None, "pipeline": waiting}))
    queue = run.summary.series["queue_length.sell"]
    assert queue[0] == pytest.approx(3 / MONTH)  # one day of one, two days of the other
    assert queue[1:] == [0.0] * 11
    assert math.isnan(run.summary.series["wait_hours.sell"][0])
    assert run.summary.activities["sell"]["arrived"] == 0
    assert run.funnel()["came"].tolist() == [0, 0]


def test_a_lead_may_come_to_its_step_later() -> None:
    run = orgsim.simulate(
        scenario(firm={"customers": None, "pipeline": {"activity": ["sell"], "entered": [7]}})
    )
    assert run.events.of(Row.JOB)["ready"].tolist() == [7]
    assert run.events.of(Row.ARRIVAL)["end"].tolist() == [pytest.approx(0, abs=1e-6)]


def test_leads_at_rest_are_touched_in_their_turn() -> None:
    touch = {"work": {"mean": "1 h"}, "outcomes": [{"to": "nurture", "rate": 1}], "optional": True}
    listed = {"activity": ["nurture"] * 2, "entered": [-40, -400]}
    changes = {
        "journey.nurture": touch,
        "teams.all.does": ["sell", "nurture"],
        "firm": {"customers": None, "pipeline": listed},
        "scenario.horizon": "85 days",
    }
    run = orgsim.simulate(scenario().replace(changes))
    jobs = run.events.of(Row.JOB)
    assert jobs["ready"].round(6).tolist()[0] == 20  # 60 days after it came to rest, 30 after the first touch
    assert jobs["visit"].tolist() == [1, 2, 3]
    assert set(jobs["number"].tolist()) == {0}  # the other has had its nine touches


def test_who_went_cold_comes_back_to_the_step_it_left() -> None:
    touch = {"work": {"mean": "1 h"}, "outcomes": [{"to": "sell", "rate": 1}], "optional": True}
    ask = {"work": {"mean": "1 h", "distribution": "constant"}, "outcomes": [{"to": "sell", "rate": 1}]}
    listed = {"activity": ["nurture"] * 2, "entered": [-29, -28], "left": ["ask", ""]}
    changes = {
        "journey.ask": ask,
        "journey.nurture": touch,
        "sources.web.entry": "ask",
        "teams.all.does": ["sell", "nurture", "ask"],
        "firm": {"customers": None, "pipeline": listed},
        "scenario.horizon": "20 days",
    }
    run = orgsim.simulate(scenario().replace(changes))
    assert [number for number, _ in ready(run, "ask")] == [0]
    assert [number for number, _ in ready(run, "sell")] == [0, 1]


def test_off_it_changes_nothing() -> None:
    alone = scenario(sources__web__leads="3 / day").replace({"firm": {}})
    nothing = scenario(sources__web__leads="3 / day")
    data = {key: value for key, value in WORLD.items() if key != "firm"}
    without = parse(tomli_w.dumps(data)).replace({"sources.web.leads": "3 / day"})
    log, other = orgsim.simulate(alone).events, orgsim.simulate(without).events
    assert log.rows.tobytes() == other.rows.tobytes()
    assert other.names.entities == ("web", "web events")
    assert orgsim.simulate(nothing).events.names.entities == ("web", "web events", "firm")


FIRM: dict[str, Any] = {
    "customers": 120,
    "mrr": "9_000_000 / month",
    "segments": {"smb": 0.75, "enterprise": 0.25},
    "tenure": {"mean": "30 months", "cv": 0.8},
    "pipeline": {"develop": 20, "close": {"leads": 15, "age": {"mean": "20 days"}}},
    "resting": {"leads": 150, "age": {"mean": "120 days"}},
    "staff_tenure": {"mean": "3 years"},
}


def packaged(organization: str, **changes: Any) -> Scenario:
    """The packaged market with two segments, under an organization."""
    segments = {
        "smb": {"share": 0.9},
        "enterprise": {"share": 0.1, "size": 5, "readiness": 0.5, "churn_odds": 0.5},
    }
    dotted = {key.replace("__", "."): value for key, value in changes.items()}
    usual = {
        "segments": segments,
        "scenario.horizon": "8 months",
        "customer.churn": {"mean": "15 % / year", "cv": 0.8},
    }
    market = orgsim.load("b2b-saas", organization).replace({"firm": None})
    return market.replace(usual | {"firm": FIRM} | dotted)


def there(world: World) -> list[tuple[object, ...]]:
    """What is the market's of the customers and leads of day 0."""
    assert world.start is not None
    customers = [
        (c.account.case.key, c.begun, c.terms, c.account.churn, c.account.deal.mrr, c.account.case.segment)
        for c in world.start.customers
    ]
    leads = [
        (one.case.key, one.case.segment, one.case.block.readiness[one.case.place])  # type: ignore[union-attr]
        for one in (*world.start.leads, *world.start.resting)
    ]
    return [*customers, *leads]


def test_organizations_get_the_same_start() -> None:
    one, other = (build(packaged(name), 3, 1) for name in ("the-model", "generalist"))
    assert there(one) == there(other)
    assert len({key for key, *_ in there(one)}) == 120 + 35 + 150
    more = build(packaged("the-model", firm__customers=121, firm__mrr="9_075_000 / month"), 3, 1)
    assert [row[:4] for row in there(more)][:120] == [row[:4] for row in there(one)][:120]
    assert there(more)[121:] == there(one)[120:]


def test_terms_are_consistent_and_due_dates_even() -> None:
    world = build(packaged("the-model", firm__customers=4000), 1, 0)
    assert world.start is not None
    term = 365.25
    over = np.array([c.begun + c.terms * term for c in world.start.customers])
    assert ((over < 0) & (over >= -term)).all()
    assert np.mean(over) == pytest.approx(-term / 2, abs=4 * term / math.sqrt(12 * 4000))
    shares = np.mean([c.account.case.segment for c in world.start.customers])
    assert shares == pytest.approx(0.25, abs=4 * math.sqrt(0.25 * 0.75 / 4000))


def test_who_has_stayed_is_less_likely_to_leave() -> None:
    changes = {"firm": {"tenure": None, "customers": {"since": [-(5 * 365.25 + 30)] * 4000}}}
    world = build(packaged("the-model").replace(changes), 1, 0)
    assert world.start is not None
    found = np.array([c.account.churn for c in world.start.customers])
    total = (1 - 0.15) / (0.15 * 0.8**2) - 1
    leave, stay = 0.15 * total, 0.85 * total + 5
    mean = leave / (leave + stay)
    spread = math.sqrt(mean * (1 - mean) / (leave + stay + 1))
    assert found.mean() == pytest.approx(mean, abs=4 * spread / math.sqrt(4000))
    assert found.std() == pytest.approx(spread, rel=0.1)


def test_firms_that_differ_are_no_fair_comparison() -> None:
    one, other = scenario(), scenario(firm__customers={"since": [-3.0]})
    (said,) = remarks({"one": one, "other": other}, "one", {"one": one, "other": other})
    assert "does not meet the same market" in said.say("en")
    assert "(different: firm)" in said.say("en")


@pytest.mark.parametrize(("years", "said"), [(0.5, True), (3.5, False)])
def test_figures_rest_on_first_terms_only_where_these_decide(years: float, said: bool) -> None:
    """Within half a year half of the customers decide: whoever began half a year ago for the first time, others not."""
    since = [-(years * 365.25 - k) for k in range(-20, 20)]
    plan = scenario(
        firm__customers={"since": since}, scenario__horizon="6 months", customer__churn="10 % / year"
    )
    study = orgsim.compare({"one": plan}, replications=3, workers=1)
    assert any("rest on first terms" in note for note in study.notes()) is said


def test_owners_are_dealt_in_turn_or_as_stated() -> None:
    changes = {"teams.customer_success.ownership": "person", "teams.customer_success.headcount": 3}
    world = build(packaged("the-model").replace(changes), 1, 0)
    world.open()
    team = next(team for team in world.teams if team.name == "customer_success")
    assert sorted(len(person.owned) for person in team.people) == [40, 40, 40]
    owner = ["Anna"] * 5 + ["Ben"] * 2 + [""]
    stated = {"firm": {"customers": {"owner": owner}}}
    world = build(packaged("the-model").replace(changes | stated), 1, 0)
    world.open()
    team = next(team for team in world.teams if team.name == "customer_success")
    assert sorted(len(person.owned) for person in team.people) == [0, 3, 5]  # the eighth in turn


def test_stated_health_wins_and_decides() -> None:
    listed = {"since": [-11.9 * MONTH] * 400, "health": [-4.0] * 200 + [4.0] * 200}
    run = orgsim.simulate(packaged("the-model", firm={"customers": listed}, scenario__horizon="1 month"))
    rows = run.events.of(Row.CHANGE)
    gone = rows["number"][rows["outcome"] == run.events.names.outcomes.index("churned")]
    assert (gone < 200).sum() > 150
    assert (gone >= 200).sum() < 10


def test_people_have_the_practice_of_their_tenure() -> None:
    long = build(
        packaged("the-model", firm__staff_tenure={"mean": "20 years", "distribution": "constant"}), 1, 0
    )
    short = build(
        packaged("the-model", firm__staff_tenure={"mean": "10 days", "distribution": "constant"}), 1, 0
    )
    for world in (long, short):
        world.open()
        practice = world.part(Practice)
        assert practice is not None
        for team in world.teams:
            for person in team.people:
                for code in team.does:
                    known, trained = practice.known(person, code, 0.0), practice.trained(code)
                    assert (
                        known == pytest.approx(trained)
                        if world is long and len(team.does) == 1
                        else known <= trained
                    )
                    if world is short:
                        assert known < 10 / 7 * 40


@pytest.mark.parametrize("organization", ["the-model", "generalist", "pre-post-sales"])
def test_leads_and_money_add_up(organization: str) -> None:
    run = orgsim.simulate(packaged(organization, scenario__warm_up="3 months"))
    check(run.events)
    early = run.events.of(Row.CHANGE)["end"] < 0
    assert early.any()
    assert run.summary.kpis["won"] < 120


CARED: dict[str, Any] = {
    "journey.talk": {"work": {"mean": "1 h", "distribution": "constant"}},
    "journey.renew": {"work": {"mean": "1 h", "distribution": "constant"}},
    "customer.check_ins": {"activity": "talk", "every": "30 days"},
    "customer.renewal": {"activity": "renew", "notice": "30 days"},
    "teams.care": {"headcount": 3, "does": ["talk", "renew"], "calendar": "continuous"},
    "scenario.horizon": "60 days",
}


def ready(run: orgsim.Run, activity: str) -> list[tuple[int, float]]:
    """When jobs of an activity fell due, with the number of the customer."""
    jobs = run.events.of(Row.JOB)
    own = jobs[jobs["activity"] == run.events.names.activities.index(activity)]
    return sorted(zip(own["number"].tolist(), own["ready"].round(6).tolist(), strict=True))


def test_what_is_due_goes_on_in_its_rhythm() -> None:
    since = [-40.0, -345.25, -325.25]
    run = orgsim.simulate(scenario().replace(CARED | {"firm.customers": {"since": since}}))
    # Every 30 days since the purchase; and each renewal begins a term of 365.25 days whose talk is far off.
    assert ready(run, "talk") == [(0, 20), (0, 50), (1, 14.75), (1, 44.75), (2, 4.75), (2, 34.75)]
    # The second one's term ends on day 20: that talk was held ten days before day 0. The third one's on day 40.
    assert ready(run, "renew") == [(2, 10)]


def test_an_organization_goes_on_in_its_own_rhythm() -> None:
    own = {
        "scenario.mechanisms": ["health", "care"],
        "policies.care": {"every": "20 days"},
        "firm.customers": {"since": [-45.0]},
    }
    run = orgsim.simulate(scenario().replace(CARED | own))
    assert ready(run, "talk") == [(0, 15), (0, 35), (0, 55)]


def test_nothing_is_handed_over_on_day_0() -> None:
    changes = {
        "scenario.mechanisms": ["handoff"],
        "journey.ask": {"work": {"mean": "1 h"}, "outcomes": [{"to": "sell", "rate": 1}]},
        "sources.web.entry": "ask",
        "teams.first": {"headcount": 1, "does": ["ask"]},
        "policies.handoff": {"delay": "5 days", "confirmation": "4 h"},
        "firm": {"pipeline": {"sell": 1}},
    }
    run = orgsim.simulate(scenario().replace(changes))
    (job,) = run.events.of(Row.JOB)
    assert (job["start"], job["hours"]) == (0, 24)


@pytest.mark.parametrize(("records", "kept"), [("personal", 0.2), ("crm", 0.8)])
def test_what_is_known_is_what_records_have_kept(records: str, kept: float) -> None:
    """A purchase and one check-in by another team: known is 1 - (1 - kept (1 - 1/e)) / e, and 1 - 1/e² had nobody changed."""
    changes = CARED | {
        "scenario.mechanisms": ["knowledge"],
        "policies.records": {"kind": records},
        "firm.customers": {"since": [-40.0]},
        "teams.care.headcount": 1,
    }
    world = build(scenario().replace(changes), 1, 0)
    world.open()
    assert world.start is not None
    case = world.start.customers[0].account.case
    once = 1 - math.exp(-1)
    assert case.remembered[world.remembers["knowledge.reference"]] == pytest.approx(1 - math.exp(-2))
    assert case.remembered[world.remembers["knowledge.known"]] == pytest.approx(
        1 - (1 - kept * once) / math.e
    )
    assert world.teams[case.team].name == "care"


def mrr_at(run: orgsim.Run) -> list[float]:
    """Recurring revenue at the end of each month."""
    return [round(value, 6) for value in run.summary.series["mrr"]]


def test_prices_have_risen_since_and_rise_at_the_next_renewals() -> None:
    """Who has renewed twice pays 1.21 times the price; who is in the first term 0.8 times, and the price itself from the first
    renewal on, which is the first rise: 110. In the log the past is told so."""
    moved = {"offering.price_rise": "10 % / year", "offering.first_term_discount": 0.2}
    since = {"firm.customers": {"since": [-30 * MONTH, -6 * MONTH]}}
    run = orgsim.simulate(scenario().replace(moved | since))
    assert mrr_at(run)[0] == pytest.approx(121 + 80)
    assert mrr_at(run)[6] == pytest.approx(133.1 + 110)
    rows = run.events.of(Row.CHANGE)
    assert rows["end"] / MONTH == pytest.approx([-30, -18, -6, -6, 6, 6])
    assert rows["mrr"] == pytest.approx([80, 30, 11, 80, 12.1, 30])
    assert rows["booked"] == pytest.approx([960, 1320, 1452, 960, 12 * 133.1, 1320])


def test_stated_revenue_is_that_of_day_0() -> None:
    """Discounted in the first term, risen after it: 80 is 100 less 20 %, and becomes 110; 121 becomes 133.1."""
    moved = {"offering.price_rise": "10 % / year", "offering.first_term_discount": 0.2}
    listed = {"firm.customers": {"since": [-30 * MONTH, -6 * MONTH], "mrr": [242, 160]}}
    run = orgsim.simulate(scenario().replace(moved | listed))
    assert mrr_at(run)[0] == pytest.approx(242 + 160)
    assert mrr_at(run)[6] == pytest.approx(266.2 + 220)
    assert run.events.of(Row.CHANGE)["mrr"] == pytest.approx([160, 60, 22, 160, 24.2, 60])
    together = {"firm.customers": {"since": [-30 * MONTH, -6 * MONTH]}, "firm.mrr": "402 / month"}
    again = orgsim.simulate(scenario().replace(moved | together))
    assert mrr_at(again)[0] == pytest.approx(402)
    assert mrr_at(again)[6] == pytest.approx(402 * (133.1 + 110) / 201)


def test_a_price_list_holds_from_the_next_renewal_on() -> None:
    since = {"firm.customers": {"since": [-9 * MONTH, -3 * MONTH], "mrr": [50, 100]}}
    lists = {"price_lists": [{"at": "5 months", "price": "130 / month"}]}
    run = orgsim.simulate(scenario().replace(since | lists))
    assert mrr_at(run) == pytest.approx([150] * 8 + [180] * 4)


def test_segments_have_terms_prices_billing_and_churn_of_their_own() -> None:
    """Two monthly customers at 40, billed by the term; two yearly ones at 100, of whom those of the other segment all leave."""
    segments = {
        "shop": {"share": 0.5, "price": "40 / month", "term": "1 month", "billing": "term", "churn": "0 % / year"},
        "firm": {"share": 0.5, "churn": "99.9999999 % / year"},
    }  # fmt: skip
    there = {"segment": ["shop", "firm"], "since": [-2.5 * MONTH, -6.5 * MONTH]}
    run = orgsim.simulate(scenario().replace({"segments": segments, "firm.customers": there}))
    assert moments(run, "churned") == [5.5]
    assert moments(run, "renewed") == [-1.5, -0.5, *(k + 0.5 for k in range(12))]
    assert [pair for pair in paid(run) if pair[1] == 40] == [(k - 0.5, 40) for k in range(13)]
    assert [pair for pair in paid(run) if pair[1] == 100] == [(k - 0.5, 100) for k in range(6)]
    assert mrr_at(run) == [140] * 5 + [40] * 7


def test_customers_of_day_0_go_on_with_less() -> None:
    run = orgsim.simulate(scenario(customer__contraction={"rate": 1, "share": 0.25}))
    assert mrr_at(run)[-1] == pytest.approx(1000 - 250)
    assert moments(run, "contracted") == [month for month in moments(run, "renewed") if month > 0]


@pytest.mark.parametrize("refund", ["unused", "none"])
def test_customers_of_day_0_leave_within_their_term(refund: str) -> None:
    """At a constant hazard from day 0 on; who paid a year in advance is paid back the rest of it, of which it paid the beginning
    before day 0."""
    early = {"customer.early_leaving": {"rate": "50 % / year", "refund": refund}}
    since = {"firm.customers": {"since": [-6 * MONTH] * 2000}, "offering.billing": "term"}
    run = orgsim.simulate(scenario().replace(early | since | {"scenario.horizon": "5 months"}))
    left = np.array(moments(run, "churned"))
    expected = 2000 * (1 - 0.5 ** (5 / 12))
    assert len(left) == pytest.approx(expected, abs=4 * math.sqrt(expected * 0.75))
    back = [(month, -money) for month, money in paid(run) if money < 0]
    owed = [(month, 100 * (6 - month)) for month in left] if refund == "unused" else []
    assert back == [pytest.approx(pair, rel=1e-4) for pair in owed]
