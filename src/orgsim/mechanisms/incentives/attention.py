"""Attention: people do first what counts for the KPI they are measured on, so that under load all else is left lying."""

from typing import Literal

from orgsim.fields import Days, Plan, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Attention(Parameters):
    """How far work that counts for a team's KPI goes before its other work."""

    passed_over: Days | None = declared(None, unit="days", source="none found", status="guess")
    """How long other work is passed over at most: it stands in the line as if it had come so much later. For ever (work that
    counts always goes first) when not stated, and for teams with an activity whose order is not fifo."""


class GoalPolicy(Plan):
    """`[policies.goal]`: what the teams that are measured work for."""

    kind: Literal["local", "shared"] = "local"
    """`local`: each for its own KPI and quota. `shared`: all for the whole; no quota presses, and every team with a KPI does
    first what is worth most to the whole per staff hour."""


MECHANISM = Mechanism(
    name="attention",
    title=Title(en="Attention to the KPI", ja="KPIへの注意の集中"),
    meaning=Title(
        en="Teams do first what counts for their KPI; under load their other work is left lying.",
        ja="チームは自分のKPIになる仕事を先に行い、忙しいときは他の仕事が後回しになる。",
    ),
    group="incentives",
    parameters=Attention,
    effects=(
        Effect(
            "order of a team's queue, local goal",
            "work that counts for the team's KPI first, without interrupting a job; stated priorities win",
        ),
        Effect(
            "order of a team's queue, shared goal",
            "by expected value to the whole / staff hours of the job, the highest first; stated priorities win",
        ),
    ),
    claims=("B5", "C3", "C8"),
    needs=("teams.*.kpi",),
    policies={"goal": GoalPolicy},
    links=(Link("load", "neglect", 1), Link("neglect", "health", -1)),
)
