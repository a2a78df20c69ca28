"""Cross-selling: when customers are talked to, somebody may propose what another division of the firm sells."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import NOBODY, Account, End, Job, Outcome, Talk
from orgsim.engine.log import CROSS_SOLD
from orgsim.engine.world import SecondLine, World
from orgsim.fields import Plan, Share
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, uniform
from orgsim.units import DAYS_PER_YEAR

_AT_PURCHASE = purpose("proposed at the purchase", "whether the second line comes up at the purchase")
_AT_CHECK_IN = purpose("proposed at a check-in", "whether the second line comes up at a check-in")


class CrossSelling(Parameters):
    """How often the second line comes up in a talk with a customer who does not have it."""

    unasked: Share = declared(0.05, unit="chance per talk", source="none found", status="guess")
    """Chance that somebody proposes another team's product without being paid for it."""
    asked: Share = declared(0.25, unit="chance per talk", source="none found", status="guess")
    """The same with an incentive to do so."""
    own: Share = declared(0.25, unit="chance per talk", source="none found", status="guess")
    """Chance that somebody proposes what their own team sells."""

    def chance(self, own: bool, rewarded: bool) -> float:
        """Chance that the second line is proposed in a talk, by the team that sells it itself (`own`) or by another."""
        if own:
            return self.own
        return self.asked if rewarded else self.unasked


class IncentivePolicy(Plan):
    """`[policies.incentive]`: what people are paid for besides their own work."""

    other_product: bool = True
    """Whether proposing the other division's product is rewarded."""
    bonus: Share = 0.05
    """Paid out of the value of each such sale (what is paid at once, and what recurs for the rest of the term)."""


def bonus(signed: float, share: float) -> float:
    """Money paid out of what a sale is worth."""
    return share * signed


class Proposals:
    """Proposes and sells the second line to the customers of one run."""

    def __init__(
        self,
        world: World,
        contracts: Contracts,
        line: SecondLine,
        parameters: CrossSelling,
        reward: float | None,
    ) -> None:
        self.world = world
        self.contracts = contracts
        self.line = line
        self.parameters = parameters
        self.reward = reward
        """Share of the value of a sale that is paid out; None where nobody is rewarded."""

    def bought(self, account: Account) -> None:
        """Somebody has bought from a team whose person may propose more."""
        if account.sold_by != NOBODY:
            self.talk(account, account.sold_by, uniform(account.case.key, _AT_PURCHASE, account.term))

    def check_in(self, account: Account, job: Job) -> None:
        """A check-in has been held."""
        self.talk(account, job.activity.team, uniform(account.case.key, _AT_CHECK_IN, job.visit))

    def talk(self, account: Account, team: int, luck: float) -> None:
        """Somebody of a team talks to a customer, who may hear of the second line if it is new to them."""
        if account.second_line or Talk.OFFER in account.planned or not account.active:
            return
        own = team == self.world.journey.form(account.case, self.line.activity).team
        if luck < self.parameters.chance(own, self.reward is not None):
            share = 0.0 if own or self.reward is None else self.reward
            job = self.contracts.service.job(account, self.line.activity, partial(self.decide, share))
            account.planned[Talk.OFFER] = job
            self.contracts.service.hand_over(job)

    def decide(self, share: float, job: Job) -> None:
        """The work of selling it is done; the customer decides."""
        journey = self.world.journey
        outcome = journey.gates.decide(job)
        if job.activity.taken is None:
            self.settle(share, job, outcome)
        else:
            journey.put_first(job, outcome, partial(self.settle, share))

    def settle(self, share: float, job: Job, outcome: Outcome) -> None:
        """The customer has decided."""
        account = self.contracts.service.forget(job)
        if outcome.end is not End.CUSTOMER or not account.active:
            return
        if outcome.after is None:
            self.sell(share, job.activity.team, account)
        else:
            delay = outcome.after.of(job.case, job.visit) * self.line.activity.delays.at(job.end)
            self.contracts.accounts.at(account, delay, partial(self.sell, share, job.activity.team))

    def sell(self, share: float, team: int, account: Account) -> None:
        """A customer buys the second line from a team (its code)."""
        if account.second_line:
            return
        account.second_line = True
        size = self.contracts.price.agreed(account.case)
        alone = account.deal.term is None
        if alone:  # no contract that would bill it: it signs for a year, and pays by the month
            account.deal.monthly = True
            account.signed_to = self.world.clock.now + DAYS_PER_YEAR
        monthly, once = self.line.price * size, self.line.once * size
        signed = self.contracts.add(account, team, CROSS_SOLD, monthly, once)
        account.deal.beside += self.line.price * size
        if alone and self.line.price:
            self.contracts.bill(account)
        if (paid_out := bonus(signed, share)) > 0:
            self.world.own_work.spend(paid_out)
        for sold in self.world.hooks.sold_more:
            sold(account)


def install(world: World, parameters: CrossSelling, policies: Mapping[str, Any]) -> None:
    """Let the second line be proposed, where somebody sells it."""
    contracts, line, incentive = world.contracts, world.second_line, policies["incentive"]
    if contracts is None or line is None or not world.does(line.activity):
        return
    reward = incentive.bonus if incentive is not None and incentive.other_product else None
    proposals = Proposals(world, contracts, line, parameters, reward)
    if line.at_purchase:
        world.hooks.customer_begins.add(proposals.bought)
    if line.at_check_in:
        world.hooks.check_in_held.add(proposals.check_in)


MECHANISM = Mechanism(
    name="cross_selling",
    title=Phrase("Cross-selling"),
    meaning=Phrase(
        "People who talk to customers propose another division's product when they are rewarded or sell it themselves."
    ),
    group="incentives",
    parameters=CrossSelling,
    effects=(
        Effect(
            "purchase and check-ins held, customers without the second line",
            "proposed with chance own, asked or unasked; the team that sells it then gets a job, whose gate decides",
        ),
        Effect("spending", "bonus × value of a sale that another team had proposed"),
    ),
    claims=("D2", "D6"),
    needs=("second_line", "offering"),
    policies={"incentive": IncentivePolicy},
    spends=True,
    install=install,
    links=(
        Link("care", "cross_sales", 1),
        Link("cross_sales", "revenue", 1),
        Link("cross_sales", "load", 1),
    ),
)
