"""Reorganizations: another organization takes the place of the one that is there, with its people, on a day of a run or when
the firm has come so far."""

from typing import Annotated

from pydantic import Field

from orgsim.fields import Days, Plan, Span
from orgsim.plan.model.hiring import WhenOfFirm
from orgsim.plan.model.in_files import Policies
from orgsim.plan.model.organization import OrganizationHead, Team
from orgsim.plan.model.people import MOST_IN_TEAM

PeopleMoved = Annotated[
    dict[str, dict[str, Annotated[int, Field(ge=1, le=MOST_IN_TEAM)]]], Field(max_length=500)
]
"""How many people go from which team to which."""


class Successor(Plan):
    """The organization that takes over: what an organization file holds."""

    organization: OrganizationHead = OrganizationHead.model_validate({"title": "Organization"})
    teams: Annotated[dict[str, Team], Field(min_length=1, max_length=500)]
    policies: Policies = Field(default_factory=Policies)

    def in_order(self) -> "Successor":
        """The same with its teams in the order of their names, in which they are run."""
        return self.model_copy(update={"teams": dict(sorted(self.teams.items()))})


class Reorganization(Plan):
    """`[[reorganizations]]`: from then on the work is done by the teams, and by the policies, of another organization.

    A team that both organizations state alike goes on as it is. All other people move: as `people` says, the rest to where most
    hours are asked of what they did before; they keep what they have practised, and finish the job they are at.
    """

    at: Span | None = None
    """Time from day 0, as in the organization that takes over. Either this or `when` is stated."""
    when: WhenOfFirm | None = None
    """In place of a day, what the firm has to have come to: its `cash` (from 0 on day 0), `people` or `customers` with `>`, `>=`,
    `<` or `<=`, by the mean of the last three months as rules of hiring have it, looked at each month from three months after the
    takeover before it, or after day 0. Those with a day come before."""
    organization: Successor
    """The organization that takes over: in a file the name of its file or of one of the gallery, or its tables."""
    people: PeopleMoved = {}
    """By team that they leave, how many go to which team; those who came first go first. All others go where most hours are
    asked of the activities that they did before."""
    notice: Days = 0.0
    """Time for which people for whom there is no place are paid from that day on; they do no more work."""
    delay: Days | None = None
    """Time until somebody new fills a place for which there is nobody. When not stated the `delay` of `[effects.turnover]` where
    turnover is in force, else none."""

    def in_order(self) -> "Reorganization":
        """The same with its teams in the order of their names, in which they are run."""
        return self.model_copy(update={"organization": self.organization.in_order()})


class TakenOver(Reorganization):
    """The takeover of day 0 from the organization that was there before (see `Predecessor`)."""
