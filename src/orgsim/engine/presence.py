"""Presence: which shift each person of a team works in, and when they are away for some days and come back."""

import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

from orgsim.engine.calendar import Calendar
from orgsim.engine.clock import Clock
from orgsim.engine.entities import Person

Away = tuple[tuple[int, int], ...]
"""Spans of absence: first day, and the day of return, in order."""


class Desk(Protocol):
    """The team whose people come and go."""

    clock: Clock
    people: list[Person]

    def send_away(self, person: Person) -> None:
        """A person is away for a while."""

    def welcome_back(self, person: Person) -> None:
        """A person is back."""


class Presence:
    """The hours of each person of a team, where these are not the same for all.

    Who is away keeps cases and place, is paid, and stands for no hours on duty; others stand in (see `Team.send_away`).
    """

    def __init__(
        self,
        team: Desk,
        shifts: Sequence[int],
        hours: Callable[[int, Away], Calendar],
        away: Callable[[int, int, int], Away],
    ) -> None:
        """`shifts` are the people of each, in proportion; `hours` gives the calendar of who works in one and has such absences,
        `away` the absences of who works in one, by the key of their draws and the place they fill."""
        self.team = team
        self.shifts = shifts
        self.hours = hours
        self.away = away
        self.filled = [0] * len(shifts)
        """People of each shift."""
        self.shift_of: dict[Person, int] = {}
        """Of everybody who is there."""
        self.left: list[Person] = []
        """Everybody who has gone."""
        self._returns: dict[int, list[tuple[Person, Away]]] = {}
        """By the day of return, who is away, and their later absences."""
        self._wakes = math.inf
        """When the queue is looked at next (days)."""

    def welcome(self, person: Person) -> None:
        """Somebody joins: the shift that misses people most in proportion, the first stated of such, is theirs.

        What is left of an absence that has begun before belongs to somebody else.
        """
        shift = max(range(len(self.shifts)), key=lambda one: self.shifts[one] / (2 * self.filled[one] + 1))
        self.filled[shift] += 1
        self.shift_of[person] = shift
        now = self.team.clock.now
        away = tuple(span for span in self.away(shift, person.key, person.place) if span[0] >= now)
        person.calendar = self.hours(shift, away)
        self._plan(person, away)

    def gone(self, person: Person) -> None:
        """Somebody has left."""
        self.filled[self.shift_of.pop(person)] -= 1
        self.left.append(person)

    def people(self) -> list[Person]:
        """Everybody there has been."""
        return [*self.left, *self.shift_of]

    def hours_between(self, start: float, end: float) -> float:
        """Staff hours on duty, from `start` to `end`, of all who are there."""
        return sum(person.calendar.hours_between(start, end) for person in self.shift_of)

    def first_on_duty(self, people: deque[Person], now: float) -> Person | None:
        """The first of some people who is on duty; None where nobody is."""
        return next((person for person in people if person.calendar.is_open(now)), None)

    def reachable(self, people: list[Person]) -> list[Person]:
        """Those of some people who are on duty; all of them where nobody is."""
        now = self.team.clock.now
        return [person for person in people if person.calendar.is_open(now)] or people

    def open_later(self, look: Callable[[None], None]) -> None:
        """Look at the queue when the next of those who are free comes on duty."""
        now = self.team.clock.now
        free = (person.calendar for person in self.team.people if person.job is None)
        wakes = min((one.next_open(now) for one in free if not one.is_open(now)), default=math.inf)
        if wakes < self._wakes:
            self._wakes = wakes
            self.team.clock.after(wakes - now, self._look, look)

    def _look(self, look: Callable[[None], None]) -> None:
        self._wakes = math.inf
        look(None)

    def _plan(self, person: Person, away: Away) -> None:
        """The next absence begins in its time: behind a shift of the day before that lasts into its first day."""
        if away:
            first = float(away[0][0])
            hours = person.calendar.hours_between(first, first + 1.0)
            begins = person.calendar.finish(first, hours) if hours else first
            self.team.clock.after(begins - self.team.clock.now, self._leave, (person, away))

    def _leave(self, planned: tuple[Person, Away]) -> None:
        person, away = planned
        if person not in self.shift_of or person.leaving:
            return
        self.team.send_away(person)
        back = away[0][1]
        if back not in self._returns:
            self._returns[back] = []
            self.team.clock.after(back - self.team.clock.now, self._return, back)
        self._returns[back].append((person, away[1:]))

    def _return(self, day: int) -> None:
        """All come back who return on a day, before what has waited for somebody to come is dealt out."""
        people = [planned for planned in self._returns.pop(day) if planned[0] in self.shift_of]
        for person, _ in people[:-1]:
            person.away -= 1
        for person, _ in people[-1:]:
            self.team.welcome_back(person)
        for person, away in people:
            self._plan(person, away)
