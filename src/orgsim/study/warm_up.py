"""How many months of a run are better left out of a steady state: MSER-5.

White, Cobb and Spratt (2000), A comparison of five steady-state truncation heuristics for simulation, Proceedings of the Winter
Simulation Conference: the mean of what is left is known best where as many batch means are left out as make its squared standard
error least. As the replications are independent, the rule is applied to their mean, month by month.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.sample import Sample
from orgsim.study.statistics import gaps_of, mean_of, p_value
from orgsim.units import MONTH

BATCH = 5
"""Values in a batch."""
FEWEST_BATCHES = 4
"""Batches that the rule needs at least: of fewer, less than two could be left out."""
_OF_ALL = ("won", "customers", "mrr", "revenue")
_OF_PARTS = ("utilisation", "queue_length")
State = Literal["settled", "short", "moving"]
"""Of a series: settled; too short to tell, since the rule would leave out half of it or more, though nothing shows that it moves
on; or one that still moves in its last half (p < .01, paired over the replications)."""
_SURE = 0.01


@dataclass(frozen=True, slots=True)
class WarmUp:
    """What MSER says of one series."""

    series: str
    """Its flat key, such as "utilisation.sales"."""
    state: State
    months: int | None
    """To be left out, of a "short" series at least that many; None of one that is "moving", or that has too few months."""
    statistic: tuple[float, ...]
    """MSER with no batch left out, with one, and so on up to half of them."""
    means: tuple[float, ...]
    """Of each month, over the replications."""


def batch_means(values: Sequence[float] | Floats, size: int = BATCH) -> Floats:
    """Means of so many values each, in their order; values at the end that fill no batch are left out."""
    whole = len(values) // size * size
    return np.asarray(np.asarray(values, dtype=float)[:whole].reshape(-1, size).mean(axis=1))


def mser(means: Sequence[float] | Floats) -> Floats:
    """The statistic of the rule, for none to half of the batch means left out.

    With d of m left out: the sum of squares of the others around their own mean, over (m − d)²: the squared standard error of
    that mean, were they independent.
    """
    found = np.asarray(means, dtype=float)
    return np.array([found[d:].var() / (len(found) - d) for d in range(len(found) // 2 + 1)])


def truncated(means: Sequence[float] | Floats) -> int | None:
    """How many batch means the rule leaves out: as many as make the statistic least, the fewest of these.

    None where there are fewer than 4, and where that is half of them, the most that are looked at: the series may go on to move.
    """
    if len(means) < FEWEST_BATCHES:
        return None
    statistic = mser(means)
    # Equal values have a variance of 0 but for the last digits of their mean.
    least = int(np.argmin(np.where(statistic <= 1e-24 * np.max(np.square(means)), 0.0, statistic)))
    return None if least == len(statistic) - 1 else least


def advised(sample: Sample) -> list[WarmUp]:
    """What MSER-5 says of the monthly series of a scenario: loads, queues, customers, what is won and earned.

    Of whole months from day 0 on, the warm-up that is stated included; series that do not vary, or are undefined in a month, are
    left out.
    """
    count, found = whole_months(sample), []
    for key, values in sample.series.items():
        if key not in _OF_ALL and key.partition(".")[0] not in _OF_PARTS:
            continue
        months = values[:, :count].mean(axis=0)
        if count and np.isfinite(months).all() and np.ptp(months) > 0:
            found.append(_judged(key, values[:, :count]))
    return found


def _judged(key: str, values: Floats) -> WarmUp:
    """One series, replication × month."""
    months = values.mean(axis=0)
    means = batch_means(months)
    cut = truncated(means)
    state: State = "settled" if cut is not None else "moving" if _moves(values) else "short"
    if cut is None and state == "short" and len(means) >= FEWEST_BATCHES:
        cut = len(means) // 2
    left_out = None if cut is None else cut * BATCH
    return WarmUp(key, state, left_out, tuple(mser(means).tolist()), tuple(months.tolist()))


def _moves(values: Floats) -> bool:
    """Whether the last quarter of the months differs from the one before it."""
    quarter = values.shape[1] // 4
    if quarter == 0 or len(values) < 2:
        return False
    gaps = gaps_of(values[:, -2 * quarter : -quarter].mean(axis=1), values[:, -quarter:].mean(axis=1))
    return p_value(mean_of(gaps), gaps) < _SURE


def whole_months(sample: Sample) -> int:
    """Whole months of the runs of a scenario."""
    days = sample.series.get("days")
    return 0 if days is None else int(np.sum(days[0] > MONTH * (1 - 1e-9)))
