"""Pareto fronts: which systems no other one beats in every goal at once, and how surely the others are beaten."""

import numpy as np
import numpy.typing as npt

from orgsim.randomness import Floats
from orgsim.study.statistics import ALPHA, ROUNDING


def ranks(means: Floats) -> npt.NDArray[np.int_]:
    """The rank of each system (system × goal, more is better): 0 where none beats it, 1 where those of 0 do, and so on."""
    found = np.full(len(means), -1)
    better = (means[None] >= means[:, None]).all(axis=2) & (means[None] > means[:, None]).any(axis=2)
    rank = 0
    while (left := found < 0).any():
        found[left & ~(better & left[None]).any(axis=1)] = rank
        rank += 1
    return found


def beaten(values: Floats, alpha: float = ALPHA) -> npt.NDArray[np.bool_]:
    """Which systems another one surely beats in every goal (replication × system × goal, same luck, more is better).

    With 1 − alpha no system that none beats is among them. That one beats another in all goals at once is told by a paired t-test
    of each goal at the full level (intersection–union; Berger 1982), and the k (k − 1) ordered pairs share alpha (Bonferroni).
    """
    from scipy.special import stdtrit

    count, systems, _ = values.shape
    if systems < 2 or count < 2:
        return np.zeros(systems, dtype=bool)
    reach = float(stdtrit(count - 1, 1 - alpha / (systems * (systems - 1))))
    gaps = values[:, None, :, :] - values[:, :, None, :]
    size = np.abs(values).max(axis=(0, 1))
    gaps[np.abs(gaps) <= ROUNDING * size] = 0.0
    mean, error = gaps.mean(axis=0), gaps.std(axis=0, ddof=1) / np.sqrt(count)
    return np.asarray((mean - reach * error > 0).all(axis=2).any(axis=1))
