"""Demand: how many leads are expected within the horizon, from sources and from others, and what they ask of each activity."""

import math
from collections.abc import Mapping
from functools import partial
from types import MappingProxyType

import numpy as np

from orgsim.plan.derived.as_worked import kinds_as_worked, leads_per_attendee
from orgsim.plan.derived.firm import days_held, leads_there
from orgsim.plan.derived.freezes import freezes
from orgsim.plan.derived.kinds import Kind
from orgsim.plan.derived.leaving import over_customers
from orgsim.plan.derived.routes import POOL, Served, entry, jobs, visits
from orgsim.plan.model.content import Content
from orgsim.plan.model.sources import (
    EventSource,
    RecordedSource,
    ReferralSource,
    SteadySource,
    WordOfMouthSource,
)
from orgsim.units import DAYS_PER_YEAR, MONTH


def expected_leads(content: Content) -> dict[str, float]:
    """Leads of each source within the horizon; infinite where they grow without end."""
    leads = _within(content, {name: _leads(content, name) for name in content.sources})
    return leads | _brought(content, leads)


def expected_jobs(
    content: Content,
    leads: Mapping[str, float],
    served: Served = MappingProxyType({}),
    there: bool = False,
) -> tuple[dict[str, float], float]:
    """Jobs at each activity, and purchases, of so many leads by source, if nobody goes cold; infinite where they go round
    for ever. `served` as for `routes.visits`; `there`: of the leads of day 0 too."""
    total, customers = dict.fromkeys(content.journey, 0.0), 0.0
    for _, found, bought in jobs_by_kind(content, leads, served, there):
        total = {name: amount + found[name] for name, amount in total.items()}
        customers += bought
    return total, customers


def jobs_by_kind(
    content: Content,
    leads: Mapping[str, float],
    served: Served = MappingProxyType({}),
    there: bool = False,
) -> list[tuple[Kind, dict[str, float], float]]:
    """The same for the leads of each kind, with the work and at the bars that the organization has for them."""
    found = kinds_as_worked(content)
    firm = leads_there(content, found) if there else [{} for _ in found]
    return [(kind, *_jobs(kind, leads, served, more)) for kind, more in zip(found, firm, strict=True)]


def _jobs(
    kind: Kind, leads: Mapping[str, float], served: Served, more: Mapping[str, float]
) -> tuple[dict[str, float], float]:
    """The same for the leads of one kind, and for `more` of them at some places."""
    content = kind.content
    coming, horizon = dict[str, float](), content.scenario.horizon
    for source, amount in leads.items():
        if source in kind.shares:
            place = entry(content, source)
            coming[place] = coming.get(place, 0.0) + amount * kind.shares[source]
    for place, amount in more.items():
        coming[place] = coming.get(place, 0.0) + amount
    with np.errstate(all="ignore"):
        found = visits(content, coming, horizon, served)
    if found is None:
        return dict.fromkeys(content.journey, math.inf), math.inf
    return {name: found[name] * jobs(content, name, horizon) for name in content.journey}, found["customer"]


def _leads(content: Content, name: str) -> float:
    """Leads that a source brings within the horizon."""
    source, horizon = content.sources[name], content.scenario.horizon
    if isinstance(source, RecordedSource):
        frozen = _frozen(content, name)
        return sum(
            moment < horizon and not any(begins <= moment < ends for begins, ends in frozen)
            for moment in source.arrivals
        )
    if isinstance(source, ReferralSource | WordOfMouthSource):
        return 0.0  # see `_brought`
    if isinstance(source, EventSource):
        held = _weighted(content, name, 0.0) / source.every
        return held * source.attendees.build().mean * leads_per_attendee(content, source)
    months, weekdays = source.seasonality.months or (1.0,), source.seasonality.weekdays or (1.0,)
    season = sum(months) / len(months) * sum(weekdays) / len(weekdays)
    return season * source.leads * _weighted(content, name, source.growth)


def _within(content: Content, leads: dict[str, float]) -> dict[str, float]:
    """The same where only so many prospects may ever enquire."""
    prospects = content.market.prospects
    steady = {name for name, source in content.sources.items() if isinstance(source, SteadySource)}
    total = sum(leads[name] for name in steady)
    if prospects is None or not total:
        return leads
    enquire = -prospects * math.expm1(-total / prospects)
    return {
        name: (
            enquire * (amount / total if math.isfinite(total) else 1 / len(steady))
            if name in steady
            else amount
        )
        for name, amount in leads.items()
    }


