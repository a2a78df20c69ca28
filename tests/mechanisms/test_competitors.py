"""Competitors who react: what they have seen, by hand; where the firm is not noticed nothing happens."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.events.log import EventLog
from orgsim.mechanisms.loops.competitors import effect, seen
from orgsim.plan.derived.in_force import acting
from orgsim.report.explanation.explain import explain
from orgsim.setup.simulate import run

TEXT = """
[scenario]
horizon = "{horizon} days"
mechanisms = ["competitors"]

[sources.first]
kind = "recorded"
arrivals = {first}
entry = "close"

[sources.later]
kind = "recorded"
arrivals = {later}

[journey.greet]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "ask", rate = 1.0 }} ]

[journey.ask]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }} ]

[journey.close]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[effects.competitors]
noticed = "{noticed}"
half_life = "100 days"

[teams.all]
headcount = 3
calendar = "continuous"
does = ["greet", "ask", "close"]
"""


def text(
    noticed: str = "0.1 / day", first: int = 60, later: tuple[float, ...] = (50.0, 150.0), horizon: int = 400
) -> str:
    """Purchases of day 0, and leads who are asked later."""
    return TEXT.format(noticed=noticed, first=[0.0] * first, later=list(later), horizon=horizon)


def bought(log: EventLog) -> float:
    """Leads of later days who have bought."""
    return float((jobs(log, "ask")["outcome"] == outcome(log, "customer")).sum())


CASE = Case(
    scenario=text("0.05 / day", 1, tuple(float(day) for day in range(5, 395)), 400),
    neutral={"effects.competitors.strength": 0.0},
    path="effects.competitors.strength",
    grid=(0.0, 0.5, 2.0),
    observed=bought,
    sign=-1,
    replications=1,
)


def test_what_they_have_seen_by_hand() -> None:
    """60 of day 0 are 60 ln 2 / 100 = .416 a day then, .294 on day 50 and .147 on day 150; .1 a day is nothing to them."""
    log = run(scenario(text()), SEED, 0)
    felt = jobs(log, "ask")["effect_competitors"]
    # One who bought on day 50 has been seen, too.
    more = 0.5 if jobs(log, "ask")["outcome"][0] == outcome(log, "customer") else 0.0
    rates = [math.log(2) / 100 * (60 * 0.5**0.5), math.log(2) / 100 * (60 * 0.5**1.5 + more)]
    assert felt.tolist() == pytest.approx([-0.3 * math.log(rate / 0.1) for rate in rates], rel=1e-5)
    assert (jobs(log, "greet")["effect_competitors"] == 0).all()


def test_a_firm_that_nobody_notices_is_left_alone_and_never_helped() -> None:
    """With .416 a day and less it stays below .5 a day: nothing at all, nor where it sells hardly anything."""
    for first in (1, 60):
        felt = jobs(run(scenario(text("0.5 / day", first)), SEED, 0), "ask")["effect_competitors"]
        assert felt.tolist() == [0.0, 0.0]


def test_a_steady_firm_ends_where_odds_and_purchases_agree() -> None:
    """Five leads a day, half of whom would buy: p / (1 - p) = (5 p / .5)^-1 has p = .27 in the long run, at strength 1."""
    plan = scenario(text("0.5 / day", 1, tuple(np.arange(0, 3000, 0.2).tolist()), 3000))
    log = run(plan.replace({"effects.competitors.strength": 1.0}), SEED, 0)
    late = jobs(log, "ask", (1000.0, 3000.0))
    p = (-1 + math.sqrt(1 + 4 * 10)) / (2 * 10)
    assert 10 * p * p == pytest.approx(1 - p)
    found = (late["outcome"] == outcome(log, "customer")).mean()
    assert found == pytest.approx(p, abs=4 * math.sqrt(p * (1 - p) / len(late)))


def test_off_where_the_market_does_not_say_who_is_noticed() -> None:
    plan = scenario(text().replace('noticed = "0.1 / day"\n', ""))
    assert "competitors" not in acting(plan)
    assert "needs effects.competitors.noticed" in explain(plan).text(300, every=True)
    alone = plan.replace({"scenario.mechanisms": []})
    assert run(plan, SEED, 0).rows.tobytes() == run(alone, SEED, 0).rows.tobytes()


def test_the_numbers() -> None:
    assert seen(100.0, 50.0) == pytest.approx(2 * math.log(2))
    assert effect(2.0, 0.3) == pytest.approx(-0.3 * math.log(2))
    assert effect(0.2, 0.3) == 0.0
    assert math.copysign(1, effect(0.2, 0.3)) == 1
