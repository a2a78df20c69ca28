"""Adoption: how much of the product a customer uses, what comes of it for the customer, and how that decides who stays.

Use u lies in [0, 1]. Onboarding leads to it, the more the less late it is; check-ins bring part of what is missing; between
them it decays toward what the customer keeps up by itself, and now and then it falls because somebody leaves over there.
Beside it runs the use that the customer would have if all that is planned were done on time: what is felt is how far the
customer's outcome, which follows use, lies from the outcome of that. In the reference the two are the same.

Health is how a customer is treated, adoption what it gets out of the product. What health alone lets late onboarding and
missed check-ins take stands for both; while adoption is in force health takes only the part that is not use.
"""

import math
from collections.abc import Mapping
from typing import Any

from orgsim.elementary import exp
from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import Account, Duty, Job
from orgsim.engine.odds import gap
from orgsim.engine.past import Past
from orgsim.engine.world import World
from orgsim.fields import RatePerDay, Share, Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.customers.use import Pace, Use, later, outcome_later, use_later
from orgsim.mechanisms.shared.declaration import Coefficient, Effect, Link, Mechanism, Parameters, declared
from orgsim.mechanisms.shared.relaxation import SETTLED, between, held_up, lifted
from orgsim.randomness import purpose
from orgsim.units import DAYS_PER_YEAR

_LAPSE = purpose("lapse of use", "elapsed days until use falls because of something at the customer's")
_SLACK = 1e-6
"""Days; a check-in held in the very moment at which it falls due is the one that was planned."""


class Adoption(Parameters):
    """What moves a customer's use of the product, and what use moves."""

    odds: Coefficient = declared(
        2.0,
        unit="log-odds per unit of use",
        source="none found for the size; 0.5 to 4. That use and renewal move together: Ascarza & Hardie, Marketing Science 2013",
        status="guess",
    )
    """Log-odds of staying, and of buying more, by how far the outcome of use lies from that of the plan; 0 where what
    customers make of the product does not matter."""
    alone: Share = declared(0.3, unit="share of full use", source="none found; 0.1 to 0.6", status="guess")
    """What a customer uses whom nobody has onboarded."""
    onboarding: Share = declared(
        0.7, unit="share of missing use", source="none found; 0.4 to 0.9", status="guess"
    )
    """What onboarding on time brings at once of the use that is missing to all."""
    late: Span = declared(90.0, unit="days", source="none found; 30 to 180", status="guess")
    """Lateness at which onboarding leads to 37 % of what it leads to on time: people have made do without by then."""
    kept: Share = declared(0.5, unit="share of full use", source="none found; 0.3 to 0.8", status="guess")
    """What a customer that was onboarded on time keeps up by itself, without check-ins."""
    half_life: Span = declared(182.0, unit="days", source="none found; 2 to 12 months", status="guess")
    """Time in which half of the use beyond that is lost."""
    check_in: Share = declared(
        0.3, unit="share of missing use", source="none found; 0.1 to 0.5", status="guess"
    )
    """What a check-in brings of the use that is missing to what onboarding has opened."""
    follows: Span = declared(60.0, unit="days", source="none found; 1 to 6 months", status="guess")
    """Time in which the customer's outcome makes up half of its distance from use: a reading of use is ahead by that."""
    lapses: RatePerDay = declared(
        0.3 / DAYS_PER_YEAR,
        unit="per customer and day",
        source="none found; 0 to 1 a year. That use changes by itself: Ascarza & Hardie, Marketing Science 2013",
        status="guess",
    )
    """How often use falls because of something at the customer's (a user leaves, a project ends), whoever cares for it; how many
    leave in the reference because of that is part of the market's churn. In a file such as "0.3 / year"."""
    lapse: Share = declared(0.5, unit="share of use", source="none found", status="guess")
    """What is lost of use then."""
    from_health: Share = declared(
        0.5,
        unit="share",
        source="none found: half is annoyance, half what cannot be used; 0 to 1",
        status="guess",
    )
    """Share of what late onboarding and missed check-ins take from health where adoption is off, that is lower use, and is not
    taken from health while adoption is in force: nothing is counted twice."""


def led(lateness: float, late: float) -> float:
    """Share (0, 1] of what onboarding on time leads to, when it is finished so many elapsed days after its target."""
    return exp(-max(0.0, lateness) / late)


def effect(outcome: float, odds: float) -> float:
    """Log-odds of staying, and of buying more, at an outcome so far from that of the plan (below 0: worse)."""
    return 0.0 + odds * outcome


