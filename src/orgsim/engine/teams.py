"""Teams at work: who takes which job, when they are on duty, who comes and who goes."""

from collections import deque
from collections.abc import Callable

from orgsim.engine.calendar import Calendar
from orgsim.engine.clock import Clock
from orgsim.engine.happenings import Job, Person, Subject
from orgsim.engine.queues import Line, Queue, RankedLine
from orgsim.engine.stations import Station
from orgsim.units import HOURS_PER_DAY


class Crew:
    """A team with one queue for all: whoever is free takes the next job."""

    def __init__(self, env: Clock, code: int, calendar: Calendar, queue: Callable[[], Queue]) -> None:
        self.env = env
        self.code = code
        self.calendar = calendar
        self.always = calendar.always
        self.new_queue = queue
        self.queue = queue()
        self.people: list[Person] = []
        self.idle: deque[Person] = deque()
        self.hired = 0
        self.beginning: tuple[Callable[[Job], None], ...] = ()
        """Called when a person begins a job, before the subject is theirs; may change the job's staff hours."""
        self.ending: tuple[Callable[[Job], None], ...] = ()
        """Called when a job is done, before what follows from it."""
        self.joined: tuple[Callable[[Person], None], ...] = ()
        """Called when a person has joined, before the first job."""
        self.left: tuple[Callable[[Person], None], ...] = ()
        """Called when a person is gone."""
        self.spare: Callable[[Person], Job | None] | None = None
        """Work for a person on duty for whom nothing waits."""
        self.own_work = False
        """Whether its people ever do anything for the organization itself, duties or in spare time."""
        self._opening = False
        self._on_finish = self._finish  # bound once, not for every job

    def submit(self, job: Job) -> None:
        """Give a job that is ready to whoever is free, or let it wait as long as its patience lasts."""
        job.ready = now = self.env.now
        if self.idle and not self.queue.waiting and (self.always or self.calendar.is_open(now)):
            self.begin(self.idle.popleft(), job, now)
            return
        self.queue.push(job)
        if not self.always or job.station.patience is not None:
            self.wait(job)

    def wait(self, job: Job) -> None:
        """Start the patience of a waiting job, and see that the queue is looked at when the team comes on duty."""
        patience = job.station.patience
        if patience is not None:
            self.env.after(patience.of(job.subject, job.visit), self._impatient, job)
        if not self.always:
            self.open_later()

    def on_duty(self) -> bool:
        """Whether work can begin now."""
        return self.always or self.calendar.is_open(self.env.now)

    def open_later(self) -> None:
        """Look at the queue when the team next comes on duty, unless it is on duty now."""
        if self._opening or self.calendar.is_open(self.env.now):
            return
        self._opening = True
        self.env.after(self.calendar.next_open(self.env.now) - self.env.now, self._open, None)

    def _open(self, _: None) -> None:
        self._opening = False
        if self.calendar.is_open(self.env.now):
            for person in list(self.idle):
                if person.job is None:  # what one begins may bring a job to the next
                    self.take_next(person)
        else:
            self.open_later()

    def take_next(self, person: Person) -> None:
        """Let an idle person take the next job, if there is one and the team is on duty."""
        if not self.on_duty():
            if person.duties or person.queue.waiting or self.spare is not None:
                self.open_later()
            return
        job = self.next_job(person)
        if job is not None:
            self.idle.remove(person)
            self.begin(person, job, self.env.now)

    def next_job(self, person: Person) -> Job | None:
        """What a person on duty does next: duties first, then what waits, then work for spare time."""
        if person.duties:
            return person.duties.popleft()
        if person.queue.waiting:
            return person.queue.pop()
        return None if self.spare is None else self.spare(person)

    def assign(self, person: Person, job: Job) -> None:
        """Give a person a duty, to be done before any other job, as soon as they are free."""
        job.ready = self.env.now
        self.own_work = True
        person.duties.append(job)
        if person.job is None:
            self.take_next(person)

    def begin(self, person: Person, job: Job, now: float) -> None:
        """Begin work; it goes on over nights and holidays with the same person until it is finished."""
        job.person = person
        job.start = now
        person.job = job
        if self.beginning:
            person.usual = job.hours
            for begins in self.beginning:
                begins(job)
        job.subject.crew = self
        job.subject.person = person
        length = job.hours / HOURS_PER_DAY if self.always else self.calendar.finish(now, job.hours) - now
        self.env.after(length, self._on_finish, job)

    def _finish(self, job: Job) -> None:
        job.end = now = self.env.now
        person: Person = job.person  # type: ignore[assignment]
        if self.ending:
            for ends in self.ending:
                ends(job)
        # First, since what follows for the subject may be the most urgent job of this very person.
        job.done(job)
        person.job = None
        if person.leaving:
            self.go(person)
        elif person.queue.waiting and not person.duties and (self.always or self.calendar.is_open(now)):
            self.begin(person, person.queue.pop(), now)
        else:
            self.idle.append(person)
            if self.own_work and (person.duties or self.spare is not None):
                self.take_next(person)
            elif person.queue.waiting:
                self.open_later()

    def _impatient(self, job: Job) -> None:
        if job.line is not None:
            self.withdraw(job)
            job.cold(job)

    def withdraw(self, job: Job) -> None:
        """Take a waiting job out of its queue."""
        assert job.line is not None
        job.line.withdraw(job)
        job.end = self.env.now

    def join(self) -> Person:
        """A new person, free for work."""
        person = Person(self.hired, self.queue_for_newcomer(), since=self.env.now)
        self.hired += 1
        self.people.append(person)
        self.idle.append(person)
        for welcome in self.joined:
            welcome(person)
        if person.job is None:  # a duty given on joining may have begun
            self.take_next(person)
        return person

    def queue_for_newcomer(self) -> Queue:
        """The queue a new person works on: the team's."""
        return self.queue

    def leave(self) -> None:
        """The person who came last goes: at once if free, else when the present job is done."""
        self.dismiss(next(p for p in reversed(self.people) if not p.leaving))

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
        for farewell in self.left:
            farewell(person)

    def unfinished(self) -> list[Job]:
        """Jobs that are being worked on, then those that wait."""
        worked = [person.job for person in self.people if person.job is not None]
        return worked + self.queued()

    def queued(self) -> list[Job]:
        """Jobs that wait."""
        return self.queue.jobs()

    def present(self) -> list[Person]:
        """The people who stay and are not away, in order of joining."""
        return [person for person in self.people if not (person.leaving or person.away)]

    def send_away(self, person: Person) -> None:
        """A person is away for a while (the job that takes them away begins as a duty)."""
        person.away = True

    def welcome_back(self, person: Person) -> None:
        """A person is back."""
        person.away = False


