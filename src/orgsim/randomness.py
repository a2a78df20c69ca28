"""Keyed draws: every random number is a pure function of its name.

A draw's name is (seed, replication, entity, number of the case, purpose, ordinal). No stream is shared, so one
extra draw somewhere shifts nothing elsewhere, and every organization meets the same leads with the same luck.
The generator is the finalizer of splitmix64 (Steele, Lea & Flood, OOPSLA 2014), applied once per part of the name.
"""

import functools
import hashlib

import numpy as np
import numpy.typing as npt

_MASK = (1 << 64) - 1
_GOLDEN = 0x9E3779B97F4A7C15
_MIX_1 = 0xBF58476D1CE4E5B9
_MIX_2 = 0x94D049BB133111EB
_UNIT = 2.0**-52

_ADD, _LAST = np.uint64(_GOLDEN), np.uint64(31)
_ROUNDS = ((np.uint64(30), np.uint64(_MIX_1)), (np.uint64(27), np.uint64(_MIX_2)))
_DROPPED = np.uint64(12)

Uint64s = npt.NDArray[np.uint64]
Floats = npt.NDArray[np.float64]


def mix(x: int) -> int:
    """Scramble 64 bits."""
    x = (x + _GOLDEN) & _MASK
    x = ((x ^ (x >> 30)) * _MIX_1) & _MASK
    x = ((x ^ (x >> 27)) * _MIX_2) & _MASK
    return x ^ (x >> 31)


def name_key(name: str) -> int:
    """64 bits for a name; the same in every process and on every machine."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")


PURPOSES: dict[str, str] = {}
"""The one table of purposes: what every named draw of the house decides, by its name; `{}` stands for an activity's name."""


def purpose(name: str, says: str) -> int:
    """The key of a draw's purpose, entered into the table with what it decides.

    Raises ValueError when the name stands there already for something else: two purposes would share their luck.
    """
    if PURPOSES.setdefault(name, says) != says:
        raise ValueError(f"draws for {name!r} already decide {PURPOSES[name]}, so they cannot decide {says}")
    return name_key(name)


def purpose_of(name: str, activity: str) -> int:
    """The key of a purpose that each activity has, entered into the table with `{}` in its name."""
    if name not in PURPOSES:
        raise ValueError(f"{name!r} is no purpose of a draw")
    return name_key(name.format(activity))


def entity_key(seed: int, replication: int, entity: str) -> int:
    """The key under which an entity (a source, a source's events) numbers its cases."""
    return mix(mix(mix(seed & _MASK) ^ (replication & _MASK)) ^ name_key(entity))


def case_key(entity: int, number: int) -> int:
    """The key of one case; `number` counts from 0 within its entity."""
    return mix(entity ^ number)


def uniform(case: int, purpose: int, ordinal: int = 0) -> float:
    """One draw in the open interval (0, 1); `purpose` is a `name_key`."""
    x = ((case ^ _named(purpose + ordinal & _MASK)) + _GOLDEN) & _MASK  # `mix`, without a call for every draw
    x = ((x ^ (x >> 30)) * _MIX_1) & _MASK
    x = ((x ^ (x >> 27)) * _MIX_2) & _MASK
    return (((x ^ (x >> 31)) >> 12) + 0.5) * _UNIT


@functools.lru_cache(maxsize=1 << 12)
def _named(purpose: int) -> int:
    """Scrambled name of a draw: few purposes and ordinals come again and again."""
    return mix(purpose)


def _mix_block(x: Uint64s) -> Uint64s:
    """Scramble a block in place, which must belong to nobody else."""
    x += _ADD
    for shift, factor in _ROUNDS:
        x ^= x >> shift
        x *= factor
    x ^= x >> _LAST
    return x


def case_keys(entity: int, first: int, count: int) -> Uint64s:
    """The keys of `count` consecutive cases from number `first`."""
    numbers = np.arange(first, first + count, dtype=np.uint64)
    return _mix_block(np.uint64(entity) ^ numbers)


def keys_under(cases: Uint64s, name: int, number: int) -> Uint64s:
    """The keys of what a block of cases has under a name, numbered from 0: of each `case_key(mix(case ^ name), number)`."""
    return _mix_block(_mix_block(cases ^ np.uint64(name)) ^ np.uint64(number))


def uniforms(cases: Uint64s, purpose: int, ordinal: int = 0) -> Floats:
    """The draws of a block of cases; each equals `uniform` of that case."""
    bits = _mix_block(cases ^ np.uint64(mix(purpose + ordinal & _MASK)))
    bits >>= _DROPPED
    draws: Floats = bits.astype(np.float64)
    draws += 0.5
    draws *= _UNIT
    return draws
