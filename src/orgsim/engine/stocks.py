"""Stocks at work: levels that fade by themselves and are brought up to date only when somebody looks."""

import math
from dataclasses import dataclass

from orgsim.mechanisms.shared import stock


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
            self.amount = stock.decayed(self.amount, now - self.seen, self.half_life)
            self.seen = now
        return self.amount

    def add(self, now: float, amount: float) -> float:
        """Put something in, or take it out (negative), within the bounds; what there is then."""
        self.amount = stock.raised(self.level(now), amount, self.high, self.low)
        return self.amount
