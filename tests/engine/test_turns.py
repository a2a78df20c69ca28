"""Turns: a team whose people keep their cases deals out new ones in strict turn, or to the least busy."""

from typing import Any

import pytest
from engine.test_teams import served, source, step
from estimates import SEED, estimate, jobs, replicate, scenario
from scipy.optimize import brentq

from orgsim.engine.turns import InTurn
from orgsim.events.log import EventLog
from orgsim.setup.build import build
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "40 days"
mechanisms = []
{sources}
{journey}
[teams.desk]
headcount = {people}
calendar = "continuous"
ownership = "person"
turns = "{turns}"
does = ["serve"]
{more}
"""


def desk(hours: list[float], work: float, people: int = 3, turns: str = "strict", more: str = "") -> EventLog:
    """Leads who come at given hours of the run, and are lost after so much work."""
    text = DESK.format(
        sources=source("web", "serve", *hours),
        journey=step("serve", work, "lost"),
        people=people,
        turns=turns,
        more=more,
    )
    return run(scenario(text), SEED)


def test_strict_turns_go_round_whatever_each_has_to_do() -> None:
    """A day apart, each lead is long done with when the next comes: least busy, all would go to the first."""
    hours = [24.0 * day for day in range(7)]
    assert served(desk(hours, 1), "serve") == [0, 1, 2, 0, 1, 2, 0]
    assert served(desk(hours, 1, turns="least_busy"), "serve") == [0] * 7


def test_whose_turn_it_is_may_be_the_one_with_most_to_do() -> None:
    """Two people, leads by the hour that take half a day: the third waits for person 0 though nobody else is freer than 1."""
    log = desk([0, 1, 2, 3], 12, people=2)
    assert served(log, "serve") == [0, 1, 0, 1]
    assert (jobs(log, "serve")["start"] * 24).tolist() == pytest.approx([0, 1, 12, 13])


def test_a_newcomer_comes_last_in_the_round_and_a_leaver_is_passed_over() -> None:
    """On day 2.5 a third person joins, whose turn comes after the second's; on day 5.5 the last who came goes."""
    changes = 'changes = [{ at = "2.5 days", headcount = 3 }, { at = "5.5 days", headcount = 2 }]'
    log = desk([24.0 * day for day in range(9)], 1, people=2, more=changes)
    assert served(log, "serve") == [0, 1, 0, 1, 2, 0, 1, 0, 1]


def test_who_is_away_is_passed_over() -> None:
    text = DESK.format(
        sources=source("web", "serve", 0), journey=step("serve", 1, "lost"), people=3, turns="strict", more=""
    )
    world = build(scenario(text), SEED, 0)
    for staffing in world.staffing:
        staffing.open(world.until)
    team = world.teams[0]
    assert isinstance(team, InTurn)
    team.people[1].away = True
    assert [person.number for person in (team.next_owner() for _ in range(4)) if person] == [0, 2, 0, 2]
    team.people[1].away = False
    assert [person.number for person in (team.next_owner() for _ in range(4)) if person] == [0, 1, 2, 0]
    for person in team.people:
        person.away = True
    assert team.next_owner() is None


CROWD = """
[scenario]
horizon = "500 days"
drain = true
mechanisms = []
[sources.web]
leads = "1.5 / day"
[journey.serve]
work = { mean = "24 h", distribution = "exponential" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.desk]
headcount = 2
calendar = "continuous"
ownership = "person"
does = ["serve"]
"""


def test_each_of_two_in_strict_turn_is_a_queue_of_every_second_lead() -> None:
    """E2/M/1: with s = (1.5 / (1.5 + 1 - s))², a job waits s / (1 - s) days on average (GI/M/1, Kendall 1953)."""

    def measured(log: EventLog) -> dict[str, float]:
        rows = jobs(log, "serve", (50, 450))
        return {"wait": float((rows["start"] - rows["ready"]).mean())}

    plan = scenario(CROWD).replace({"teams.desk.turns": "strict"})
    root = brentq(lambda s: (1.5 / (2.5 - s)) ** 2 - s, 0, 0.999)
    found = estimate(replicate(plan, 40, measured)["wait"])
    assert found.agrees(root / (1 - root), half_width=0.12)


def test_least_busy_is_what_is_done_when_nothing_is_stated() -> None:
    plain = scenario(CROWD, horizon="100 days")
    stated: dict[str, Any] = {"teams.desk.turns": "least_busy"}
    assert run(plain.replace(stated), SEED).rows.tobytes() == run(plain, SEED).rows.tobytes()


def test_a_team_in_turn_can_be_helped() -> None:
    helped = {
        "teams.desk.turns": "strict",
        "teams.floaters": {"headcount": 1, "does": [], "helps": ["serve"]},
    }
    log = run(scenario(CROWD, horizon="200 days").replace(helped), SEED)
    rows = jobs(log, "serve")
    assert set(rows["team"].tolist()) == {0, 1}
