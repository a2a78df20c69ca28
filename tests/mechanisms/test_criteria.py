"""Criteria: the bar an organization sets at its own gates, and how ready those are whom it passes on."""

import math
from typing import Any

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome

from orgsim.elementary import logistic_block
from orgsim.errors import ScenarioError
from orgsim.events.log import EventLog
from orgsim.mechanisms.incentives import criteria
from orgsim.plan.derived.as_worked import as_worked
from orgsim.plan.derived.demand import expected_jobs, expected_leads
from orgsim.plan.derived.in_force import acting
from orgsim.plan.load import parse
from orgsim.setup.calibration import calibrate
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "600 days"
mechanisms = ["criteria"]

[sources.web]
leads = "20 / day"

[journey.qualify]
work = { mean = "1 h", cv = 0.8 }
judgement = 0.8
outcomes = [{ to = "close", rate = 0.3 }, { to = "nurture", rate = 0.3 }, { to = "lost", rate = 0.4 }]

[journey.close]
work = { mean = "1 h" }
judgement = 2.0
outcomes = [{ to = "customer", rate = 0.25 }, { to = "lost", rate = 0.75 }]

[teams.desk]
headcount = 40
calendar = "continuous"
does = ["qualify", "close"]

[policies.criteria]
qualify = 1.0
"""


def share(log: EventLog, activity: str, target: str) -> float:
    """Share of an activity's jobs that ended so."""
    done = jobs(log, activity)
    done = done[~np.isnan(done["end"])]
    return float((done["outcome"] == outcome(log, target)).mean())


def passed(log: EventLog) -> float:
    return share(log, "qualify", "close")


CASE = Case(
    scenario=DESK,
    neutral={"policies.criteria.qualify": 0.0},
    path="policies.criteria.qualify",
    grid=(-2.0, -0.5, 0.0, 0.5, 2.0),
    observed=passed,
    sign=1,
    replications=1,
)


def by_hand(shift: float) -> tuple[float, float]:
    """Share passed on, and share of those who buy, summed over readiness."""
    gates = calibrate(parse(DESK))
    z = np.linspace(-8, 8, 4001)
    there = np.exp(-0.5 * z * z)
    on = logistic_block(0.8 * z + shift - gates["qualify", None][0])
    buys = logistic_block(2.0 * z - gates["close", None][0])
    return float(np.average(on, weights=there)), float(np.average(buys, weights=there * on))


@pytest.mark.parametrize("shift", [-1.0, 0.0, 1.0])
def test_who_is_passed_on_and_who_of_them_buys(shift: float) -> None:
    """The share passed on is the logistic's mean over readiness; those who come by a looser bar are less ready and buy less."""
    log = run(parse(DESK).replace({"policies.criteria.qualify": shift}), SEED, 0)
    on, buys = by_hand(shift)
    number, came = len(jobs(log, "qualify")), len(jobs(log, "close"))
    assert abs(passed(log) - on) <= 4 * math.sqrt(on * (1 - on) / number)
    assert abs(share(log, "close", "customer") - buys) <= 4 * math.sqrt(buys * (1 - buys) / came)
    assert number > 11_000
    assert jobs(log, "qualify")["effect_criteria"][:5] == pytest.approx(shift)
    assert (jobs(log, "close")["effect_criteria"] == 0).all()


def test_the_closed_form_of_the_reference_and_its_neighbours() -> None:
    """At the market's bar .3 pass and .25 of them buy; one of -1 passes .148, of whom .286 buy; one of +1 half, of whom .213."""
    assert by_hand(0.0) == pytest.approx((0.3, 0.25), abs=1e-6)
    assert by_hand(-1.0) == pytest.approx((0.148, 0.286), abs=0.001)
    assert by_hand(1.0) == pytest.approx((0.508, 0.213), abs=0.001)


def test_who_would_pass_anyway_passes_still() -> None:
    """A looser bar only adds: nobody falls who passed the market's."""
    logs = [run(parse(DESK).replace({"policies.criteria.qualify": bar}), SEED, 0) for bar in (0.0, 1.0)]
    order = {outcome(logs[0], name): rank for rank, name in enumerate(("close", "nurture", "lost"))}
    usual, loose = (
        np.array([order[code] for code in jobs(log, "qualify")["outcome"][:10_000].tolist()]) for log in logs
    )
    assert (loose <= usual).all()
    assert (loose < usual).mean() > 0.2


def test_a_bar_that_is_followed_by_half_is_half_as_far_off() -> None:
    assert criteria.effect(-1.0, 0.5) == -0.5
    half = run(parse(DESK).replace({"effects.criteria.followed": 0.5}), SEED, 0)
    stated = run(parse(DESK).replace({"policies.criteria.qualify": 0.5}), SEED, 0)
    assert half.rows.tobytes() == stated.rows.tobytes()


def test_without_a_policy_it_does_not_act() -> None:
    plan = parse(DESK.split("[policies")[0])
    assert "criteria" not in acting(plan)
    assert as_worked(plan) is plan


def test_estimates_of_what_follows_know_it() -> None:
    """logit(.3) + 1 = .1527: .538 of 12,000 leads, as if all were equally ready (.508 where they are not)."""
    plan = parse(DESK)
    found, _ = expected_jobs(plan, expected_leads(plan))
    assert found["close"] == pytest.approx(12_000 / (1 + math.exp(-(math.log(0.3 / 0.7) + 1))))
    assert found["qualify"] == pytest.approx(12_000)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"policies.criteria.close": 0.5},
            "policies.criteria.close: at close somebody buys, and that gate is the buyer's; state a step before it, or work at "
            "close in policies.effort.close",
        ),
        (
            {"journey.qualify.judgement": 0.0},
            "policies.criteria.qualify: qualify judges nothing (its judgement is 0), so that a looser bar would pass on leads "
            "who are just as ready; state journey.qualify.judgement in the market",
        ),
        (
            {"journey.qualify.outcomes": [], "sources.web.entry": "close"},
            "policies.criteria.qualify: qualify decides nothing, so there is no bar to set; leave it out",
        ),
        (
            {"policies.criteria.qualfy": 0.5},
            'policies.criteria.qualfy: "qualfy" is not an activity of the journey; did you mean qualify?',
        ),
        ({"policies.criteria.qualify": 30}, "policies.criteria.qualify is 30; it must be 20 or less"),
    ],
)
def test_what_cannot_be_a_bar_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as found:
        parse(DESK).replace(changes)
    assert said in str(found.value)
