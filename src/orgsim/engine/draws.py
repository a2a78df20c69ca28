"""Draws in advance: the random numbers of consecutive leads of a source at once, since one by one they cost far more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

import numpy as np

from orgsim.elementary import normal_quantile_block
from orgsim.randomness import (
    Floats,
    Uint64s,
    case_keys,
    entity_key,
    purpose,
    uniform,
    uniforms,
)

BLOCK = 4096
"""Leads in a block, at most: so many that what an operation costs beside its arithmetic counts for little."""
DRAWS = 3 + 20
"""Purposes drawn in advance per activity: work, gate, patience, and the delay after each outcome."""
EXTRA = 1 << 19
"""Purposes that mechanisms let visits draw besides are numbered from here, by activity."""
OF_CUSTOMERS = (1 << 20) - 1
"""Number of what is drawn once of each customer: how large it is."""
STRIDE = 1 << 20
"""Tables of successive visits lie this far apart; more than there are purposes."""
RARE, SELDOM = 3, 16
"""Visits from this one on, and all of so few leads, are drawn one by one until so many leads of a block have made them."""
OFTEN = 64
"""Single numbers are drawn one by one until so many leads of a block have asked for theirs."""

Numbers: TypeAlias = "memoryview[float] | Sequence[float]"

GAP = purpose("gap", "elapsed days between two leads, of a source or of who brings them")
_READINESS = purpose("readiness", "a lead's readiness to buy")
_SEGMENT = purpose("segment", "the segment of a lead")


class Block:
    """The draws of one block of leads: their keys, their readiness, and a table per purpose and visit, filled when asked for."""

    __slots__ = (
        "cases",
        "keys",
        "lucks",
        "rare",
        "rare_from",
        "readiness",
        "segments",
        "tables",
        "visits",
        "words",
    )

    def __init__(self, cases: Uint64s, readiness: Floats, segments: list[int]) -> None:
        self.cases = cases
        self.keys: list[int] = cases.tolist()
        self.readiness = readiness
        self.segments = segments
        self.lucks: dict[int, memoryview[float]] = {}
        """Uniform draws by purpose and ordinal."""
        self.words: dict[int, Block] = {}
        """What each of them says to others, by source and occasion (see `orgsim.engine.brought_leads`)."""
        self.tables: dict[int, memoryview[float]] = {}
        self.visits: dict[int, memoryview[float]] = {}
        self.rare_from = RARE if len(self.keys) > SELDOM else 0
        """The visits from this one on are drawn one by one at first: few leads come back so often, and few leads few times."""
        self.rare: dict[int, int] = {}
        """How often each table was asked for that is not drawn."""

    def rarely_asks(self, name: int, seldom: int = SELDOM) -> bool:
        """Whether a table has been asked for so seldom that drawing all of it would cost more than drawing one by one."""
        asked = self.rare[name] = self.rare.get(name, 0) + 1
        return asked <= seldom


@dataclass(slots=True, eq=False)
class Keyed:
    """Whoever has draws of its own."""

    key: int
    """Key of all its draws."""
    block: Block | None
    """Its draws in advance; None for all that is no lead."""
    place: int
    """Its place among them."""

    def luck(self, purpose: int, ordinal: int = 0) -> float:
        """One of its draws in (0, 1): `uniform`, from its block where many leads ask for theirs."""
        block = self.block
        if block is None:
            return uniform(self.key, purpose, ordinal)
        name = purpose + ordinal
        lucks = block.lucks.get(name)
        if lucks is None:
            if block.rarely_asks(name, OFTEN):
                return uniform(self.key, purpose, ordinal)
            found = uniforms(block.cases, purpose, ordinal)
            lucks = block.lucks[name] = cast("memoryview[float]", found.data)
        return lucks[self.place]


class SegmentDraws:
    """Which segment each lead belongs to: recorded, or drawn by the shares."""

    def __init__(self, shares: list[float], shifts: list[float], recorded: list[int] | None = None) -> None:
        self.cumulative = np.cumsum(shares)[:-1]
        self.shifts = np.asarray(shifts)
        self.recorded = recorded

    def codes(self, cases: Uint64s, first: int) -> np.ndarray[tuple[int], np.dtype[np.intp]]:
        """Segment codes of a block of cases that begins with lead `first`."""
        if self.recorded is not None:
            known = self.recorded[first : first + len(cases)]
            return np.asarray(known + [0] * (len(cases) - len(known)), dtype=np.intp)
        return np.searchsorted(self.cumulative, uniforms(cases, _SEGMENT), side="right").astype(np.intp)


class SourceDraws:
    """Who the leads of one source are: keys, segments and readiness, block by block."""

    def __init__(self, seed: tuple[int, int], source: str, shift: float, segments: SegmentDraws) -> None:
        self.key = entity_key(*seed, source)
        self.shift = shift
        self.segments = segments
        self.size = BLOCK
        """Leads in a block; no more are drawn than come."""
        self._at = -1
        self._block: Block | None = None

    def block(self, number: int) -> Block:
        """The block that holds lead `number`; numbers are asked for in ascending order."""
        index = number // self.size
        if self._block is None or index != self._at:
            self._at, self._block = index, self._draw(index)
        return self._block

    def _draw(self, index: int) -> Block:
        first = index * self.size
        return self._of(case_keys(self.key, first, self.size), first)

    def among(self, keys: list[int]) -> Block:
        """A block of leads with keys of their own."""
        return self._of(np.array(keys, dtype=np.uint64), 0)

    def _of(self, cases: Uint64s, first: int) -> Block:
        codes = self.segments.codes(cases, first)
        readiness = (
            normal_quantile_block(uniforms(cases, _READINESS)) + self.shift + self.segments.shifts[codes]
        )
        return Block(cases, readiness, codes.tolist())


class Draw:
    """One purpose of one activity: the value for a case's visit, from its block or alone, which gives the same bits."""

    __slots__ = ("_array", "_key", "_one", "_slot")

    def __init__(
        self,
        key: int,
        slot: int,
        array: Callable[[Block, Floats], Floats],
        one: Callable[[Block | None, int, float], float],
    ) -> None:
        """From uniform draws: `array` makes the values of a whole block, `one` that of the case at a place of one, or of none."""
        self._key = key
        self._slot = slot
        self._array = array
        self._one = one

    def of(self, case: Keyed, visit: int) -> float:
        """The value for a case at its `visit`-th return (0 = first time)."""
        block = case.block
        if block is None:
            return self.alone(case, visit)
        name = self._slot + visit * STRIDE
        values = block.tables.get(name)
        if values is None:
            if visit >= block.rare_from and block.rarely_asks(name):
                return self.alone(case, visit)
            values = block.tables[name] = cast("memoryview[float]", self.draw(block, visit).data)
        return values[case.place]

    def alone(self, case: Keyed, visit: int) -> float:
        """The value for a case, drawn for it alone."""
        return self._one(case.block, case.place, uniform(case.key, self._key, visit))

    def draw(self, block: Block, visit: int) -> Floats:
        """Draw the values of a block's cases."""
        return self._array(block, uniforms(block.cases, self._key, visit))


