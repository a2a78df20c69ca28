"""Ramps: what newcomers do of a trained person's work, month by month. Plain arithmetic."""

from collections.abc import Sequence

from orgsim.units import MONTH


def trained_days(shares: Sequence[float], days: float) -> float:
    """Days of a trained person that somebody is worth who joined so many `days` ago (0 or more).

    `shares` in [0, 1] are those of the first model month, the second and so on; after them it is 1.
    """
    passed = max(0.0, days - len(shares) * MONTH)
    return passed + sum(share * min(max(days - k * MONTH, 0.0), MONTH) for k, share in enumerate(shares))


def idle_days(shares: Sequence[float]) -> float:
    """Days after joining in which no work is done at all: the months at the beginning with a share of 0."""
    return MONTH * next((k for k, share in enumerate(shares) if share > 0), len(shares))
