"""Rotation: people work in another team for a while and come back understanding it.

A guest learns and does not produce. What somebody new to the work gets done in a month and what it costs the hosts to
show it to them are taken to cancel; so no hour is counted twice, and the payroll stays with the guest's own team.
"""

from typing import Annotated

from pydantic import Field

from orgsim.fields import Plan, Share, Span, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH


class Rotation(Parameters):
    """What a stay in another team brings."""

    gain: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = declared(
        1.0, unit="understanding per person and month", source="none found", status="guess"
    )
    """What a month as a guest adds to the understanding of the one who went; two teams have the average of their people."""
    practice: Share = declared(0.5, unit="share", source="none found", status="guess")
    """With learning: what an hour as a guest is worth as practice of what the hosts do; it counts if the guest moves there."""


class RotationPolicy(Plan):
    """Stays of people in the other teams, in turn; nobody leaves a team in which nobody else would stay."""

    every: Span = MONTH * 3
    """Elapsed time between two departures."""
    lasts: Span = MONTH
    """Elapsed time a stay takes."""
    people: Annotated[int, Field(ge=1, le=1000)] = 1
    """People of each team who go at a time; those first who have stayed longest."""
    teams: Annotated[tuple[str, ...], Field(min_length=2, max_length=500)] | None = None
    """Teams that take part; all when not stated."""


def gained(months: float, people: int, gain: float) -> float:
    """Understanding of two teams of together `people` (1 or more) that one guest adds by a stay of `months`."""
    return gain * months / people


MECHANISM = Mechanism(
    name="rotation",
    title=Title(en="Rotation", ja="チーム間ローテーション"),
    meaning=Title(
        en="People who spend a while in another team come back understanding it; meanwhile their own team does without them.",
        ja="他チームでの勤務を経験した人は相手の仕事を理解して戻るが、その間は元のチームの人手が減る。",
    ),
    group="handoffs",
    parameters=Rotation,
    effects=(
        Effect("hours of the team that somebody leaves for a while", "all hours on duty of that time"),
        Effect("mutual understanding of the two teams", "+ gain x months / people of both teams"),
        Effect("practice of what the hosts do (see learning)", "+ practice x hours, in equal parts"),
    ),
    claims=("B3",),
    needs=("policies.rotation",),
    policies={"rotation": RotationPolicy},
    work={"rotation": Title(en="As a guest in another team", ja="他チームでの研修")},
    links=(Link("rotation", "understanding", 1), Link("rotation", "load", 1)),
)
