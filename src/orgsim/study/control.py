"""Control variates: the luck of the decisions taken out of paired differences.

The luck of each run (`orgsim.measures.luck`) has mean 0 under every organization, and so has the difference of the luck of two.
What a paired difference moves with that is estimated by least squares over the replications, and taken off: the mean is that of
the line at a luck of 0. With normal replications its error has t's distribution with n - 2 degrees of freedom (Lavenberg and
Welch 1981); with others the mean has a bias of the order 1/n. Whether luck explains much is not looked at before: to choose the
narrower of two intervals would make it too narrow.
"""

import math
from dataclasses import dataclass

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.ratios import Replicated
from orgsim.study.statistics import ROUNDING, Fit, mean_of, standard_error, t_quantile, variance_of

LEAST = 12
"""Replications from which luck is taken out: with fewer a line costs more than it gives."""


@dataclass(frozen=True, slots=True, eq=False)
class Control:
    """The line by which a paired difference is freed of luck."""

    slope: float
    """Of the difference on the difference of the luck."""
    luck: Floats
    """By how much luckier b was than a, in each replication; its mean would be 0 over all that could be."""
    fit: Fit
    width: float
    """Half the interval of the mean over that without the control."""

    def of_values(self, values: Floats) -> Floats:
        """Values of b, replication by replication, without what luck has made of them."""
        return values - self.slope * self.luck

    def of_figure(self, b: Replicated) -> Replicated:
        """A figure of b that follows from sums, without what luck has made of it."""
        count = len(self.luck)
        others = (self.luck.sum() - self.luck) / (count - 1)
        return Replicated(
            b.value - self.slope * float(self.luck.mean()), b.without - self.slope * np.asarray(others)
        )


def control(gaps: Floats, luck: Floats) -> Control | None:
    """The line of some differences on the luck of the same replications; None where there are too few, or one does not vary.

    gaps: of a figure that follows from sums the differences of the pseudo-values.
    """
    count = len(gaps)
    if count < LEAST or not (np.isfinite(luck).all() and np.isfinite(gaps).all()):
        return None
    if _is_constant(luck) or _is_constant(gaps):
        return None
    off, mean = luck - luck.mean(), mean_of(luck)
    squares = float((off * off).sum())
    slope = float((off * gaps).sum()) / squares
    left = gaps - slope * luck
    fit = Fit(1, math.sqrt((count - 1) / (count - 2) * (1 + count * mean * mean / squares)))
    width = (
        t_quantile(count - 1)
        * standard_error(left)
        * fit.stretch
        / (t_quantile(count) * standard_error(gaps))
    )
    return Control(slope, luck, fit, width)


def _is_constant(values: Floats) -> bool:
    return variance_of(values) <= (ROUNDING * float(np.abs(values).max())) ** 2
