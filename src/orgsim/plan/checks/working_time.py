"""What is wrong with the absences of teams, and what is worth a note about their hours."""

from collections.abc import Iterator

from orgsim.plan.checks.complaints import Complaint
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
                f"teams.{name}.absence is {team.absence:.6g} days a year, more than the {most} on which somebody works",
            )
        for number, absence in enumerate(team.absences):
            path = ("teams", name, "absences", str(number))
            first, back = span(absence, start)
            there = headcount(team, first)
            if back <= first:
                yield (*path, "to"), f"{written(path)}.to is before from: it is the last day away"
            if absence.people > there:
                yield (
                    (*path, "people"),
                    f"{written(path)}.people is {absence.people:,}, and teams.{name} has {there:,} then",
                )


def unusual_hours(content: Content) -> Iterator[str]:
    """Shifts of more or fewer people than there are, and jobs that are finished however late it gets."""
    for name, team in content.teams.items():
        hours = hours_of(team)
        late = [
            one
            for one in team.absences
            if not 0 <= span(one, content.scenario.start)[0] < content.scenario.horizon
        ]
        if late:
            yield f"teams.{name} plans {len(late)} absence(s) that begin before day 0 or after the horizon"
        if hours is None:
            continue
        people = sum(shift.people for shift in hours.shifts or ())
        if hours.shifts is not None and people != team.headcount:
            yield (
                f"teams.{name} has {team.headcount:,} people on day 0 and its shifts {people:,}, so they are dealt to the shifts "
                "in proportion"
            )
        day = max(length(hours, shift) for shift in hours.parts)
        if hours.closing == "finish" and (long := _longest(content, team)) and long[1] > day:
            yield (
                f'teams.{name} finishes what it has begun, and a job of "{long[0]}" takes {long[1]:.3g} h where nobody is on '
                f'duty for more than {day:.3g} h a day, so people work through the night: leave out closing = "finish"'
            )


def _longest(content: Content, team: Team) -> tuple[str, float] | None:
    """The activity of a team whose jobs take longest, and their mean staff hours."""
    works = [(name, content.journey[name].work.build().mean) for name in team.does if name in content.journey]
    return max(works, key=lambda one: one[1], default=None)
