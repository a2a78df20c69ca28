"""Training: hours and money that buy practice."""

from typing import Annotated, Literal

from pydantic import Field

from orgsim.fields import Amount, Plan, Span, StaffHours, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Training(Parameters):
    """What training is worth."""

    worth: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] = declared(
        2.0, unit="staff hours of practice per hour of training", source="none found", status="guess"
    )
    """Practice that an hour of training replaces."""


class TrainingPolicy(Plan):
    """Training that an organization gives its people; `[policies.training]`. Without learning in force it only costs."""

    hours: StaffHours
    """Per person and time. They go before all other work, and count for what the team does and the person is not yet trained in,
    in equal parts."""
    who: Literal["newcomers", "all"] = "newcomers"
    """`newcomers`: whoever joins after day 0, on joining. `all`: everybody, every so often."""
    every: Span = 365.25
    """With `all`: time between two trainings; the first is held after that time."""
    cost: Amount = 0.0
    """Money per person and training, when it has been held."""


def gained(practice: float, hours: float, share: float) -> float:
    """Staff hours of practice after `share` more of it, never beyond `hours`, with which a person is trained."""
    return max(practice, min(hours, practice + share))


MECHANISM = Mechanism(
    name="training",
    title=Title(en="Training", ja="研修"),
    meaning=Title(
        en="Training takes hours and money now and saves the slow first months.",
        ja="研修は時間と費用を先に使い、不慣れな期間を短くする。",
    ),
    group="people",
    parameters=Training,
    effects=(
        Effect(
            "practice (see learning)",
            "+ worth x hours, in equal parts for what is not yet mastered, up to trained",
        ),
        Effect("hours of the person", "- hours of the policy"),
        Effect("spending", "+ cost of the policy"),
    ),
    claims=("B1", "E6"),
    needs=("policies.training",),
    policies={"training": TrainingPolicy},
    work={"training": Title(en="Training", ja="研修")},
    spends=True,
    links=(Link("training", "skill", 1), Link("training", "load", 1)),
)
