"""Stocks: levels that fade by themselves and are brought up to date only when somebody looks."""

import math
from dataclasses import dataclass

from orgsim.elementary import log, power


def decayed(level: float, days: float, half_life: float) -> float:
    """What is left of `level` after `days` elapsed days without inflow; `half_life` > 0 in days, infinite for ever."""
    return level * power(2.0, -days / half_life)


def raised(level: float, amount: float, high: float = math.inf, low: float = 0.0) -> float:
    """`level` plus `amount` (negative to lower it), held within [low, high]."""
    return min(high, max(low, level + amount))


def steady(inflow: float, half_life: float) -> float:
    """Where a level settles with an `inflow` per elapsed day, unbounded: inflow over its rate of decay."""
    return inflow * half_life / log(2.0)


def half_full(level: float, half: float) -> float:
    """Share in [0, 1) of a saturating effect that `level` gives; one half at `level` = `half` (> 0)."""
    return level / (level + half)


@dataclass(slots=True, eq=False)
class Level:
    """How much of something there is. Ask with the present time (elapsed days), which never goes back."""

    half_life: float = math.inf
    """Elapsed days in which half of it is lost; infinite for never."""
    high: float = math.inf
    """Its upper bound."""
    low: float = 0.0
    """Its lower bound; it fades toward 0."""
    amount: float = 0.0
    """What there was at `seen`."""
    seen: float = 0.0
    """When it was last brought up to date (days)."""

    def level(self, now: float) -> float:
        """How much there is now."""
        if now > self.seen:
            self.amount = decayed(self.amount, now - self.seen, self.half_life)
            self.seen = now
        return self.amount

    def add(self, now: float, amount: float) -> float:
        """Put something in, or take it out (negative), within the bounds; what there is then."""
        self.amount = raised(self.level(now), amount, self.high, self.low)
        return self.amount
