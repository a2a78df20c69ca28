"""Rows of claims that are answered by estimates: what each says, its unit, its value and its 95 % interval."""

import math
from collections.abc import Callable
from typing import TypedDict

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.ratios import Replicated
from orgsim.study.statistics import t_interval

_Z = 1.959964


class Row(TypedDict):
    """One estimate; a bound that the runs do not set is infinite, what is exact has no width."""

    says: str
    unit: str
    """"share", or what is said behind the number."""
    value: float
    low: float
    high: float


def exact(says: str, unit: str, value: float) -> Row:
    """What is counted or worked out, and not estimated."""
    return Row(says=says, unit=unit, value=float(value), low=float(value), high=float(value))


def of_mean(says: str, unit: str, numbers: Floats) -> Row:
    """The mean of one number per run."""
    found = t_interval(float(np.mean(numbers)), np.asarray(numbers, dtype=float))
    return Row(says=says, unit=unit, value=float(np.mean(numbers)), low=found.low, high=found.high)


def of_figure(says: str, unit: str, figure: Replicated) -> Row:
    """A figure over the runs of a study, by the jackknife."""
    found = t_interval(figure.value, figure.pseudo)
    return Row(says=says, unit=unit, value=figure.value, low=found.low, high=found.high)


def combined(how: Callable[..., Floats], *figures: Replicated) -> Replicated:
    """What follows from several figures of the same runs, the same run left out of all."""
    value = how(*(np.float64(one.value) for one in figures))
    return Replicated(float(value), np.asarray(how(*(one.without for one in figures))))


def counted(says: str, true: int, of: int) -> Row:
    """A share of independent cases, by Wilson's interval; nothing is known where there are none."""
    if of == 0:
        return Row(says=says, unit="share", value=math.nan, low=0.0, high=1.0)
    share, weight = true / of, _Z**2 / of
    middle, half = share + weight / 2, _Z * math.sqrt(share * (1 - share) / of + weight / (4 * of))
    low, high = (middle - half) / (1 + weight), (middle + half) / (1 + weight)
    return Row(says=says, unit="share", value=share, low=max(0.0, low), high=min(1.0, high))


def interval(says: str, unit: str, value: float, low: float, high: float) -> Row:
    """An estimate whose interval is known."""
    return Row(says=says, unit=unit, value=value, low=low, high=high)
