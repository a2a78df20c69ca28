"""Knowledge: what a change of person forgets, and what that costs at the next gate."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.handoffs import knowledge
from orgsim.plan.load import parse
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TWO_STEPS = """
[scenario]
horizon = "200 days"
mechanisms = ["knowledge"]

[sources.web]
leads = "10 / day"

[journey.meet]
work = { mean = "2 h", distribution = "constant" }
outcomes = [{ to = "close", rate = 1.0 }]

[journey.close]
work = { mean = "1 h", distribution = "constant" }
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 }]

[teams.field]
headcount = 40
calendar = "continuous"
does = ["meet"]

[teams.desk]
headcount = 40
calendar = "continuous"
does = ["close"]
"""


def won(log: EventLog) -> float:
    """Share of the talks that closed."""
    closed = jobs(log, "close")
    return float((closed["outcome"] == outcome(log, "customer")).mean())


CASE = Case(
    scenario=TWO_STEPS,
    neutral={"effects.knowledge.odds": 0.0},
    path="effects.knowledge.odds",
    grid=(0.0, 1.0, 3.0, 6.0),
    observed=won,
    sign=-1,
    replications=1,
)


@pytest.mark.parametrize(("records", "kept"), [("personal", 0.2), ("sfa", 0.8), ("crm", 0.8)])
def test_what_is_missing_after_one_handoff_by_hand(records: str, kept: float) -> None:
    """Two hours at a mean of two leave 1 - 1/e; of that `kept` survives, and an hour at a mean of one adds to both."""
    log = run(parse(TWO_STEPS).replace({"policies.records.kind": records}), SEED, 0)
    first = 1 - math.exp(-1)
    missing = (1 - kept) * first * math.exp(-1)
    closed = jobs(log, "close")
    assert closed["effect_knowledge"][~np.isnan(closed["end"])] == pytest.approx(-missing, abs=1e-6)
    assert (jobs(log, "meet")["effect_knowledge"] == 0).all()


def test_odds_fall_by_what_is_missing() -> None:
    """With odds of 6 and personal notes, a base rate of one half becomes logistic(-6 x 0.8 (1 - 1/e) / e)."""
    log = run(parse(TWO_STEPS).replace({"effects.knowledge.odds": 6.0}), SEED, 0)
    closed = jobs(log, "close")
    expected = 1 / (1 + math.exp(6 * 0.8 * (1 - math.exp(-1)) * math.exp(-1)))
    error = math.sqrt(expected * (1 - expected) / len(closed))
    assert error < 0.02
    assert abs(won(log) - expected) <= 4 * error


def test_deals_alone_on_record_keep_little_of_a_customer() -> None:
    parameters = knowledge.Knowledge()
    assert parameters.kept("sfa", False) == parameters.kept("crm", False) > parameters.kept("sfa", True)
    assert parameters.kept("crm", False) == parameters.kept("crm", True)


SOLD_AND_CARED = """
[scenario]
horizon = "{days} days"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[journey.care]
work = {{ mean = "1 h", distribution = "constant" }}

[offering]
price = "100 / month"
term = "{term}"

[customer]
churn = "30 % / year"
{customer}

[teams.sales]
headcount = 400
calendar = "continuous"
does = ["close"]

[teams.care]
headcount = 400
calendar = "continuous"
does = ["care"]
"""
"""One team sells for an hour, another cares for an hour: both know 1 - 1/e after an hour at a mean of one."""


def sold_and_cared(customers: int, records: str, **words: object) -> EventLog:
    filled = {"days": 100, "term": "12 months", "mechanisms": '"knowledge"', "arrivals": [0.0] * customers}
    plan = parse(SOLD_AND_CARED.format(**filled | words)).replace({"policies.records.kind": records})
    return run(plan, SEED, 0)


@pytest.mark.parametrize(("records", "kept"), [("personal", 0.2), ("sfa", 0.2), ("crm", 0.8)])
def test_what_is_lost_across_the_purchase_by_hand(records: str, kept: float) -> None:
    """Onboarded by another than who sold: records of deals alone keep as little across the purchase as personal notes.

    Of 1 - 1/e known at the sale `kept` survives; the hour of onboarding leaves (1 - kept) (1 - 1/e) / e missing, which
    costs 0.3 of it in health, of which 0.85 a month is left at the decision.
    """
    days = 3 * MONTH
    customer = 'onboarding = { activity = "care", target = "10 days" }'
    words = {"term": "3 months", "mechanisms": '"knowledge", "health"', "customer": customer}
    log = sold_and_cared(1, records, days=days + 1, **words)
    (decision,) = log.of(Row.CHANGE)[1:]
    missing = (1 - kept) * (1 - math.exp(-1)) * math.exp(-1)
    months = (days - 1 / 24) / MONTH  # the hour of onboarding begins with the term
    assert decision["effect_health"] == pytest.approx(-0.3 * missing * 0.85**months, rel=1e-5)


@pytest.mark.parametrize(("records", "kept"), [("personal", 0.2), ("crm", 0.8)])
def test_who_does_not_know_the_customer_sells_less(records: str, kept: float) -> None:
    """Called by another than who sold, with odds of 6: half would buy more, logistic(-6 (1 - kept) (1 - 1/e) / e) do."""
    customer = (
        'check_ins = { activity = "care", every = "60 days" }\nupsell = { rate = 0.5, value = "10 %" }\n'
    )
    log = sold_and_cared(2000, records, customer=customer + "[effects.knowledge]\nodds = 6.0\n")
    assert len(jobs(log, "care")) == 2000
    changes = log.of(Row.CHANGE)
    share = (changes["outcome"] == outcome(log, "upsold")).sum() / 2000
    expected = 1 / (1 + math.exp(6 * (1 - kept) * (1 - math.exp(-1)) * math.exp(-1)))
    error = math.sqrt(expected * (1 - expected) / 2000)
    assert 4 * error < 0.5 - expected
    assert abs(share - expected) <= 4 * error
