"""Referring: customers bring leads, at a rate that their health moves, and who was brought stays longer."""

from typing import TYPE_CHECKING

from orgsim.engine.accounts import Account
from orgsim.engine.newcomers import Newcomers, gap
from orgsim.mechanisms.leads import referrals
from orgsim.plan.model.sources import ReferralSource
from orgsim.randomness import name_key, uniform

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_WILLING = name_key("willing")


def install(run: "Run") -> None:
    """Let customers refer others to every source of referrals."""
    customers, parameters = run.customers, run.scenario.effects.referrals
    assert customers is not None
    entities = set()
    for name, source in run.scenario.sources.items():
        if isinstance(source, ReferralSource):
            referring = Referring(run, name, source.rate)
            entities.add(referring.newcomers.channel.entity)
            if source.rate > 0:
                customers.bought = (*customers.bought, referring.begin)

    def stays(account: Account) -> float:
        return parameters.loyalty if account.subject.entity in entities else 0.0

    customers.ties["referrals"] = stays


class Referring:
    """The referrals of one source: moments at the highest rate, of which health says how many are used.

    The moments are each customer's own, so that a better relation has the same referrals and some more.
    """

    def __init__(self, run: "Run", source: str, rate: float) -> None:
        assert run.customers is not None
        self.customers = run.customers
        self.parameters = run.scenario.effects.referrals
        self.newcomers = Newcomers(run, source)
        self.rate = rate * self.parameters.most
        self.mark = f"moments {source}"

    def begin(self, account: Account) -> None:
        """A relation begins."""
        if (
            account.number
        ):  # the moment still ahead when the earlier relation ended is known to be late: not to be used again
            self._count(account)
        self.expect(account)

    def expect(self, account: Account) -> None:
        """Wait for the next moment."""
        ordinal = int(account.subject.marked(self.mark))
        key = self.newcomers.key(account.subject)
        if self.customers.at(account, gap(key, ordinal, self.rate), self.moment):
            self.newcomers.expect(key, ordinal)

    def moment(self, account: Account) -> None:
        """A customer could refer somebody, and does so if it fares well enough."""
        ordinal, key = int(account.subject.marked(self.mark)), self.newcomers.key(account.subject)
        self._count(account)
        self.expect(account)
        most = self.parameters.most
        factor = referrals.factor(self.customers.care.standing(account), self.parameters.health, most)
        if uniform(key, _WILLING, ordinal) * most < factor:
            self.newcomers.bring(key, ordinal)
        else:
            self.newcomers.give_up(key, ordinal)

    def _count(self, account: Account) -> None:
        account.subject.mark(self.mark, account.subject.marked(self.mark) + 1)
