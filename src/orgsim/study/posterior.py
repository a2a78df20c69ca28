"""What means may be, given their replications: the chance that each is the best, and how far they all reach together.

n replications of k figures of the same runs say of their means what Student's t says: with the usual prior that prefers no value
(Jeffreys), the mean of any sum of them has the t-distribution with n − 1 degrees of freedom around what was seen, scaled by its
own standard error. Draws of all k means at once have these margins and the correlations of the replications, and need no more
replications than figures. So the chance that one of two is the better is what the one-sided paired t-test says, and a mean lies
in its t-interval with 95 %. How well the chances are calibrated is in docs/reference/statistics.md.
"""

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.statistics import CONFIDENCE, standard_error

DRAWS = 40_000
"""Draws of the means: a chance is known to .25 points or better (one standard error)."""
_SEED = 20_240_101
"""The same chances each time."""


def mean_draws(means: Floats, values: Floats, draws: int = DRAWS) -> Floats:
    """Draws (draw × figure) of what the means may be. `values`: replication × figure, two replications or more, all finite; their
    spread counts, `means` (one per figure) is where the draws lie."""
    count = len(values)
    off = (values - values.mean(axis=0)) / np.sqrt(count * (count - 1))
    # Of the same covariance as the replications, and never more rows than figures.
    factor = np.linalg.qr(off, mode="r")
    luck = np.random.default_rng(_SEED)
    normal = luck.standard_normal((draws, len(factor)))
    scale = np.sqrt((count - 1) / luck.chisquare(count - 1, draws))
    return np.asarray(means + scale[:, None] * (normal @ factor))


def chance_of_best(means: Floats, values: Floats, better: int = 1, draws: int = DRAWS) -> Floats:
    """The chance of each figure to have the highest mean (`better` = −1: the lowest); they add up to 1.

    Figures that are the same in every replication share theirs evenly. `means`, `values`: as in `mean_draws`.
    """
    _, first, place = np.unique(np.vstack([means, values]), axis=1, return_index=True, return_inverse=True)
    alike = np.bincount(place.ravel(), minlength=len(first))
    drawn = mean_draws(means[first], values[:, first], draws)
    won = np.bincount(np.argmax(better * drawn, axis=1), minlength=len(first)) / len(drawn)
    return np.asarray((won / alike)[place.ravel()])


def common_reach(values: Floats, draws: int = DRAWS) -> float:
    """How many standard errors reach around all means at once, so that with 95 % none lies beyond (the band of max |t|).

    `values`: as in `mean_draws`. Figures without spread lie where they were seen; 0 where none has any.
    """
    errors = np.array([standard_error(column) for column in values.T])
    spread = errors > 0
    if not spread.any():
        return 0.0
    drawn = mean_draws(np.zeros(int(spread.sum())), values[:, spread], draws)
    return float(np.quantile(np.abs(drawn / errors[spread]).max(axis=1), CONFIDENCE))
