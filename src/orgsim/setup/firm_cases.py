"""Cases of day 0: who the leads and customers of a firm that exists are, by keys and purposes of their own.

Every case has a key by what it is (customer, lead at an activity, lead at rest) and how many of these came before it, so
that more of one kind change nobody of another, and every organization meets the same.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from orgsim.elementary import normal_quantile_block
from orgsim.engine.draws import BLOCK, Block
from orgsim.engine.entities import NOBODY, Activity, Case
from orgsim.engine.world import World
from orgsim.events.columns import FIRM
from orgsim.plan.derived.serving import usual_readiness
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats, Uint64s, case_keys, entity_key, purpose, uniforms
from orgsim.setup.calibration import come_that_far

Codes = npt.NDArray[np.intp]

_READINESS = purpose("readiness", "a lead's readiness to buy")
_SEGMENT = purpose("segment", "the segment of a lead")


class FirmCases:
    """Draws who the leads and customers are."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self.world = world
        self.scenario = scenario
        self.entity = world.names.entities.index(FIRM)
        self.number = 0
        self.ready = come_that_far(scenario, world.gates)
        usual = usual_readiness(scenario)
        shifts = [segment.readiness for segment in scenario.segments.values()] or [0.0]
        self.promises = [usual + shift for shift in shifts]
        """What the organization can see of the readiness of each segment."""

    def done(self, names: Sequence[str]) -> tuple[Activity, ...]:
        """Activities, by name, that somebody does."""
        found = [self.world.activities[name] for name in names]
        return tuple(activity for activity in found if activity.team != NOBODY)

    def drawn(
        self,
        group: str,
        number: int,
        place: str,
        segments: Sequence[str] | None,
        shares: Sequence[float] | None = None,
    ) -> list[Case]:
        """So many cases who have come as far as a place, with their segments, by `shares` where they are not stated."""
        key = entity_key(*self.world.seed, f"{FIRM} {group}")
        found: list[Case] = []
        for first in range(0, number, BLOCK):
            keys = case_keys(key, first, min(BLOCK, number - first))
            names = None if segments is None else segments[first : first + len(keys)]
            codes = self._segments(keys, place, names, shares)
            block = Block(keys, self._readiness(keys, place, codes), codes.tolist())
            found += [self._case(block, at) for at in range(len(keys))]
        return found

    def _case(self, block: Block, at: int) -> Case:
        segment, number = block.segments[at], self.number
        self.number += 1
        return Case(
            block.keys[at],
            block,
            at,
            self.entity,
            number,
            self.world.blank.copy(),
            self.promises[segment],
            segment,
        )

    def _segments(
        self, keys: Uint64s, place: str, names: Sequence[str] | None, shares: Sequence[float] | None
    ) -> Codes:
        known = self.world.names.segments
        if names is not None:
            return np.array([known.index(name) for name in names], dtype=np.intp)
        come = (
            [math.fsum(one.weights.tolist()) for one in self.ready[place]] if shares is None else list(shares)
        )
        if not sum(come) > 0:
            come = [segment.share for segment in self.scenario.segments.values()] or [1.0]
        cumulative = np.cumsum(come) / sum(come)
        return np.searchsorted(cumulative[:-1], uniforms(keys, _SEGMENT), side="right").astype(np.intp)

    def _readiness(self, keys: Uint64s, place: str, codes: Codes) -> Floats:
        """Of who has come that far, by segment; where nobody of it comes, as its new leads."""
        luck, found = uniforms(keys, _READINESS), np.zeros(len(keys))
        for code in np.unique(codes).tolist():
            one = self.ready[place][code]
            if not one.weights.any():
                found[codes == code] = normal_quantile_block(luck[codes == code]) + self.promises[code]
                continue
            passed = np.cumsum(one.weights)
            node = np.searchsorted(passed, luck[codes == code] * passed[-1])
            found[codes == code] = one.grid[np.minimum(node, len(one.grid) - 1)]
        return found
