"""Purchase data: what customers have bought so far names those who are likely to buy what else there is, with errors both ways.

A customer who would take what it does not have, were it proposed next, is named with the sensitivity, any other is passed
over with the specificity: so of those named, p a / (p a + (1 - p)(1 - b)) buy, where p of all would. An incentive then asks
people to propose to those named.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from typing import Any

from orgsim.engine.entities import Account, Activity, End, Job
from orgsim.engine.hooks import Hooks
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.incentives.incentive import Incentive
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, uniform

_NAMED = purpose("named by purchase data", "whether purchase data name a customer for a proposal")


class PurchaseDataParameters(Parameters):
    """What people make of a list of names."""

    named: Share = declared(
        0.5,
        unit="chance per talk",
        source="none found; 0.25, as without names, to 0.7, with which as many proposals as before go to those named",
        status="guess",
    )
    """Chance that somebody who is rewarded for it proposes another team's product in a talk with a customer whom data name."""


class PurchaseDataPolicy(Plan):
    """`[policies.purchase_data]`: who works out from what customers bought whom to propose the other line to. It acts where
    proposing is rewarded (`[policies.incentive]`), which is in force only when this is done."""

    team: str
    """The team that analyses purchases, behind all its work for leads and customers."""
    hours: StaffHours = declared(40.0, unit="staff hours", source="none found: a week", status="guess")
    """Staff hours it takes, once; "0 h" where the data are there."""
    sensitivity: Share = declared(0.7, unit="probability", source="none found; 0.5 to 0.9", status="guess")
    """Chance that a customer is named who would buy at the next proposal, by its luck and the market's rates alone."""
    specificity: Share = declared(0.8, unit="probability", source="none found; 0.6 to 0.95", status="guess")
    """Chance that any other customer is not named."""


def chance(would_buy: bool, sensitivity: float, specificity: float) -> float:
    """Probability that a customer is named, who would buy at the next proposal or not."""
    return sensitivity if would_buy else 1.0 - specificity


class PurchaseData:
    """Whom the data of one run name; nobody before they have been analysed, and none where no policy asks for it."""

    policy: PurchaseDataPolicy
    team: Team

    def __init__(self, world: World, parameters: PurchaseDataParameters) -> None:
        self.world = world
        self.named = parameters.named
        self.ready = False
        self._followed: Hooks | None = None
        """Those of the organization that asked for data last."""
        self._job: Job | None = None
        """The analysis whose end counts."""
        self._waiting: list[Callable[[], None]] = []
        """Who goes on when they are ready."""

    def follow(self, policy: PurchaseDataPolicy) -> "PurchaseData":
        """From now on purchases are analysed as a policy says."""
        self.policy, self._followed = policy, self.world.hooks
        (self.team,) = self.world.teams_named((policy.team,))
        self.team.use_priorities()  # behind all work for leads and customers
        return self

    @property
    def asked(self) -> bool:
        """Whether the organization in force goes by data."""
        return self._followed is self.world.hooks

    def open(self) -> None:
        """Plan the analysis; what is there from before in the same terms is there."""
        self.world.standing.keep("purchase data", (self.policy, self.team.code), self.begin)

    def begin(self) -> Callable[[], None]:
        """Somebody is to analyse purchases; what ends that."""
        self.ready = not self.policy.hours
        if not self.ready:
            self._job = self.world.own_work.job(self.team, "purchase_data", self.policy.hours, self.analysed)
            self.team.submit(self._job)
        return self.end

    def end(self) -> None:
        """The organization goes by these data no more."""
        self.ready, self._job = False, None
        self._waiting.clear()

    def analysed(self, job: Job) -> None:
        """Purchases have been analysed."""
        if job is self._job:
            self.ready = True
            waiting, self._waiting = self._waiting, []
            for go_on in waiting:
                go_on()

    def then(self, go_on: Callable[[], None]) -> None:
        """Go on once the data are ready."""
        if self.ready:
            go_on()
        else:
            self._waiting.append(go_on)

    def names(self, account: Account, activity: Activity) -> bool:
        """Whether the data name a customer for what an activity sells: the same until it is proposed."""
        case = account.case
        visit = case.visits.get(activity.code, 0)
        luck, at = activity.draws.of(case, visit)
        outcome = activity.outcomes[bisect_right(activity.cuts, -luck[at + 1])]
        found = chance(outcome.end is End.CUSTOMER, self.policy.sensitivity, self.policy.specificity)
        return uniform(case.key, _NAMED, visit) < found


def install(world: World, parameters: PurchaseDataParameters, policies: Mapping[str, Any]) -> None:
    """Let purchases be analysed as the policy says."""
    if world.part(Incentive) is None:
        return
    data = world.lasting(PurchaseData, lambda: PurchaseData(world, parameters))
    world.hooks.run_opens.add(data.follow(policies["purchase_data"]).open)


MECHANISM = Mechanism(
    name="purchase_data",
    title=Phrase("Purchase data"),
    meaning=Phrase(
        "What customers have bought names those likely to buy the other line, with errors both ways, and it is proposed to them."
    ),
    group="incentives",
    parameters=PurchaseDataParameters,
    effects=(
        Effect(
            "who is named for a proposal",
            "with chance sensitivity who would buy at the next proposal, with 1 - specificity any other",
        ),
        Effect(
            "chance that another team's product is proposed for a reward (see cross_selling)",
            "named instead of asked for who is named, unasked for all others",
        ),
        Effect("hours of the team", "- hours of the policy, once, before the incentive is in force"),
    ),
    claims=("D2",),
    needs=("policies.purchase_data", "policies.incentive.other_product", "second_line", "offering"),
    policies={"purchase_data": PurchaseDataPolicy},
    work={"purchase_data": Phrase("Analyse purchases")},
    install=install,
    links=(Link("targeting", "cross_sales", 1), Link("targeting", "load", -1)),
)
