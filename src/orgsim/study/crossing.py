"""Curves of paired differences month by month: where they turn, how deep they dip, and how surely.

All functions take differences, replication × month, of two organizations run with the same luck, and know nothing else.
"""

from dataclasses import dataclass
from itertools import pairwise
from math import inf, nan

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.posterior import DRAWS, common_reach
from orgsim.study.statistics import Estimate, standard_error, t_quantile


@dataclass(frozen=True, slots=True, eq=False)
class MeanBand:
    """The mean of a curve with the 95 % t-interval of each month by itself; the bounds are NaN with a single replication."""

    mean: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class BreakEven:
    """From which month on a curve is above 0 for good, within the horizon; months count from 1, infinite where it never is."""

    month: float
    """Of the mean curve."""
    low: float
    """With 97.5 % it is not sooner: the month after the last in which the band lies at or below 0."""
    high: float
    """With 97.5 % it is not later: the first month from which on the band lies above 0; infinite where it does not at the end."""
    share_within: float
    """Share of the replications in which it is there within the horizon."""
    usual: tuple[float, float]
    """8 of 10 replications lie between these months (infinite: not within the horizon)."""


@dataclass(frozen=True, slots=True)
class Dip:
    """The lowest point of a mean curve."""

    month: int
    """From 1."""
    depth: Estimate
    """0 or below for a curve that dips; its interval holds the lowest point of the true curve, whichever month that is in."""


@dataclass(frozen=True, slots=True)
class SignChange:
    """A month in which the mean curve has another sign than before."""

    month: int
    """From 1; the first one with the new sign."""
    upwards: bool
    sure: bool
    """Whether the band leaves 0 out on both sides of it, in a month before (since the last crossing) and one from then on."""


def mean_band(values: Floats) -> MeanBand:
    """The mean curve of replication × month, with the interval of each month."""
    mean = _means(values)
    margin = t_quantile(len(values)) * _errors(values)
    return MeanBand(mean, mean - margin, mean + margin)


def break_even(values: Floats) -> BreakEven:
    """When a curve is above 0 for good.

    The interval is where the band leaves 0: a month is too soon if the curve is known to be at or below 0 then or later, late
    enough if it is known to be above 0 from then on. So it needs no model of the curve, and "not within the horizon" is one of
    its values (coverage in docs/reference/statistics.md).
    """
    band = mean_band(values)
    each = np.array([_for_good(row > 0) for row in values])
    low = 1 + int(np.flatnonzero(band.high <= 0).max(initial=-1)) + 1
    usual = np.quantile(each, [0.1, 0.9], method="inverted_cdf")
    months = values.shape[1]
    return BreakEven(
        _for_good(band.mean > 0),
        (float(low) if low <= months else inf) if len(values) > 1 else nan,
        _for_good(band.low > 0) if len(values) > 1 else nan,
        float(np.isfinite(each).mean()),
        (float(usual[0]), float(usual[1])),
    )


def _for_good(above: "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]") -> float:
    """The month from which on something holds until the end; infinite where it does not hold at the end."""
    last = int(np.flatnonzero(~above).max(initial=-1))
    return float(last + 2) if last + 1 < len(above) else inf


def dip(values: Floats, draws: int = DRAWS) -> Dip:
    """The lowest point of a curve. The interval is that of the lowest point of a band which holds the whole curve (max |t|),
    since the month is chosen by looking."""
    mean, error = _means(values), _errors(values)
    month = int(np.argmin(mean))
    if len(values) < 2:
        return Dip(month + 1, Estimate(float(mean[month]), nan, nan, len(values)))
    margin = common_reach(values, draws) * error
    low, high = float((mean - margin).min()), float((mean + margin).min())
    return Dip(month + 1, Estimate(float(mean[month]), low, high, len(values)))


def crossings(band: MeanBand) -> list[SignChange]:
    """Where the mean curve changes its sign; months of exactly 0 have none."""
    signs = np.sign(band.mean)
    places = np.flatnonzero(signs)
    turns = [b for a, b in pairwise(places.tolist()) if signs[a] != signs[b]]
    edges = [0, *turns, len(signs)]
    sides = [
        _side(band, slice(start, end), signs[start:end].max() > 0 if start else _first(signs[:end]) > 0)
        for start, end in pairwise(edges)
    ]
    return [
        SignChange(turn + 1, bool(signs[turn] > 0), sides[k] and sides[k + 1]) for k, turn in enumerate(turns)
    ]


def _first(signs: Floats) -> float:
    """The first sign that is none of 0; 0 where there is none."""
    return float(next((sign for sign in signs if sign), 0.0))


def _side(band: MeanBand, months: slice, above: bool) -> bool:
    """Whether in one of some months the band lies above 0, or below it."""
    return bool((band.low[months] > 0).any() if above else (band.high[months] < 0).any())


def _means(values: Floats) -> Floats:
    """Means by month; of equal values their value, so that no difference has no trace of one."""
    return np.asarray(np.where(np.ptp(values, axis=0) == 0, values[0], values.mean(axis=0)))


def _errors(values: Floats) -> Floats:
    """Standard errors by month."""
    return np.array([standard_error(column) for column in values.T])
