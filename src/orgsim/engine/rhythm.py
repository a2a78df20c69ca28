"""Rhythm: check-ins that make good what was lost, and how often they are held against what the market plans."""

from typing import TYPE_CHECKING

from orgsim.engine.accounts import Account
from orgsim.engine.customers import Customers
from orgsim.engine.happenings import Job
from orgsim.mechanisms.customers import care

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_SLACK = 1e-6
"""Days; a call that begins in the very moment of a look back belongs to the span after it."""


class Rhythm:
    """Holds an organization's own rhythm against the plan that customers expect."""

    def __init__(self, customers: Customers, plan: float) -> None:
        self.customers = customers
        self.plan = plan
        """Elapsed days between two check-ins that the market plans."""

    def begin(self, account: Account) -> None:
        """A relation begins; the first check-in is expected before the second of the plan falls due."""
        account.subject.mark("customer since", self.customers.env.now)
        account.subject.mark("spans sold in", 0.0)
        self.customers.at(account, 2 * self.plan, self.look_back)

    def held(self, account: Account, _: Job) -> None:
        """A check-in has been held."""
        account.subject.mark("called", self.customers.env.now)

    def look_back(self, account: Account) -> None:
        """A span of the plan has passed: without a check-in, held or begun, it is felt as missed."""
        now = self.customers.env.now
        self.customers.at(account, self.plan, self.look_back)
        job = account.planned.get("check_in")
        begun = job is not None and not job.waiting and job.start < now - _SLACK
        if not begun and account.subject.marked("called") <= now - self.plan:
            self.customers.care.missed_check_in(account)

    def sells(self, account: Account) -> bool:
        """Whether this is the first check-in in a span of the plan, which alone may sell more."""
        subject = account.subject
        spans = (self.customers.env.now - subject.marked("customer since")) // self.plan
        if spans <= subject.marked("spans sold in"):
            return False
        subject.mark("spans sold in", spans)
        return True


def install(run: "Run") -> None:
    """Let check-ins repair, and hold them in the organization's own rhythm where it has one and somebody does them."""
    customers, repair = run.customers, run.scenario.effects.care.repair
    assert customers is not None
    caring, relations = customers.caring, customers.care

    def mend(account: Account, _: Job) -> None:
        relations.move(account, care.repaired(relations.health(account), repair))

    if repair > 0:
        caring.held = (*caring.held, mend)
    policy, plan = run.scenario.policies.care, customers.life.check_ins
    if policy is None or plan is None or run.stations[plan.activity].crew is None:
        return
    rhythm = Rhythm(customers, plan.every)
    caring.rhythm, caring.missed, caring.sells = policy.every, lambda _: None, rhythm.sells
    caring.held = (*caring.held, rhythm.held)
    customers.bought = (*customers.bought, rhythm.begin)
