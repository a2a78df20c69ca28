"""e^x and what follows from it."""

import math

import numpy as np

from orgsim.elementary.blocks import EXPONENT, LN2_HIGH, LN2_LOW, Floats, Number, block, numbers, polynomial

PER_LN2 = 1.4426950408889634
TO_INTEGER = 1.5 * 2.0**52
"""Added and taken away again, it rounds to an integer, which meanwhile stands in the last bits."""
REACH = 708.0
"""exp of what lies within ± this is an ordinary float."""
_ONE_BITS = np.array(1023 << 52)
_EXP = numbers(
    "0x1.63f285ba006ecp-25 -0x1.bbd532403d54ap-20 0x1.1566ab5c1c1c8p-14 -0x1.6c16c16c0ac0dp-9 0x1.5555555555553p-3"
)
"""Of Σ 2 B(2n) z^(n-1)/(2n)!, z = r², by which r coth(r/2) = 2 + Σ 2 B(2n) z^n/(2n)!: the polynomial that meets it in the
five Chebyshev points of where z lies; what it leaves is below 0.03 ulp of exp."""


def exp_block(x: Floats) -> Floats:
    """e^x, within 0.9 ulp.

    x = k ln 2 + r, |r| ≤ ln 2/2, ln 2 in two parts (Cody & Waite 1980); e^r from a polynomial for r coth(r/2), as in fdlibm.
    """
    return block(x, -REACH, REACH, _exp_ordinary, exp_one)


def expm1_block(x: Floats) -> Floats:
    """e^x - 1, within 1.3 ulp; +0.0 for -0.0.

    As `exp_block`, with what rounding takes from the sums of e^r - 1 and 1 - 2^-k put back (Dekker 1971).
    """
    return block(x, -REACH, REACH, _expm1_ordinary, _expm1_one)


def logistic_block(x: Floats) -> Floats:
    """1/(1 + e^-x), within 2.2 ulp; 0 below -709.8."""
    return np.asarray(1 / (1 + exp_block(-np.asarray(x))))


def _bend(high: Number, low: Number) -> Number:
    """e^(high - low) - 1 - high, for a difference within ± ln 2/2."""
    r = high - low
    z = r * r
    c = r - z * polynomial(_EXP, z)
    r *= c
    r /= 2.0 - c
    r -= low
    return r


def _exp_ordinary(x: Floats) -> Floats:
    shifted = x * PER_LN2 + TO_INTEGER
    k = shifted - TO_INTEGER
    return raised(shifted, x - k * LN2_HIGH, k * LN2_LOW)


def raised(shifted: Floats, high: Floats, low: Floats) -> Floats:
    """2^k e^(high - low); `shifted` holds k in its last bits."""
    y = _bend(high, low)
    y += high
    y += 1.0
    bits = y.view(np.int64)
    bits += shifted.view(np.int64) << EXPONENT
    return y


def exp_one(x: float, tail: float = 0.0) -> float:
    """e^(x + tail) of one number, the same bits as `exp_block` without a tail; the tail is far smaller than x."""
    if not -746 <= x <= 710:
        return x if x != x else math.inf if x > 0 else 0.0
    k = (x * PER_LN2 + TO_INTEGER) - TO_INTEGER
    high = x - k * LN2_HIGH
    y = 1.0 + (_bend(high, k * LN2_LOW - tail) + high)
    return 2.0 * math.ldexp(y, int(k) - 1) if k > 1000 else math.ldexp(y, int(k))


def _away(scale: Number, high: Number, low: Number) -> Number:
    """e^(high - low) - scale, for scale = 2^-k, with what rounding took put back."""
    bend = _bend(high, low)
    rise = high + bend
    bend -= rise - high
    offset = 1.0 - scale
    total = offset + rise
    bend += rise - (total - offset)
    total += bend
    return total


def _expm1_ordinary(x: Floats) -> Floats:
    shifted = x * PER_LN2 + TO_INTEGER
    k = shifted - TO_INTEGER
    steps = shifted.view(np.int64) << EXPONENT
    y: Floats = _away((_ONE_BITS - steps).view(np.float64), x - k * LN2_HIGH, k * LN2_LOW)
    y *= (_ONE_BITS + steps).view(np.float64)
    return y


def _expm1_one(x: float) -> float:
    if not -REACH <= x <= REACH:
        return -1.0 if x < 0 else exp_one(x)
    k = (x * PER_LN2 + TO_INTEGER) - TO_INTEGER
    y = _away(math.ldexp(1.0, -int(k)), x - k * LN2_HIGH, k * LN2_LOW)
    return math.ldexp(y, int(k))
