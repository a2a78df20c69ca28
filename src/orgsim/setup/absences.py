"""Absences: on which days each person of a team is away, by luck of their own and by plan."""

from collections.abc import Iterable
from datetime import date

import numpy as np
import numpy.typing as npt

from orgsim.engine.presence import Away
from orgsim.plan.derived.working_hours import days_off, hours_of, weekdays
from orgsim.plan.model.organization import Team
from orgsim.randomness import case_keys, purpose, uniform, uniforms
from orgsim.units import DAYS_PER_YEAR

_WEEKS = purpose("weeks away", "in which weeks of a year a person is away")
_DAYS = purpose("days away", "on which single days of a year a person is away")
_ROUNDING = purpose("part of a day away", "whether a person has one day more of a part of a day a year")
_WEEK = 7
Days = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]


class Leave:
    """The days that people of a team have off each year: whole weeks, then single days, in the order of their luck.

    A year is the weeks that begin in it. Weeks and days have their luck whatever the team does in them, so that the same
    person is away in the same weeks in every organization that gives as many.
    """

    def __init__(self, team: Team, start: date, until: float) -> None:
        """Planned from day 0, the date `start`, to the end of the year of day `until`."""
        self.per_year = team.absence
        self.hours = hours_of(team)
        self.first = -start.weekday()
        """The Monday of the week of day 0."""
        years = int(until / DAYS_PER_YEAR) + 1
        mondays = np.arange(self.first, int(np.ceil(years * DAYS_PER_YEAR)), _WEEK)
        self.year = (np.maximum(mondays, 0) / DAYS_PER_YEAR).astype(np.int64)
        """The year of each week."""
        self.years = years
        off = () if self.hours is None else sorted(days_off(self.hours, start))
        self.days: Days = mondays[:, None] + np.arange(_WEEK)
        self.free: Bools = np.isin(self.days, np.array(off, dtype=np.int64)) | (self.days < 0)

    def of(self, shift: int, key: int) -> set[int]:
        """The days on which the person of this key is away, who works in this shift; weekends of whole weeks are among them."""
        works = ~self.free
        if self.hours is not None:
            works &= np.isin(np.arange(_WEEK), sorted(weekdays(self.hours, self.hours.parts[shift])))
        luck = uniforms(case_keys(key, 0, len(self.year)), _WEEKS)
        single = uniforms(case_keys(key, 0, self.days.size), _DAYS).reshape(self.days.shape)
        found: set[int] = set()
        for year in range(self.years):
            due = int(self.per_year + uniform(key, _ROUNDING, year))
            weeks = np.flatnonzero(self.year == year)
            found |= self._year(weeks[np.argsort(luck[weeks], kind="stable")], works, single, due)
        return found

    def _year(self, weeks: Days, works: Bools, luck: npt.NDArray[np.float64], due: int) -> set[int]:
        """The days of one year, given its weeks in order of luck."""
        found: set[int] = set()
        each = works.sum(axis=1)
        usual = int(each.max(initial=0))
        for week in weeks.tolist():
            if due < usual:
                break
            if each[week]:
                found.update(self.days[week].tolist())
                due -= int(each[week])
        rest = weeks[[self.days[week, 0] not in found for week in weeks.tolist()]]
        places = [(week, day) for week in rest.tolist() for day in range(_WEEK) if works[week, day]]
        places.sort(key=lambda place: luck[place])
        return found | {int(self.days[place]) for place in places[:due]}


def spans(days: Iterable[int]) -> Away:
    """Days in a row as spans, each from its first day to that of return."""
    found: list[tuple[int, int]] = []
    for day in sorted(days):
        if found and found[-1][1] == day:
            found[-1] = (found[-1][0], day + 1)
        else:
            found.append((day, day + 1))
    return tuple(found)
