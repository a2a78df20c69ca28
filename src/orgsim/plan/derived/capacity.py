"""Capacity: how many hours teams have, and how many the plan itself asks of them."""

import math
from collections.abc import Iterator, Mapping
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from orgsim.plan.derived.customer_jobs import customer_jobs
from orgsim.plan.derived.demand import expected_leads, jobs_by_kind
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.kinds import Kind
from orgsim.plan.derived.leaving import months_of_life
from orgsim.plan.derived.routes import doers
from orgsim.plan.model.content import Content
from orgsim.plan.model.organization import Hours, Team
from orgsim.plan.model.sources import EventSource, SteadySource
from orgsim.units import HOURS_PER_DAY, MONTH

Amounts = dict[str, float]
_PASSED = 0.75
"""Share of the leads that pass a gate by its base rates who do so at least, with all mechanisms on (0.8 to 1 in the gallery,
where nobody is overloaded)."""
_FULL = 1 - 1e-6
"""A load of all hours, but for roundings."""
_ROUNDS = 40
"""Times that loads and shares served are worked out from one another; they settle in fewer."""


def on_duty(team: Team) -> float:
    """Hours that a person of a team is on duty per elapsed day, without holidays."""
    if team.calendar == "continuous":
        return HOURS_PER_DAY
    calendar = Hours() if team.calendar == "office" else team.calendar
    return calendar.hours * len(set(calendar.days)) / 7


def peak(team: Team) -> int:
    """The most people that a team is planned to have."""
    return max([team.headcount, *(change.headcount for change in team.changes)])


def people(team: Team, horizon: float) -> float:
    """People that a team is planned to have on average over the horizon."""
    days = [0.0, *(min(change.at, horizon) for change in team.changes), horizon]
    counts = [team.headcount, *(change.headcount for change in team.changes)]
    return sum(n * (end - begin) for n, (begin, end) in zip(counts, pairwise(days), strict=True)) / horizon


def moves(team: Team, horizon: float) -> int:
    """How many people join or leave a team by its planned changes within the horizon."""
    counts = [team.headcount, *(change.headcount for change in team.changes if change.at < horizon)]
    return sum(abs(after - before) for before, after in pairwise(counts))


def available(content: Content, team: str) -> float:
    """Staff hours on duty of a team within the horizon, those that policies reserve for other work taken off."""
    stated, horizon, policies = content.teams[team], content.scenario.horizon, content.policies
    kept = sum(
        float(plan.share)
        for plan in (policies.development, policies.assurance, policies.analytics)
        if plan is not None and plan.team == team and plan.share and not plan.left_over
    )
    return max(0.0, 1 - kept) * people(stated, horizon) * on_duty(stated) * horizon


def wanted(content: Content, served: Mapping[str, float] = MappingProxyType({})) -> Amounts:
    """Staff hours that the plan asks of each team within the horizon, by the base rates, if nobody goes cold.

    `served` is the share of the leads that come to a team which goes on from it; all where none is stated.
    """
    hours = dict.fromkeys(content.teams, 0.0)
    for _, _, team, takes in _work(content, served):
        hours[team] += takes
    return hours


def _work(content: Content, served: Mapping[str, float]) -> list[tuple[Content, str, str, float]]:
    """For each kind of leads and each activity: the plan as it is for them, the activity, who does it, and its staff hours."""
    with np.errstate(all="ignore"):
        done = jobs_of_kinds(content, served)
    found = []
    for kind, jobs in done:
        plan, team_of = kind.content, doers(kind.content)
        for name, number in jobs.items():
            if name in team_of and name in plan.journey and number > 0:
                found.append((plan, name, team_of[name], number * plan.journey[name].work.build().mean))
    return found


def overloaded(content: Content) -> tuple[str, ...]:
    """Teams that are asked for the hours they have or more, by the leads that come through to them.

    A team that is asked for twice its hours serves half of who comes, so that half as many come to the next. Where mechanisms
    act on gates, fewer pass than by the base rates, which are those of the reference: only what is sure is counted.
    """
    has = {name: available(content, name) for name in content.teams}
    passed = _PASSED if any(one.has_column for one in acting(content).values()) else 1.0
    served: Amounts = dict.fromkeys(("", *content.teams), passed)
    for turn in range(_ROUNDS):
        hours = _shared(content, served, has)
        load = {name: hours[name] / has[name] if has[name] > 0 else math.inf for name in content.teams}
        if turn == 0 and all(one < _FULL for one in load.values()):
            return ()
        for name in content.teams:
            served[name] = math.sqrt(served[name] * passed / max(load[name], 1.0))
    return tuple(name for name in content.teams if load[name] >= _FULL)


def _shared(content: Content, served: Mapping[str, float], has: Amounts) -> Amounts:
    """Hours asked of each team, once those who help have taken over what makes them as busy as whom they help."""
    hours, helped = dict.fromkeys(content.teams, 0.0), dict[tuple[str, str], float]()
    for plan, name, team, takes in _work(content, served):
        hours[team] += takes
        for helper, one in plan.teams.items():
            if name in one.helps:
                helped[team, helper] = helped.get((team, helper), 0.0) + takes
    for (team, helper), most in helped.items():
        together = has[team] + has[helper]
        level = hours[team] * has[helper] - hours[helper] * has[team]
        moved = min(most, level / together) if together > 0 and math.isfinite(level) else 0.0
        if moved > 0:
            hours[team], hours[helper] = hours[team] - moved, hours[helper] + moved
    return hours


def all_jobs(content: Content, served: Mapping[str, float] = MappingProxyType({})) -> Amounts:
    """Jobs of each activity within the horizon: for leads, sources and customers; infinite where leads go round for ever."""
    total: Amounts = {}
    for _, found in jobs_of_kinds(content, served):
        total |= {name: total.get(name, 0.0) + number for name, number in found.items()}
    return total


def jobs_of_kinds(
    content: Content, served: Mapping[str, float] = MappingProxyType({})
) -> list[tuple[Kind, Amounts]]:
    """The same for the leads of each kind, and for their share of the work for sources."""
    horizon, rows = content.scenario.horizon, []
    for kind, found, customers in jobs_by_kind(content, expected_leads(content), served):
        for name, share in kind.shares.items():
            source = content.sources[name]
            if isinstance(source, EventSource | SteadySource) and source.activity is not None:
                every = source.every if isinstance(source, EventSource) else source.upkeep
                found[source.activity] = found.get(source.activity, 0.0) + horizon / every * share
        for name, number in _for_customers(content, customers):
            found[name] = found.get(name, 0.0) + number
        rows.append((kind, found))
    return rows


def _for_customers(content: Content, customers: float) -> Iterator[tuple[str, float]]:
    """Jobs done for so many customers, at the organization's own rhythm of care."""
    if content.offering is not None and customers != 0:
        care = content.policies.care
        days = customers * months_of_life(content) * MONTH
        yield from customer_jobs(content, customers, days, None if care is None else care.every)
