"""Owned teams: each person keeps the cases they began with, and works on a queue of their own."""

from collections.abc import Callable

from orgsim.engine.calendar import Calendar
from orgsim.engine.clock import Clock
from orgsim.engine.entities import Case, Job, Person, Queue
from orgsim.engine.teams import Team


class OwnedTeam(Team):
    """A team in which each person keeps the cases they began with, with a queue of their own."""

    def __init__(self, clock: Clock, code: int, name: str, calendar: Calendar, ranked: bool) -> None:
        super().__init__(clock, code, name, calendar, ranked)
        self.owners: dict[int, Person] = {}
        """By the case's key, the person who keeps it."""
        self.cares = False
        """Whether it does anything for customers, so that they notice when one of its people leaves."""
        self.owner_left: tuple[Callable[[Case], None], ...] = ()
        """Who acts when somebody leaves who keeps a case; nobody where the team does nothing for customers."""
        self.expected: dict[int, tuple[Case, Person]] = {}
        """By the case's key, a case whose owner is on the way from another team, under the old name."""

    def queue_for_newcomer(self, _: bool) -> Queue:
        """The queue a new person works on: one of their own."""
        return self.new_queue()

    def owner(self, case: Case) -> Person | None:
        """Who keeps a case; a new one goes to whose turn it is (see `next_owner`). None while nobody is there."""
        person = self.owners.get(case.key)
        if person is None and case.key not in self.expected:
            person = self.next_owner()
            if person is not None:
                self.give(case, person)
        return person

    def give(self, case: Case, person: Person) -> None:
        """Let a person keep a case."""
        self.owners[case.key] = person
        person.owned[case.key] = case

    def arrive(self, before: Person, person: Person) -> None:
        """Somebody has come from another team, and keeps the cases with which they were expected, if they work for any yet."""
        for case in [case for case, owner in self.expected.values() if owner is before]:
            del self.expected[case.key]
            if self.untried(person):
                for left in self.owner_left:
                    left(case)
            else:
                self.give(case, person)

    def next_owner(self) -> Person | None:
        """Who gets a new case: the least busy. None while nobody is there."""
        return self.least_busy()

    def least_busy(self) -> Person | None:
        """Who has least to do, then keeps fewest, then came first; None while nobody is there."""
        return min(
            self.reachable(),
            key=lambda p: (p.queue.waiting + (p.job is not None), len(p.owned), p.number),
            default=None,
        )

    def reachable(self) -> list[Person]:
        """The people who are there, or come soon enough (see `Presence.reachable`), in order of joining."""
        present = self.present()
        return present if self.presence is None else self.presence.reachable(present)

    def queued(self) -> list[Job]:
        """Jobs that wait, by the number of their owner; then those that wait for somebody to come."""
        return [job for person in self.people for job in person.queue.jobs()] + self.queue.jobs()

    def waiting(self) -> int:
        """How many jobs wait, for their owners or for somebody to come, duties included."""
        return super().waiting() + sum(person.queue.waiting for person in self.people)

    def submit(self, job: Job) -> None:
        """Give a job that is ready to the case's owner, or whoever stands in, now or in that person's queue."""
        super().take_in(job, self.clock.now)

    def _hand(self, job: Job) -> None:
        person = self.stand_in(job.case)
        if person is None:
            self.queue.push(job)
        elif person.job is None and not person.queue.waiting and not person.duties and self.on_duty(person):
            self.idle.remove(person)
            self.begin(person, job, self.clock.now)
        else:
            person.queue.push(job)

    def stand_in(self, case: Case) -> Person | None:
        """Who does what is to be done for a case now: its owner or, while that person is away, who has least to do."""
        person = self.owner(case)
        return self.least_busy() if person is not None and person.away else person

    def release(self, case: Case) -> None:
        """A case has ended; nobody keeps it any more."""
        if self.expected:
            self.expected.pop(case.key, None)
        person = self.owners.pop(case.key, None)
        if person is not None:
            del person.owned[case.key]

    def join(self, key: int, place: int, newcomer: bool = True) -> Person:
        """A new person, who begins with what waited for somebody to come."""
        person = super().join(key, place, newcomer)
        if not self.unstaffed:
            self._hand_on(self.queue)
        return person

    def found(self) -> None:
        """All have come who begin together, and share what waited for somebody to come."""
        super().found()
        self._hand_on(self.queue)

    def dismiss(self, person: Person) -> None:
        """A person stops taking jobs; cases and waiting jobs go to the others."""
        person.leaving = True
        for case in person.owned.values():
            del self.owners[case.key]
            for left in self.owner_left:
                left(case)
        person.owned.clear()
        self._hand_on(person.queue)
        super().dismiss(person)

    def send_away(self, person: Person) -> None:
        """A person is away for a while; others stand in with all that waits or comes, and the cases stay theirs."""
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
