"""Commission: paid at signature to the team that closes, more beyond the quota, paid back when the customer soon leaves."""

import numpy as np
import pytest
from estimates import SEED, outcome, scenario
from hypothesis import given, settings
from hypothesis import strategies as st

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.monthly import monthly
from orgsim.measures.summary import Summary, summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import MONTH

SELLERS = """
[scenario]
horizon = "{horizon}"
mechanisms = []

[sources.web]
leads = "10 / month"

[journey.close]
work = {{ mean = "4 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }} ]

[offering]
kind = "subscription"
price = "1_000 / month"
term = "{term}"

[customer]
churn = "{churn}"

[teams.sales]
headcount = 2
cost = "60_000 / year"
does = ["close"]
{commission}
"""
"""About 60 contracts of a first-year value of 12,000."""
USUAL = {"horizon": "12 months", "term": "12 months", "churn": "0 % / year", "commission": ""}


def sellers(commission: str = "", **words: str) -> Scenario:
    """Two sellers."""
    said = commission and f"commission = {commission}"
    return scenario(SELLERS.format(**USUAL | words | {"commission": said}))


def ran(plan: Scenario) -> tuple[EventLog, Summary]:
    """A run and its figures."""
    log = run(plan, SEED, 0)
    return log, summarize(log)


def paid(log: EventLog) -> np.ndarray:
    """The rows of commission."""
    return log.of(Row.COMMISSION)


def test_commission() -> None:
    """A tenth of 12,000 each: 1,200 more for each customer won, 1,200 less profit, 1.2 months more until it is earned."""
    (plain, without), (log, found) = ran(sellers()), ran(sellers("{ share = 0.10 }"))
    won = without.kpis["won"]
    assert 45 <= won == found.kpis["won"] <= 75
    assert plain.rows.tobytes() == log.rows[log.rows["kind"] != Row.COMMISSION].tobytes()
    signed = log.of(Row.CHANGE)
    signed = signed[signed["outcome"] == outcome(log, "customer")]
    assert paid(log)["end"].tolist() == signed["end"].tolist()
    assert paid(log)["number"].tolist() == signed["number"].tolist()
    assert paid(log)["cost"].tolist() == pytest.approx([1200] * int(won))
    for figure in ("cac", "cac_plain"):
        assert found.kpis[figure] - without.kpis[figure] == pytest.approx(1200)
        assert without.kpis[figure] == pytest.approx(120_000 / won, rel=0.1)
    assert found.kpis["payback_plain"] == pytest.approx((120_000 / won + 1200) / 1000)
    assert found.kpis["profit"] - without.kpis["profit"] == pytest.approx(-1200 * won)
    assert found.kpis["cash_end"] - without.kpis["cash_end"] == pytest.approx(-1200 * won)
    assert found.kpis["payroll"] == found.teams["sales"]["cost"] == pytest.approx(120_000 + 1200 * won)
    assert found.kpis["spending"] == 0
    table = monthly(log)
    assert table["payroll"].sum() == pytest.approx(120_000 + 1200 * won)
    assert table["cash"].iloc[-1] == pytest.approx(found.kpis["cash_end"])


def test_a_one_off_price_counts_and_so_does_a_year_of_maintenance() -> None:
    plan = sellers("{ share = 0.10 }").replace(
        {
            "offering": {
                "kind": "perpetual",
                "price": 900,
                "maintenance": {"price": "10 / month", "uptake": 1.0, "term": "3 months"},
            }
        }
    )
    log, _ = ran(plan)
    assert set(np.round(paid(log)["cost"], 9)) == {0.1 * (900 + 120)}


def test_more_is_paid_beyond_the_quota_of_each_period() -> None:
    """A quota of nine a quarter: from the tenth contract of each on 15 % are paid."""
    stated = {"quota": "3 / month", "kpi": "bookings", "commission": {"share": 0.10, "above_quota": 0.15}}
    plan = sellers().replace({f"teams.sales.{key}": value for key, value in stated.items()})
    log, _ = ran(plan)
    quarters = (paid(log)["end"] / (3 * MONTH)).astype(int)
    ordinal = np.array([np.sum(quarters[:k] == quarters[k]) for k in range(len(quarters))])
    assert (ordinal >= 9).any()
    assert paid(log)["cost"].tolist() == pytest.approx(np.where(ordinal >= 9, 1800, 1200).tolist())
    each = plan.replace({"teams.sales.quota": {"per_person": "1.5 / month"}})
    assert ran(each)[0].rows.tobytes() == log.rows.tobytes()