class VisitDraws:
    """What each visit to an activity draws: the staff hours of the work, the score at the gate, and what mechanisms add.

    The draws of one visit lie side by side, since memory is slower than arithmetic.
    """

    __slots__ = ("_draws", "_slot", "_width")

    def __init__(self, slot: int, work: Draw, score: Draw) -> None:
        self._slot = slot
        self._draws: tuple[Draw, ...] = (work, score)
        self._width = 2

    def add(self, draw: Draw) -> int:
        """Let visits draw one more number, before the first of them; where it stands, from where a visit's draws begin."""
        self._draws = (*self._draws, draw)
        self._width += 1
        return self._width - 1

    def of(self, case: Keyed, visit: int) -> tuple[Numbers, int]:
        """What a case's `visit`-th return draws, among other numbers, and where it begins: its staff hours, its score
        (λ z - logit(u), before effects), and what mechanisms added, in the order of adding."""
        block = case.block
        if block is None:
            return self._alone(case, visit)
        name = self._slot + visit * STRIDE if visit else self._slot
        draws = block.visits.get(name)
        if draws is None:
            if visit >= block.rare_from and block.rarely_asks(name):
                return self._alone(case, visit)
            draws = block.visits[name] = self._draw(block, visit)
        return draws, case.place * self._width

    def _alone(self, case: Keyed, visit: int) -> tuple[Numbers, int]:
        return [draw.alone(case, visit) for draw in self._draws], 0

    def _draw(self, block: Block, visit: int) -> "memoryview[float]":
        draws = np.column_stack([draw.draw(block, visit) for draw in self._draws])
        return cast("memoryview[float]", draws.reshape(-1).data)
