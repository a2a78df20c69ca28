"""Duty: when the people of each team are there, as a clock that stands still at night, on weekends and while it is closed."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from orgsim.measures.bins import Floats, Ints, Spans
from orgsim.measures.reading import LogReading
from orgsim.units import HOURS_PER_DAY


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


def _clocks(reading: LogReading) -> Iterator[tuple[OnDuty, Ints]]:
    """Each clock that is kept, with the teams that keep it."""
    kept = reading.facts.on_duty
    for turns in dict.fromkeys(kept):
        yield on_duty(turns, reading.until), np.flatnonzero([one == turns for one in kept])


def share(reading: LogReading, team: Ints, spans: Spans, groups: int) -> Floats:
    """Amounts per group and bin, each span's shared out over the hours on duty of its team that lie in it.

    `team` has the code of the team of each span. Shape (groups, bins).
    """
    table = np.zeros((groups, len(reading.bins.edges) - 1))
    for clock, teams in _clocks(reading):
        own = np.flatnonzero(np.isin(team, teams))
        part = Spans(spans.group[own], spans.start[own], spans.end[own], spans.amount[own])
        table += reading.bins.share(part, groups, clock)
    return table
