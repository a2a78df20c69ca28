"""Background work: what a team does for the organization itself, in reserved hours or in those that customers leave over.

Such work is done only while the mechanism that uses it is in force: with product off, nobody develops.
"""

from typing import Annotated

from pydantic import Field

from orgsim.fields import Plan, Share, StaffHours
from orgsim.mechanisms.shared import stock
from orgsim.units import MONTH

Block = Annotated[StaffHours, Field(ge=0.25, le=1000)]
"""Staff hours at a stretch; a lower bound keeps the jobs of a run countable."""
Monthly = Annotated[StaffHours, Field(ge=0.01)]
"""Staff hours a model month that hold a stock at 1."""
RESERVED_BLOCK, LEFT_OVER_BLOCK = 8.0, 2.0
"""Staff hours at a stretch where a policy states none: a day kept free, and what a quiet moment holds."""


class Background(Plan):
    """Who does such work and when; a policy states exactly one of `share` and `left_over`."""

    team: str
    """The team whose people do it."""
    share: Share | None = None
    """Share of their hours on duty kept for it: each person does a block of it every so many hours, before any other job."""
    left_over: bool = False
    """Whether it is done when no other work waits; work that comes meanwhile waits until the block is done."""
    block: Block | None = None
    """Staff hours at a stretch: 8 h of a reserved share, 2 h of left-over time when not stated."""

    @property
    def stretch(self) -> float:
        """Staff hours of one block."""
        if self.block is not None:
            return self.block
        return LEFT_OVER_BLOCK if self.left_over else RESERVED_BLOCK


def period(block: float, share: float) -> float:
    """Hours on duty from one block of `block` staff hours to the next, so that `share` (more than 0) of them is its work."""
    return block / share


def head_start(block: float, share: float, number: int) -> float:
    """Hours on duty until the first block of person `number` of a team, spread evenly so that not all are away at once."""
    golden = 0.6180339887498949
    return (period(block, share) - block) * (number * golden % 1.0)


def per_hour(monthly: float, half_life: float) -> float:
    """What an hour adds to a stock that `monthly` staff hours a model month hold at 1, with its half-life in days."""
    return 1.0 / stock.steady(monthly / MONTH, half_life)
