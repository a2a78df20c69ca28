"""Sobol indices: what share of a figure's variance each thing that is not known brings, alone and with all others, and what luck
brings.

The figure of one future is f(x, ω): x is what is not known, ω the luck of a replication. Its variance is that of its expectation
over luck, E[f | x], and on top of it the mean variance that luck brings at a point. First-order and total indices are those of
E[f | x] (Sobol' 1993; first order by Saltelli et al. 2010, total by Jansen 1999). Each replication has the same luck at every
point, and products are taken over pairs of different replications alone, so that luck adds nothing to the indices however few
replications there are. All shares are of the variance of one future, so that luck stands beside them in the same unit.
"""

from dataclasses import dataclass

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.statistics import ALPHA

RESAMPLES = 400
"""Bootstrap samples behind the intervals."""


@dataclass(frozen=True, slots=True)
class Index:
    """A share of the variance with its 95 % interval."""

    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SobolIndices:
    """Of one figure; lists are in the order of the factors."""

    first: tuple[Index, ...]
    """What a factor brings by itself."""
    total: tuple[Index, ...]
    """What a factor brings together with all that it acts with."""
    luck: Index
    """What replications differ in at a point: NaN where there is one replication alone."""
    constant: bool
    """Whether the figure did not vary at all; the shares are then NaN."""


def sobol(a: Floats, b: Floats, mixed: Floats, seed: int = 1) -> SobolIndices:
    """The indices of a Saltelli design.

    a, b: the figure at the two samples, point × replication. mixed: factor × point × replication, sample A with one factor from
    B. Replications are columns with the same luck everywhere. Intervals: bootstrap over points and replications together.
    """
    points, replications = a.shape
    # Large levels would drown small products in rounding; the indices do not depend on them.
    middle = np.concatenate([a, b]).mean()
    a, b, mixed = a - middle, b - middle, mixed - middle
    even = np.full(replications, 1.0), np.full(points, 1.0 / points)
    found = _shares(a, b, mixed, *even)
    random = np.random.default_rng(seed)
    drawn = np.array([
        _shares(a, b, mixed, random.multinomial(replications, np.full(replications, 1 / replications)).astype(float),
                random.multinomial(points, np.full(points, 1 / points)) / points)
        for _ in range(RESAMPLES)
    ])  # fmt: skip
    usable = drawn[np.isfinite(drawn[:, :-1]).all(axis=1)]
    bounds = (
        np.quantile(usable, [ALPHA / 2, 1 - ALPHA / 2], axis=0)
        if len(usable)
        else np.full((2, len(found)), np.nan)
    )
    every = [Index(*map(float, one)) for one in zip(found, *bounds, strict=True)]
    count = len(mixed)
    return SobolIndices(tuple(every[:count]), tuple(every[count:-1]), every[-1], not np.isfinite(found[0]))


def _shares(a: Floats, b: Floats, mixed: Floats, luck: Floats, points: Floats) -> Floats:
    """First-order, then total shares, then that of luck, with weights of replications and of points; NaN without any variance."""
    both = np.concatenate([a, b])
    twice = np.concatenate([points, points]) / 2
    single = a.shape[1] == 1
    centred = both - twice @ both
    size = 2 * len(a)
    # The two samples together estimate the variance of the expectation; their mean is estimated from them, too.
    expected = twice @ _pairs(centred, centred, luck, single) * size / (size - 1)
    first = np.array([points @ _pairs(b, one - a, luck, single) for one in mixed])
    total = np.array([points @ _pairs(a - one, a - one, luck, single) / 2 for one in mixed])
    noise = np.nan if single else float(twice @ _noise(both, luck))
    whole = expected + (0.0 if single else noise)
    scale = max(float(np.abs(both).max()), 1e-300) ** 2
    if not whole > 1e-18 * scale:
        return np.full(2 * len(mixed) + 1, np.nan)
    return np.array([*first, *total, noise]) / whole


def _pairs(one: Floats, other: Floats, luck: Floats, single: bool) -> Floats:
    """At each point the mean product of two different replications: an expectation times another one, free of their luck."""
    if single:
        return np.asarray(one[:, 0] * other[:, 0])
    every = (one @ luck) * (other @ luck) - (one * other) @ luck**2
    count = luck.sum() ** 2 - (luck**2).sum()
    return np.asarray(every / count) if count > 0 else np.full(len(one), np.nan)


def _noise(values: Floats, luck: Floats) -> Floats:
    """At each point the variance between replications: half the mean squared difference of two different ones."""
    return _pairs_of_squares(values, luck) - _pairs(values, values, luck, False)


def _pairs_of_squares(values: Floats, luck: Floats) -> Floats:
    """The mean square of a replication, weighted as in pairs of different ones."""
    weights = luck * (luck.sum() - luck)
    return (
        np.asarray((values**2) @ weights / weights.sum())
        if weights.sum() > 0
        else np.full(len(values), np.nan)
    )
