"""What replications allow to say: intervals of means, and verdicts that survive many comparisons."""

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
ROUNDING = 1e-9
"""Relative difference of two values below which they are the same."""

Verdict = Literal["better", "worse", "higher", "lower", "cannot tell", ""]
Doubt = Literal["few_runs", "unbounded", "clipped", "partly_defined"]
"""Why an interval is not to be taken at its word; in words in `orgsim.study.notes`."""
_SKEWED = 0.4
"""Skewness of a mean (of the replications' over the root of their number) above which its interval covers too little."""
_SURE_OF_SKEW = 3.5
"""Standard errors of a skewness (for a normal sample of that size) above which it is one, where many are looked at."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over replications with its 95 % interval; the bounds are NaN with fewer than two values.

    A bound is infinite where the replications set none.
    """

    mean: float
    low: float
    high: float
    count: int
    """Replications in which the quantity is defined."""
    doubts: tuple[Doubt, ...] = ()

    @property
    def half_width(self) -> float:
        """Half the interval's width, in the unit of the mean."""
        return (self.high - self.low) / 2


@dataclass(frozen=True, slots=True)
class Fit:
    """What a line fitted to the replications costs the mean of what is left of them."""

    lost: int = 0
    """Degrees of freedom that it takes besides that of the mean."""
    stretch: float = 1.0
    """Factor on the standard error that what is left has by itself."""


NO_FIT = Fit()


def estimate(values: Floats, fit: Fit = NO_FIT) -> Estimate:
    """The mean of independent replications with its t-interval; undefined (not finite) values are left out and not counted.

    fit: the line by which the values were adjusted before.
    """
    known = values[np.isfinite(values)]
    if len(known) == 0:
        return Estimate(math.nan, math.nan, math.nan, 0)
    doubts: list[Doubt] = ["partly_defined"] if len(known) < len(values) else []
    doubts += ["few_runs"] if is_skewed(known) else []
    return t_interval(mean_of(known), known, tuple(doubts), fit)


def t_interval(value: float, spread: Floats, doubts: tuple[Doubt, ...] = (), fit: Fit = NO_FIT) -> Estimate:
    """A figure with the t-interval that the spread of its replications (or pseudo-values) allows."""
    margin = t_quantile(len(spread) - fit.lost) * standard_error(spread) * fit.stretch
    return Estimate(value, value - margin, value + margin, len(spread), doubts)


def is_skewed(values: Floats) -> bool:
    """Whether the values lean so much to one side that a t-interval of their mean covers less than it says."""
    count = len(values)
    if count < 3 or np.ptp(values) <= ROUNDING * np.abs(values).max():
        return False
    off = values - values.mean()
    skewness = np.mean(off**3) / np.mean(off**2) ** 1.5
    error = math.sqrt(6 * (count - 2) / ((count + 1) * (count + 3)))
    return bool(abs(skewness) > max(_SKEWED * math.sqrt(count), _SURE_OF_SKEW * error))


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
    """Judge a difference of b against a on a figure of which more is better (+1), worse (-1) or neither (0: higher, lower)."""
    if math.isnan(p_adjusted) or p_adjusted >= ALPHA:
        return "cannot tell"
    if better == 0:
        return "higher" if difference > 0 else "lower"
    return "better" if difference * better > 0 else "worse"


def gaps_of(a: Floats, b: Floats) -> Floats:
    """b − a, replication by replication."""
    # Sums of the same amounts in another order differ in their last digits; that is no difference.
    return np.where(np.abs(b - a) <= ROUNDING * np.maximum(np.abs(a), np.abs(b)), 0.0, b - a)


def mean_of(values: Floats) -> float:
    """The mean of some values; of equal ones their value."""
    return float(values[0] if np.ptp(values) == 0 else np.mean(values))


def variance_of(values: Floats) -> float:
    """The variance between replications."""
    # Equal values have none; their mean's last digit would leave a trace of it.
    return 0.0 if np.ptp(values) == 0 else float(np.var(values, ddof=1))


def standard_error(values: Floats) -> float:
    """Of their mean; NaN for a single one."""
    return math.sqrt(variance_of(values) / len(values)) if len(values) > 1 else math.nan


def t_quantile(count: int) -> float:
    """How many standard errors a 95 % interval of so many replications reaches; NaN for a single one."""
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, 1 - ALPHA / 2)) if count > 1 else math.nan


def p_value(mean: float, gaps: Floats, fit: Fit = NO_FIT) -> float:
    """Two-sided: that a difference is 0 of which `mean` was seen, by the spread of its replications (or pseudo-values)."""
    from scipy.special import stdtr

    if len(gaps) < 2:
        return math.nan
    error = standard_error(gaps) * fit.stretch
    if error == 0:
        # Without any spread the t-test has nothing to say; what is left is the chance of one sign throughout.
        return 1.0 if mean == 0 else 2.0 ** (1 - len(gaps))
    return float(2 * stdtr(len(gaps) - fit.lost - 1, -abs(mean) / error))


def gain_of_pairing(a: Floats, b: Floats) -> tuple[float, float]:
    """The share of variance that pairing took away, and the correlation."""
    if len(a) < 2:
        return math.nan, math.nan
    alone_a, alone_b = variance_of(a), variance_of(b)
    if alone_a + alone_b == 0:
        return math.nan, math.nan
    reduction = 1 - variance_of(gaps_of(a, b)) / (alone_a + alone_b)
    if alone_a == 0 or alone_b == 0:
        return reduction, math.nan
    correlation = float(np.cov(a, b)[0, 1]) / math.sqrt(alone_a * alone_b)
    # The last digits of a sum of products depend on the processor.
    return reduction, min(1.0, max(-1.0, round(correlation, 12)))
