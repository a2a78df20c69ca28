"""Turns: a team that deals out its cases to all in turn, whatever each has to do."""

from orgsim.engine.calendar import Calendar
from orgsim.engine.clock import Clock
from orgsim.engine.entities import Person
from orgsim.engine.owned_team import OwnedTeam


class InTurn(OwnedTeam):
    """A team in which each person keeps their cases, and new ones go round in order of joining; to be put on top of any such."""

    def __init__(self, clock: Clock, code: int, name: str, calendar: Calendar, ranked: bool) -> None:
        super().__init__(clock, code, name, calendar, ranked)
        self._last = -1
        """The number of the person who got the last new case."""

    def next_owner(self) -> Person | None:
        """The first who is there and came after the one who got the last case; after the last of them, the first again."""
        there = sorted(self.reachable(), key=lambda person: person.number)
        found = next((person for person in there if person.number > self._last), next(iter(there), None))
        if found is not None:
            self._last = found.number
        return found
