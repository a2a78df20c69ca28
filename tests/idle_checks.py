"""Nobody idles: no job of a log waits while people who could do it are on duty and have nothing to do."""

import math
from collections.abc import Iterable, Iterator

import numpy as np
from planned_people import stays
from stretches import own_work, pieces
from test_working_time import turns_of

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.derived.serving import counted_to, serves
from orgsim.plan.scenario import Scenario
from orgsim.ramps import idle_days

SLACK = 1e-6
"""Days that sums of floats may miss by."""
Spans = list[tuple[float, float]]
Who = tuple[int, int]
"""Team and number."""


def check_nobody_idles(plan: Scenario, log: EventLog) -> None:
    """No job waits while those who could do it have nothing to do.

    Where all share one queue, that is anybody of the team; where each keeps their cases, nobody knows whose it is, so that all of
    the team would have to be free; for joint work, somebody of each other team as well, those kept free for it among them. And
    no job waits while somebody is free who helps with it.
    """
    teams, free = list(plan.in_order().teams.values()), free_time(plan, log)
    of_team = [{who: spans for who, spans in free.items() if who[0] == code} for code in range(len(teams))]
    anybody = [
        union(span for spans in of_team[code].values() for span in spans) for code in range(len(teams))
    ]
    own = [
        all_free(log, of_team[code]) if team.ownership == "person" else anybody[code]
        for code, team in enumerate(teams)
    ]
    for row, wait in waits(log):
        name, team, helpers = log.names.activities[row["activity"]], int(row["team"]), list[int]()
        if name in plan.journey:
            doing, helpers = who_may(plan, log, row)
            assert team in (*doing, *helpers)
            team = doing[0]
        found = common(own[team], [wait])
        if name in plan.journey and plan.journey[name].with_:
            lent = [log.names.teams.index(other) for other in plan.journey[name].with_]
            there = {team: own[team]} | {code: anybody[code] for code in lent}
            found = common(all_there(log, row, there), [wait])
        for code, spans in [(team, found), *((code, common(anybody[code], [wait])) for code in helpers)]:
            assert sum(b - a for a, b in spans) <= SLACK, (name, log.names.teams[code], wait, spans[:3])


def waits(log: EventLog) -> Iterator[tuple[np.void, tuple[float, float]]]:
    """Each job that waits for a team, and from when to when; what is done for the organization itself waits for somebody."""
    jobs = log.of(Row.JOB)
    jobs = jobs[~own_work(log, jobs) & (jobs["team"] >= 0)]
    until = np.where(np.isnan(jobs["start"]), jobs["end"], jobs["start"])
    until = np.where(np.isnan(until), max(log.facts.horizon, last_day(log)), until)
    for k in np.flatnonzero(until > jobs["ready"] + SLACK):
        yield jobs[k], (float(jobs["ready"][k]), float(until[k]))


def all_there(log: EventLog, row: np.void, there: dict[int, Spans]) -> Spans:
    """When people of all teams that a joint job takes are free, or kept free for it."""
    held = log.of(Row.HELD)
    for name in ("entity", "number", "activity", "visit"):
        held = held[held[name] == row[name]]
    found = [(-math.inf, math.inf)]
    for code, spans in there.items():
        mine = held[held["team"] == code]
        kept = zip(mine["start"].tolist(), mine["end"].tolist(), strict=True)
        found = common(found, union([*spans, *kept]))
    return found


def last_day(log: EventLog) -> float:
    """The last moment of a log."""
    return float(np.nanmax(log.rows["end"], initial=0.0))


def who_may(plan: Scenario, log: EventLog, row: np.void) -> tuple[list[int], list[int]]:
    """Codes of the team that does a job's activity for its case, and of those that help with it."""
    came = log.of(Row.ARRIVAL)
    came = came[(came["entity"] == row["entity"]) & (came["number"] == row["number"])]
    lots = [
        (
            log.names.entities[one["entity"]],
            log.names.outcomes[one["outcome"]],
            one["number"] % counted_to(plan),
        )
        for one in came
    ]
    name, serving = (
        log.names.activities[row["activity"]],
        [one for one, team in plan.teams.items() if not lots or serves(plan, team, lots[0])],
    )
    doing = [log.names.teams.index(one) for one in serving if name in plan.teams[one].does]
    return doing, [log.names.teams.index(one) for one in serving if name in plan.teams[one].helps]


def free_time(plan: Scenario, log: EventLog) -> dict[Who, Spans]:
    """When everybody is there, on duty, through the months in which newcomers do nothing, and has nothing to do."""
    busy, turns, horizon = dict[Who, Spans](), turns_of(log), last_day(log)
    for row in (*pieces(log), *log.of(Row.HELD)):
        end = math.inf if math.isnan(row["end"]) else float(row["end"])
        busy.setdefault((int(row["team"]), int(row["person"])), []).append((float(row["start"]), end))
    found = {}
    for who, (joined, left) in stays(log).items():
        stated = list(plan.in_order().teams.values())[who[0]]
        begins = joined + (idle_days(stated.ramp or ()) if joined > 0 else 0.0)
        known = turns[who][: len(turns[who]) // 2 * 2]
        duty = list(zip(known[0::2], known[1::2], strict=True))
        there = common(duty, [(begins, min(left, horizon))])
        found[who] = minus(there, union(busy.get(who, [])))
    return found


def all_free(log: EventLog, spans: dict[Who, Spans]) -> Spans:
    """When all who are there of some people are free, and there is somebody."""
    found = union(span for one in spans.values() for span in one)
    there = stays(log)
    for who, own in spans.items():
        found = minus(found, minus([there[who]], own))
    return found


def union(spans: Iterable[tuple[float, float]]) -> Spans:
    """Spans as disjoint ones, in order."""
    found: Spans = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif end > begin:
            found.append((begin, end))
    return found


def common(one: Spans, other: Spans) -> Spans:
    """What two lists of disjoint spans, each in order, have in common."""
    return list(_common(one, other))


def _common(one: Spans, other: Spans) -> Iterator[tuple[float, float]]:
    first = second = 0
    while first < len(one) and second < len(other):
        begin, end = max(one[first][0], other[second][0]), min(one[first][1], other[second][1])
        if begin < end:
            yield begin, end
        if one[first][1] <= other[second][1]:
            first += 1
        else:
            second += 1


def minus(spans: Spans, off: Spans) -> Spans:
    """What disjoint spans leave without others, each in order."""
    edges = [-math.inf, *(edge for span in off for edge in span), math.inf]
    return common(spans, [pair for pair in zip(edges[0::2], edges[1::2], strict=True) if pair[0] < pair[1]])
