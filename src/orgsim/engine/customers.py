"""Customers: contracts, terms, what is paid, who stays and who buys more."""

import math
from collections.abc import Callable

from orgsim.engine.accounts import Account, Care
from orgsim.engine.caring import Caring
from orgsim.engine.deals import Price
from orgsim.engine.happenings import CHURNED, Job, Subject
from orgsim.engine.journey import Journey
from orgsim.engine.stations import Station
from orgsim.mechanisms.customers import health
from orgsim.plan.model.customer import CustomerLife
from orgsim.randomness import name_key, uniform
from orgsim.units import DAYS_PER_YEAR, MONTH

_CHURN, _UPSELL, _LOYALTY = name_key("churn"), name_key("upsell"), name_key("loyalty")
_SLACK = 1e-9


class Customers:
    """The contracts of one run's customers, until the horizon."""

    def __init__(self, journey: Journey, life: CustomerLife, price: Price, care: Care) -> None:
        self.journey = journey
        self.env = journey.env
        self.log = journey.log
        self.life = life
        self.price = price
        self.care = care
        self.caring = Caring(self, journey, life, care)
        self.accounts: dict[int, Account] = {}
        """Present customers by the key of their subject."""
        self.churn_odds: list[float] = [0.0]
        """Log-odds on churn by segment."""
        self.shocks: list[tuple[float, float, float]] = []
        """(from day, to day, log-odds) of market changes in churn."""
        self.pulls: dict[str, Callable[[Account], float]] = {}
        """By effect: log-odds of staying, and of buying more, that a mechanism adds now, to what health adds."""
        self.ties: dict[str, Callable[[Account], float]] = {}
        """By effect: log-odds that a mechanism adds to staying alone."""
        self.bought: tuple[Callable[[Account], None], ...] = ()
        """Called when a relation has begun."""
        self.renewed: tuple[Callable[[Account], None], ...] = ()
        """Called when a customer has decided to stay."""
        self.gone: tuple[Callable[[Account], None], ...] = ()
        """Called when a customer has left, or comes back to replace what it bought."""
        self.sold_more: tuple[Callable[[Account], None], ...] = ()
        """Called when a customer has bought the second line."""
        self.decided: tuple[Callable[[Account, bool, float], None], ...] = ()
        """Called when a customer has decided whether to stay, before what follows, with the chance of leaving it would have
        had in the reference."""
        self.entries: list[Station] = []
        """By entity, where a source's leads come in."""

    def buy(self, subject: Subject) -> None:
        """A lead becomes a customer."""
        before = subject.account
        number = 0 if before is None else before.number + 1
        deal = self.price.deal(subject, number)
        # Who buys again decides with luck of its own: ordinals go on where the earlier relation ended.
        account = subject.account = Account(subject, deal, self.care, before, number, seen=self.env.now)
        if before is not None:
            account.term, account.incidents = before.term + 1, before.incidents
        self.accounts[subject.key] = account
        self.care.now = self.env.now
        self.log.change(self.env.now, subject, "customer", deal.once + deal.term_value(), deal.mrr)
        if deal.once:
            self.pay(account, deal.once)
        self.begin_term(account)
        if deal.replaced is not None:
            self.at(account, deal.replaced, self.replace)
        self.caring.begin(account)
        for observe in self.bought:
            observe(account)

    def begin_term(self, account: Account) -> None:
        """A term begins: payments, the talk before its end, the decision at its end."""
        deal = account.deal
        if deal.term is None:
            return
        if deal.monthly:
            self.pay_months(account, math.ceil(deal.term / MONTH - _SLACK), deal.term)
        else:
            self.pay(account, deal.term_value())
        self.at(account, deal.term, self.end_term)
        if self.life.renewal is not None:
            self.at(account, max(0.0, deal.term - self.life.renewal.notice), self.caring.talk_due)

    def pay_months(self, account: Account, months: int, days_left: float) -> None:
        """Pay this month, and the others of the term as they come; a last broken month in proportion."""
        self.pay(account, account.deal.mrr * min(1.0, days_left / MONTH))
        if months > 1:
            self.at(account, MONTH, lambda a: self.pay_months(a, months - 1, days_left - MONTH))

    def pay(self, account: Account, money: float) -> None:
        """Money comes in, and what delivering it costs goes out."""
        if money > 0:
            self.log.payment(self.env.now, account.subject, money, (1 - self.price.margin) * money)

    def end_term(self, account: Account) -> None:
        """The customer decides to stay or to leave."""
        self.caring.close_talk(account)
        term = account.deal.term
        assert term is not None
        base = health.term_churn(self.life.churn, term / DAYS_PER_YEAR)
        leaves, effects = self.decide(account, base, uniform(account.subject.key, _CHURN, account.term))
        account.term += 1
        if leaves:
            self.log.decision(self.env.now, account.subject, "churned", (0.0, -account.deal.mrr), effects)
            self.leave(account)
        else:
            value = (account.deal.term_value(), 0.0)
            self.log.decision(self.env.now, account.subject, "renewed", value, effects)
            self.begin_term(account)
            for observe in self.renewed:
                observe(account)

    def decide(self, account: Account, base: float, luck: float) -> tuple[bool, tuple[float, ...]]:
        """Whether a customer leaves, by its `luck` in (0, 1) and the chance in the reference, and the effects that moved it."""
        pulls = self.staying(account) | {name: tie(account) for name, tie in self.ties.items()}
        shock = self.churn_shock()
        shift = self.churn_odds[account.subject.segment] + shock
        leaves = luck < health.churn(base, sum(pulls.values()), 1.0, shift)
        for observe in self.decided:
            observe(account, not leaves, health.churn(base, 0.0, 1.0, shift))
        return leaves, self.decision_effects(pulls | {"shock": -shock})

    def replace(self, account: Account) -> None:
        """What the customer bought has to be replaced: a loyal one comes back as a lead, the others are gone."""
        luck = uniform(account.subject.key, _LOYALTY, account.number)
        leaves, effects = self.decide(account, 1 - self.price.loyalty, luck)
        value = (0.0, -account.deal.mrr)
        self.log.decision(self.env.now, account.subject, "churned" if leaves else "retired", value, effects)
        if leaves:
            self.leave(account)
        else:
            self.end(account)
            self.journey.tell(account.subject, "retired")
            self.journey.come_back(account.subject, self.entries[account.subject.entity])

    def leave(self, account: Account) -> None:
        """A customer is gone; it may be followed up like a lead."""
        self.end(account)
        self.journey.tell(account.subject, "churned")
        self.journey.follow_up(account.subject, "churned")

    def end(self, account: Account) -> None:
        """A relation ends; what waits for the customer is cancelled."""
        account.subject.state = CHURNED
        del self.accounts[account.subject.key]
        self.caring.cancel_all(account)
        self.journey.release(account.subject)
        for observe in self.gone:
            observe(account)

    def staying(self, account: Account) -> dict[str, float]:
        """Log-odds of staying, and of buying more, that each effect adds now."""
        self.care.now = self.env.now
        return {"health": self.care.odds(account)} | {
            name: pull(account) for name, pull in self.pulls.items()
        }

    def churn_shock(self) -> float:
        """Log-odds that market changes add to churn now."""
        return sum(odds for begin, end, odds in self.shocks if begin <= self.env.now < end)

    def decision_effects(self, values: dict[str, float]) -> tuple[float, ...]:
        """Log-odds that moved a decision, in the order of the log's columns."""
        return tuple(values.get(name, 0.0) for name in self.log.names.effects)

    def offer_more(self, account: Account, job: Job) -> None:
        """A check-in has been held; it may sell more."""
        upsell = self.life.upsell
        if upsell is None:
            return
        odds = sum(self.staying(account).values())
        if self.care.memory is not None:
            odds += self.care.memory.effect(account.subject)
        if uniform(account.subject.key, _UPSELL, job.visit) >= health.upsell(upsell.rate, odds):
            return
        if upsell.activity is None:
            self.expand(account)
        elif (crew := self.caring.stations[upsell.activity].crew) is not None:
            crew.submit(self.caring.order(account, self.caring.stations[upsell.activity], self.upsold))

    def upsold(self, job: Job) -> None:
        """The staffed work that closes an expansion is done."""
        account = self.caring.finish(job)
        if account.active:
            self.expand(account)

    def expand(self, account: Account) -> None:
        """The customer buys more."""
        assert self.life.upsell is not None
        more = account.deal.mrr * self.life.upsell.value
        account.deal.mrr += more
        self.log.change(self.env.now, account.subject, "upsold", 0.0, more)

    def at(self, account: Account, delay: float, then: Callable[[Account], None]) -> bool:
        """Call `then` after `delay` elapsed days if the account is still a customer and the horizon not yet passed; whether that
        may happen."""
        ahead = self.env.now + delay <= self.journey.until
        if ahead:
            self.env.after(delay, self._ring, (account, then))
        return ahead

    def _ring(self, due: tuple[Account, Callable[[Account], None]]) -> None:
        account, then = due
        if account.active:
            self.care.now = self.env.now
            then(account)
