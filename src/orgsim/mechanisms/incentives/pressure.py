"""Pressure: a team behind its quota passes leads on too soon, promises too much and gives discounts at the end of the period.

It cannot make anybody buy who would not in the reference: the gate of the purchase is the buyer's. What pressure does there
is a lower price, and promises to those who only just buy.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from orgsim.engine.entities import (
    TO_CUSTOMER,
    TO_LOST,
    TO_REST,
    Account,
    Activity,
    Case,
    Job,
    Outcome,
    Reason,
)
from orgsim.engine.gates import ByForm
from orgsim.engine.quotas import Target, TrainedPeople
from orgsim.engine.teams import Team
from orgsim.engine.world import TeamFacts, World
from orgsim.fields import Share, Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import (
    Effect,
    Link,
    Mechanism,
    Parameters,
    SmallCoefficient,
    declared,
)
from orgsim.units import MONTH

_LARKIN = "Larkin, J. Labor Economics, as quoted: quarter-end incentives cost 6-8 % of revenue (the whole, not this part)"


class Pressure(Parameters):
    """What a team does that is behind its quota."""

    strength: SmallCoefficient = declared(
        1.0, unit="log-odds per unit of shortfall", source="none found", status="guess"
    )
    """How far the gates of its work that counts are bent. The shortfall is the part of the period's quota missing by now."""
    period: Span = declared(
        3 * MONTH, unit="days", source="Larkin, J. Labor Economics, as quoted: quarters", status="second-hand"
    )
    """Time for which a quota is set, counted from day 0."""
    late: Share = declared(1 / 3, unit="share of the period", source="none found", status="guess")
    """Part of the period, at its end, in which the shortfall presses."""
    promised: SmallCoefficient = declared(0.5, unit="log-odds", source="none found", status="guess")
    """What the odds of staying and of buying more lack until the first decision to stay, once: of a customer passed on only
    because of pressure, or who would not have bought at a gate as much stricter as the others were bent."""
    discount: Share = declared(
        0.2, unit="share of the price per unit of shortfall", source=_LARKIN, status="guess"
    )
    """What is taken off the price of a deal closed under pressure, for as long as the customer stays."""


def shortfall(quota: float, elapsed: float, done: float, late: float) -> float:
    """Part of a period's quota missing at the share `elapsed` in [0, 1] of it, 0 or more; 0 before its last part `late`.

    `quota` (more than 0) and `done` are numbers per period.
    """
    if elapsed < 1 - late:
        return 0.0
    return max(0.0, quota * elapsed - done) / quota


def effect(shortfall: float, strength: float) -> float:
    """Log-odds of a step that counts for a team's quota; 0 or more."""
    return strength * shortfall


def misled(promised_too_much: float, promised: float) -> float:
    """Log-odds of staying of a customer who was promised too much (1) or not (0); 0 or less."""
    return 0.0 - promised * promised_too_much


def price(shortfall: float, discount: float) -> float:
    """Factor on the price of a deal closed at a shortfall in [0, 1]."""
    return 1 - discount * shortfall


class Quota:
    """What a team shall reach in each period, and has reached in the present one."""

    def __init__(self, per_day: float, parameters: Pressure, since: float) -> None:
        """Periods are counted from the day `since`."""
        self.since = since
        self.target = per_day * parameters.period
        self.period = parameters.period
        self.late = parameters.late
        self.done = 0
        self._short = (-1.0, 0.0)
        """When the shortfall was last asked for, and what it was."""
        self._number = 0
        """Of the present period."""
        self._ends = since + self.period
        self.presses = since + self.period * (1 - self.late)
        """Days on which it ends, and on which it begins to press: nothing is short before."""

    def count(self, now: float) -> None:
        """One more is reached."""
        if now >= self._ends:
            self._turn(now)
        self.done += 1
        self._short = (-1.0, 0.0)

    def shortfall(self, now: float) -> float:
        """Part of the quota that is missing now, as far as it presses."""
        if now != self._short[0]:
            if now >= self._ends:
                self._turn(now)
            elapsed = (now - self.since) / self.period - self._number
            self._short = now, shortfall(self.target, elapsed, self.done, self.late)
        return self._short[1]

    def _turn(self, now: float) -> None:
        self._number = max(self._number + 1, int((now - self.since) / self.period))
        self._ends = self.since + (self._number + 1) * self.period
        self.presses = self._ends - self.late * self.period
        self.done = 0


