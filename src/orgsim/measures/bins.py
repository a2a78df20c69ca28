"""Elapsed time cut into bins, and ratios that say NaN where nothing was counted."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orgsim.units import DAYS_PER_YEAR, MONTH

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_SLACK = 1e-9
"""Months that a horizon may pass a month's end by rounding alone."""


@dataclass(frozen=True, slots=True)
class Spans:
    """Intervals of elapsed time, each with a group and an amount that accrues over it."""

    group: Ints
    start: Floats
    """Days."""
    end: Floats
    """Days, not before `start`."""
    amount: Floats


Clock = Callable[[Floats], Floats]
"""What has passed by each of some days since day 0: elapsed time, or hours on duty."""


def elapsed(days: Floats) -> Floats:
    """The clock that never stands still."""
    return days


@dataclass(frozen=True, slots=True)
class Bins:
    """The model months from day 0 to the horizon; the one in which the warm-up ends is cut in two, that in which the last 12
    months begin too where these are told apart."""

    edges: Floats
    """Days, ascending: 0 … horizon."""
    starts: Ints
    """First bin of each month."""
    first: int
    """First bin of the window that is counted."""
    year: int | None = None
    """First bin of the last 12 months; None where the window is shorter than two years, and they are not told apart."""

    def share(self, spans: Spans, groups: int, clock: Clock = elapsed) -> Floats:
        """Amounts per group and bin, each span's shared out evenly by what passes on a clock; what lies outside 0 … horizon is
        dropped.

        A span of length 0 counts whole at its moment, one in which the clock stands still by elapsed time. Shape (groups, bins).
        """
        width = len(self.edges) - 1
        at = np.searchsorted(self.edges, spans.start, side="right") - 1
        last = np.maximum(np.searchsorted(self.edges, spans.end, side="left") - 1, at)
        whole = (at == last) & (at < width) & (at >= 0)
        table = sums((spans.group * width + at)[whole], spans.amount[whole], groups * width)
        long = np.flatnonzero(at < last)
        group, start, end = spans.group[long], spans.start[long], spans.end[long]
        passed, amount = clock(end) - clock(start), spans.amount[long]
        at, last = np.maximum(at[long], 0), last[long]
        while True:
            on = np.flatnonzero((at <= last) & (at < width))
            if not on.size:
                return table.reshape(groups, width)
            group, start, end, at, last = group[on], start[on], end[on], at[on], last[on]
            passed, amount = passed[on], amount[on]
            since, until = np.maximum(start, self.edges[at]), np.minimum(end, self.edges[at + 1])
            part = np.divide(
                clock(until) - clock(since), passed, out=(until - since) / (end - start), where=passed > 0
            )
            table += sums(group * width + at, amount * part, groups * width)
            at = at + 1

    def monthly(self, table: Floats) -> Floats:
        """Amounts per month from amounts per bin (last axis)."""
        return np.asarray(np.add.reduceat(table, self.starts, axis=-1), dtype=np.float64)

    def window(self, table: Floats) -> Floats:
        """Amounts from the end of the warm-up to the horizon, from amounts per bin (last axis)."""
        return np.asarray(table[..., self.first :].sum(axis=-1), dtype=np.float64)

    @property
    def months(self) -> int:
        """How many model months, the last one perhaps not whole."""
        return len(self.starts)

    @property
    def month_edges(self) -> Floats:
        """Days at which months begin, and the horizon; one more than there are months."""
        return np.append(self.edges[self.starts], self.edges[-1])

    def month(self, time: Floats) -> Ints:
        """The month, from 0, of each moment; -1 before day 0, `months` at the horizon or later."""
        edges = self.month_edges
        return np.asarray(np.searchsorted(edges, time, side="right") - 1, dtype=np.int64)


def cut(horizon: float, warm_up: float) -> Bins:
    """The bins of a run; `horizon` and `warm_up` in days, 0 <= warm_up < horizon."""
    count = max(1, int(np.ceil(horizon / MONTH - _SLACK)))
    months = np.arange(count) * MONTH
    since = horizon - DAYS_PER_YEAR
    told = since - warm_up >= DAYS_PER_YEAR - _SLACK * MONTH
    edges = np.unique(np.concatenate((months, [warm_up, horizon, *([since] if told else [])])))
    first, year = np.searchsorted(edges, (warm_up, since))
    return Bins(edges, np.searchsorted(edges, months), int(first), int(year) if told else None)


def sums(group: Ints, amount: Floats, groups: int) -> Floats:
    """Sum of the amounts of each group, 0 for a group without any."""
    return np.asarray(np.bincount(group, amount, groups), dtype=np.float64)


def counts(group: Ints, groups: int) -> Floats:
    """How often each group occurs."""
    return np.bincount(group, minlength=groups).astype(np.float64)


def ratio(above: float, below: float) -> float:
    """above / below; NaN where `below` is 0 or NaN."""
    return float(above / below) if below else float("nan")


def ratios(above: npt.ArrayLike, below: npt.ArrayLike) -> Floats:
    """above / below, element by element; NaN where `below` is 0."""
    top, bottom = np.asarray(above, float), np.asarray(below, float)
    if top.shape != bottom.shape:
        top, bottom = np.broadcast_arrays(top, bottom)
    return np.asarray(
        np.divide(top, bottom, out=np.full(top.shape, np.nan), where=bottom != 0), dtype=np.float64
    )
