"""Customer life: onboarding, incidents, check-ins, terms and what is paid."""

import math
from collections.abc import Callable

from simpy import Event

from orgsim.engine.accounts import Account, Care
from orgsim.engine.deals import Price
from orgsim.engine.happenings import CHURNED, Job, Subject
from orgsim.engine.journey import Journey
from orgsim.engine.stations import Station
from orgsim.mechanisms import health
from orgsim.plan.market import CustomerLife
from orgsim.randomness import name_key, uniform
from orgsim.units import DAYS_PER_YEAR, MONTH

_CHURN, _INCIDENT, _UPSELL = name_key("churn"), name_key("incident"), name_key("upsell")
_SLACK = 1e-9


class Customers:
    """Everything that happens to the customers of one run, until the horizon."""

    def __init__(self, journey: Journey, life: CustomerLife, price: Price, care: Care) -> None:
        self.journey = journey
        self.env = journey.env
        self.log = journey.log
        self.life = life
        self.price = price
        self.care = care
        self.stations: dict[str, Station] = {}
        self.churn_odds: list[float] = [0.0]
        """Log-odds on churn by segment."""
        self.shocks: list[tuple[float, float, float]] = []
        """(from day, to day, log-odds) of market changes in churn."""

    def buy(self, subject: Subject) -> None:
        """A lead becomes a customer."""
        deal = self.price.deal(subject)
        account = subject.account = Account(subject, deal, self.care, seen=self.env.now)
        self.log.change(self.env.now, subject, "customer", deal.once + deal.term_value(), deal.mrr)
        if deal.once:
            self.pay(account, deal.once)
        self.begin_term(account)
        self.onboard(account)
        if self.life.incidents is not None:
            self.plan_incident(account)
        if self.life.check_ins is not None:
            self.at(account, self.life.check_ins.every, self.check_in_due)

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
            self.at(account, max(0.0, deal.term - self.life.renewal.notice), self.talk_due)

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
        self.close_talk(account)
        term = account.deal.term
        assert term is not None
        odds = self.staying_odds(account)
        shift = self.churn_odds[account.subject.segment] + self.churn_shock()
        base = health.term_churn(self.life.churn, term / DAYS_PER_YEAR)
        leaves = uniform(account.subject.key, _CHURN, account.term) < health.churn(base, odds, 1.0, shift)
        account.term += 1
        effects = self.decision_effects(0.0, odds, -self.churn_shock())
        if leaves:
            self.log.decision(self.env.now, account.subject, "churned", (0.0, -account.deal.mrr), effects)
            self.leave(account)
        else:
            self.log.decision(
                self.env.now, account.subject, "renewed", (account.deal.term_value(), 0.0), effects
            )
            self.begin_term(account)

    def leave(self, account: Account) -> None:
        """A customer is gone; what waits for it is cancelled."""
        account.subject.state = CHURNED
        for job in list(account.open.values()):
            if job.waiting:
                self.withdraw(job, "cancelled")
        self.journey.release(account.subject)

    def staying_odds(self, account: Account) -> float:
        """Log-odds of staying that health adds now."""
        self.care.now = self.env.now
        return self.care.odds(account)

    def churn_shock(self) -> float:
        """Log-odds that market changes add to churn now."""
        return sum(odds for begin, end, odds in self.shocks if begin <= self.env.now < end)

    def decision_effects(self, knowledge: float, odds: float, shock: float) -> tuple[float, ...]:
        """Log-odds that moved a decision, in the order of the log's columns."""
        values = {"cooling": 0.0, "knowledge": knowledge, "shock": shock, "health": odds}
        return tuple(values[name] for name in self.log.names.effects)

    def onboard(self, account: Account) -> None:
        """Onboarding begins, after the handover if another team does it."""
        onboarding = self.life.onboarding
        if onboarding is None:
            return
        account.onboarding_due = self.env.now + onboarding.target
        station = self.stations[onboarding.activity]
        if station.crew is not None:
            self.journey.hand_over(self.order(account, station, self.onboarded))

    def onboarded(self, job: Job) -> None:
        """Onboarding is finished."""
        account = self.finish(job)
        if account.active:
            self.care.onboarded(account)
            self.care.known(account)

    def plan_incident(self, account: Account) -> None:
        """Draw when the next incident happens."""
        assert self.life.incidents is not None
        if self.life.incidents.rate > 0:
            u = uniform(account.subject.key, _INCIDENT, account.incidents)
            account.incidents += 1
            self.at(account, -math.log1p(-u) / self.life.incidents.rate, self.incident)

    def incident(self, account: Account) -> None:
        """A customer needs help."""
        incidents = self.life.incidents
        assert incidents is not None
        self.plan_incident(account)
        station = self.stations[incidents.activity]
        if station.crew is None:
            self.care.unanswered(account)
            return
        job = self.order(account, station, self.answered)
        account.answers_due[id(job)] = self.env.now + incidents.target
        station.crew.submit(job)

    def answered(self, job: Job) -> None:
        """An incident is answered."""
        account = self.finish(job)
        if account.active:
            self.care.answered(account, id(job))
            self.care.known(account)

    def check_in_due(self, account: Account) -> None:
        """A planned check-in falls due; one still waiting is overtaken."""
        assert self.life.check_ins is not None
        self.at(account, self.life.check_ins.every, self.check_in_due)
        self.close_check_in(account)
        station = self.stations[self.life.check_ins.activity]
        if station.crew is None:
            self.miss(account, station)
            self.care.missed_check_in(account)
            return
        job = account.planned["check_in"] = self.order(account, station, self.checked_in)
        station.crew.submit(job)

    def close_check_in(self, account: Account) -> None:
        """A check-in not begun before the next one falls due is missed."""
        job = account.planned.get("check_in")
        if job is not None and job.waiting:
            self.withdraw(job, "missed")
            self.care.missed_check_in(account)

    def checked_in(self, job: Job) -> None:
        """A check-in is held; it may sell more."""
        account = self.finish(job)
        if not account.active:
            return
        self.care.known(account)
        upsell = self.life.upsell
        if upsell is None:
            return
        odds = self.staying_odds(account)
        if self.care.memory is not None:
            odds += self.care.memory.effect(account.subject)
        if uniform(account.subject.key, _UPSELL, job.visit) >= health.upsell(upsell.rate, odds):
            return
        if upsell.activity is None:
            self.expand(account)
        elif (crew := self.stations[upsell.activity].crew) is not None:
            crew.submit(self.order(account, self.stations[upsell.activity], self.upsold))

    def upsold(self, job: Job) -> None:
        """The staffed work that closes an expansion is done."""
        account = self.finish(job)
        if account.active:
            self.expand(account)

    def expand(self, account: Account) -> None:
        """The customer buys more."""
        assert self.life.upsell is not None
        more = account.deal.mrr * self.life.upsell.value
        account.deal.mrr += more
        self.log.change(self.env.now, account.subject, "upsold", 0.0, more)

    def talk_due(self, account: Account) -> None:
        """The talk before the end of the term falls due."""
        assert self.life.renewal is not None
        station = self.stations[self.life.renewal.activity]
        if station.crew is None:
            self.miss(account, station)
            self.care.missed_talk(account)
            return
        job = account.planned["renewal"] = self.order(account, station, self.talked)
        station.crew.submit(job)

    def close_talk(self, account: Account) -> None:
        """A talk not begun before the end of the term is missed."""
        self.care.now = self.env.now
        job = account.planned.get("renewal")
        if job is not None and job.waiting:
            self.withdraw(job, "missed")
            self.care.missed_talk(account)

    def talked(self, job: Job) -> None:
        """The talk is held."""
        account = self.finish(job)
        if account.active:
            self.care.known(account)

    def order(self, account: Account, station: Station, done: Callable[[Job], None]) -> Job:
        """A job for a customer."""
        job = self.journey.job(account.subject, station, done, self.gave_up)
        account.open[id(job)] = job
        return job

    def finish(self, job: Job) -> Account:
        """Note a finished job in the log; give its account."""
        self.care.now = self.env.now
        self.log.job(job, self.log.outcomes["done"], self.log.no_effects)
        return self.forget(job)

    def forget(self, job: Job) -> Account:
        """A job is no longer open."""
        account = job.subject.account
        assert account is not None
        account.open.pop(id(job), None)
        for name, planned in list(account.planned.items()):
            if planned is job:
                del account.planned[name]
        return account

    def gave_up(self, job: Job) -> None:
        """A customer has left the queue; an unanswered incident stays unanswered."""
        self.care.now = self.env.now
        self.log.job(job, self.log.outcomes["cold"], self.log.no_effects)
        account = job.subject.account
        assert account is not None
        if account.answers_due.pop(id(job), None) is not None:
            self.care.unanswered(account)
        if account.planned.get("check_in") is job:
            self.care.missed_check_in(account)
        if account.planned.get("renewal") is job:
            self.care.missed_talk(account)
        self.forget(job)

    def withdraw(self, job: Job, outcome: str) -> None:
        """Take a waiting job back."""
        assert job.station.crew is not None
        job.station.crew.withdraw(job)
        self.log.job(job, self.log.outcomes[outcome], self.log.no_effects)
        self.forget(job)

    def miss(self, account: Account, station: Station) -> None:
        """A planned talk that nobody does."""
        job = self.journey.job(account.subject, station, self.talked, self.gave_up)
        job.ready = job.end = self.env.now
        self.log.job(job, self.log.outcomes["missed"], self.log.no_effects)

    def at(self, account: Account, delay: float, then: Callable[[Account], None]) -> None:
        """Call `then` after `delay` elapsed days if the account is still a customer and the horizon not yet passed."""
        if self.env.now + delay <= self.journey.until:
            self.env.after(delay, self._ring, (account, then))

    def _ring(self, event: Event) -> None:
        account, then = event._value
        if account.active:
            self.care.now = self.env.now
            then(account)