class PersonalQuota(Target):
    """The same where each person has a quota: what is due by now follows who has been there, and how far they are trained."""

    def __init__(self, world: World, facts: TeamFacts, team: int, parameters: Pressure) -> None:
        self.late = parameters.late
        self.trained = TrainedPeople(world.clock, world.teams[team])
        self.team = team
        super().__init__(world.clock, facts.quota or 0.0, parameters.period, self.trained)

    def install(self, world: World) -> None:
        """Let period follow on period while the team is there."""
        name = "quota", self.team
        world.hooks.run_opens.add(partial(world.standing.rounds, name, None, self.period, self.turn))
        world.hooks.person_leaves.add(self.trained.left, at=(self.team,))

    @property
    def presses(self) -> float:
        """The day on which the present period begins to press."""
        return self.begun + self.period * (1 - self.late)

    def count(self, _: float = 0.0) -> None:
        """One more is reached."""
        super().count()

    def shortfall(self, now: float) -> float:
        """Part of the quota that is missing now, as far as it presses."""
        whole = self.whole() if now >= self.presses else 0.0
        return max(0.0, self.due() - self.done) / whole if whole > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Bent:
    """What the pressure of a quota does to a gate."""

    quota: Quota | PersonalQuota
    strength: float

    def felt(self, job: Job) -> float:
        """Log-odds that it adds to the gate of a job."""
        quota, now = self.quota, job.end
        return effect(quota.shortfall(now), self.strength) if now >= quota.presses else 0.0


def _unpressed(_: Job) -> float:
    """Log-odds that no quota adds."""
    return 0.0


class Quotas:
    """The quotas of one run's teams: what they press and what counts toward them."""

    def __init__(self, world: World, parameters: Pressure) -> None:
        self.parameters = parameters
        self.strength = parameters.strength
        self.passed_on = world.remember("passed_on")
        self.discount = world.remember("discount")
        self.misled = world.remember("misled")
        self.pressed: dict[Activity, Quota | PersonalQuota] = {}
        """By form of an activity."""
        self.bent: set[int] = set()
        """Activities whose gates are the team's own to bend: those that end in no purchase."""
        self.fulfilled: dict[Outcome, list[Quota | PersonalQuota]] = defaultdict(list)
        """Quotas for which an outcome counts."""
        self.watched: set[int] = set()
        """Activities at whose gates something is pressed or counts."""
        self.of: dict[int, Quota | PersonalQuota] = {}
        """By code of the team."""

    def set(self, world: World) -> None:
        """Set the quotas of the organization in force: those of teams that are new begin now."""
        for team in world.here:
            facts = world.facts[team.code]
            if not facts.quota:
                continue
            if team.code not in self.of:
                new = (
                    PersonalQuota(world, facts, team.code, self.parameters)
                    if facts.quota_per_person
                    else Quota(facts.quota, self.parameters, world.clock.now)
                )
                self.of[team.code] = new
                self._set(world, team, new, facts)
            quota = self.of[team.code]
            if isinstance(quota, PersonalQuota):
                quota.install(world)

    def _set(self, world: World, team: Team, quota: Quota | PersonalQuota, facts: TeamFacts) -> None:
        for activity in world.forms:
            if activity.team != team.code and activity.code in team.does:
                continue  # another team does it for other leads, or helps
            if activity.code in facts.counts and activity.outcomes:
                self.pressed[activity] = quota
                self.watched.add(activity.code)
            if activity.code in facts.counts and not activity.sells:
                self.bent.add(activity.code)
            for outcome in activity.outcomes:
                if (activity.code, outcome.code) in facts.fulfils:
                    self.fulfilled[outcome].append(quota)
                    self.watched.add(activity.code)

    def bending(self, form: Activity) -> Callable[[Job], float]:
        """What pressure adds to the gate of a form of an activity, by the job."""
        quota = self.pressed.get(form)
        return _unpressed if quota is None else Bent(quota, self.strength).felt

    def decided(self, job: Job, outcome: Outcome, effects: Sequence[float]) -> None:
        """A gate has decided: was it pressure that did it, and does it count?"""
        quota = self.pressed.get(job.activity)
        if quota is not None and job.end >= quota.presses:
            self._pressed(job, outcome, effects, quota.shortfall(job.end))
        if outcome in self.fulfilled:
            for target in self.fulfilled[outcome]:
                target.count(job.end)

    def _pressed(self, job: Job, outcome: Outcome, effects: Sequence[float], missing: float) -> None:
        """A gate has decided while so much of the quota was missing."""
        activity = job.activity
        if missing > 0 and outcome.end is not TO_REST and outcome.end is not TO_LOST:
            shift = effect(missing, self.strength)
            without = bisect_right(activity.cuts, -(job.score + sum(effects) - shift))
            if activity.outcomes[without] is not outcome:
                job.case.remembered[self.passed_on] = 1.0
            if outcome.end is TO_CUSTOMER:
                job.case.remembered[self.discount] = missing

    def factor(self, case: Case) -> float:
        """What the pressure at the closing leaves of a case's price."""
        return price(case.remembered[self.discount], self.parameters.discount)

    def forget(self, case: Case, _: Reason) -> None:
        """What was promised on one way through the journey ends with it."""
        case.remembered[self.passed_on] = case.remembered[self.discount] = 0.0

    def disappoint(self, account: Account) -> None:
        """Whoever was promised too much finds out before the first decision."""
        if account.case.remembered[self.passed_on]:
            account.case.remembered[self.misled] = 1.0
        self.forget(account.case, Reason.BOUGHT)

    def reconcile(self, account: Account) -> None:
        """Who stays knows by now what there is to have."""
        account.case.remembered[self.misled] = 0.0

    def felt(self, account: Account) -> float:
        """Log-odds of staying of a customer who may have been promised too much."""
        return misled(account.case.remembered[self.misled], self.parameters.promised)


