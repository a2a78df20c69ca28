"""Knowledge: what a change of person forgets, and what that costs at the next gate."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome

from orgsim.events.log import EventLog
from orgsim.mechanisms.handoffs import knowledge
from orgsim.plan.load import parse
from orgsim.setup.simulate import run

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


@pytest.mark.parametrize(("records", "kept"), [("personal", 0.2), ("sfa", 0.6), ("crm", 0.8)])
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
    assert knowledge.kept("sfa", False, parameters) > knowledge.kept("sfa", True, parameters)
    assert knowledge.kept("crm", False, parameters) == knowledge.kept("crm", True, parameters)
