"""Cooling: an enquiry that waits for its first response loses interest, and most of that at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import expm1, log
from orgsim.engine.entities import Activity, Job
from orgsim.engine.gates import ByForm
from orgsim.engine.world import World
from orgsim.fields import Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Cooling(Parameters):
    """How waiting lowers the odds of a step; it saturates, since the data show no gradient after the first hour."""

    factor: Annotated[float, Field(ge=1, le=1000, allow_inf_nan=False)] = declared(
        1.4,
        unit="odds ratio",
        source="BPI Challenge 2012, work items of loan applications",
        status="measured",
    )
    """Odds when answered at once over odds after a long wait; 1 to 7 in the sources."""
    after: Span = declared(
        1 / 24, unit="days", source="BPI Challenge 2012: no gradient after minutes", status="guess"
    )
    """Elapsed time in which 63 % of the loss has happened."""


def effect(wait: float, factor: float, after: float) -> float:
    """Log-odds of a step after `wait` elapsed days in the queue; 0 at once, falling to -ln(factor)."""
    return 0.0 + log(factor) * expm1(-wait / after)


@dataclass(frozen=True, slots=True)
class Cooled:
    """What a wait costs at one activity."""

    most: float
    """ln(factor)."""
    after: float

    def felt(self, job: Job) -> float:
        """Log-odds that the wait of a job has cost: `effect`, without a logarithm and a call for every job."""
        return 0.0 + self.most * expm1((job.ready - job.start) / self.after)


class Waiting:
    """The waiting of cases at the activities where leads come in, or at those for which the market states how they cool."""

    def __init__(self, world: World, parameters: Cooling) -> None:
        stated = any(activity.cooling is not None for activity in world.activities.values())
        entries = {activity.code for activity in world.entries.values()}
        usual = (parameters.factor, parameters.after)
        rules = {
            activity.code: activity.cooling if stated else usual if activity.code in entries else None
            for activity in world.activities.values()
        }
        self.rules = {code: rule for code, rule in rules.items() if rule is not None}
        """By activity, the odds ratio and the elapsed days."""

    def cooled(self, form: Activity) -> Callable[[Job], float]:
        """What waiting costs at a form of one of them, by the job."""
        factor, after = self.rules[form.code]
        return Cooled(log(factor), after).felt


def install(world: World, parameters: Cooling, _: Mapping[str, Any]) -> None:
    """Let leads cool while they wait."""
    waiting = Waiting(world, parameters)
    world.hooks.gate.add(ByForm(waiting.cooled), at=waiting.rules)


MECHANISM = Mechanism(
    name="cooling",
    title=Phrase("Cooling"),
    meaning=Phrase("Enquiries answered late are won less often."),
    group="handoffs",
    parameters=Cooling,
    effects=(
        Effect(
            "gate of the activity where leads come in, or of those that state cooling",
            "-ln(factor) (1 - exp(-wait/after))",
        ),
    ),
    claims=("C5", "E1"),
    gate=effect,
    install=install,
    links=(Link("waiting", "win_rate", -1),),
)
