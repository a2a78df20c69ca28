"""Segments with contracts of their own: price, term, billing and churn, by hand and against what the offering says."""

import math
import re
from functools import cache

import numpy as np
import pytest
from estimates import SEED, outcome, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.derived.customer_jobs import customer_jobs
from orgsim.plan.derived.leaving import days_seen
from orgsim.plan.derived.worth import contract
from orgsim.report.diagrams.content.flow import flow
from orgsim.report.diagrams.content.pen import Pen
from orgsim.report.diagrams.content.states import states
from orgsim.report.explanation.explain import explain
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEXT = """
[scenario]
horizon = "25 months"
mechanisms = []
[sources.signed]
kind = "recorded"
arrivals = {arrivals}
arrival_segments = {names}
[segments.monthly]
share = 0.5
{monthly}
[segments.yearly]
share = 0.5
{yearly}
[journey.sign]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[offering]
{offering}
[customer]
churn = "12 % / year"
[teams.sales]
headcount = 9
calendar = "continuous"
does = ["sign"]
"""
YEARLY = 'price = "100 / month"\nterm = "12 months"'
MONTHLY = 'term = "1 month"\nchurn = "3 % / month"'


def text(half: int = 2000, monthly: str = MONTHLY, yearly: str = "", offering: str = YEARLY) -> str:
    """Two halves that sign on the first day, one after the other in turn."""
    arrivals = [0.001 + 0.1 * k / half for k in range(2 * half)]
    names = ["monthly", "yearly"] * half
    return TEXT.format(
        arrivals=arrivals,
        names=str(names).replace("'", '"'),
        monthly=monthly,
        yearly=yearly,
        offering=offering,
    )


def signed(half: int = 2000, **words: str) -> EventLog:
    """A run of both halves."""
    log = run(scenario(text(half, **words)), SEED, 0)
    conservation.check(log)
    return log


@cache
def halves() -> EventLog:
    """The run that more than one test looks at."""
    return signed()


def there(log: EventLog, segment: int, months: float) -> float:
    """How many of a segment have not left by then."""
    rows = log.of(Row.CHANGE)
    left = rows[(rows["outcome"] == outcome(log, "churned")) & (rows["number"] % 2 == segment)]["end"]
    return 2000 - float((left <= months * MONTH).sum())


