"""Usage data: reading what customers do finds some whose use has fallen, and some whose has not, and calls them out of turn.

A reading is a score with noise. What it takes to be flagged follows from two figures that people know: how many of those at
the usual use are not flagged (specificity), and how many of those are whose use lies a stated fall below it (sensitivity).
The further use has fallen, the surer it is seen; and use falls before its outcome is felt, by which customers decide.
Where adoption is not in force there is no use to read: then a reading tells those unhappy from the others, as it is.

An automation that is kept up finds customers more surely: sensitivity and specificity are better at every reading (see
`orgsim.mechanisms.loops.automation`).
"""

import functools
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from orgsim.elementary import normal_quantile, normal_quantile_block
from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import Account
from orgsim.engine.log import FLAGGED
from orgsim.engine.standing import Rounds
from orgsim.engine.world import World
from orgsim.fields import MoneyPerMonth, Plan, Share, Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.adoption import CustomerUse
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.loops.automation import AutomationLevel
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, uniforms
from orgsim.units import MONTH

_READING = purpose("usage data", "whether a reading of usage data flags a customer")
_SURE = 1e-12
"""Nobody is surer than this: chances of 0 and 1 have no score."""


class UsageData(Parameters):
    """Whom readings of usage data can show."""

    unhappy: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = declared(
        0.2, unit="health below the reference", source="none found; 0.05 to 0.5 tried", status="guess"
    )
    """Where adoption is not in force: a customer whose health lies further below the reference than this is unhappy, and flagged
    with the sensitivity, however unhappy."""
    fallen: Annotated[float, Field(ge=0.01, le=1, allow_inf_nan=False)] = declared(
        0.2,
        unit="use below the usual",
        source="none found: about a quarter of it; 0.1 to 0.4",
        status="guess",
    )
    """The fall of use for which the sensitivity is stated; half of it is seen less often, twice as much more often."""


class UsageDataPolicy(Plan):
    """How the organization reads what customers do with what they bought."""

    every: Span = declared(MONTH, unit="days", source="none found", status="guess")
    """Time between two readings; the first comes after it."""
    sensitivity: Share = declared(0.7, unit="probability", source="none found; 0.5 to 0.9", status="guess")
    """Chance that a customer is flagged at a reading whose use lies `fallen` below the usual (0.2 where `effects.usage_data` says
    nothing else), or where adoption is not in force that an unhappy one is."""
    specificity: Share = declared(0.8, unit="probability", source="none found; 0.6 to 0.95", status="guess")
    """Chance that a customer at the usual use is not flagged, or where adoption is not in force that any other is not."""
    cost: MoneyPerMonth = 0.0
    """What the data and the tools cost, paid at the beginning of each model month."""
    instead: bool = False
    """Whether planned check-ins are held only with customers whom the last reading flagged; the others miss them."""


def chance(health: float, unhappy: float, sensitivity: float, specificity: float) -> float:
    """Probability that a customer is flagged at a reading; `health` as the customer feels it, the rest 0 or more."""
    return sensitivity if health < -unhappy else 1.0 - specificity


def score(fall: float, fallen: float, sensitivity: float, specificity: float) -> float:
    """Normal score of the chance to be flagged at a reading, of a customer whose use lies `fall` below the usual: that of
    1 - specificity at no fall, of the sensitivity at `fallen`, and in between and beyond on the straight line through both.

    That is a reading of use with normal noise of `fallen`/(z(sensitivity) + z(specificity)) and a threshold.
    """
    usual, seen = -_z(specificity), _z(sensitivity)
    return usual + (seen - usual) * fall / fallen


@functools.lru_cache(maxsize=16)
def _z(accuracy: float) -> float:
    """Normal score of a chance; all customers of a reading ask for the same."""
    return normal_quantile(min(max(accuracy, _SURE), 1.0 - _SURE))


