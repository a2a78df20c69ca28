"""Cooling: which steps lose interested leads to waiting, and how."""

from typing import TYPE_CHECKING

from orgsim.engine.happenings import Job
from orgsim.mechanisms.handoffs import cooling

if TYPE_CHECKING:
    from orgsim.engine.build import Run


def install(run: "Run") -> None:
    """Let leads cool where the file says so, or, where it says nothing, at the steps where leads come in."""
    scenario = run.scenario
    stated = any(activity.cooling is not None for activity in scenario.journey.values())
    entries = {run.entry(source) for source in scenario.sources}
    rules: dict[int, tuple[float, float]] = {}
    for name, station in run.stations.items():
        usual = scenario.effects.cooling if name in entries else None
        rule = scenario.journey[name].cooling if stated else usual
        if rule is not None:
            rules[station.code] = rule.factor, rule.after

    def cooled(job: Job) -> float:
        return cooling.effect(job.start - job.ready, *rules[job.station.code])

    run.forces["cooling"] = cooled
    run.places["cooling"] = rules.keys()
