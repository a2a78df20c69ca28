"""Workers: they do the jobs of a study, go on when one of them is lost, and single out a job that they are always lost with."""

import time
import warnings
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, CancelledError, Future, wait
from multiprocessing import current_process
from types import TracebackType
from typing import Generic, Self, TypeVar

from orgsim.errors import OrgsimWarning, unusable
from orgsim.language.phrases import Wording
from orgsim.study.at_work import Batch, Failed, attempt
from orgsim.study.crews import Crew, OwnProcesses
from orgsim.study.processes import startable

J = TypeVar("J")
R = TypeVar("R")

_BATCH_LIMIT = 50
_AHEAD = 2
"""Batches given out per worker: one at work, one waiting, so that nobody idles and little is lost."""
_LOST_ALONE = 3
"""The first loss of a job is one among its batch, the second one beside others, and only from the third on it was alone."""


class Workers(Generic[J, R]):
    """Worker processes, or another crew, for as long as a `with` block lasts; with one worker all is done in this process.

    So it is where none can be started: in a daemonic process, such as a worker of `multiprocessing.Pool`, and, with an
    OrgsimWarning, on a system without shared memory.

    work: from a job to its result, sent to every worker once: an importable function or an object that pickles.
    crew: who does it in place of `count` processes. failed: told of a job that fails whenever it is done, which has no
    result then; where it is None such a job ends everything with its error.
    """

    def __init__(
        self,
        work: Callable[[J], R],
        count: int,
        crew: Crew | None = None,
        failed: Callable[[J, Failed], None] | None = None,
    ) -> None:
        self._work = work
        self._count = 1 if current_process().daemon else startable(count)
        self._crew = crew
        self._failed = failed or _refuse
        self._batch = 1
        self._progress = 0.0

    def __enter__(self) -> Self:
        """Begin; workers start with the first job.

        Raises OrgsimError when workers cannot import a mechanism that was registered.
        """
        if self._crew is None and self._count > 1:
            own = OwnProcesses(self._work, self._count)
            try:
                own.begin()
            except (OSError, ImportError) as error:
                message = Wording(
                    "no worker processes can be started ({error}): everything is done by this process alone",
                    error=error,
                )
                warnings.warn(message, OrgsimWarning, stacklevel=2)
            else:
                self._crew = own
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """End the workers: at once when something went wrong, else when idle."""
        if self._crew is not None:
            self._crew.stop(at_once=kind is not None)

    def results(self, jobs: Sequence[J]) -> Iterator[tuple[J, R]]:
        """Each job with its result, in the order in which they finish; jobs lost with a killed worker are done again."""
        for batch in self.batches(jobs):
            yield from batch

    def batches(self, jobs: Sequence[J]) -> Iterator[list[tuple[J, R]]]:
        """The same, those together that came together."""
        if self._crew is not None:
            yield from self._given_out(_Queue(jobs), self._crew)
            return
        for job in jobs:
            yield from self._dealt([job], [attempt(self._work, job)])

    def _given_out(self, todo: "_Queue[J]", crew: Crew) -> Iterator[list[tuple[J, R]]]:
        out = dict[Future[Batch], list[J]]()
        self._progress = time.monotonic()
        while todo or out:
            whole = self._hand_out(todo, out, crew)
            for future in wait(out, return_when=FIRST_COMPLETED).done if out else ():
                jobs = out.pop(future)
                if (batch := _batch_of(future, crew)) is None:
                    whole = False
                    self._blame(todo, jobs, crew)
                else:
                    yield from self._taken(jobs, batch, crew)
            if not whole:
                self._batch = 1
                if crew.lost_as_one:
                    # Nobody is left of those who had the rest, but what they had finished is there.
                    crew.stop(at_once=True)
                    for future, jobs in [*out.items()]:
                        if (batch := _batch_of(future, crew)) is None:
                            self._blame(todo, jobs, crew)
                        else:
                            yield from self._taken(jobs, batch, crew)
                    out.clear()

    def _hand_out(self, todo: "_Queue[J]", out: dict[Future[Batch], list[J]], crew: Crew) -> bool:
        """Keep every worker supplied; batches shrink toward the end, so that all finish together. False when workers were lost
        meanwhile."""
        most = crew.width() * _AHEAD
        while len(out) < most and (jobs := todo.take(self._batch, most, idle=not out)):
            try:
                out[crew.submit(jobs)] = jobs
            except (BrokenExecutor, BrokenPipeError):
                todo.put_back(jobs)
                return False
        return True

    def _taken(self, jobs: list[J], batch: Batch, crew: Crew) -> Iterator[list[tuple[J, R]]]:
        self._progress = time.monotonic()
        each = max(batch.seconds / len(jobs), 1e-6)
        self._batch = max(1, min(_BATCH_LIMIT, int(crew.batch_seconds / each)))
        yield from self._dealt(jobs, batch.results)

    def _dealt(self, jobs: Sequence[J], results: Sequence[R | Failed]) -> Iterator[list[tuple[J, R]]]:
        """The jobs that have a result; then of the others is told."""
        every = list(zip(jobs, results, strict=True))
        if found := [(job, result) for job, result in every if not isinstance(result, Failed)]:
            yield found
        for job, result in every:
            if isinstance(result, Failed):
                self._failed(job, result)

    def _blame(self, todo: "_Queue[J]", jobs: list[J], crew: Crew) -> None:
        """Have jobs that were out when a worker was lost done again, in the end alone; what is always lost then has failed."""
        for job in jobs:
            losses = todo.again(job)
            waited = time.monotonic() - self._progress >= crew.patience
            if losses >= max(crew.breaks, _LOST_ALONE) and waited:
                todo.drop(job)
                self._progress = time.monotonic()
                said = f"the worker processes that did it were ended from outside {losses} times in a row (is memory short?)"
                self._failed(job, Failed(unusable("{said}; try fewer workers", said=said)))


