"""Side by side: steps that a case goes to at once and that all have to end, such as approvals."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from orgsim.engine.clock import Clock
from orgsim.engine.entities import NOBODY, Activity, Case, Job, Outcome
from orgsim.engine.followed import Followed
from orgsim.engine.gates import Gates
from orgsim.engine.log import CANCELLED, LogWriter


class Road(Protocol):
    """What of the journey is asked for here."""

    clock: Clock
    log: LogWriter
    gates: Gates

    def form(self, case: Case, activity: Activity) -> Activity:
        """What an activity is for a case."""

    def job(
        self, case: Case, activity: Activity, done: Callable[[Job], None], cold: Callable[[Job], None]
    ) -> Job:
        """A job for a case's next visit."""

    def hand_over(self, job: Job, arrives: Callable[[Job], None]) -> None:
        """Bring a job to its team, after a handoff if another team had the case."""

    def submit(self, job: Job) -> None:
        """Bring a job to its team at once."""

    def call_off(self, job: Job) -> None:
        """Take back a job that waits, and note it."""

    def put_first(self, job: Job, outcome: Outcome, then: Callable[[Job, Outcome], None]) -> None:
        """Let whoever chooses so put a job of theirs before what follows from an outcome."""

    def follow_outcome(self, job: Job, outcome: Outcome) -> None:
        """A case goes where an outcome leads, after the time that takes."""

    def grow_cold(self, job: Job) -> None:
        """A lead has left the queue."""

    def go(self, case: Case, outcome: Outcome) -> None:
        """A lead goes where an outcome leads."""


@dataclass(slots=True, eq=False)
class Fork(Activity):
    """Where an outcome leads to several steps at once: an activity that nobody does, from which a case goes to each of them."""

    steps: tuple[Activity, ...] = ()
    join: Outcome | None = None
    """Where it goes once all have ended with their best outcome."""


@dataclass(slots=True, eq=False)
class SideBySide:
    """The steps that one case goes through at once. The first that ends otherwise than with its best outcome ends them all."""

    road: Road
    case: Case
    join: Outcome
    open: dict[Job, None] = field(default_factory=dict)
    """The jobs that have not ended, and those behind which the case is on its way."""
    over: bool = False
    fork: Fork | None = None
    """Where they began: who comes back to one of them comes back to all."""

    @staticmethod
    def of(job: Job) -> "SideBySide | None":
        """Those that a job belongs to; None for any other job."""
        done = job.done.then if isinstance(job.done, Followed) else job.done
        steps = getattr(done, "__self__", None)
        return steps if isinstance(steps, SideBySide) else None

    def begin(self, fork: Fork) -> None:
        """Each step that somebody does gets a job, after a handoff if another team had the case."""
        self.fork = fork
        steps = [step for step in fork.steps if self.road.form(self.case, step).team != NOBODY]
        for step in steps:
            self.open[self.road.job(self.case, step, self.decide, self.grow_cold)] = None
        for job in list(self.open):
            self.road.hand_over(job, self.arrive)
        if not steps:
            self.road.go(self.case, self.join)

    def arrive(self, job: Job) -> None:
        """A job comes to its team, unless another step has ended them all meanwhile."""
        if self.over:
            job.ready = job.end = self.road.clock.now
            self.road.log.plain_job(job, CANCELLED)
        else:
            self.road.submit(job)

    def decide(self, job: Job) -> None:
        """A step is done: the gate says whether it ended well."""
        outcome = self.road.gates.decide(job)
        if job.activity.taken is None or self.over:
            self.follow(job, outcome)
        else:
            self.road.put_first(job, outcome, self.follow)

    def follow(self, job: Job, outcome: Outcome) -> None:
        """The last step that ends well brings the case to where they join; another outcome decides for all."""
        if self.over:
            return
        if outcome.name != job.activity.outcomes[0].name:
            self.end(job)
            self.road.follow_outcome(job, outcome)
            self.left(job)
        elif outcome.after is None:
            self.passed(job)
        else:
            delay = outcome.after.of(self.case, job.visit)
            if job.activity.delays.spans:
                delay *= job.activity.delays.at(job.end)
            self.road.clock.after(delay, self.passed, job)

    def passed(self, job: Job) -> None:
        """A step has ended well, and what it takes the case to come back from it is over."""
        self.open.pop(job, None)
        if not self.open and not self.over:
            self.over = True
            self.road.go(self.case, self.join)

    def grow_cold(self, job: Job) -> None:
        """The lead has left the queue of a step, and with it all of them."""
        self.end(job)
        self.road.grow_cold(job)
        self.left(job)

    def left(self, job: Job) -> None:
        """A lead that will be followed up has left the list at one step."""
        if self.case.left is job.activity:
            self.case.left = self.fork

    def end(self, job: Job) -> None:
        """One step ends all: what waits at the others is taken back; who works there goes on to the end in vain."""
        self.over = True
        for other in self.open:
            if other is not job and other.waiting:
                self.road.call_off(other)
