"""Losses: the money that lies or is lost at each team, as a review reads it.

Work that waits lies there, and work that was not begun in time is lost, each at its hours times what an hour of it is worth
to the whole. Customers who leave are lost to those who work for customers, with what they paid in a year; those who would have
left in the reference are taken off.
"""

import numpy as np

from orgsim.engine.entities import Account
from orgsim.engine.log import COLD, MISSED
from orgsim.engine.world import World
from orgsim.mechanisms.loops.tallies import Tally

_MONTHS = 12.0
"""Months of what a customer paid that are lost when it leaves."""


class Losses:
    """What is lost since the last review, and lies now."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.left = 0.0
        """Money lost by customers who left, beyond the reference."""

    def forget(self) -> None:
        """Begin anew."""
        self.left = 0.0

    def decided(self, account: Account, stays: bool, chance: float) -> None:
        """A customer has decided, who would have left with a chance in the reference."""
        self.left += _MONTHS * account.deal.mrr * ((0.0 if stays else 1.0) - chance)

    def of(self, tally: Tally) -> float:
        """Money that lies or is lost at a team; more was kept than in the reference where it is below 0."""
        team, own = tally.team, self.world.own_work.entity
        lost = tally.done[np.isin(tally.done["outcome"], (COLD, MISSED))]["activity"].tolist()
        lies = [job.activity.code for job in team.queued() if job.case.entity != own]
        return sum(map(self.worth, (*lost, *lies))) + self.share(tally) * self.left

    def worth(self, code: int) -> float:
        """What a job of an activity is worth."""
        hours = next((form.mean_work for form in self.world.forms if form.code == code), 0.0)
        return self.world.worth.get(code, 0.0) * hours

    def share(self, tally: Tally) -> float:
        """A team's share of what is lost with customers: those who work for them share it evenly."""
        contracts = self.world.contracts
        if contracts is None or not contracts.plan.work & set(tally.team.does):
            return 0.0
        return 1.0 / sum(bool(contracts.plan.work & set(team.does)) for team in self.world.here)
