"""Commission on expansion: paid for what a team sells to customers later, paid back when they soon leave."""

from typing import Any

import numpy as np
import pytest
from estimates import SEED, outcome, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import MONTH

FIRM = """
[scenario]
horizon = "{months} months"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[journey.check_in]
work = {{ mean = "1 h", distribution = "constant" }}
{step}

[offering]
{offering}
[customer]
churn = "{churn}"
[customer.check_ins]
every = "2 months"
{life}

[teams.sales]
headcount = 3000
cost = "0 / month"
calendar = "continuous"
does = ["close"]
{sales}
[teams.care]
headcount = 3000
cost = "0 / month"
calendar = "continuous"
does = ["check_in"]
{care}
{more}
"""
SUBSCRIPTION = 'kind = "subscription"\nprice = "100 / month"\nterm = "{term}"\nmargin = 1.0'
UPSELL = "[customer.upsell]\nrate = 1.0\nvalue = 0.1\n"
ORDERED = UPSELL + 'activity = "order"\n'
ORDER = '[journey.order]\nwork = { mean = "2 h", distribution = "constant" }'
LINE = '[second_line]\nprice = "20 / month"\nonce = 300\ntalks = ["purchase"]\n'
PROPOSE = """[journey.propose]
work = { mean = "5 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]"""
ASKS = "[effects.cross_selling]\nunasked = 1.0\n"
SERVICES = """[teams.services]
headcount = 3000
cost = "0 / month"
calendar = "continuous"
does = ["{does}"]
commission = {{ expansion = 0.1 }}"""
CLOSED = {"life": ORDERED, "step": ORDER, "more": SERVICES.format(does="order")}
TOLD = {
    "mechanisms": '"cross_selling"', "life": LINE + ASKS, "step": PROPOSE, "more": SERVICES.format(does="propose")
}  # fmt: skip
CUSTOMERS = 10


def text(**words: Any) -> str:
    """Ten customers who buy on the first day, and whom every check-in, or the purchase, sells more."""
    filled = {"months": 11, "mechanisms": "", "offering": SUBSCRIPTION.format(term="12 months")}
    filled |= {"churn": "0 % / year", "life": "", "sales": "", "care": "", "step": "", "more": ""}
    return FIRM.format(**filled | {"arrivals": [0.0] * CUSTOMERS} | words)


def firm(**words: Any) -> Scenario:
    """The same, read."""
    return scenario(text(**words))


def paid(log: EventLog) -> np.ndarray:
    """The rows of commission."""
    conservation.check(log)
    return log.of(Row.COMMISSION)


def sold(log: EventLog, what: str) -> np.ndarray:
    """The rows of sales of a kind."""
    rows = log.of(Row.CHANGE)
    return rows[rows["outcome"] == outcome(log, what)]


def without_pay(log: EventLog) -> bytes:
    """The log but for its rows of commission."""
    return log.rows[log.rows["kind"] != Row.COMMISSION].tobytes()


def test_a_check_in_that_sells_is_paid() -> None:
    """Five check-ins add a tenth each: 10, 11, 12.1 … a month, of which 5 % of twelve months are paid to who held them."""
    plain = run(firm(life=UPSELL), SEED, 0)
    log = run(firm(life=UPSELL, care="commission = { expansion = 0.05 }"), SEED, 0)
    rows, more = paid(log), sold(log, "upsold")
    assert without_pay(log) == plain.rows.tobytes()
    assert set(rows["team"]) == {log.names.teams.index("care")}
    assert set(rows["outcome"]) == {outcome(log, "upsold")}
    assert rows["end"].tolist() == more["end"].tolist()
    assert rows["number"].tolist() == more["number"].tolist()
    each = [0.05 * 12 * 10 * 1.1**k for k in range(5)]
    assert sorted(rows["cost"].tolist()) == pytest.approx(sorted(each * CUSTOMERS))
    before, after = summarize(plain).kpis, summarize(log).kpis
    total = CUSTOMERS * sum(each)
    assert after["payroll"] - before["payroll"] == pytest.approx(total)
    assert before["profit"] - after["profit"] == pytest.approx(total)
    assert before["cash_end"] - after["cash_end"] == pytest.approx(total)


def test_what_customers_take_later_is_no_cost_of_winning_them() -> None:
    """A tenth of ten contracts of 1,200 is what winning them costs; what check-ins sell comes on top of pay alone."""
    pay = "commission = { share = 0.1, expansion = 0.05 }"
    log = run(firm(life=UPSELL, sales=pay, care=pay), SEED, 0)
    rows = paid(log)
    contracts = rows[rows["outcome"] == -1]
    assert contracts["cost"].tolist() == pytest.approx([120.0] * CUSTOMERS)
    assert set(contracts["team"]) == {log.names.teams.index("sales")}
    found = summarize(log).kpis
    assert found["acquisition_cost"] == pytest.approx(1200)
    assert found["cac"] == found["cac_plain"] == pytest.approx(120)
    assert found["payroll"] == pytest.approx(rows["cost"].sum())


def test_work_that_closes_an_upsell_is_paid_to_who_does_it() -> None:
    """The check-in's team has a commission too, and gets none of it."""
    pay = "commission = { expansion = 0.05 }"
    log = run(firm(**CLOSED, care=pay), SEED, 0)
    rows = paid(log)
    assert set(rows["team"]) == {log.names.teams.index("services")}
    assert rows["end"].tolist() == sold(log, "upsold")["end"].tolist()
    assert len(rows) == 5 * CUSTOMERS


