"""Freezes: spans of days in which nobody is hired, or nothing is spent on leads. Plain data."""

Freezes = tuple[tuple[float, float], ...]
"""From when to when (days), in order, apart from one another."""


def thaw(freezes: Freezes, now: float) -> float | None:
    """When the freeze ends that holds now; None where none does."""
    return next((ends for begins, ends in freezes if begins <= now < ends), None)
