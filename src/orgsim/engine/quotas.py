"""Quotas: what a team, or its people as trained ones, shall reach in each period, and has reached in the present one."""

from orgsim.engine.clock import Clock
from orgsim.engine.entities import Person
from orgsim.engine.ramping import RampingTeam
from orgsim.engine.teams import Team
from orgsim.ramps import trained_days
from orgsim.units import MONTH


class TrainedPeople:
    """How many trained people those of a team are worth: who joined after day 0 counts by the team's ramp.

    Everybody counts who is there, those who finish their last job or are away for a while among them.
    """

    def __init__(self, clock: Clock, team: Team) -> None:
        self.clock = clock
        self.team = team
        self.ramp = team.ramp if isinstance(team, RampingTeam) else ()
        self.gone = 0.0
        """Days of those who are gone."""

    def left(self, person: Person) -> None:
        """Somebody is gone."""
        self.gone += self._days(person)

    def days(self) -> float:
        """Their days so far, since day 0."""
        return self.gone + sum(map(self._days, self.team.people))

    def number(self) -> float:
        """How many they are worth now."""
        return sum(map(self._share, self.team.people))

    def _days(self, person: Person) -> float:
        return trained_days(self.ramp if person.newcomer else (), self.clock.now - person.since)

    def _share(self, person: Person) -> float:
        months = int((self.clock.now - person.since) / MONTH)
        return self.ramp[months] if person.newcomer and months < len(self.ramp) else 1.0


class Target:
    """What shall be reached in the present period, and how much of it is."""

    def __init__(self, clock: Clock, per_day: float, period: float, people: TrainedPeople | None) -> None:
        """`per_day` is what the team shall reach or, where `people` are given, each of them; `period` in days."""
        self.clock = clock
        self.per_day = per_day
        self.period = period
        self.people = people
        self.begun = clock.now
        """When the present period has begun (days)."""
        self.done = 0
        self._before = self._days()
        """What had fallen due by then, in days of the team or of its people."""

    def turn(self) -> None:
        """A period begins."""
        self.begun, self._before, self.done = self.clock.now, self._days(), 0

    def count(self) -> None:
        """One more is reached."""
        self.done += 1

    def due(self) -> float:
        """What should be reached by now of what the period asks."""
        return self.per_day * (self._days() - self._before)

    def whole(self) -> float:
        """What the period asks in all, with those who are there now until its end."""
        rest = max(0.0, self.begun + self.period - self.clock.now)
        return self.due() + self.per_day * (1.0 if self.people is None else self.people.number()) * rest

    def _days(self) -> float:
        return self.clock.now if self.people is None else self.people.days()
