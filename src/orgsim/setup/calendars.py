"""The calendars of a plan, as the engine meets them: those of teams, of their shifts and of single people."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import chain

from orgsim.engine.calendar import Calendar, Continuous, WorkingHours
from orgsim.engine.duty_hours import DutyHours, Stretch
from orgsim.engine.presence import Away, Presence
from orgsim.engine.teams import Team as EngineTeam
from orgsim.events.columns import HoursFacts, Names
from orgsim.plan.derived.working_hours import WEEKDAYS, away, days_off, hours_of, weekdays, worked
from orgsim.plan.model.organization import Team
from orgsim.plan.model.working_time import Hours, Shift
from orgsim.plan.scenario import Scenario
from orgsim.setup.absences import Leave, spans
from orgsim.units import HOURS_PER_DAY

_AROUND_THE_CLOCK = Hours(days=WEEKDAYS, opens=0.0, hours=24.0)
"""The hours of who is always on duty but for absences."""


def calendar_of(team: Team, start: date) -> Calendar:
    """When anybody of a team is on duty; `start` is the date of day 0."""
    hours = hours_of(team)
    return Continuous() if hours is None else hours_on_duty(hours, hours.parts, start)


def hours_on_duty(hours: Hours, shifts: Sequence[Shift], start: date, away: Collection[int] = ()) -> Calendar:
    """The calendar of those who work in some of the shifts of such hours, without the days (from day 0) when they are away."""
    off = days_off(hours, start) | frozenset(away)
    if len(shifts) == 1 and not hours.breaks and shifts[0].opens + shifts[0].hours <= HOURS_PER_DAY:
        only = shifts[0]
        dates = [start + timedelta(days=day) for day in off]
        return WorkingHours(only.opens, only.hours, weekdays(hours, only), dates, start)
    stretches = [
        Stretch(*stretch, weekdays(hours, shift)) for shift in shifts for stretch in worked(hours, shift)
    ]
    return DutyHours(stretches, off, start)


def presence(team: EngineTeam, scenario: Scenario, name: str) -> Presence | None:
    """Who of a team is on duty when, planned until the horizon; None where that is the same for all."""
    stated, start, until = scenario.teams[name], scenario.scenario.start, scenario.scenario.horizon
    hours = hours_of(stated)
    if (hours is None or hours.shifts is None) and not stated.absence and not stated.absences:
        return None
    hours = _AROUND_THE_CLOCK if hours is None else hours
    leave = Leave(stated, start, until) if stated.absence else None
    planned = away(scenario, name)

    @cache
    def calendar(shift: int, spans: Away) -> Calendar:
        days = frozenset(chain.from_iterable(range(*span) for span in spans))
        return hours_on_duty(hours, hours.parts[shift : shift + 1], start, days)

    def absent(shift: int, key: int, place: int) -> Away:
        days = set(chain.from_iterable(range(*span) for span in planned.get(place, ())))
        return spans(day for day in days | (leave.of(shift, key) if leave else set()) if 0 <= day <= until)

    return Presence(team, [shift.people for shift in hours.parts], calendar, absent)


def hours_facts(scenario: Scenario, names: Names, teams: list[EngineTeam], until: float) -> HoursFacts:
    """The hours of everybody whose hours are their own up to the day `until`, which teams finish what they have begun, and what
    shall be begun in time."""
    found = []
    for team in teams:
        people = [] if team.presence is None else team.presence.people()
        # One object for people of one calendar.
        turns = {id(person.calendar): person.calendar.turns(until) for person in people}
        found += [(team.code, person.number, turns[id(person.calendar)]) for person in people]
    finishes = tuple(team.finishes for team in teams)
    personal = tuple(sorted(found, key=lambda one: one[:2]))
    targets = tuple(
        (code, target.within * HOURS_PER_DAY, target.clock == "office")
        for code, name in enumerate(names.activities)
        if name in scenario.journey and (target := scenario.journey[name].target) is not None
    )
    return HoursFacts(personal, finishes if any(finishes) else (), targets)
