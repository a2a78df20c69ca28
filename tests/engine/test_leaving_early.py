"""Leaving within a term: when, what is paid back, and what lifetime value and the value of the firm make of it."""

import math
from functools import cache

import numpy as np
import pytest
from estimates import SEED, outcome, scenario

from orgsim.engine.entities import Account
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.handoffs.knowledge import CaseKnowledge
from orgsim.plan.derived.leaving import days_seen
from orgsim.plan.derived.worth import contract
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.states import states
from orgsim.report.explanation.explain import explain
from orgsim.setup.build import build
from orgsim.setup.simulate import run
from orgsim.units import DAYS_PER_YEAR, MONTH

TEXT = """
[scenario]
horizon = "{years} years"
mechanisms = []
discount_rate = 0
[sources.signed]
kind = "recorded"
arrivals = {arrivals}
[journey.sign]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[offering]
price = "100 / month"
term = "12 months"
billing = "{billing}"
margin = 0.8
[customer]
churn = "{churn}"
{early}
[teams.sales]
headcount = 9
calendar = "continuous"
does = ["sign"]
"""
EARLY = 'early_leaving = {{ rate = "20 % / year", refund = "{}" }}'
HAZARD = -math.log(0.8)
"""Per year."""


def text(customers: int = 1000, refund: str = "unused", **words: object) -> str:
    """Customers who sign on the first day."""
    arrivals = [0.001 + 0.1 * k / customers for k in range(customers)]
    usual = {"years": 3, "billing": "term", "churn": "0 % / year", "early": EARLY.format(refund)}
    return TEXT.format(**{"arrivals": arrivals} | usual | words)


def played(customers: int = 1000, refund: str = "unused", **words: object) -> EventLog:
    """A run of them."""
    log = run(scenario(text(customers, refund, **words)), SEED, 0)
    conservation.check(log)
    return log


def left(log: EventLog) -> dict[int, float]:
    """When each customer left who did (days)."""
    rows = log.of(Row.CHANGE)
    gone = rows[rows["outcome"] == outcome(log, "churned")]
    return dict(zip(gone["number"].tolist(), gone["end"].tolist(), strict=True))


def paid(log: EventLog, customers: int, since: float = -1.0) -> np.ndarray:
    """What each customer has paid from a day on, less what it was paid back."""
    rows = log.of(Row.PAYMENT)
    rows = rows[rows["end"] >= since]
    return np.bincount(rows["number"], rows["money"], customers)


def test_it_comes_at_any_moment() -> None:
    """A fifth a year: .8^t are there after t years, at a hazard of -ln .8; nobody leaves at the end of a term."""
    log = played(4000)
    days = np.array(list(left(log).values()))
    for years in (0.3, 1.0, 1.7, 2.9):
        share, there = 0.8**years, 1 - (days <= years * DAYS_PER_YEAR).sum() / 4000
        assert abs(there - share) <= 4 * math.sqrt(share * (1 - share) / 4000)
    said = summarize(log).kpis
    assert said["early_leaving"] == pytest.approx(HAZARD, rel=4 / math.sqrt(len(days)))
    assert said["logo_churn"] == 0


def test_decisions_have_an_exposure_of_their_own() -> None:
    """Of those who come to a decision a tenth leave; customer churn does not count who has left before."""
    said = summarize(played(4000, churn="10 % / year"))
    due = sum(said.parts[f"due.year.{age}"] for age in range(1, 7))
    assert said.kpis["logo_churn"] == pytest.approx(0.1, abs=4 * math.sqrt(0.09 / due))
    assert said.kpis["early_leaving"] == pytest.approx(HAZARD, rel=0.15)


@pytest.mark.parametrize("refund", ["unused", "none"])
@pytest.mark.parametrize("billing", ["term", "monthly"])
def test_what_is_paid_back(refund: str, billing: str) -> None:
    """Who leaves after t days has paid 100 a month up to that day; where nothing is paid back, the year or month begun whole.

    What is signed is what is paid by then; delivery costs a fifth of it. Recurring revenue falls on that day.
    """
    log = played(200, refund, billing=billing)
    gone, payments, changes = left(log), paid(log, 200), log.of(Row.CHANGE)
    bill = 12 if billing == "term" else 1
    assert len(gone) > 50
    for number, day in gone.items():
        own = changes[changes["number"] == number]
        months = (day - own["end"][0]) / MONTH
        due = months if refund == "unused" else bill * math.ceil(months / bill)
        assert payments[number] == pytest.approx(100 * due)
        assert own["booked"].sum() == pytest.approx(100 * due)
        assert own["mrr"].tolist()[-1] == pytest.approx(-100)
    rows = log.of(Row.PAYMENT)
    assert rows["cost"] == pytest.approx(0.2 * rows["money"])
    assert (rows["money"] < 0).any() == (refund == "unused")


SOON = 2.4 * DAYS_PER_YEAR


@cache
def lives(refund: str, billing: str) -> tuple[np.ndarray, np.ndarray]:
    """What each customer pays in fifty years, at a margin of .8: in all, and from 2.4 years on."""
    log = played(2000, refund, years=50, billing=billing, churn="20 % / year")
    return 0.8 * paid(log, 2000), 0.8 * paid(log, 2000, SOON)


