"""The firm that exists on day 0, by what the plan implies: which steps lie behind whom, and what its customers ask for."""

import math
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from orgsim.distributions import Distribution
from orgsim.plan.derived.contracts import Contracted, contracts
from orgsim.plan.derived.kinds import Kind
from orgsim.plan.derived.leaving import over_customers
from orgsim.plan.derived.mix import EVERYONE, usual_mix
from orgsim.plan.derived.routes import arrives, doers, entry, side_by_side, visits
from orgsim.plan.model.content import Content
from orgsim.plan.model.firm import AT_REST, CustomersThere, DealsThere, Firm, age_of, count_of
from orgsim.units import DAYS_PER_YEAR, MONTH

_SLICES = 40
"""Groups of equally many leads at rest by which the mean over their ages is taken."""


def steps_before(content: Content, place: str) -> tuple[str, ...]:
    """The steps that somebody does on the shortest way from where leads come in to a place, all of those that are side by side;
    none where no way leads there."""
    start = entry(content, next(iter(content.sources)))
    came_from: dict[str, str | None] = {start: None}
    ahead = deque([start])
    while ahead:
        here = ahead.popleft()
        for way in content.journey[here].outcomes if here in content.journey and here != AT_REST else ():
            for aim in way.aims if way.rate > 0 else ():
                if aim not in came_from:
                    came_from[aim] = here
                    ahead.append(aim)
    found: list[str] = []
    done, beside, step = doers(content), side_by_side(content), came_from.get(place)
    while step is not None:
        found += reversed(beside.get(step, (step,)))
        step = came_from[step]
    return tuple(name for name in reversed(found) if name in done)


def days_held(content: Content, kind: Kind | None = None) -> dict[str, float]:
    """Days that all customers of day 0, or those of a kind, are expected to stay within the horizon, by the base rates; by
    segment, those of all as `EVERYONE` where there are none."""
    firm = content.firm
    if firm is None or content.offering is None:
        return {}
    stays = partial(_days_held, content.scenario.horizon / DAYS_PER_YEAR)
    return {
        name: firm.customer_count * share * over_customers(content, stays, {name: 1.0})
        for name, share in _of_kind(_shares(content, firm), kind).items()
    }


def _of_kind(shares: Mapping[str, float] | Mapping[str, int], kind: Kind | None) -> dict[str, float]:
    """What of the shares of segments is of a kind of leads; all of it where none is named."""
    whole = shares or {EVERYONE: 1.0}
    if kind is None:
        return dict(whole)
    return {name: share * kind.among.get(name, 0.0) for name, share in whole.items()}


def contracts_there(content: Content) -> list[Contracted]:
    """The contracts of the segments, each with its share of the customers of day 0; none where there is no firm."""
    if content.firm is None:
        return []
    shares = _shares(content, content.firm)
    names = content.segments or ("",)
    return [
        replace(one, share=shares.get(name, one.share))
        for name, one in zip(names, contracts(content), strict=False)
    ]


def _shares(content: Content, firm: Firm) -> dict[str, float]:
    """Shares of the segments among customers, as they are stated, counted or the market's."""
    listed = firm.customers.segment if isinstance(firm.customers, CustomersThere) else None
    if listed is not None:
        counted = Counter(listed)
        return {name: counted[name] / len(listed) for name in content.segments}
    if firm.segments is not None:
        return {name: firm.segments.get(name, 0.0) for name in content.segments}
    return {name: one.share for name, one in content.segments.items()}


def _days_held(years: float, churn: float) -> float:
    hazard = -math.log1p(-churn)
    return DAYS_PER_YEAR * (years if hazard * years < 1e-9 else -math.expm1(-hazard * years) / hazard)


def leads_there(content: Content, kinds: Sequence[Kind]) -> list[dict[str, float]]:
    """Leads of day 0 of each kind, by the place where they are."""
    firm = content.firm
    found: list[dict[str, float]] = [{} for _ in kinds]
    if firm is None:
        return found
    there = {name: float(amount) for name, amount in firm.waiting.items() if name in content.journey}
    if firm.resting_count and AT_REST in content.journey:
        there[AT_REST] = _to_touch(content, firm)
    for name, amount in there.items():
        for one, part in zip(found, _parts(content, firm, kinds, name), strict=True):
            one[name] = amount * part
    return found


