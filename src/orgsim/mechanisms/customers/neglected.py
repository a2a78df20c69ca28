"""Neglected customers: a customer whom nobody has followed up for long is touched like a lead at rest, and stays a customer.

To follow up is to call by oneself: onboarding, a check-in, the talk before a renewal, or such a touch. Who answers a
question has been called. A touch that reaches is worth a part of a check-in: the customer may buy more, and part of what was
lost is made good.
"""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import NOBODY, Account, Job
from orgsim.engine.log import COLD
from orgsim.engine.past import Past
from orgsim.engine.world import World
from orgsim.events.outcomes import NEGLECTED
from orgsim.fields import Plan, Share, Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose
from orgsim.units import MONTH

_BUYS = purpose("touch of a customer", "whether a touch of a neglected customer sells more")
_SLACK = 1e-6
"""Days by which sums of spans may differ by rounding alone."""


class Neglected(Parameters):
    """What a touch of a neglected customer is worth, against a check-in."""

    sells: Share = declared(
        0.5, unit="share of a check-in's chance to sell more", source="none found; 0 to 1", status="guess"
    )
    """It is shorter than a check-in, and by somebody who cares for leads: a call, not a plan for the next months."""
    repair: Share = declared(
        0.15, unit="share of the health lost", source="none found; half of a check-in's", status="guess"
    )
    """Share of the loss of health that it makes good; it never lifts a relation above the reference."""


class NeglectedPolicy(Plan):
    """`[policies.neglected]`: customers whom nobody follows up are touched by the team that does `nurture`."""

    after: Span = MONTH * 6
    """Time since somebody last followed a customer up (onboarding, check-in, talk before a renewal, touch) after which it is
    neglected."""
    every: Span = 30.0
    """Time between two touches of one whom the last did not reach."""
    touches: Annotated[int, Field(ge=1, le=1000)] = 3
    """After so many in vain the customer is left in peace for another `after`."""


def share(sells: float, after: float, planned: float) -> float:
    """Share of a check-in's chance to sell more that a touch has, `after` so many days, where the market plans a check-in each
    `planned` days: no more is sold in all than its plan has occasions for."""
    return sells * min(1.0, after / planned)


def repaired(health: float, repair: float) -> float:
    """Change of health (0 or more) by a touch: `repair` in [0, 1] of what is missing to 0; none above it."""
    return 0.0 - repair * min(0.0, health)


