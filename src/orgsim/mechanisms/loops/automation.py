"""Automation: what analysts keep up to date does part of the routine work, and finds the customers at risk."""

import functools
from collections.abc import Mapping
from typing import Any

from orgsim.engine.entities import Job, Person
from orgsim.engine.stocks import Level
from orgsim.engine.world import World
from orgsim.fields import Share, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.customers.failures import Trust
from orgsim.mechanisms.shared.background import SETTING_UP, Background, Monthly, arrange, per_hour
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, Stock, declared
from orgsim.randomness import purpose, purpose_of
from orgsim.units import MONTH

_FAILURE = "automation failure {}"
purpose(_FAILURE, "whether an automation out of date fails a visit to an activity")


@functools.cache
def _failure(activity: str) -> int:
    return purpose_of(_FAILURE, activity)


class Automation(Parameters):
    """What automation saves and aims, and the work that keeps it up."""

    saving: Share = declared(0.2, unit="share of staff hours", source="none found; 0 to 0.3", status="guess")
    """Staff hours that full automation saves in the activities it serves."""
    aims: Share = declared(0.5, unit="share", source="none found", status="guess")
    """Share of the errors of usage data that full automation removes."""
    upkeep: Monthly = declared(
        80.0, unit="staff hours a model month", source="none found: half a person", status="guess"
    )
    """Analytics that keeps automation full."""
    set_up: StaffHours = declared(
        0.3,
        unit="staff hours",
        source=SETTING_UP,
        status="second-hand",
    )
    """Lost to getting into analytics in each block of left-over time, and of reserved time whenever one comes to it from other
    work."""
    half_life: Span = declared(6 * MONTH, unit="days", source="none found", status="guess")
    """Time in which half of an automation that nobody keeps up has come to nothing."""
    fails: Share = declared(
        0.0, unit="probability per job", source="none found; 0 to 0.1 tried", status="guess"
    )
    """Where failures are in force: chance that a job it serves fails its lead or customer by an automation that goes on out of
    date, when all of it is; 0 for an automation that stops when it no longer fits. In the packaged firms it moves no headline
    figure, up to .3."""
    lingers: Span = declared(12 * MONTH, unit="days", source="none found", status="guess")
    """Time in which half of what is out of date has been noticed and switched off."""


class AnalyticsPolicy(Background):
    """Who keeps the automation up to date, when, and for which activities."""

    activities: tuple[str, ...] | None = None
    """Activities it serves; when not stated, those where leads come in, nurture touches, and answers to customers."""


def factor(automation: float, saving: float) -> float:
    """Factor on the staff hours of routine work, with `automation` in [0, 1] and `saving` the share saved at 1."""
    return 1.0 - saving * automation


def outdated(installed: float, automation: float) -> float:
    """Share of routine that is done by automation out of date: what has been `installed`, less what is kept up, in [0, 1]."""
    return max(0.0, installed - automation)


def aimed(accuracy: float, automation: float, aims: float) -> float:
    """Accuracy (sensitivity or specificity) of usage data, with part of its errors removed."""
    return accuracy + (1.0 - accuracy) * aims * automation