def _batch_of(future: Future[Batch], crew: Crew) -> Batch | None:
    """What came of a batch; None where it was lost. Raises what it ended with otherwise."""
    error = CancelledError() if not future.done() or future.cancelled() else future.exception()
    if error is None:
        return future.result()
    if crew.lost(error):
        return None
    raise crew.explained(error)


def _refuse(job: object, failed: Failed) -> None:  # noqa: ARG001
    """Raise what a job failed with."""
    failed.raise_again()


class _Queue(Generic[J]):
    """The jobs that are left: those that no worker was lost with first, suspects last and in the end alone."""

    def __init__(self, jobs: Sequence[J]) -> None:
        self._fresh, self._again, self._alone = deque(jobs), deque[J](), deque[J]()
        self._losses = Counter[J]()

    def __len__(self) -> int:
        """How many are left."""
        return len(self._fresh) + len(self._again) + len(self._alone)

    def take(self, size: int, most: int, idle: bool) -> list[J]:
        """The next batch, of at most so many jobs where at most so many batches are out; empty where nothing can be given out
        now. idle: whether nothing is out."""
        if self._fresh:
            fair = min(size, max(1, len(self._fresh) // most))
            return [self._fresh.popleft() for _ in range(fair)]
        if self._again:
            return [self._again.popleft()]
        return [self._alone.popleft()] if self._alone and idle else []

    def put_back(self, jobs: list[J]) -> None:
        """Return a batch that could not be given out."""
        tiers = (self._fresh, self._again, self._alone)
        for job in reversed(jobs):
            tiers[min(2, self._losses[job])].appendleft(job)

    def again(self, job: J) -> int:
        """Return a job that a worker was lost with; how often that has been."""
        self._losses[job] += 1
        self._suspects(job).append(job)
        return self._losses[job]

    def drop(self, job: J) -> None:
        """Give up a job that `again` has returned last."""
        self._suspects(job).remove(job)

    def _suspects(self, job: J) -> deque[J]:
        return self._alone if self._losses[job] >= _LOST_ALONE - 1 else self._again
