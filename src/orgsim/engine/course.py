"""The course of a job that is put aside and taken up again, and what decides about that: urgent work, days on duty."""

import math
from dataclasses import dataclass

from orgsim.engine.calendar import Calendar
from orgsim.engine.entities import Activity, Job, Person, Queue
from orgsim.engine.strict_queue import StrictQueue
from orgsim.units import HOURS_PER_DAY


@dataclass(slots=True, eq=False)
class Course:
    """How the work on a job has gone so far, in stretches between which nobody works on it."""

    job: Job
    since: float
    """When the present stretch, or the present pause, began (days)."""
    worked: float = 0.0
    """Staff hours worked in the stretches before."""
    turn: int = 0
    """How often it was begun, put aside or taken up: the end planned for an earlier turn is void."""
    sitting: float = math.inf
    """Staff hours left in the present sitting."""
    sittings: int = 0
    """How many have ended."""
    last: tuple[Activity, Person] | None = None
    """As what, and by whom, it was done in the last stretch that has ended: another team may be about to go on with it."""


def urgent_in(queue: Queue) -> int:
    """How many urgent jobs wait in a queue."""
    return queue.urgent if isinstance(queue, StrictQueue) else 0


def duty_day(calendar: Calendar) -> float:
    """Staff hours of a day on duty: the mean over those of the first four weeks that have any; 24 if none has."""
    hours = [calendar.hours_between(day, day + 1.0) for day in range(28)]
    worked = [one for one in hours if one > 0]
    return sum(worked) / len(worked) if worked else HOURS_PER_DAY
