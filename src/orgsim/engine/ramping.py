"""Ramping: people who join later do a stated share of a trained person's work in each of their first months."""

from collections.abc import Sequence

from orgsim.engine.calendar import Calendar
from orgsim.engine.clock import Clock
from orgsim.engine.entities import Job, Person, Queue
from orgsim.engine.teams import Team
from orgsim.ramps import idle_days
from orgsim.units import MONTH


class RampingTeam(Team):
    """A team in which those who join after day 0 work more slowly at first; to be put on top of any kind of team.

    In months with a share of 0 they begin nothing but duties (trainings, meetings), are on duty and paid, and keep no case.
    """

    def __init__(self, clock: Clock, code: int, name: str, calendar: Calendar, ranked: bool) -> None:
        super().__init__(clock, code, name, calendar, ranked)
        self.ramp: Sequence[float] = ()
        """Share of a trained person's speed in each month since joining, ascending; 1 after them."""
        self._apart: dict[Person, None] = {}
        """Who has not begun yet, in order of joining."""

    def untried(self, person: Person) -> bool:
        """As in any team; those who are in their months of 0."""
        return person in self._apart or (
            person.newcomer and self.clock.now < person.since + idle_days(self.ramp)
        )

    def join(self, key: int, place: int, newcomer: bool = True) -> Person:
        """A new person, free for work once they can do any."""
        person = super().join(key, place, newcomer)
        if self.untried(person):
            self._keep_apart(person)
            self._apart[person] = None
            self.clock.after(idle_days(self.ramp), self._begins, person)
        return person

    def queue_for_newcomer(self, newcomer: bool) -> Queue:
        """The queue a new person works on: none while they do no work."""
        idle = newcomer and idle_days(self.ramp) > 0
        return self.new_queue() if idle else super().queue_for_newcomer(newcomer)

    def _begins(self, person: Person) -> None:
        del self._apart[person]
        if person.leaving:
            return
        person.queue = super().queue_for_newcomer(True)
        self.settle_in(person)
        if person.job is None:
            self.idle.append(person)
            self.take_next(person)
        self.clock.after(0.0, self._share, person)  # who begin at one instant share what has waited

    def _share(self, person: Person) -> None:
        person.away += 1  # they come as if they had been away, for no other reason than their ramp
        self.welcome_back(person)

    def _keep_apart(self, person: Person) -> None:
        if person in self.idle:
            self.idle.remove(person)

    def present(self) -> list[Person]:
        """The people who stay, are not away and do work of the team, in order of joining."""
        return [person for person in super().present() if not self.untried(person)]

    def take_next(self, person: Person) -> None:
        """Let an idle person take the next job; who does no work yet, the next duty."""
        if not self.untried(person):
            super().take_next(person)
            return
        self._keep_apart(person)
        if person.duties and person.job is None:
            if self.on_duty(person):
                self.begin(person, person.duties.popleft(), self.clock.now)
            else:
                self.open_later()

    def _open(self, _: None) -> None:
        super()._open(_)
        for person in list(self._apart):
            if person.duties and person.job is None:
                self.take_next(person)

    def _finish(self, job: Job) -> None:
        super()._finish(job)
        person: Person = job.person  # type: ignore[assignment]
        if self.untried(person):
            self._keep_apart(person)

    def dismiss(self, person: Person) -> None:
        """A person goes: at once if free, else when the present job is done."""
        if person.job is None and person not in self.idle:
            self.idle.append(person)
        super().dismiss(person)

    def stretch(self, job: Job) -> None:
        """A job begins: its staff hours are those its person needs, month by month; duties take the hours they take."""
        person: Person = job.person  # type: ignore[assignment]
        if person.newcomer and not job.activity.duty:
            job.hours = self.needed(person, job.start, job.hours)

    def needed(self, person: Person, start: float, hours: float) -> float:
        """Staff hours on duty from `start` (days) on in which somebody who joined later does work that takes a trained
        person so many `hours`."""
        worked, at = 0.0, start
        for k, share in enumerate(self.ramp):
            end = person.since + (k + 1) * MONTH
            if end <= at:
                continue
            there = person.calendar.hours_between(at, end)
            if share > 0 and hours <= there * share:
                return worked + hours / share
            worked, hours, at = worked + there, hours - there * share, end
        return worked + hours
