"""Crews: those who do the batches of a study's jobs: processes of orgsim's own, an executor that was lent, a cluster."""

import time
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.reduction import ForkingPickler
from typing import Any, Protocol

from orgsim.errors import unusable
from orgsim.mechanisms.outside import for_workers
from orgsim.study.at_work import Batch, Parcel, begin, do, do_elsewhere
from orgsim.study.processes import WorkerContext

BREAKS = 4
"""A job that so many processes of orgsim's own were lost with, in the end alone, has failed, ..."""
PATIENCE = 20.0
"""... but not before so many seconds without anything finished: on a slow machine a worker is long in starting."""
_COUNTED_FOR = 5.0
"""Seconds for which the workers of a cluster are not counted again."""

Work = Callable[[Any], Any]


class Crew(Protocol):
    """Those who do batches."""

    batch_seconds: float
    """How long a batch should take: handing out costs little, and a lost batch is no great loss."""
    breaks: int
    """Losses of a worker after which the job that was given out alone has failed, ..."""
    patience: float
    """... but not before so many seconds without anything finished."""
    lost_as_one: bool
    """Whether all are lost when one is."""

    def width(self) -> int:
        """How many jobs can be at work at a time."""

    def submit(self, jobs: list[Any]) -> Future[Batch]:
        """Have a batch done. Raises BrokenExecutor or BrokenPipeError where workers have just been lost."""

    def lost(self, error: BaseException) -> bool:
        """Whether a batch that ended with this was lost with the worker that did it, and can be given out again."""

    def explained(self, error: BaseException) -> BaseException:
        """What a batch ended with that was not lost, in words where they help."""

    def stop(self, at_once: bool) -> None:
        """Leave off: what is at work is given up `at_once`, or done to the end; a batch submitted later begins anew."""


class OwnProcesses:
    """Fresh interpreters, started with the first batches and again when they are lost."""

    batch_seconds = 0.5
    lost_as_one = True

    def __init__(self, work: Work, count: int) -> None:
        self.breaks, self.patience = BREAKS, PATIENCE
        self._sent = for_workers(), bytes(ForkingPickler.dumps(work))
        self._count = count
        self._pool: ProcessPoolExecutor | None = None
        self._context = WorkerContext()

    def width(self) -> int:
        """How many there are."""
        return self._count

    def begin(self) -> ProcessPoolExecutor:
        """Make the pool, which starts nobody yet; raises OSError or ImportError where that cannot be."""
        if self._pool is None:
            self._context = WorkerContext()
            self._pool = ProcessPoolExecutor(self._count, self._context, begin, self._sent)
        return self._pool

    def submit(self, jobs: list[Any]) -> Future[Batch]:
        """Have a batch done; raises OrgsimError where no process can be started."""
        try:
            return self.begin().submit(do, jobs)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise unusable(
                "worker processes cannot be started: {strerror}; try fewer workers", strerror=error.strerror
            ) from error

    def lost(self, error: BaseException) -> bool:
        """All batches that are out are lost when one of the processes is."""
        return isinstance(error, BrokenProcessPool | BrokenPipeError | CancelledError)

    def explained(self, error: BaseException) -> BaseException:
        """As it is."""
        return error

    def stop(self, at_once: bool) -> None:
        """End the processes, in the midst of their work if need be."""
        if self._pool is None:
            return
        if at_once:
            for worker in self._context.started:
                if worker.is_alive():
                    worker.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None


class Lent:
    """An executor that the caller made, and goes on to own."""

    batch_seconds = 0.5
    breaks, patience = BREAKS, PATIENCE
    lost_as_one = False

    def __init__(self, work: Work, executor: Executor, count: int) -> None:
        self._parcel, self._executor, self._count = Parcel.of(work), executor, count
        self._out = set[Future[Batch]]()

    def width(self) -> int:
        """How many jobs are given out at a time."""
        return self._count

    def submit(self, jobs: list[Any]) -> Future[Batch]:
        """Have a batch done; raises OrgsimError where the executor takes no more."""
        try:
            future = self._executor.submit(do_elsewhere, self._parcel, jobs)
        except (RuntimeError, BrokenExecutor) as error:
            raise self.explained(error) from error
        self._out.add(future)
        future.add_done_callback(self._out.discard)
        return future

    def lost(self, error: BaseException) -> bool:  # noqa: ARG002
        """Nothing can be given out again: an executor that has lost a worker is broken for good."""
        return False

    def explained(self, error: BaseException) -> BaseException:
        """A broken executor in words."""
        if isinstance(error, RuntimeError | CancelledError):
            return unusable(
                "the executor takes no more runs ({error}): a worker of it was lost, or it was shut down; "
                "give another one, or leave it out",
                error=error or "it has cancelled them",
            )
        return error

    def stop(self, at_once: bool) -> None:  # noqa: ARG002
        """Take back what has not begun; the executor stays as it is."""
        for future in list(self._out):
            future.cancel()


class Cluster(Lent):
    """The workers of a Dask scheduler; there may be more or fewer of them as time goes on."""

    batch_seconds = 2.0
    breaks, patience = 3, 0.0

    def __init__(
        self, work: Work, executor: Executor, threads: Callable[[], int], killed: type[Exception]
    ) -> None:
        """threads: how many jobs its workers do at a time now; killed: what a batch ends with that was lost again and again."""
        super().__init__(work, executor, 1)
        self._threads, self._killed = threads, killed
        self._counted = -_COUNTED_FOR

    def width(self) -> int:
        """How many jobs its workers do at a time, counted now and then."""
        if time.monotonic() - self._counted >= _COUNTED_FOR:
            self._count, self._counted = max(1, self._threads()), time.monotonic()
        return self._count

    def lost(self, error: BaseException) -> bool:
        """Whether several workers were lost with a batch, one after the other."""
        return isinstance(error, self._killed)

    def explained(self, error: BaseException) -> BaseException:
        """What is wrong with the cluster, in words."""
        if isinstance(error, CancelledError):
            return unusable("the cluster has cancelled the runs: its scheduler was lost, or closed")
        if (missing := _import_error(error)) is not None:
            return unusable(
                "the workers of the cluster cannot import what they need ({missing}): install orgsim, and "
                "what it is used with, on every machine",
                missing=missing,
            )
        return error


def _import_error(error: BaseException | None) -> ImportError | None:
    """The import that failed behind an error, if one did."""
    while error is not None and not isinstance(error, ImportError):
        error = error.__cause__
    return error
