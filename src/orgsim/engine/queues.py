"""Queues: waiting jobs in the order in which their team takes them."""

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count
from operator import attrgetter

from orgsim.engine.entities import Job

DISCIPLINES: dict[str, Callable[[Job], float]] = {
    "fifo": attrgetter("ready"),
    "newest": lambda job: -job.ready,
    "score": lambda job: -job.case.promise,
}
"""By name, the sort key of a waiting job within its rank: the least goes first."""


class FifoQueue:
    """First come, first served."""

    __slots__ = ("_jobs", "waiting")

    def __init__(self) -> None:
        self._jobs: deque[Job] = deque()
        self.waiting = 0

    def push(self, job: Job) -> None:
        """Let a job wait."""
        job.queue = self
        self.waiting += 1
        self._jobs.append(job)

    def pop(self) -> Job:
        """The next job, taken out; IndexError when nobody waits."""
        job = self._jobs.popleft()
        while job.queue is not self:
            job = self._jobs.popleft()
        job.queue = None
        self.waiting -= 1
        return job

    def withdraw(self, job: Job) -> None:
        """Note that a job has left."""
        job.queue = None
        self.waiting -= 1

    def jobs(self) -> list[Job]:
        """Who waits, in order of arrival."""
        return [job for job in self._jobs if job.queue is self]


class PriorityQueue:
    """By the team's priorities, then the discipline of the activity, then arrival."""

    __slots__ = ("_arrivals", "_jobs", "waiting")

    def __init__(self) -> None:
        self._jobs: list[tuple[int, float, int, Job]] = []
        self._arrivals = count()
        self.waiting = 0

    def push(self, job: Job) -> None:
        """Let a job wait."""
        job.queue = self
        self.waiting += 1
        activity = job.activity
        key = activity.order(job) + activity.behind
        heappush(self._jobs, (activity.rank, key, next(self._arrivals), job))

    def pop(self) -> Job:
        """The next job, taken out; IndexError when nobody waits."""
        job = heappop(self._jobs)[3]
        while job.queue is not self:
            job = heappop(self._jobs)[3]
        self.withdraw(job)
        return job

    def withdraw(self, job: Job) -> None:
        """Note that a job has left."""
        job.queue = None
        self.waiting -= 1

    def jobs(self) -> list[Job]:
        """Who waits, in order of arrival."""
        return [
            entry[3] for entry in sorted(self._jobs, key=lambda entry: entry[2]) if entry[3].queue is self
        ]


class UrgentQueue(PriorityQueue):
    """The same, which knows how many urgent jobs wait; by their rank they go before all others."""

    __slots__ = ("urgent",)

    def __init__(self) -> None:
        super().__init__()
        self.urgent = 0

    def push(self, job: Job) -> None:
        """Let a job wait."""
        super().push(job)
        self.urgent += job.activity.shape.urgent

    def withdraw(self, job: Job) -> None:
        """Note that a job has left."""
        super().withdraw(job)
        self.urgent -= job.activity.shape.urgent
