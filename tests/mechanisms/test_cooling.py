"""Cooling: what waiting takes from the odds."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome

from orgsim.events.log import EventLog
from orgsim.mechanisms.handoffs import cooling
from orgsim.plan.load import parse
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "120 days"
mechanisms = ["cooling"]

[sources.web]
leads = "20 / day"

[journey.reply]
work = { mean = "1 h", cv = 0.5 }
outcomes = [{ to = "talk", rate = 0.5 }, { to = "lost", rate = 0.5 }]

[journey.talk]
work = { mean = "20 min", cv = 0.5 }
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 }]

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["reply", "talk"]
"""


def talks(log: EventLog) -> float:
    """Share of the replies that led to a talk."""
    replies = jobs(log, "reply")
    return float((replies["outcome"] == outcome(log, "talk")).mean())


CASE = Case(
    scenario=DESK,
    neutral={"effects.cooling.factor": 1.0},
    path="effects.cooling.factor",
    grid=(1.0, 1.4, 3.0, 7.0),
    observed=talks,
    sign=-1,
    replications=1,
)


def test_half_of_the_loss_has_happened_after_its_half_time() -> None:
    """1 - exp(-w/after) is one half at w = after ln 2: an odds ratio of 4 costs ln 2 by then, and ln 4 in the end."""
    assert cooling.effect(0.5 * math.log(2), factor=4.0, after=0.5) == pytest.approx(-math.log(2))
    assert cooling.effect(1e6, factor=4.0, after=0.5) == pytest.approx(-math.log(4))
    assert cooling.effect(0.0, factor=4.0, after=0.5) == 0.0


def test_the_log_shows_it_where_leads_come_in_and_only_there() -> None:
    log = run(parse(DESK), SEED, 0)
    replies = jobs(log, "reply")
    replies = replies[~np.isnan(replies["end"])]
    wait = replies["start"] - replies["ready"]
    assert wait.max() > 1 / 24
    assert replies["effect_cooling"] == pytest.approx(-math.log(1.4) * (1 - np.exp(-wait * 24)), abs=1e-6)
    assert (jobs(log, "talk")["effect_cooling"] == 0).all()


def test_a_step_that_states_it_takes_it_from_those_where_leads_come_in() -> None:
    plan = parse(DESK).replace({"journey.talk.cooling": {"factor": 3.0, "after": "1 h"}})
    log = run(plan, SEED, 0)
    assert (jobs(log, "reply")["effect_cooling"] == 0).all()
    assert jobs(log, "talk")["effect_cooling"].min() < -0.5 * math.log(3)
