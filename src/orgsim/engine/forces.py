"""Forces: the effects that act on gates, each as a function of the job just done."""

from collections.abc import Callable

from orgsim.engine.happenings import Job
from orgsim.engine.memory import Memory
from orgsim.mechanisms import cooling


def forces_of(effects: tuple[str, ...], memory: Memory | None) -> tuple[Callable[[Job], float], ...]:
    """For each effect in force, in the order of the log's columns, the log-odds it adds to the gate at the end of a job."""
    acting: dict[str, Callable[[Job], float]] = {
        "cooling": cooled,
        "knowledge": none if memory is None else lambda job: memory.effect(job.subject),
        "shock": lambda job: job.station.shift(job.end),
        "health": none,
    }
    return tuple(acting[name] for name in effects)


def cooled(job: Job) -> float:
    """What waiting has cost."""
    rule = job.station.cooling
    return 0.0 if rule is None else cooling.effect(job.start - job.ready, rule.factor, rule.after)


def none(job: Job) -> float:  # noqa: ARG001
    """Health belongs to customers; no gate of the journey feels it."""
    return 0.0
