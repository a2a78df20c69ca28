"""When the people of a team are there, in words: shifts, breaks, holidays, closing time, absences."""

from collections.abc import Iterator
from datetime import date

from orgsim.language import Language
from orgsim.language.dates import between, country, weekdays
from orgsim.language.numbers import number
from orgsim.language.phrases import counting, listed, say
from orgsim.language.spans import span
from orgsim.plan.model.organization import Team
from orgsim.plan.model.working_time import Absence, Hours, Shift

_MOST = 5
"""Holidays by date, and planned absences, of one team that are listed."""

_SHIFTS = 8
"""Shifts of one team that are listed."""


def usual(team: Team) -> bool:
    """Whether a team is there in office hours, and nothing is said of absence."""
    return team.calendar == "office" and not team.absence and not team.absences


def on_duty(team: Team, language: Language) -> Iterator[str]:
    """The hours at which a team works, each shift by itself, and its breaks."""
    if team.calendar == "continuous":
        yield say("always on duty", language)
        return
    hours = Hours() if team.calendar == "office" else team.calendar
    for shift in hours.parts[:_SHIFTS]:
        time = _hours(hours, shift, language)
        if hours.shifts is None:
            yield time
        else:
            yield say("shift of {people}, {time}", language, people=shift.people, time=time)
    if (more := len(hours.parts) - _SHIFTS) > 0:
        yield say("and {count} more shifts", language, count=more)
    if hours.breaks:
        breaks = listed((between(*one, language) for one in hours.breaks), language)
        yield say("breaks {times}", language, times=breaks)


def closed(team: Team, language: Language) -> Iterator[str]:
    """On which days a team does not work at all, and what becomes of a job at closing time, where it states its hours."""
    if not isinstance(team.calendar, Hours):
        return
    countries = [country(one, language) for one in team.calendar.holidays if isinstance(one, str)]
    if countries:
        where = listed(countries, language)
        yield say("closed on the public holidays of {countries}", language, countries=where)
    dates = sorted(one for one in team.calendar.holidays if isinstance(one, date))
    if dates:
        yield say("closed on {dates}", language, dates=_few([one.isoformat() for one in dates], language))
    if team.calendar.closing == "finish":
        yield say("what is begun is finished beyond closing time", language)
    else:
        yield say("what is not finished at closing time goes on with the next hours on duty", language)


def away(team: Team, language: Language) -> Iterator[str]:
    """How long each person of a team is away, and who is by plan."""
    if team.absence:
        days = number(team.absence, language)
        yield say(
            counting(
                "{days} working day off a year each", "{days} working days off a year each", team.absence
            ),
            language,
            days=days,
        )
    for one in team.absences[:_MOST]:
        yield _absence(one, language)
    if (more := len(team.absences) - _MOST) > 0:
        yield say("and {count} more planned absences", language, count=more)


def _hours(hours: Hours, shift: Shift, language: Language) -> str:
    days = weekdays(shift.days or hours.days, language)
    time = between(shift.opens, shift.opens + shift.hours, language)
    return say("{days} {time}", language, days=days, time=time)


def _absence(one: Absence, language: Language) -> str:
    people = say(counting("{count} person", "{count} people", one.people), language, count=one.people)
    if isinstance(one.from_, date):
        begins = one.from_.isoformat()
        lasting = say("from {begin} on", language, begin=begins)
    else:
        begins = lasting = say("{time} after the start", language, time=span(one.from_, language))
    if one.to is not None:
        end = one.to.isoformat()
        return say("{people} away from {begin} to {end}", language, people=people, begin=begins, end=end)
    lasts = span(one.lasts or 0.0, language)
    return say("{people} away for {time}, {begin}", language, people=people, time=lasts, begin=lasting)


def _few(parts: list[str], language: Language) -> str:
    """Some of many parts, and how many there are besides."""
    if len(parts) <= _MOST:
        return listed(parts, language)
    some = listed(parts[: _MOST - 1], language)
    return say("{some} and {count} more", language, some=some, count=len(parts) - _MOST + 1)
