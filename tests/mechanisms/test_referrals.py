"""Referrals: so many per customer and month, more from happy customers, the same people whoever serves them; they stay."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, estimate, jobs, outcome, replicate, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.customers import customer_months
from orgsim.measures.reading import read
from orgsim.mechanisms.leads.referrals import factor
from orgsim.plan.checks.size import expected_events
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEXT = """
[scenario]
horizon = "{years} years"
mechanisms = [{mechanisms}]

[sources.list]
kind = "recorded"
arrivals = {arrivals}

[sources.friends]
kind = "referral"
rate = "{rate}"
entry = "meet"

[journey.close]
work = {{ mean = "1 h", cv = 0.5 }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[journey.meet]
work = {{ mean = "1 h", cv = 0.5 }}
outcomes = [ {{ to = "customer", rate = {buys} }}, {{ to = "lost", rate = {lost} }} ]

[offering]
price = "100 / month"

[customer]
churn = "{churn}"
{customer}

[teams.sales]
headcount = {people}
calendar = "continuous"
does = ["close", "meet"]
"""


def text(customers: int = 500, buys: float = 0.0, **words: object) -> str:
    """Customers who all buy on the first day, and what they bring."""
    filled = {"years": 2, "rate": "0.1 / month", "churn": "0 % / year", "people": 500, "customer": ""}
    filled |= {"arrivals": [0.0] * customers, "mechanisms": '"referrals"', "buys": buys, "lost": 1 - buys}
    return TEXT.format(**{**filled, **words})


def friends(log: EventLog) -> np.ndarray:
    """The arrivals of leads that customers brought."""
    rows = log.of(Row.ARRIVAL)
    return rows[rows["entity"] == log.names.entities.index("friends")]


CASE = Case(
    scenario=text(customers=60, buys=0.4, years=3, churn="20 % / year"),
    neutral={"sources.friends.rate": "0 / month"},
    path="sources.friends.rate",
    grid=("0.02 / month", "0.1 / month", "0.2 / month"),
    observed=lambda log: len(friends(log)),
    sign=1,
    replications=1,
)


@pytest.mark.parametrize("churn", ["0 % / year", "50 % / year"])
def test_referrals_per_customer_month_are_the_rate(churn: str) -> None:
    """0.1 per customer-month, whether customers stay or not; a Poisson count, so its error is its root."""
    log = run(scenario(text(churn=churn)), SEED, 0)
    months = customer_months(read(log), log.facts.warm_up)
    count = len(friends(log))
    assert abs(count - 0.1 * months) <= 4 * math.sqrt(0.1 * months)
    assert 4 * math.sqrt(count) < 0.15 * count
    conservation.check(log)


def test_referred_customers_refer_in_turn() -> None:
    """With half of the leads buying, N customers become N exp(p r t), who brought N (exp(p r t) - 1) / p leads."""
    plan = scenario(text(customers=60, buys=0.5, years=2, people=20))
    counts = replicate(plan, 12, lambda log: {"leads": len(friends(log))})["leads"]
    growth = 0.5 * 0.1 * (2 * 365.25 - 1 / 24) / MONTH
    expected = 60 * math.expm1(growth) / 0.5
    assert estimate(counts).agrees(expected, half_width=0.08)


def test_the_same_people_come_whoever_serves_their_friends() -> None:
    """A small team wins customers later, who then have less time to refer: its referred leads are some of the others'."""

    def finished(people: int) -> set[float]:
        log = run(scenario(text(customers=200, years=1, people=people).replace('"1 h"', '"30 h"')), SEED, 0)
        meetings = jobs(log, "meet")
        return set(meetings["hours"][~np.isnan(meetings["end"])].tolist())

    few, many = finished(1), finished(50)
    assert 20 < len(few) < len(many)
    assert few <= many


def test_who_was_referred_stays() -> None:
    """A loyalty of 1 turns a churn of 0.3 a year into logistic(logit 0.3 - 1), for those alone who were referred."""
    plan = scenario(text(customers=600, buys=1.0, years=2.2, churn="30 % / year", rate="1 / year"))
    log = run(plan.replace({"effects.referrals.loyalty": 1.0}), SEED, 0)
    rows = log.of(Row.CHANGE)
    decided = rows[np.isin(rows["outcome"], [outcome(log, "renewed"), outcome(log, "churned")])]
    referred = decided["entity"] == log.names.entities.index("friends")
    assert (decided["effect_referrals"] == np.where(referred, 1.0, 0.0)).all()
    left = decided["outcome"] == outcome(log, "churned")
    for group, expected in ((~referred, 0.3), (referred, 1 / (1 + 7 / 3 * math.e))):
        error = math.sqrt(expected * (1 - expected) / group.sum())
        assert abs(left[group].mean() - expected) <= 4 * error
        assert 4 * error < 0.08


def test_neglected_customers_refer_less() -> None:
    """Nobody holds the check-ins: health falls toward -0.15 / (1 - 0.85^3) and each referral with it; by 0 weight not."""
    care = 'check_ins = { activity = "check_in", every = "3 months" }\n'
    care += '[journey.check_in]\nwork = { mean = "1 h" }\noptional = true'
    plan = scenario(text(customers=200, mechanisms='"referrals", "health"', customer=care, years=3))
    usual = len(friends(run(plan.replace({"effects.referrals.health": 0.0}), SEED, 0)))
    fewer = len(friends(run(plan.replace({"effects.referrals.health": 2.0}), SEED, 0)))
    assert abs(usual - 200 * 0.1 * 36) <= 4 * math.sqrt(720)
    settled = math.exp(
        2 * -0.15 / (1 - 0.85**3)
    )  # just after a missed check-in; just before the next one it is higher
    assert usual * settled < fewer < usual * math.exp(2 * -0.15)


def test_the_rate_is_bounded() -> None:
    assert factor(0.0, 3.0, 2.0) == 1.0
    assert factor(5.0, 3.0, 2.0) == 2.0
    assert factor(-1.0, 3.0, 2.0) == pytest.approx(math.exp(-3))
    assert factor(1e9, 100.0, 2.0) == 2.0


def test_the_size_of_a_run_counts_those_who_are_brought() -> None:
    plan = scenario(text(customers=100, buys=0.5, people=20))
    alone = expected_events(plan.replace({"sources.friends.rate": "0 / month"}))
    log = run(plan, SEED, 0)
    assert expected_events(plan) > alone + len(friends(log))
    assert expected_events(plan) < 2 * len(log.rows)
    assert expected_events(plan.replace({"sources.friends.rate": "100 / day"})) == math.inf


def test_somebody_has_to_come_first() -> None:
    only = text(customers=1).replace(
        'kind = "recorded"\narrivals = [0.0]', 'kind = "referral"\nrate = "1 / day"'
    )
    with pytest.raises(ScenarioError) as error:
        scenario(only)
    assert str(error.value).splitlines()[1:] == [
        "  line 6  all leads would be brought by earlier ones: add a source that is steady, event or recorded"
    ]


def test_where_nothing_is_sold_nobody_refers() -> None:
    without = text(customers=5).replace('[offering]\nprice = "100 / month"\n', "")
    plan = scenario(without.replace('[customer]\nchurn = "0 % / year"\n', ""))
    assert not len(friends(run(plan, SEED, 0)))
    assert (
        "sources.friends brings no leads, because nothing is sold: there are no customers to refer others"
        in plan.notes
    )
    off = scenario(text(customers=5), mechanisms=["health"])
    assert 'sources.friends brings no leads, because scenario.mechanisms leaves "referrals" out' in off.notes


def test_loyalty_sells_nothing_more() -> None:
    """Check-ins of customers who were referred sell to one in five as those of all others: they stay, that is all."""
    care = 'check_ins = { activity = "check_in", every = "3 months" }\nupsell = { rate = 0.2, value = 0.1 }\n'
    care += '[journey.check_in]\nwork = { mean = "1 h" }'
    words = {"customer": care, "years": 3, "rate": "1 / year", "buys": 1.0, "customers": 150}
    plan = scenario(text(**words).replace('"meet"]', '"meet", "check_in"]'))
    log = run(plan.replace({"effects.referrals.loyalty": 5.0}), SEED, 0)
    friend = log.names.entities.index("friends")
    held = (jobs(log, "check_in")["entity"] == friend).sum()
    rows = log.of(Row.CHANGE)
    sold = ((rows["outcome"] == outcome(log, "upsold")) & (rows["entity"] == friend)).sum()
    assert held > 1000
    assert abs(sold / held - 0.2) <= 4 * math.sqrt(0.16 / held)