class CustomerUse:
    """The use of every customer, and what moves it."""

    def __init__(self, world: World, contracts: Contracts, parameters: Adoption) -> None:
        self.clock = world.clock
        self.accounts = contracts.accounts
        self.rules, self.pace = parameters, Pace(parameters.half_life, parameters.follows)
        self.onboards = contracts.service.plan.onboarding is not None
        check_ins = contracts.service.plan.check_ins
        self.every = math.inf if check_ins is None else check_ins[1]
        """Elapsed days between two check-ins that the market plans."""
        self.thorough: Mapping[Duty, float] = {}
        """What onboarding and a check-in bring over what they bring with the hours of the market (effort)."""
        self.help = 0.0
        """Share of the missing use that customers keep up among themselves."""
        span = self.every if math.isfinite(self.every) else parameters.half_life
        self.usual = self._planned((SETTLED + 0.5) * span)
        """Use in the reference, half-way between two check-ins, of a customer who has been there for long."""
        start = parameters.alone if self.onboards else self._planned(0.0)
        self.start = Use(start, start, 0.0)
        self._lapses = parameters.lapses if parameters.lapse > 0 else 0.0
        self.use, self.plan, self.outcome = (world.remember(name) for name in ("use", "plan", "outcome"))
        self.seen, self.begun = world.remember("seen"), world.remember("begun")
        self.led, self.plan_led = world.remember("led"), world.remember("plan_led")
        self.counted, self.lapsed = world.remember("counted"), world.remember("lapsed")

    def _planned(self, days: float) -> float:
        rules = self.rules
        first = lifted(rules.alone, rules.onboarding, between(rules.alone, 1.0, 1.0))
        return held_up(days, first, self.every, rules.kept, rules.check_in, rules.half_life)

    def begin(self, account: Account) -> None:
        """A relation begins: with what a customer uses by itself, or where nobody is to be onboarded as if that had been done."""
        remembered, now = account.case.remembered, self.clock.now
        remembered[self.begun], remembered[self.counted] = now, 0.0
        remembered[self.led] = remembered[self.plan_led] = 0.0 if self.onboards else 1.0
        self._note(account, self.start)
        self.expect(account)

    def there(self, past: Past) -> None:
        """A customer is there on day 0, for whom all has been done as planned."""
        account = past.case.account
        if account is None:
            return
        remembered, age = past.case.remembered, self.clock.now - past.since
        remembered[self.begun], remembered[self.led], remembered[self.plan_led] = past.since, 1.0, 1.0
        remembered[self.counted] = self._due(account)
        use = self._planned(age)
        self._note(account, Use(use, use, 0.0))
        self.expect(account)

    def now(self, account: Account) -> Use:
        """How a customer stands now."""
        return later(*self._stood(account))

    def _stood(self, account: Account) -> tuple[Use, float, float, float, Pace]:
        """How a customer stood when something last changed, how many elapsed days ago, and what it keeps up by itself since then,
        and would if it were cared for as planned."""
        remembered, now, rules = account.case.remembered, self.clock.now, self.rules
        due, known = (
            account.onboarding_due,
            Use(remembered[self.use], remembered[self.plan], remembered[self.outcome]),
        )
        since, plan_led = remembered[self.seen], remembered[self.plan_led]
        keeps = lifted(between(rules.alone, rules.kept, remembered[self.led]), self.help, 1.0)
        if due is not None and due <= now and plan_led == 0.0:
            use, plan, outcome = later(known, max(0.0, due - since), keeps, rules.alone, self.pace)
            known = Use(use, self._raised(plan, rules.onboarding, 1.0), outcome)
            since, plan_led = due, 1.0
        return known, now - since, keeps, between(rules.alone, rules.kept, plan_led), self.pace

    def _settled(self, account: Account) -> Use:
        """How a customer stands now, noted."""
        found, due = self.now(account), account.onboarding_due
        if due is not None and due <= self.clock.now:
            account.case.remembered[self.plan_led] = 1.0
        self._note(account, found)
        return found

    def _note(self, account: Account, found: Use) -> None:
        remembered = account.case.remembered
        remembered[self.use], remembered[self.plan], remembered[self.outcome] = found
        remembered[self.seen] = self.clock.now

    def _raised(self, use: float, share: float, led: float) -> float:
        return lifted(use, share, between(self.rules.alone, 1.0, led))

    def _brings(self, duty: Duty) -> float:
        """Share of the missing use that onboarding or a check-in brings, as thorough as the organization plans it."""
        usual = self.rules.onboarding if duty is Duty.ONBOARDING else self.rules.check_in
        return min(1.0, usual * self.thorough.get(duty, 1.0))

    def _due(self, account: Account) -> float:
        """How many check-ins the market has planned for a customer until now."""
        return (self.clock.now - account.case.remembered[self.begun] + _SLACK) // self.every

    def felt(self, account: Account) -> float:
        """Log-odds of staying, and of buying more."""
        return effect(outcome_later(*self._stood(account)), self.rules.odds)

    def onboarded(self, account: Account, lateness: float) -> None:
        """Onboarding is finished; before its target, it is as if the plan had said so."""
        use, plan, outcome = self._settled(account)
        remembered, share = account.case.remembered, self._brings(Duty.ONBOARDING)
        remembered[self.led] = led(lateness, self.rules.late)
        if remembered[self.plan_led] == 0.0:
            remembered[self.plan_led], plan = 1.0, self._raised(plan, self.rules.onboarding, 1.0)
        self._note(account, Use(self._raised(use, share, remembered[self.led]), plan, outcome))

    def held(self, account: Account, _: Job) -> None:
        """A check-in has been held: the one that was planned, or one more."""
        (use, plan, outcome), remembered = self._settled(account), account.case.remembered
        if remembered[self.counted] < self._due(account):
            remembered[self.counted] += 1
            plan = self._raised(plan, self.rules.check_in, remembered[self.plan_led])
        self._note(
            account, Use(self._raised(use, self._brings(Duty.CHECK_IN), remembered[self.led]), plan, outcome)
        )

    def missed(self, account: Account, duty: Duty) -> None:
        """A check-in that was planned will not be held."""
        if duty is Duty.CHECK_IN and account.active:
            (use, plan, outcome), remembered = self._settled(account), account.case.remembered
            remembered[self.counted] += 1
            plan = self._raised(plan, self.rules.check_in, remembered[self.plan_led])
            self._note(account, Use(use, plan, outcome))

    def expect(self, account: Account) -> None:
        """Draw when use next falls because of something at the customer's."""
        if self._lapses > 0:
            case, lapsed = account.case, account.case.remembered[self.lapsed]
            case.remembered[self.lapsed] = lapsed + 1
            self.accounts.at(account, gap(case.luck(_LAPSE, int(lapsed)), self._lapses), self.lapses)

    def lapses(self, account: Account) -> None:
        """Use falls, as it would have if all had been done as planned."""
        (use, plan, outcome), left = self._settled(account), 1.0 - self.rules.lapse
        self._note(account, Use(use * left, plan * left, outcome))
        self.expect(account)

    def keep_up(self, share: float) -> None:
        """From now on customers keep up a share of the missing use among themselves."""
        if share != self.help:
            for account in self.accounts.present.values():
                self._settled(account)
            self.help = share

    def fallen(self, account: Account) -> float | None:
        """How far a customer's use lies below the usual; None while it is being onboarded."""
        if (due := account.onboarding_due) is not None and due > self.clock.now:
            return None
        known, days, keeps, _, pace = self._stood(account)
        return self.usual - use_later(known, days, keeps, pace)


