"""Criteria: where an organization sets the bar at the gates that are its own to judge (what is an MQL, an SQL).

A looser bar passes on leads who are less ready, a stricter one holds some back who would have bought: who is passed on is as
ready as they are, by the gate's `judgement`. So the bar of pressure can be compared with the best one.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine.world import World
from orgsim.fields import LogOdds, Share
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared

Bar = Annotated[
    LogOdds,
    Field(
        description="Log-odds of the activity's better outcomes; less than 0 is stricter than the market's."
    ),
]


class Criteria(Parameters):
    """What becomes of a bar that is set."""

    followed: Share = declared(1.0, unit="share", source="none found: as stated; 0.3 to 1", status="guess")
    """How far people judge by the stated bar, and no longer by the market's."""


def effect(stated: float, followed: float) -> float:
    """Log-odds of a gate whose bar lies `stated` below the market's; more than 0 is looser."""
    return 0.0 + followed * stated


class Bars:
    """The bars of the organization in force."""

    def __init__(self, followed: float) -> None:
        self.followed = followed
        self.of: dict[int, float] = {}
        """By code of the activity."""

    def set(self, world: World, stated: Mapping[str, float]) -> None:
        """From now on gates are judged so."""
        self.of = {
            world.activities[name].code: effect(shift, self.followed) for name, shift in stated.items()
        }
        world.hooks.gate_daily.add(self.of.__getitem__, at=self.of)


def install(world: World, parameters: Criteria, policies: Mapping[str, Any]) -> None:
    """Let the organization set its bars."""
    world.lasting(Bars, lambda: Bars(parameters.followed)).set(world, policies["criteria"])


MECHANISM = Mechanism(
    name="criteria",
    title=Phrase("Criteria"),
    meaning=Phrase(
        "The organization sets the bar of its own gates; a looser one passes on more leads, who are less ready."
    ),
    group="incentives",
    parameters=Criteria,
    effects=(Effect("gates that state a criterion x; not that of the purchase", "+ followed x"),),
    claims=("B5", "C2", "C3", "E3", "E5"),
    needs=("policies.criteria",),
    by_activity={"criteria": Bar},
    gate=effect,
    install=install,
    links=(
        Link("bar", "soft", -1),
        Link("bar", "load", -1),
        Link("bar", "win_rate", 1),
    ),
)
