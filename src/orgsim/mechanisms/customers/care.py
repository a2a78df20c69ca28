"""Care: a check-in held with an unhappy customer repairs part of what is lost, and how often an organization checks in.

The market says how often customers expect a check-in. An organization that states a rhythm of its own holds them more
or less often than that: each one held may repair, each span of the market's plan without one is felt as missed, and no
more is sold than the market's plan has occasions for.
"""

from collections.abc import Callable, Mapping
from typing import Any

from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import Account, Duty, Job, Talk
from orgsim.engine.past import Past
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared

_SLACK = 1e-6
"""Days; a call that begins in the very moment of a look back belongs to the span after it."""


class Care(Parameters):
    """What a check-in does for a customer who is unhappy."""

    repair: Share = declared(
        0.3, unit="share of the health lost", source="none found; 0 to 0.6 tried", status="guess"
    )
    """Share of the loss of health that a check-in makes good; it never lifts a relation above the reference."""


class CarePolicy(Plan):
    """How often the organization checks in with each customer; as the market plans when not stated."""

    every: Span
    """Time between two check-ins with a customer. More often than planned costs staff hours and repairs more, less often
    is felt as missed; a team has to do the check-ins."""


def repaired(health: float, repair: float) -> float:
    """Change of health (0 or more) by a check-in: `repair` in [0, 1] of what is missing to 0; none above it."""
    return 0.0 - repair * min(0.0, health)


class Repair:
    """Makes good part of what an unhappy customer has lost."""

    def __init__(self, health: CustomerHealth, repair: float) -> None:
        self.health = health
        self.repair = repair

    def held(self, account: Account, _: Job) -> None:
        """A check-in has been held."""
        self.health.move(account, repaired(self.health.now(account), self.repair))


class Rhythm:
    """Holds an organization's own rhythm against the plan that customers expect."""

    def __init__(self, world: World, contracts: Contracts, plan: float, every: float) -> None:
        self.world = world
        self.clock = world.clock
        self.accounts = contracts.accounts
        self.plan = plan
        """Elapsed days between two check-ins that the market plans."""
        self.every = every
        """The same that the organization holds."""
        self.over = False
        """Whether the organization in force has none of its own."""
        self.since = world.remember("since")
        self.called = world.remember("called")
        self.sold_in = world.remember("sold_in")
        self.watched = world.remember("watched")

    def hold(self, every: float) -> Callable[[], None]:
        """From now on check-ins are held in this rhythm; what ends it.

        Of those who are customers already, each is expected to be called within a span of the market's plan from now on.
        """
        self.every, self.over = every, False
        for account in self.accounts.present.values():
            if not account.case.remembered[self.watched]:
                self.watch(account)
        return self.end

    def end(self) -> None:
        """The organization has no rhythm of its own any more."""
        self.over = True

    def watch(self, account: Account) -> None:
        """Somebody became a customer while the organization had no rhythm of its own."""
        remembered, now = account.case.remembered, self.clock.now
        remembered[self.since], remembered[self.called], remembered[self.sold_in] = now, now, 0.0
        remembered[self.watched] = 1.0
        self.accounts.at(account, self.plan, self.look_back)

    def days(self) -> float:
        """Elapsed days between two check-ins."""
        return self.every

    def begin(self, account: Account) -> None:
        """A relation begins; the first check-in is expected before the second of the plan falls due."""
        remembered = account.case.remembered
        remembered[self.since], remembered[self.sold_in] = self.clock.now, 0.0
        remembered[self.watched] = 1.0
        self.accounts.at(account, 2 * self.plan, self.look_back)

    def there(self, past: Past) -> None:
        """A customer is there on day 0, and was checked in with in the organization's own rhythm."""
        account = past.case.account
        if account is None:
            return
        remembered, age = past.case.remembered, self.clock.now - past.since
        called = age - age % self.every
        remembered[self.since], remembered[self.sold_in] = past.since, called // self.plan
        remembered[self.called], remembered[self.watched] = past.since + called, 1.0
        looked = max(2.0, age // self.plan + 1)
        self.accounts.at(account, looked * self.plan - age, self.look_back)

    def held(self, account: Account, _: Job) -> None:
        """A check-in has been held."""
        account.case.remembered[self.called] = self.clock.now

    def look_back(self, account: Account) -> None:
        """A span of the plan has passed: without a check-in, held or begun, it is felt as missed."""
        now = self.clock.now
        self.accounts.at(account, self.plan, self.look_back)
        job = account.planned.get(Talk.CHECK_IN)
        begun = job is not None and not job.waiting and job.start < now - _SLACK
        if not (self.over or begun) and account.case.remembered[self.called] <= now - self.plan:
            for missed in self.world.hooks.service_missed:
                missed(account, Duty.CHECK_IN)

    def sells(self, account: Account) -> bool:
        """Whether this is the first check-in in a span of the plan, which alone may sell more."""
        remembered = account.case.remembered
        spans = (self.clock.now - remembered[self.since]) // self.plan
        if spans <= remembered[self.sold_in]:
            return False
        remembered[self.sold_in] = spans
        return True


def install(world: World, parameters: Care, policies: Mapping[str, Any]) -> None:
    """Let check-ins repair, and hold them in the organization's own rhythm where it has one and somebody does them."""
    contracts, health, hooks = world.contracts, world.part(CustomerHealth), world.hooks
    assert contracts is not None
    if parameters.repair > 0 and health is not None:
        hooks.check_in_held.add(Repair(health, parameters.repair).held)
    policy, plan = policies["care"], contracts.service.plan.check_ins
    if policy is None or plan is None or not world.does(plan[0]):
        return
    rhythm = world.lasting(Rhythm, lambda: Rhythm(world, contracts, plan[1], policy.every))
    world.standing.keep("care", policy, lambda: rhythm.hold(policy.every))
    hooks.check_in_rhythm.add(rhythm.days)
    hooks.check_in_sells.add(rhythm.sells)
    hooks.check_in_held.add(rhythm.held)
    hooks.case_there.add(rhythm.there)
    hooks.customer_begins.add(rhythm.begin)


MECHANISM = Mechanism(
    name="care",
    title=Phrase("Care"),
    meaning=Phrase("A check-in held with an unhappy customer makes good part of what was lost."),
    group="customers",
    parameters=Care,
    effects=(
        Effect("health of the customer at a check-in held", "x <- x (1 - repair) where x < 0"),
        Effect("check-ins", "every `policies.care.every`; a span of the market's plan without one is missed"),
    ),
    claims=("B7", "D3", "D4"),
    needs=("offering", "customer.check_ins"),
    policies={"care": CarePolicy},
    install=install,
    remembers={
        "since": "when it became a customer (days)",
        "called": "when it was last checked in with (days)",
        "sold_in": "spans of the market's plan in which a check-in could sell more",
        "watched": "1 for whom spans of the market's plan are counted",
    },
    links=(Link("care", "health", 1), Link("care", "load", 1)),
)
