"""Trust: jobs that fail, what is said then, and what it leaves behind."""

import math
from typing import TYPE_CHECKING

from orgsim.engine.happenings import Job, Subject
from orgsim.engine.luck import Draw
from orgsim.engine.stations import Station
from orgsim.mechanisms.customers import failures
from orgsim.plan.model.organization import Policies

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_USUAL_SLOWNESS = 1.5
_SLOTS = 1 << 19
"""Purposes drawn in advance for failures are numbered from here, behind those of the stations."""


class Trust:
    """Lets jobs for leads and customers fail in one run."""

    def __init__(self, run: "Run") -> None:
        policies: Policies = run.scenario.policies
        self.run = run
        self.parameters = run.scenario.effects.failures
        self.recovery = policies.recovery or failures.RecoveryPolicy()
        self.left = failures.taken(self.recovery.kind, self.parameters)
        self.confirmation = policies.confirmation
        self.booking = self._booking()
        self.most = self.parameters.most
        self.usual = failures.probability(math.inf, _USUAL_SLOWNESS, False, self.parameters)
        """What no chance exceeds but with a beginner: most draws need no closer look."""
        for station in run.stations.values():
            station.luck.add(_luck(station))

    def _booking(self) -> frozenset[int]:
        """Codes of the activities that have paperwork."""
        policy = self.confirmation
        if policy is None:
            return frozenset()
        return frozenset(
            station.code
            for name, station in self.run.stations.items()
            if name == policy.activity
            or (policy.activity is None and any(ending.name == "customer" for ending in station.endings))
        )

    def begin(self, job: Job) -> None:
        """Work begins: how loaded its person is and what luck says decide whether it fails."""
        subject, station = job.subject, job.station
        block = subject.block
        if block is None:  # not a lead: an event, or work of the organization for itself
            return
        if station.code in self.booking:
            assert self.confirmation is not None
            job.hours += self.confirmation.hours
            subject.mark("confirmed", 1.0)
        luck = station.luck.last(block, subject.place, job.visit)
        bound = self.usual if job.person.slowness <= _USUAL_SLOWNESS else self.most  # type: ignore[union-attr]
        if luck < bound and luck < self.chance(job):
            job.first(self.fail)
            if self.recovery.kind == "apology":
                job.hours += self.recovery.hours

    def chance(self, job: Job) -> float:
        """Probability that a job that begins will fail."""
        person, confirmed = job.person, job.subject.marked("confirmed") > 0
        assert person is not None
        return failures.probability(_load(job), person.slowness, confirmed, self.parameters)

    def fail(self, job: Job) -> None:
        """Work ends and has failed: trust falls, of a customer who is still one or of a lead."""
        subject = job.subject
        account = subject.account
        if account is None or id(job) not in account.open:
            subject.mark("trust", failures.fallen(subject.marked("trust"), self.left, self.parameters))
        elif account.active and self.run.customers is not None:
            care = self.run.customers.care
            care.now = self.run.env.now
            care.move(account, -self.parameters.harm * self.left)
        else:
            return
        self.tell(subject)

    def tell(self, subject: Subject) -> None:
        """Note a failure, and let those know who care."""
        run = self.run
        run.log.change(run.env.now, subject, "failed")
        if self.recovery.kind == "apology":
            run.log.change(run.env.now, subject, "recovered")
        for observe in run.journey.failed:
            observe(subject)


def _luck(station: Station) -> Draw:
    """A number in (0, 1) for each job at a station: the job fails where it lies below the chance."""
    return Draw(f"failure {station.name}", _SLOTS + station.code, lambda _, u: u)


def _load(job: Job) -> float:
    """Jobs that wait for each person of the queue that a job came from."""
    crew, person = job.station.crew, job.person
    assert crew is not None
    assert person is not None
    return person.queue.waiting / (len(crew.people) if person.queue is crew.queue else 1)


def install(run: "Run") -> None:
    """Let jobs fail in every team."""
    trust = Trust(run)
    for crew, _ in run.crews:
        crew.beginning = (*crew.beginning, trust.begin)
    run.forces["failures"] = _lost


def _lost(job: Job) -> float:
    """Log-odds that a gate lacks because of earlier failures; most subjects have had none."""
    marks = job.subject.marks
    return 0.0 if marks is None else failures.effect(marks.get("trust", 0.0))
