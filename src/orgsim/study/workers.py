"""Worker processes that do the jobs of a study, go on when one of them is lost, and end at once when told."""

import os
import signal
import sys
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import current_process, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from multiprocessing.reduction import ForkingPickler
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from orgsim.errors import OrgsimError, OrgsimWarning

if TYPE_CHECKING:
    from orgsim.mechanisms.outside import Provenance

J = TypeVar("J")
R = TypeVar("R")

BREAKS = 4
"""So many losses of workers in a row, with nothing finished between them, end a study, ..."""
PATIENCE = 20.0
"""... but not before so many seconds without anything finished: on a slow machine a worker is long in starting."""
_MOST_ON_WINDOWS = 61
"""It cannot wait for more processes at once."""
_BATCH_SECONDS = 0.5
_BATCH_LIMIT = 50
_AHEAD = 2
"""Batches given out per worker: one at work, one waiting, so that nobody idles and little is lost."""

_work: Callable[[Any], Any] | None = None
"""In a worker: what to do with a job."""


def usable_cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return _startable(os.cpu_count() or 1)


def _startable(count: int) -> int:
    """So many workers, or as many as the system can wait for."""
    return min(count, _MOST_ON_WINDOWS) if sys.platform == "win32" else count


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """A process started within ignores Ctrl-C from its first instant; the one that starts it gets it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class _ScriptWithoutFile(ModuleType):
    """Stands in for the user's script: all that it holds, but no word of where it came from."""

    def __init__(self, script: ModuleType) -> None:
        super().__init__("__main__")
        self._script = script

    def __getattr__(self, name: str) -> Any:
        """What the script holds; other threads may look for it at any time."""
        if name == "__file__":
            raise AttributeError(name)
        return getattr(self._script, name)


_STARTING = threading.Lock()
"""Held by the thread that has put a stand-in for the user's script."""


@contextmanager
def _without_users_script() -> Iterator[None]:
    """A process started within does not run the user's script again; so that needs no `if __name__ == "__main__"`."""
    with _STARTING:
        script = sys.modules["__main__"]
        sys.modules["__main__"] = _ScriptWithoutFile(script)
        try:
            yield
        finally:
            sys.modules["__main__"] = script


class _Worker(SpawnProcess):
    def start(self) -> None:
        with _ignoring_interrupts(), _without_users_script():
            super().start()