class Usage:
    """The readings of one run: who seems to use less, or to be unhappy, is flagged and called."""

    def __init__(
        self, world: World, contracts: Contracts, parameters: UsageData, policy: UsageDataPolicy
    ) -> None:
        self.world = world
        self.contracts = contracts
        self.parameters = parameters
        self.policy = policy
        self.flagged = world.remember("flagged")
        self.readings = 0

    def open(self) -> None:
        """Pay for the first month, and plan the readings."""
        standing, policy = self.world.standing, self.policy
        if policy.cost > 0:
            standing.keep("pay for usage data", policy.cost, self._pay_monthly)
        standing.rounds("usage data", policy.every, policy.every, self.read)

    def follow(self, policy: UsageDataPolicy) -> "Usage":
        """From now on usage data are read as a policy says."""
        self.policy = policy
        return self

    def _pay_monthly(self) -> Callable[[], None]:
        self.pay()
        paying = Rounds(self.pay)
        self.world.clock.every(MONTH, paying.ring, self.world.until)
        return paying.end

    def read(self) -> None:
        """Flag customers, and call those flagged."""
        sure = (self.sharp(self.policy.sensitivity), self.sharp(self.policy.specificity))
        accounts = list(self.contracts.accounts.present.values())
        keys = np.array([account.case.key for account in accounts], dtype=np.uint64)
        lucks, use = uniforms(keys, _READING, self.readings), self.world.part(CustomerUse)
        if use is not None:
            lucks = normal_quantile_block(lucks)
        for account, luck in zip(accounts, lucks.tolist(), strict=True):
            flagged = (
                self.unhappy(account, luck, *sure)
                if use is None
                else self.less(use.fallen(account), luck, *sure)
            )
            account.case.remembered[self.flagged] = float(flagged)
            if flagged:
                self.world.log.move(self.world.clock.now, account.case, FLAGGED)
                self.contracts.service.check_in_now(account)
        self.readings += 1

    def less(self, fall: float | None, noise: float, sensitivity: float, specificity: float) -> bool:
        """Whether a customer is flagged whose use lies so far below the usual (None: while it is being onboarded), by the
        standard normal noise of this reading."""
        return fall is not None and noise < score(fall, self.parameters.fallen, sensitivity, specificity)

    def unhappy(self, account: Account, luck: float, sensitivity: float, specificity: float) -> bool:
        """Whether a customer is flagged by how it feels, with its `luck` in (0, 1) at this reading."""
        health = self.world.part(CustomerHealth)
        felt = 0.0 if health is None else health.felt(account)
        return luck < chance(felt, self.parameters.unhappy, sensitivity, specificity)

    def sharp(self, accuracy: float) -> float:
        """An accuracy as it is now, in [0, 1]."""
        automation = self.world.part(AutomationLevel)
        return accuracy if automation is None else min(1.0, max(0.0, automation.aimed(accuracy)))

    def unflagged(self, account: Account) -> bool:
        """Whether the last reading has not flagged a customer."""
        return account.case.remembered[self.flagged] == 0.0

    def pay(self) -> None:
        """Pay for this model month, for a last one in proportion."""
        left = self.world.until - self.world.clock.now
        self.world.own_work.spend(self.policy.cost * min(1.0, left / MONTH))


def install(world: World, parameters: UsageData, policies: Mapping[str, Any]) -> None:
    """Read usage data as the policy says."""
    assert world.contracts is not None
    contracts, policy = world.contracts, policies["usage_data"]
    usage = world.lasting(Usage, lambda: Usage(world, contracts, parameters, policy)).follow(policy)
    if usage.policy.instead:
        world.hooks.check_in_skipped.add(usage.unflagged)
    world.hooks.run_opens.add(usage.open)


MECHANISM = Mechanism(
    name="usage_data",
    title=Phrase("Usage data"),
    meaning=Phrase(
        "Reading usage data flags customers who use less, with errors both ways, and they are called out of turn."
    ),
    group="customers",
    parameters=UsageData,
    effects=(
        Effect(
            "who is flagged at a reading",
            "Phi(-z(specificity) + (z(sensitivity) + z(specificity)) d/fallen), d = usual use - u",
        ),
        Effect(
            "who is flagged at a reading, where adoption is not in force",
            "sensitivity where x < -unhappy, else 1 - specificity",
        ),
        Effect("check-ins", "one out of turn for each customer flagged, for whom none is waiting"),
    ),
    claims=("E4",),
    needs=("offering", "policies.usage_data", "customer.check_ins"),
    policies={"usage_data": UsageDataPolicy},
    spends=True,
    install=install,
    remembers={"flagged": "1 for who seemed to use less, or to be unhappy, at the last reading"},
    links=(Link("use", "care", -1),),
)
