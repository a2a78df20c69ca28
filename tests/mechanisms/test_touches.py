"""Touches: which of them reach, what those cost that do not, and what was told says of the others."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.mechanisms.leads.touches import effect, unread
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.derived.reaching import part_of_work
from orgsim.plan.derived.routes import touches, visits
from orgsim.setup.simulate import run

TEXT = """
[scenario]
horizon = "400 days"
mechanisms = ["touches"]

[sources.list]
kind = "recorded"
arrivals = {arrivals}

[journey.call]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = {buys} }}, {{ to = "nurture", rate = {rests} }}, {{ to = "lost", rate = {lost} }} ]

[journey.nurture]
work = {{ mean = "1 h", distribution = "constant" }}
reach = {reach}
outcomes = [ {{ to = "again", rate = {wakes} }}, {{ to = "nurture", rate = {sleeps} }} ]

[journey.again]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[teams.all]
headcount = {people}
calendar = "continuous"
does = ["call", "nurture", "again"]
"""


def text(
    leads: int = 4000, buys: float = 0.0, lost: float = 0.0, wakes: float = 0.2, reach: float = 0.4
) -> str:
    """Leads who all come on day 0 and rest, or are lost; a touch that reaches wakes the share {wakes} of them."""
    words = {"arrivals": [0.0] * leads, "buys": buys, "lost": lost, "rests": 1 - buys - lost, "people": leads}
    return TEXT.format(**words, wakes=wakes, sleeps=1 - wakes, reach=reach)


def returned(log: EventLog) -> int:
    """How often a lead came back from rest."""
    return int((log.of(Row.CHANGE)["outcome"] == outcome(log, "returned")).sum())


CASE = Case(
    scenario=text(leads=300, buys=0.5),
    neutral={"journey.nurture.reach": 1.0, "effects.touches.blind": 0.0},
    path="journey.nurture.reach",
    grid=(0.1, 0.4, 1.0),
    observed=returned,
    sign=1,
    replications=1,
)


def test_the_number_of_touches_until_one_reaches_is_geometric() -> None:
    """Everybody who is reached comes back: the k-th touch is the last with .6^(k-1) x .4, and .6^9 are never reached."""
    log = run(scenario(text(wakes=1.0)), SEED, 0)
    conservation.check(log)
    touched = jobs(log, "nurture")
    times = np.bincount(touched["number"], minlength=4000)
    back = np.zeros(4000, dtype=bool)
    back[touched["number"][touched["outcome"] == outcome(log, "again")]] = True
    for k in range(1, 10):
        expected = 0.6 ** (k - 1) * 0.4
        share = ((times == k) & back).mean()
        assert abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / 4000), k
    assert (times[~back] == 9).all()
    assert abs((~back).mean() - 0.6**9) <= 4 * math.sqrt(0.6**9 / 4000)


def test_the_share_brought_back_is_that_of_the_two_chances_together() -> None:
    """Nine touches of .4 x .2 bring back 1 - .92^9 = .528."""
    log = run(scenario(text()), SEED, 0)
    expected = 1 - (1 - 0.4 * 0.2) ** 9
    assert abs(returned(log) / 4000 - expected) <= 4 * math.sqrt(expected * (1 - expected) / 4000)


def test_a_touch_that_does_not_reach_takes_less_and_is_followed_by_the_next() -> None:
    """An hour each that reaches, a fifth of one that does not; a call every 30 days after the last was made."""
    log = run(scenario(text(leads=200, wakes=0.0)).replace({"effects.touches.hours": 0.2}), SEED, 0)
    touched = jobs(log, "nurture")
    vain = touched["outcome"] == outcome(log, "unreached")
    assert 0.5 < vain.mean() < 0.7
    assert touched["hours"][vain] == pytest.approx(0.2)
    assert touched["hours"][~vain] == pytest.approx(1.0)
    assert (np.bincount(touched["number"]) == 9).all(), "touches in vain count among those a lead gets"
    one = touched[touched["number"] == 0]
    assert one["ready"][1:] == pytest.approx(one["end"][:-1] + 30)


def test_who_is_not_reached_is_reached_by_the_same_calls_whatever_else_holds() -> None:
    """Who is reached at which touch is luck of the lead: a higher chance reaches all of those, and others."""

    def reached(reach: float) -> set[tuple[int, int]]:
        log = run(scenario(text(leads=300, wakes=0.0, reach=reach)), SEED, 0)
        touched = jobs(log, "nurture")
        made = touched[touched["outcome"] == outcome(log, "nurture")]
        return set(zip(made["number"].tolist(), made["visit"].tolist(), strict=True))

    assert reached(0.2) < reached(0.5) < reached(1.0)


TOLD = ("not_ready", "cold", "unworked", "lost", "churned")


@pytest.mark.parametrize(("lost", "reason"), [(0.0, "not_ready"), (1.0, "lost")])
def test_the_reason_moves_the_odds_of_those_whom_it_was_told_by(lost: float, reason: str) -> None:
    """.2 at -1 log-odds are .0842, for those who rest for that reason and nobody else."""
    for told in TOLD:
        plan = scenario(text(leads=2000, reach=1.0, lost=lost), horizon="32 days").replace(
            {"policies.nurture.recycles": ["nurture", "lost"], f"effects.touches.told_{told}": -1.0}
        )
        log = run(plan, SEED, 0)
        first = jobs(log, "nurture")
        assert len(first) == 2000
        expected = 1 / (1 + 4 * math.e) if told == reason else 0.2
        share = (first["outcome"] == outcome(log, "again")).mean()
        assert abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / 2000)
        assert first["effect_touches"] == pytest.approx(-1.0 if told == reason else 0.0)


def test_who_went_cold_with_and_without_work_and_who_left() -> None:
    """Five leads come to one person who is busy: they go cold unworked; the reason is theirs alone."""
    plan = scenario(text(leads=5, wakes=0.0, reach=1.0)).replace(
        {
            "teams.all.headcount": 1,
            "journey.call.work": {"mean": "240 h", "distribution": "constant"},
            "journey.call.patience": {"mean": "1 day", "distribution": "constant"},
            "effects.touches.told_unworked": -0.4,
            "effects.touches.told_not_ready": 0.7,
        }
    )
    touched = jobs(run(plan, SEED, 0), "nurture")
    worked = touched["number"] == 0
    assert touched["effect_touches"][worked] == pytest.approx(0.7)
    assert touched["effect_touches"][~worked] == pytest.approx(-0.4)
    assert set(touched["number"].tolist()) == {0, 1, 2, 3, 4}


APART = {
    "scenario.mechanisms": ["knowledge", "touches"],
    "teams.nurses": {"headcount": 500, "calendar": "continuous", "does": ["nurture"]},
    "teams.all.does": ["call", "again"],
    "effects.knowledge.odds": 0.0,
}


@pytest.mark.parametrize(("records", "kept"), [("personal", 0.2), ("sfa", 0.8), ("crm", 0.8)])
def test_who_reads_the_history_loses_less_of_a_touch(records: str, kept: float) -> None:
    """One job of mean length teaches 1 - 1/e; the next person starts with what the records keep of it, and learns in an hour."""
    plan = scenario(text(leads=50, wakes=0.0, reach=1.0), horizon="32 days").replace(
        APART | {"policies.records.kind": records}
    )
    first = jobs(run(plan, SEED, 0), "nurture", (0.0, 32.0))
    once, again = 1 - math.exp(-1), math.exp(-1)
    known, reference = 1 - (1 - kept * once) * again, 1 - (1 - once) * again
    assert first["effect_touches"] == pytest.approx(-0.3 * (1 - known / reference), rel=1e-5)


def test_nothing_is_unread_of_who_has_told_nothing_or_is_known() -> None:
    assert unread(0.0, 0.0) == 0.0
    assert unread(0.5, 0.5) == 0.0
    assert unread(0.1, 0.5) == pytest.approx(0.8)
    assert effect(0.0, 0.0, 0.3) == 0.0
    assert math.copysign(1, effect(0.0, 0.0, 0.3)) == 1
    assert effect(-0.5, 0.5, 0.4) == pytest.approx(-0.7)


def test_the_contact_rate_of_the_funnel_keeps_its_meaning() -> None:
    """Contacted is with whom somebody began to work at a step; touches are no step of the chain."""
    sure, few = (summarize(run(scenario(text(leads=400, reach=reach)), SEED, 0)) for reach in (1.0, 0.2))
    for one in (sure, few):
        assert one.funnel["call"]["contacted"] == one.funnel["call"]["came"] == 400


def test_a_reach_is_stated_of_touches_alone() -> None:
    with pytest.raises(ScenarioError, match=r"journey\.call\.reach"):
        scenario(text()).replace({"journey.call.reach": 0.5})
    with pytest.raises(ScenarioError, match=r"journey\.nurture\.reach"):
        scenario(text()).replace({"journey.nurture.reach": 0.0})


def test_what_is_expected_of_touches_counts_those_that_reach() -> None:
    """Two touches at .5 x .2: 1 + .9 = 1.9 of them, of which half take an hour and half a quarter of one."""
    plan = scenario(text(leads=100)).replace({"journey.nurture.reach": 0.5, "policies.nurture.touches": 2})
    assert touches(plan) == pytest.approx(1.9)
    assert visits(plan, {"call": 100.0})["again"] == pytest.approx(100 * 1.9 * 0.5 * 0.2)  # type: ignore[index]
    hours = wanted(plan)["all"]
    assert hours == pytest.approx(100 * (1 + 1.9 * (0.5 + 0.5 * 0.25) + 0.19), rel=1e-3)
    off = plan.replace({"scenario.mechanisms": []})
    assert touches(off) == pytest.approx(1.8)
    assert part_of_work(off, "nurture") == 1.0