class OwningCrew(Crew):
    """A team in which each person keeps the subjects they began with, with a queue of their own."""

    def __init__(self, env: Clock, code: int, calendar: Calendar, queue: Callable[[], Queue]) -> None:
        super().__init__(env, code, calendar, queue)
        self.cares = False
        """Whether the team does anything for customers, so that they notice when one of its people leaves."""
        self.owners: dict[int, Person] = {}
        """By the subject's key, the person who keeps it."""

    def queue_for_newcomer(self) -> Queue:
        """The queue a new person works on: one of their own."""
        return self.new_queue()

    def owner(self, subject: Subject) -> Person | None:
        """Who keeps a subject; a new one goes to the least busy (see `least_busy`). None while nobody is there."""
        person = self.owners.get(subject.key)
        if person is None:
            person = self.least_busy()
            if person is not None:
                self.owners[subject.key] = person
                person.owned[subject.key] = subject
        return person

    def least_busy(self) -> Person | None:
        """Who has least to do, then keeps fewest, then came first; None while nobody is there."""
        return min(
            self.present(),
            key=lambda p: (p.queue.waiting + (p.job is not None), len(p.owned), p.number),
            default=None,
        )

    def queued(self) -> list[Job]:
        """Jobs that wait, by the number of their owner; then those that wait for somebody to come."""
        return [job for person in self.people for job in person.queue.jobs()] + self.queue.jobs()

    def submit(self, job: Job) -> None:
        """Give a job that is ready to the subject's owner, or whoever stands in, now or in that person's queue."""
        job.ready = self.env.now
        self._hand(job)
        if job.line is not None:
            self.wait(job)

    def _hand(self, job: Job) -> None:
        person = self.owner(job.subject)
        if person is not None and person.away:
            person = self.least_busy()
        if person is None:
            self.queue.push(job)
        elif person.job is None and not person.queue.waiting and not person.duties and self.on_duty():
            self.idle.remove(person)
            self.begin(person, job, self.env.now)
        else:
            person.queue.push(job)

    def release(self, subject: Subject) -> None:
        """A subject has ended; nobody keeps it any more."""
        person = self.owners.pop(subject.key, None)
        if person is not None:
            del person.owned[subject.key]

    def join(self) -> Person:
        """A new person, who begins with what waited for somebody to come."""
        person = super().join()
        self._hand_on(self.queue)
        return person

    def dismiss(self, person: Person) -> None:
        """A person stops taking jobs; subjects and waiting jobs go to the others."""
        person.leaving = True
        for subject in person.owned.values():
            del self.owners[subject.key]
            if subject.account is not None and self.cares:
                subject.account.care.now = self.env.now
                subject.account.lose_owner()
        person.owned.clear()
        self._hand_on(person.queue)
        super().dismiss(person)

    def send_away(self, person: Person) -> None:
        """A person is away for a while; others stand in with all that waits or comes, and the subjects stay theirs."""
        super().send_away(person)
        self._hand_on(person.queue)

    def welcome_back(self, person: Person) -> None:
        """A person is back, and takes what waited for somebody to come."""
        super().welcome_back(person)
        self._hand_on(self.queue)

    def _hand_on(self, queue: Queue) -> None:
        """Give the jobs of a queue to those who are there."""
        for _ in range(queue.waiting):
            self._hand(queue.pop())
        if not self.always:
            self.open_later()


def crew_of(env: Clock, code: int, calendar: Calendar, plan: tuple[str, bool]) -> Crew:
    """A team at work; `plan` is its ownership and whether its queues are ranked."""
    ownership, ranked = plan
    queue: Callable[[], Queue] = RankedLine if ranked else Line
    return (OwningCrew if ownership == "person" else Crew)(env, code, calendar, queue)


def join_stations(crew: Crew, stations: list[Station], priority: tuple[str, ...]) -> None:
    """Say which activities a team does, and in which order it prefers them."""
    for station in stations:
        station.crew = crew
        station.team = crew.code
        station.rank = priority.index(station.name) if station.name in priority else len(priority)
