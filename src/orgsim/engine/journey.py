"""The journey: leads go from activity to activity until they buy, rest or are lost."""

from bisect import bisect_right
from collections.abc import Callable

from simpy import Environment

from orgsim.engine.clock import Alarm
from orgsim.engine.happenings import Job, State, Subject
from orgsim.engine.log import Recorder
from orgsim.engine.memory import Memory
from orgsim.engine.stations import Ending, Station
from orgsim.engine.teams import OwningCrew
from orgsim.mechanisms.handoff import Handoff
from orgsim.plan.organization import NurturePolicy


class Journey:
    """Carries every lead of one run along the stations."""

    def __init__(self, env: Environment, log: Recorder, until: float) -> None:
        self.env = env
        self.log = log
        self.until = until
        """The horizon: nothing new is planned after it."""
        self.memory: Memory | None = None
        self.handoff: Handoff | None = None
        self.nurture: Station | None = None
        self.policy = NurturePolicy()
        self.purchase: Callable[[Subject], None] = lambda _: None
        """What a purchase starts."""
        self.owning: list[OwningCrew] = []
        """Teams whose people keep their subjects."""
        self.forces: tuple[Callable[[Job], float], ...] = ()
        """What moves the gates: for each effect in force, in the order of the log's columns, its log-odds at the end of a job."""

    # -- along the stations --------------------------------------------------------------------------------------

    def enter(self, subject: Subject, station: Station) -> None:
        """A lead comes to a station: its team gets a job, after the handover if the team changes."""
        if station.crew is None:
            assert station.skipped is not None
            self.go(subject, station.skipped)
            return
        job = self.job(subject, station, self.decide, self.grow_cold)
        if self.handoff is None:
            station.crew.submit(job)
        else:
            self.hand_over(job)

    def hand_over(self, job: Job) -> None:
        """Bring a job to its team, after the delay of a handover if another team had the subject."""
        crew, before = job.station.crew, job.subject.crew
        assert crew is not None
        if self.handoff is not None and before is not None and before is not crew:
            Alarm(self.env, self.handoff.delay, lambda _: crew.submit(job))
        else:
            crew.submit(job)

    def job(
        self, subject: Subject, station: Station, done: Callable[[Job], None], cold: Callable[[Job], None]
    ) -> Job:
        """A job for a subject's next visit, with reading-up time if the team changes."""
        visit = subject.visits.get(station.code, 0)
        subject.visits[station.code] = visit + 1
        hours = station.work.of(subject, visit)
        if self.handoff is not None and subject.crew is not None and subject.crew is not station.crew:
            hours += self.handoff.confirmation
        return Job(station, subject, visit, hours, done, cold)

    def decide(self, job: Job) -> None:
        """A step is done: its gate says where the lead goes."""
        ending = self.ending(job)
        if ending.after is not None:
            self.go_later(job, ending)
        elif ending.station is not None:
            self.enter(job.subject, ending.station)
        else:
            self.go(job.subject, ending)

    def ending(self, job: Job) -> Ending:
        """Where the gate sends the subject of a finished job; noted in the log with the effects that moved it."""
        station = job.station
        score = station.score.of(job.subject, job.visit)
        effects: tuple[float, ...] = ()
        if self.forces:
            effects = tuple([force(job) for force in self.forces])
            score += sum(effects)
        ending = station.endings[bisect_right(station.cuts, -score)]
        self.log.job(job, ending.code, effects)
        return ending

    def go_later(self, job: Job, ending: Ending) -> None:
        """A lead goes where an outcome leads, after the time that takes."""
        assert ending.after is not None
        Alarm(self.env, ending.after.of(job.subject, job.visit), lambda _: self.go(job.subject, ending))

    def go(self, subject: Subject, ending: Ending) -> None:
        """A lead goes where an outcome leads."""
        if ending.station is not None:
            self.enter(subject, ending.station)
        elif ending.name == "customer":
            subject.state = State.CUSTOMER
            self.purchase(subject)
        elif ending.name == "lost":
            self.rest(subject, State.LOST, "lost")
        else:
            self.rest(subject, State.RESTING, "nurture")

    def grow_cold(self, job: Job) -> None:
        """A lead has left the queue."""
        self.log.job(job, self.log.outcomes["cold"], self.log.no_effects)
        cold = job.station.cold
        assert cold is not None
        if cold.station is None and cold.name == "nurture":
            self.rest(job.subject, State.RESTING, "cold")
        else:
            self.go(job.subject, cold)

    # -- at rest ---------------------------------------------------------------------------------------------------

    def rest(self, subject: Subject, state: State, reason: str) -> None:
        """A lead comes to rest; if leads like it are followed up, the next touch is planned."""
        subject.state = state
        self.log.change(self.env.now, subject, "lost" if state is State.LOST else "resting")
        if state is State.LOST:
            self.release(subject)
        if reason in self.policy.recycles:
            self.plan_touch(subject)

    def plan_touch(self, subject: Subject) -> None:
        """Plan the next nurture touch of a lead at rest, unless it has had its share."""
        if self.nurture is None or subject.touches >= self.policy.touches or self.env.now + self.policy.every > self.until:
            return
        subject.touches += 1
        Alarm(self.env, self.policy.every, lambda _: self.touch(subject))

    def touch(self, subject: Subject) -> None:
        """A touch falls due."""
        assert self.nurture is not None
        assert self.nurture.crew is not None
        self.nurture.crew.submit(self.job(subject, self.nurture, self.touched, self.touch_missed))

    def touched(self, job: Job) -> None:
        """A touch is made: the lead comes back into the journey, stays at rest or is lost."""
        subject, ending = job.subject, self.ending(job)
        if ending.name == "nurture":
            self.plan_touch(subject)
        elif ending.name == "lost":
            if subject.state is not State.LOST:
                subject.state = State.LOST
                self.log.change(self.env.now, subject, "lost")
                self.release(subject)
        else:
            subject.state = State.IN_PROCESS
            subject.touches = 0
            self.log.change(self.env.now, subject, "returned")
            if ending.after is None:
                self.go(subject, ending)
            else:
                self.go_later(job, ending)

    def touch_missed(self, job: Job) -> None:
        """A touch was not made in time; the next one may be."""
        self.log.job(job, self.log.outcomes["cold"], self.log.no_effects)
        self.plan_touch(job.subject)

    def release(self, subject: Subject) -> None:
        """Nobody keeps a subject that has ended."""
        for crew in self.owning:
            crew.release(subject)
