"""Conflict: teams that are new quarrel about who does what, and get over it.

It needs no bad will and no missed number: where a team is new, what it may expect of the others and they of it is not
settled yet. It takes from mutual understanding, most at the beginning, and never gives. Teams that are there already on day
0 (`[firm]`), and those that go on when another organization takes over, have that behind them.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine import stocks
from orgsim.engine.entities import Person
from orgsim.engine.world import World
from orgsim.fields import Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.handoffs.understanding import MutualUnderstanding
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared

_LONG_AGO = -1e9
"""Day on which a team began that is there on day 0."""


class Conflict(Parameters):
    """What stands between a new team and the others."""

    strength: Annotated[float, Field(ge=0, le=2, allow_inf_nan=False)] = declared(
        0.3, unit="understanding", source="none found; 0 to 1 tried", status="guess"
    )
    """What mutual understanding of two teams lacks on the day on which the newer of them begins."""
    half_life: Span = declared(90.0, unit="days", source="none found; 30 to 365 tried", status="guess")
    """Elapsed time in which half of that is settled."""


def effect(age: float, strength: float, half_life: float) -> float:
    """Understanding that two teams lack, 0 or more, when the newer of them is `age` days old (0 or more)."""
    return stocks.decayed(strength, age, half_life)


class Conflicts:
    """Since when each team of a run is there."""

    def __init__(self, world: World, parameters: Conflict) -> None:
        self.world = world
        self.clock = world.clock
        self.parameters = parameters
        self.since: dict[int, float] = {}
        """By code of the team, the day on which somebody first joined it."""

    def joined(self, person: Person) -> None:
        """Somebody has joined, perhaps as the first of a team."""
        if person.team not in self.since:
            there = self.clock.now <= 0 and self.world.start is not None
            self.since[person.team] = _LONG_AGO if there else self.clock.now

    def inherit(self, before: Mapping[int, int]) -> None:
        """Who does the work of a team that is no more has settled what it settled."""
        self.since |= {new: self.since[old] for new, old in before.items() if old in self.since}

    def between(self, one: int, other: int) -> float:
        """Understanding that two teams lack now."""
        began = max(self.since.get(one, _LONG_AGO), self.since.get(other, _LONG_AGO))
        return effect(self.clock.now - began, self.parameters.strength, self.parameters.half_life)


def install(world: World, parameters: Conflict, _: Mapping[str, Any]) -> None:
    """Let new teams stand farther apart than they will."""
    mutual = world.part(MutualUnderstanding)
    if mutual is None:
        return
    conflicts = world.lasting(Conflicts, lambda: Conflicts(world, parameters))
    mutual.strains["conflict"] = conflicts
    world.hooks.person_joins.add(conflicts.joined)


MECHANISM = Mechanism(
    name="conflict",
    title=Phrase("Conflict of new teams"),
    meaning=Phrase("New teams stand farther apart at first, and get over it with time."),
    group="handoffs",
    parameters=Conflict,
    effects=(
        Effect(
            "mutual understanding of two teams, of which the newer is t days old",
            "- strength 2^(-t / half_life)",
        ),
    ),
    claims=("B11",),
    install=install,
    links=(Link("conflict", "understanding", -1),),
)
