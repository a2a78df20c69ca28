"""Where the sides and the estimates of each claim are made: one module for each group of claims."""

from collections.abc import Callable, Mapping
from types import ModuleType
from typing import Any

from experiments.claims import (
    counting,
    growth,
    hiring,
    learning,
    organizations,
    relations,
    shop,
    steering,
    trust,
)
from experiments.claims.trial import Sides

MODULES: tuple[ModuleType, ...] = (
    organizations,
    relations,
    steering,
    shop,
    trust,
    growth,
    learning,
    counting,
    hiring,
)
"""Each has SIDES or ESTIMATES, or both."""


def _all(name: str) -> dict[str, Any]:
    return {key: made for module in MODULES for key, made in getattr(module, name, {}).items()}


SIDES: Mapping[str, Callable[[str], Sides]] = _all("SIDES")
"""By key of the claim: from a market to the sides, by name, over 36 months."""
ESTIMATES: Mapping[str, Callable[..., list[dict[str, Any]]]] = _all("ESTIMATES")
"""By key of the claim: called with (market, replications, seed, **how), where how is what `orgsim.compare` takes (workers,
ledger), it gives rows of {"says", "unit", "value", "low", "high"}, the first of which decides."""
