"""Tallies: what each team has done since the last review, as the people in it could tell. KPIs are read from the log alone."""

import math
from typing import TYPE_CHECKING

from orgsim.engine.happenings import Job, Person
from orgsim.engine.staffing import Payroll
from orgsim.engine.stations import Ending
from orgsim.engine.teams import Crew

if TYPE_CHECKING:
    from orgsim.engine.build import Run


class Tally:
    """Hours, waits and gates of one team since a moment."""

    def __init__(self, run: "Run", crew: Crew, payroll: Payroll) -> None:
        self.env = run.env
        self.internal = run.office.entity
        self.crew = crew
        self.payroll = payroll
        self.since = 0.0
        self.forget()
        crew.beginning = (*crew.beginning, self.begun)
        crew.ending = (*crew.ending, self.ended)
        crew.left = (*crew.left, self.gone)

    def forget(self) -> None:
        """Begin anew."""
        self.since = self.env.now
        self.worked = self.duty = 0.0
        self.waits: list[float] = []
        self.gates: dict[int, list[int]] = {}
        """By step: how many it decided on, and how many of these it passed on."""

    def begun(self, job: Job) -> None:
        """A job for somebody outside has waited."""
        if job.subject.entity != self.internal:
            self.waits.append(job.start - job.ready)

    def ended(self, job: Job) -> None:
        """A job is done."""
        if job.duty or job.subject.entity != self.internal:
            # The hours are known but for a job that reaches back behind the last review.
            self.worked += job.hours if job.start >= self.since else self._hours(job.start)

    def gone(self, person: Person) -> None:
        """Somebody was on duty until now."""
        self.duty += self._hours(person.since)

    def decided(self, job: Job, ending: Ending) -> None:
        """A step has been decided."""
        gate = self.gates.setdefault(job.station.code, [0, 0])
        gate[0] += 1
        gate[1] += ending is job.station.endings[0]

    def busy(self) -> float:
        """Utilisation: hours worked over hours on duty; NaN while nobody was on duty. Work for spare time does not count."""
        people = self.crew.people
        duty = self.duty + sum(self._hours(person.since) for person in people)
        worked = self.worked + sum(self._load(person.job) for person in people if person.job is not None)
        return worked / duty if duty > 0 else math.nan

    def wait(self) -> float:
        """Mean wait (elapsed days) of the jobs begun, and of those still waiting up to now; 0 for none."""
        waits = self.waits + [
            self.env.now - job.ready for job in self.crew.queued() if job.subject.entity != self.internal
        ]
        return sum(waits) / len(waits) if waits else 0.0

    def _load(self, job: Job) -> float:
        return self._hours(job.start) if job.duty or job.subject.entity != self.internal else 0.0

    def _hours(self, begin: float) -> float:
        return self.crew.calendar.hours_between(max(begin, self.since), self.env.now)
