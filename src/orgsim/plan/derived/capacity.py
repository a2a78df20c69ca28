"""Capacity: how many hours teams have, and how many the plan itself asks of them."""

import math
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import numpy as np

from orgsim.plan.derived.customer_jobs import work_for_customers
from orgsim.plan.derived.demand import expected_leads, jobs_by_kind
from orgsim.plan.derived.firm import days_held
from orgsim.plan.derived.headcounts import trained
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.kinds import Kind
from orgsim.plan.derived.reaching import part_of_work
from orgsim.plan.derived.routes import Served, doers, lending
from orgsim.plan.derived.working_hours import hours_away, on_duty
from orgsim.plan.model.content import Content
from orgsim.plan.model.sources import EventSource, SteadySource

Amounts = dict[str, float]
_PASSED = 0.75
"""Share of the leads that pass a gate by its base rates who do so at least, with all mechanisms on (0.8 to 1 in the gallery,
where nobody is overloaded)."""
_FULL = 1 - 1e-6
"""A load of all hours, but for roundings."""
_ROUNDS = 40
"""Times that loads and shares served are worked out from one another; they settle in fewer."""


def available(content: Content, team: str) -> float:
    """Staff hours on duty of a team within the horizon, those that policies reserve for other work taken off; of who joins
    later so many as are worth those of a trained person."""
    stated, horizon, policies = content.teams[team], content.scenario.horizon, content.policies
    kept = sum(
        float(plan.share)
        for plan in (policies.development, policies.assurance, policies.analytics)
        if plan is not None and plan.team == team and plan.share and not plan.left_over
    )
    start = content.scenario.start
    hours = trained(content, team) * on_duty(stated, start, horizon) * horizon
    return max(0.0, 1 - kept) * max(0.0, hours - hours_away(content, team))


def wanted(content: Content, served: Served = MappingProxyType({})) -> Amounts:
    """Staff hours that the plan asks of each team within the horizon, by the base rates, if nobody goes cold.

    `served` as for `routes.visits`.
    """
    hours = dict.fromkeys(content.teams, 0.0)
    for _, _, team, takes in _work(content, served):
        hours[team] += takes
    return hours


def _work(content: Content, served: Served) -> list[tuple[Content, str, str, float]]:
    """For each kind of leads and each activity: the plan as it is for them, the activity, each team that does it or takes part,
    and the staff hours of one of its people."""
    with np.errstate(all="ignore"):
        done = jobs_of_kinds(content, served)
    found = []
    for kind, jobs in done:
        plan, team_of = kind.content, doers(kind.content)
        for name, number in jobs.items():
            if name in team_of and name in plan.journey and number > 0:
                takes = number * plan.journey[name].work.build().mean * part_of_work(plan, name)
                there = (team_of[name], *(plan.journey[name].with_))
                found += [(plan, name, team, takes) for team in there]
    return found


def overloaded(content: Content) -> tuple[str, ...]:
    """Teams that are asked for the hours they have or more, by the leads that come through to them.

    A team that is asked for twice its hours serves half of who comes, so that half as many come to the next. Where mechanisms
    act on gates, fewer pass than by the base rates, which are those of the reference: only what is sure is counted.
    """
    has = {name: available(content, name) for name in content.teams}
    passed = _PASSED if any(one.has_column for one in acting(content).values()) else 1.0
    served = {(team, name): passed for team in ("", *content.teams) for name in content.journey}
    lent = lending(content)
    for turn in range(_ROUNDS):
        hours = _shared(content, served, has)
        load = {name: hours[name] / has[name] if has[name] > 0 else math.inf for name in content.teams}
        if turn == 0 and all(one < _FULL for one in load.values()):
            return ()
        for team, plan in content.teams.items():
            for name in plan.does:
                busiest = max(load[one] for one in (team, *lent.get(name, ())))
                before = served.get((team, name), passed)
                served[team, name] = math.sqrt(before * passed / max(busiest, 1.0))
    return tuple(name for name in content.teams if load[name] >= _FULL)


def _shared(content: Content, served: Served, has: Amounts) -> Amounts:
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


def jobs_of_kinds(
    content: Content, served: Served = MappingProxyType({}), leads: Mapping[str, float] | None = None
) -> list[tuple[Kind, Amounts]]:
    """Jobs of each activity within the horizon, for the leads of each kind, their share of the work for sources, and customers;
    infinite where leads go round for ever. `leads`: those that are expected, where that is known."""
    horizon, rows = content.scenario.horizon, []
    coming = expected_leads(content) if leads is None else leads
    for kind, found, customers in jobs_by_kind(content, coming, served, there=True):
        for name, share in kind.shares.items():
            source = content.sources[name]
            if isinstance(source, EventSource | SteadySource) and source.activity is not None:
                every = source.every if isinstance(source, EventSource) else source.upkeep
                found[source.activity] = found.get(source.activity, 0.0) + horizon / every * share
        for name, number in _for_customers(kind.content, customers, days_held(content, kind)):
            found[name] = found.get(name, 0.0) + number
        rows.append((kind, found))
    return rows


def _for_customers(content: Content, customers: float, held: Amounts) -> Iterator[tuple[str, float]]:
    """Jobs done for so many customers, and for those of day 0 in so many days, at the organization's own rhythm of care."""
    if content.offering is not None and (customers != 0 or any(held.values())):
        care = content.policies.care
        yield from work_for_customers(content, customers, held, None if care is None else care.every)


def stretches(content: Content, jobs: Callable[[], list[tuple[Kind, Amounts]]] | None = None) -> float:
    """Rows at most that tell in which stretches work was done, and by whom: an urgent job may interrupt another one and cut it in
    two; each sitting is one; in a joint job everybody works who was lent. `jobs` gives those of the kinds, if they are asked."""
    if not _rows(content):
        return 0.0
    return sum(
        count * done.get(name, 0.0)
        for kind, done in (jobs_of_kinds(content) if jobs is None else jobs())
        for name, count in _rows(kind.content).items()
    )


def _rows(content: Content) -> Amounts:
    """Such rows of each job of an activity that has any."""
    team_of = doers(content)
    rows = {name: 2.0 for name, one in content.journey.items() if one.urgent and name in team_of}
    rows |= {
        name: 1 + one.work.build().mean / one.sittings.length
        for name, one in content.journey.items()
        if one.sittings is not None and name in team_of
    }
    return rows | {name: float(len(teams)) for name, teams in lending(content).items()}
