"""Where a job is done: what is sent there once, the jobs of a batch one by one, and what is said of one that fails."""

import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from multiprocessing import parent_process
from multiprocessing.reduction import ForkingPickler
from typing import Any, NoReturn

from orgsim.errors import OrgsimError, unusable
from orgsim.measures.conservation import ConservationError
from orgsim.mechanisms.outside import ORIGINS, Provenance, for_workers
from orgsim.study.maker import maker

FAILURES = (
    ArithmeticError, AssertionError, AttributeError, ConservationError, LookupError, NameError, OrgsimError, RuntimeError,
    TypeError, ValueError,
)  # fmt: skip
"""What a run may end with by itself, and would again; a full disk or a lack of memory is no fault of the run."""
_KNOWN_EVERYWHERE = ("builtins", ConservationError.__module__)


@dataclass(frozen=True, slots=True)
class Failed:
    """Stands for the result of a job that failed."""

    error: Exception
    trace: str = ""
    """Where, as Python tells it; empty where the process was lost that did it."""

    @property
    def said(self) -> str:
        """The error on one line."""
        if isinstance(self.error, OrgsimError):
            return str(self.error)
        return f"{type(self.error).__name__}: {self.error}"

    def raise_again(self) -> NoReturn:
        """Raise the error here, too; where it comes from another process, with what that tells of it."""
        if self.trace and self.error.__traceback__ is None and not isinstance(self.error, OrgsimError):
            self.error.add_note(self.trace)
        raise self.error


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of the jobs of a batch, in their order."""

    results: Sequence[Any]
    """A result each, or `Failed`."""
    seconds: float


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is done with jobs, on its way to where orgsim may or may not be the same."""

    made_by: str
    """The code that makes the numbers here, mechanisms from outside included."""
    outside: Mapping[str, Provenance]
    """Mechanisms that have to be there, by name."""
    work: bytes
    digest: str

    @classmethod
    def of(cls, work: Callable[[Any], Any]) -> "Parcel":
        """Wrap up what is done with a job: an importable function, or an object that pickles.

        Raises OrgsimError for a mechanism from outside that cannot be imported elsewhere.
        """
        for_workers()
        packed = bytes(ForkingPickler.dumps(work))
        return cls(maker(ORIGINS), dict(ORIGINS), packed, sha256(packed).hexdigest())


def attempt(work: Callable[[Any], Any], job: Any) -> Any:
    """The result of a job; Failed where it raises what a run may end with."""
    try:
        return work(job)
    except FAILURES as error:
        return Failed(error, traceback.format_exc())


def done(work: Callable[[Any], Any], jobs: Sequence[Any]) -> Batch:
    """Do jobs one by one; what failed is fit to be sent."""
    begun = time.perf_counter()
    results = [attempt(work, job) for job in jobs]
    fit = [_sendable(one) if isinstance(one, Failed) else one for one in results]
    return Batch(fit, time.perf_counter() - begun)


def _sendable(failed: Failed) -> Failed:
    """The failure with an error that outlives a change of process: one of Python's or of orgsim's own, of plain words."""
    error = failed.error
    plain = all(isinstance(part, str | int | float) for part in error.args)
    if isinstance(error, OrgsimError) or (plain and type(error).__module__ in _KNOWN_EVERYWHERE):
        return failed
    return Failed(RuntimeError(failed.said), failed.trace)


_work: Callable[[Any], Any] | None = None
"""In a worker process of orgsim: what to do with a job."""
_unpacked: dict[str, Callable[[Any], Any]] = {}
"""Elsewhere: what was sent last, by its digest."""
_UNPACKING = threading.Lock()


def begin(outside: tuple[Provenance, ...], work: bytes) -> None:
    """In a worker process: let mechanisms from outside join before anything is read in which they may stand."""
    global _work
    _join(outside)
    _work = ForkingPickler.loads(work)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_exit_with_parent, daemon=True).start()


def do(jobs: list[Any]) -> Batch:
    """In a worker process: the jobs of a batch."""
    assert _work is not None
    return done(_work, jobs)


def do_elsewhere(parcel: Parcel, jobs: list[Any]) -> Batch:
    """Where a cluster or another executor has it done: the jobs of a batch.

    Raises OrgsimError where orgsim is not the same there.
    """
    with _UNPACKING:
        if parcel.digest not in _unpacked:
            _check_same(parcel)
            _unpacked.clear()
            _unpacked[parcel.digest] = ForkingPickler.loads(parcel.work)
        work = _unpacked[parcel.digest]
    return done(work, jobs)


def _check_same(parcel: Parcel) -> None:
    """See that the numbers are made by the same code, mechanisms from outside included, which join where they are missing."""
    if (own := maker()) == parcel.made_by.partition(" ")[0]:
        _join(found for name, found in parcel.outside.items() if name not in ORIGINS)
        own = maker(parcel.outside)
    if own != parcel.made_by:
        raise unusable(
            "orgsim is {own} where runs would be done, and {made_by} here, so that their numbers may "
            "differ: install the same version on every machine",
            own=own,
            made_by=parcel.made_by,
        )


def _join(outside: Iterable[Provenance]) -> None:
    if missing := tuple(outside):
        from orgsim.plan.registration import join

        join(missing)


def _exit_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
