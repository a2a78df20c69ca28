"""Stages: a run under one organization after the other, and the teams that there are in it.

A team that two organizations state alike is the same team in both, with its people, queues and cases.
"""

import math
from dataclasses import dataclass
from itertools import accumulate
from typing import Generic, NamedTuple, TypeVar

from orgsim.plan.derived.headcounts import MEASURED, planned_on
from orgsim.plan.derived.routes import lending
from orgsim.plan.model.content import Content
from orgsim.plan.model.organization import Team
from orgsim.plan.model.reorganization import Reorganization, TakenOver

C = TypeVar("C", bound=Content)
_OF_STAFFING = {"title": None, "headcount": 0, "changes": (), "cost": 0.0}
"""What may differ in a team that goes on: how many people it has, and what they cost."""


@dataclass(frozen=True, slots=True)
class Stage(Generic[C]):
    """The time for which one organization is in force."""

    plan: C
    """The scenario as if this were its only organization, from day 0 on."""
    begins: float
    """Day from which on it is in force; infinite before a run where it waits for a condition."""
    ends: float
    """Day on which another takes over; infinite for the last, and before a run where that waits for a condition."""
    names: dict[str, str]
    """What its teams are called in the run, by their names in its plan."""
    by: Reorganization | None = None
    """How it came about; None for the first."""
    number: int = 0
    """Of those of the run, from 0."""
    earliest: float = 0.0
    """Day before which it is never in force: the day on which it begins, where that is known."""

    @property
    def dated(self) -> bool:
        """Whether the day is known on which it begins."""
        return math.isfinite(self.begins)

    def planned(self, team: str) -> int:
        """How many people it plans for a team when it begins; those of day 0 where that day is not known."""
        return planned_on(self.plan, team, self.begins if self.dated else 0.0)


class TeamOfRun(NamedTuple):
    """A team of a run."""

    name: str
    stage: int
    """Number of the first stage in which it is there."""
    key: str
    """Its name in the plans."""


def stages(content: C) -> tuple[Stage[C], ...]:
    """The organizations of a run in the order in which they are in force; one where nobody reorganizes."""
    if not content.reorganizations:
        return (Stage(content, 0.0, math.inf, {name: name for name in content.teams}),)
    days = [0.0, *(math.inf if one.at is None else one.at for one in content.reorganizations), math.inf]
    first = [*accumulate(days[:-1], lambda last, day: day if math.isfinite(day) else last + MEASURED)]
    plans = [_under(content, by, days[k + 1]) for k, by in enumerate((None, *content.reorganizations))]
    return tuple(
        Stage(plan, days[k], days[k + 1], names, content.reorganizations[k - 1] if k else None, k, first[k])
        for k, (plan, names) in enumerate(zip(plans, _names(plans, content), strict=True))
    )


def _names(plans: list[C], content: Content) -> list[dict[str, str]]:
    """What the teams of each organization are called in the run. Those of one that was there before day 0 take the names that the
    others leave."""
    before = isinstance(content.reorganizations[0], TakenOver)
    found, taken = list[dict[str, str]](), set[str]()
    own = plans[1:] if before else plans
    for k, plan in enumerate(own):
        going_on = continuing(own[k - 1], plan) if k else set()
        names = {name: found[-1][name] if name in going_on else _new_name(name, taken) for name in plan.teams}
        taken |= set(names.values())
        found.append(names)
    if before:
        going_on = continuing(plans[0], plans[1])
        first = {
            name: found[0][name] if name in going_on else _new_name(f"{name} before", taken)
            for name in plans[0].teams
        }
        found.insert(0, first)
    return found


def _under(content: C, by: Reorganization | None, ends: float) -> C:
    """The scenario under one of its organizations, with the transfers between its teams until it ends."""
    own = (
        {}
        if by is None
        else {name: getattr(by.organization, name) for name in type(by.organization).model_fields}
    )
    teams = own.get("teams", content.teams)
    transfers = tuple(
        one for one in content.transfers if one.from_ in teams and one.to in teams and one.at < ends
    )
    return content.model_copy(update={**own, "transfers": transfers, "reorganizations": ()})


def _new_name(name: str, taken: set[str]) -> str:
    """What a team is called in a run in which others have had names before: "sales", then "sales 2"."""
    found, number = name, 1
    while found in taken:
        number += 1
        found = f"{name} {number}"
    return found


def roster(found: tuple[Stage[C], ...]) -> tuple[TeamOfRun, ...]:
    """Every team that there is in a run, in the order of the stages and of their plans."""
    teams: dict[str, TeamOfRun] = {}
    for k, stage in enumerate(found):
        for key, name in stage.names.items():
            teams.setdefault(name, TeamOfRun(name, k, key))
    return tuple(teams.values())


def continuing(before: Content, after: Content) -> set[str]:
    """Teams that go on as they are when one organization takes over from another: with the same work for the same leads by the
    same rules, beside the same teams as far as they work together. Headcount, its changes and cost may differ."""
    both = {name for name in before.teams if name in after.teams}
    same_goal = before.policies.goal == after.policies.goal
    alike = {
        name
        for name in both
        if _work(before.teams[name]) == _work(after.teams[name])
        and (same_goal or before.teams[name].kpi == "none")
    }
    beside = {name: _beside(before, name) for name in alike}
    alike = {name for name in alike if beside[name] == _beside(after, name)}
    while apart := {name for name in alike if not beside[name] <= alike}:
        alike -= apart
    return alike


def _work(team: Team) -> Team:
    """What a team is, but for its staffing."""
    return team.model_copy(update=_OF_STAFFING)


def _beside(content: Content, name: str) -> set[str]:
    """The teams that a team helps, is helped by, or meets customers with."""
    team = content.teams[name]
    helped = {one for one, other in content.teams.items() if set(team.helps) & set(other.does)}
    helpers = {one for one, other in content.teams.items() if set(other.helps) & set(team.does)}
    together = set[str]()
    for activity, lent in lending(content).items():
        doing = {one for one, other in content.teams.items() if activity in other.does}
        if name in lent or name in doing:
            together |= {*lent, *doing}
    return (helped | helpers | together) - {name}
