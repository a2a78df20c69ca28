"""Invitations: leads at rest are invited to events; some come, and are leads again."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from orgsim.engine.entities import NOBODY
from orgsim.engine.sources import Events
from orgsim.engine.world import World
from orgsim.fields import Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.at_rest import AtRest, leads_at_rest
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, purpose_of, uniform
from orgsim.units import MONTH

_INVITED = "invited {}"
purpose(_INVITED, "whether a lead at rest comes to an event of a source")


class Invitations(Parameters):
    """Who of those at rest still comes to events; how many do is a matter of the market, in its sources."""

    lasts: Span = declared(MONTH * 24, unit="days", source="none found; 6 months to 5 years", status="guess")
    """Elapsed time at rest after which nobody comes any more: addresses and people change."""


def brought_back(invites: float, events: int) -> float:
    """Share of leads at rest that so many events bring back, when the share `invites` of those left comes to each."""
    left = 1.0
    for _ in range(events):
        left *= 1.0 - invites
    return 1.0 - left


@dataclass(slots=True)
class Invited:
    """Who comes to the events of one source."""

    world: World
    at_rest: AtRest
    events: Events
    lasts: float

    def held(self, entity: int, number: int) -> None:
        """An event has taken place: those of the leads at rest who came to it are leads again."""
        events = self.events
        if entity != events.source.entity:
            return
        draw = purpose_of(_INVITED, events.source.name)
        by = events.work.activity.code if events.staffed else NOBODY
        for case in self.at_rest.now(self.world.clock.now - self.lasts):
            if uniform(case.key, draw, number) < events.invites:
                self.world.journey.come_back(case, events.source.entry, by)


def install(world: World, parameters: Invitations, _: Mapping[str, Any]) -> None:
    """Let leads at rest come to events."""
    at_rest = leads_at_rest(world)
    for flow in world.flows:
        if isinstance(flow, Events) and flow.invites > 0:
            world.hooks.event_held.add(Invited(world, at_rest, flow, parameters.lasts).held)


MECHANISM = Mechanism(
    name="invitations",
    title=Phrase("Invitations to events"),
    meaning=Phrase("Leads at rest are invited to events; some of them come, and are leads again."),
    group="leads",
    parameters=Invitations,
    effects=(
        Effect(
            "leads at rest, at each event",
            "the share sources.X.invites comes back to where its leads come in",
        ),
    ),
    claims=("B10", "E7"),
    needs=("sources.*.invites",),
    install=install,
    links=(
        Link("resting", "returns", 1),
        Link("returns", "leads", 1),
    ),
)
