"""Figures that follow from sums: the value at the means of the sums over the replications, never a mean of ratios.

A mean over the replications in which something happened leaves out those in which nothing did, and with them the truth:
E[cost / N | N > 0] is not cost / E[N]. One ratio of two means has Fieller's interval (1954); whatever else follows from
sums, and every paired comparison, the jackknife's (Tukey 1958): the figure with each replication left out in turn, on both
sides of a comparison the same one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from orgsim.measures.kpis import Combined
from orgsim.randomness import Floats
from orgsim.study.statistics import (
    NO_FIT,
    Doubt,
    Estimate,
    Fit,
    gaps_of,
    is_skewed,
    mean_of,
    t_interval,
    t_quantile,
    variance_of,
)

_LARGEST_POWER = 709.0
Pieces = tuple[tuple[float, float], ...]
"""A set of numbers as intervals, in order."""


@dataclass(frozen=True, slots=True, eq=False)
class Replicated:
    """A figure over replications, and what it would be without each of them."""

    value: float
    without: Floats
    """One per replication: the figure of all others."""

    @property
    def pseudo(self) -> Floats:
        """The jackknife's pseudo-values: of a mean the replications themselves; their spread is that of the figure."""
        n = len(self.without)
        return n * self.value - (n - 1) * self.without


def replicated(combined: Combined, parts: Sequence[Floats]) -> Replicated:
    """The figure at the means of its parts (one array per part, a value per replication), and without each replication.

    NaN where the others leave it undefined.
    """
    count = len(parts[0])
    sums = [float(part.sum()) for part in parts]
    value = combined.value(*(np.array([mean_of(part)]) for part in parts))
    others = (
        # Equal values have the mean of each; the sum's last digit would leave a trace of it.
        np.full(count, part[0]) if np.ptp(part) == 0 else (total - part) / max(count - 1, 1)
        for part, total in zip(parts, sums, strict=True)
    )
    without = combined.value(*others) if count > 1 else np.full(count, math.nan)
    return Replicated(float(value[0]), np.asarray(without, dtype=np.float64))


def replicated_mean(values: Floats) -> Replicated:
    """The same of a mean of defined values."""
    count, mean = len(values), mean_of(values) if len(values) else math.nan
    if count < 2 or np.ptp(values) == 0:
        return Replicated(mean, values.copy())
    return Replicated(mean, (count * mean - values) / (count - 1))


def fieller(above: Floats, below: Floats) -> Pieces:
    """Every r for which the t-test does not tell the mean of above − r × below from 0, at 95 %.

    One interval, or, where the denominator's mean cannot be told from 0, two that reach to infinity, or everything.
    Needs two replications or more.
    """
    count = len(above)
    margin = t_quantile(count) ** 2 / count
    a, b = mean_of(above), mean_of(below)
    both = 0.0 if np.ptp(above) == 0 or np.ptp(below) == 0 else float(np.cov(above, below)[0, 1])
    # The set is q r² − 2 h r + c <= 0.
    q = b * b - margin * variance_of(below)
    h = a * b - margin * both
    c = a * a - margin * variance_of(above)
    return _roots(q, h, c)


def _roots(q: float, h: float, c: float) -> Pieces:
    if q == 0:
        if h == 0:
            return ((-math.inf, math.inf),)
        return ((c / (2 * h), math.inf),) if h > 0 else ((-math.inf, c / (2 * h)),)
    under = h * h - q * c
    if q < 0 and under <= 0:
        return ((-math.inf, math.inf),)
    root = math.sqrt(max(under, 0.0))
    low, high = sorted(((h - root) / q, (h + root) / q))
    return ((low, high),) if q > 0 else ((-math.inf, low), (high, math.inf))


def estimate_combined(
    combined: Combined, parts: Sequence[Floats], known: Replicated | None = None
) -> Estimate:
    """A figure at the means of its parts, with Fieller's interval for a plain ratio and the jackknife's for any other.

    Of a set in two pieces that reach to infinity, the bounds are infinite; `within` says which piece is possible. `known`: what
    `replicated` makes of them, where that has been worked out.
    """
    found, count = known or replicated(combined, parts), len(parts[0])
    if not math.isfinite(found.value):
        return Estimate(math.nan, math.nan, math.nan, 0)
    if count < 2:
        return Estimate(found.value, math.nan, math.nan, count)
    return _plain(found.value, *parts) if combined.plain else _jackknife(found)


def possible(
    combined: Combined, parts: Sequence[Floats], low: float, high: float, known: Replicated | None = None
) -> Estimate:
    """The same within what is possible: the bounds of the part of its set that lies between `low` and `high`."""
    found = estimate_combined(combined, parts, known)
    if combined.plain and "unbounded" in found.doubts:
        pieces = fieller(*parts)
        kept = [(max(a, low), min(b, high)) for a, b in pieces if b >= low and a <= high]
        return replace(found, low=kept[0][0], high=kept[-1][1])
    return clipped(found, low, high)


def jackknifed(found: Replicated, fit: Fit = NO_FIT) -> Estimate:
    """A figure with the jackknife's interval, on the figure itself; without bounds where it hangs on one replication.

    fit: the line by which the figure was adjusted before.
    """
    count = len(found.without)
    if not math.isfinite(found.value):
        return Estimate(math.nan, math.nan, math.nan, 0)
    if count < 2 or not np.isfinite(found.without).all():
        return Estimate(found.value, math.nan, math.nan, count)
    pseudo = gaps_of((count - 1) * found.without, np.full(count, count * found.value))
    return t_interval(found.value, pseudo, fit=fit)


def clipped(found: Estimate, low: float, high: float) -> Estimate:
    """An interval without what cannot be; it covers no less for that, since the truth lies within."""
    if (found.low >= low and found.high <= high) or not math.isfinite(found.low + found.high):
        return found
    doubts: tuple[Doubt, ...] = (*found.doubts, "clipped")
    return replace(found, low=max(found.low, low), high=min(found.high, high), doubts=doubts)


def exponential(power: float) -> float:
    """e to a power; infinite where no number is as large."""
    return math.exp(power) if power < _LARGEST_POWER else math.inf


def _plain(value: float, above: Floats, below: Floats) -> Estimate:
    pieces = fieller(above, below)
    doubts: list[Doubt] = ["unbounded"] if math.isinf(pieces[-1][1]) or math.isinf(pieces[0][0]) else []
    # What each replication adds to above − value × below: its skew decides how good the interval is.
    doubts += ["few_runs"] if is_skewed(above - value * below) and not doubts else []
    return Estimate(value, pieces[0][0], pieces[-1][1], len(above), tuple(doubts))


def _jackknife(found: Replicated) -> Estimate:
    pseudo, count = found.pseudo, len(found.without)
    if not np.isfinite(pseudo).all():
        return Estimate(found.value, -math.inf, math.inf, count, ("unbounded",))
    doubts: tuple[Doubt, ...] = ("few_runs",) if is_skewed(pseudo) else ()
    if found.value > 0 and (found.without > 0).all():
        logs = count * math.log(found.value) - (count - 1) * np.log(found.without)
        on_log = t_interval(math.log(found.value), logs)
        return Estimate(found.value, exponential(on_log.low), exponential(on_log.high), count, doubts)
    return t_interval(found.value, pseudo, doubts)
