"""Duty hours of several stretches a day: with breaks, in shifts, over midnight."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from orgsim.units import HOURS_PER_DAY

_SLACK = 1e-7
"""Hours within which a moment counts as the begin or end of a stretch: sums of floats miss it by less."""
_LOOKED_UP = 40_000
"""Days that are looked up one by one (more where days off come later); after them week is like week."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Hours on duty without a break, on some days of the week."""

    begins: float
    """Hours from midnight of the day it belongs to; from 24 on it begins on the next day."""
    ends: float
    """Hours from there, more than `begins`."""
    weekdays: frozenset[int]
    """Days it belongs to, from Monday as 0."""

    @property
    def late(self) -> int:
        """Days by which it begins after the day it belongs to."""
        return int(self.begins // HOURS_PER_DAY)


class DutyHours:
    """Days with several stretches of hours on duty, those of one person or of all who share a queue.

    Where stretches overlap, somebody is there from the first begin to the last end.
    """

    always = False

    def __init__(self, stretches: Iterable[Stretch], days_off: Collection[int], start: date) -> None:
        """`days_off` are days, counted from day 0 (the date `start`), whose stretches do not take place."""
        self._stretches = sorted(stretches, key=lambda one: one.begins % HOURS_PER_DAY)
        self._first_weekday = start.weekday()
        self._days_off = frozenset(days_off)
        self._repeats = max(_LOOKED_UP, *(day + 3 for day in self._days_off), 3)
        """Day from which week is like week."""
        self._most = self._repeats + 16
        """Days that are ever looked up: two such weeks."""
        self._begins: list[float] = []
        """Days at which stretches begin, none before the one ahead of it has ended."""
        self._ends: list[float] = []
        self._before = [0.0]
        """Staff hours on duty before each of them, and those of all."""
        self._known = 0
        """Days that are looked up."""
        for one in self._stretches:  # what began the day before day 0 may reach into it
            self._add(-1, one)
        self._extend(800)

    def _extend(self, days: int) -> None:
        days = min(days, self._most)
        for day in range(self._known, days):
            for one in self._stretches:
                self._add(day, one)
        self._known = max(self._known, days)

    def _add(self, day: int, one: Stretch) -> None:
        """Note a stretch that begins on a day, if it takes place; only what no earlier one has covered."""
        belongs = day - one.late
        if belongs in self._days_off or (self._first_weekday + belongs) % 7 not in one.weekdays:
            return
        last = self._ends[-1] if self._ends else 0.0
        begins = max(belongs + one.begins / HOURS_PER_DAY, last)
        ends = belongs + one.ends / HOURS_PER_DAY
        if (ends - begins) * HOURS_PER_DAY > _SLACK:
            self._begins.append(begins)
            self._ends.append(ends)
            self._before.append(self._before[-1] + (ends - begins) * HOURS_PER_DAY)

    def _weeks(self, time: float) -> int:
        """How many weeks earlier there is a moment like it among the days looked up, all of which up to it are looked up now."""
        day = int(time)
        if day >= self._known:
            self._extend(2 * day + 2)
        return max(0, (day - self._repeats) // 7)

    def _week(self) -> float:
        """Staff hours on duty in a week of those that are all alike."""
        self._extend(self._most)
        return self._passed(self._repeats + 7.0) - self._passed(float(self._repeats))

    def _passed(self, time: float) -> float:
        """Staff hours on duty before a time among the days looked up."""
        last = bisect_right(self._begins, time) - 1
        if last < 0:
            return 0.0
        return self._before[last] + (min(time, self._ends[last]) - self._begins[last]) * HOURS_PER_DAY

    def _hours_before(self, time: float) -> float:
        weeks = self._weeks(time)
        return self._passed(time - 7 * weeks) + weeks * self._week() if weeks else self._passed(time)

    def is_open(self, time: float) -> bool:
        """Whether work can begin at `time`; at the end of a stretch it cannot."""
        weeks = self._weeks(time)
        slack = _SLACK / HOURS_PER_DAY
        time -= 7 * weeks
        last = bisect_right(self._begins, time + slack) - 1
        return last >= 0 and time < self._ends[last] - slack

    def next_open(self, time: float) -> float:
        """The first moment from `time` on at which work can begin."""
        if self.is_open(time):
            return time
        weeks = self._weeks(time)
        time -= 7 * weeks
        while (following := bisect_left(self._begins, time)) == len(self._begins):
            self._extend(2 * self._known)
        return self._begins[following] + 7 * weeks

    def finish(self, start: float, hours: float) -> float:
        """When work of `hours` staff hours begun at `start` ends; what is left at the end of a stretch goes on in the next."""
        target, weeks = self._hours_before(start) + hours, 0
        while target > self._before[-1] and self._known < self._most:
            self._extend(2 * self._known)
        if target > self._before[-1]:
            week = self._week()
            weeks = int(-((self._before[-1] - target) // week))
            target -= weeks * week
        found = bisect_left(self._before, target - _SLACK) - 1
        if found < 0:
            return start
        end = 7 * weeks + self._begins[found] + (target - self._before[found]) / HOURS_PER_DAY
        return end if end > start else start

    def hours_between(self, start: float, end: float) -> float:
        """Staff hours on duty from `start` to `end`, of one person who keeps these hours."""
        return max(0.0, self._hours_before(end) - self._hours_before(start))

    def turns(self, until: float) -> tuple[float, ...]:
        """When people come on duty and go off again, in turn, from day 0 to the end of the day of `until`.

        Where that is farther than days are looked up, one more is the day from which each week is like the one before.
        """
        wanted = int(until) + 1
        days = min(wanted, self._most)
        self._extend(days)
        last = bisect_left(self._begins, float(days))
        turns = tuple(
            time for span in zip(self._begins[:last], self._ends[:last], strict=True) for time in span
        )
        return turns if wanted == days else (*turns, float(days))
