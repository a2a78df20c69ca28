"""Approvals: an incentive is in force once the divisions that it concerns have said yes, one after the other.

Each takes elapsed time until it takes the matter up, and hours of one of its people. Where purchase data say what it would
bring, both take less.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine.entities import Job
from orgsim.engine.hooks import Hooks
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Days, Plan, Share, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.incentives.incentive import Incentive
from orgsim.mechanisms.incentives.purchase_data import PurchaseData
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class ApprovalsParameters(Parameters):
    """What makes approvals easier."""

    with_numbers: Share = declared(
        0.5,
        unit="share of the days and hours of each approval",
        source="none found; 0.2 to 1 (a practitioner: with numbers it is easy to persuade)",
        status="guess",
    )
    """What an approval takes where purchase data say what the incentive would bring."""


class ApprovalsPolicy(Plan):
    """`[policies.approvals]`: who has to approve an incentive (`[policies.incentive]`) before it is in force."""

    teams: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)]
    """The teams that approve, in this order, each when the one before has."""
    after: Days = declared(14.0, unit="days", source="none found; 2 to 60", status="guess")
    """Elapsed time until each takes the matter up."""
    hours: StaffHours = declared(8.0, unit="staff hours", source="none found; 2 to 40", status="guess")
    """Hours that each spends on it, behind all its work for leads and customers."""


def eased(amount: float, with_numbers: float, numbers: bool) -> float:
    """Days or hours of an approval, `amount` without numbers that speak for it."""
    return amount * with_numbers if numbers else amount


class Approvals:
    """Whether the incentive of one run has been approved."""

    policy: ApprovalsPolicy
    teams: list[Team]

    def __init__(self, world: World, parameters: ApprovalsParameters) -> None:
        self.world = world
        self.with_numbers = parameters.with_numbers
        self.given = False
        self._followed: Hooks | None = None
        """Those of the organization that asked for approvals last."""
        self._matter = 0
        """Number of what is to be approved; what is said of an earlier one counts no more."""

    @property
    def asked(self) -> bool:
        """Whether the organization in force asks for approvals."""
        return self._followed is self.world.hooks

    def follow(self, policy: ApprovalsPolicy, incentive: Incentive) -> None:
        """From now on an incentive is approved as a policy says."""
        self.policy, self._followed = policy, self.world.hooks
        self.teams = [team for name in policy.teams for team in self.world.teams_named((name,))]
        for team in self.teams:
            team.use_priorities()  # behind all work for leads and customers
        codes = tuple(team.code for team in self.teams)
        terms = policy, incentive, self.numbers and self.numbers.policy, codes
        self.world.hooks.run_opens.add(lambda: self.world.standing.keep("approvals", terms, self.begin))

    def begin(self) -> Callable[[], None]:
        """An incentive is put before those who approve, once the data that speak for it are ready; what ends that."""
        self.given = False
        self._matter += 1
        put = partial(self.put, self._matter, 0)
        if self.numbers is None:
            put()
        else:
            self.numbers.then(put)
        return self.end

    @property
    def numbers(self) -> PurchaseData | None:
        """The data that the organization in force goes by; None for none."""
        data = self.world.part(PurchaseData)
        return data if data is not None and data.asked else None

    def end(self) -> None:
        """The organization asks for these approvals no more."""
        self.given = False
        self._matter += 1

    def put(self, matter: int, place: int) -> None:
        """The matter comes before the next of those who approve; when all have, the incentive is in force."""
        if matter != self._matter:
            return
        if place == len(self.teams):
            self.given = True
        elif self.policy.after > 0:
            self.world.clock.after(self.takes(self.policy.after), self.take_up, (matter, place))
        else:
            self.take_up((matter, place))

    def take_up(self, at: tuple[int, int]) -> None:
        """A team takes the matter up."""
        matter, place = at
        if matter != self._matter or not self.world.goes_on():
            return
        team, hours = self.teams[place], self.takes(self.policy.hours)
        if hours > 0:
            approved = partial(self.approved, matter, place + 1)
            team.submit(self.world.own_work.job(team, "incentive_approval", hours, approved))
        else:
            self.put(matter, place + 1)

    def approved(self, matter: int, following: int, _: Job) -> None:
        """A team has approved."""
        self.put(matter, following)

    def takes(self, amount: float) -> float:
        """Days or hours of an approval."""
        return eased(amount, self.with_numbers, self.numbers is not None)


def install(world: World, parameters: ApprovalsParameters, policies: Mapping[str, Any]) -> None:
    """Let the incentive wait for those who approve it."""
    incentive = world.part(Incentive)
    if incentive is not None:
        approvals = world.lasting(Approvals, lambda: Approvals(world, parameters))
        approvals.follow(policies["approvals"], incentive)


MECHANISM = Mechanism(
    name="approvals",
    title=Phrase("Approvals of incentives"),
    meaning=Phrase(
        "An incentive is in force once each division has approved it, which takes days and hours, fewer where data speak for it."
    ),
    group="incentives",
    parameters=ApprovalsParameters,
    effects=(
        Effect(
            "day from which the incentive is in force (see cross_selling)",
            "after `after` days and `hours` of each team, one after the other",
        ),
        Effect(
            "days and hours of each approval, where purchase data say what the incentive would bring",
            "x with_numbers",
        ),
    ),
    claims=("D2",),
    needs=("policies.approvals", "policies.incentive.other_product", "second_line", "offering"),
    policies={"approvals": ApprovalsPolicy},
    work={"incentive_approval": Phrase("Approve incentives")},
    install=install,
    links=(Link("approvals", "cross_sales", -1), Link("approvals", "load", 1)),
)
