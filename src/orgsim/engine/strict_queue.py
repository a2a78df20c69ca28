"""The strict queue: ties go by the case, urgent jobs are counted, joint jobs are passed over while others are missing."""

from collections import deque
from collections.abc import Callable
from heapq import heappop, heappush

from orgsim.engine.entities import Activity, Job
from orgsim.engine.queues import PriorityQueue

Entry = tuple[int, float, float, int, int, int, Job]
"""Rank, key of the discipline, when it was ready, case, order of arrival, job: at one instant work goes in this order."""


class StrictQueue(PriorityQueue):
    """By priority, then the discipline of the activity, then the time it was ready, then the case; it knows how many urgent jobs
    wait, which by their rank go before all others."""

    __slots__ = ("_heaps", "_unmarked", "urgent")

    def __init__(self) -> None:
        super().__init__()
        self.urgent = 0
        self._heaps: dict[Activity | None, list[Entry]] = {None: []}
        """By activity where others are needed, together where nobody is."""
        self._unmarked: dict[Activity, deque[Job]] = {}
        """Joint jobs that have not been passed over, as far as anybody knows."""

    def push(self, job: Job) -> None:
        """Let a job wait."""
        job.queue = self
        self.waiting += 1
        activity, case = job.activity, job.case
        self.urgent += activity.shape.urgent
        joint = activity if activity.shape.lent else None
        key = activity.order(job) + activity.behind
        entry = activity.rank, key, job.ready, case.entity, case.number, next(self._arrivals), job
        heappush(self._heaps.setdefault(joint, []), entry)
        if joint is not None:
            self._unmarked.setdefault(joint, deque()).append(job)

    def withdraw(self, job: Job) -> None:
        """Note that a job has left."""
        super().withdraw(job)
        self.urgent -= job.activity.shape.urgent

    def _head(self, joint: Activity | None) -> Entry | None:
        heap = self._heaps[joint]
        while heap and heap[0][-1].queue is not self:
            heappop(heap)
        return heap[0] if heap else None

    def _best(
        self, can_begin: Callable[[Activity], bool], alone: bool
    ) -> tuple[Entry, Activity | None] | None:
        best: tuple[Entry, Activity | None] | None = None
        for joint in self._heaps:
            if alone if joint is None else can_begin(joint):
                entry = self._head(joint)
                if entry is not None and (best is None or entry < best[0]):
                    best = entry, joint
        return best

    def take(self, can_begin: Callable[[Activity], bool], alone: bool = True) -> Job | None:
        """The next job that can begin, taken out; None for none. `alone`: with those that need nobody else."""
        best = self._best(can_begin, alone)
        if best is None:
            return None
        job = heappop(self._heaps[best[1]])[-1]
        self.withdraw(job)
        return job

    def first_joint(self, can_begin: Callable[[Activity], bool]) -> Job | None:
        """The joint job that would be taken next, which stays; None for none."""
        best = self._best(can_begin, alone=False)
        return None if best is None else best[0][-1]

    def has_alone(self) -> bool:
        """Whether a job waits that needs nobody else."""
        return self._head(None) is not None

    def pop(self) -> Job:
        """The next job, whether it can begin or not, taken out; IndexError when nobody waits."""
        job = self.take(lambda _: True)
        if job is None:
            raise IndexError
        return job

    def passed_over(self, can_begin: Callable[[Activity], bool]) -> list[Job]:
        """The joint jobs that cannot begin now and have not been said to be passed over before."""
        found = []
        for activity, jobs in self._unmarked.items():
            if jobs and not can_begin(activity):
                found += [job for job in jobs if job.queue is self]
                jobs.clear()
        return found

    def jobs(self) -> list[Job]:
        """Who waits, in order of arrival."""
        waiting = [entry for heap in self._heaps.values() for entry in heap if entry[-1].queue is self]
        return [entry[-1] for entry in sorted(waiting, key=lambda entry: entry[-2])]
