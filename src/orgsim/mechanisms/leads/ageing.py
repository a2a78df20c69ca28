"""Ageing: the longer a lead has been at rest, the less a touch is likely to wake it."""

from collections.abc import Mapping
from typing import Any

from orgsim.engine.entities import Case, Job, Reason
from orgsim.engine.past import Past
from orgsim.engine.world import World
from orgsim.fields import Days
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Coefficient, Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH

_BOUGHT = Reason.BOUGHT


class Ageing(Parameters):
    """How interest fades while a lead is at rest."""

    rate: Coefficient = declared(
        0.05,
        unit="log-odds per model month at rest",
        source="none found; one vendor survey has nurtured leads ready after 6-11 months, so it cannot be steep",
        status="guess",
    )
    """Loss of a touch's odds for each month beyond `fresh`."""
    fresh: Days = declared(
        MONTH * 9,
        unit="days",
        source="nine touches over nine months, for which markets state their rate; 6-11 months in a vendor survey",
        status="guess",
    )
    """Time at rest up to which the market's rate for a touch holds."""
    most: Coefficient = declared(2.0, unit="log-odds", source="none found", status="guess")
    """The most that is lost, however long ago it was."""


def effect(rested: float, rate: float, fresh: float, most: float) -> float:
    """Log-odds of a nurture touch `rested` elapsed days after the lead came to rest: between -`most` and 0."""
    return 0.0 - min(most, rate * max(0.0, rested - fresh) / MONTH)


class Rested:
    """Remembers since when each lead has been at rest."""

    def __init__(self, world: World, parameters: Ageing) -> None:
        self.clock = world.clock
        self.since = world.remember("since")
        self.parameters = parameters

    def rests(self, case: Case, reason: Reason) -> None:
        """A lead has come to rest, is lost, or a customer has left."""
        if reason is not _BOUGHT:
            case.remembered[self.since] = self.clock.now

    def there(self, past: Past) -> None:
        """A case is there on day 0, perhaps at rest."""
        past.case.remembered[self.since] = past.since

    def felt(self, job: Job) -> float:
        """Log-odds that the time from coming to rest to the touch takes from it."""
        rules, rested = self.parameters, job.start - job.case.remembered[self.since]
        return effect(rested, rules.rate, rules.fresh, rules.most)


def install(world: World, parameters: Ageing, _: Mapping[str, Any]) -> None:
    """Let touches feel how long a lead has been at rest."""
    rested = Rested(world, parameters)
    world.hooks.case_there.add(rested.there)
    world.hooks.journey_ends.add(rested.rests)
    world.hooks.gate.add(rested.felt, at=(world.activities["nurture"].code,))


MECHANISM = Mechanism(
    name="ageing",
    title=Phrase("Ageing of leads"),
    meaning=Phrase("Leads that have been at rest for long are harder to win back."),
    group="leads",
    parameters=Ageing,
    effects=(Effect("gate of nurture", "- min(most, rate × months at rest beyond fresh)"),),
    claims=("B10", "E1", "E7"),
    needs=("journey.nurture",),
    gate=effect,
    install=install,
    remembers={"since": "when it last came to rest, was lost or left (days)"},
    links=(
        Link("resting", "nurture", 1),
        Link("nurture", "returns", 1),
        Link("resting", "returns", -1),
        Link("returns", "leads", 1),
    ),
)
