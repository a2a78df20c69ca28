"""Forces: the effects that act on gates, each as a function of the job just done.

A mechanism states its effect as a pure function whose arguments are named after facts of the job, first, and after its
own parameters. The facts every run knows are in `FACTS`; what else a mechanism needs to know, its room in the engine adds.
"""

import inspect
from collections.abc import Callable, Mapping

from orgsim.engine.happenings import Job
from orgsim.mechanisms.shared.declaration import Mechanism, Parameters

Force = Callable[[Job], float]

FACTS: dict[str, Force] = {
    "wait": lambda job: job.start - job.ready,
    "hours": lambda job: job.hours,
    "visit": lambda job: job.visit,
    "known": lambda job: job.subject.known,
    "reference": lambda job: job.subject.reference,
    "slowness": lambda job: job.person.slowness,  # type: ignore[union-attr]
}
"""Facts of a job that ends: elapsed days it waited, staff hours it took, earlier visits of its subject to the activity,
what is known of the subject and what would be had nobody changed, work time of its person over that of a trained one."""


def force_of(mechanism: Mechanism, parameters: Parameters, facts: Mapping[str, Force]) -> Force:
    """The log-odds a mechanism adds to a gate at the end of a job; none where its effect is not on gates."""
    effect = mechanism.gate
    if effect is None:
        return none
    names = list(inspect.signature(effect).parameters)
    taken = [facts[name] for name in names if name in facts]
    fixed = tuple(getattr(parameters, name) for name in names[len(taken) :])
    if len(taken) == 1:
        first = taken[0]
        return lambda job: effect(first(job), *fixed)
    if len(taken) == 2:
        first, second = taken
        return lambda job: effect(first(job), second(job), *fixed)
    return lambda job: effect(*[fact(job) for fact in taken], *fixed)


def shock(job: Job) -> float:
    """What market changes add at this gate."""
    return job.station.shift(job.end)


def none(job: Job) -> float:  # noqa: ARG001
    """No gate feels it."""
    return 0.0
