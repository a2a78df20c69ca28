"""Chances: how likely a job is to fail, and how often in one visit."""

from typing import Annotated

from pydantic import Field

from orgsim.elementary import exp, power
from orgsim.fields import Share
from orgsim.mechanisms.shared.declaration import Parameters, SmallCoefficient, declared


class FailureChances(Parameters):
    """How often jobs fail."""

    base: Share = declared(0.01, unit="probability per job", source="none found; 0 to 0.05", status="guess")
    """Of a trained person's job while one job waits for each person of the team; 0 for no failures at all."""
    overload: SmallCoefficient = declared(
        0.3, unit="log per waiting job per person", source="none found; 0 to 1", status="guess"
    )
    """How steeply the chance rises with the jobs that wait for each person; with none it is exp(-overload) of the base."""
    overwhelmed: Annotated[float, Field(ge=1, le=1000, allow_inf_nan=False)] = declared(
        5.0, unit="waiting jobs per person", source="none found", status="guess"
    )
    """Where more wait than this, nothing gets worse: nobody sees the end of the queue."""
    novice: SmallCoefficient = declared(
        1.0, unit="power of the slowness", source="none found; 0 to 2", status="guess"
    )
    """The chance grows with the work time over a trained person's to this power."""
    most: Share = declared(0.5, unit="probability", source="none found", status="guess")
    """The chance never exceeds this."""
    again: Annotated[float, Field(ge=0, le=0.9, allow_inf_nan=False)] = declared(
        0.1,
        unit="probability",
        source="none found: far above the first failure's, as causes last; 0 to 0.5",
        status="guess",
    )
    """Of another failure in the same visit, after each."""

    def failing(self, load: float, slowness: float, prevented: float) -> float:
        """Chance that a job fails: `load` jobs waiting per person as it begins, `slowness` over a trained person's time, and the
        factor by which others prevent it, or bring it about."""
        factor = strain(load, self.overload, self.overwhelmed) * clumsiness(slowness, self.novice)
        return probability(self.base, factor, prevented, self.most)


def strain(load: float, overload: float, overwhelmed: float) -> float:
    """Factor on the chance of a failure with `load` jobs waiting per person, `overwhelmed` at most; 1 with one waiting."""
    return exp(min(700.0, overload * (min(load, overwhelmed) - 1.0)))


def clumsiness(slowness: float, novice: float) -> float:
    """Factor (1 or more) on the chance of a failure of who takes `slowness` times a trained person's time."""
    return power(max(1.0, slowness), novice)


def probability(base: float, factor: float, prevented: float, most: float) -> float:
    """Chance that a job fails, `most` at most: `base`, times strain and clumsiness, times what paperwork, attention and lessons
    leave of it."""
    return min(most, base * factor * prevented)


def times(luck: float, chance: float, again: float) -> int:
    """How often a visit fails, by its luck in (0, 1): the first time where that lies below `chance`, and each time more with the
    chance `again` (below 1)."""
    count = 0
    while luck < chance:
        count, chance = count + 1, chance * again
    return count


def piled(failures: int, piling: float) -> float:
    """Loss by so many failures in one visit, over that by one; `piling` is 1 where they just add up."""
    return power(float(failures), piling)