def result(world: World, account: Account) -> float:
    """What a customer gets out of the product, as log-odds of staying; 0 as planned, and where adoption is not in force."""
    use = world.part(CustomerUse)
    return 0.0 if use is None else use.felt(account)


def install(world: World, parameters: Adoption, _: Mapping[str, Any]) -> None:
    """Let what customers use decide who stays, beside how they are treated."""
    assert world.contracts is not None
    contracts, hooks, health = world.contracts, world.hooks, world.part(CustomerHealth)
    use = world.lasting(CustomerUse, lambda: CustomerUse(world, contracts, parameters))
    if health is not None:
        health.treatment = 1.0 - parameters.from_health
    use.thorough = {}
    hooks.case_there.add(use.there)
    hooks.customer_begins.add(use.begin)
    hooks.onboarded.add(use.onboarded)
    hooks.check_in_held.add(use.held)
    hooks.service_missed.add(use.missed)
    hooks.stay.add(use.felt)


MECHANISM = Mechanism(
    name="adoption",
    title=Phrase("Use of the product"),
    meaning=Phrase(
        "Onboarding and check-ins make customers use what they bought; what they get out of it decides who stays."
    ),
    group="customers",
    parameters=Adoption,
    effects=(
        Effect("log-odds of staying, and of buying more", "odds y"),
        Effect(
            "use u of the product, when onboarding is finished",
            "u + onboarding (alone + l (1 - alone) - u), l = exp(-lateness/late)",
        ),
        Effect("use u of the product, at a check-in held", "u + check_in (alone + l (1 - alone) - u)"),
        Effect(
            "use u of the product, between",
            "halves its distance to alone + l (kept - alone) every half_life; u (1 - lapse) at a lapse",
        ),
        Effect(
            "outcome y, against that of the plan", "halves its distance to u - u of the plan every follows"
        ),
        Effect(
            "health of the customer, at late onboarding and missed check-ins", "(1 - from_health) of its loss"
        ),
    ),
    claims=("B7", "C4", "D3", "D4", "E4"),
    needs=("offering",),
    renewal=True,
    install=install,
    remembers={
        "use": "its use when that was last brought up to date",
        "plan": "the same, had all been done as planned",
        "outcome": "the outcome's distance from that of the plan then",
        "seen": "when that was (days)",
        "begun": "when it became a customer (days)",
        "led": "share of what onboarding leads to that it was led to",
        "plan_led": "1 from when it was to be onboarded",
        "counted": "check-ins planned that were held or missed",
        "lapsed": "how often it was drawn when its use falls",
    },
    links=(
        Link("waiting", "use", -1),
        Link("care", "use", 1),
        Link("use", "outcome", 1),
        Link("outcome", "churn", -1),
        Link("outcome", "revenue", 1),
    ),
)
