"""Purposes: how much of each team's work the market asks for before the purchase, and how much after it.

Reference hours: jobs expected within the horizon by the base rates (nobody goes cold, nobody leaves early) × mean hours of a
job. Before the purchase are the steps of the journey, touches of leads at rest and work for sources; after it what is done
for customers, selling them more included.
"""

import math
from collections.abc import Iterator, Mapping

import numpy as np

from orgsim.plan.derived.customer_jobs import work_for_customers
from orgsim.plan.derived.demand import expected_leads, jobs_by_kind
from orgsim.plan.derived.firm import days_held
from orgsim.plan.derived.leaving import days_seen
from orgsim.plan.derived.meetings import meetings, proposals
from orgsim.plan.derived.routes import customer_work, lending, source_work
from orgsim.plan.model.content import Content
from orgsim.plan.model.sources import EventSource, SteadySource

Jobs = Iterator[tuple[str, float]]
"""Activities, each with the jobs expected of it."""


def acquisition_shares(content: Content) -> dict[str, float]:
    """Per team, the share of its reference hours that lies before the purchase.

    A team of which no hours are expected counts by what it does: all before, all after, or half and half; NaN for one
    that does neither.
    """
    before, after = dict.fromkeys(content.teams, 0.0), dict.fromkeys(content.teams, 0.0)
    with np.errstate(all="ignore"):
        leads = expected_leads(content)
        for kind, jobs, customers in jobs_by_kind(content, leads, there=True):
            own = kind.content
            _add(before, own, _hours(own, (*jobs.items(), *_for_sources(own, kind.shares))))
            _add(after, own, _hours(own, _for_customers(own, customers, days_held(content, kind))))
    later = {*customer_work(content).values(), *_more_sales(content)}
    sooner = {*(name for name in content.journey if name not in later), *source_work(content).values()}
    return {
        name: _share((before[name], not sooner.isdisjoint(does)), (after[name], not later.isdisjoint(does)))
        for name, does in _works(content).items()
    }


def _add(hours: dict[str, float], content: Content, found: Mapping[str, float]) -> None:
    """Give each team the hours of what it does and takes part in."""
    for name, does in _works(content).items():
        hours[name] += sum(found.get(activity, 0.0) for activity in does)


def _works(content: Content) -> dict[str, tuple[str, ...]]:
    """Per team, the activities that it does, then those of others that it takes part in."""
    lent = lending(content).items()
    return {
        name: (*team.does, *(activity for activity, teams in lent if name in teams))
        for name, team in content.teams.items()
    }


def _share(before: tuple[float, bool], after: tuple[float, bool]) -> float:
    """The share of the first of two amounts of work, each with whether there could be any."""
    (sooner, can_before), (later, can_after) = before, after
    if 0 < sooner + later < math.inf:
        return round(
            sooner / (sooner + later), 12
        )  # the last bits are those of this machine's linear algebra
    if math.isinf(sooner) != math.isinf(later):
        return float(math.isinf(sooner))
    return can_before / (can_before + can_after) if can_before or can_after else math.nan


def _hours(content: Content, jobs: "tuple[tuple[str, float], ...] | Jobs") -> dict[str, float]:
    found: dict[str, float] = {}
    for name, amount in jobs:
        if name in content.journey and amount > 0:
            work = content.journey[name].work.build().mean
            found[name] = found.get(name, 0.0) + (amount * work if work > 0 else 0.0)
    return found


def _for_sources(content: Content, shares: Mapping[str, float]) -> Jobs:
    """Work for sources, as far as it is for so large a share of their leads."""
    for name, share in shares.items():
        source = content.sources[name]
        if isinstance(source, EventSource) and source.activity is not None:
            yield source.activity, content.scenario.horizon / source.every * share
        elif isinstance(source, SteadySource) and source.activity is not None:
            yield source.activity, content.scenario.horizon / source.upkeep * share


def _for_customers(content: Content, customers: float, held: Mapping[str, float]) -> Jobs:
    """Work for so many customers, who come evenly over the horizon, and for those of day 0, in so many days."""
    if content.offering is None or not (customers > 0 or any(held.values())):
        return
    yield from work_for_customers(content, customers, held)
    if content.second_line is not None and "cross_selling" in content.scenario.mechanisms:
        days = customers * days_seen(content, content.scenario.horizon) + sum(held.values())
        met = meetings(content, customers, days)
        yield from proposals(content, met * content.effects.cross_selling.own)


def _more_sales(content: Content) -> Iterator[str]:
    """Activities that sell more to customers and are no part of caring for them."""
    if content.second_line is not None:
        yield from content.second_line.activities
