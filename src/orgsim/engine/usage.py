"""Usage: from time to time somebody reads what customers do, flags those who seem unhappy and has them called."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from orgsim.engine.accounts import Account
from orgsim.engine.customers import Customers
from orgsim.engine.office import Office
from orgsim.mechanisms.customers import usage_data
from orgsim.mechanisms.customers.usage_data import UsageDataPolicy
from orgsim.randomness import name_key, uniforms
from orgsim.units import MONTH

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_READING = name_key("usage data")


class Usage:
    """The readings of one run."""

    def __init__(self, customers: Customers, policy: UsageDataPolicy, unhappy: float) -> None:
        self.customers = customers
        self.policy = policy
        self.unhappy = unhappy
        self.readings = 0
        self.sharpened: Callable[[float], float] | None = None
        """What an accuracy in [0, 1] comes to, as things stand now; none for as it is."""

    def read(self) -> None:
        """Flag customers, and call those flagged."""
        sure = (self.sharp(self.policy.sensitivity), self.sharp(self.policy.specificity))
        customers = self.customers
        customers.care.now = customers.env.now
        accounts = list(customers.accounts.values())
        keys = np.array([account.subject.key for account in accounts], dtype=np.uint64)
        for account, luck in zip(accounts, uniforms(keys, _READING, self.readings).tolist(), strict=True):
            standing = customers.care.standing(account)
            flagged = luck < usage_data.chance(standing, self.unhappy, *sure)
            if self.policy.instead:
                account.subject.mark("flagged", float(flagged))
            if flagged:
                customers.log.change(customers.env.now, account.subject, "flagged")
                customers.caring.check_in_now(account)
        self.readings += 1

    def sharp(self, accuracy: float) -> float:
        """An accuracy as it is now, in [0, 1]."""
        return accuracy if self.sharpened is None else min(1.0, max(0.0, self.sharpened(accuracy)))

    def pay(self, office: Office, until: float) -> None:
        """Pay for this model month, for a last one in proportion, and for the next when it begins."""
        env = self.customers.env
        if self.policy.cost > 0 and env.now < until:
            office.spend(self.policy.cost * min(1.0, (until - env.now) / MONTH))
            env.after(MONTH, lambda _: self.pay(office, until), None)


def _unflagged(account: Account) -> bool:
    return account.subject.marked("flagged") == 0.0


def install(run: "Run") -> None:
    """Read usage data as the policy says."""
    policy, customers = run.scenario.policies.usage_data, run.customers
    assert policy is not None
    assert customers is not None
    usage = run.usage = Usage(customers, policy, run.scenario.effects.usage_data.unhappy)
    if policy.instead:
        customers.caring.skipped = _unflagged
    usage.pay(run.office, run.journey.until)
    run.env.every(policy.every, usage.read, run.journey.until)
