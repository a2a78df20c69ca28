"""One run: a scenario, a seed and a replication make an event log."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from orgsim.engine.world import World
from orgsim.errors import unusable
from orgsim.events.log import EventLog
from orgsim.plan.derived.taken_over import whole
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import build
from orgsim.setup.calendars import hours_facts
from orgsim.setup.customers import contract_facts
from orgsim.setup.eras import lived_through
from orgsim.setup.facts import facts_of
from orgsim.setup.luck import luck_of, since_day_0
from orgsim.setup.taken_over import from_day_0
from orgsim.setup.teams import quotas


def run(scenario: Scenario, seed: int = 1, replication: int = 0) -> EventLog:
    """Simulate one replication; the same three arguments give the same log, byte for byte, everywhere.

    `seed` is any whole number, `replication` counts from 0. Raises OrgsimError for a run that goes on without end, or for
    which memory does not suffice.
    """
    ordered = scenario.in_order()
    plan = whole(ordered)
    with _memory(), _no_cycle_search():
        world = lived(plan, seed, replication)
        log = world.log.read(facts_of(plan, world), quotas(lived_through(world)), contract_facts(plan))
        hours = hours_facts(plan, world.names, world.teams, world.clock.now)
        log = replace(log, hours=hours, luck=since_day_0(luck_of(plan, world), ordered))
        return from_day_0(log, ordered)


def lived(scenario: Scenario, seed: int, replication: int) -> World:
    """The world of a run whose time has passed, of a scenario in order (`Scenario.in_order`) and laid out (`whole`); raises as
    `run`."""
    with _memory(), _no_cycle_search():
        world = build(scenario, seed, replication)
        world.go()
        return world


@contextmanager
def _memory() -> Iterator[None]:
    """Say in words where memory does not suffice."""
    try:
        yield
    except MemoryError:
        raise unusable(
            "this run needs more memory than there is: shorten the horizon, or lower the leads or the "
            "headcount"
        ) from None


@contextmanager
def _no_cycle_search() -> Iterator[None]:
    """Leads that end leave no reference cycles behind: looking for cycles while they flow, or among all that is still there when
    the log is read, would be time lost."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
