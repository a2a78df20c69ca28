"""Ageing: a touch loses odds with the time its lead has been at rest, and no other work does."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.leads.ageing import effect
from orgsim.setup.simulate import run
from orgsim.units import MONTH

TEXT = """
[scenario]
horizon = "400 days"
mechanisms = ["ageing"]

[sources.list]
kind = "recorded"
arrivals = {arrivals}

[journey.call]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = {buys} }}, {{ to = "nurture", rate = {rests} }} ]

[effects.ageing]
fresh = "0 days"

[journey.nurture]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "call", rate = {wakes} }}, {{ to = "nurture", rate = {sleeps} }} ]

[teams.all]
headcount = 5
calendar = "continuous"
does = ["call", "nurture"]
"""


def text(leads: int = 3000, buys: float = 0.0, wakes: float = 0.3) -> str:
    """Leads who all come on day 0 and rest; {wakes} of them would come back at a touch at once."""
    words = {"arrivals": [0.0] * leads, "buys": buys, "rests": 1 - buys}
    return TEXT.format(**words, wakes=wakes, sleeps=1 - wakes)


def returns(log: EventLog) -> float:
    """How often a lead came back from rest."""
    rows = log.of(Row.CHANGE)
    return float((rows["outcome"] == outcome(log, "returned")).sum())


CASE = Case(
    scenario=text(leads=300, buys=0.5),
    neutral={"effects.ageing.rate": 0.0},
    path="effects.ageing.rate",
    grid=(0.0, 0.2, 1.0),
    observed=returns,
    sign=-1,
    replications=1,
)


def test_the_first_touch_wakes_as_many_as_its_odds_say() -> None:
    """Thirty days at rest at 0.8 a month: the odds of 3 to 7 fall by exp(-0.8 x 30 / month)."""
    log = run(scenario(text()).replace({"effects.ageing.rate": 0.8}), SEED, 0)
    first = jobs(log, "nurture", (0.0, 31.0))
    assert len(first) == 3000
    odds = 0.3 / 0.7 * math.exp(-0.8 * 30 / MONTH)
    expected = odds / (1 + odds)
    woken = (first["outcome"] == outcome(log, "call")).mean()
    error = math.sqrt(expected * (1 - expected) / 3000)
    assert abs(woken - expected) <= 4 * error
    assert 4 * error < 0.3 - expected


def test_it_grows_with_the_time_at_rest_to_its_bound_and_spares_other_work() -> None:
    plan = scenario(text(leads=1, wakes=0.0)).replace(
        {"effects.ageing.rate": 0.5, "effects.ageing.most": 1.5}
    )
    log = run(plan, SEED, 0)
    assert jobs(log, "nurture")["effect_ageing"].tolist() == pytest.approx(
        [-min(1.5, 0.5 * 30 * k / MONTH) for k in range(1, 10)], rel=1e-6
    )
    assert jobs(log, "call")["effect_ageing"].tolist() == [0.0]


def test_time_at_rest_begins_anew_when_a_lead_rests_again() -> None:
    """Woken by every touch and sent to rest again at once, a lead is never older than one span between touches."""
    plan = scenario(text(leads=20, buys=0.01, wakes=1.0)).replace({"effects.ageing.rate": 0.5})
    touched = jobs(run(plan, SEED, 0), "nurture")["effect_ageing"]
    assert len(touched) > 13 * 10
    assert np.allclose(touched, -0.5 * 30 / MONTH)


def test_at_once_nothing_is_lost() -> None:
    assert effect(0.0, 0.7, 0.0, 2.0) == 0.0
    assert effect(5 * MONTH, 0.3, 0.0, 2.0) == -1.5
    assert effect(500 * MONTH, 0.3, 0.0, 2.0) == -2.0


def test_the_rate_of_the_market_holds_while_a_lead_is_fresh() -> None:
    """The usual nine touches over nine months lose nothing; what comes later does."""
    assert effect(9 * MONTH, 0.3, 9 * MONTH, 2.0) == 0.0
    assert effect(11 * MONTH, 0.3, 9 * MONTH, 2.0) == pytest.approx(-0.6)
    log = run(scenario(text().replace('fresh = "0 days"', "")), SEED, 0)
    assert (jobs(log, "nurture")["effect_ageing"] == 0).all()


def test_the_time_at_rest_lasts_until_the_touch_begins() -> None:
    """A touch due on day 30 waits until day 45 behind an audit: forty-five days at 0.5 a month are lost."""
    audit = '[journey.audit]\nwork = { mean = "480 h", distribution = "constant" }\n'
    audit += 'outcomes = [ { to = "lost", rate = 1.0 } ]\n'
    audit += '[sources.late]\nkind = "recorded"\nentry = "audit"\narrivals = [25.0]\n'
    alone = (
        text(leads=1).replace("headcount = 5", "headcount = 1").replace('"nurture"]', '"nurture", "audit"]')
    )
    plan = scenario(f"{alone}\n{audit}").replace({"effects.ageing.rate": 0.5})
    (touch,) = jobs(run(plan, SEED, 0), "nurture", (0.0, 40.0))
    assert (touch["ready"], touch["start"]) == pytest.approx((30.0, 45.0))
    assert touch["effect_ageing"] == pytest.approx(-0.5 * 45 / MONTH, rel=1e-6)
