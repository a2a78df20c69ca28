"""Market changes of a plan, as the engine meets them."""

import math
from collections.abc import Iterable

from orgsim.elementary import log
from orgsim.engine.market_changes import MarketChanges
from orgsim.plan.model.market import Shock


def market_changes(moved: Iterable[tuple[Shock, float]], log_odds: bool = False) -> MarketChanges:
    """When shocks move something, and by how much: factors, or odds ratios taken as `log_odds` that add up."""
    spans = tuple(
        (shock.at, shock.at + (shock.lasts or math.inf), log(amount) if log_odds else amount)
        for shock, amount in moved
    )
    return MarketChanges(spans, multiply=not log_odds)