class FollowUp:
    """Watches the customers of one run, and touches those whom nobody follows up."""

    def __init__(self, world: World, contracts: Contracts, parameters: Neglected) -> None:
        self.world = world
        self.clock, self.log = world.clock, world.log
        self.contracts, self.accounts = contracts, contracts.accounts
        self.parameters = parameters
        self.activity = world.activities["nurture"]
        self.code = world.names.outcomes.index(NEGLECTED)
        plan = contracts.service.plan
        calls = (plan.onboarding, plan.check_ins, plan.renewal)
        self.calls = frozenset(call[0].code for call in calls if call is not None)
        """Codes of the activities by which a customer is followed up."""
        self.policy: NeglectedPolicy | None = None
        """None while the organization in force has none."""
        self.last = world.remember("last")
        self.tried = world.remember("tried")
        self.watched = world.remember("watched")

    def hold(self, policy: NeglectedPolicy) -> Callable[[], None]:
        """From now on neglected customers are touched as a policy says; what ends it. Who is a customer already is as if just
        followed up."""
        self.policy = policy
        for account in self.accounts.present.values():
            if not account.case.remembered[self.watched]:
                self.watch(account, self.clock.now)
        return self.end

    def end(self) -> None:
        """They are touched no more."""
        self.policy = None

    def begin(self, account: Account) -> None:
        """A relation begins."""
        self.watch(account, self.clock.now)

    def there(self, past: Past) -> None:
        """A customer is there on day 0, and was followed up at the end of each span of the policy since its purchase."""
        account, policy = past.case.account, self.policy
        if account is not None and policy is not None:
            self.watch(account, self.clock.now - (self.clock.now - past.since) % policy.after)

    def watch(self, account: Account, last: float) -> None:
        """A customer was last followed up on a day."""
        remembered = account.case.remembered
        remembered[self.last], remembered[self.tried], remembered[self.watched] = last, 0.0, 1.0
        if self.policy is not None:
            self.accounts.at(account, max(0.0, last + self.policy.after - self.clock.now), self.look)

    def followed_up(self, job: Job) -> None:
        """A job is done."""
        if job.activity.code in self.calls:
            remembered = job.case.remembered
            remembered[self.last], remembered[self.tried] = job.end, 0.0

    def look(self, account: Account) -> None:
        """A customer may be neglected by now: it is touched if there is somebody who does that."""
        remembered, policy = account.case.remembered, self.policy
        if policy is None:
            remembered[self.watched] = 0.0
            return
        due = remembered[self.last] + policy.after
        if due > self.clock.now + _SLACK:
            self.accounts.at(account, due - self.clock.now, self.look)
        elif self.world.journey.form(account.case, self.activity).team == NOBODY:
            self.watch(account, self.clock.now)
        else:
            if not remembered[self.tried]:
                self.log.move(self.clock.now, account.case, self.code)
            remembered[self.tried] += 1.0
            job = self.world.journey.order(account.case, self.activity, self.touched, self.cold)
            account.open[job] = None
            self.world.journey.submit(job)

    def touched(self, job: Job) -> None:
        """A touch is made; one that does not reach is repeated."""
        service, nurture = self.contracts.service, self.world.journey.nurture
        assert nurture is not None
        if nurture.reaches is not None and not nurture.reaches(job):
            self.log.plain_job(job, nurture.unreached)
            self.in_vain(service.forget(job))
            return
        account = service.finish(job)
        if account.active:
            self.watch(account, self.clock.now)
            health = self.world.part(CustomerHealth)
            before = 0.0 if health is None else health.now(account)
            service.cared_for(account)
            self.talk(account, job)
            if (
                health is not None
            ):  # a stranger's touch takes no more than it makes good: nobody was expected to call
                health.move(account, max(0.0, before - health.now(account)))

    def talk(self, account: Account, job: Job) -> None:
        """A customer is talked to: what was lost is made good in part, and more may be sold."""
        health, plan = self.world.part(CustomerHealth), self.contracts.service.plan.check_ins
        if health is not None and self.parameters.repair > 0:
            health.move(account, repaired(health.now(account), self.parameters.repair))
        if plan is not None and self.policy is not None:
            luck = account.case.luck(_BUYS, job.visit)
            worth = share(self.parameters.sells, self.policy.after, plan[1])
            self.contracts.offer(account, job.activity.team, luck, worth)

    def cold(self, job: Job) -> None:
        """A touch was not made in time; the next one may be."""
        self.log.plain_job(job, COLD)
        self.in_vain(self.contracts.service.forget(job))

    def in_vain(self, account: Account) -> None:
        """A touch has reached nobody: another follows, unless there were enough."""
        policy, remembered = self.policy, account.case.remembered
        if policy is None or not account.active:
            remembered[self.watched] = 0.0
        elif remembered[self.tried] < policy.touches:
            self.accounts.at(account, policy.every, self.look)
        else:
            self.watch(account, self.clock.now)


def install(world: World, parameters: Neglected, policies: Mapping[str, Any]) -> None:
    """Watch customers, and have those touched whom nobody follows up."""
    contracts, policy, hooks = world.contracts, policies["neglected"], world.hooks
    assert contracts is not None
    follow_up = world.lasting(FollowUp, lambda: FollowUp(world, contracts, parameters))
    world.standing.keep("neglected", policy, lambda: follow_up.hold(policy))
    hooks.case_there.add(follow_up.there)
    hooks.job_ends.add(
        follow_up.followed_up, at=[t.code for t in world.here if follow_up.calls & set(t.does)]
    )
    hooks.customer_begins.add(follow_up.begin)


MECHANISM = Mechanism(
    name="neglected",
    title=Phrase("Neglected customers"),
    meaning=Phrase("Customers whom nobody has followed up for long are touched like leads at rest."),
    group="customers",
    parameters=Neglected,
    effects=(
        Effect(
            "customers not followed up for the policy's time",
            "a touch by the team that does nurture, which may reach them",
        ),
        Effect(
            "upsell at a touch that reaches",
            "sells × min(1, after / check-ins' span) × the chance at a check-in",
        ),
        Effect(
            "health of the customer at a touch that reaches",
            "x <- x (1 - repair) where x < 0, less what care by strangers takes (see health), at most as much as is repaired",
        ),
    ),
    claims=("D4", "E7"),
    needs=("offering", "policies.neglected", "journey.nurture"),
    policies={"neglected": NeglectedPolicy},
    install=install,
    remembers={
        "last": "when it was last followed up (days)",
        "tried": "how many touches have been made since",
        "watched": "1 while it is watched",
    },
    links=(
        Link("customers", "nurture", 1),
        Link("nurture", "load", 1),
        Link("nurture", "health", 1),
        Link("nurture", "revenue", 1),
    ),
)
