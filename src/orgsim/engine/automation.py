"""Automation at work: hours of analytics become a stock that shortens routine work and sharpens usage data."""

from typing import TYPE_CHECKING

from orgsim.engine.background import arrange
from orgsim.engine.happenings import Job
from orgsim.engine.stocks import Level
from orgsim.mechanisms.loops import automation
from orgsim.mechanisms.shared.background import per_hour

if TYPE_CHECKING:
    from orgsim.engine.build import Run


def install(run: "Run") -> None:
    """Build automation up from nothing on day 0, and let it serve."""
    env, policy, parameters = run.env, run.scenario.policies.analytics, run.scenario.effects.automation
    assert policy is not None
    level, saving = Level(parameters.half_life, high=1.0), parameters.saving
    gained = per_hour(parameters.upkeep, parameters.half_life)
    arrange(run, policy, "analytics", lambda hours: level.add(env.now, hours * gained))
    served = {
        run.stations[name].code for name in (routine(run) if policy.activities is None else policy.activities)
    }

    factor, tomorrow = 1.0, 0.0

    def shorten(job: Job) -> None:
        """Make routine work shorter, by what the first job of the day finds."""
        nonlocal factor, tomorrow
        if job.station.code in served:
            if env.now >= tomorrow:
                tomorrow = env.tomorrow()
                factor = automation.factor(level.level(env.now), saving)
            job.hours *= factor

    for crew, _ in run.crews:
        if any(station.crew is crew and station.code in served for station in run.stations.values()):
            crew.beginning = (*crew.beginning, shorten)
    if run.usage is not None:
        run.usage.sharpened = lambda accuracy: automation.aimed(
            accuracy, level.level(env.now), parameters.aims
        )


def routine(run: "Run") -> list[str]:
    """Activities that automation serves where the policy names none: entry, nurture touches, answers to customers."""
    life = run.scenario.customer
    names = [run.entry(source) for source in run.scenario.sources] + ["nurture"]
    if life is not None and life.incidents is not None:
        names.append(life.incidents.activity)
    return [name for name in names if name in run.stations]
