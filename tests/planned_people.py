"""Plans of people for small worlds: teams that are founded later, grow, shrink, ramp up, hire, give people to others, earn."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from small_worlds import World

from orgsim.events.columns import Row
from orgsim.events.log import EventLog

WHEN = ("load > 0.2", "queue >= 1", "cash > -100_000", "people < 4")


def plan_people(draw: st.DrawFn, world: World) -> None:
    """Draw the plans of all teams of a world; some send away more people than are there (see `feasible`)."""
    names = list(world["teams"])
    for name in names:
        team: dict[str, Any] = world["teams"][name]
        team["headcount"] = draw(st.integers(0, 3))
        days = sorted(draw(st.sets(st.integers(1, 90), max_size=4)))
        by = st.sampled_from([0, 1, 3, "+1", "+2", "-1"])
        team["changes"] = [{"at": f"{day} days", "headcount": draw(by)} for day in days]
        if draw(st.booleans()):
            team["ramp"] = sorted(draw(st.lists(st.sampled_from([0, 0.25, 1.0]), min_size=1, max_size=3)))
        if draw(st.booleans()):
            team["kpi"], team["quota"] = "bookings", {"per_person": "4 / month"}
        if draw(st.booleans()):
            team["commission"] = {"share": 0.1, "expansion": 0.05, "claw_back": "2 months"}
            if isinstance(team.get("quota"), dict):
                team["commission"]["above_quota"] = 0.2
    hires = [name for name in names if draw(st.booleans())]
    world["policies"]["hiring"] = {
        name: {"when": draw(st.sampled_from(WHEN)), "most": draw(st.integers(1, 4))} for name in hires
    }
    if len(names) > 1:
        days = draw(st.lists(st.integers(1, 90), max_size=3))
        world["transfers"] = [{"at": f"{day} days", "from": names[0], "to": names[1]} for day in days]
    frozen = draw(st.lists(st.sampled_from(["hiring", "spending"]), max_size=2))
    world["freezes"] = [
        {"what": what, "at": f"{draw(st.integers(0, 90))} days", "lasts": "30 days"} for what in frozen
    ]


def stays(log: EventLog) -> dict[tuple[int, int], tuple[float, float]]:
    """From when to when each person of each team was there."""
    found: dict[tuple[int, int], tuple[float, float]] = {}
    for row in log.of(Row.STAFFING):
        who, day = (int(row["team"]), int(row["person"])), float(row["end"])
        joined = log.names.outcomes[row["outcome"]] == "joined"
        assert joined == (who not in found)
        found[who] = (day, np.inf) if joined else (found[who][0], day)
    return found


def feasible(world: World) -> dict[str, list[tuple[float, int]]]:
    """Leave out what sends away more people than are there; gives from when on each team is planned to have how many."""
    planned = {name: [(0.0, team["headcount"])] for name, team in world["teams"].items()}
    moves = [(_day(one), 0, one["from"], one) for one in world.get("transfers", [])]
    moves += [(_day(one), 1, name, one) for name, team in world["teams"].items() for one in team["changes"]]
    transfers: list[World] = []
    changes: dict[str, list[World]] = {name: [] for name in world["teams"]}
    for day, kind, name, one in sorted(moves, key=lambda move: move[:2]):
        there, stated = planned[name][-1][1], one.get("headcount", "-1")
        then = there + int(stated) if isinstance(stated, str) else stated
        if then < 0:
            continue
        planned[name].append((day, then))
        if kind == 0:
            planned[one["to"]].append((day, planned[one["to"]][-1][1] + 1))
        (changes[name] if kind else transfers).append(one)
    for name, team in world["teams"].items():
        team["changes"] = changes[name]
    if "transfers" in world:
        world["transfers"] = transfers
    return planned


def _day(one: World) -> float:
    """The day of a change or a transfer."""
    return float(one["at"].removesuffix(" days"))
