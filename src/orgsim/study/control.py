"""Control variates: the luck of the decisions taken out of paired differences.

The luck of each run (`orgsim.measures.luck`) has mean 0 under every organization, and so has the difference of the luck of two;
how large the customers of day 0 happen to be is the same luck on both sides, of which organizations make more or less. What a
paired difference moves with these is estimated by least squares over the replications, and taken off: the mean is that of the
plane at a luck of 0. With normal replications its error has t's distribution with n - 1 - q degrees of freedom for q controls
(Lavenberg and Welch 1981); with others the mean has a bias of the order 1/n. Whether luck explains much is not looked at before:
to choose the narrower of two intervals would make it too narrow.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.ratios import Replicated
from orgsim.study.statistics import ROUNDING, Fit, standard_error, t_quantile, variance_of

LEAST = 20
"""Replications from which luck is taken out. Each slope costs a degree of freedom: with 12 replications intervals are 23 % wider
for three slopes that explain nothing, with 20 they are 10 % wider."""


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """What luck has made of a paired difference."""

    taken: Floats
    """Of the difference in each replication, in its unit; its mean would be 0 over all that could be."""
    fit: Fit
    width: float
    """Half the interval of the mean over that with the luck left in."""

    def of_values(self, values: Floats) -> Floats:
        """Values of b, or differences, without what luck has made of them."""
        return values - self.taken

    def of_figure(self, b: Replicated) -> Replicated:
        """A figure of b that follows from sums, or a difference of two, without what luck has made of it."""
        count, total = len(self.taken), float(self.taken.sum())
        return Replicated(b.value - total / count, b.without - (total - self.taken) / (count - 1))


def control(gaps: Floats, lucks: Sequence[Floats]) -> Control | None:
    """What the luck of the same replications has made of some differences; None where there are too few, or nothing varies.

    gaps: of a figure that follows from sums the differences of the pseudo-values. Differences that add up leave differences that
    add up, since what is taken is linear in them.
    """
    count = len(gaps)
    if count < LEAST or not np.isfinite([gaps, *lucks]).all() or _is_constant(gaps):
        return None
    taken, lever, axes = np.zeros(count), 0.0, list[tuple[Floats, Floats]]()
    for luck in lucks:
        # Each luck without what it shares with those before: the plane is then found one slope after the other.
        own, spread = luck, luck - luck.mean()
        for whole, off in axes:
            slope = float((spread * off).sum() / (off * off).sum())
            own, spread = own - slope * whole, spread - slope * off
        if _is_constant(luck) or float((spread * spread).sum()) <= ROUNDING * variance_of(luck):
            continue
        squares = float((spread * spread).sum())
        taken = taken + float((spread * gaps).sum()) / squares * own
        lever += count * float(own.mean()) ** 2 / squares
        axes.append((own, spread))
    if not axes:
        return None
    lost = len(axes)
    fit = Fit(lost, math.sqrt((count - 1) / (count - 1 - lost) * (1 + lever)))
    reach = t_quantile(count - lost) * standard_error(gaps - taken) * fit.stretch
    return Control(taken, fit, reach / (t_quantile(count) * standard_error(gaps)))


def _is_constant(values: Floats) -> bool:
    return variance_of(values) <= (ROUNDING * float(np.abs(values).max())) ** 2