class AutomationLevel:
    """Hours of analytics become a stock that shortens routine work and sharpens usage data."""

    def __init__(self, world: World, parameters: Automation) -> None:
        self.clock = world.clock
        self.parameters = parameters
        self.level = Level(parameters.half_life, high=1.0)
        self._gained = per_hour(parameters.upkeep, parameters.half_life)
        self._factor, self._failing, self._tomorrow = 1.0, 0.0, 0.0
        self.installed = Level(parameters.lingers, high=1.0)
        """What of it is in use, kept up or not."""
        self.trust: Trust | None = None
        """Where failures tell; None where they are not in force."""
        self.served: frozenset[int] = frozenset()
        """Codes of the activities that are routine."""

    def build_up(self, _: Person, hours: float) -> None:
        """So many hours of analytics are done."""
        now = self.clock.now
        kept_up = self.level.add(now, hours * self._gained)
        self.installed.add(now, max(0.0, kept_up - self.installed.level(now)))

    def shorten(self, job: Job) -> None:
        """Make routine work shorter, by what the first such job of the day finds: paperwork and apologies too, since all that is
        done at a step can be automated."""
        if job.activity.code in self.served:
            if self.clock.now >= self._tomorrow:
                self._tomorrow = self.clock.tomorrow()
                self._look()
            job.hours *= self._factor
            if self._failing > 0.0 and self.trust is not None and job.case.block is not None:
                self._fail(job, self.trust)

    def _look(self) -> None:
        """What today's first routine job finds."""
        kept_up = self.level.level(self.clock.now)
        self._factor = factor(kept_up, self.parameters.saving)
        if self.parameters.fails:
            stale = outdated(self.installed.level(self.clock.now), kept_up)
            self._failing = self.parameters.fails * stale

    def _fail(self, job: Job, trust: Trust) -> None:
        """A job may fail by what is out of date; what is said then takes its time."""
        if job.case.luck(_failure(job.activity.name), job.visit) < self._failing:
            job.first(trust.fail)
            job.hours += trust.amends.policy.takes

    def aimed(self, accuracy: float) -> float:
        """What an accuracy of usage data comes to."""
        return aimed(accuracy, self.level.level(self.clock.now), self.parameters.aims)


def routine(world: World) -> set[str]:
    """Activities that automation serves where the policy names none: entry, nurture touches, answers to customers."""
    names = {activity.name for activity in world.entries.values()} | {"nurture"}
    if world.contracts is not None and world.contracts.service.plan.incidents is not None:
        names.add(world.contracts.service.plan.incidents[0].name)
    return names


def install(world: World, parameters: Automation, policies: Mapping[str, Any]) -> None:
    """Build automation up from nothing on day 0, and let it serve."""
    policy: AnalyticsPolicy = policies["analytics"]
    automation = world.lasting(AutomationLevel, lambda: AutomationLevel(world, parameters))
    arrange(world, policy, "analytics", automation.build_up, parameters.set_up)
    names = routine(world) if policy.activities is None else policy.activities
    served = [activity for activity in world.forms if activity.name in names]
    automation.trust = world.part(Trust)
    automation.served = frozenset(activity.code for activity in served)
    world.hooks.job_starts.add(automation.shorten, at={activity.team for activity in served})


MECHANISM = Mechanism(
    name="automation",
    title=Phrase("Automation"),
    meaning=Phrase(
        "Analysts keep an automation up to date that saves routine work and aims check-ins; without upkeep it decays."
    ),
    group="loops",
    parameters=Automation,
    effects=(
        Effect(
            "staff hours of the activities it serves",
            "x (1 - saving A), A as the first of such jobs of the day finds it",
        ),
        Effect("sensitivity and specificity of usage data", "+ (1 - accuracy) aims A"),
        Effect(
            "hours of analytics",
            "block - set_up x (times begun, in left-over time or after other work, or taken up again)",
        ),
        Effect(
            "jobs of the activities it serves, where failures are in force",
            "each fails with fails (installed - A); installed follows A up, and half of it lingers for `lingers`",
        ),
        Effect("automation A", "dA/dt = ln 2/half_life (analytics/upkeep - A), at most 1"),
    ),
    claims=("A4", "E4"),
    needs=("policies.analytics",),
    policies={"analytics": AnalyticsPolicy},
    work={"analytics": Phrase("Keep the automation up to date")},
    stocks={
        "automation": Stock(
            title=Phrase("Automation"),
            inflow="hours of analytics",
            outflow="what nobody keeps up to date stops working",
            low=0.0,
            high=1.0,
        ),
    },
    install=install,
    links=(
        Link("load", "automation", -1),
        Link("automation", "load", -1),
        Link("automation", "care", 1),
    ),
)
