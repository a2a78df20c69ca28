"""Incentive: what people are paid for besides their own work, as those have to know it who set it from data or approve it."""

from dataclasses import dataclass

from orgsim.fields import Plan, Share


class IncentivePolicy(Plan):
    """`[policies.incentive]`: what people are paid for besides their own work."""

    other_product: bool = True
    """Whether proposing the other division's product is rewarded."""
    bonus: Share = 0.05
    """Paid out of the value of each such sale (what is paid at once, and what recurs for the rest of the term)."""


@dataclass(frozen=True, slots=True)
class Incentive:
    """What the organization in force pays for proposing another team's product."""

    reward: float | None
    """Share of the value of a sale that is paid out; None where nobody is rewarded."""


def bonus(signed: float, share: float) -> float:
    """Money paid out of what a sale is worth."""
    return share * signed
