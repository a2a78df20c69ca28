"""Powers, by a logarithm of more bits than a float has."""

import math
from fractions import Fraction

import numpy as np

from orgsim.elementary.blocks import FEW, LEAST, LN2_HIGH, LN2_LOW, MOST, Floats, Number, polynomial, upper
from orgsim.elementary.exponentials import PER_LN2, REACH, TO_INTEGER, exp_one, raised
from orgsim.elementary.logarithms import log_one, parts, parts_one

_TAIL = tuple(3 / (2 * n + 1) for n in range(12, 1, -1))
_THIRDS_HIGH = float.fromhex("0x1.555554p-1")
_THIRDS_LOW = float(Fraction(2, 3) - Fraction(_THIRDS_HIGH))
"""2/3 in two parts; the first has 25 bits."""
_MOST_SPLIT = 2.0**900
"""A float up to this is split in two without overflow."""


def power_block(base: Floats | float, exponent: Floats | float) -> Floats:
    """base^exponent, within 1.2 ulp, of two blocks or of a number and a block; nan if the base is negative.

    e^(exponent × log base), the logarithm and the product to some 65 bits in two parts each (Dekker 1971; fdlibm's pow).
    """
    a, b = np.asarray(base, dtype=np.float64), np.asarray(exponent, dtype=np.float64)
    if max(a.size, b.size) >= FEW and a.min() >= LEAST and a.max() <= MOST:
        high, low = _long_log(*parts(a)) if a.size > 1 else map(np.asarray, _long_log(*parts_one(a.item())))
        most = float(np.abs(b).max())
        if most <= _MOST_SPLIT and most * float(np.abs(high).max()) <= REACH:
            return _power_ordinary(high, low, b)
    a, b = np.broadcast_arrays(a, b)
    pairs = zip(a.ravel().tolist(), b.ravel().tolist(), strict=True)
    return np.array([_power_one(*pair) for pair in pairs], dtype=np.float64).reshape(a.shape)


def _long_log(k: Number, m: Number) -> tuple[Number, Number]:
    """k ln 2 + log m in two parts, the first of 26 bits, for √½ ≤ m < √2."""
    f, d = m - 1.0, m + 1.0
    s = f / d
    s_high, d_high = upper(s), upper(d)
    s_low = ((f - s_high * d_high) - s_high * (m - (d_high - 1.0))) / d
    z = s * s
    rest = z * z * polynomial(_TAIL, z) + s_low * (s_high + s)
    square = s_high * s_high
    t_high = upper(square + 3.0 + rest)
    t_low = rest - ((t_high - 3.0) - square)
    u, v = s_high * t_high, s_low * t_high + t_low * s
    p_high = upper(u + v)
    p_low = v - (p_high - u)
    # log m is 2/3 of p.
    whole, part = k * LN2_HIGH, p_high * _THIRDS_HIGH
    total = whole + part
    other = total - whole
    tail = (whole - (total - other)) + (part - other)
    tail += (p_high * _THIRDS_LOW + p_low * (2 / 3)) + k * LN2_LOW
    high = upper(total + tail)
    return high, (total - high) + tail


def _times(high: Number, low: Number, exponent: Number) -> tuple[Number, Number]:
    """The exponent times a logarithm in two parts: the product rounded, and what is left."""
    above = upper(exponent)
    product = above * high
    rest = (exponent - above) * high + exponent * low
    total = product + rest
    return total, rest - (total - product)


def _power_ordinary(high: Floats, low: Floats, exponent: Floats) -> Floats:
    x, tail = _times(high, low, exponent)
    shifted = x * PER_LN2 + TO_INTEGER
    k = shifted - TO_INTEGER
    return raised(shifted, x - k * LN2_HIGH, k * LN2_LOW - tail)


def _power_one(base: float, exponent: float) -> float:
    if exponent == 0 or base == 1:
        return 1.0
    if not 0 < base < math.inf or not abs(exponent) < math.inf:
        return exp_one(exponent * log_one(base))
    k, m = parts_one(base)
    if abs(exponent * log_one(base)) > 800:
        return math.inf if (exponent > 0) == (base > 1) else 0.0
    return exp_one(*_times(*_long_log(k, m), exponent))
