"""Quantiles: what distributions make of luck."""

import math

import numpy as np

from orgsim.elementary.blocks import Floats, Number, block, polynomial
from orgsim.elementary.logarithms import log_one, log_ordinary


def _ratio_of(above: str, below: str) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """A ratio of polynomials by their coefficients, highest power first."""
    return tuple(map(float, above.split())), tuple(map(float, below.split()))


_CENTRE = _ratio_of(
    "2509.0809287301226727 33430.575583588128105 67265.770927008700853 45921.953931549871457 "
    "13731.693765509461125 1971.5909503065514427 133.14166789178437745 3.387132872796366608",
    "5226.495278852854561 28729.085735721942674 39307.89580009271061 21213.794301586595867 "
    "5394.1960214247511077 687.1870074920579083 42.313330701600911252 1.0",
)
_TAIL = _ratio_of(
    "7.7454501427834140764e-4 0.0227238449892691845833 0.24178072517745061177 1.27045825245236838258 "
    "3.64784832476320460504 5.7694972214606914055 4.6303378461565452959 1.42343711074968357734",
    "1.05075007164441684324e-9 5.475938084995344946e-4 0.0151986665636164571966 0.14810397642748007459 "
    "0.68976733498510000455 1.6763848301838038494 2.05319162663775882187 1.0",
)
_FAR_TAIL = _ratio_of(
    "2.01033439929228813265e-7 2.71155556874348757815e-5 0.0012426609473880784386 0.026532189526576123093 "
    "0.29656057182850489123 1.7848265399172913358 5.4637849111641143699 6.6579046435011037772",
    "2.04426310338993978564e-15 1.4215117583164458887e-7 1.8463183175100546818e-5 7.868691311456132591e-4 "
    "0.0148753612908506148525 0.13692988092273580531 0.59983220655588793769 1.0",
)
"""Wichura's ratios: |u - ½| ≤ 0.425 in 0.425² - (u - ½)², then in r - 1.6 and r - 5 for r = √(-log(nearer tail))."""


def normal_quantile(u: float) -> float:
    """The standard normal quantile at u, the same bits as `normal_quantile_block`; ∓inf at 0 and 1, nan beyond."""
    q = u - 0.5
    if abs(q) <= 0.425:
        return _ratio(_CENTRE, 0.180625 - q * q) * q
    least = u if q < 0 else 1 - u
    if not least > 0:
        return math.copysign(math.inf, q) if least == 0 else math.nan
    r = math.sqrt(-log_one(least))
    z = _ratio(_TAIL, r - 1.6) if r <= 5 else _ratio(_FAR_TAIL, r - 5.0)
    return -z if q < 0 else z


def normal_quantile_block(u: Floats) -> Floats:
    """The standard normal quantile at u, to some 1e-15 of itself; ∓inf at 0 and 1, nan beyond.

    Wichura's PPND16 (Algorithm AS 241, Applied Statistics 37, 1988).
    """
    return block(u, 2.0**-36, 1 - 2.0**-36, _normal_ordinary, normal_quantile)


def gamma_quantile_block(shape: float, u: Floats) -> Floats:
    """The quantile at u of the gamma distribution with a shape and scale 1.

    It is scipy's, number by number: compiled once for every processor, on the functions of the C library, as `math` is.
    So its bits depend on numpy's processor features no more than those of the numbers do; a test holds it to that.
    """
    from scipy.special import gammaincinv

    return np.asarray(gammaincinv(shape, u))


def beta_quantile_block(a: float, b: float, u: Floats) -> Floats:
    """The quantile at u of the beta distribution with two shapes; scipy's, as that of the gamma distribution."""
    from scipy.special import betaincinv

    return np.asarray(betaincinv(a, b, u))


def _ratio(polynomials: tuple[tuple[float, ...], tuple[float, ...]], r: Number) -> Number:
    above, below = polynomials
    value = polynomial(above, r)
    value /= polynomial(below, r)
    return value


def _normal_ordinary(u: Floats) -> Floats:
    q = u - 0.5
    values = _ratio(_CENTRE, 0.180625 - q * q)
    values *= q
    tails = np.flatnonzero(np.abs(q) > 0.425)
    if len(tails):
        v, low = u[tails], q[tails] < 0
        r = np.sqrt(-log_ordinary(np.where(low, v, 1 - v)))
        r -= 1.6
        z = _ratio(_TAIL, r)
        values[tails] = np.where(low, -z, z)
    return values
