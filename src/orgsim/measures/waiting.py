"""Waiting: how long jobs of each activity wait, how many leave, and how many stand in the queue.

Jobs are counted by the moment they became ready, in the window from the warm-up's end to the horizon. Waits of jobs
not begun when the log ends are not known yet (censored) and are left out of the means; `open` says how many jobs are
unfinished, so a mean wait beside a large `open` is too low.
"""

from dataclasses import dataclass

import numpy as np

from orgsim.measures.bins import Bools, Floats, Ints, Spans, counts, ratios, sums
from orgsim.measures.duty import office_hours
from orgsim.measures.reading import LogReading
from orgsim.units import HOURS_PER_DAY

_ROUNDING = 1e-6
"""Hours of wait beyond a target that are rounding."""
_AT_ONCE = 1e-9
"""Days of wait that are rounding (0.1 ms)."""


@dataclass(frozen=True, slots=True)
class Queues:
    """Figures per activity, in the order of names.activities."""

    arrived: Floats
    """Jobs that became ready in the window."""
    done: Floats
    """Of those, jobs worked to their end."""
    open: Floats
    """Of those, jobs waiting or in work when the log ends."""
    wait_hours: Floats
    """Mean elapsed hours from ready to start, over the jobs begun."""
    wait_p90_hours: Floats
    """Elapsed hours of wait that 90 % of the jobs begun did not exceed."""
    waited_share: Floats
    """Share of the jobs begun that had to wait."""
    cold_share: Floats
    """Share of the jobs whose wait is over that reneged: left the queue because patience ran out."""
    begun: Floats
    """How many of the jobs were begun."""
    waited_hours: Floats
    """Elapsed hours that those waited, in all."""
    waited: Floats
    """How many of those had to wait."""
    over: Floats
    """How many jobs no longer wait: begun, or gone from the queue."""
    cold: Floats
    """How many of those reneged."""
    wait_office_hours: Floats
    """Mean hours from ready to start in which somebody of the team was on duty, over the jobs begun."""
    waited_office_hours: Floats
    """Those hours, in all."""
    in_time_share: Floats
    """Share in time of the jobs that are known to be or not; NaN without a target. Not in time is who was begun later, went
    cold, or had waited longer without being begun."""
    in_time: Floats
    """How many were begun in time."""
    timed: Floats
    """Of how many it is known; 0 without a target."""


def queues(reading: LogReading) -> Queues:
    """Waits of the jobs that became ready in the window; NaN where no job tells."""
    jobs, counted = reading.jobs, reading.counted(reading.jobs.ready)
    begun = counted & jobs.started
    ended = ~np.isnan(jobs.end)
    arrived, started = _count(reading, counted), _count(reading, begun)
    cold = _count(reading, counted & (jobs.outcome == reading.code("cold")))
    wait, activity = (jobs.start - jobs.ready)[begun], jobs.activity[begun]
    waited = counts(activity[wait > _AT_ONCE], len(started))
    hours = sums(activity, wait, len(started)) * HOURS_PER_DAY
    over = started + _count(reading, counted & ~jobs.started & ended)
    office = office_hours(reading, jobs.team[begun], jobs.ready[begun], jobs.start[begun])
    waited_office = sums(activity, office, len(started))
    in_time, timed = _in_time(reading, counted)
    return Queues(
        arrived=arrived,
        done=_count(reading, begun & ended),
        open=_count(reading, counted & ~ended),
        wait_hours=ratios(hours, started),
        wait_p90_hours=_quantiles(activity, wait, len(started)) * HOURS_PER_DAY,
        waited_share=ratios(waited, started),
        cold_share=ratios(cold, over),
        begun=started,
        waited_hours=hours,
        waited=waited,
        over=over,
        cold=cold,
        wait_office_hours=ratios(waited_office, started),
        waited_office_hours=waited_office,
        in_time_share=ratios(in_time, timed),
        in_time=in_time,
        timed=timed,
    )


def _in_time(reading: LogReading, counted: Bools) -> tuple[Floats, Floats]:
    """Per activity with a target, how many of its counted jobs were begun in time, and of how many that is known."""
    jobs, size = reading.jobs, len(reading.names.activities)
    within, timed = np.zeros(size), np.zeros(size)
    for activity, hours, office in reading.hours.targets:
        asked = np.flatnonzero(counted & (jobs.activity == activity) & (jobs.team >= 0))
        ready, leave = jobs.ready[asked], jobs.leave[asked]
        wait = (
            office_hours(reading, jobs.team[asked], ready, leave)
            if office
            else (leave - ready) * HOURS_PER_DAY
        )
        soon, begun = wait <= hours + _ROUNDING, jobs.started[asked]
        cold = jobs.outcome[asked] == reading.code("cold")
        within[activity] = (soon & begun).sum()
        timed[activity] = (begun | cold | ~soon).sum()
    return within, timed


def _count(reading: LogReading, which: Bools) -> Floats:
    return counts(reading.jobs.activity[which], len(reading.names.activities))


def _quantiles(group: Ints, values: Floats, groups: int, share: float = 0.9) -> Floats:
    """The quantile of each group's values, NaN for a group without any."""
    ordered = values[np.argsort(group.astype(np.int16), kind="stable")]
    parts = np.split(ordered, np.cumsum(np.bincount(group, minlength=groups))[:-1])
    return np.array([np.quantile(part, share) if part.size else np.nan for part in parts])


def waiting_days(reading: LogReading) -> Floats:
    """Job-days spent waiting per activity and bin: the time integral of the queue, from 0 to the horizon, exactly.

    A job waits from ready until work begins or it leaves; talks that are planned but that no team holds wait in no
    queue. Shape (activities, bins); divided by the days of a bin it is the mean queue, L, of Little's law L = λW.
    """
    jobs = reading.jobs
    waited = np.flatnonzero((jobs.leave > jobs.ready) & (jobs.team >= 0))
    ready, leave = jobs.ready[waited], jobs.leave[waited]
    spans = Spans(jobs.activity[waited], ready, leave, leave - ready)
    return reading.bins.share(spans, len(reading.names.activities))


def monthly_waits(reading: LogReading) -> Floats:
    """Mean elapsed hours of wait per activity and month in which the jobs became ready; NaN where none was begun."""
    jobs, months = reading.jobs, reading.bins.months
    month = reading.bins.month(jobs.ready)
    begun = np.flatnonzero(jobs.started & (month < months))
    cell = jobs.activity[begun] * months + month[begun]
    size = len(reading.names.activities) * months
    total = sums(cell, (jobs.start - jobs.ready)[begun] * HOURS_PER_DAY, size)
    return ratios(total, counts(cell, size)).reshape(-1, months)
