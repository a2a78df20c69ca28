"""The log of a run that went on from another organization's, as it is read: day 0 is the day on which that ended."""

from dataclasses import replace

import numpy as np

from orgsim.events.log import EventLog
from orgsim.plan.derived.taken_over import days_before
from orgsim.plan.scenario import Scenario

_TIMES = ("ready", "start", "end")


def from_day_0(log: EventLog, scenario: Scenario) -> EventLog:
    """The log of a whole run, its days counted from the day 0 of the scenario: what was before has days below 0."""
    days = days_before(scenario)
    if not days:
        return log
    rows = log.rows.copy()
    for name in _TIMES:
        rows[name] -= days
    rows.flags.writeable = False
    facts, hours = log.facts, log.hours
    return replace(
        log,
        rows=rows,
        facts=replace(
            facts,
            horizon=scenario.scenario.horizon,
            warm_up=scenario.scenario.warm_up,
            start=scenario.scenario.start.isoformat(),
            on_duty=tuple(_earlier(turns, days) for turns in facts.on_duty),
        ),
        quotas=tuple(
            None if one is None else replace(one, since=one.since - days, until=one.until - days)
            for one in log.quotas
        ),
        contracts=replace(log.contracts, later=log.contracts.later - days),
        hours=replace(
            hours,
            personal=tuple((team, person, _earlier(turns, days)) for team, person, turns in hours.personal),
        ),
    )


def _earlier(turns: tuple[float, ...], days: float) -> tuple[float, ...]:
    return tuple((np.array(turns) - days).tolist())