@pytest.mark.parametrize(("refund", "billing"), [("unused", "term"), ("none", "term"), ("none", "monthly")])
def test_lifetime_value_is_what_customers_pay_in_their_lives(refund: str, billing: str) -> None:
    """As measured after three years and as paid in fifty, both at the same luck; and by the formula: a year lived is
    (1 - .8) / hazard, and .8 x .8 of the customers go on."""
    seen = summarize(played(2000, refund, years=3.5, billing=billing, churn="20 % / year")).kpis["ltv"]
    whole, _ = lives(refund, billing)
    lived = 0.2 / HAZARD
    bill = {"term": 1.0, "monthly": 1 / 12}[billing]
    due = lived if refund == "unused" else 0.2 * bill / -math.expm1(-HAZARD * bill)
    formula = 0.8 * 1200 * due / (1 - 0.8 * 0.8)
    error = whole.std() / math.sqrt(len(whole))
    assert abs(whole.mean() - formula) <= 4 * error
    assert abs(seen - formula) <= 4 * error


@pytest.mark.parametrize(("refund", "billing"), [("unused", "term"), ("none", "term"), ("none", "monthly")])
def test_the_value_of_the_firm_is_what_living_customers_still_pay(refund: str, billing: str) -> None:
    """After 2.4 years, against what the same customers pay in the fifty that follow."""
    log = played(2000, refund, years=2.4, billing=billing, churn="20 % / year")
    said = summarize(log).kpis
    _, later = lives(refund, billing)
    value = said["firm_value"] - said["discounted_value"]
    living = np.delete(later, list(left(log)))
    assert abs(value - later.sum()) <= 4 * living.std() * math.sqrt(len(living))
    # By the formula, of those who are there: .6 of a year to the decision, then years as above; less what is paid ahead.
    ahead, years = 1 - (2.4 - 2.0), 0.2 / HAZARD
    bill = {"term": 1.0, "monthly": 1 / 12}[billing]
    more = 1.0 if refund == "unused" else HAZARD * bill / -math.expm1(-HAZARD * bill)
    covered = ahead if billing == "term" else bill - (0.4 % bill)
    lived = (1 - 0.8**ahead) / HAZARD
    first = lived - covered if refund == "unused" else more * (lived - (1 - 0.8**covered) / HAZARD)
    each = 0.8 * 1200 * (first + 0.8**ahead * 0.8 * more * years / (1 - 0.64))
    assert value == pytest.approx(len(living) * each, rel=0.1)


def test_the_same_customers_leave_after_the_same_time() -> None:
    """Whatever the organization: one that takes 9 days more to sell loses the same customers so much later."""
    quick = left(played(200))
    slow = left(
        run(scenario(text(200).replace('mean = "0 h"', 'mean = "9 h"').replace("= 9\n", "= 200\n")), SEED, 0)
    )
    kept = [number for number in quick if quick[number] < 2.9 * DAYS_PER_YEAR]
    assert all(slow[number] - quick[number] == pytest.approx(9 / 24, abs=0.01) for number in kept)


def test_a_monthly_bill_is_paid_back_at_what_it_charged() -> None:
    """A tenth is sold more in the middle of a month: the present bill, which did not charge it, is paid back without it."""
    more = (
        '[journey.check_in]\nwork = { mean = "0 h", distribution = "constant" }\n'
        '[customer.check_ins]\nevery = "20 days"\n[customer.upsell]\nrate = 1.0\nvalue = 0.1\n[teams.sales]'
    )
    plan = (
        text(300, billing="monthly")
        .replace("[teams.sales]", more)
        .replace('["sign"]', '["sign", "check_in"]')
    )
    log = run(scenario(plan), SEED, 0)
    payments = log.of(Row.PAYMENT)
    for number, day in left(log).items():
        own = payments[payments["number"] == number]
        *bills, back = own["money"].tolist()
        since = float(own["end"][-2])
        assert back == pytest.approx(-bills[-1] * (since + MONTH - day) / MONTH)


HEIRS = 'early_leaving = { rate = "20 % / year", heirs = 0.4 }'


def test_an_heir_goes_on_with_the_contract() -> None:
    """Four in ten contracts pass on: customers go at six tenths of the hazard, and so the KPI, lifetime value and plan say; each
    contract may pass more than once, and what recurs goes on."""
    log = played(4000, early=HEIRS)
    share = math.exp(-0.6 * HAZARD * 3)
    gone = left(log)
    assert abs(1 - len(gone) / 4000 - share) <= 4 * math.sqrt(share * (1 - share) / 4000)
    rows = log.of(Row.CHANGE)
    passed = rows[rows["outcome"] == outcome(log, "inherited")]["number"]
    ends = len(passed) + len(gone)
    assert abs(len(passed) / ends - 0.4) <= 4 * math.sqrt(0.24 / ends)
    assert len(set(passed.tolist())) < len(passed)
    said = summarize(log).kpis
    assert said["early_leaving"] == pytest.approx(0.6 * HAZARD, rel=4 / math.sqrt(len(gone)))
    assert said["customers_end"] == 4000 - len(gone)
    assert said["mrr"] == pytest.approx(100 * said["customers_end"])
    plan = scenario(text(10, early=HEIRS, churn="20 % / year", years=30))
    kept = math.exp(-0.6 * HAZARD)
    assert contract(plan).months == pytest.approx(12 / (1 - 0.8 * kept))
    drawn = " ".join(line for arrow in states(Pen(plan)).arrows for line in arrow.lines)
    assert "40% of these contracts pass to heirs" in drawn