def _frozen(content: Content, name: str) -> tuple[tuple[float, float], ...]:
    """When a source spends nothing and so brings nothing."""
    return freezes(content, "spending") if content.sources[name].cost > 0 else ()


def attendees(content: Content) -> dict[str, float]:
    """People who are expected to come to the events of each source within the horizon."""
    events = {name: one for name, one in content.sources.items() if isinstance(one, EventSource)}
    with np.errstate(all="ignore"):
        return {
            name: _weighted(content, name, 0.0) / one.every * one.attendees.build().mean
            for name, one in events.items()
        }


def _weighted(content: Content, name: str, growth: float) -> float:
    """Days of the horizon, each weighted with what shocks, and growth per month, have made of a source's rate by then."""
    horizon = content.scenario.horizon
    shocks = [
        (shock.at, shock.at + (shock.lasts or math.inf), shock.leads)
        for shock in content.shocks.values()
        if (shock.sources is None or name in shock.sources) and shock.at < horizon
    ]
    shocks += [(*span, 0.0) for span in _frozen(content, name) if span[0] < horizon]
    edges = np.unique([0.0, horizon, *(min(day, horizon) for span in shocks for day in span[:2])])
    factors = np.ones(len(edges) - 1)
    for begins, ends, factor in shocks:
        factors[np.searchsorted(edges, begins) : np.searchsorted(edges, min(ends, horizon))] *= factor
    grown = np.array([_grown(day, growth) for day in edges.tolist()])
    spans = np.diff(grown) if math.isfinite(grown[-1]) else np.where(factors > 0, np.inf, 0.0)
    return float(np.sum(factors * spans))


def _grown(horizon: float, growth: float) -> float:
    """Days of the horizon, each weighted with what growth per month has made of a rate by then."""
    rate = math.log1p(growth) / MONTH
    if abs(rate * horizon) < 1e-9:
        return horizon
    return math.expm1(rate * horizon) / rate if rate * horizon < 700 else math.inf


def _brought(content: Content, leads: dict[str, float]) -> dict[str, float]:
    """Leads of the sources that others bring, from the leads of the others within the horizon.

    Each lead may again bring some, so the numbers grow with time like a population; without end to it they are infinite.
    """

    def _convinced(coming: dict[str, float], source: WordOfMouthSource) -> float:
        """How many are explained the value and do not buy: once for each time that they leave the journey for nothing."""
        found, purchases = expected_jobs(content, coming)
        explained = found[source.explained]
        if explained == math.inf:
            return math.inf
        # Who comes to the step again, without having left in between, is explained it once.
        passages = sum(coming.values()) + found.get(POOL, 0.0)
        return max(0.0, min(explained, passages) - purchases)

    found: dict[str, float] = {}
    horizon = content.scenario.horizon
    for name, source in content.sources.items():
        if isinstance(source, WordOfMouthSource):
            people, share = _convinced(leads, source), _convinced({name: 1.0}, source)
            told = spread(people, share, (source.rate, 1 / content.effects.word_of_mouth.lasts), horizon)
            rounds = _rounds(source.returns * min(1.0, share), horizon / source.after)
            found[name] = told + (people + told * share) * source.returns * (1 + rounds)
    for name, source in content.sources.items():
        if isinstance(source, ReferralSource) and content.offering is not None:
            chance = expected_jobs(content, {name: 1.0})[1]
            found[name] = source.rate * sum(days_held(content).values()) + sum(
                over_customers(kind.content, partial(_referred, source.rate, customers, chance, horizon))
                for kind, _, customers in jobs_by_kind(content, leads | found)
            )
    return found


def _referred(rate: float, customers: float, chance: float, horizon: float, churn: float) -> float:
    """Leads that customers bring who leave with a chance within a year."""
    return spread(customers, chance, (rate, -math.log1p(-churn) / DAYS_PER_YEAR), horizon)


def spread(people: float, chance: float, rates: tuple[float, float], horizon: float) -> float:
    """New leads when `people` come evenly over the horizon, bring leads and stop; `rates` (each per day) of both.

    A lead becomes one of those people with a `chance`. N' = people / horizon + (chance × bring - stop) N, leads = bring × ∫ N.
    """
    bring, stop = rates
    growth = chance * bring - stop
    grown = growth * horizon
    if abs(grown) < 1e-4:
        return bring * people * horizon / 2
    if grown > 700:
        return math.inf if people * bring > 0 else 0.0
    return bring * people / grown * (math.expm1(grown) / growth - horizon)


def _rounds(share: float, most: float) -> float:
    """Returns per person when a `share` of those who are there comes back each time, `most` times at most."""
    return min(most, share / (1 - share)) if share < 1 else most
