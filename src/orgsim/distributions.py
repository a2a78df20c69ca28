"""Distributions by inversion: one uniform in, one value out.

Every distribution is stated by its mean and its coefficient of variation (cv), so that changing its shape leaves
the load as it was.
"""

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orgsim.elementary import (
    exp_block,
    exp_one,
    gamma_quantile_block,
    log,
    log1p,
    log_block,
    log_one,
    normal_quantile,
    normal_quantile_block,
    sqrt,
)
from orgsim.randomness import Floats

Kind = Literal["lognormal", "exponential", "gamma", "constant", "uniform", "empirical"]


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution on [0, ∞) in the unit of the field it stands in.

    `mean` and `cv` for lognormal and gamma, `mean` for exponential and constant, `low` and `high` for uniform,
    `values` (each equally likely) for empirical.
    """

    kind: Kind
    mean: float
    cv: float = 1.0
    low: float = 0.0
    high: float = 0.0
    values: tuple[float, ...] = ()

    def quantiles(self, u: Floats) -> Floats:
        """Map uniforms in (0, 1) to values, elementwise."""
        return _ARRAYS[self.kind](self, u)

    def quantile(self, u: float) -> float:
        """Map one uniform in (0, 1) to a value; the same bits as in a block."""
        return _NUMBERS[self.kind](self, u)


@functools.lru_cache(maxsize=1 << 10)
def _logarithm(mean: float, cv: float) -> tuple[float, float]:
    """Mean and standard deviation of the logarithm of a lognormal."""
    return log(mean) - log1p(cv * cv) / 2, sqrt(log1p(cv * cv))


def _lognormal(d: Distribution, u: Floats) -> Floats:
    mean, spread = _logarithm(d.mean, d.cv)
    logarithms = normal_quantile_block(u)
    logarithms *= spread
    logarithms += mean
    return exp_block(logarithms)


def _one_lognormal(d: Distribution, u: float) -> float:
    mean, spread = _logarithm(d.mean, d.cv)
    return exp_one(mean + spread * normal_quantile(u))


def _gamma(d: Distribution, u: Floats) -> Floats:
    shape = 1 / (d.cv * d.cv)
    return gamma_quantile_block(shape, u) * (d.mean / shape)


def _empirical(d: Distribution, u: Floats) -> Floats:
    ordered = np.sort(np.asarray(d.values))
    return ordered[(u * len(ordered)).astype(np.intp)]


_ARRAYS: dict[str, Callable[[Distribution, Floats], Floats]] = {
    "lognormal": _lognormal,
    "exponential": lambda d, u: (
        0.0 - d.mean * log_block(1 - u)
    ),  # 1 - u is exact for draws that are multiples of 2^-53
    "gamma": _gamma,
    "constant": lambda d, u: np.full(u.shape, d.mean),
    "uniform": lambda d, u: d.low + (d.high - d.low) * u,
    "empirical": _empirical,
}
_NUMBERS: dict[str, Callable[[Distribution, float], float]] = {
    "lognormal": _one_lognormal,
    "exponential": lambda d, u: 0.0 - d.mean * log_one(1 - u),
    "gamma": lambda d, u: float(_gamma(d, np.array([u]))[0]),
    "constant": lambda d, _: d.mean,
    "uniform": lambda d, u: d.low + (d.high - d.low) * u,
    "empirical": lambda d, u: float(_empirical(d, np.array([u]))[0]),
}
