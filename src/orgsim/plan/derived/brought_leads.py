"""How many leads others bring, estimated before a run: customers who refer, and people who talk."""

import math
from collections.abc import Callable

from orgsim.plan.model.content import Content
from orgsim.plan.model.market import ReferralSource, WordOfMouthSource
from orgsim.units import DAYS_PER_YEAR

Visits = Callable[[Content, dict[str, float]], tuple[dict[str, float], float]]
"""Expected jobs by activity, and purchases, of so many leads by source."""


def brought(content: Content, leads: dict[str, float], visits: Visits) -> dict[str, float]:
    """Leads of the sources that others bring, from the leads of the others within the horizon.

    Each lead may again bring some, so the numbers grow with time like a population; without end to it they are infinite.
    """

    def _convinced(coming: dict[str, float], source: WordOfMouthSource) -> float:
        """How many leads are explained the value and do not buy."""
        jobs, purchases = visits(content, coming)
        return max(0.0, jobs[source.explained] - purchases) if jobs[source.explained] < math.inf else math.inf

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
            churn = 0.0 if content.customer is None else content.customer.churn
            leaving = -math.log1p(-churn) / DAYS_PER_YEAR
            customers, chance = visits(content, leads | found)[1], visits(content, {name: 1.0})[1]
            found[name] = spread(customers, chance, (source.rate, leaving), horizon)
    return found


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
