"""Teams at work: who takes which job, when they are on duty, who comes and who goes."""

from collections import deque
from collections.abc import Callable

from simpy import Event

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
        self.meet: Callable[[Job], None] | None = None
        """Called when work on a job begins (knowledge is lost at a change of person)."""
        self.learn: Callable[[Job], None] | None = None
        """Called when work on a job ends (knowledge grows)."""
        self.left: Callable[[Person], None] | None = None
        """Called when a person is gone."""
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
        self.env.after(self.calendar.next_open(self.env.now) - self.env.now, self._open)

    def _open(self, _: Event) -> None:
        self._opening = False
        if self.calendar.is_open(self.env.now):
            for person in list(self.idle):
                self.take_next(person)
        else:
            self.open_later()

    def take_next(self, person: Person) -> None:
        """Let an idle person take the next waiting job, if there is one and the team is on duty."""
        if not person.queue.waiting:
            return
        if self.on_duty():
            self.idle.remove(person)
            self.begin(person, person.queue.pop(), self.env.now)
        else:
            self.open_later()

    def begin(self, person: Person, job: Job, now: float) -> None:
        """Begin work; it goes on over nights and holidays with the same person until it is finished."""
        job.person = person
        job.start = now
        person.job = job
        if self.meet is not None:
            self.meet(job)
        job.subject.crew = self
        job.subject.person = person
        length = job.hours / HOURS_PER_DAY if self.always else self.calendar.finish(now, job.hours) - now
        self.env.after(length, self._on_finish, job)

    def _finish(self, event: Event) -> None:
        job: Job = event._value
        job.end = now = self.env.now
        person: Person = job.person  # type: ignore[assignment]
        if self.learn is not None:
            self.learn(job)
        job.done(
            job
        )  # first, since what follows for the subject may be the most urgent job of this very person
        person.job = None
        if person.leaving:
            self.go(person)
        elif not person.queue.waiting:
            self.idle.append(person)
        elif self.always or self.calendar.is_open(now):
            self.begin(person, person.queue.pop(), now)
        else:
            self.idle.append(person)
            self.open_later()

    def _impatient(self, event: Event) -> None:
        job: Job = event._value
        if job.waiting:
            self.withdraw(job)
            job.cold(job)

    def withdraw(self, job: Job) -> None:
        """Take a waiting job out of its queue."""
        self.queue.withdraw(job)
        job.end = self.env.now

    def join(self) -> Person:
        """A new person, free for work."""
        person = Person(self.hired, self.queue_for_newcomer())
        self.hired += 1
        self.people.append(person)
        self.idle.append(person)
        self.take_next(person)
        return person

    def queue_for_newcomer(self) -> Queue:
        """The queue a new person works on: the team's."""
        return self.queue

    def leave(self) -> None:
        """The person who came last goes: at once if free, else when the present job is done."""
        person = next(p for p in reversed(self.people) if not p.leaving)
        person.leaving = True
        if person.job is None:
            self.idle.remove(person)
            self.go(person)

    def go(self, person: Person) -> None:
        """A person is gone."""
        self.people.remove(person)
        if self.left is not None:
            self.left(person)

    def unfinished(self) -> list[Job]:
        """Jobs that are being worked on, then those that wait."""
        worked = [person.job for person in self.people if person.job is not None]
        return worked + self.queued()

    def queued(self) -> list[Job]:
        """Jobs that wait."""
        return self.queue.jobs()

    def present(self) -> list[Person]:
        """The people who stay, in order of joining."""
        return [person for person in self.people if not person.leaving]


class OwningCrew(Crew):
    """A team in which each person keeps the subjects they began with, with a queue of their own."""

    def __init__(self, env: Clock, code: int, calendar: Calendar, queue: Callable[[], Queue]) -> None:
        super().__init__(env, code, calendar, queue)
        self.owners: dict[int, Person] = {}
        """By the subject's key, the person who keeps it."""

    def queue_for_newcomer(self) -> Queue:
        """The queue a new person works on: one of their own."""
        return self.new_queue()

    def owner(self, subject: Subject) -> Person:
        """Who keeps a subject; a new one goes to whoever has least to do, then keeps fewest, then came first."""
        person = self.owners.get(subject.key)
        if person is None:
            person = min(
                self.present(), key=lambda p: (p.queue.waiting + (p.job is not None), len(p.owned), p.number)
            )
            self.owners[subject.key] = person
            person.owned[subject.key] = subject
        return person

    def queued(self) -> list[Job]:
        """Jobs that wait, by the number of their owner."""
        return [job for person in self.people for job in person.queue.jobs()]

    def submit(self, job: Job) -> None:
        """Give a job that is ready to the subject's owner, now or in the owner's queue."""
        job.ready = self.env.now
        self._hand(job, self.owner(job.subject))
        if job.waiting:
            self.wait(job)

    def _hand(self, job: Job, person: Person) -> None:
        if person.job is None and self.on_duty() and not person.queue.waiting:
            self.idle.remove(person)
            self.begin(person, job, self.env.now)
        else:
            person.queue.push(job)

    def withdraw(self, job: Job) -> None:
        """Take a waiting job out of its owner's queue."""
        self.owners[job.subject.key].queue.withdraw(job)
        job.end = self.env.now

    def release(self, subject: Subject) -> None:
        """A subject has ended; nobody keeps it any more."""
        person = self.owners.pop(subject.key, None)
        if person is not None:
            del person.owned[subject.key]

    def leave(self) -> None:
        """The person who came last stops taking jobs; subjects and waiting jobs go to the others."""
        person = next(p for p in reversed(self.people) if not p.leaving)
        person.leaving = True
        self._orphan(person)
        if person.job is None:
            self.idle.remove(person)
            self.go(person)

    def _orphan(self, person: Person) -> None:
        for subject in person.owned.values():
            del self.owners[subject.key]
            if subject.account is not None:
                subject.account.lose_owner()
        person.owned.clear()
        while person.queue.waiting:
            job = person.queue.pop()
            self._hand(job, self.owner(job.subject))
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
