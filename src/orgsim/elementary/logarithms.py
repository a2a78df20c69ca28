"""Natural logarithms."""

import math

import numpy as np

from orgsim.elementary.blocks import (
    EXPONENT,
    LEAST,
    LN2_HIGH,
    LN2_LOW,
    MOST,
    Floats,
    Number,
    block,
    numbers,
    polynomial,
)

_ROOT_HALF = math.sqrt(0.5)
_ROOT_HALF_BITS = np.array(_ROOT_HALF).view(np.int64)
_LOG = numbers(
    "0x1.2b584aae78a57p-3 0x1.39fe606542ddep-3 0x1.7462b4ab2ef6bp-3 0x1.c71c62e5800a1p-3 0x1.2492492df148dp-2 "
    "0x1.99999999952e2p-2 0x1.5555555555558p-1"
)
"""Of Σ 2 z^(n-1)/(2n + 1), z = s², by which log((1 + s)/(1 - s)) = 2s + s Σ 2 z^n/(2n + 1): the polynomial that meets it in
the seven Chebyshev points of where z lies; what it leaves is below 0.03 ulp of the logarithm."""


def log_block(x: Floats) -> Floats:
    """Natural logarithm, within 0.9 ulp; -inf at 0, nan below.

    x = 2^k (1 + f), √½ ≤ 1 + f < √2, and log(1 + f) by a polynomial in s = f/(2 + f), as in fdlibm.
    """
    return block(x, LEAST, MOST, log_ordinary, log_one)


def log1p_block(x: Floats) -> Floats:
    """Natural logarithm of 1 + x, within 1 ulp; -inf at -1, nan below, +0.0 for -0.0.

    The logarithm of the rounded 1 + x, and what rounding took from it over 1 + x (Kahan 1987).
    """
    return block(x, -1 + 2.0**-53, MOST, _log1p_ordinary, _log1p_one)


def parts(x: Floats) -> tuple[Floats, Floats]:
    """k and m with x = 2^k m, √½ ≤ m < √2, for ordinary positive floats."""
    bits = x.view(np.int64)
    k = (bits - _ROOT_HALF_BITS) >> EXPONENT
    return k.astype(np.float64), (bits - (k << EXPONENT)).view(np.float64)


def parts_one(x: float) -> tuple[float, float]:
    """k and m of one positive float, subnormal ones too."""
    m, k = math.frexp(x)
    return (k - 1.0, m + m) if m < _ROOT_HALF else (float(k), m)


def _log(k: Number, f: Number, tail: Number | None = None) -> Number:
    """k ln 2 + log(1 + f) + tail, the tail far smaller than the rest."""
    s = f / (f + 2.0)
    z = s * s
    half = f * 0.5
    half *= f
    z *= polynomial(_LOG, z)
    z += half
    z *= s
    z += k * LN2_LOW if tail is None else k * LN2_LOW + tail
    half -= z
    half -= f
    return k * LN2_HIGH - half


def log_ordinary(x: Floats) -> Floats:
    """Logarithms of ordinary positive floats."""
    k, m = parts(x)
    m -= 1.0
    return _log(k, m)


def log_one(x: float) -> float:
    """The logarithm of one number, the same bits as `log_block`."""
    if not 0 < x < math.inf:
        return -math.inf if x == 0 else x if x > 0 else math.nan
    k, m = parts_one(x)
    return _log(k, m - 1.0)


def _lost(x: Number, total: Number) -> Number:
    """What rounding took from 1 + x when it made `total` (Knuth's two-sum)."""
    part = total - 1.0
    return (1.0 - (total - part)) + (x - part)


def _log1p_ordinary(x: Floats) -> Floats:
    total = x + 1.0
    tail = _lost(x, total)
    tail /= total
    k, m = parts(total)
    m -= 1.0
    near = k == 0
    np.copyto(m, x, where=near)
    np.copyto(tail, 0.0, where=near)
    return _log(k, m, tail)


def _log1p_one(x: float) -> float:
    if not -1 < x < math.inf:
        return -math.inf if x == -1 else x if x > 0 else math.nan
    total = x + 1.0
    k, m = parts_one(total)
    return _log(k, m - 1.0, _lost(x, total) / total) if k else _log(k, x)
