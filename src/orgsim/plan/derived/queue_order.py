"""Ranks: in which order the teams take the work that waits, by what they are measured on."""

from dataclasses import dataclass

from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.kpi_work import counting
from orgsim.plan.derived.worth import per_hour
from orgsim.plan.model.content import Content


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the jobs of an activity stand in their team's line."""

    rank: int = 0
    """All of a lower rank go first."""
    behind: float = 0.0
    """Days by which they stand behind others of the rank, as if they had come so much later."""


def standings(content: Content) -> dict[str, Standing]:
    """The standing of every activity that a team with a KPI does; empty where nobody's attention is drawn to anything.

    Local goals: what counts for the team's KPI before all else it does (see `counting`). Shared: the work of most worth
    per staff hour first (see `worth`).
    """
    if "attention" not in acting(content):
        return {}
    measured = [name for name, team in content.teams.items() if team.kpi != "none"]
    shared = content.policies.goal.kind == "shared"
    worth = per_hour(content) if shared else {}
    found: dict[str, Standing] = {}
    for team in measured:
        found |= _by_worth(content, team, worth) if shared else _by_kpi(content, team)
    return found


def _by_kpi(content: Content, team: str) -> dict[str, Standing]:
    counted, limit = counting(content, team), content.effects.attention.passed_over
    does = [content.journey[name] for name in content.teams[team].does if name in content.journey]
    if any(activity.order != "fifo" for activity in does):
        limit = None  # a head start in days means nothing between queues that are not in order of time
    other = Standing(rank=1) if limit is None else Standing(behind=limit)
    return {name: Standing() if name in counted else other for name in content.teams[team].does}


def _by_worth(content: Content, team: str, worth: dict[str, float]) -> dict[str, Standing]:
    does = content.teams[team].does
    steps = sorted({worth[name] for name in does}, reverse=True)
    return {name: Standing(rank=steps.index(worth[name])) for name in does}
