"""Leaving: how likely customers are to leave within a year in the reference, one as the other or each for themselves."""

import math
from collections.abc import Callable, Mapping

import numpy as np

from orgsim.distributions import Chances
from orgsim.plan.derived.contracts import apart, early_hazard, leaving
from orgsim.plan.derived.mix import mean_shares
from orgsim.plan.model.content import Content
from orgsim.units import DAYS_PER_YEAR, MONTH

_SLICES = 200
"""Groups of equally many customers by which the sum over customers who differ is taken."""

_MOST = 1 - 1e-9


def yearly(found: Chances) -> tuple[float, ...]:
    """Chances below 1 to leave within a year, of equally many customers each; one where all are alike."""
    if not found.cv:
        return (found.mean,)
    return tuple(np.minimum(found.quantiles((np.arange(_SLICES) + 0.5) / _SLICES), _MOST).tolist())


def average(values: list[float]) -> float:
    """The mean over customers of what follows from the chance of each; of one value, that value."""
    return sum(values) / len(values)


def over_customers(
    content: Content, of: Callable[[float], float], shares: Mapping[str, float] | None = None
) -> float:
    """The mean, over the customers of all segments, of what follows from the chance of each to leave within a year, at the end
    of a term or within one; `shares` of the segments, where they are not those of the leads."""
    if not apart(content):
        return average([of(chance) for chance in _either(content, yearly(leaving(content)))])
    weights = mean_shares(content) if shares is None else shares
    return sum(
        share
        * average(
            [of(chance) for chance in _either(content, yearly(leaving(content, content.segments[name])))]
        )
        for name, share in weights.items()
    )


def _either(content: Content, chances: tuple[float, ...]) -> tuple[float, ...]:
    """Chances to leave within a year, those who leave within a term included."""
    hazard = early_hazard(content)
    return tuple(1 - (1 - chance) * math.exp(-hazard) for chance in chances) if hazard else chances


def months_of_life(content: Content) -> float:
    """Months of the horizon that a customer is seen on average, when purchases are spread evenly over it."""
    return days_seen(content, content.scenario.horizon) / MONTH


def days_seen(content: Content, days: float, shares: Mapping[str, float] | None = None) -> float:
    """Days that a customer is seen on average, of `days` over which purchases are spread evenly; `shares` as in
    `over_customers`."""
    return over_customers(content, lambda churn: _days_seen(churn, days), shares)


def _days_seen(churn: float, days: float) -> float:
    years = days / DAYS_PER_YEAR
    hazard = -math.log1p(-churn)
    if hazard * years < 1e-3:
        return days / 2
    return DAYS_PER_YEAR * (1 / hazard + math.expm1(-hazard * years) / (hazard**2 * years))
