"""Working hours: how long the people of a team are on duty, by their shifts, breaks, holidays and absences."""

from datetime import date

import numpy as np

from orgsim.plan.derived.headcounts import headcounts
from orgsim.plan.model.content import Content
from orgsim.plan.model.organization import Team
from orgsim.plan.model.public_holidays import public_holidays
from orgsim.plan.model.working_time import Absence, Hours, Shift, Stretch, Weekday, stretches
from orgsim.units import DAYS_PER_YEAR, HOURS_PER_DAY

_WEEK = 7 * 1440
"""Minutes."""
WEEKDAYS: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def hours_of(team: Team) -> Hours | None:
    """The working hours of a team; None for one that is always on duty."""
    if isinstance(team.calendar, Hours):
        return team.calendar
    return Hours() if team.calendar == "office" else None


def weekdays(hours: Hours, shift: Shift) -> frozenset[int]:
    """The days of the week on which a shift begins, from Monday as 0."""
    return frozenset(WEEKDAYS.index(day) for day in shift.days or hours.days)


def worked(hours: Hours, shift: Shift) -> tuple[Stretch, ...]:
    """The stretches of one day's shift."""
    return stretches(shift, hours.breaks)


def length(hours: Hours, shift: Shift) -> float:
    """Hours on duty of one day's shift."""
    return sum(end - begin for begin, end in worked(hours, shift))


def days_off(hours: Hours, start: date) -> frozenset[int]:
    """Days, counted from the date `start`, on which a team does not work though it is a day of the week on which it would."""
    dates = {one for one in hours.holidays if isinstance(one, date)}
    for place in hours.holidays:
        if isinstance(place, str):
            dates.update(public_holidays(place, start))
    return frozenset(day.toordinal() - start.toordinal() for day in dates)


def duty_days(hours: Hours, shift: Shift, start: date, horizon: float) -> float:
    """Share of the days of the horizon on which a shift begins: those of an average week without those that are free."""
    days, first = weekdays(hours, shift), start.weekday()
    free = sum(0 <= day < horizon and (first + day) % 7 in days for day in days_off(hours, start))
    return max(0.0, len(days) / 7 - free / horizon)


def on_duty(team: Team, start: date, horizon: float) -> float:
    """Hours that a person of a team is on duty per elapsed day, on average over its people and the horizon (days), without the
    days they have off each year; planned absences are apart (see `hours_away`)."""
    hours, away = hours_of(team), team.absence / DAYS_PER_YEAR
    if hours is None:
        return HOURS_PER_DAY * (1 - away)
    total = sum(shift.people for shift in hours.parts)
    return sum(
        shift.people / total * max(0.0, duty_days(hours, shift, start, horizon) - away) * length(hours, shift)
        for shift in hours.parts
    )


def span(absence: Absence, start: date) -> tuple[int, int]:
    """The first day of an absence, counted from the date `start`, and the day of return."""
    first = absence.from_
    begins = first.toordinal() - start.toordinal() if isinstance(first, date) else int(first)
    if absence.to is not None:
        return begins, absence.to.toordinal() - start.toordinal() + 1
    return begins, begins + max(1, round(absence.lasts or 0.0))


def headcount(content: Content, team: str, day: float) -> int:
    """People that a team is planned to have on a day."""
    return [count for since, count in headcounts(content, team) if since <= max(0.0, day)][-1]


def away(content: Content, name: str) -> dict[int, list[tuple[int, int]]]:
    """Planned absences by the place of who is away: dealt in order of time to one place after the other.

    A place whose person is away already is passed over; where all are, nobody more is.
    """
    found: dict[int, list[tuple[int, int]]] = {}
    team, start, turn = content.teams[name], content.scenario.start, 0
    for absence in sorted(team.absences, key=lambda one: span(one, start)):
        begins, ends = span(absence, start)
        places = headcount(content, name, begins)
        for _ in range(absence.people):
            free = [
                place
                for place in ((turn + k) % places for k in range(places))
                if all(end <= begins for _, end in found.get(place, ()))
            ]
            if free:
                found.setdefault(free[0], []).append((begins, ends))
                turn = free[0] + 1
    return found


def hours_away(content: Content, name: str) -> float:
    """Staff hours on duty that planned absences take from a team within the horizon."""
    start, horizon = content.scenario.start, content.scenario.horizon
    hours, total = hours_of(content.teams[name]), 0.0
    for begins, ends in (one for spans in away(content, name).values() for one in spans):
        days = range(max(0, begins), max(0, min(ends, int(horizon))))
        total += (
            HOURS_PER_DAY * len(days) if hours is None else sum(_on_day(hours, start, day) for day in days)
        )
    return total


def _on_day(hours: Hours, start: date, day: int) -> float:
    """Hours that begin on a day, on average over the people of all shifts."""
    if day in days_off(hours, start):
        return 0.0
    weekday, total = (start.weekday() + day) % 7, sum(shift.people for shift in hours.parts)
    return sum(
        shift.people / total * length(hours, shift)
        for shift in hours.parts
        if weekday in weekdays(hours, shift)
    )


def open_share(team: Team) -> float:
    """Share of a week in which somebody of a team is on duty, to the minute, without holidays and absences."""
    hours = hours_of(team)
    if hours is None:
        return 1.0
    there = np.zeros(_WEEK, dtype=np.bool_)
    for shift in hours.parts:
        for begin, end in worked(hours, shift):
            minutes = np.arange(round(begin * 60), round(end * 60))
            for day in weekdays(hours, shift):
                there[(day * 1440 + minutes) % _WEEK] = True
    return float(there.mean())
