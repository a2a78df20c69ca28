"""Moments of a run: when mechanisms may act, and which of them act in a scenario, where and in which order."""

from dataclasses import dataclass
from typing import Any

from orgsim.engine.hooks import Hooks, Kind, Moment
from orgsim.engine.world import World
from orgsim.plan.derived.taken_over import whole
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import build


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts at a moment."""

    name: str
    """Of the mechanism; "shock" for market changes."""
    places: tuple[str, ...] | None
    """The teams or activities where it acts; None for wherever the moment comes."""


@dataclass(frozen=True, slots=True)
class MomentOfRun:
    """A moment of a run, in the order in which a lead, later a customer, passes them."""

    name: str
    kind: Kind
    """Told what happens, may change it, gives a number, or says what is done (see `orgsim.engine.hooks`)."""
    meaning: str
    caller: str
    """Module of the engine, or mechanism, that comes to it."""
    actors: tuple[Actor, ...]
    """In the order in which they act."""


def moments(scenario: Scenario | None = None) -> tuple[MomentOfRun, ...]:
    """Every moment at which a mechanism may act, with those that act in a scenario; nobody where none is given.

    Nothing is run. Raises ScenarioError or OrgsimError as building a run of the scenario does.
    """
    world = None if scenario is None else build(whole(scenario), 1, 0)
    hooks = Hooks() if world is None else world.hooks
    return tuple(
        MomentOfRun(
            moment.name, moment.kind, moment.meaning, moment.caller,
            tuple(Actor(act.by, _places(world, moment, act.at)) for act in moment.acts),
        )
        for moment in hooks.moments()
    )  # fmt: skip


def _places(world: World | None, moment: Moment[Any], at: frozenset[int] | None) -> tuple[str, ...] | None:
    if at is None or world is None:
        return None
    names = world.names.teams if moment.place == "team" else world.names.activities
    return tuple(names[code] for code in sorted(at) if code >= 0)
