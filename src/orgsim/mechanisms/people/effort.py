"""Effort: how much work an organization plans for a job, and what less or more of it does.

A depth f of 1 is the work that the market states, in its reference condition. It is planned: the hours that somebody slow or
new takes longer are no effort. What is learned of a case, and by the person, is counted at a depth of 1: half as much work
does not halve what one hears, and what it loses is in the effect already.
"""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import log, power
from orgsim.engine.entities import Account, Activity, Duty, Job, Talk
from orgsim.engine.gates import OfForm
from orgsim.engine.service import ServicePlan
from orgsim.engine.sources import Events
from orgsim.engine.world import World
from orgsim.fields import Share
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.adoption import CustomerUse
from orgsim.mechanisms.customers.health import CustomerHealth
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared

Depth = Annotated[
    float,
    Field(
        ge=0.25,
        le=2,
        allow_inf_nan=False,
        description="Planned staff hours of a job of the activity over those of the market, with what that does to its outcome.",
    ),
]
"""A quarter to twice as much, beyond which nobody has measured anything."""
_SRIDHAR = "Sridhar, Mantrala & Albers 2010 (meta-analysis of personal selling), as quoted"


class PlannedDepth(Parameters):
    """What more or less work than the market's moves."""

    elasticity: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = declared(
        0.34, unit="% per % of work", source=f"{_SRIDHAR}; 0.25 to 0.34", status="second-hand"
    )
    """Change of the share that passes a gate, and of that to which a check-in sells more, with the work, at its base rate."""
    steepest: Annotated[Share, Field(lt=1)] = declared(
        0.75, unit="share", source="none found; 0.5 to 0.9", status="guess"
    )
    """Base rate from which on a gate is a formality that hours move less: its log-odds per unit of ln f rise no further."""
    care: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = declared(
        0.34,
        unit="% per % of work",
        source="none found: taken from personal selling; 0.2 to 1 (in proportion to the hours)",
        status="guess",
    )
    """The same of what work for a customer is worth, which is the health lost when it is never done, and of the use that
    onboarding and check-ins bring."""
    events: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] = declared(
        0.2,
        unit="% per % of work",
        source="none found for events: between advertising (.12: Sethuraman, Tellis & Briesch, JMR 2011, as quoted) and personal "
        "selling; 0.1 to 0.34 tried",
        status="guess",
    )
    """The same of those who come to an event and become leads, with the work on preparing it; how many come is the market's."""


def effect(depth: float, base: float, elasticity: float, steepest: float) -> float:
    """Log-odds of a gate passed by the share `base` at a depth of 1: the share's elasticity in the depth is `elasticity` there,
    less where `base` lies above `steepest`."""
    return elasticity / (1 - min(base, steepest)) * log(depth)


def felt(depth: float, at_stake: float, care: float) -> float:
    """Change of health by work for a customer, of which `at_stake` is lost when it is never done."""
    return at_stake * (power(depth, care) - 1)


