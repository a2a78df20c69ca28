"""Quotas: what each team has reached in the window, and what it should have."""

import numpy as np

from orgsim.events.outcomes import MOVED_IN
from orgsim.events.quotas import StatedQuota
from orgsim.measures.bins import Floats
from orgsim.measures.reading import LogReading, Staff
from orgsim.ramps import trained_days


def reached(reading: LogReading) -> Floats:
    """Per team, how many jobs ended in the window by an outcome that counts toward its quota; 0 without one.

    Of what a team does itself its own jobs count alone, not those of teams that do it for other leads, or help.
    """
    found, jobs = np.zeros(len(reading.names.teams)), reading.jobs
    ended = reading.counted(jobs.end) & jobs.started
    for team, quota in enumerate(reading.quotas):
        for activity, target in () if quota is None else quota.counts:
            step = jobs.activity == reading.names.activities.index(activity)
            if activity in reading.facts.team_does[team]:
                step = step & (jobs.team == team)
            found[team] += (ended & step & (jobs.outcome == reading.code(target))).sum()
    return found


def asked(reading: LogReading) -> Floats:
    """Per team, what its quota asks in the window: of the team, or of its people as trained ones; 0 without one."""
    found = np.zeros(len(reading.names.teams))
    for team, quota in enumerate(reading.quotas):
        if quota is not None:
            days = _trained(reading, team, quota) if quota.per_person else _there(reading, quota)
            found[team] = quota.per_day * days
    return found


def _there(reading: LogReading, quota: StatedQuota) -> float:
    """Days of the window on which a team is there."""
    facts = reading.facts
    return max(0.0, min(facts.horizon, quota.until) - max(facts.warm_up, quota.since))


def _trained(reading: LogReading, team: int, quota: StatedQuota) -> float:
    """Days of trained people in the window that those who were there are worth."""
    facts, total = reading.facts, 0.0
    codes = reading.code("left"), reading.code(MOVED_IN)
    for since, until, practised in _stays(reading.staffing, team, codes, facts.horizon):
        ramp = quota.ramp if since > 0 and not practised else ()
        total += sum(
            sign * trained_days(ramp, max(0.0, min(day, until) - since))
            for sign, day in ((1, facts.horizon), (-1, facts.warm_up))
        )
    return total


def _stays(
    staffing: Staff, team: int, codes: tuple[int, int], horizon: float
) -> list[tuple[float, float, bool]]:
    """From when to when each person of a team was there, and whether they had done its work before; `codes`: of the outcomes of
    those who leave and of those who come so."""
    here = np.flatnonzero(staffing.team == team)
    (left, moved_in), practised = codes, set[int]()
    since: dict[int, float] = {}
    until: dict[int, float] = {}
    rows = zip(
        staffing.person[here].tolist(),
        staffing.outcome[here].tolist(),
        staffing.end[here].tolist(),
        strict=True,
    )
    for person, outcome, day in rows:
        (until if outcome == left else since)[person] = day
        if outcome == moved_in:
            practised.add(person)
    return [
        (day, min(horizon, until.get(person, horizon)), person in practised) for person, day in since.items()
    ]
