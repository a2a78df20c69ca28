"""What is wrong with the absences of teams, and what is worth a note about their hours."""

from collections.abc import Iterator
from functools import partial

from orgsim.language.numbers import number
from orgsim.language.phrases import Phrase, Wording
from orgsim.plan.checks.complaints import Complaint
from orgsim.plan.derived.as_worked import as_worked
from orgsim.plan.derived.working_hours import headcount, hours_of, length, span, weekdays
from orgsim.plan.model.content import Content
from orgsim.plan.model.organization import Team
from orgsim.plan.text.document import written
from orgsim.units import DAYS_PER_YEAR


def absences(content: Content) -> Iterator[Complaint]:
    """More days off than there are days of work, more people away than there are, absences that end before they begin."""
    start = content.scenario.start
    for name, team in content.teams.items():
        hours = hours_of(team)
        fewest = min((len(weekdays(hours, shift)) for shift in hours.parts), default=0) if hours else 7
        most = int(fewest / 7 * DAYS_PER_YEAR)
        if team.absence > most:
            yield (
                ("teams", name, "absence"),
                Wording(
                    "teams.{name}.absence is {absence} days a year, more than the {most} on which somebody works",
                    name=name,
                    absence=format(team.absence, ".6g"),
                    most=most,
                ),
            )
        for k, absence in enumerate(team.absences):
            path = ("teams", name, "absences", str(k))
            first, back = span(absence, start)
            there = headcount(content, name, first)
            if back <= first:
                yield (
                    (*path, "to"),
                    Wording("{path}.to is before from: it is the last day away", path=written(path)),
                )
            if absence.people > there:
                yield (
                    (*path, "people"),
                    Wording(
                        "{path}.people is {people}, and teams.{name} has {there} then",
                        path=written(path),
                        people=format(absence.people, ","),
                        name=name,
                        there=format(there, ","),
                    ),
                )


def unusual_hours(content: Content) -> Iterator[Phrase]:
    """Absences that never begin, shifts of more or fewer people than there are, jobs that are finished however late it gets."""
    start, horizon = content.scenario.start, content.scenario.horizon
    for name, team in content.teams.items():
        hours = hours_of(team)
        late = sum(not 0 <= span(one, start)[0] < horizon for one in team.absences)
        if late:
            yield Phrase(
                "teams.{team} plans {count} absence(s) that begin before day 0 or after the horizon",
                team=name,
                count=late,
            )
        if hours is None:
            continue
        people = sum(shift.people for shift in hours.shifts or ())
        if hours.shifts is not None and people != team.headcount:
            yield Phrase(
                "teams.{team} has {people} people on day 0 and its shifts {shifts}, so they are dealt to the shifts in "
                "proportion",
                team=name,
                people=team.headcount,
                shifts=people,
            )
        day = max(length(hours, shift) for shift in hours.parts)
        if hours.closing == "finish" and (long := _longest(content, team)) and long[1] > day:
            yield Phrase(
                'teams.{team} finishes what it has begun, and a job of "{activity}" takes {hours} h where nobody is on duty '
                'for more than {most} h a day, so people work through the night: leave out closing = "finish"',
                team=name,
                activity=long[0],
                hours=partial(number, long[1]),
                most=partial(number, day),
            )


def _longest(content: Content, team: Team) -> tuple[str, float] | None:
    """The activity of a team whose jobs take longest, and their mean staff hours."""
    journey = as_worked(content).journey
    works = [(name, journey[name].work.build().mean) for name in team.does if name in journey]
    return max(works, key=lambda one: one[1], default=None)