class Depths:
    """The depth planned for each activity by the organization in force, and what comes of it."""

    def __init__(self, parameters: PlannedDepth) -> None:
        self.parameters = parameters
        self.of: dict[int, float] = {}
        """By code of the activity."""
        self.odds: dict[Activity, float] = {}
        """By form of an activity with a gate."""
        self.prepares: set[int] = set()
        """Codes of the activities that prepare events."""
        self.more = 0.0
        """Log-odds that a check-in sells more."""
        self.begun: set[Job] = set()
        """Jobs in work whose hours are as planned: one that is passed on to another team begins a second time."""
        self.plan = ServicePlan()
        self.health: CustomerHealth | None = None

    def follow(self, world: World, stated: Mapping[str, float]) -> None:
        """From now on so much work is planned; where other work than the market's is, these are the moments to act."""
        self.of = {world.activities[name].code: depth for name, depth in stated.items() if depth != 1}
        forms = [activity for activity in world.forms if activity.code in self.of]
        self.odds = {one: self._at(one.code, one.base) for one in forms if one.outcomes}
        self.prepares = {
            flow.work.activity.code for flow in world.flows if isinstance(flow, Events) and flow.staffed
        }
        hooks, teams = world.hooks, {one.team for one in forms}
        if not teams:
            return
        hooks.job_starts.add(self.begin, at=teams)
        hooks.job_ends.add(self.end, at=teams)
        hooks.gate.add(OfForm(self.moved), at={one.code for one in self.odds})
        if self.prepares & self.of.keys():
            hooks.event_gate.add(self.comes)
        if world.contracts is not None:
            self._serve(world)

    def _serve(self, world: World) -> None:
        """Let customers feel it."""
        assert world.contracts is not None
        self.plan, self.health = world.contracts.service.plan, world.part(CustomerHealth)
        self._use(world)
        upsell, check_ins = world.contracts.plan.upsell, self.plan.check_ins
        if upsell is not None and check_ins is not None and check_ins[0].code in self.of:
            self.more = self._at(check_ins[0].code, upsell.rate)
            world.hooks.buy_more.add(self.sells)

    def _use(self, world: World) -> None:
        """Let what customers use be what onboarding and check-ins are."""
        use, told = (
            world.part(CustomerUse),
            {Duty.ONBOARDING: self.plan.onboarding, Duty.CHECK_IN: self.plan.check_ins},
        )
        if use is not None:
            depths = {
                duty: self.of.get(stated[0].code, 1.0) for duty, stated in told.items() if stated is not None
            }
            use.thorough = {duty: power(depth, self.parameters.care) for duty, depth in depths.items()}

    def _at(self, code: int, base: float) -> float:
        rules = self.parameters
        return effect(self.of[code], base, rules.elasticity, rules.steepest)

    def begin(self, job: Job) -> None:
        """A job takes the work that is planned for it; what is read up about a case is not part of that."""
        depth = self.of.get(job.activity.code)
        if depth is not None and job not in self.begun:
            self.begun.add(job)
            job.hours += (depth - 1) * job.luck[job.at]

    def end(self, job: Job) -> None:
        """A job is done; a customer feels how thoroughly."""
        if job not in self.begun:
            return
        self.begun.discard(job)
        account = job.case.account
        if self.health is not None and account is not None and (duty := self.duty(account, job)) is not None:
            at_stake = self.health.at_stake(duty)
            self.health.move(
                account, felt(self.of.get(job.activity.code, 1.0), at_stake, self.parameters.care)
            )

    def duty(self, account: Account, job: Job) -> Duty | None:
        """What a job for a customer does of what is owed to it."""
        if job in account.answers_due:
            return Duty.ANSWER
        if account.planned.get(Talk.RENEWAL) is job:
            return Duty.RENEWAL_TALK
        if job in (account.planned.get(Talk.CHECK_IN), account.planned.get(Talk.AIMED)):
            return Duty.CHECK_IN
        first = self.plan.onboarding
        onboards = first is not None and job.activity.code == first[0].code
        return Duty.ONBOARDING if onboards and account.onboarding_due is not None else None

    def moved(self, form: Activity) -> float:
        """Log-odds at the gate of a form of an activity."""
        return self.odds.get(form, 0.0)

    def comes(self, activity: int, share: float) -> float:
        """Log-odds that who came to an event that was prepared by an activity becomes a lead."""
        if activity not in self.prepares or activity not in self.of:
            return 0.0
        return effect(self.of[activity], share, self.parameters.events, self.parameters.steepest)

    def sells(self, _: Account) -> float:
        """Log-odds that a check-in sells more."""
        return self.more


def install(world: World, parameters: PlannedDepth, policies: Mapping[str, Any]) -> None:
    """Let planned work count."""
    world.lasting(Depths, lambda: Depths(parameters)).follow(world, policies["effort"])


MECHANISM = Mechanism(
    name="effort",
    title=Phrase("Effort"),
    meaning=Phrase(
        "Less work than the market's on a lead or customer saves hours and is felt; more helps, but less and less."
    ),
    group="people",
    parameters=PlannedDepth,
    effects=(
        Effect("work of the activities that state a depth f", "x f"),
        Effect("their gates", "elasticity/(1 - min(p, steepest)) ln f, p = the base rate"),
        Effect("chance p that who came to an event becomes a lead", "events/(1 - min(p, steepest)) ln f"),
        Effect("upsell at a check-in", "the same, p = the rate of the upsell"),
        Effect(
            "health after onboarding, an answer, a check-in, a talk before renewal",
            "(f^care - 1) x what is lost when it is never done",
        ),
        Effect("share of the missing use that onboarding and a check-in bring", "x f^care, at most 1"),
    ),
    claims=("B4", "B5", "B6", "C8", "A3", "A5", "D4"),
    needs=("policies.effort",),
    by_activity={"effort": Depth},
    gate=effect,
    install=install,
    links=(
        Link("depth", "load", 1),
        Link("depth", "leads", 1),
        Link("depth", "win_rate", 1),
        Link("depth", "health", 1),
    ),
)
