"""Rounds through queues: how often leads that leave a queue are expected to come back to it, to leave it again.

The reference of the rates knows no cold leads, so what they do is estimated apart, from who waits. A lead that waits, leaves
after its patience and comes back by some way goes round in the time of both; of those who wait at any time there are as many
as a queue of random arrivals has (Allen and Cunneen's approximation), a team that is asked for more than it has (half of what
it leaves undone) and one that is off duty (what comes meanwhile). Nor can anybody go round faster than those on the way work.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from heapq import heappop, heappush

from orgsim.plan.derived.capacity import available, jobs_of_kinds
from orgsim.plan.derived.headcounts import people
from orgsim.plan.derived.kinds import Kind, kinds
from orgsim.plan.derived.routes import POOL, arrives, doer, doers, ways
from orgsim.plan.derived.working_hours import on_duty, open_share
from orgsim.plan.model.content import Content
from orgsim.units import HOURS_PER_DAY

_ROWS_OF_REST = 2
"""Rows of a lead that comes to rest and returns, besides its jobs."""
_CLOSED = 0.75
"""Days that somebody waits on average who comes while the team is off duty: nights, and now and then a weekend."""


def cold_rows(
    content: Content, known: Callable[[], list[tuple[Kind, dict[str, float]]]] | None = None
) -> float:
    """Rows of the event log that such rounds are expected to make; `known` gives the jobs of the kinds, where it is asked."""
    told = [kind.content.journey.values() for kind in kinds(content)]
    if all(activity.patience is None for activities in told for activity in activities):
        return 0.0
    rows = jobs_of_kinds(content) if known is None else known()
    waiting = _waiting(content, rows)
    return sum(_of_kind(kind.content, jobs, there) for (kind, jobs), there in zip(rows, waiting, strict=True))


def _of_kind(content: Content, jobs: Mapping[str, float], waiting: Mapping[str, float]) -> float:
    """The rows of leads of one kind."""
    done, total = doers(content), 0.0
    for name, activity in content.journey.items():
        if activity.patience is None or name not in done or name == POOL or not waiting.get(name):
            continue
        way = _way_back(content, arrives(content, activity.cold), name)
        if way is None:
            continue
        days, places = way
        rest = POOL in places
        staffed = [place for place in places if place in done]
        rounds = _rounds(waiting[name], content.scenario.horizon, activity.patience.build().mean + days)
        rounds = min(rounds, *(_most(content, place) for place in staffed), math.inf)
        if rest and content.policies.nurture.cycles is not None:
            rounds = min(rounds, jobs[name] * content.policies.nurture.cycles)
        total += rounds * (1 + len(staffed) + _ROWS_OF_REST * rest)
    return total


def _rounds(waiting: float, horizon: float, days: float) -> float:
    """How often so many who wait at any time can go round within the horizon, a round taking some days."""
    return waiting * horizon / days if days > 0 else math.inf


def _most(content: Content, name: str) -> float:
    """Jobs of an activity that its team can do within the horizon."""
    team, hours = doers(content)[name], content.journey[name].work.build().mean
    horizon, start = content.scenario.horizon, content.scenario.start
    each = on_duty(content.teams[team], start, horizon) * horizon
    return people(content, team) * each / hours if hours > 0 else math.inf


def _waiting(content: Content, rows: list[tuple[Kind, dict[str, float]]]) -> list[dict[str, float]]:
    """How many leads of each kind wait for each activity on average over the horizon."""
    found: list[dict[str, float]] = [{} for _ in rows]
    horizon = content.scenario.horizon
    for team, plan in content.teams.items():
        does = [
            (k, name, jobs.get(name, 0.0), kind.content.journey[name].work.build().mean)
            for k, (kind, jobs) in enumerate(rows)
            for name in kind.content.teams[team].does
            if name in content.journey
        ]
        total = sum(number for _, _, number, _ in does)
        if not total > 0:
            continue
        hours = sum(number * work for _, _, number, work in does)
        servers = people(content, team)
        has = available(content, team)
        closed = total / horizon * (1 - open_share(plan)) * _CLOSED
        there = min(total, _queue(hours / has if has > 0 else math.inf, servers, total) + closed)
        for k, name, number, _ in does:
            found[k][name] = there * (number / total) if total < math.inf else math.inf
    return found


def _queue(load: float, servers: float, jobs: float) -> float:
    """Jobs that wait on average for so many who are asked for `load` times the hours that they have."""
    if load >= 1:
        return jobs * max(0.5 * (1 - 1 / load), 0.01)
    return min(jobs / 2, float(load ** math.sqrt(2 * (servers + 1)) / (1 - load)))


def _way_back(content: Content, start: str, aim: str) -> tuple[float, tuple[str, ...]] | None:
    """The quickest way from a place back to an activity: its elapsed days, and the places passed; None where there is none."""
    ahead: list[tuple[float, tuple[str, ...]]] = [(0.0, (start,))]
    seen: set[str] = set()
    while ahead:
        days, passed = heappop(ahead)
        here = passed[-1]
        if here == aim:
            return days, passed[:-1]
        if here in seen or here not in content.journey or doer(content, here) is None:
            continue
        seen.add(here)
        for there, takes in _onward(content, here):
            if there not in seen:
                heappush(ahead, (days + takes, (*passed, there)))
    return None


def _onward(content: Content, here: str) -> Iterator[tuple[str, float]]:
    """Where leads go next from an activity that is done, and the elapsed days until they are there, work included."""
    stays = content.policies.nurture.every if here == POOL else 0.0
    works = content.journey[here].work.build().mean / HOURS_PER_DAY
    for way in ways(content, here):
        there = arrives(content, way.to)
        if way.kind == "cold":
            patience = content.journey[here].patience
            yield there, 0.0 if patience is None else patience.build().mean
        elif way.rate > 0:
            after = 0.0 if way.after is None else way.after.build().mean
            yield there, stays + works + after + _handed(content, here, there)


def _handed(content: Content, here: str, there: str) -> float:
    """Elapsed days that it takes to hand a case from who does one activity to who does another."""
    policy, teams = content.policies.handoff, (doer(content, here), doer(content, there))
    if "handoff" not in content.scenario.mechanisms or teams[0] == teams[1] or policy is None:
        return 0.0
    return float(policy.delay)