class _WorkerContext(SpawnContext):
    """Starts fresh interpreters (a fork would copy locks that other threads hold) and remembers them."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[_Worker] = []

    def Process(self, *args: Any, **kwargs: Any) -> _Worker:  # type: ignore[override]  # noqa: N802
        worker = _Worker(*args, **kwargs)
        self.started.append(worker)
        return worker


def _exit_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _begin(outside: "tuple[Provenance, ...]", work: bytes) -> None:
    """In a worker: let mechanisms from outside join before anything is read in which they may stand."""
    global _work
    if outside:
        from orgsim.plan.registration import join

        join(outside)
    _work = ForkingPickler.loads(work)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def _do(jobs: list[Any]) -> tuple[list[Any], float]:
    assert _work is not None
    begun = time.perf_counter()
    return [_work(job) for job in jobs], time.perf_counter() - begun


class Workers(Generic[J, R]):
    """Worker processes for as long as a `with` block lasts; with one worker all is done in this process.

    So it is where none can be started: in a daemonic process, such as a worker of `multiprocessing.Pool`, and, with an
    OrgsimWarning, on a system without shared memory.

    work: from a job to its result, sent to every worker once: an importable function or an object that pickles.
    """

    def __init__(self, work: Callable[[J], R], count: int) -> None:
        self._work = work
        self._count = 1 if current_process().daemon else _startable(count)
        self._outside: tuple[Provenance, ...] = ()
        self._pool: ProcessPoolExecutor | None = None
        self._context = _WorkerContext()
        self._batch = 1

    def __enter__(self) -> Self:
        """Begin; workers start with the first job.

        Raises OrgsimError when workers cannot import a mechanism that was registered.
        """
        if self._count > 1:
            # Here, so that a worker, which needs none of it, imports no more than its work does.
            from orgsim.mechanisms.outside import for_workers

            self._outside = for_workers()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        """End the workers: at once when something went wrong, else when idle."""
        self._stop(at_once=kind is not None)

    def results(self, jobs: Sequence[J]) -> Iterator[tuple[J, R]]:
        """Each job with its result, in the order in which they finish; jobs lost with a killed worker are done again.

        Raises OrgsimError when workers are lost again and again with nothing finished between.
        """
        if self._count > 1:
            self._try_to_start()
        if self._count == 1:
            yield from ((job, self._work(job)) for job in jobs)
            return
        left, breaks, progress = list(jobs), 0, time.monotonic()
        while left:
            finished: set[J] = set()
            for job, result in self._until_broken(left):
                finished.add(job)
                yield job, result
            breaks = 0 if finished else breaks + 1
            progress = time.monotonic() if finished else progress
            left = [job for job in left if job not in finished]
            if breaks >= BREAKS and time.monotonic() - progress >= PATIENCE:
                raise OrgsimError(
                    f"worker processes were ended from outside {breaks} times in a row (is memory short?); "
                    f"{len(left)} runs are left; try fewer workers"
                )

    def _until_broken(self, jobs: list[J]) -> Iterator[tuple[J, R]]:
        """Results until all jobs are done or a worker is lost."""
        todo, out = deque(jobs), dict[Future[tuple[list[R], float]], list[J]]()
        try:
            while todo or out:
                self._hand_out(todo, out)
                for future in wait(out, return_when=FIRST_COMPLETED).done:
                    results, seconds = future.result()
                    done = out.pop(future)
                    self._batch = _fitting(seconds / len(done))
                    yield from zip(done, results, strict=True)
        except (BrokenProcessPool, BrokenPipeError):
            yield from self._saved(out)
            self._stop(at_once=True)
            self._batch = 1

    def _hand_out(self, todo: deque[J], out: dict[Future[tuple[list[R], float]], list[J]]) -> None:
        """Keep every worker supplied; batches shrink toward the end, so that all finish together."""
        while todo and len(out) < self._count * _AHEAD:
            size = min(self._batch, max(1, len(todo) // (self._count * _AHEAD)))
            batch = [todo.popleft() for _ in range(min(size, len(todo)))]
            out[self._submitted(batch)] = batch

    def _submitted(self, batch: list[J]) -> Future[tuple[list[R], float]]:
        try:
            return self._running_pool().submit(_do, batch)
        except BrokenPipeError:
            raise
        except OSError as error:
            raise OrgsimError(
                f"worker processes cannot be started: {error.strerror}; try fewer workers"
            ) from error

    def _try_to_start(self) -> None:
        """Make the pool, which starts nobody yet; where that cannot be, go on without."""
        try:
            self._running_pool()
        except (OSError, ImportError) as error:
            message = (
                f"no worker processes can be started ({error}): everything is done by this process alone"
            )
            warnings.warn(message, OrgsimWarning, stacklevel=2)
            self._count = 1

    def _saved(self, out: dict[Future[tuple[list[R], float]], list[J]]) -> Iterator[tuple[J, R]]:
        """What had been finished when the pool broke and was not yet taken."""
        for future, batch in out.items():
            if future.done() and not future.cancelled() and future.exception() is None:
                yield from zip(batch, future.result()[0], strict=True)

    def _running_pool(self) -> ProcessPoolExecutor:
        if self._pool is None:
            self._context = _WorkerContext()
            sent = self._outside, bytes(ForkingPickler.dumps(self._work))
            self._pool = ProcessPoolExecutor(self._count, self._context, _begin, sent)
        return self._pool

    def _stop(self, at_once: bool) -> None:
        if self._pool is None:
            return
        if at_once:
            for worker in self._context.started:
                if worker.is_alive():
                    worker.kill()
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._pool = None


def _fitting(seconds: float) -> int:
    """Jobs per batch so that handing out costs little and a lost batch is no great loss."""
    return max(1, min(_BATCH_LIMIT, int(_BATCH_SECONDS / max(seconds, 1e-6))))
