"""What the block functions are made of: the walk over a block, polynomials, and a float taken apart."""

import functools
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Number = TypeVar("Number", float, Floats)
"""What is written with it is arithmetic of one number and of a block alike, operation by operation."""

FEW = 16
"""Below so many numbers, one by one is faster than as a block."""

LEAST, MOST = 2.0**-1022, float(np.finfo(np.float64).max)
"""The ordinary floats above 0: from the least with all its bits to the greatest."""
LN2_HIGH = float.fromhex("0x1.62e42feep-1")
LN2_LOW = float.fromhex("0x1.a39ef35793c76p-33")
"""ln 2 in two parts; the first has 32 bits, so that its products with exponents are exact."""
EXPONENT = np.array(52)
"""Where the bits of the exponent begin."""


def block(
    x: Floats,
    low: float,
    high: float,
    ordinary: Callable[[Floats], Floats],
    one: Callable[[float], float],
) -> Floats:
    """A function of a block: `ordinary` from `low` to `high`, where nothing can overflow, one by one elsewhere.

    `one` and `ordinary` are the same operations on one number and on a block, so that no element's bits depend on which.
    """
    x = np.asarray(x, dtype=np.float64)
    if x.size < FEW:
        return np.array([one(number) for number in x.ravel().tolist()], dtype=np.float64).reshape(x.shape)
    if low <= x.min() and x.max() <= high:
        return ordinary(x)
    inside = (low <= x) & (x <= high)
    values = np.empty_like(x)
    values[inside] = ordinary(x[inside])
    values[~inside] = [one(number) for number in x[~inside].tolist()]
    return values


def numbers(coefficients: str) -> tuple[float, ...]:
    """Coefficients by their bits."""
    return tuple(map(float.fromhex, coefficients.split()))


def polynomial(coefficients: tuple[float, ...], z: Number) -> Number:
    """A polynomial by Horner's rule, highest power first."""
    first, *between, last = coefficients if isinstance(z, float) else _for_blocks(coefficients)
    value: Number = z * first
    for coefficient in between:
        value += coefficient
        value *= z
    value += last
    return value


@functools.cache
def _for_blocks(coefficients: tuple[float, ...]) -> tuple[Any, ...]:
    """Numbers as numpy takes them up fastest."""
    return tuple(np.array(coefficient) for coefficient in coefficients)


def upper(x: Number) -> Number:
    """The upper 26 bits of a float, so that products of two are exact (Veltkamp 1968)."""
    t = x * 134217729.0
    return t - (t - x)
