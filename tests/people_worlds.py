"""Small worlds for the mechanisms of people: constant work that comes when it is told to."""

import numpy as np
from estimates import scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "{days} days"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

{journey}

[teams.desk]
headcount = {people}
calendar = "continuous"
does = [{does}]
{team}

{effects}
"""
STEP = """
[journey.{name}]
work = {{ mean = "{hours} h", distribution = "constant" }}
outcomes = [ {{ to = "{to}", rate = 1.0 }} ]
"""


def journey(*steps: str, hours: float = 2.0) -> str:
    """Steps of constant work in a row; the last one ends it."""
    return "".join(
        STEP.format(name=name, hours=hours, to=to)
        for name, to in zip(steps, [*steps[1:], "lost"], strict=True)
    )


def desk(*mechanisms: str, **words: object) -> Scenario:
    """One team always on duty; `arrivals` says when its leads come, `steps` what it does for each in turn."""
    steps = words.pop("steps", ("serve",))
    assert isinstance(steps, tuple)
    filled = {"days": 400, "arrivals": [0.0], "people": 1, "team": "", "effects": "", "hours": 2.0} | words
    filled["journey"] = journey(*steps, hours=filled.pop("hours"))  # type: ignore[arg-type]
    named = {
        "does": ", ".join(f'"{name}"' for name in steps),
        "mechanisms": ", ".join(f'"{name}"' for name in mechanisms),
    }
    return scenario(DESK.format(**filled, **named))


def simulated(plan: Scenario, replication: int = 0) -> EventLog:
    """One run."""
    return run(plan, 20240101, replication)


def worked(log: EventLog, person: int | None = None) -> np.ndarray:
    """Jobs that were begun, by anybody or by one person, in order of their start."""
    rows = log.of(Row.JOB)
    rows = rows[rows["person"] >= 0] if person is None else rows[rows["person"] == person]
    return rows[np.argsort(rows["start"], kind="stable")]


def staffing(log: EventLog, outcome: str) -> np.ndarray:
    """Those who joined, or left, in order of time."""
    rows = log.of(Row.STAFFING)
    found: np.ndarray = rows[rows["outcome"] == log.names.outcomes.index(outcome)]
    return found
