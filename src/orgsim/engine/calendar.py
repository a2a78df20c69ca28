"""Calendars: when a team is on duty, and how staff hours become elapsed days."""

import math
from bisect import bisect_left
from collections.abc import Collection
from datetime import date
from typing import Protocol

from orgsim.units import HOURS_PER_DAY

_SLACK = 1e-7
"""Hours within which a moment counts as opening or closing time: sums of floats miss it by less."""
_LOOKED_UP = 40_000
"""Days that are looked up one by one (more where holidays come later), over a hundred years; after them week is like week."""


class Calendar(Protocol):
    """When people are on duty; all times are elapsed days since the scenario's start."""

    always: bool

    def is_open(self, time: float) -> bool:
        """Whether work can begin at `time`."""

    def next_open(self, time: float) -> float:
        """The first moment from `time` on at which work can begin."""

    def finish(self, start: float, hours: float) -> float:
        """When work of `hours` staff hours begun at `start` ends; nights and holidays pass without work."""

    def hours_between(self, start: float, end: float) -> float:
        """Staff hours on duty of one person from `start` to `end`."""

    def turns(self, until: float) -> tuple[float, ...]:
        """When people come on duty and go off again, in turn, from day 0 up to `until`; the last may be later.

        Where that is farther than days are looked up, one more is the day from which each week is like the one before.
        """


class Continuous:
    """Always on duty, 24 hours a day."""

    always = True

    def is_open(self, time: float) -> bool:  # noqa: ARG002
        """Whether work can begin at `time`: always."""
        return True

    def next_open(self, time: float) -> float:
        """The first moment from `time` on at which work can begin: `time`."""
        return time

    def finish(self, start: float, hours: float) -> float:
        """When work of `hours` staff hours begun at `start` ends."""
        return start + hours / HOURS_PER_DAY

    def hours_between(self, start: float, end: float) -> float:
        """Staff hours on duty of one person from `start` to `end`."""
        return max(0.0, end - start) * HOURS_PER_DAY

    def turns(self, until: float) -> tuple[float, ...]:  # noqa: ARG002
        """When people come on duty and go off again: on day 0, and never."""
        return (0.0, math.inf)


class WorkingHours:
    """Working days with one span of hours each."""

    always = False

    def __init__(
        self, opens: float, hours: float, weekdays: Collection[int], holidays: Collection[date], start: date
    ) -> None:
        """From `opens` (hour of the day) on so many `hours`, on weekdays counted from Monday as 0; `start` is day 0."""
        self.opens = opens
        self.hours = hours
        self._closes = hours - _SLACK
        """Hours after opening from which no work begins."""
        # Days are counted, not dated: a calendar may be asked for days beyond the year 9999, after which there are no dates.
        self._first_weekday = start.weekday()
        self._weekdays = frozenset(weekdays)
        self._per_week = hours * len(self._weekdays)
        self._holidays = frozenset(holiday.toordinal() - start.toordinal() for holiday in holidays)
        self._repeats = max(_LOOKED_UP, *(day + 1 for day in self._holidays), 0)
        """Day from which week is like week."""
        self._most = self._repeats + 16
        """Days that are ever looked up: two such weeks."""
        self._worked = [0.0]
        """Staff hours on duty before each day."""
        self._works: list[bool] = []
        """Whether each day is a working day."""
        self._known = 0
        """Days that are looked up."""
        self._extend(800)

    def _extend(self, days: int) -> None:
        days = min(days, self._most)
        for day in range(self._known, days):
            works = (self._first_weekday + day) % 7 in self._weekdays and day not in self._holidays
            self._works.append(works)
            self._worked.append(self._worked[-1] + (self.hours if works else 0.0))
        self._known = max(self._known, days)

    def _weeks(self, day: int) -> int:
        """How many weeks before a day there is one like it among those looked up."""
        return max(0, (day - self._repeats) // 7)

    def _before(self, time: float) -> float:
        """Staff hours on duty before `time`."""
        day = int(time)
        if day >= self._known:
            self._extend(2 * day + 2)
            if weeks := self._weeks(day):
                return self._before(time - 7 * weeks) + weeks * self._per_week
        today = (time - day) * HOURS_PER_DAY - self.opens
        if today <= 0.0 or not self._works[day]:
            return self._worked[day]
        return self._worked[day] + (today if today < self.hours else self.hours)

    def is_open(self, time: float) -> bool:
        """Whether work can begin at `time`; at closing time it cannot."""
        day = int(time)
        if day >= self._known:
            self._extend(2 * day + 2)
            if weeks := self._weeks(day):
                return self.is_open(time - 7 * weeks)
        if not self._works[day]:
            return False
        return -_SLACK <= (time - day) * HOURS_PER_DAY - self.opens < self._closes

    def next_open(self, time: float) -> float:
        """The first moment from `time` on at which work can begin."""
        if self.is_open(time):
            return time
        day = int(time)
        if weeks := self._weeks(day):
            return self.next_open(time - 7 * weeks) + 7 * weeks
        if (time - day) * HOURS_PER_DAY > self.opens:
            day += 1
        while True:
            if day >= self._known:
                self._extend(2 * day + 2)
            if self._works[day]:
                return day + self.opens / HOURS_PER_DAY
            day += 1

    def finish(self, start: float, hours: float) -> float:
        """When work of `hours` staff hours begun at `start` ends; what is left at closing time goes on the next working day."""
        target, weeks = self._before(start) + hours, 0
        while target > self._worked[-1]:
            if self._known == self._most:
                weeks = math.ceil((target - self._worked[-1]) / self._per_week)
                target -= weeks * self._per_week
                break
            self._extend(2 * self._known)
        day = bisect_left(self._worked, target - _SLACK) - 1
        if day < 0:
            return start
        end = 7 * weeks + day + (self.opens + target - self._worked[day]) / HOURS_PER_DAY
        return end if end > start else start

    def hours_between(self, start: float, end: float) -> float:
        """Staff hours on duty of one person from `start` to `end`."""
        return max(0.0, self._before(end) - self._before(start))

    def turns(self, until: float) -> tuple[float, ...]:
        """When people come on duty and go off again, in turn, from day 0 to the end of the day of `until`.

        Where that is farther than days are looked up, one more is the day from which each week is like the one before.
        """
        wanted = int(until) + 1
        days = min(wanted, self._most)
        if days > self._known:
            self._extend(days)
        opens, closes = self.opens / HOURS_PER_DAY, (self.opens + self.hours) / HOURS_PER_DAY
        turns = tuple(day + hour for day in range(days) if self._works[day] for hour in (opens, closes))
        return turns if wanted == days else (*turns, float(days))
