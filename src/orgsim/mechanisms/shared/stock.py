"""Stocks: what something built up comes to, as it fades and is added to. Plain arithmetic that many mechanisms share."""

import math


def decayed(level: float, days: float, half_life: float) -> float:
    """What is left of `level` after `days` elapsed days without inflow; `half_life` > 0 in days, infinite for ever."""
    return float(level * 2.0 ** (-days / half_life))


def raised(level: float, amount: float, high: float = math.inf, low: float = 0.0) -> float:
    """`level` plus `amount` (negative to lower it), held within [low, high]."""
    return min(high, max(low, level + amount))


def steady(inflow: float, half_life: float) -> float:
    """Where a level settles with an `inflow` per elapsed day, unbounded: inflow over its rate of decay."""
    return inflow * half_life / math.log(2.0)


def half_full(level: float, half: float) -> float:
    """Share in [0, 1) of a saturating effect that `level` gives; one half at `level` = `half` (> 0)."""
    return level / (level + half)
