"""Distributions by inversion: one uniform in, one value out.

Every distribution is stated by its mean and its coefficient of variation (cv), so that changing its shape leaves
the load as it was.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orgsim.elementary import (
    exp_block,
    gamma_quantile_block,
    log,
    log1p,
    log1p_block,
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
        if self.kind == "constant":
            return self.mean
        return float(self.quantiles(np.array([u]))[0])


def _lognormal(d: Distribution, u: Floats) -> Floats:
    variance = log1p(d.cv * d.cv)
    return exp_block(log(d.mean) - variance / 2 + sqrt(variance) * normal_quantile_block(u))


def _gamma(d: Distribution, u: Floats) -> Floats:
    shape = 1 / (d.cv * d.cv)
    return gamma_quantile_block(shape, u) * (d.mean / shape)


def _empirical(d: Distribution, u: Floats) -> Floats:
    ordered = np.sort(np.asarray(d.values))
    return ordered[(u * len(ordered)).astype(np.intp)]


_ARRAYS: dict[str, Callable[[Distribution, Floats], Floats]] = {
    "lognormal": _lognormal,
    "exponential": lambda d, u: -d.mean * log1p_block(-u),
    "gamma": _gamma,
    "constant": lambda d, u: np.full(u.shape, d.mean),
    "uniform": lambda d, u: d.low + (d.high - d.low) * u,
    "empirical": _empirical,
}
