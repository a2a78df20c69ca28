"""The journey: leads go from activity to activity until they buy, rest or are lost."""

from bisect import bisect_right
from collections.abc import Callable, Sequence

from orgsim.engine.clock import Clock
from orgsim.engine.happenings import CUSTOMER, IN_PROCESS, LOST, RESTING, Job, State, Subject
from orgsim.engine.log import Recorder
from orgsim.engine.stations import Ending, Station
from orgsim.engine.teams import Crew, OwningCrew
from orgsim.plan.model.organization import NurturePolicy


class Journey:
    """Carries every lead of one run along the stations."""

    def __init__(self, env: Clock, log: Recorder, until: float) -> None:
        self.env = env
        self.log = log
        self.until = until
        """The horizon: nothing new is planned after it."""
        self.handoff: tuple[float, float] | None = None
        """Elapsed days, and staff hours of reading up, that a handover takes; None where none takes anything."""
        self.friction: Callable[[Crew, Crew], float] = lambda _, __: 1.0
        """Factor (1 or more) on what a handover from a team to another takes, as things stand now."""
        self._handovers: dict[tuple[Crew | None, Crew | None], tuple[float, float]] = {}
        self._handovers_until = 0.0
        self.nurture: Station | None = None
        self.policy = NurturePolicy()
        self.touching: dict[int, Job] = {}
        """Touches that fell due and are not yet made, by the key of their subject."""
        self.purchase: Callable[[Subject], None] = lambda _: None
        """What a purchase starts."""
        self.moody: list[Station] = []
        """Stations whose gates feel stocks of the organization."""
        self.look_again = 0.0
        """When the next day begins: stocks move slowly, and gates feel them as the first decision of the day finds them."""
        self.owning: list[OwningCrew] = []
        """Teams whose people keep their subjects."""
        self.settled: tuple[Callable[[Subject, str], None], ...] = ()
        """Called when a lead comes to rest ("nurture", "cold", "unworked": cold before any work), is "lost" or buys ("customer"),
        or a customer has left ("churned") or comes back to replace what it bought ("retired")."""
        self.failed: tuple[Callable[[Subject], None], ...] = ()
        """Called when a job for a lead or customer has failed."""

        self._decide, self._grow_cold = self.decide, self.grow_cold  # bound once, not for every job

    def enter(self, subject: Subject, station: Station) -> None:
        """A lead comes to a station: its team gets a job, after the handover if the team changes."""
        subject.step = station.code
        crew = station.crew
        if crew is None:
            assert station.skipped is not None
            self.go(subject, station.skipped)
            return
        before, handover = subject.crew, None
        if self.handoff is not None and before is not None and before is not crew:
            handover = self.handover(before, crew)
        job = self._visit(subject, station, self._decide, self._grow_cold)
        if handover is None:
            crew.submit(job)
        else:
            job.hours += handover[1]
            self.env.after(handover[0], crew.submit, job)

    def handover(self, before: Crew | None, crew: Crew | None) -> tuple[float, float] | None:
        """Elapsed days and staff hours that it takes to hand a subject from a team to another, as the first handover of the day
        finds it; None where nothing is handed over."""
        if self.env.now >= self._handovers_until:
            self._handovers_until = self.env.tomorrow()
            self._handovers.clear()
        found = self._handovers.get((before, crew))
        if found is None and self.handoff is not None and before is not None and before is not crew:
            factor = 1.0 if crew is None else self.friction(before, crew)
            found = self._handovers[before, crew] = self.handoff[0] * factor, self.handoff[1] * factor
        return found

    def hand_over(self, job: Job) -> None:
        """Bring a job to its team, after the delay of a handover if another team had the subject."""
        crew = job.station.crew
        assert crew is not None
        handover = self.handover(job.subject.crew, crew)
        if handover is None:
            crew.submit(job)
        else:
            self.env.after(handover[0], crew.submit, job)

    def job(
        self, subject: Subject, station: Station, done: Callable[[Job], None], cold: Callable[[Job], None]
    ) -> Job:
        """A job for a subject's next visit, with reading-up time if the team changes."""
        job = self._visit(subject, station, done, cold)
        handover = self.handover(subject.crew, station.crew)
        if handover is not None:
            job.hours += handover[1]
        return job

    def _visit(
        self, subject: Subject, station: Station, done: Callable[[Job], None], cold: Callable[[Job], None]
    ) -> Job:
        visit = subject.visits.get(station.code, 0)
        subject.visits[station.code] = visit + 1
        hours, score = station.luck.of(subject, visit)
        return Job(station, subject, visit, hours, score, done, cold)

    def decide(self, job: Job) -> None:
        """A step is done: the lead goes where its gate says."""
        station, subject = job.station, job.subject
        ending = self.judge(job)
        if subject.state is not IN_PROCESS and not self.wakes(subject, ending):
            return
        if ending.after is not None:
            delay = ending.after.of(subject, job.visit)
            if station.delays:
                delay *= station.slowing(job.end)
            self.env.after(delay, self._there, (subject, ending))
        elif ending.station is not None:
            self.enter(subject, ending.station)
        else:
            self.go(subject, ending)

    def judge(self, job: Job) -> Ending:
        """What a gate says of a job done; the log notes it with the effects that moved it."""
        station, score = job.station, job.score
        effects: Sequence[float] = self.log.no_effects
        if station.mood:
            if job.end >= self.look_again:
                self.look_around()
            effects = found = station.mood.copy()
            for column, force in station.forces:
                found[column] = force(job)
            score += sum(found)
        ending = station.endings[bisect_right(station.cuts, -score)]
        self.log.job(job, ending.code, effects)
        if station.decided:
            for observe in station.decided:
                observe(job, ending, effects)
        return ending

    def look_around(self) -> None:
        """See how the stocks of the organization stand."""
        self.look_again = self.env.tomorrow()
        for station in self.moody:
            for column, mood in station.moods:
                station.mood[column] = mood(station.code)

    def _there(self, aim: tuple[Subject, Ending]) -> None:
        self.go(*aim)

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
        self.log.move(self.env.now, subject, "lost" if state is LOST else "resting", subject.step)
        if state is LOST:
            self.release(subject)
        if self.settled:
            self.tell(subject, reason)
        if self.nurture is not None:
            self.follow_up(subject, reason)

    def tell(self, subject: Subject, how: str) -> None:
        """Let those who care know how a lead or customer has ended up."""
        for observe in self.settled:
            observe(subject, how)

    def follow_up(self, subject: Subject, reason: str) -> None:
        """Plan the first touch of somebody at rest, lost or gone, if such are followed up and it has not come back too often."""
        if self.nurture is None or reason not in self.policy.recycles:
            return
        if self.policy.cycles is None or subject.returns < self.policy.cycles:
            subject.touches = 0
            self.plan_touch(subject)

    def plan_touch(self, subject: Subject) -> None:
        """Plan the next nurture touch of a lead at rest, unless it has had its share."""
        if subject.touches >= self.policy.touches or self.env.now + self.policy.every > self.until:
            return
        subject.touches += 1
        self.env.after(self.policy.every, self._due, (subject, subject.returns))

    def _due(self, plan: tuple[Subject, int]) -> None:
        subject, returns = plan
        if subject.returns == returns:  # else it has come back by itself meanwhile
            self.touch(subject)

    def touch(self, subject: Subject) -> None:
        """A touch falls due."""
        assert self.nurture is not None
        assert self.nurture.crew is not None
        job = self.touching[subject.key] = self.job(subject, self.nurture, self.touched, self.touch_missed)
        self.nurture.crew.submit(job)

    def touched(self, job: Job) -> None:
        """A touch is made; it decides nothing for somebody who has come back meanwhile."""
        if self.touching.get(job.subject.key) is job:
            del self.touching[job.subject.key]
            self.decide(job)
        else:
            self.log.job(job, self.log.outcomes["cancelled"], self.log.no_effects)

    def wakes(self, subject: Subject, ending: Ending) -> bool:
        """Whether a touch brings a lead at rest back into the journey; if not, it stays as it was or is lost."""
        assert self.nurture is not None
        if ending.name == "nurture":
            self.plan_touch(subject)
            return False
        if ending.name == "lost":
            if subject.state is RESTING:
                subject.state = LOST
                self.log.move(self.env.now, subject, "lost", self.nurture.code)
                self.release(subject)
                self.tell(subject, "lost")
            return False
        self.wake(subject, self.nurture.code)
        return True

    def wake(self, subject: Subject, by: int) -> None:
        """Somebody is back in the journey; `by` is the code of the activity that did it, -1 for none."""
        subject.state = IN_PROCESS
        subject.touches = 0
        subject.returns += 1
        self.log.move(self.env.now, subject, "returned", by)

    def come_back(self, subject: Subject, station: Station, by: int = -1) -> None:
        """Somebody at rest, lost or gone comes back to a station, unasked; `by` as for `wake`."""
        job = self.touching.pop(subject.key, None)
        if job is not None and job.waiting:
            assert job.station.crew is not None
            job.station.crew.withdraw(job)
            self.log.job(job, self.log.outcomes["cancelled"], self.log.no_effects)
        self.wake(subject, by)
        self.enter(subject, station)

    def touch_missed(self, job: Job) -> None:
        """A touch was not made in time; the next one may be."""
        del self.touching[job.subject.key]
        self.log.job(job, self.log.outcomes["cold"], self.log.no_effects)
        self.plan_touch(job.subject)

    def release(self, subject: Subject) -> None:
        """Nobody keeps a subject that has ended."""
        for crew in self.owning:
            crew.release(subject)
