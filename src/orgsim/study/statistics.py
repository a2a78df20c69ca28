"""What replications allow to say: intervals, paired differences, and verdicts that survive many comparisons."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orgsim.randomness import Floats

CONFIDENCE = 0.95
"""Level of every interval."""
ALPHA = 1 - CONFIDENCE
"""A verdict is given when the adjusted p-value is below this."""
_ROUNDING = 1e-9
"""Relative difference of two values below which they are the same."""

Verdict = Literal["better", "worse", "cannot tell", ""]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications with its 95 % t-interval; the bounds are NaN with fewer than two values."""

    mean: float
    low: float
    high: float
    count: int
    """Replications in which the quantity is defined."""

    @property
    def half_width(self) -> float:
        """Half the interval's width, in the unit of the mean."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """b against a over the replications in which both are defined, run with common random numbers."""

    mean_a: float
    mean_b: float
    difference: Estimate
    """Of b − a."""
    p: float
    """Two-sided t-test that the mean difference is 0; NaN with fewer than two pairs."""
    variance_reduction: float
    """1 − Var(b − a) / (Var a + Var b): the share of the variance that pairing took away; negative if it added some."""
    correlation: float
    """Between a and b over the replications; NaN where one of them does not vary."""


def estimate(values: Floats) -> Estimate:
    """The mean of independent replications with its t-interval; undefined (not finite) values are left out and not counted."""
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    mean = _mean(known)
    margin = _quantile(len(known)) * _standard_error(known)
    return Estimate(mean, mean - margin, mean + margin, len(known))


def paired_difference(a: Floats, b: Floats) -> PairedDifference:
    """Compare two arrays of equal length, one value per replication; pairs with an undefined value are left out."""
    both = np.isfinite(a) & np.isfinite(b)
    a, b = a[both], b[both]
    gaps = _gaps(a, b)
    reduction, correlation = _gain_of_pairing(a, b)
    return PairedDifference(
        estimate(a).mean, estimate(b).mean, estimate(gaps), _p_value(gaps), reduction, correlation
    )


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's adjusted p-values (1979), in the order given; NaN stays NaN and does not count as a test."""
    tests = sorted((p, place) for place, p in enumerate(p_values) if not math.isnan(p))
    adjusted = [math.nan] * len(p_values)
    highest = 0.0
    for rank, (p, place) in enumerate(tests):
        highest = max(highest, min(1.0, (len(tests) - rank) * p))
        adjusted[place] = highest
    return adjusted


def verdict(difference: float, p_adjusted: float, better: int) -> Verdict:
    """Judge a difference of b against a on a KPI of which more is better (+1), worse (-1) or neither (0: no verdict)."""
    if better == 0:
        return ""
    if math.isnan(p_adjusted) or p_adjusted >= ALPHA:
        return "cannot tell"
    return "better" if difference * better > 0 else "worse"


def _gaps(a: Floats, b: Floats) -> Floats:
    # Sums of the same amounts in another order differ in their last digits; that is no difference.
    return np.where(np.abs(b - a) <= _ROUNDING * np.maximum(np.abs(a), np.abs(b)), 0.0, b - a)


def _mean(values: Floats) -> float:
    return float(values[0] if np.ptp(values) == 0 else np.mean(values))


def _variance(values: Floats) -> float:
    # Equal values have none; their mean's last digit would leave a trace of it.
    return 0.0 if np.ptp(values) == 0 else float(np.var(values, ddof=1))


def _standard_error(values: Floats) -> float:
    return math.sqrt(_variance(values) / len(values)) if len(values) > 1 else math.nan


def _quantile(count: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, 1 - ALPHA / 2)) if count > 1 else math.nan


def _p_value(gaps: Floats) -> float:
    from scipy.special import stdtr

    if len(gaps) < 2:
        return math.nan
    mean, error = _mean(gaps), _standard_error(gaps)
    if error == 0:
        # Without any spread the t-test has nothing to say; what is left is the chance of one sign throughout.
        return 1.0 if mean == 0 else 2.0 ** (1 - len(gaps))
    return float(2 * stdtr(len(gaps) - 1, -abs(mean) / error))


def _gain_of_pairing(a: Floats, b: Floats) -> tuple[float, float]:
    if len(a) < 2:
        return math.nan, math.nan
    alone_a, alone_b = _variance(a), _variance(b)
    if alone_a + alone_b == 0:
        return math.nan, math.nan
    reduction = 1 - _variance(_gaps(a, b)) / (alone_a + alone_b)
    if alone_a == 0 or alone_b == 0:
        return reduction, math.nan
    return reduction, float(np.cov(a, b)[0, 1]) / math.sqrt(alone_a * alone_b)
