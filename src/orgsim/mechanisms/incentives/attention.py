"""Attention: people do first what counts for the KPI they are measured on, so that under load all else is left lying."""

from collections.abc import Mapping
from typing import Any, Literal

from orgsim.engine.teams import Team
from orgsim.engine.world import TeamFacts, World
from orgsim.fields import Days, Plan
from orgsim.language.phrases import Phrase
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


def places(worth: Mapping[int, float]) -> dict[int, int]:
    """By activity, its place among all that a team does: what is worth most first, equals together."""
    steps = sorted(set(worth.values()), reverse=True)
    return {code: steps.index(one) for code, one in worth.items()}


class KpiFirst:
    """Puts the work of teams with a KPI in the order in which it counts."""

    def __init__(self, world: World, passed_over: float | None, shared: bool) -> None:
        self.world = world
        self.passed_over = passed_over
        self.shared = shared

    def order(self, team: Team) -> None:
        """Let a team do first what counts, stated priorities apart."""
        facts = self.world.facts[team.code]
        ranks = self.ranks(team, facts)
        if len(set(ranks.values())) < 2:
            return
        team.use_priorities()
        if facts.passed_over is not None:
            self.limit(team, facts.passed_over, ranks)
            return
        # A head start in days means nothing between queues that are not in order of time.
        head_start = None if self.shared or not facts.in_time_order else self.passed_over
        for activity in self.world.forms:
            helping = activity.code not in team.does
            if activity.team == team.code and not helping and activity.code not in facts.priority:
                if head_start is None:
                    activity.rank += ranks[activity.code]
                else:
                    activity.behind = ranks[activity.code] * head_start

    def limit(self, team: Team, passed_over: float, ranks: Mapping[int, int]) -> None:
        """Let what counts go before other work, stated priorities apart, but none be passed over for longer than so many days."""
        listed = self.world.facts[team.code].priority
        others = [rank for code, rank in ranks.items() if code not in listed]
        last = len(listed) + max(others, default=0)
        if not others or not last:
            return
        for activity in self.world.forms:
            if activity.team == team.code and activity.code in team.does:
                place = len(listed) + ranks[activity.code]
                stated = activity.behind * len(listed) / last
                activity.behind = stated if activity.code in listed else passed_over * place / last

    def ranks(self, team: Team, facts: TeamFacts) -> dict[int, int]:
        """By activity, its place in what a team does; 0 goes first."""
        if self.shared:
            return places({code: self.world.worth[code] for code in team.does})
        return {code: int(code not in facts.counts) for code in team.does}


def install(world: World, parameters: Attention, policies: Mapping[str, Any]) -> None:
    """Let every team with a KPI do first what counts: for itself, or for the whole."""
    attention = KpiFirst(world, parameters.passed_over, policies["goal"].kind == "shared")
    for team in world.new:
        if world.facts[team.code].kpi != "none":
            attention.order(team)


MECHANISM = Mechanism(
    name="attention",
    title=Phrase("Attention to the KPI"),
    meaning=Phrase("Teams do first what counts for their KPI; under load their other work is left lying."),
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
    usual={"goal": GoalPolicy()},
    install=install,
    links=(Link("load", "neglect", 1), Link("neglect", "health", -1)),
)
