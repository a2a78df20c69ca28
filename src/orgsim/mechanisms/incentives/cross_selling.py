"""Cross-selling: when customers are met, somebody may propose what another division of the firm sells and they do not have.

What that is follows from what the customer has: the second line, or the offering for who began with the second line.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import NOBODY, Account, Activity, Case, Duty, End, Job, Outcome, Person, Talk
from orgsim.engine.log import CROSS_SOLD
from orgsim.engine.world import SecondLine, World
from orgsim.fields import Share
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.incentives.approvals import Approvals
from orgsim.mechanisms.incentives.incentive import Incentive, IncentivePolicy, bonus
from orgsim.mechanisms.incentives.purchase_data import PurchaseData
from orgsim.mechanisms.incentives.skills import Skills
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose
from orgsim.units import DAYS_PER_YEAR

_AT_PURCHASE = purpose("proposed at the purchase", "whether the second line comes up at the purchase")
_AT = {
    Duty.ONBOARDING: purpose("proposed at onboarding", "whether the other line comes up as onboarding ends"),
    Duty.ANSWER: purpose(
        "proposed at an answer", "whether the other line comes up as an incident is answered"
    ),
    Duty.CHECK_IN: purpose("proposed at a check-in", "whether the second line comes up at a check-in"),
    Duty.RENEWAL_TALK: purpose(
        "proposed at a talk before renewal", "whether the other line comes up at the talk before a term ends"
    ),
}
_KINDS = 1 + len(_AT)
"""Kinds of talks, by which their numbers go on: one customer's talks have numbers of their own."""


class CrossSelling(Parameters):
    """How often another line comes up in a talk with a customer who does not have it."""

    unasked: Share = declared(0.05, unit="chance per talk", source="none found", status="guess")
    """Chance that somebody proposes another team's product without being paid for it."""
    asked: Share = declared(0.25, unit="chance per talk", source="none found", status="guess")
    """The same with an incentive to do so."""
    own: Share = declared(0.25, unit="chance per talk", source="none found", status="guess")
    """Chance that somebody proposes what their own team sells."""


class Proposals:
    """Proposes and sells to the customers of one run the line that they do not have."""

    def __init__(
        self,
        world: World,
        contracts: Contracts,
        line: SecondLine,
        parameters: CrossSelling,
        incentive: Incentive,
    ) -> None:
        self.world = world
        self.contracts = contracts
        self.line = line
        self.parameters = parameters
        self.incentive = incentive

    def bought(self, account: Account) -> None:
        """Somebody has bought from a team whose person may propose more."""
        if account.sold_by != NOBODY:
            by = account.sold_by, account.case.person
            luck = account.case.luck(_AT_PURCHASE, account.term)
            self.talk(account, by, luck, account.term * _KINDS)

    def check_in(self, account: Account, job: Job) -> None:
        """A check-in has been held."""
        self.met(account, job, Duty.CHECK_IN)

    def met(self, account: Account, job: Job, duty: Duty) -> None:
        """Somebody has met a customer."""
        if duty in self.line.at:
            by = job.activity.team, job.person
            luck = account.case.luck(_AT[duty], job.visit)
            self.talk(account, by, luck, job.visit * _KINDS + duty + 1)

    def lacking(self, account: Account) -> Activity | None:
        """What sells the line that a customer does not have; None where it has both, or nobody sells the other."""
        found = self.line.activity if not account.second_line else self.line.offering
        if found is None or (account.second_line and not account.deal.alone):
            return None
        return found

    def talk(self, account: Account, by: tuple[int, Person | None], luck: float, ordinal: int) -> None:
        """Somebody of a team (its code) talks to a customer, for the `ordinal`-th time, who may hear of the line that it does not
        have."""
        activity = self.lacking(account)
        if activity is None or Talk.OFFER in account.planned or not account.active:
            return
        sold_by = self.world.journey.form(account.case, activity).team
        if sold_by == NOBODY:
            return
        named, share, chance = None, 0.0, self.parameters.own
        if by[0] != sold_by:
            data = self.data
            reward = self.reward(data)
            if reward is not None:
                named, share = self.named(data, account.case, activity, ordinal), reward
            chance = self.chance(data, by[1], reward is not None, named)
        if luck < chance:
            if (kept := self.world.part(PurchaseData)) is not None:
                kept.keep(account.case, named)
            job = self.contracts.service.job(account, activity, partial(self.decide, share))
            account.planned[Talk.OFFER] = job
            self.contracts.service.hand_over(job)

    def reward(self, data: PurchaseData | None) -> float | None:
        """Share of the value of a sale that is paid out for a proposal made now; None where nobody is rewarded."""
        if data is not None and not data.ready:
            return None
        approvals = self.world.part(Approvals)
        if approvals is not None and approvals.asked and not approvals.given:
            return None
        return self.incentive.reward

    @property
    def data(self) -> PurchaseData | None:
        """The purchase data that the organization in force goes by; None for none."""
        data = self.world.part(PurchaseData)
        return data if data is not None and data.asked else None

    def named(self, data: PurchaseData | None, case: Case, activity: Activity, ordinal: int) -> bool | None:
        """Whether data name a customer for what an activity sells; None where no data say anything."""
        return None if data is None else data.names(case, self.line.rates[activity.code], ordinal)

    def chance(
        self, data: PurchaseData | None, person: Person | None, rewarded: bool, named: bool | None
    ) -> float:
        """Chance that somebody proposes in a talk what another team sells, to who is named by data or not (None: no data)."""
        skills, found = self.world.part(Skills), self.parameters.unasked
        if named and data is not None:
            found = data.named
        elif rewarded and named is None:
            found = self.parameters.asked
        return found if skills is None else found * skills.of(person)

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
            delay = outcome.after.of(job.case, job.visit) * job.activity.delays.at(job.end)
            self.contracts.accounts.at(account, delay, partial(self.sell, share, job.activity.team))

    def sell(self, share: float, team: int, account: Account) -> None:
        """A customer buys from a team (its code) the line that it does not have."""
        if not account.second_line:
            signed = self.sell_line(team, account)
        elif account.deal.alone:
            monthly = self.contracts.price.complete(account, self.world.clock.now)
            signed = self.contracts.add(account, team, CROSS_SOLD, monthly)
        else:
            return
        if (paid_out := bonus(signed, share)) > 0:
            self.world.own_work.spend(paid_out)
        for sold in self.world.hooks.sold_more:
            sold(account)

    def sell_line(self, team: int, account: Account) -> float:
        """A customer buys the second line from a team (its code); what it signs by that."""
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
        return signed


def install(world: World, parameters: CrossSelling, policies: Mapping[str, Any]) -> None:
    """Let the line that a customer does not have be proposed, where somebody sells it."""
    contracts, line, policy = world.contracts, world.second_line, policies["incentive"]
    if contracts is None or line is None or not any(world.does(one) for one in line.activities):
        return
    reward = policy.bonus if policy is not None and policy.other_product else None
    incentive = world.parts[Incentive] = Incentive(reward)
    proposals = Proposals(world, contracts, line, parameters, incentive)
    if line.at_purchase:
        world.hooks.customer_begins.add(proposals.bought)
    if Duty.CHECK_IN in line.at:
        world.hooks.check_in_held.add(proposals.check_in)
    if line.at - {Duty.CHECK_IN}:
        world.hooks.customer_met.add(proposals.met)


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
            "purchase and check-ins held, and whatever `talks` names, customers without the second line or without the offering",
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
