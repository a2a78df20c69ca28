"""Paired comparisons: b against a, run with the same luck, replication by replication.

Means are compared by the differences of their replications. Figures that follow from sums have no value of their own in each
replication: they are compared by the jackknife, the same replication left out on both sides, and on the log where both
sides are above 0, since a quotient of small numbers leans to one side and its log hardly does (coverage in
docs/reference/statistics.md).
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.control import Control, control
from orgsim.study.ratios import Replicated, exponential, replicated_mean
from orgsim.study.statistics import (
    NO_FIT,
    ROUNDING,
    Doubt,
    Estimate,
    Fit,
    estimate,
    gain_of_pairing,
    gaps_of,
    is_skewed,
    mean_of,
    p_value,
    standard_error,
    t_interval,
    t_quantile,
)

_UNKNOWN = Estimate(math.nan, math.nan, math.nan, 0)
_DOUBLINGS = 200
"""How often a step is doubled in search of a bound: one that is 10^60 times as far off as the difference is none."""


@dataclass(frozen=True, slots=True)
class PairedDifference:
    """b against a over the replications in which both are defined, run with common random numbers."""

    mean_a: float
    mean_b: float
    difference: Estimate
    """Of b − a, without the luck of the decisions where `control` says so."""
    p: float
    """Two-sided t-test that the difference is 0; NaN with fewer than two pairs, or where they set no bounds."""
    variance_reduction: float
    """1 − Var(b − a) / (Var a + Var b): the share of the variance that pairing took away; negative if it added some."""
    correlation: float
    """Between a and b over the replications; NaN where one of them does not vary."""
    relative: Estimate = _UNKNOWN
    """b / a − 1 with its interval; NaN where a side is not above 0. Freed of luck like the difference."""
    control: Control | None = None
    """What luck has made of it; None where nothing was taken out."""


def paired_difference(a: Floats, b: Floats, lucks: Sequence[Floats] = ()) -> PairedDifference:
    """Compare two arrays of equal length, one value per replication; pairs with an undefined value are left out.

    lucks: what luck there was in each replication, in one sense or several, which is taken out (see `orgsim.study.control`).
    """
    both = np.isfinite(a) & np.isfinite(b)
    every, a, b = len(a), a[both], b[both]
    gaps, mean, gain = gaps_of(a, b), mean_of(b) if len(b) else math.nan, gain_of_pairing(a, b)
    # Luck has mean 0 over all replications, and not over those that define a figure.
    line = control(gaps, lucks) if len(gaps) == every else None
    fit = NO_FIT
    if line is not None:
        b, gaps, fit = line.of_values(b), line.of_values(gaps), line.fit
    found = estimate(gaps, fit)
    if len(gaps) < every:
        found = Estimate(found.mean, found.low, found.high, found.count, ("partly_defined", *found.doubts))
    one, other = replicated_mean(a), replicated_mean(b)
    p, relative = p_value(found.mean, gaps, fit), relative_change(one, other, fit)
    return PairedDifference(one.value, mean, found, p, *gain, relative, line)


def paired_figures(a: Replicated, b: Replicated, lucks: Sequence[Floats] = ()) -> PairedDifference:
    """Compare two figures that follow from sums of the same replications; nothing is told where a side is undefined.

    lucks: as in `paired_difference`; what they move is found from the pseudo-values.
    """
    count, one, other = len(a.without), a.pseudo, b.pseudo
    if not (math.isfinite(a.value) and math.isfinite(b.value)) or count < 2:
        known = count if math.isfinite(a.value) and math.isfinite(b.value) else 0
        found = Estimate(b.value - a.value, math.nan, math.nan, known)
        return PairedDifference(a.value, b.value, found, math.nan, math.nan, math.nan, _UNKNOWN)
    if not (np.isfinite(one).all() and np.isfinite(other).all()):
        # All of it hangs on one replication: without that one a side is undefined.
        found = Estimate(b.value - a.value, -math.inf, math.inf, count, ("unbounded",))
        return PairedDifference(a.value, b.value, found, math.nan, math.nan, math.nan, _UNKNOWN)
    gaps, gain = gaps_of(one, other), gain_of_pairing(one, other)
    line = control(gaps, lucks)
    freed, fit = b, NO_FIT
    if line is not None:
        freed, fit = line.of_figure(b), line.fit
        gaps = freed.pseudo - one
    found, p, relative = _compared(a, freed, gaps, fit)
    return PairedDifference(a.value, b.value, found, p, *gain, relative, line)


def _compared(a: Replicated, b: Replicated, gaps: Floats, fit: Fit) -> tuple[Estimate, float, Estimate]:
    """The difference of two figures, the p of its test and the relative change; `gaps`: of their pseudo-values."""
    relative = relative_change(a, b, fit)
    if not gaps.any():
        return t_interval(0.0, gaps), 1.0, relative
    if relative.count and not _constant(gaps):
        return *_on_the_log(a, b, fit), relative
    doubts: tuple[Doubt, ...] = ("few_runs",) if is_skewed(gaps) else ()
    found = t_interval(b.value - a.value, gaps, doubts, fit)
    return found, p_value(found.mean, gaps, fit), relative


def relative_change(a: Replicated, b: Replicated, fit: Fit = NO_FIT) -> Estimate:
    """b / a − 1 by the jackknife on the log; unknown unless both are above 0, whichever replication is left out."""
    if not (_positive(a) and _positive(b)):
        return _UNKNOWN
    change = _log_ratio(a.value, b.value, a.without, b.without)
    found = t_interval(math.log(b.value / a.value), change, fit=fit)
    low, mean, high = (exponential(bound) - 1 for bound in (found.low, found.mean, found.high))
    return Estimate(mean, low, high, found.count)


def _positive(one: Replicated) -> bool:
    return len(one.without) > 1 and one.value > 0 and bool((one.without > 0).all())


def _constant(gaps: Floats) -> bool:
    return bool(np.ptp(gaps) <= ROUNDING * np.abs(gaps).max())


def _log_ratio(a: float, b: float, without_a: Floats, without_b: Floats) -> Floats:
    """Pseudo-values of log(b / a)."""
    count = len(without_a)
    return count * math.log(b / a) - (count - 1) * np.log(without_b / without_a)


def _on_the_log(a: Replicated, b: Replicated, fit: Fit) -> tuple[Estimate, float]:
    """The difference of two figures above 0 and its p: every d for which a + d and b cannot be told apart on the log.

    So the interval leaves 0 out exactly when the test of their ratio does.
    """
    gap, count = b.value - a.value, len(a.without)
    reach = t_quantile(count - fit.lost) * fit.stretch

    def apart(d: float) -> tuple[float, Floats]:
        # What is added stands on the side on which it is above 0, so that both stay above 0.
        more, less = max(d, 0.0), max(-d, 0.0)
        one, other = a.value + more, b.value + less
        return math.log(other / one), _log_ratio(one, other, a.without + more, b.without + less)

    def above(d: float) -> float:
        mean, spread = apart(d)
        return mean + reach * standard_error(spread)

    def below(d: float) -> float:
        mean, spread = apart(d)
        return mean - reach * standard_error(spread)

    step = max(abs(gap), 1e-3 * max(a.value, b.value))
    low, high = _crossing(below, gap, -step), _crossing(above, gap, step)
    mean, spread = apart(0.0)
    doubts: tuple[Doubt, ...] = ("few_runs",) if is_skewed(spread) else ()
    return Estimate(gap, low, high, count, doubts), p_value(mean, spread, fit)


def _crossing(value: Callable[[float], float], start: float, step: float) -> float:
    """Where a function that falls with d changes its sign, from `start` in the direction of `step`; infinite if far off."""
    from scipy.optimize import brentq

    sign = math.copysign(1.0, step)
    if value(start) * sign <= 0:
        return start
    inside = start
    for _ in range(_DOUBLINGS):
        if value(start + step) * sign <= 0:
            return float(brentq(value, inside, start + step, rtol=1e-12, xtol=1e-12 * abs(step)))
        inside, step = start + step, 2 * step
    return sign * math.inf
