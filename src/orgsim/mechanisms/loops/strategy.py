"""Strategy: reviews that name the bottleneck by a stated rule and move people, or the gates before it.

A rule reads what was measured since the last review and nothing else. Which rule names the true bottleneck how often is
a question for experiments.
"""

import math
from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from orgsim.fields import Amount, Plan, Share, Span, StaffHours, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH

Rule = Literal["busiest", "longest_wait", "lowest_pass_rate", "furthest_below_base"]


class Strategy(Parameters):
    """What a decision of a review does."""

    step: Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)] = declared(
        0.3, unit="log-odds", source="none found", status="guess"
    )
    """By how much a gate passes less for each notch it is tightened."""
    settling_in: StaffHours = declared(40.0, unit="staff hours", source="none found", status="guess")
    """Time that somebody who changes teams needs before the first job there, whatever else there is to learn."""


class StrategyPolicy(Plan):
    """Regular reviews of the whole: find the bottleneck, and do something about it."""

    every: Span = MONTH * 3
    """Elapsed time between two reviews; each looks at what happened since the last."""
    hours: StaffHours = 8.0
    """Staff hours that a review takes of each who holds it."""
    team: str | None = None
    """Team that holds the reviews, all its people; one person of each of `teams` when not stated."""
    teams: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)] | None = None
    """Teams that are reviewed and may give or get people; when not stated all that do something of the journey."""
    rule: Rule = "busiest"
    """Which team is the bottleneck: the one that works most of its time on duty (`busiest`; where two are equal, the one with
    the longer waits), whose jobs wait longest (`longest_wait`), or that does the step with the lowest share of leads passed
    on (`lowest_pass_rate`) or the lowest in comparison to its base rate (`furthest_below_base`)."""
    action: Literal["people", "gates"] = "people"
    """Move people to the bottleneck from the team that is least busy, or have the teams before it pass less on."""
    moves: Annotated[int, Field(ge=1, le=10_000)] = 1
    """With `people`: how many change teams after one review; the last of a team stays."""
    gap: Annotated[Amount, Field(le=1)] = 0.1
    """With `people` and a rule on load: least difference of the two teams' utilisation for which people are moved."""
    decided: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    """With a rule on pass rates: leads that a step has to have decided on since the last review for its rate to count."""
    tighten_above: Share = 0.95
    """With `gates`: utilisation of the bottleneck from which the steps before it are tightened by a notch."""
    loosen_below: Share = 0.8
    """With `gates`: utilisation of a team below which the steps before it are loosened by a notch again."""
    notches: Annotated[int, Field(ge=1, le=100)] = 3
    """With `gates`: how far a step can be tightened."""

    @model_validator(mode="after")
    def _apart(self) -> "StrategyPolicy":
        if self.loosen_below > self.tighten_above:
            raise PydanticCustomError("order", "loosen_below must not be above tighten_above")
        return self


def effect(strictness: float, step: float) -> float:
    """Log-odds of passing a step that is tightened by `strictness` notches; 0 or less."""
    return 0.0 - step * strictness


def worst(marks: Sequence[tuple[float, float]]) -> int:
    """Place of the highest mark, the second number deciding between equals; -1 where all are NaN. NaN does not count."""
    known = [(mark, -place) for place, mark in enumerate(marks) if not math.isnan(mark[0])]
    return -max(known)[1] if known else -1


def worth_moving(bottleneck: float, giving: float, left: float, gap: float) -> bool:
    """Whether load justifies a move. `bottleneck` and `giving` are the utilisations of the two teams, `left` the share of
    the giving team's people who stay. That team must be less busy by `gap`, and stay less busy than the bottleneck is
    now: so nobody is moved back while the load is as it was.
    """
    return bottleneck - giving >= gap and giving < bottleneck * left


MECHANISM = Mechanism(
    name="strategy",
    title=Title(en="Strategy reviews", ja="戦略レビュー"),
    meaning=Title(
        en="Regular reviews name the bottleneck by a rule and move people there, or pass less on to it.",
        ja="定期的なレビューで規則に従ってボトルネックを特定し、人員を移すか、前工程の基準を調整する。",
    ),
    group="loops",
    parameters=Strategy,
    effects=(
        Effect(
            "headcount and payroll of the bottleneck and of the team least busy", "moves people change teams"
        ),
        Effect("hours of who changed teams", "settling_in"),
        Effect("gates of the steps that lead to an overloaded team", "- step x notches"),
        Effect("hours of those who hold the reviews", "hours at each review"),
    ),
    claims=("B1", "C2", "C6", "E5"),
    needs=("policies.strategy",),
    policies={"strategy": StrategyPolicy},
    work={
        "review": Title(en="Strategy review", ja="戦略レビュー"),
        "settling_in": Title(en="Settling in", ja="新しいチームへの適応"),
    },
    gate=effect,
    links=(
        Link("waiting", "bottleneck", 1),
        Link("bottleneck", "reviews", 1),
        Link("reviews", "bottleneck", -1),
        Link("reviews", "load", 1),
        Link("bottleneck", "won", -1),
    ),
)
