"""Pausing: work that is put aside and taken up again where it was left: for urgent work (preemptive resume), or in sittings."""

from collections import deque
from collections.abc import Callable

from orgsim.engine.calendar import Calendar
from orgsim.engine.clock import Clock
from orgsim.engine.course import Course, duty_day, urgent_in
from orgsim.engine.entities import Job, Person, Queue
from orgsim.engine.log import PausingLog
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.shape import CutInSittings
from orgsim.engine.strict_queue import StrictQueue
from orgsim.engine.teams import Team

_NOTHING = 1e-7
"""Staff hours: who has no more left to do is finishing at this very moment."""
_WAITED_FOR = 5
"""Days on duty for which the next sitting waits for somebody who is away."""


class Pausing(Team):
    """A team some of whose work interrupts other work of the same person, or is done in sittings."""

    log: PausingLog

    def __init__(self, clock: Clock, code: int, name: str, calendar: Calendar, ranked: bool) -> None:
        super().__init__(clock, code, name, calendar, ranked)
        self.new_queue = StrictQueue
        self.queue = StrictQueue()
        self.paused: tuple[Callable[[Job, float], None], ...] = ()
        self.resumed: tuple[Callable[[Job, float], None], ...] = ()
        """Who acts when a job is put aside or taken up again (see `Hooks`)."""
        self.courses: dict[Job, Course] = {}
        """Of every job that has begun and not ended, in the order in which they began."""
        self.aside: dict[Person, Job] = {}
        """What each person was doing when an urgent job came, which they do now."""
        self.back: dict[Person | None, deque[Job]] = {}
        """The jobs whose next sitting is due, by the person who goes on with them; None: whoever is free first."""
        self.passes_on: Callable[[Job, Course], None] | None = None
        """Who goes on with what is in the middle, when the team is no more; its own people as long as it is."""
        self._fresh: list[Job] = []
        """What has become ready at this instant."""
        self._looking = False

    def submit(self, job: Job) -> None:
        """Let a job that is ready wait until the instant is over, for another one may go before it."""
        job.ready = self.clock.now
        self._fresh.append(job)
        self._hand(job)

    def _hand(self, job: Job) -> None:
        """Put a job into the queue of the team, or of who does what is to be done for its case."""
        person = self.stand_in(job.case)
        (self if person is None else person).queue.push(job)
        self.look_later()

    def look_later(self) -> None:
        """See who can take up what, at the end of the instant."""
        if not self._looking:
            self._looking = True
            self.clock.at_last(self._look, None)

    def _look(self, _: None) -> None:
        """Give those who are free what goes first, urgent work to others too; what still waits begins to lose patience."""
        self._looking = False
        fresh, self._fresh = self._fresh, []
        for person in list(self.idle):
            if person.job is None:
                self.take_next(person)
        for queue in dict.fromkeys(person.queue for person in self.people):
            self.press(queue)
        for job in fresh:
            if job.queue is not None:
                self.wait(job)

    def press(self, queue: Queue) -> None:
        """Have the urgent jobs of a queue begun, as far as there is anybody to do so."""
        while urgent_in(queue) and self.on_duty():
            person = next((one for one in self.idle if one.queue is queue and self.on_duty(one)), None)
            if person is not None:
                self.idle.remove(person)
            else:
                person = self.interruptible(queue)
                if person is None:
                    return
                self.put_aside(person)
            self.begin(person, queue.pop(), self.clock.now)

    def interruptible(self, queue: Queue) -> Person | None:
        """Who is in the middle of work that can wait: of those who take jobs from a queue, the one with most left to do."""
        found = [
            person
            for person in self.people
            if person.queue is queue
            and self.on_duty(person)
            and not (person.leaving or person.away or person in self.aside)
            and person.job in self.courses
            and not (person.job.activity.shape.urgent or person.job.activity.shape.lent)
            and not person.job.activity.duty
            and self._left(person) > _NOTHING
        ]
        return max(found, key=lambda person: (self._left(person), -person.number), default=None)

    def take_next(self, person: Person) -> None:
        """Let an idle person take the next job, if there is one and the team is on duty."""
        if not self.on_duty(person) and self._due_for(person):
            self.open_later()
        super().take_next(person)

    def next_job(self, person: Person) -> Job | None:
        """What a person on duty does next: duties, urgent work, sittings that are due, what waits, work for spare time."""
        if person.duties:
            return person.duties.popleft()
        due = self._due_for(person)
        if due and not urgent_in(person.queue):
            return due.popleft()
        job = self.next_waiting(person)
        return self.idles(person) if job is None and self.idles is not None else job

    def next_waiting(self, person: Person) -> Job | None:
        """What a person takes from the queue next, if anything waits."""
        return person.queue.pop() if person.queue.waiting else None

    def _due_for(self, person: Person) -> deque[Job] | None:
        """The jobs whose next sitting a person should hold."""
        return self.back.get(person) or self.back.get(None)

    def _left(self, person: Person) -> float:
        """Staff hours that a person's present job still takes."""
        job: Job = person.job  # type: ignore[assignment]
        course = self.courses[job]
        return job.hours - course.worked - self.worked(person, job, course.since)

    def put_aside(self, person: Person) -> None:
        """A person leaves a job where it is."""
        job: Job = person.job  # type: ignore[assignment]
        self.aside[person] = job
        self.break_off(self.courses[job])

    def break_off(self, course: Course) -> None:
        """The present stretch of a job ends before the job does."""
        job, now = course.job, self.clock.now
        person: Person = job.person  # type: ignore[assignment]
        hours = min(self.worked(person, job, course.since), max(0.0, job.hours - course.worked))
        self.log.stretch(job, (course.since, now), hours)
        course.worked += hours
        course.sitting -= hours
        course.since = now
        course.turn += 1
        course.last = job.activity, person
        person.job = None
        for paused in self.paused:
            paused(job, hours)

    def begin(self, person: Person, job: Job, now: float) -> None:
        """Begin work, or take it up again; it goes on over nights and holidays until it is finished or put aside."""
        person.job = job
        job.person = person
        course = self.courses.get(job)
        if course is None:
            job.start = now
            if self.starts:
                job.trained_hours = job.hours
                for starts in self.starts:
                    starts(job)
            course = self.courses[job] = Course(job, now)
            if job.activity.shape.sittings is not None:
                course.sitting = job.activity.shape.sittings.length
        else:
            self.log.add_pause(job, now - course.since)
            for resumed in self.resumed:
                resumed(job, course.worked)
            course.since = now
        job.case.team = self.code
        job.case.person = person
        course.turn += 1
        hours = max(0.0, min(job.hours - course.worked, course.sitting))
        self.clock.after(self.length(person, job, hours), self._stretch_ends, (course, course.turn))

    def _stretch_ends(self, planned: tuple[Course, int]) -> None:
        course, turn = planned
        if course.turn != turn:
            return
        if course.job.hours - course.worked - course.sitting > _NOTHING:
            self._rise(course)
        else:
            self._finish(course.job)

    def _rise(self, course: Course) -> None:
        """A sitting ends, and the gap before the next one begins."""
        job = course.job
        person: Person = job.person  # type: ignore[assignment]
        sittings: CutInSittings = job.activity.shape.sittings  # type: ignore[assignment]
        self.break_off(course)
        gap = sittings.gap(job.case, job.visit, course.sittings)
        course.sittings += 1
        course.sitting = sittings.length
        self.clock.after(gap, self._due, job)
        self.turn_to_next(person)

    def _due(self, job: Job) -> None:
        """The next sitting of a job is due: it waits for who held the last, unless they have left or will."""
        person: Person = job.person  # type: ignore[assignment]
        if person.leaving:
            self.pass_on(job)
            return
        self.goes_on(person, job)

    def goes_on(self, person: Person, job: Job) -> None:
        """A person is to take a job up again that is in the middle."""
        self.back.setdefault(person, deque()).append(job)
        if person.away:
            self._wait_for(person, job)
        else:
            self.look_later()

    def _wait_for(self, person: Person, job: Job) -> None:
        now = self.clock.now
        until = self.calendar.finish(now, _WAITED_FOR * duty_day(self.calendar))
        self.clock.after(until - now, self._waited, (person, job))

    def _waited(self, waiting: tuple[Person, Job]) -> None:
        person, job = waiting
        if person.away and job in self.back.get(person, ()):
            self.back[person].remove(job)
            self.pass_on(job)

    def pass_on(self, job: Job) -> None:
        """Somebody else goes on with a job that is in the middle: the case's owner, else whoever of the team is free first."""
        if self.passes_on is not None:
            self.passes_on(job, self.courses.pop(job))
            return
        self.back.setdefault(self.stand_in(job.case), deque()).append(job)
        self.look_later()

    def send_away(self, person: Person) -> None:
        """A person is away for a while; what they are to go on with waits for them, though not for ever."""
        super().send_away(person)
        for job in self.back.get(person, ()):
            self._wait_for(person, job)

    def dismiss(self, person: Person) -> None:
        """A person goes: at once if free, else when the present job is done; others go on with what is in the middle."""
        super().dismiss(person)
        left = list(self.back.pop(person, ()))
        if person in self.aside and person.job not in self.courses:
            left.insert(0, self.aside.pop(person))
        for job in left:
            self.pass_on(job)

    def _finish(self, job: Job) -> None:
        job.end = self.clock.now
        person: Person = job.person  # type: ignore[assignment]
        course = self.courses.pop(job)
        if course.turn > 1:
            self.log.stretch(job, (course.since, job.end), max(0.0, job.hours - course.worked))
        for ends in self.ends:
            ends(job)
        job.done(job)
        person.job = None
        self.turn_to_next(person)

    def turn_to_next(self, person: Person) -> None:
        """Who has finished a job does another urgent one, then what was put aside, then whatever comes next."""
        job = self.aside.get(person)
        if job is not None:
            if urgent_in(person.queue) and not person.leaving and self.on_duty(person):
                job = person.queue.pop()
            else:
                del self.aside[person]
            self.begin(person, job, self.clock.now)
        elif person.leaving:
            self.go(person)
        else:
            self.idle.append(person)
            self.look_later()

    def _open(self, _: None) -> None:
        self._opening = False
        if self.on_duty():
            self.look_later()
        else:
            self.open_later()

    def unfinished(self) -> list[Job]:
        """Jobs that have begun, then those that wait."""
        return [*self.courses, *self.queued()]

    def close(self, job: Job) -> float:
        """Staff hours worked on a job that has begun, when the log ends."""
        course, now = self.courses[job], self.clock.now
        if job.person is None or job.person.job is not job:
            self.log.add_pause(job, now - course.since)
            assert course.last is not None
            job.activity, job.person = course.last
            return course.worked
        hours = self.worked(job.person, job, course.since)
        if course.turn > 1:
            self.log.stretch(job, (course.since, now), hours)
        return course.worked + hours


class PausingTeam(Pausing):
    """The same with one queue for all."""


class PausingOwnedTeam(Pausing, OwnedTeam):
    """The same where each person keeps the cases they began with: an urgent job interrupts the case's owner, or who stands in."""