def test_a_lost_contract_is_paid_back_within_the_months_stated() -> None:
    """Terms of a quarter, and who leaves after one or two of them has not stayed for the nine months that are asked."""
    plan = sellers(
        '{ share = 0.10, claw_back = "9 months" }', term="3 months", churn="80 % / year", horizon="24 months"
    )
    log, found = ran(plan)
    rows = log.of(Row.CHANGE)
    since = {row["number"]: row["end"] for row in rows if row["outcome"] == outcome(log, "customer")}
    left = {
        row["number"]: row["end"] - since[row["number"]]
        for row in rows
        if row["outcome"] == outcome(log, "churned")
    }
    soon = sorted(number for number, days in left.items() if days < 8 * MONTH)
    assert any(8.9 * MONTH < days < 9.1 * MONTH for days in left.values())
    back = paid(log)[paid(log)["cost"] < 0]
    assert sorted(back["number"].tolist()) == soon
    assert back["cost"].tolist() == pytest.approx([-1200] * len(soon))
    kept = 1200 * (len(since) - len(soon))
    assert found.kpis["payroll"] == pytest.approx(240_000 + kept)
    bare = summarize(run(sellers(term="3 months", churn="80 % / year", horizon="24 months"), SEED, 0))
    assert found.kpis["profit"] - bare.kpis["profit"] == pytest.approx(-kept)
    assert found.kpis["cac_plain"] - bare.kpis["cac_plain"] == pytest.approx(kept / len(since))


@settings(max_examples=20, deadline=None)
@given(
    share=st.sampled_from([0.0, 0.05, 0.3]),
    months=st.sampled_from([None, 2, 12]),
    term=st.sampled_from(["1 month", "4 months", "24 months"]),
    warm_up=st.sampled_from([0, 5]),
)
def test_pay_is_what_was_on_duty_and_what_was_sold(
    share: float, months: int | None, term: str, warm_up: int
) -> None:
    """Payroll, cash and profit of a window hold each commission once, and each that came back."""
    back = "" if months is None else f', claw_back = "{months} months"'
    plan = sellers(f"{{ share = {share}{back} }}", term=term, churn="60 % / year")
    plan = plan.replace({"scenario.warm_up": f"{warm_up} months"})
    log, found = ran(plan)
    rows = paid(log)
    inside = (rows["end"] >= warm_up * MONTH) & (rows["end"] - (rows["cost"] < 0) * 1e-9 < 12 * MONTH)
    sold = float(rows["cost"][inside].sum())
    assert found.kpis["payroll"] == pytest.approx(10_000 * (12 - warm_up) + sold)
    assert found.kpis["profit"] == pytest.approx(
        found.kpis["revenue"] - found.kpis["delivery_cost"] - found.kpis["payroll"]
    )
    flows = log.rows["money"].sum() - log.rows["cost"].sum()
    assert found.kpis["cash_end"] == pytest.approx(flows)
    assert (rows["cost"] < 0).sum() <= (rows["cost"] > 0).sum()


def test_only_the_team_that_closes_is_paid() -> None:
    text = SELLERS.format(**USUAL).replace('{ to = "customer", rate = 0.5 }', '{ to = "meet", rate = 0.5 }')
    text = text.replace("[journey.close]", "[journey.begin]", 1).replace('"close"', '"begin"')
    text += """
[journey.meet]
work = { mean = "1 h" }
outcomes = [ { to = "customer", rate = 1.0 } ]
[teams.field]
headcount = 1
does = ["meet"]
commission = { share = 0.2 }
"""
    log, _ = ran(scenario(text.replace('does = ["begin"]', 'does = ["begin"]\ncommission = { share = 0.1 }')))
    assert set(paid(log)["team"]) == {log.names.teams.index("field")}
    assert set(np.round(paid(log)["cost"], 6)) == {2400.0}
    told = "teams.sales has a commission, but does nothing that ends in a purchase, so it is never paid"
    assert (
        told
        in scenario(text.replace('does = ["begin"]', 'does = ["begin"]\ncommission = { share = 0.1 }')).notes
    )


def test_what_is_paid_is_in_the_estimate_of_the_size() -> None:
    plan = sellers('{ share = 0.10, claw_back = "12 months" }', term="1 month", churn="90 % / year")
    log, _ = ran(plan)
    assert len(log) <= expected_events(plan) * 1.3
    assert expected_events(plan) > expected_events(sellers(term="1 month", churn="90 % / year"))


@pytest.mark.parametrize(
    ("commission", "told"),
    [
        (
            {"share": 0.1, "above_quota": 0.2},
            "teams.sales.commission.above_quota is paid beyond a quota of purchases: state teams.sales.quota, and "
            'kpi = "bookings" beside it',
        ),
        ({"share": 1.1}, "teams.sales.commission.share is 1.1; it must be 1 or less"),
        ({"shares": 0.1}, "teams.sales.commission.shares is not known; did you mean share?"),
        (
            {"share": 0.1, "claw_back": 12},
            "teams.sales.commission.claw_back is 12; it must be a duration with its unit",
        ),
        (0.1, "teams.sales.commission is 0.1; it must be a table"),
    ],
)
def test_commissions_that_cannot_be(commission: object, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        sellers().replace({"teams.sales.commission": commission})
    assert told in str(caught.value)


def test_a_commission_where_nothing_is_sold_is_noted() -> None:
    text = SELLERS.format(**USUAL | {"commission": "commission = { share = 0.1 }"})
    nothing = text.split("[offering]")[0] + "[teams.sales]" + text.split("[teams.sales]")[1]
    assert "teams.sales has a commission, but nothing is sold, so it is never paid" in scenario(nothing).notes
