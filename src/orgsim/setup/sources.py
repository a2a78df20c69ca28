"""The sources of a plan, as the engine meets them."""

import math
from functools import cache, partial

import numpy as np

from orgsim.engine.draws import BLOCK, SegmentDraws, SourceDraws
from orgsim.engine.entities import NOBODY, Activity
from orgsim.engine.sources import BoughtSource, Events, Flow, Source, SourceWork, Upkeep
from orgsim.engine.world import Brought, Told, World
from orgsim.plan.derived.freezes import freezes
from orgsim.plan.derived.mix import segment_shares
from orgsim.plan.derived.routes import entry
from orgsim.plan.model import sources as plan
from orgsim.plan.scenario import Scenario
from orgsim.randomness import entity_key
from orgsim.setup.arrivals import event_entity, event_leads, leads_in_all, moved_leads, steady_times

_WEEK = 7.0


def entries(scenario: Scenario, activities: dict[str, Activity]) -> dict[str, Activity]:
    """Where the leads of each source come in."""
    return {name: activities[entry(scenario, name)] for name in scenario.sources}


def entity_of(scenario: Scenario, name: str) -> int:
    """Code of the entity of a source's leads; behind it that of its events."""
    return 2 * list(scenario.sources).index(name)


def open_sources(world: World, scenario: Scenario) -> None:
    """Give the world its sources: those that bring leads by themselves, and those whose leads others bring."""
    for name, stated in scenario.sources.items():
        source = _source(world, scenario, name)
        if isinstance(stated, plan.ReferralSource):
            world.referrals.append(Brought(source, stated.rate))
        elif isinstance(stated, plan.WordOfMouthSource):
            explained = world.activities[stated.explained]
            world.word_of_mouth.append(Told(source, stated.rate, explained, stated.returns, stated.after))
        elif stated.activity is None or world.activities[stated.activity].team != NOBODY:
            world.flows.append(_flow(world, scenario, source))


def _source(world: World, scenario: Scenario, name: str) -> Source:
    stated, segments = scenario.sources[name], scenario.segments
    shifts = [segment.readiness for segment in segments.values()] or [0.0]
    stated_shares, recorded = segment_shares(scenario, name), None
    shares = [stated_shares.get(segment, 0.0) for segment in world.names.segments]
    if isinstance(stated, plan.RecordedSource) and stated.arrival_segments:
        recorded = [list(segments).index(segment) for segment in stated.arrival_segments]
    codes = {outcome: code for code, outcome in enumerate(world.names.outcomes)}
    spared = freezes(scenario, "spending")
    bought = spared and stated.cost > 0 and stated.kind != "event"
    kind = partial(BoughtSource, freezes=spared) if bought else Source
    return kind(
        name=name,
        entity=entity_of(scenario, name),
        draws=SourceDraws(world.seed, name, stated.readiness, SegmentDraws(shares, shifts, recorded)),
        entry=world.entries[name],
        segment_codes=[codes[segment] for segment in world.names.segments],
        promises=[stated.readiness + shift for shift in shifts],
        cost=0.0 if stated.kind == "event" else stated.cost,
        blank=world.blank,
    )


def _flow(world: World, scenario: Scenario, source: Source) -> Flow | Events:
    stated, journey = scenario.sources[source.name], world.journey
    name = getattr(stated, "activity", None)
    activity = source.entry if name is None else world.activities[name]
    key = entity_key(*world.seed, event_entity(source.name))
    work = SourceWork(journey, activity, source.entity + 1, key, world.blank)
    if isinstance(stated, plan.EventSource):
        dates = event_leads(scenario, source.name, world.seed)
        events = world.until / stated.every * stated.leads_per_attendee
        # No more are drawn at once than come.
        source.draws.size = int(min(BLOCK, 1 + events * stated.attendees.build().mean))
        spared = freezes(scenario, "spending") if stated.cost > 0 else ()
        moved = partial(_moved, world, stated.leads_per_attendee)
        drawn = partial(moved_leads, scenario, source.name, world.seed)
        in_all = cache(partial(leads_in_all, scenario, source.name, world.seed))
        return Events(
            journey,
            source,
            work,
            name is not None,
            stated.cost,
            dates,
            spared,
            stated.invites,
            moved=moved,
            drawn=drawn,
            in_all=in_all,
        )
    every, fades, times = _WEEK, 0.0, np.empty(0)
    if isinstance(stated, plan.SteadySource):
        every, fades = stated.upkeep, stated.fades or 0.0
        times = steady_times(scenario, source.name, world.seed)
    elif isinstance(stated, plan.RecordedSource):
        times = np.asarray(stated.arrivals)
    return Flow(
        journey, source, times[times < world.until], None if name is None else Upkeep(work, every, fades)
    )


def _moved(world: World, share: float, activity: int) -> float:
    """Log-odds by which the organization in force moves the share of those who came that becomes leads."""
    return math.fsum(moved(activity, share) for moved in world.hooks.event_gate)
