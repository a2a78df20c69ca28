"""Purchase data: what customers have bought so far names those who are likely to buy what else there is, with errors both ways.

Who would buy is named with the sensitivity a, any other passed over with the specificity b. So at a talk p a + (1 - p)(1 - b)
of the customers are named, where p of all would buy, and of those named p a / (p a + (1 - p)(1 - b)) do. That is what Bayes'
rule makes of a reading with these two figures: on the log-odds, who is named is better than all by ln(a / (1 - b)), who is not
by ln((1 - a) / b), less than 0. Data tell buyers from others and make none: of all together p buy, as without them. An
incentive then asks people to propose to those named.
"""

from collections.abc import Callable, Mapping
from typing import Any

from orgsim.elementary import log
from orgsim.engine.entities import Case, Job
from orgsim.engine.hooks import Hooks
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.incentives.incentive import Incentive
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose

_NAMED = purpose("named by purchase data", "whether purchase data name a customer for a proposal")
_SURE = 1e-12
"""Nobody is surer than this."""


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
    """Chance that a customer is named who would buy, were it proposed now."""
    specificity: Share = declared(0.8, unit="probability", source="none found; 0.6 to 0.95", status="guess")
    """Chance that any other customer is not named."""


def chance(buys: float, sensitivity: float, specificity: float) -> float:
    """Probability that a customer is named at a talk, where a share `buys` of all would buy."""
    return buys * sensitivity + (1.0 - buys) * (1.0 - specificity)


def effect(said: float, sensitivity: float, specificity: float) -> float:
    """Log-odds that a customer buys whom the data name (`said` 1) or do not (-1), over those of all; 0 where they were not asked
    (0)."""
    if said > 0:
        return log(max(sensitivity, _SURE) / max(1.0 - specificity, _SURE))
    return log(max(1.0 - sensitivity, _SURE) / max(specificity, _SURE)) if said < 0 else 0.0


class PurchaseData:
    """Whom the data of one run name; nobody before they have been analysed, and none where no policy asks for it."""

    policy: PurchaseDataPolicy
    team: Team

    def __init__(self, world: World, parameters: PurchaseDataParameters) -> None:
        self.world = world
        self.named = parameters.named
        self.said = world.remember("said")
        """1 for a customer who has been named, -1 for one who has not, as something was proposed to it."""
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

    def names(self, case: Case, buys: float, ordinal: int) -> bool:
        """Whether the data name a customer at its `ordinal`-th talk for what a share `buys` of all would buy."""
        found = chance(buys, self.policy.sensitivity, self.policy.specificity)
        return case.luck(_NAMED, ordinal) < found

    def keep(self, case: Case, named: bool | None) -> None:
        """Something is proposed to a customer whom the data name, or not; None where they were not asked."""
        case.remembered[self.said] = 0.0 if named is None else 1.0 if named else -1.0

    def moved(self, job: Job) -> float:
        """Log-odds of a proposal, by what the data said of the customer."""
        return effect(job.case.remembered[self.said], self.policy.sensitivity, self.policy.specificity)


def install(world: World, parameters: PurchaseDataParameters, policies: Mapping[str, Any]) -> None:
    """Let purchases be analysed as the policy says."""
    if world.part(Incentive) is None:
        return
    data = world.lasting(PurchaseData, lambda: PurchaseData(world, parameters))
    world.hooks.run_opens.add(data.follow(policies["purchase_data"]).open)
    if world.second_line is not None:
        world.hooks.gate.add(data.moved, at={one.code for one in world.second_line.activities})


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
            "who is named at a talk, and the gate of a proposal to them",
            "p a + (1 - p)(1 - b) of all; named + ln(a/(1 - b)), not named + ln((1 - a)/b); a, b: sensitivity, specificity",
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
    gate=effect,
    install=install,
    remembers={"said": "1 for who was named as something was proposed to it, -1 for who was not"},
    links=(Link("targeting", "cross_sales", 1), Link("targeting", "load", -1)),
)