def _parts(content: Content, firm: Firm, kinds: Sequence[Kind], place: str) -> list[float]:
    """The share of each kind among the leads of day 0 at a place: counted where segments are stated one by one, else as the
    kinds are among those who come that far by the base rates, and among new leads where nobody does."""
    if len(kinds) == 1:
        return [1.0]
    deals = firm.pipeline
    if isinstance(deals, DealsThere) and deals.segment is not None and place in deals.activity:
        listed = zip(deals.segment, deals.activity, strict=True)
        counted = Counter(segment for segment, name in listed if name == place)
        return _shared([sum(_of_kind(counted, kind).values()) for kind in kinds])
    mix = usual_mix(content)
    coming = [{name: mix[name] * share for name, share in kind.shares.items()} for kind in kinds]
    come = [_come(kind.content, new, place) for kind, new in zip(kinds, coming, strict=True)]
    return _shared(come if sum(come) > 0 else [sum(new.values()) for new in coming])


def _come(content: Content, leads: Mapping[str, float], place: str) -> float:
    """How many of so many leads by source are expected to come to a place; 0 where some go round for ever."""
    coming = dict[str, float]()
    for source, amount in leads.items():
        start = entry(content, source)
        coming[start] = coming.get(start, 0.0) + amount
    with np.errstate(all="ignore"):
        found = visits(content, coming)
    return 0.0 if found is None else found.get(arrives(content, place), 0.0)


def _shared(amounts: list[float]) -> list[float]:
    total = sum(amounts)
    return [amount / total for amount in amounts]


def _to_touch(content: Content, firm: Firm) -> float:
    """Leads at rest by the touches that they have still to come: who has had half of them counts half."""
    every, touches = content.policies.nurture.every, content.policies.nurture.touches

    def left(ages: Iterable[float]) -> list[float]:
        return [max(0, touches - max(0.0, age) // every) / touches for age in ages]

    total, age = 0.0, age_of(firm.resting)
    if count_of(firm.resting):
        shape = Distribution("constant", 0.0) if age is None else age.build("exponential")
        slices = left(shape.quantiles((np.arange(_SLICES) + 0.5) / _SLICES).tolist())
        total += count_of(firm.resting) * sum(slices) / _SLICES
    deals = firm.pipeline
    if isinstance(deals, DealsThere):
        since = deals.entered or (0.0,) * len(deals)
        total += sum(left(-day for day, name in zip(since, deals.activity, strict=True) if name == AT_REST))
    return total


def past_rows(content: Content) -> float:
    """Rows that tell of what was before day 0, about: arrivals, purchases, renewals, the last payments."""
    firm = content.firm
    if firm is None:
        return 0.0
    often = sum(one.share * one.decisions for one in contracts_there(content))
    renewals = firm.customer_count * _mean_tenure(firm) * often
    return float(3 * firm.customer_count + renewals + sum(firm.waiting.values()) + 2 * firm.resting_count)


def _mean_tenure(firm: Firm) -> float:
    if isinstance(firm.customers, CustomersThere) and firm.customers.since is not None:
        return float(-sum(firm.customers.since) / len(firm.customers.since))
    return firm.customer_tenure.mean


def billed_apart(content: Content) -> int:
    """Customers of day 0 who may be billed for the second line alone, having no contract of terms."""
    listed = None if content.firm is None else content.firm.customers
    if not isinstance(listed, CustomersThere):
        return 0
    mrr = listed.mrr or (0.0,) * len(listed)
    return sum(0 < listed.beside(k) >= paid for k, paid in enumerate(mrr))


def months_held(content: Content) -> float:
    """Months that all customers of day 0 together are expected to stay within the horizon."""
    return sum(days_held(content).values()) / MONTH
