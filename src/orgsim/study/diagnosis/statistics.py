"""Observed or simulated months as summary statistics: what each figure was in each of a few blocks of months.

Statistics are on scales on which luck has about the same spread whatever the level: counts by 2 √(x + 3/8) (Anscombe 1948),
shares of counts by their log-odds, means by √x, stocks by the logarithm of their growth from block to block. So a change of a
size moves a statistic by the same amount, and luck around it is about normal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orgsim.randomness import Floats

Scale = Literal["count", "share", "mean", "stock"]
_COUNTS = ("leads", "won", "lost", "churned", "due")
_STOCKS = ("customers", "mrr", "arr")
_MEANS = ("days_to_win", "bookings", "revenue")
_PARTS: Mapping[str, Scale] = {
    "decided": "count",
    "passed": "count",
    "wait_hours": "mean",
    "queue_length": "mean",
    "utilisation": "mean",
}
"""What stands before the name of a step or a team."""
_SHARES = {"churned": "due"}
"""Counts that are told as shares of others, where both are there."""
_AFTER = (3, 6, 12, 24, 48)
"""Months after a known date at which blocks end."""
_MOST_BLOCKS = 12
_LEAST_STOCK = 0.5

Months = Mapping[str, Floats]
"""By figure, replication × month; or one value for each month."""


def scale_of(figure: str) -> Scale | None:
    """How a figure is told by its key; None for one that cannot be used."""
    if figure in _COUNTS:
        return "count"
    if figure in _STOCKS:
        return "stock"
    if figure in _MEANS:
        return "mean"
    head, dot, name = figure.partition(".")
    return _PARTS.get(head) if dot and name else None


def whole_of(figure: str) -> str | None:
    """Of which count a count is told as a share; None for one that stands for itself."""
    head, dot, name = figure.partition(".")
    return f"decided.{name}" if dot and head == "passed" else _SHARES.get(figure)


@dataclass(frozen=True, slots=True)
class Summarized:
    """One figure in its blocks."""

    figure: str
    scale: Scale
    whole: str = ""
    """The count of which it is a share."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The figures that it is made of."""
        return (self.figure, self.whole) if self.whole else (self.figure,)


def summarized(figures: Sequence[str]) -> tuple[Summarized, ...]:
    """What is told of some figures that all can be used: counts as shares of others where those are there, too."""
    found = []
    for figure in figures:
        whole, scale = whole_of(figure), scale_of(figure)
        assert scale is not None
        if whole in figures:
            found.append(Summarized(figure, "share", str(whole)))
        else:
            found.append(Summarized(figure, scale))
    return tuple(found)


@dataclass(frozen=True, slots=True, eq=False)
class Blocks:
    """Months of an observation put together in blocks."""

    months: tuple[int, ...]
    """The model months observed, ascending."""
    of: tuple[tuple[int, ...], ...]
    """The months of each block, in order."""

    def places(self) -> list[list[int]]:
        """By block, where its months stand among those observed."""
        where = {month: place for place, month in enumerate(self.months)}
        return [[where[month] for month in block] for block in self.of]


def blocks_of(months: Sequence[int], since: int | None) -> Blocks:
    """The blocks of observed months. since: the month from which on a cause acts, where it is known: then the months before are
    one block, and those after it end 3, 6, 12, 24 and 48 months later; else all are of about equal length, three months or
    more."""
    own = tuple(months)
    if since is None:
        count = max(1, min(_MOST_BLOCKS, len(own) // 3))
        return Blocks(own, tuple(tuple(part.tolist()) for part in np.array_split(np.array(own), count)))
    edges = [0, *_AFTER]
    found = [tuple(month for month in own if month < since)]
    found += [
        tuple(month for month in own if since + low <= month < since + high)
        for low, high in zip(edges, [*edges[1:], 10**9], strict=True)
    ]
    return Blocks(own, tuple(part for part in found if part))


@dataclass(frozen=True, slots=True, eq=False)
class StatisticTable:
    """Statistics: one row for each run, one column for each figure and block."""

    values: Floats
    """NaN where a run leaves one undefined."""
    level: Floats
    """By column, how a statistic moves with the logarithm of its figure's level (of a share: its log-odds), on average."""
    reach: Floats
    """By column, how a statistic moves with a lasting change, of the same kind, that begins with the block."""


def told(figures: Sequence[Summarized], blocks: Blocks, data: Months) -> StatisticTable:
    """The statistics of some runs. data: by figure, run × observed month."""
    columns, level, reach = [], list[float](), list[float]()
    for one in figures:
        parts = [np.atleast_2d(np.asarray(data[name], dtype=float)) for name in one.needs]
        values, own_level, own_reach = _told(one.scale, blocks.places(), parts)
        columns.append(values)
        level += own_level
        reach += own_reach
    return StatisticTable(np.concatenate(columns, axis=1), np.array(level), np.array(reach))


def _told(
    scale: Scale, places: Sequence[Sequence[int]], parts: Sequence[Floats]
) -> tuple[Floats, list[float], list[float]]:
    if scale == "stock":
        return _stock(places, parts[0])
    columns = [_block(scale, [part[:, list(place)] for part in parts]) for place in places]
    moved = [_moves(scale, part) for part in columns]
    return np.array(columns).T, moved, moved


def _block(scale: Scale, parts: Sequence[Floats]) -> Floats:
    """One statistic of one block, for every run."""
    known = np.isfinite(parts[0]).all(axis=1)
    if scale == "mean":
        counted = np.isfinite(parts[0])
        total, count = np.where(counted, parts[0], 0.0).sum(axis=1), counted.sum(axis=1)
        mean = np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)
        return np.asarray(np.sqrt(np.maximum(mean, 0.0)))
    amount = parts[0].sum(axis=1)
    if scale == "count":
        return np.where(known, 2 * np.sqrt(np.maximum(amount, 0.0) + 0.375), np.nan)
    whole = parts[1].sum(axis=1)
    rest = np.maximum(whole - amount, 0.0)
    return np.where(known & np.isfinite(whole), np.log((amount + 0.5) / (rest + 0.5)), np.nan)


def _moves(scale: Scale, column: Floats) -> float:
    """How a statistic moves with the logarithm of the level: the derivative of its scale at the mean."""
    if scale == "share":
        return 1.0
    mean = float(np.nanmean(column)) if np.isfinite(column).any() else 0.0
    return mean / 2


def _stock(places: Sequence[Sequence[int]], values: Floats) -> tuple[Floats, list[float], list[float]]:
    """The logarithm of what stands at the end of the first block, then by how much it grows from end to end."""
    ends = np.log(np.maximum(values[:, [place[-1] for place in places]], _LEAST_STOCK))
    grown = np.concatenate([ends[:, :1], np.diff(ends, axis=1)], axis=1)
    return grown, [1.0] + [0.0] * (len(places) - 1), [1.0] * len(places)
