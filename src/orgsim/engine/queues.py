"""Waiting jobs in the order their team takes them."""

from collections import deque
from heapq import heappop, heappush
from itertools import count
from typing import Protocol

from orgsim.engine.happenings import Job


class Queue(Protocol):
    """Jobs that wait; those that left are skipped when their turn comes."""

    waiting: int

    def push(self, job: Job) -> None:
        """Let a job wait."""

    def pop(self) -> Job:
        """The next job, taken out; IndexError when nobody waits."""

    def withdraw(self, job: Job) -> None:
        """Note that a job has left."""

    def jobs(self) -> list[Job]:
        """Who waits, in order of arrival."""


class Line:
    """First come, first served."""

    __slots__ = ("_jobs", "waiting")

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()
        self.waiting = 0

    def push(self, job: Job) -> None:
        """Let a job wait."""
        job.line = self
        self.waiting += 1
        self._jobs.append(job)

    def pop(self) -> Job:
        """The next job, taken out; IndexError when nobody waits."""
        job = self._jobs.popleft()
        while job.line is not self:
            job = self._jobs.popleft()
        job.line = None
        self.waiting -= 1
        return job

    def withdraw(self, job: Job) -> None:
        """Note that a job has left."""
        job.line = None
        self.waiting -= 1

    def jobs(self) -> list[Job]:
        """Who waits, in order of arrival."""
        return [job for job in self._jobs if job.line is self]


class RankedLine:
    """By the team's priorities, then the activity's rule (fifo, newest, score), then arrival."""

    __slots__ = ("_arrivals", "_jobs", "waiting")

    def __init__(self) -> None:
        self._jobs: list[tuple[int, float, int, Job]] = []
        self._arrivals = count()
        self.waiting = 0

    def push(self, job: Job) -> None:
        """Let a job wait."""
        job.line = self
        self.waiting += 1
        station = job.station
        rule = job.ready
        if station.order != "fifo":
            rule = -job.ready if station.order == "newest" else -job.subject.promise
        heappush(self._jobs, (station.rank, rule + station.behind, next(self._arrivals), job))

    def pop(self) -> Job:
        """The next job, taken out; IndexError when nobody waits."""
        job = heappop(self._jobs)[3]
        while job.line is not self:
            job = heappop(self._jobs)[3]
        self.withdraw(job)
        return job

    def withdraw(self, job: Job) -> None:
        """Note that a job has left."""
        job.line = None
        self.waiting -= 1

    def jobs(self) -> list[Job]:
        """Who waits, in order of arrival."""
        return [entry[3] for entry in sorted(self._jobs, key=lambda entry: entry[2]) if entry[3].line is self]
