"""Caring: what is done for customers, when it falls due, and what happens when it is not done."""

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from orgsim.engine.accounts import Account, Care
from orgsim.engine.happenings import Job
from orgsim.engine.journey import Journey
from orgsim.engine.stations import Station
from orgsim.plan.model.customer import CustomerLife
from orgsim.randomness import name_key, uniform

if TYPE_CHECKING:
    from orgsim.engine.customers import Customers

_INCIDENT = name_key("incident")


class Caring:
    """Onboarding, incidents, check-ins and talks before renewal of the customers of one run."""

    def __init__(self, customers: "Customers", journey: Journey, life: CustomerLife, care: Care) -> None:
        self.customers = customers
        self.journey = journey
        self.env = journey.env
        self.log = journey.log
        self.life = life
        self.care = care
        self.stations: dict[str, Station] = {}
        self.held: tuple[Callable[[Account, Job], None], ...] = ()
        """Called when a check-in has been held, before it sells anything."""
        self.rhythm = math.inf if life.check_ins is None else life.check_ins.every
        """Elapsed days between two check-ins with a customer."""
        self.skipped: Callable[[Account], bool] | None = None
        """Whether a check-in that falls due is left out; none for never."""
        self.sells: Callable[[Account], bool] | None = None
        """Whether a planned check-in held may sell more; none for all."""
        self.missed: Callable[[Account], None] = care.missed_check_in
        """What it does to a customer that a check-in was not held."""

    def begin(self, account: Account) -> None:
        """A relation begins."""
        self.onboard(account)
        if self.life.incidents is not None:
            self.plan_incident(account)
        if self.life.check_ins is not None:
            self.customers.at(account, self.rhythm, self.check_in_due)

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
            self.customers.at(account, -math.log1p(-u) / self.life.incidents.rate, self.incident)

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
        self.customers.at(account, self.rhythm, self.check_in_due)
        self.close_check_in(account)
        station = self.stations[self.life.check_ins.activity]
        if station.crew is None or (self.skipped is not None and self.skipped(account)):
            self.miss(account, station)
            self.missed(account)
            return
        job = account.planned["check_in"] = self.order(account, station, self.checked_in)
        station.crew.submit(job)

    def check_in_now(self, account: Account) -> None:
        """Call a customer out of turn, if check-ins are done at all and none is waiting."""
        if self.life.check_ins is None or "check_in" in account.planned or "aimed" in account.planned:
            return
        station = self.stations[self.life.check_ins.activity]
        if station.crew is not None:
            job = account.planned["aimed"] = self.order(account, station, self.checked_in)
            station.crew.submit(job)

    def close_check_in(self, account: Account) -> None:
        """A check-in not begun before the next one falls due is missed."""
        job = account.planned.get("check_in")
        if job is not None and job.waiting:
            self.withdraw(job, "missed")
            self.missed(account)

    def checked_in(self, job: Job) -> None:
        """A check-in is held; if it was planned it may sell more."""
        account = relation(job)
        planned = account.planned.get("check_in") is job
        self.finish(job)
        if not account.active:
            return
        self.care.known(account)
        for observe in self.held:
            observe(account, job)
        if planned and (self.sells is None or self.sells(account)):
            self.customers.offer_more(account, job)

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
        account = relation(job)
        account.open.pop(id(job), None)
        for name, planned in list(account.planned.items()):
            if planned is job:
                del account.planned[name]
        return account

    def gave_up(self, job: Job) -> None:
        """A customer has left the queue; an unanswered incident stays unanswered."""
        self.care.now = self.env.now
        self.log.job(job, self.log.outcomes["cold"], self.log.no_effects)
        account = relation(job)
        if account.answers_due.pop(id(job), None) is not None:
            self.care.unanswered(account)
        if account.planned.get("check_in") is job:
            self.missed(account)
        if account.planned.get("renewal") is job:
            self.care.missed_talk(account)
        self.forget(job)

    def cancel_all(self, account: Account) -> None:
        """What waits for a customer who is gone is cancelled."""
        for job in list(account.open.values()):
            if job.waiting:
                self.withdraw(job, "cancelled")

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


def relation(job: Job) -> Account:
    """The account for which a job was ordered: an earlier one where its customer has left and bought again meanwhile."""
    account = job.subject.account
    assert account is not None
    while id(job) not in account.open and account.before is not None:
        account = account.before
    return account
