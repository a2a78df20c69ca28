"""How settings of what one decides fare over what one does not know: on average, in the worst tenth, and how often each is
best."""

from dataclasses import dataclass
from math import nan

import numpy as np

from orgsim.measures.bins import Ints
from orgsim.randomness import Floats
from orgsim.study.statistics import Estimate, gaps_of, standard_error, t_interval

SURE = 0.9
"""A setting is surely best at a point when it is so with this chance or more."""
_TENTH = 0.1


@dataclass(frozen=True, slots=True)
class Fare:
    """One setting over all points of what one does not know."""

    mean: Estimate
    """Over the points, each as likely as the others; the interval is that of luck."""
    worst_decile: float
    """What one point in ten falls short of; of fewer than ten points the worst. NaN where no side is better."""
    share_best: float
    """At how many of the points it has the best mean; equal ones share a point. NaN for a single setting."""
    share_sure: float
    """At how many it is surely best: with a chance of `SURE` at least."""


def fares(values: Floats, better: int) -> list[Fare]:
    """From a figure, setting × point × replication (the same luck everywhere); better: 1, -1, or 0 where no side is."""
    means = values.mean(axis=2)
    best, sure = _shares(values, better)
    return [
        Fare(
            t_interval(float(means[k].mean()), one.mean(axis=0)),
            nan if better == 0 else better * _low(better * means[k]),
            best[k],
            sure[k],
        )
        for k, one in enumerate(values)
    ]


def leading(values: Floats, better: int) -> tuple[Ints, float]:
    """The settings by their means over all points, the best first, and the chance that the first is truly the best of them on
    average: a lower bound (Bonferroni), from normal differences of replications that have the same luck."""
    by_luck = values.mean(axis=1)
    order = np.argsort(-better * by_luck.mean(axis=1), kind="stable")
    return order, _chance_of_best(by_luck[order], better)


def _low(values: Floats) -> float:
    """The lowest tenth's upper end, by the inverse of the empirical distribution, so that it is one of the values."""
    return float(np.quantile(values, _TENTH, method="inverted_cdf"))


def _shares(values: Floats, better: int) -> tuple[list[float], list[float]]:
    settings, points = values.shape[:2]
    if better == 0 or settings < 2:
        return [nan] * settings, [nan] * settings
    best, sure = np.zeros(settings), np.zeros(settings)
    for point in range(points):
        here = values[:, point]
        means = better * here.mean(axis=1)
        top = np.isclose(means, means.max(), rtol=1e-9, atol=0.0)
        best += top / top.sum()
        first = int(means.argmax())
        order = [first, *(k for k in range(settings) if k != first)]
        sure[first] += _chance_of_best(here[order], better) >= SURE
    return (best / points).tolist(), (sure / points).tolist()


def _chance_of_best(values: Floats, better: int) -> float:
    """That the first of some rows, one number per replication in each, has the best expectation; a lower bound."""
    from scipy.special import stdtr

    losing = 0.0
    for other in values[1:]:
        gaps = better * gaps_of(other, values[0])
        error = standard_error(gaps)
        lead = float(gaps.mean())
        if error > 0:
            losing += float(stdtr(len(gaps) - 1, -lead / error))
        else:
            losing += 0.5 if lead == 0 else float(lead < 0)
    return max(0.0, 1 - losing)
