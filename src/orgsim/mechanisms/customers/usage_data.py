"""Usage data: reading what customers do finds some of the unhappy ones, and some who are not, and calls them out of turn.

Without care in force such calls cost hours and help nobody. An automation that is kept up finds customers more surely:
sensitivity and specificity are better at every reading (see `orgsim.mechanisms.loops.automation`).
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import Account
from orgsim.engine.log import FLAGGED
from orgsim.engine.standing import Rounds
from orgsim.engine.world import World
from orgsim.fields import MoneyPerMonth, Plan, Share, Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.loops.automation import AutomationLevel
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, uniforms
from orgsim.units import MONTH

_READING = purpose("usage data", "whether a reading of usage data flags a customer")


class UsageData(Parameters):
    """Whom usage can show to be unhappy."""

    unhappy: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = declared(
        0.2, unit="health below the reference", source="none found; 0.05 to 0.5 tried", status="guess"
    )
    """A customer whose health lies further below the reference than this is unhappy."""


class UsageDataPolicy(Plan):
    """How the organization reads what customers do with what they bought."""

    every: Span = declared(MONTH, unit="days", source="none found", status="guess")
    """Time between two readings; the first comes after it."""
    sensitivity: Share = declared(0.7, unit="probability", source="none found; 0.5 to 0.9", status="guess")
    """Chance that an unhappy customer is flagged at a reading."""
    specificity: Share = declared(0.8, unit="probability", source="none found; 0.6 to 0.95", status="guess")
    """Chance that any other customer is not."""
    cost: MoneyPerMonth = 0.0
    """What the data and the tools cost, paid at the beginning of each model month."""
    instead: bool = False
    """Whether planned check-ins are held only with customers whom the last reading flagged; the others miss them."""


def chance(health: float, unhappy: float, sensitivity: float, specificity: float) -> float:
    """Probability that a customer is flagged at a reading; `health` as the customer feels it, the rest 0 or more."""
    return sensitivity if health < -unhappy else 1.0 - specificity


class Usage:
    """The readings of one run: who seems unhappy is flagged, and called."""

    def __init__(
        self, world: World, contracts: Contracts, parameters: UsageData, policy: UsageDataPolicy
    ) -> None:
        self.world = world
        self.contracts = contracts
        self.unhappy = parameters.unhappy
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
        health = self.world.part(CustomerHealth)
        accounts = list(self.contracts.accounts.present.values())
        keys = np.array([account.case.key for account in accounts], dtype=np.uint64)
        for account, luck in zip(accounts, uniforms(keys, _READING, self.readings).tolist(), strict=True):
            felt = 0.0 if health is None else health.felt(account)
            flagged = luck < chance(felt, self.unhappy, *sure)
            account.case.remembered[self.flagged] = float(flagged)
            if flagged:
                self.world.log.move(self.world.clock.now, account.case, FLAGGED)
                self.contracts.service.check_in_now(account)
        self.readings += 1

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
        "Reading usage data flags unhappy customers, with errors both ways, and they are called out of turn."
    ),
    group="customers",
    parameters=UsageData,
    effects=(
        Effect("who is flagged at a reading", "sensitivity where x < -unhappy, else 1 - specificity"),
        Effect("check-ins", "one out of turn for each customer flagged, for whom none is waiting"),
    ),
    claims=("E4",),
    needs=("offering", "policies.usage_data", "customer.check_ins"),
    policies={"usage_data": UsageDataPolicy},
    spends=True,
    install=install,
    remembers={"flagged": "1 for who seemed unhappy at the last reading"},
    links=(Link("health", "care", -1),),
)
