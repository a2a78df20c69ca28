"""Tallies: what each team has done since the last review, as its people could read it from their records."""

import math

import numpy as np

from orgsim.engine.calendar import Calendar
from orgsim.engine.entities import Activity, Job, Person
from orgsim.engine.log import Rows
from orgsim.engine.pausing import Pausing
from orgsim.engine.staffing import Staffing
from orgsim.engine.world import World
from orgsim.events.columns import Row
from orgsim.events.log import row_dtype

_NOTHING = np.empty(0, dtype=row_dtype(()))
_JOB = ["entity", "number", "activity", "visit"]
"""What tells the jobs of a team apart."""


class Tally:
    """Hours, waits and gates of one team since a moment.

    What was done for leads and customers is looked up in the log when a review asks for it, so that nothing need be counted
    for each job; what people did for the organization itself is counted as it is done. Of work that was put aside in between
    the stretches count in which it was worked on, and of joint work of other teams those of the people lent to it.
    """

    def __init__(self, world: World, staffing: Staffing) -> None:
        self.clock = world.clock
        self.internal = world.own_work.entity
        self.team = staffing.team
        self.staffing = staffing
        self.done: Rows = _NOTHING
        """Jobs for leads and customers that have ended since the last review, as last looked up."""
        self.stretches: Rows = _NOTHING
        """Stretches of such jobs, and of those of other teams to which its people were lent, in the same way."""
        self.courses = self.team.courses if isinstance(self.team, Pausing) else {}
        """How the work of what has begun has gone so far, where work is put aside."""
        self.calendars: dict[int, Calendar] = {}
        """When those who are gone were on duty, by their number."""
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.since = self.clock.now
        self.duties = self.duty = 0.0
        """Staff hours of duties, and on duty of those who are gone."""

    def attended(self, job: Job) -> None:
        """A job for the organization is done; only duties count as load."""
        if job.activity.duty:
            # The hours are known but for a job that reaches back behind the last review.
            person: Person = job.person  # type: ignore[assignment]
            self.duties += job.hours if job.start >= self.since else self._hours(person, job.start)

    def gone(self, person: Person) -> None:
        """Somebody was on duty until now."""
        self.duty += self._hours(person, person.since)
        self.calendars[person.number] = person.calendar

    def look(self, rows: Rows) -> None:
        """Look up what has ended since the last review, among the jobs for others, and the stretches of such jobs, that all teams
        have ended since."""
        own = rows[rows["team"] == self.team.code]
        stretch = own["kind"] == Row.STRETCH
        self.done, self.stretches = (own[~stretch], own[stretch]) if stretch.any() else (own, own[:0])

    def gate(self, activity: Activity) -> tuple[int, int]:
        """On how many a step of the team has decided, and how many of these it passed on: to where its first outcome leads."""
        outcomes = self.done["outcome"][self.done["activity"] == activity.code]
        decided = np.isin(outcomes, [outcome.code for outcome in activity.outcomes])
        return int(decided.sum()), int((outcomes == activity.outcomes[0].code).sum())

    def busy(self) -> float:
        """Utilisation: hours worked over hours on duty; NaN while nobody was on duty. Work for spare time does not count."""
        people = self.team.people
        calendars = self.calendars | {person.number: person.calendar for person in people}
        parts = self.worked_through()
        earlier = parts[parts["start"] < self.since]
        duty = self.duty + sum(self._hours(person, person.since) for person in people)
        worked = self.duties + float(parts["hours"][parts["start"] >= self.since].sum())
        worked += sum(
            calendars[who].hours_between(self.since, until)
            for who, until in zip(earlier["person"].tolist(), earlier["end"].tolist(), strict=True)
        )
        worked += sum(self._load(person, person.job) for person in people if person.job is not None)
        if self.team.finishes:
            duty = max(duty, worked)  # who stays until a job is done is on duty as long
        return worked / duty if duty > 0 else math.nan

    def worked_through(self) -> Rows:
        """The spans of what was worked on and has ended: stretches, and jobs without any."""
        if not len(self.stretches):
            return self.done
        cut = set(self.stretches[_JOB].tolist())
        whole = [job not in cut for job in self.done[_JOB].tolist()]
        return np.concatenate((self.done[whole], self.stretches))

    def wait(self) -> float:
        """Mean wait (elapsed days) of the jobs begun, and of those still waiting up to now; 0 for none, NaN for a team that has
        nobody by its plan."""
        if self.team.unstaffed:
            return math.nan
        waits = self.begun()
        waits += [self.clock.now - job.ready for job in self.team.queued() if self._outside(job)]
        return sum(waits) / len(waits) if waits else 0.0

    def begun(self) -> list[float]:
        """How long (elapsed days) each job begun since the last review had waited.

        Who begins in the very moment of a review counts for the next one, so that nobody counts twice.
        """
        ended = self.done[self.done["start"] >= self.since]
        waits: list[float] = (ended["start"] - ended["ready"]).tolist()
        if isinstance(self.team, Pausing):
            under_way = list(self.courses)  # what is put aside among it
        else:
            under_way = [person.job for person in self.team.people if person.job is not None]
        return waits + [
            job.start - job.ready
            for job in under_way
            if self._outside(job) and self.since <= job.start < self.clock.now
        ]

    def _outside(self, job: Job) -> bool:
        return job.case.entity != self.internal

    def _load(self, person: Person, job: Job) -> float:
        if not (job.activity.duty or self._outside(job)):
            return 0.0
        course = self.courses.get(job)
        return self._hours(person, job.start if course is None else course.since)

    def _hours(self, person: Person, begin: float) -> float:
        return person.calendar.hours_between(max(begin, self.since), self.clock.now)
