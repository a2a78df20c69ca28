"""Headcounts: how many people each team is planned to have, from day 0 on, by its changes and transfers."""

from collections.abc import Iterator
from itertools import groupby, pairwise
from math import ceil
from typing import NamedTuple

from orgsim.plan.model.content import Content
from orgsim.plan.model.people import PersonQuota
from orgsim.ramps import trained_days
from orgsim.units import MONTH

_SHOWN = 6
"""Headcounts of one team that are listed."""
MEASURED = 3 * MONTH
"""Days that are measured before a rule of hiring, or a reorganization that waits for a condition, acts for the first time."""


class Move(NamedTuple):
    """A change of how many people a team is planned to have."""

    day: float
    by: int
    path: tuple[str, ...]
    """Where the plan says so."""
    transfer: bool = False
    """Whether people of another team come, or go there."""


def moves(content: Content, team: str) -> Iterator[Move]:
    """The changes of the plan of a team, in the order in which they act: at one instant transfers come first."""
    people, transfers = content.teams[team].headcount, _transfers(content, team)
    for k, change in enumerate(content.teams[team].changes):
        while transfers and transfers[-1].day <= change.at:
            people += transfers[-1].by
            yield transfers.pop()
        by = change.by(people)
        people += by
        yield Move(change.at, by, ("teams", team, "changes", str(k), "headcount"))
    yield from reversed(transfers)


def _transfers(content: Content, team: str) -> list[Move]:
    """The transfers from and to a team, the last one first."""
    found = [
        Move(one.at, one.people * sign, ("transfers", str(k), "people"), True)
        for k, one in enumerate(content.transfers)
        for name, sign in ((one.from_, -1), (one.to, 1))
        if name == team
    ]
    return sorted(found, key=lambda move: move.day)[::-1]


def headcounts(content: Content, team: str) -> list[tuple[float, int]]:
    """From which days on a team has how many people by its plan, from day 0."""
    found = [(0.0, content.teams[team].headcount)]
    for move in moves(content, team):
        found.append((move.day, found[-1][1] + move.by))
    return found


def planned_on(content: Content, team: str, day: float) -> int:
    """How many people a team is planned to have on a day, the changes of that day among them."""
    return next(number for since, number in reversed(headcounts(content, team)) if since <= day)


def counts(content: Content, team: str) -> str:
    """How many people a team has by its plan from time to time within the horizon, such as "0 → 1 → 3"."""
    horizon = content.scenario.horizon
    found = [number for number, _ in groupby(n for day, n in headcounts(content, team) if day < horizon)]
    shown = found if len(found) <= _SHOWN else [*found[: _SHOWN - 1], "…", found[-1]]
    return " → ".join(map(str, shown))


def hires(content: Content, team: str) -> list[float]:
    """The days at the earliest on which a team takes on people by its rule of hiring, within the horizon."""
    rule = content.policies.hiring.get(team)
    if rule is None:
        return []
    first = max(MEASURED, ceil(rule.begins / MONTH) * MONTH)
    places = range(rule.most - content.teams[team].headcount)
    return [day for k in places if (day := first + k * MONTH) < content.scenario.horizon]


def peak(content: Content, team: str) -> int:
    """The most people that a team can have by its plan and its rule of hiring."""
    rule = content.policies.hiring.get(team)
    return max(0 if rule is None else rule.most, *(count for _, count in headcounts(content, team)))


def people(content: Content, team: str) -> float:
    """People that a team can have on average over the horizon: by its plan, and if it hires by its rule as soon as it can."""
    horizon, planned = content.scenario.horizon, headcounts(content, team)
    days = [*(min(day, horizon) for day, _ in planned), horizon]
    spans = zip(planned, pairwise(days), strict=True)
    hired = sum(horizon - day for day in hires(content, team))
    return (sum(count * (end - begin) for (_, count), (begin, end) in spans) + hired) / horizon


def trained(content: Content, team: str) -> float:
    """The same in trained people: those who join later count by the ramp of the team."""
    ramp, horizon = content.teams[team].ramp or (), content.scenario.horizon
    joining = [(move.day, move.by) for move in moves(content, team) if move.by > 0 and move.day < horizon]
    lost = 0.0
    for day, number in (*joining, *((day, 1) for day in hires(content, team))):
        there = horizon - day
        lost += number * (there - trained_days(ramp, there))
    return max(0.0, people(content, team) - lost / horizon)


def quota(content: Content, team: str) -> float | None:
    """What a team shall reach per day; of a quota per person, that of its trained people on average over the horizon."""
    stated = content.teams[team].quota
    return stated.per_person * trained(content, team) if isinstance(stated, PersonQuota) else stated


def comings_and_goings(content: Content, team: str) -> int:
    """How many people can join or leave a team by its plan and its rule of hiring within the horizon."""
    horizon = content.scenario.horizon
    moved = sum(abs(move.by) for move in moves(content, team) if move.day < horizon)
    return moved + len(hires(content, team))


def newcomers(content: Content, team: str) -> int:
    """How many people of them can come from outside the firm."""
    horizon = content.scenario.horizon
    planned = (move for move in moves(content, team) if move.day < horizon and not move.transfer)
    return sum(max(0, move.by) for move in planned) + len(hires(content, team))


def staffed(content: Content, team: str) -> bool:
    """Whether a team can have anybody at any time within the horizon."""
    planned = any(count for day, count in headcounts(content, team) if day < content.scenario.horizon)
    return planned or bool(hires(content, team))