def test_the_same_leave_first_whether_or_not_there_are_heirs() -> None:
    """Who leaves where there are heirs at its first chance does so on the same day where there are none."""
    without, with_heirs = left(played(300, "none")), left(played(300, early=HEIRS))
    rows = (log := played(300, early=HEIRS)).of(Row.CHANGE)
    passed = set(rows[rows["outcome"] == outcome(log, "inherited")]["number"].tolist())
    first = with_heirs.keys() - passed
    assert {number: with_heirs[number] for number in first} == {number: without[number] for number in first}
    assert without.keys() == first | passed


def test_nothing_is_known_of_an_heir() -> None:
    """Health is that of the reference again, and what was known of the one before is known no more."""
    more = (
        '[journey.support]\nwork = { mean = "0.1 h" }\noptional = true\n[customer.incidents]\nrate = "9 / month"\n'
        'target = "0 days"\n[policies.records]\nkind = "crm"\n[teams.sales]'
    )
    plan = text(200, early=HEIRS.replace("20 %", "80 %")).replace("[teams.sales]", more)
    plan = plan.replace("mechanisms = []", 'mechanisms = ["knowledge", "health"]').replace(
        '["sign"]', '["sign", "support"]'
    )
    world = build(scenario(plan), SEED, 0)
    health, knowledge = world.part(CustomerHealth), world.part(CaseKnowledge)
    assert health is not None
    assert knowledge is not None
    before, after = [], []
    forget, health_begins = world.hooks.inherited

    def told(account: Account) -> None:
        before.append((health.now(account), account.case.remembered[knowledge.known]))
        forget(account)
        health_begins(account)
        after.append((health.now(account), account.case.remembered[knowledge.known]))

    world.hooks.inherited._calls = (told,)
    world.go()
    assert len(after) > 50
    assert set(after) == {(0.0, 0.0)}
    assert min(health for health, _ in before) < 0
    assert max(known for _, known in before) > 0.1


def test_what_the_plan_expects_of_early_leaving() -> None:
    """Customers are seen until either takes them; a fifth a year each: .36. Worth: months lived, or paid, of each term."""
    plan = scenario(text(10, churn="20 % / year", years=30))
    hazard, years = -2 * math.log(0.8), 30
    seen = 1 / hazard - (1 - math.exp(-hazard * years)) / (hazard**2 * years)
    assert days_seen(plan, 30 * DAYS_PER_YEAR) == pytest.approx(DAYS_PER_YEAR * seen)
    assert contract(plan).months == pytest.approx(12 * 0.2 / HAZARD / 0.36)
    assert contract(scenario(text(10, "none", churn="20 % / year", years=30))).months == pytest.approx(
        12 / 0.36
    )


def test_what_a_reader_is_told_of_early_leaving() -> None:
    plan = scenario(text(10))
    drawn = " ".join(line for arrow in states(Pen(plan)).arrows for line in arrow.lines)
    assert "20% a year within a term" in drawn
    told = " ".join(str(explain(plan).text(every=True)).split())
    assert "20% of the customers leave within a term in a year" in told
    assert "they are paid back what is unused" in told


def test_nobody_is_nobody() -> None:
    """Byte for byte."""
    never = played(50, early='early_leaving = { rate = "0 % / year" }')
    assert never.rows.tobytes() == played(50, early="").rows.tobytes()


@pytest.mark.parametrize(
    ("early", "problem"),
    [
        (
            "early_leaving = { rate = 0.2 }",
            "customer.early_leaving.rate is 0.2; it must be a share lost per time, from 0 % to below 100 %, such as",
        ),
        ('early_leaving = { rate = "5 % / year", refund = "unusd" }', 'did you mean "unused"?'),
        ('early_leaving = { rate = "5 % / year", heirs = 2 }', "customer.early_leaving.heirs is 2; it must be 1 or less"),
        ("early_leaving = {}", "customer.early_leaving.rate is missing"),
        ('early_leavin = { rate = "5 % / year" }', "customer.early_leavin is not known; did you mean early_leaving?"),
    ],
)  # fmt: skip
def test_what_early_leaving_cannot_be(early: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        scenario(text(1, early=early))
    assert problem in str(raised.value)


def test_without_terms_nobody_leaves_within_one() -> None:
    licence = text(1).replace(
        'price = "100 / month"\nterm = "12 months"\nbilling = "term"', 'kind = "perpetual"\nprice = 9'
    )
    with pytest.raises(
        ScenarioError, match=r"customer\.early_leaving happens within terms, and there are none"
    ):
        scenario(licence)
