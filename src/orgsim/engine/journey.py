"""The journey: leads go from activity to activity until they buy, rest or are lost."""

from bisect import bisect_right
from collections.abc import Callable

from simpy import Event

from orgsim.engine.clock import Clock
from orgsim.engine.forces import Force
from orgsim.engine.happenings import CUSTOMER, IN_PROCESS, LOST, RESTING, Job, State, Subject
from orgsim.engine.log import Recorder
from orgsim.engine.stations import Ending, Station
from orgsim.engine.teams import OwningCrew
from orgsim.mechanisms.handoff import Handoff
from orgsim.plan.organization import NurturePolicy


class Journey:
    """Carries every lead of one run along the stations."""

    def __init__(self, env: Clock, log: Recorder, until: float) -> None:
        self.env = env
        self.log = log
        self.until = until
        """The horizon: nothing new is planned after it."""
        self.handoff: Handoff | None = None
        self.friction: Callable[[], float] | None = None
        """Factor on what a handover takes, as things stand now; none for 1."""
        self.nurture: Station | None = None
        self.policy = NurturePolicy()
        self.purchase: Callable[[Subject], None] = lambda _: None
        """What a purchase starts."""
        self.owning: list[OwningCrew] = []
        """Teams whose people keep their subjects."""
        self.forces: tuple[Force, ...] = ()
        """What moves the gates: for each effect in force, in the order of the log's columns, its log-odds at the end of a job."""
        self.decided: tuple[Callable[[Job, Ending, tuple[float, ...]], None], ...] = ()
        """Called when a gate has decided, with the outcome and the effects that moved it."""
        self.settled: tuple[Callable[[Subject, str], None], ...] = ()
        """Called when a lead comes to rest ("nurture", "cold", "unworked": cold before any work), is "lost" or buys ("customer"),
        or a customer has left ("churned")."""

        self._decide, self._grow_cold = self.decide, self.grow_cold  # bound once, not for every job

    def enter(self, subject: Subject, station: Station) -> None:
        """A lead comes to a station: its team gets a job, after the handover if the team changes."""
        if station.crew is None:
            assert station.skipped is not None
            self.go(subject, station.skipped)
            return
        job = self.job(subject, station, self._decide, self._grow_cold)
        if self.handoff is None:
            station.crew.submit(job)
        else:
            self.hand_over(job)

    def hand_over(self, job: Job) -> None:
        """Bring a job to its team, after the delay of a handover if another team had the subject."""
        crew, before = job.station.crew, job.subject.crew
        assert crew is not None
        if self.handoff is not None and before is not None and before is not crew:
            delay = self.handoff.delay
            if self.friction is not None:
                delay *= self.friction()
            self.env.after(delay, lambda _: crew.submit(job))
        else:
            crew.submit(job)

    def job(
        self, subject: Subject, station: Station, done: Callable[[Job], None], cold: Callable[[Job], None]
    ) -> Job:
        """A job for a subject's next visit, with reading-up time if the team changes."""
        visit = subject.visits.get(station.code, 0)
        subject.visits[station.code] = visit + 1
        hours, score = station.luck.of(subject, visit)
        if self.handoff is not None and subject.crew is not None and subject.crew is not station.crew:
            more = self.handoff.confirmation
            hours += more if self.friction is None else more * self.friction()
        return Job(station, subject, visit, hours, score, done, cold)

    def decide(self, job: Job) -> None:
        """A step is done: its gate says where the lead goes; the log notes it with the effects that moved it."""
        station, subject = job.station, job.subject
        score = job.score
        effects: tuple[float, ...] = ()
        if self.forces:
            effects = tuple([force(job) for force in self.forces])
            score += sum(effects)
        ending = station.endings[bisect_right(station.cuts, -score)]
        self.log.job(job, ending.code, effects)
        if self.decided:
            for observe in self.decided:
                observe(job, ending, effects)
        if subject.state is not IN_PROCESS and not self.wakes(subject, ending):
            return
        if ending.after is not None:
            self.env.after(ending.after.of(subject, job.visit), self._there, (subject, ending))
        elif ending.station is not None:
            self.enter(subject, ending.station)
        else:
            self.go(subject, ending)

    def _there(self, event: Event) -> None:
        self.go(*event._value)

    def go(self, subject: Subject, ending: Ending) -> None:
        """A lead goes where an outcome leads."""
        if ending.station is not None:
            self.enter(subject, ending.station)
        elif ending.name == "customer":
            subject.state = CUSTOMER
            self.purchase(subject)
            self.tell(subject, "customer")
        elif ending.name == "lost":
            self.rest(subject, LOST, "lost")
        else:
            self.rest(subject, RESTING, "nurture")

    def grow_cold(self, job: Job) -> None:
        """A lead has left the queue."""
        self.log.job(job, self.log.outcomes["cold"], self.log.no_effects)
        cold = job.station.cold
        assert cold is not None
        if cold.station is None and cold.name == "nurture":
            self.rest(job.subject, RESTING, "unworked" if job.subject.person is None else "cold")
        else:
            self.go(job.subject, cold)

    def rest(self, subject: Subject, state: State, reason: str) -> None:
        """A lead comes to rest; if leads like it are followed up, the next touch is planned."""
        subject.state = state
        self.log.change(self.env.now, subject, "lost" if state is LOST else "resting")
        if state is LOST:
            self.release(subject)
        self.tell(subject, reason)
        if self.nurture is not None and reason in self.policy.recycles:
            self.plan_touch(subject)

    def tell(self, subject: Subject, how: str) -> None:
        """Let those who care know how a lead or customer has ended up."""
        for observe in self.settled:
            observe(subject, how)

    def plan_touch(self, subject: Subject) -> None:
        """Plan the next nurture touch of a lead at rest, unless it has had its share."""
        if (
            self.nurture is None
            or subject.touches >= self.policy.touches
            or self.env.now + self.policy.every > self.until
        ):
            return
        subject.touches += 1
        self.env.after(self.policy.every, lambda _: self.touch(subject))

    def touch(self, subject: Subject) -> None:
        """A touch falls due."""
        assert self.nurture is not None
        assert self.nurture.crew is not None
        self.nurture.crew.submit(self.job(subject, self.nurture, self.decide, self.touch_missed))

    def wakes(self, subject: Subject, ending: Ending) -> bool:
        """Whether a touch brings a lead at rest back into the journey; if not, it stays at rest or is lost."""
        if ending.name == "nurture":
            self.plan_touch(subject)
            return False
        if ending.name == "lost":
            if subject.state is not LOST:
                subject.state = LOST
                self.log.change(self.env.now, subject, "lost")
                self.release(subject)
                self.tell(subject, "lost")
            return False
        subject.state = IN_PROCESS
        subject.touches = 0
        self.log.change(self.env.now, subject, "returned")
        return True

    def touch_missed(self, job: Job) -> None:
        """A touch was not made in time; the next one may be."""
        self.log.job(job, self.log.outcomes["cold"], self.log.no_effects)
        self.plan_touch(job.subject)

    def release(self, subject: Subject) -> None:
        """Nobody keeps a subject that has ended."""
        for crew in self.owning:
            crew.release(subject)
