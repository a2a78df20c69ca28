"""Health: how well a customer relation stands, and how it decides renewal and expansion.

Health x is 0 in the reference (onboarded on time, incidents answered on target, planned check-ins held by people who
know the customer), decays toward it, and enters the log-odds of staying with a minus sign for churn.
"""

from collections.abc import Mapping
from typing import Any

from orgsim.elementary import expm1, power
from orgsim.engine.entities import Account, Duty
from orgsim.engine.past import Past
from orgsim.engine.world import World
from orgsim.fields import Share, Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.handoffs.knowledge import CaseKnowledge
from orgsim.mechanisms.shared.declaration import Coefficient, Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH


class Health(Parameters):
    """What moves a customer's health and what health moves."""

    odds: Coefficient = declared(1.0, unit="log-odds per unit of health", source="none found", status="guess")
    """Effect on churn (minus) and upsell (plus)."""
    persistence: Share = declared(0.85, unit="per model month", source="none found", status="guess")
    """Share of a deviation left after a month."""
    late_onboarding: Coefficient = declared(0.8, unit="health", source="none found", status="guess")
    """Loss when onboarding is very late; part of it is lower use, where adoption is in force."""
    late_onboarding_scale: Span = declared(30.0, unit="days", source="none found", status="guess")
    """Lateness at which 63 % of that is lost."""
    late_answer: Coefficient = declared(0.4, unit="health", source="none found", status="guess")
    """Loss when an incident is answered very late."""
    late_answer_scale: Span = declared(3.0, unit="days", source="none found", status="guess")
    """Lateness at which 63 % of that is lost."""
    missed_check_in: Coefficient = declared(0.15, unit="health", source="none found", status="guess")
    """Loss for each planned check-in that is not held; part of it is lower use, where adoption is in force."""
    unknown_customer: Coefficient = declared(
        0.3, unit="health per unit of knowledge", source="none found", status="guess"
    )
    """Loss when care is given by people who miss what was known before."""
    missed_renewal_talk: Coefficient = declared(0.2, unit="health", source="none found", status="guess")
    """Loss when the term ends without the planned talk."""


def decayed(health: float, months: float, persistence: float) -> float:
    """Health after `months` model months without events."""
    return health * power(persistence, months)


def late(lateness: float, loss: float, scale: float) -> float:
    """Change of health (0 or less) for work done `lateness` elapsed days after its target."""
    return 0.0 + loss * expm1(-max(0.0, lateness) / scale)


class CustomerHealth:
    """The health of every customer relation, and what moves it."""

    def __init__(self, world: World, parameters: Health) -> None:
        self.clock = world.clock
        self.parameters = parameters
        self._persistence = parameters.persistence
        self.knowledge = world.part(CaseKnowledge)
        self.treatment = 1.0
        """Share of what late onboarding and missed check-ins take that is how one is treated; the rest is use (adoption)."""
        self.level = world.remember("level")
        self.seen = world.remember("seen")

    def begin(self, account: Account) -> None:
        """A relation begins, in the reference; so with an heir."""
        remembered = account.case.remembered
        remembered[self.level], remembered[self.seen] = 0.0, self.clock.now

    def there(self, past: Past) -> None:
        """A customer is there on day 0, in the reference if nothing else is stated."""
        remembered = past.case.remembered
        remembered[self.level], remembered[self.seen] = past.health or 0.0, self.clock.now

    def now(self, account: Account) -> float:
        """Health now, without what is still owed."""
        remembered = account.case.remembered
        months = (self.clock.now - remembered[self.seen]) / MONTH
        return decayed(remembered[self.level], months, self._persistence)

    def move(self, account: Account, change: float) -> None:
        """Bring the health of a present customer up to date and change it."""
        if account.active:
            remembered = account.case.remembered
            remembered[self.level] = self.now(account) + change
            remembered[self.seen] = self.clock.now

    def felt(self, account: Account) -> float:
        """Health as the customer feels it: what is owed and already late counts."""
        due = (*account.answers_due.values(), *account.unanswered)
        owed = sum(self._answered_late(self.clock.now - one) for one in due)
        if account.onboarding_due is not None:
            owed += self._onboarded_late(self.clock.now - account.onboarding_due)
        return self.now(account) + owed

    def pull(self, account: Account) -> float:
        """Log-odds of staying, and of buying more."""
        return self.parameters.odds * self.felt(account)

    def onboarded(self, account: Account, lateness: float) -> None:
        """Onboarding is finished."""
        self.move(account, self._onboarded_late(lateness))

    def answered(self, account: Account, lateness: float) -> None:
        """An incident is answered."""
        self.move(account, self._answered_late(lateness))

    def cared_for(self, account: Account) -> None:
        """Care was given; by people who miss what was known before, it does harm."""
        if self.knowledge is not None:
            self.move(account, -self.parameters.unknown_customer * self.knowledge.missing(account.case))

    def missed(self, account: Account, duty: Duty) -> None:
        """Something owed will not be done."""
        self.move(account, -self.at_stake(duty))

    def at_stake(self, duty: Duty) -> float:
        """Health that is lost in the end when something owed is never done."""
        rules = self.parameters
        return {
            Duty.ONBOARDING: self.treatment * rules.late_onboarding,
            Duty.ANSWER: rules.late_answer,
            Duty.CHECK_IN: self.treatment * rules.missed_check_in,
            Duty.RENEWAL_TALK: rules.missed_renewal_talk,
        }[duty]

    def _onboarded_late(self, lateness: float) -> float:
        loss = self.treatment * self.parameters.late_onboarding
        return late(lateness, loss, self.parameters.late_onboarding_scale)

    def _answered_late(self, lateness: float) -> float:
        return late(lateness, self.parameters.late_answer, self.parameters.late_answer_scale)


def install(world: World, parameters: Health, _: Mapping[str, Any]) -> None:
    """Let relations stand better or worse, and customers decide by that."""
    health, hooks = CustomerHealth(world, parameters), world.hooks
    world.parts[CustomerHealth] = health
    hooks.case_there.add(health.there)
    hooks.customer_begins.add(health.begin)
    hooks.inherited.add(health.begin)
    hooks.onboarded.add(health.onboarded)
    hooks.answered.add(health.answered)
    hooks.cared_for.add(health.cared_for)
    hooks.service_missed.add(health.missed)
    hooks.stay.add(health.pull)


MECHANISM = Mechanism(
    name="health",
    title=Phrase("Health of the relation"),
    meaning=Phrase(
        "Late onboarding, slow answers, missed check-ins and care by strangers make customers leave."
    ),
    group="customers",
    parameters=Health,
    effects=(
        Effect("churn at the end of a term", "logistic(logit(base) - odds x)"),
        Effect("upsell at a check-in", "logistic(logit(base) + odds x + knowledge)"),
    ),
    claims=("A2", "B7", "C4", "D3", "D4"),
    needs=("offering",),
    renewal=True,
    install=install,
    remembers={
        "level": "its health when that was last brought up to date",
        "seen": "when that was (days)",
    },
    links=(
        Link("waiting", "health", -1),
        Link("care", "health", 1),
        Link("health", "churn", -1),
        Link("health", "revenue", 1),
    ),
)
