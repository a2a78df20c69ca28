"""Duty: when the people of each team are there, as a clock that stands still at night, on weekends and while it is closed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

import numpy as np

from orgsim.measures.bins import Floats, Ints, Spans
from orgsim.measures.reading import LogReading
from orgsim.units import HOURS_PER_DAY

_PEOPLE = 1 << 32
"""More than a team ever has."""
_ROUNDING = 1e-6
"""Staff hours beyond the hours on duty that are rounding alone."""
_NONE = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0), np.zeros(0))


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The hours on duty of one person of a team."""

    turns: Floats
    """Days, ascending: on duty, off duty, in turn."""
    hours: Floats
    """Staff hours on duty from day 0 up to each of them."""
    repeats: float = np.inf
    """Day from which each week is like the one before."""

    def __call__(self, days: Floats) -> Floats:
        """Staff hours on duty from day 0 up to each of some days."""
        if np.isinf(self.repeats):
            return self._known(days)
        weeks = np.ceil(np.maximum(0.0, days - self.repeats) / 7)
        per_week = self._known(np.array(self.repeats)) - self._known(np.array(self.repeats - 7))
        return np.asarray(self._known(days - 7 * weeks) + weeks * per_week)

    def _known(self, days: Floats) -> Floats:
        return np.asarray(np.interp(days, self.turns, self.hours), dtype=np.float64)


def on_duty(turns: tuple[float, ...], until: float) -> OnDuty:
    """The clock of a team; `turns` as in `Facts.on_duty`, `until` the last moment that is asked for (days)."""
    repeats = turns[-1] if len(turns) % 2 else np.inf
    known = turns[: len(turns) // 2 * 2]
    days = np.minimum(known, until) if known else np.zeros(1)
    passed = np.diff(days, prepend=days[0]) * HOURS_PER_DAY
    passed[0::2] = 0.0
    return OnDuty(days, np.cumsum(passed), repeats)


def _clocks(reading: LogReading, team: Ints, person: Ints) -> Iterator[tuple[OnDuty, Ints]]:
    """Each clock that is kept by any of some people, given by team and number, with the places of those who keep it."""
    kept, people = reading.facts.on_duty, reading.hours.personal
    rest = np.ones(len(team), dtype=np.bool_)
    for turns in dict.fromkeys(own for _, _, own in people):
        who = [(one, number) for one, number, own in people if own is turns or own == turns]
        mine = rest & np.isin(team * _PEOPLE + person, [one * _PEOPLE + number for one, number in who])
        rest &= ~mine
        yield on_duty(turns, reading.until), np.flatnonzero(mine)
    for turns in dict.fromkeys(kept):
        teams = np.flatnonzero([one == turns for one in kept])
        yield on_duty(turns, reading.until), np.flatnonzero(rest & np.isin(team, teams))


def share(reading: LogReading, team: Ints, person: Ints, spans: Spans, groups: int) -> Floats:
    """Amounts per group and bin, each span's shared out over the hours on duty of who works in it.

    `team` and `person` have the code of the team and the number of the person of each span, -1 for all of a team. Shape
    (groups, bins).
    """
    table = np.zeros((groups, len(reading.bins.edges) - 1))
    for clock, own in _clocks(reading, team, person):
        table += reading.bins.share(_part(spans, own), groups, clock)
    return table


def share_of_overtime(reading: LogReading, team: Ints, person: Ints, spans: Spans, groups: int) -> Floats:
    """The same of what lies beyond the hours on duty: shared out over the time in which who works is off duty."""
    table = np.zeros((groups, len(reading.bins.edges) - 1))
    for clock, own in _clocks(reading, team, person):
        off: Callable[[Floats], Floats] = partial(_off_duty, clock)
        table += reading.bins.share(_part(spans, own), groups, off)
    return table


def overtime(reading: LogReading, team: Ints, person: Ints, spans: Spans) -> Floats:
    """Staff hours of each job, of those in `spans`, that are more than the hours on duty that it spans; only where jobs are
    finished before their person goes off duty."""
    beyond = np.zeros(len(team))
    finishes = np.flatnonzero(reading.hours.finishes)
    if not finishes.size:
        return beyond
    for clock, own in _clocks(reading, team, person):
        on = clock(spans.end[own]) - clock(spans.start[own])
        beyond[own] = np.maximum(0.0, spans.amount[own] - on)
    return np.where(np.isin(team, finishes) & (beyond > _ROUNDING), beyond, 0.0)


def personal_hours(reading: LogReading) -> tuple[Ints, Spans]:
    """Of everybody whose hours are their own: their number, and how long they were on duty from joining to leaving."""
    staffing = reading.staffing
    stays: dict[tuple[int, int], list[float]] = {}
    for team, person, end in zip(
        staffing.team.tolist(), staffing.person.tolist(), staffing.end.tolist(), strict=True
    ):
        stays.setdefault((team, person), []).append(end)
    found = [
        (team, person, *(*stays[team, person], reading.facts.horizon)[:2])
        for team, person, _ in reading.hours.personal
        if (team, person) in stays
    ]
    teams, numbers, start, end = (np.array(column) for column in zip(*found, strict=True)) if found else _NONE
    spans = Spans(teams, start, np.minimum(end, reading.facts.horizon), np.zeros(len(teams)))
    for clock, own in _clocks(reading, teams, numbers):
        spans.amount[own] = clock(spans.end[own]) - clock(spans.start[own])
    return numbers, spans


def office_hours(reading: LogReading, team: Ints, start: Floats, end: Floats) -> Floats:
    """Hours of each of some spans (days) in which somebody of a team is on duty; 0 for the team -1."""
    return hours_there(reading, team, np.full(len(team), -1), start, end)


def hours_there(reading: LogReading, team: Ints, person: Ints, start: Floats, end: Floats) -> Floats:
    """Hours on duty of some people, given by team and number, each between two moments (days); -1 for any of a team."""
    found = np.zeros(len(team))
    for clock, own in _clocks(reading, team, person):
        found[own] = clock(end[own]) - clock(start[own])
    return found


def _part(spans: Spans, own: Ints) -> Spans:
    return Spans(spans.group[own], spans.start[own], spans.end[own], spans.amount[own])


def _off_duty(clock: OnDuty, days: Floats) -> Floats:
    """Hours off duty from day 0 up to each of some days."""
    return np.asarray(days * HOURS_PER_DAY - clock(days))
