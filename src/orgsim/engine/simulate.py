"""One run: a scenario, a seed and a replication make an event log."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from orgsim.engine.build import Run
from orgsim.events.log import EventLog
from orgsim.plan.scenario import Scenario


def run(scenario: Scenario, seed: int = 1, replication: int = 0) -> EventLog:
    """Simulate one replication; the same three arguments give the same log, byte for byte, everywhere.

    `seed` is any whole number, `replication` counts from 0.
    """
    life = Run(scenario, seed, replication)
    with _no_cycle_search():
        life.go()
    return life.read()


@contextmanager
def _no_cycle_search() -> Iterator[None]:
    """Leads that end leave no reference cycles behind: looking for cycles while they flow would be time lost."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
