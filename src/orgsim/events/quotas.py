"""Quotas: what teams shall reach, as the reader of a log has to know it."""

import math
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StatedQuota:
    """What a team, or each trained person of it, shall reach, and what counts toward it."""

    per_day: float
    per_person: bool
    """Whether that is what a trained person shall reach."""
    ramp: tuple[float, ...]
    """Share of a trained person that somebody is who joined after day 0, in each model month since; 1 after them."""
    counts: tuple[tuple[str, str], ...]
    """Activities with the target of the outcome that counts."""
    since: float = 0.0
    until: float = math.inf
    """Days from which and up to which the team is there."""