def install(world: World, parameters: Pressure, _: Mapping[str, Any]) -> None:
    """Let quotas press."""
    quotas, hooks = world.lasting(Quotas, lambda: Quotas(world, parameters)), world.hooks
    quotas.set(world)
    hooks.gate.add(ByForm(quotas.bending), at=quotas.bent)
    hooks.gate_decided.add(quotas.decided, at=quotas.watched)
    hooks.journey_ends.add(quotas.forget)
    hooks.price.add(quotas.factor)
    hooks.customer_begins.add(quotas.disappoint)
    hooks.sold_more.add(quotas.disappoint)
    hooks.renewed.add(quotas.reconcile)
    hooks.stay.add(quotas.felt)


MECHANISM = Mechanism(
    name="pressure",
    title=Phrase("Pressure of quotas"),
    meaning=Phrase(
        "Behind its quota late in the period, a team passes on leads too soon, promises too much and gives discounts."
    ),
    group="incentives",
    parameters=Pressure,
    effects=(
        Effect(
            "gates of the work that counts for the team's KPI, in the last part of each period; not that of the purchase",
            "+ strength max(0, quota × elapsed share - done) / quota",
        ),
        Effect("first decision to stay, and upsells before it, of who was promised too much", "- promised"),
        Effect("price of a deal closed under pressure", "× (1 - discount × shortfall)"),
    ),
    claims=("B5", "C3", "C8"),
    needs=("teams.*.quota", "policies.goal.kind=local"),
    gate=effect,
    renewal=True,
    install=install,
    remembers={
        "passed_on": "1 for who was passed on only because of pressure, or only just won under it",
        "discount": "shortfall at which its deal was closed",
        "misled": "1 for a customer who was promised too much and has not decided about it yet",
    },
    links=(
        Link("won", "pressure", -1),
        Link("pressure", "soft", 1),
        Link("soft", "win_rate", -1),
        Link("soft", "load", 1),
        Link("pressure", "revenue", -1),
        Link("pressure", "promises", 1),
        Link("promises", "churn", 1),
    ),
)
