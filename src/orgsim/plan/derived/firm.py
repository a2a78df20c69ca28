"""The firm that exists on day 0, by what the plan implies: which steps lie behind whom, and what its customers ask for."""

import math
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from orgsim.distributions import Distribution
from orgsim.plan.derived.contracts import Contracted, contracts
from orgsim.plan.derived.kinds import Kind
from orgsim.plan.derived.leaving import over_customers
from orgsim.plan.derived.mix import EVERYONE, mean_shares
from orgsim.plan.derived.routes import doers, entry, side_by_side
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


def days_held(content: Content, kind: Kind | None = None) -> float:
    """Days that all customers of day 0, or those of a kind, are expected to stay within the horizon, by the base rates."""
    firm = content.firm
    if firm is None or content.offering is None:
        return 0.0
    shares = _of_kind(_shares(content, firm), kind)
    part, years = sum(shares.values()), content.scenario.horizon / DAYS_PER_YEAR
    if not part > 0:
        return 0.0
    stays = over_customers(
        content, partial(_days_held, years), {name: share / part for name, share in shares.items()}
    )
    return firm.customer_count * part * stays


def _of_kind(shares: Mapping[str, float], kind: Kind | None) -> dict[str, float]:
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


def leads_there(content: Content, kind: Kind) -> Iterator[tuple[str, float]]:
    """Leads of day 0 of a kind, by the place where they are."""
    firm = content.firm
    if firm is None:
        return
    deals = firm.pipeline
    listed = deals.segment if isinstance(deals, DealsThere) else None
    counted = Counter(listed or ())
    shares = {name: n / len(listed) for name, n in counted.items()} if listed else mean_shares(content)
    part = sum(_of_kind(shares, kind).values())
    for name, amount in firm.waiting.items():
        if name in content.journey:
            yield name, amount * part
    if firm.resting_count and AT_REST in content.journey:
        yield AT_REST, _to_touch(content, firm) * part


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


def months_held(content: Content) -> float:
    """Months that all customers of day 0 together are expected to stay within the horizon."""
    return days_held(content) / MONTH
