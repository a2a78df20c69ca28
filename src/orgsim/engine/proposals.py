"""Proposals: in talks with customers the second line comes up, and the team that sells it gets a job."""

from functools import partial
from typing import TYPE_CHECKING

from orgsim.engine.accounts import Account
from orgsim.engine.happenings import Job, Subject
from orgsim.engine.teams import Crew
from orgsim.mechanisms.incentives import cross_selling
from orgsim.randomness import name_key, uniform
from orgsim.units import DAYS_PER_YEAR, MONTH

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_AT_PURCHASE, _AT_CHECK_IN = name_key("proposed at the purchase"), name_key("proposed at a check-in")
_PROPOSAL = "proposal"


class Proposals:
    """Proposes and sells the second line to the customers of one run."""

    def __init__(self, run: "Run") -> None:
        assert run.customers is not None
        assert run.scenario.second_line is not None
        self.run = run
        self.customers = run.customers
        self.journey = run.journey
        self.line = run.scenario.second_line
        self.parameters = run.scenario.effects.cross_selling
        self.station = run.stations[self.line.activity]
        incentive = run.scenario.policies.incentive
        self.bonus = incentive.bonus if incentive is not None and incentive.other_product else None
        """Share of the value of a sale that is paid out; None where nobody is rewarded."""
        self._buy = run.journey.purchase

    def buy(self, subject: Subject) -> None:
        """A lead buys from a team whose person may propose more."""
        crew = subject.crew
        self._buy(subject)
        account = subject.account
        if account is not None and crew is not None:
            self.talk(account, crew, uniform(subject.key, _AT_PURCHASE, account.term))

    def check_in(self, account: Account, job: Job) -> None:
        """A check-in has been held."""
        assert job.station.crew is not None
        self.talk(account, job.station.crew, uniform(account.subject.key, _AT_CHECK_IN, job.visit))

    def talk(self, account: Account, crew: Crew, luck: float) -> None:
        """Somebody of a team talks to a customer, who may hear of the second line if it is new to them."""
        if account.second_line or _PROPOSAL in account.planned or not account.active:
            return
        own = crew is self.station.crew
        if luck < cross_selling.chance(own, self.bonus is not None, self.parameters):
            bonus = 0.0 if own or self.bonus is None else self.bonus
            job = self.customers.caring.order(account, self.station, partial(self.decide, bonus))
            account.planned[_PROPOSAL] = job
            self.journey.hand_over(job)

    def decide(self, bonus: float, job: Job) -> None:
        """The work of selling it is done; the customer decides."""
        ending = self.journey.judge(job)
        account = self.customers.caring.forget(job)
        if ending.name != "customer" or not account.active:
            return
        if ending.after is None:
            self.sell(bonus, account)
        else:
            delay = ending.after.of(job.subject, job.visit) * self.station.slowing(job.end)
            self.customers.at(account, delay, partial(self.sell, bonus))

    def sell(self, bonus: float, account: Account) -> None:
        """A customer buys the second line."""
        if account.second_line:
            return
        account.second_line = True
        size = self.customers.price.priced(account.subject)
        once, monthly = self.line.once * size, self.line.price * size
        term = DAYS_PER_YEAR if account.deal.term is None else account.deal.term
        recurring = monthly * term / MONTH
        self.run.log.change(self.run.env.now, account.subject, "cross_sold", once + recurring, monthly)
        self.customers.pay(account, once)
        account.deal.mrr += monthly
        if monthly and account.deal.term is None:  # no contract that would bill it
            self.bill(monthly, account)
        if (reward := cross_selling.bonus(once, recurring, bonus)) > 0:
            self.run.office.spend(reward)
        for observe in self.customers.sold_more:
            observe(account)

    def bill(self, monthly: float, account: Account) -> None:
        """A customer without a contract of terms pays for the second line each model month."""
        self.customers.pay(account, monthly)
        self.customers.at(account, MONTH, partial(self.bill, monthly))


def install(run: "Run") -> None:
    """Let the second line be proposed, where somebody sells it."""
    if run.customers is None:
        return
    proposals = Proposals(run)
    if proposals.station.crew is None:
        return
    if "purchase" in proposals.line.talks:
        run.journey.purchase = proposals.buy
    if "check_in" in proposals.line.talks:
        run.customers.caring.held = (*run.customers.caring.held, proposals.check_in)
