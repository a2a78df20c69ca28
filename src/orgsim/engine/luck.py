"""Luck in advance: the draws of consecutive leads of a source at once, since one by one they cost far more."""

from collections.abc import Callable
from typing import cast

import numpy as np

from orgsim.engine.happenings import Subject
from orgsim.randomness import (
    Floats,
    Uint64s,
    entity_key,
    name_key,
    subject_key,
    subject_keys,
    uniform,
    uniforms,
)

BLOCK = 2048
"""Leads in a block."""
_LANES = 64
"""Numbers that a processor may take at once, at most."""
STRIDE = 1 << 20
"""Tables of successive visits lie this far apart; more than there are purposes."""


def person_key(seed: tuple[int, int], team: str, number: int) -> int:
    """The key of a person's draws: the same person under every what-if."""
    return subject_key(entity_key(*seed, f"people of {team}"), number)


class Block:
    """The draws of one block of leads: their keys, their readiness, and a table per purpose and visit, filled when asked for."""

    __slots__ = ("keys", "readiness", "segments", "subjects", "tables", "visits")

    def __init__(self, subjects: Uint64s, readiness: Floats, segments: list[int]) -> None:
        self.subjects = subjects
        self.keys: list[int] = subjects.tolist()
        self.readiness = readiness
        self.segments = segments
        self.tables: dict[int, memoryview[float]] = {}
        self.visits: dict[int, memoryview[float]] = {}


class SourceLuck:
    """Who the leads of one source are: keys, segments and readiness, block by block."""

    def __init__(self, seed: tuple[int, int], source: str, shift: float, segments: "SegmentLuck") -> None:
        self.key = entity_key(*seed, source)
        self.shift = shift
        self.segments = segments
        self._at = -1
        self._block: Block | None = None

    def block(self, number: int) -> Block:
        """The block that holds lead `number`; numbers are asked for in ascending order."""
        index = number // BLOCK
        if self._block is None or index != self._at:
            self._at, self._block = index, self._draw(index)
        return self._block

    def _draw(self, index: int) -> Block:
        first = index * BLOCK
        return self._of(subject_keys(self.key, first, BLOCK), first)

    def among(self, keys: list[int]) -> Block:
        """A block of leads with keys of their own.

        It is filled up to whole vectors, so that no draw depends, in its last bit, on who else is drawn.
        """
        filled = np.zeros(-(-len(keys) // _LANES) * _LANES, dtype=np.uint64)
        filled[: len(keys)] = keys
        return self._of(filled, 0)

    def _of(self, subjects: Uint64s, first: int) -> Block:
        from scipy.special import ndtri

        codes = self.segments.codes(subjects, first)
        readiness = ndtri(uniforms(subjects, _READINESS)) + self.shift + self.segments.shifts[codes]
        return Block(subjects, readiness, codes.tolist())


class SegmentLuck:
    """Which segment each lead belongs to: recorded, or drawn by the shares."""

    def __init__(self, shares: list[float], shifts: list[float], recorded: list[int] | None = None) -> None:
        self.cumulative = np.cumsum(shares)[:-1]
        self.shifts = np.asarray(shifts)
        self.recorded = recorded

    def codes(self, subjects: Uint64s, first: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Segment codes of a block of subjects that begins with lead `first`."""
        if self.recorded is not None:
            known = self.recorded[first : first + len(subjects)]
            return np.asarray(known + [0] * (len(subjects) - len(known)), dtype=np.intp)
        return np.searchsorted(self.cumulative, uniforms(subjects, _SEGMENT), side="right").astype(np.intp)


_READINESS = name_key("readiness")
_SEGMENT = name_key("segment")


class Draw:
    """One purpose of one activity: the value for a subject's visit, from its block, alone for subjects without one."""

    __slots__ = ("_array", "_key", "_slot")

    def __init__(self, purpose: str, slot: int, array: Callable[[Block | None, Floats], Floats]) -> None:
        self._key = name_key(purpose)
        self._slot = slot
        self._array = array

    def of(self, subject: Subject, visit: int) -> float:
        """The value for a subject at its `visit`-th return (0 = first time)."""
        block = subject.block
        if block is None:
            return self.alone(subject.key, visit)
        values = block.tables.get(self._slot + visit * STRIDE)
        return (self.table(block, visit) if values is None else values)[subject.place]

    def alone(self, key: int, visit: int) -> float:
        """The value for a subject without a block."""
        return float(self._array(None, np.array([uniform(key, self._key, visit)]))[0])

    def table(self, block: Block, visit: int) -> "memoryview[float]":
        """Draw the values of a block's subjects, to be found in it from now on."""
        values = cast("memoryview[float]", self.draw(block, visit).data)
        block.tables[self._slot + visit * STRIDE] = values
        return values

    def draw(self, block: Block, visit: int) -> Floats:
        """Draw the values of a block's subjects."""
        return self._array(block, uniforms(block.subjects, self._key, visit))


class VisitLuck:
    """What each visit to an activity takes from luck: the staff hours of the work, the score at the gate, and what else asks.

    The draws of one visit lie side by side, since memory is slower than arithmetic.
    """

    __slots__ = ("_draws", "_slot", "_width")

    def __init__(self, slot: int, work: Draw, score: Draw) -> None:
        self._slot = slot
        self._draws: tuple[Draw, ...] = (work, score)
        self._width = 2

    def add(self, draw: Draw) -> None:
        """Let visits take one more draw from luck, before the first of them."""
        self._draws = (*self._draws, draw)
        self._width += 1

    def of(self, subject: Subject, visit: int) -> tuple[float, float]:
        """Staff hours and score (λ z - logit(u), before effects) of a subject's `visit`-th return."""
        block = subject.block
        if block is None:
            work, score, *_ = self._draws
            return work.alone(subject.key, visit), score.alone(subject.key, visit)
        name = self._slot + visit * STRIDE if visit else self._slot
        draws = block.visits.get(name)
        if draws is None:
            draws = block.visits[name] = self._draw(block, visit)
        at = subject.place * self._width
        return draws[at], draws[at + 1]

    def last(self, block: Block, place: int, visit: int) -> float:
        """The draw added last, for the `visit`-th return of the subject at a place of a block, which has begun."""
        return block.visits[self._slot + visit * STRIDE][(place + 1) * self._width - 1]

    def _draw(self, block: Block, visit: int) -> "memoryview[float]":
        draws = np.column_stack([draw.draw(block, visit) for draw in self._draws])
        return cast("memoryview[float]", draws.reshape(-1).data)
