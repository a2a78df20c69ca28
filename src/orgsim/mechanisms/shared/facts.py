"""Facts of a job that ends, by which the effect of a mechanism at gates can be stated as a pure function.

The arguments of such a function are named after these facts, first, and after the mechanism's own parameters.
"""

import inspect
from collections.abc import Callable

from orgsim.engine.entities import Job
from orgsim.engine.world import World
from orgsim.mechanisms.shared.declaration import Mechanism, Parameters

GateEffect = Callable[[Job], float]

FACTS: dict[str, GateEffect] = {
    "wait": lambda job: job.start - job.ready,
    "hours": lambda job: job.hours,
    "visit": lambda job: job.visit,
    "slowness": lambda job: job.slowness,
}
"""Elapsed days a job waited, staff hours it took, earlier visits of its case to the activity, work time of its person over that
of a trained one."""


def gate_effect(mechanism: Mechanism, parameters: Parameters) -> GateEffect:
    """The log-odds a mechanism adds to a gate at the end of a job, from facts of the job alone.

    Raises KeyError for an argument that is neither a fact nor a parameter.
    """
    effect = mechanism.gate
    assert effect is not None
    names = list(inspect.signature(effect).parameters)
    taken = [FACTS[name] for name in names if name in FACTS or name not in type(parameters).model_fields]
    fixed = tuple(getattr(parameters, name) for name in names[len(taken) :])
    return lambda job: effect(*[fact(job) for fact in taken], *fixed)


def install_gate(world: World, mechanism: Mechanism, parameters: Parameters) -> None:
    """Let a mechanism act at every gate by its declared effect, and nowhere else."""
    world.hooks.gate.add(gate_effect(mechanism, parameters))
