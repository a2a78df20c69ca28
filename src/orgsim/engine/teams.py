"""Teams at work: who takes which job, when they are on duty, who comes and who goes."""

from collections import deque
from collections.abc import Callable

from orgsim.engine.calendar import Calendar
from orgsim.engine.clock import Clock
from orgsim.engine.entities import Case, Job, Person, Queue
from orgsim.engine.presence import Presence
from orgsim.engine.queues import FifoQueue, PriorityQueue
from orgsim.units import HOURS_PER_DAY


class Team:
    """A team with one queue for all: whoever is free takes the next job."""

    def __init__(self, clock: Clock, code: int, name: str, calendar: Calendar, ranked: bool) -> None:
        self.clock = clock
        self.code = code
        self.name = name
        self.calendar = calendar
        self.always = calendar.always
        self.presence: Presence | None = None
        """Who is on duty when, where that is not the same for all; `calendar` is then that of whoever is there."""
        self.finishes = False
        """Whether a job begun is finished before its person goes off duty."""
        self.new_queue: Callable[[], Queue] = PriorityQueue if ranked else FifoQueue
        self.queue: Queue = self.new_queue()
        self.people: list[Person] = []
        self.idle: deque[Person] = deque()
        self.hired = 0
        self.does: tuple[int, ...] = ()
        """Codes of the activities of the journey that it does, in the order in which they are stated."""
        self.helps: tuple[int, ...] = ()
        """Those of other teams' activities that it helps with (see `orgsim.engine.helping`)."""
        self.starts: tuple[Callable[[Job], None], ...] = ()
        self.ends: tuple[Callable[[Job], None], ...] = ()
        self.joins: tuple[Callable[[Person], None], ...] = ()
        self.leaves: tuple[Callable[[Person], None], ...] = ()
        self.idles: Callable[[Person], Job | None] | None = None
        """Who acts when a job starts or ends, somebody joins, has left or has nothing to do (see `Hooks`)."""
        self.seeks: Callable[[], bool] = bool
        """Whether who has nothing to do may find something by `idles`, and so looks for it on coming on duty."""
        self.unstaffed = False
        """Whether nobody is planned to be there for now: it is not founded yet, or closed for a while."""
        self.own_work = False
        """Whether its people ever do anything for the organization itself, duties or in spare time."""
        self._opening = False
        self._on_finish = self._finish  # bound once, not for every job

    def use_priorities(self) -> None:
        """Let waiting jobs go by rank; jobs of equal rank keep their order."""
        if self.new_queue is not FifoQueue:
            return
        self.new_queue = PriorityQueue
        before, self.queue = self.queue, _ranked(self.queue)
        for person in self.people:
            person.queue = self.queue if person.queue is before else _ranked(person.queue)

    def submit(self, job: Job) -> None:
        """Give a job that is ready to whoever is free, or let it wait as long as its patience lasts."""
        job.ready = now = self.clock.now
        if self.idle and not self.queue.waiting and (self.always or self.calendar.is_open(now)):
            if self.presence is None:
                self.begin(self.idle.popleft(), job, now)
                return
            person = self.presence.first_on_duty(self.idle, now)
            if person is not None:
                self.idle.remove(person)
                self.begin(person, job, now)
                return
        self.queue.push(job)
        if not self.always or job.activity.patience is not None:
            self.wait(job)

    def take_in(self, job: Job, ready: float) -> None:
        """Take a job in that has been ready since a day; if it waits, its patience begins now."""
        job.ready = ready
        self._hand(job)
        if job.queue is not None:
            self.wait(job)

    def _hand(self, job: Job) -> None:
        self.queue.push(job)

    def adopt(self, jobs: list[Job]) -> None:
        """Take in jobs that waited for another team, in this order; their patience goes on."""
        for job in jobs:
            self._hand(job)
        for person in list(self.idle):
            if person.job is None:
                self.take_next(person)
        if not self.always:
            self.open_later()

    def wait(self, job: Job) -> None:
        """Start the patience of a waiting job, and see that the queue is looked at when the team comes on duty."""
        patience = job.activity.patience
        if patience is not None:
            self.clock.after(patience.of(job.case, job.visit), self._renege, job)
        if not self.always:
            self.open_later()

    def on_duty(self, person: Person | None = None) -> bool:
        """Whether a person, or anybody, can begin work now."""
        return self.always or (person or self).calendar.is_open(self.clock.now)

    def open_later(self) -> None:
        """Look at the queue when the team next comes on duty, unless it is on duty now."""
        if self._opening:
            return
        if self.presence is not None:
            self.presence.open_later(self._open)
        elif not self.calendar.is_open(self.clock.now):
            self._opening = True
            self.clock.after(self.calendar.next_open(self.clock.now) - self.clock.now, self._open, None)

    def _open(self, _: None) -> None:
        self._opening = False
        if self.presence is not None or self.calendar.is_open(self.clock.now):
            for person in list(self.idle):
                if person.job is None:  # what one begins may bring a job to the next
                    self.take_next(person)
        else:
            self.open_later()

    def found(self) -> None:
        """All have come who begin together where nobody was."""
        self.unstaffed = False

    def take_next(self, person: Person) -> None:
        """Let an idle person take the next job, if there is one and the team is on duty."""
        if not self.on_duty(person):
            if person.duties or person.queue.waiting or self.seeks():
                self.open_later()
            return
        job = self.next_job(person)
        if job is not None:
            self.idle.remove(person)
            self.begin(person, job, self.clock.now)

    def next_job(self, person: Person) -> Job | None:
        """What a person on duty does next: duties first, then what waits, then work for spare time."""
        if person.duties:
            return person.duties.popleft()
        if person.queue.waiting:
            return person.queue.pop()
        return None if self.idles is None else self.idles(person)

    def assign(self, person: Person, job: Job) -> None:
        """Give a person a duty, to be done before any other job, as soon as they are free."""
        job.ready = self.clock.now
        self.own_work = True
        person.duties.append(job)
        if person.job is None:
            self.take_next(person)

    def begin(self, person: Person, job: Job, now: float) -> None:
        """Begin work; it goes on with the same person until it is finished: over nights and holidays, or before they go home."""
        job.person = person
        job.start = now
        person.job = job
        if self.starts:
            job.trained_hours = job.hours
            for starts in self.starts:
                starts(job)
        job.case.team = self.code
        job.case.person = person
        # What `length` says, without a call for every job.
        if self.always or (self.finishes and not job.activity.own):
            self.clock.after(job.hours / HOURS_PER_DAY, self._on_finish, job)
        else:
            self.clock.after(person.calendar.finish(now, job.hours) - now, self._on_finish, job)

    def length(self, person: Person, job: Job, hours: float) -> float:
        """Elapsed days that so many staff hours of a job take from now on."""
        if self.always or (self.finishes and not job.activity.own):
            return hours / HOURS_PER_DAY
        return person.calendar.finish(self.clock.now, hours) - self.clock.now

    def worked(self, person: Person, job: Job, since: float) -> float:
        """Staff hours that a person who has been at a job without a pause has worked on it since then (days)."""
        now = self.clock.now
        through = self.finishes and not job.activity.own
        return (now - since) * HOURS_PER_DAY if through else person.calendar.hours_between(since, now)

    def _finish(self, job: Job) -> None:
        job.end = now = self.clock.now
        person: Person = job.person  # type: ignore[assignment]
        if self.ends:
            for ends in self.ends:
                ends(job)
        # First, since what follows for the case may be the most urgent job of this very person.
        job.done(job)
        person.job = None
        if person.leaving:
            self.go(person)
        elif person.queue.waiting and not person.duties and (self.always or person.calendar.is_open(now)):
            self.begin(person, person.queue.pop(), now)
        else:
            self.idle.append(person)
            if self.own_work and (person.duties or self.idles is not None):
                self.take_next(person)
            elif person.queue.waiting:
                self.open_later()

    def _renege(self, job: Job) -> None:
        if job.queue is not None:
            self.withdraw(job)
            job.cold(job)

    def withdraw(self, job: Job) -> None:
        """Take a waiting job out of its queue."""
        assert job.queue is not None
        job.queue.withdraw(job)
        job.end = self.clock.now

    def join(self, key: int, place: int, newcomer: bool = True) -> Person:
        """A new person, free for work, with the `key` of their draws and the place they fill; a `newcomer` to the work, unless it
        is day 0."""
        now = self.clock.now
        newcomer = newcomer and now > 0
        queue = self.queue_for_newcomer(newcomer)
        person = Person(self.hired, self.code, queue, key, place, since=now, newcomer=newcomer)
        person.calendar = self.calendar
        self.hired += 1
        if self.presence is not None:
            self.presence.welcome(person)
        self.people.append(person)
        self.idle.append(person)
        for joins in self.joins:
            joins(person)
        if person.job is None:  # a duty given on joining may have begun
            self.take_next(person)
        if not self.untried(person):
            self.settle_in(person)
        return person

    def settle_in(self, person: Person) -> None:
        """A person begins to do work of the team: on joining or, where they do none at first, later."""

    def untried(self, _: Person) -> bool:
        """Whether somebody has joined so lately that they do no work of the team yet."""
        return False

    def queue_for_newcomer(self, _: bool) -> Queue:
        """The queue a new person works on: the team's."""
        return self.queue

    def leave(self) -> Person:
        """The person who came last goes: at once if free, else when the present job is done. Who it is."""
        last = next(p for p in reversed(self.people) if not p.leaving)
        self.dismiss(last)
        return last

    def dismiss(self, person: Person) -> None:
        """A person goes: at once if free, else when the present job is done."""
        person.leaving = True
        person.duties.clear()
        if person.job is None:
            self.idle.remove(person)
            self.go(person)

    def go(self, person: Person) -> None:
        """A person is gone."""
        self.people.remove(person)
        for leaves in self.leaves:
            leaves(person)

    def unfinished(self) -> list[Job]:
        """Jobs that are being worked on, then those that wait."""
        worked = [person.job for person in self.people if person.job is not None]
        return worked + self.queued()

    def stand_in(self, case: Case) -> Person | None:  # noqa: ARG002
        """Who does what is to be done for a case now; None for whoever is free."""
        return None

    def close(self, job: Job) -> float:
        """Staff hours worked on a job that has begun, when the log ends."""
        return self.worked(job.person, job, job.start)  # type: ignore[arg-type]

    def queued(self) -> list[Job]:
        """Jobs that wait."""
        return self.queue.jobs()

    def waiting(self) -> int:
        """How many jobs wait, duties included."""
        return self.queue.waiting + sum(len(person.duties) for person in self.people)

    def waiting_per_person(self, person: Person) -> float:
        """Jobs that wait for each of those who will take them from the queue that a person works on."""
        waiting = person.queue.waiting
        if waiting and person.queue is self.queue:
            return waiting / max(1, len(self.present()))
        return float(waiting)

    def present(self) -> list[Person]:
        """The people who stay and are not away, in order of joining."""
        return [person for person in self.people if not (person.leaving or person.away)]

    def send_away(self, person: Person) -> None:
        """A person is away for a while (the job that takes them away begins as a duty)."""
        person.away += 1

    def welcome_back(self, person: Person) -> None:
        """A person is back."""
        person.away -= 1


def _ranked(queue: Queue) -> Queue:
    """A queue by rank with the jobs of another."""
    found = PriorityQueue()
    for job in queue.jobs():
        queue.withdraw(job)
        found.push(job)
    return found