def test_the_second_line_is_paid_to_who_sells_it() -> None:
    """Each of ten buys it once: 300 at once and 20 a month are 540 in the first year, of which a tenth is paid; who proposed it
    gets none of that."""
    unpaid = TOLD | {"more": TOLD["more"].replace("commission", "# commission")}
    plain = run(firm(**unpaid), SEED, 0)
    log = run(firm(**TOLD, sales="commission = { expansion = 0.5 }"), SEED, 0)
    rows = paid(log)
    assert without_pay(log) == plain.rows.tobytes()
    assert rows["cost"].tolist() == pytest.approx([54.0] * CUSTOMERS)
    assert set(rows["outcome"]) == {outcome(log, "cross_sold")}
    assert set(rows["team"]) == {log.names.teams.index("services")}
    assert rows["end"].tolist() == sold(log, "cross_sold")["end"].tolist()


def test_a_licence_without_maintenance_has_a_first_year_of_the_second_line_alone() -> None:
    log = run(firm(**TOLD, offering='kind = "perpetual"\nprice = 900'), SEED, 0)
    assert paid(log)["cost"].tolist() == pytest.approx([54.0] * CUSTOMERS)


def test_pay_for_what_was_sold_late_comes_back_when_the_customer_leaves() -> None:
    """All leave after a year. Of the check-ins every two months those after 8 and 10 are less than five months before that, the
    others and the contract are not."""
    pay = 'commission = { share = 0.1, expansion = 0.05, claw_back = "5 months" }'
    words = {"life": UPSELL, "churn": "99.999_999_999 % / year", "months": 13}
    log = run(firm(**words, sales=pay, care=pay), SEED, 0)
    left = sold(log, "churned")
    assert len(left) == CUSTOMERS
    rows = paid(log)
    back = rows[rows["cost"] < 0]
    assert set(back["outcome"]) == {outcome(log, "upsold")}
    assert set(np.round(back["end"] / MONTH, 2)) == {12.0}
    due = [0.05 * 12 * 10 * 1.1**k for k in range(5)]
    assert sorted(-back["cost"]) == pytest.approx(sorted(due[3:] * CUSTOMERS))
    assert summarize(log).kpis["payroll"] == pytest.approx(CUSTOMERS * (120 + sum(due[:3])))


def test_later_sales_count_for_no_quota() -> None:
    """A quota of five contracts in a quarter: the other five of ten are paid more, and no sale at a check-in is."""
    seller = """does = ["close", "check_in"]
quota = "1.666_666_7 / month"
kpi = "bookings"
commission = { share = 0.1, above_quota = 0.2, expansion = 0.05 }
"""
    said = text(life=UPSELL).split("[teams.care]")[0].replace('does = ["close"]', seller)
    rows = paid(run(scenario(said), SEED, 0))
    assert sorted(rows["cost"][rows["outcome"] == -1]) == pytest.approx([120.0] * 5 + [240.0] * 5)
    later = np.sort(rows["cost"][rows["outcome"] >= 0])
    assert later == pytest.approx(np.repeat([0.05 * 120 * 1.1**k for k in range(5)], CUSTOMERS))


def test_what_is_paid_later_is_in_the_estimate_of_the_size() -> None:
    words: dict[str, Any] = {"life": UPSELL, "churn": "90 % / year", "months": 24}
    plan = firm(**words, care='commission = { expansion = 0.05, claw_back = "12 months" }')
    assert len(run(plan, SEED, 0)) <= expected_events(plan) * 1.3
    assert expected_events(plan) > expected_events(firm(**words)) + 50


@pytest.mark.parametrize(
    ("commission", "told"),
    [
        ({"claw_back": "6 months"}, "teams.care.commission: state share, expansion or both"),
        ({"expansion": 1.5}, "teams.care.commission.expansion is 1.5; it must be 1 or less"),
        ({"expension": 0.1}, "teams.care.commission.expension is not known; did you mean expansion?"),
    ],
)
def test_commissions_on_expansion_that_cannot_be(commission: object, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        firm(life=UPSELL).replace({"teams.care.commission": commission})
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("words", "noted"),
    [
        ({"life": UPSELL}, ()),
        ({}, ("care",)),
        (CLOSED, ("care",)),
        (TOLD | {"mechanisms": "", "sales": "commission = { share = 0.1 }"}, ("care", "services")),
    ],
    ids=["sells at check-ins", "sells nothing", "another team closes", "no mechanism sells the second line"],
)
def test_a_commission_on_expansion_that_is_never_paid_is_noted(
    words: dict[str, str], noted: tuple[str, ...]
) -> None:
    told = "teams.{} has a commission on expansion, but does nothing that sells more to customers, so it is never paid"
    notes = firm(**words, care="commission = { expansion = 0.05 }").notes
    assert [note for note in notes if "commission" in note] == [told.format(name) for name in noted]


def test_who_helps_to_close_is_not_told_that_nothing_is_paid() -> None:
    helper = """[teams.helpers]
headcount = 1
does = ["order"]
helps = ["close"]
commission = { share = 0.1, expansion = 0.1 }"""
    plan = firm(**CLOSED | {"more": helper})
    assert not [note for note in plan.notes if "commission" in note]