def test_monthly_and_yearly_contracts() -> None:
    """Half leave by the month, 3 % each; half at the end of a year, 12 %: who is there at each moment, of 100 of each, and
    what the monthly half has paid in the first year: 100 x (1 - .97^12) / .03 = 1,020.5 a customer."""
    log = halves()
    for months, monthly, yearly in ((6, 83.3, 100), (11.9, 71.5, 100), (12.1, 69.4, 88), (24.1, 48.1, 77.4)):
        for segment, expected in enumerate((monthly, yearly)):
            share = expected / 100
            slack = 4 * math.sqrt(share * (1 - share) / 2000) + 0.0006
            assert abs(there(log, segment, months) / 2000 - share) <= slack
    paid = log.of(Row.PAYMENT)
    own = paid[(paid["number"] % 2 == 0) & (paid["end"] < 12 * MONTH)]
    each = np.bincount(own["number"] // 2, own["money"], 2000)
    assert abs(each.mean() - 1020.5) <= 4 * each.std() / math.sqrt(2000)
    yearly_paid = paid[(paid["number"] % 2 == 1) & (paid["end"] < 12 * MONTH)]["money"].sum()
    assert yearly_paid / 2000 == pytest.approx(1200)


def test_what_is_said_of_both_halves() -> None:
    """Churn of each class by its decisions, weighted by customers held; lifetime value 100 / .03 and 1,200 / .12 on average."""
    parts = (said := summarize(halves())).parts
    short, year = (
        1 - (1 - sum(parts[f"lost.{kind}.{age}"] for age in range(1, 7)) / due) ** (12 / months)
        for kind, months in (("short", 1), ("year", 12))
        for due in [sum(parts[f"due.{kind}.{age}"] for age in range(1, 7))]
    )
    assert short == pytest.approx(1 - 0.97**12, abs=0.03)
    assert year == pytest.approx(0.12, abs=0.03)
    held = parts["held.short"], parts["held.year"]
    assert said.kpis["logo_churn"] == pytest.approx((short * held[0] + year * held[1]) / sum(held))
    assert said.kpis["early_leaving"] == 0
    assert said.kpis["ltv"] == pytest.approx((100 / 0.03 + 1200 / 0.12) / 2, rel=0.12)


def test_what_is_stated_as_the_offering_has_it_changes_nothing() -> None:
    """Byte for byte."""
    stated = 'price = "100 / month"\nterm = "12 months"\nbilling = "monthly"\nchurn = "12 % / year"'
    plain, said = signed(50, monthly=""), signed(50, monthly=stated)
    assert plain.rows.tobytes() == said.rows.tobytes()
    assert plain.contracts == said.contracts


def test_a_term_that_all_segments_state_is_that_of_all_contracts() -> None:
    """In place of the offering's three years, which is nobody's: figures are as if the offering stated it."""
    month, early = 'term = "1 month"', {"customer.early_leaving": {"rate": "50 % / year"}}
    usual = 'price = "100 / month"\nterm = "{} months"'
    said = [
        summarize(run(scenario(text(40, own, own, usual.format(months))).replace(early), SEED, 0)).kpis
        for own, months in ((month, 36), ("", 1))
    ]
    assert said[0]["early_leaving"] > 0
    assert said[0] == pytest.approx(said[1], nan_ok=True)


def test_a_price_and_a_billing_of_a_segment() -> None:
    """One pays 40 a month, the other 1,200 at once for the year."""
    log = signed(1, monthly='price = "40 / month"', yearly='billing = "term"')
    paid = log.of(Row.PAYMENT)
    assert paid[paid["number"] == 0]["money"].tolist()[:12] == pytest.approx([40] * 12)
    assert paid[paid["number"] == 1]["money"].tolist()[:1] == pytest.approx([1200])
    licences = 'kind = "perpetual"\nprice = 900\nmaintenance = { price = "10 / month" }'
    bought = signed(1, monthly="price = 100", offering=licences).of(Row.PAYMENT)
    first = bought[bought["end"] < 1]
    assert first["money"].tolist() == pytest.approx([100, 10, 900, 10])


def test_customers_of_a_segment_who_differ() -> None:
    """Yearly chances of a beta distribution: after t years B(a, b + t) / B(a, b) are there."""
    a, b = 0.668, 3.806
    mean, cv = a / (a + b), math.sqrt(b / (a * (a + b + 1)))
    log = signed(
        yearly='billing = "term"',
        monthly=f'billing = "term"\nchurn = {{ mean = "{mean * 100!r} % / year", cv = {cv!r} }}',
    )
    for years in (1, 2):
        share = math.exp(
            math.lgamma(b + years) + math.lgamma(a + b) - math.lgamma(b) - math.lgamma(a + b + years)
        )
        assert abs(there(log, 0, 12.1 * years) / 2000 - share) <= 4 * math.sqrt(share * (1 - share) / 2000)


def test_what_the_plan_expects_of_them() -> None:
    """A customer is worth 100 a month for 25 months at most: the monthly half 33.3 months, cut to 25, the yearly half 25."""
    plan = scenario(text(10, monthly='price = "40 / month"\nterm = "1 month"\nchurn = "10 % / month"'))
    deal = contract(plan)
    assert deal.monthly == pytest.approx(70)
    assert deal.worth == pytest.approx((40 * 10 + 100 * 25) / 2)
    hazards = -math.log(0.9) * 12, -math.log(0.88)
    years = 25 / 12
    seen = sum((1 / h - (1 - math.exp(-h * years)) / (h * h * years)) / 2 for h in hazards)
    assert days_seen(plan, 25 * MONTH) / (12 * MONTH) == pytest.approx(seen)
    renewed = scenario(
        text(10) + '[journey.renew]\nwork = { mean = "1 h" }\noptional = true\n[customer.renewal]\n'
    )
    jobs = dict(customer_jobs(renewed, 10, 365.25))
    assert jobs["renew"] == pytest.approx((12 + 1) / 2)


def test_what_a_reader_is_told() -> None:
    """Diagrams and explanations name the segments where these differ."""
    plan = scenario(text(10))
    pen = Pen(plan)
    drawn = " ".join(line for graph in (flow(pen), states(pen)) for box in graph.boxes for line in box.lines)
    drawn += " ".join(
        line for graph in (flow(pen), states(pen)) for arrow in graph.arrows for line in arrow.lines
    )
    for said in (
        "Monthly: decides every month",
        "Yearly: decides every 12 months",
        "Monthly: 30.6% a year",
        "Yearly: 12% a year",
        "Monthly: stays for another 1 month",
    ):
        assert said.lower() in drawn.lower()
    told = str(explain(plan).text(every=True))
    assert "30.6% leave in a year" in re.sub(r"\s+", " ", told)


@pytest.mark.parametrize(
    ("monthly", "offering", "problem"),
    [
        ('price = "1 / month"\nsize = 2', YEARLY, "price and size both say what its deals are worth: state one of them"),
        (
            'churn = "1 % / year"\nchurn_odds = 2',
            YEARLY,
            "churn and churn_odds both say how many leave: state one of them",
        ),
        ("price = 100", YEARLY, "price is 100; it must be an amount per time, such as \"90_000 / month\", as offering.price is"),
        ('price = "9 / month"', 'kind = "perpetual"\nprice = 9', "it must be a plain number, as offering.price is"),
        ('term = "1 month"', 'kind = "flat_fee"\nprice = "9 / month"', 'only a subscription has it by segment'),
        ('billing = "termly"', YEARLY, 'it must be one of "monthly" or "term"; did you mean "term"?'),
        ('chrun = "1 % / year"', YEARLY, "segments.monthly.chrun is not known; did you mean churn?"),
        ('churn = { mean = "50 % / year", cv = 2 }', YEARLY, "its cv must be less than 1 with a mean of 50 % / year"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant(monthly: str, offering: str, problem: str) -> None:
    with pytest.raises(ScenarioError) as raised:
        scenario(text(1, monthly=monthly, offering=offering))
    assert problem in str(raised.value)


def test_nothing_to_price_without_an_offering() -> None:
    nothing = text(1, monthly='price = "9 / month"').replace("[offering]\n" + YEARLY, "")
    nothing = nothing.replace('[customer]\nchurn = "12 % / year"', "")
    with pytest.raises(ScenarioError, match=r"segments\.monthly\.price is stated, but nothing is sold"):
        scenario(nothing)
