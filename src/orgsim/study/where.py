"""Where a study's jobs are done: by processes of this machine, by an executor that was lent, or by a cluster."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from orgsim.errors import unusable
from orgsim.signs import one_line
from orgsim.study.at_work import Failed
from orgsim.study.crews import Cluster, Crew, Lent
from orgsim.study.effort import Effort
from orgsim.study.memory import affordable
from orgsim.study.workers import Workers

_SECONDS_TO_REACH = 10

J = TypeVar("J")
R = TypeVar("R")


@contextmanager
def workers_of(
    work: Callable[[J], R],
    effort: Effort,
    needs: Iterable[float],
    failed: Callable[[J, Failed], None] | None = None,
) -> Iterator[Workers[J, R]]:
    """The workers that an effort asks for, as long as the block lasts; fewer processes where their runs, which need so many
    bytes, would need more memory than there is.

    failed: see `Workers`. Raises OrgsimError where a cluster cannot be reached.
    """
    if effort.cluster is not None:
        with _cluster(work, effort.cluster) as crew, Workers(work, 1, crew, failed) as workers:
            yield workers
    elif effort.executor is not None:
        with Workers(work, 1, Lent(work, effort.executor, effort.workers), failed) as workers:
            yield workers
    else:
        with Workers(work, affordable(effort.workers, needs), failed=failed) as workers:
            yield workers


@contextmanager
def _cluster(work: Callable[[Any], Any], address: str) -> Iterator[Crew]:
    """The workers of the scheduler at an address."""
    try:
        from distributed import Client
        from distributed.scheduler import KilledWorker
    except ImportError as error:
        raise unusable(
            "a cluster needs Dask's scheduler, which is not installed ({error}): pip install "
            "'orgsim[cluster]'",
            error=error,
        ) from None
    try:
        client = Client(address, timeout=_SECONDS_TO_REACH, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise unusable(
            "no scheduler answers at {address} ({error}); start one with dask scheduler, which tells its "
            "address, such as tcp://10.0.0.1:8786",
            address=one_line(address),
            error=one_line(str(error)),
        ) from None
    with client:
        # Not pure: a batch that was given up is not to be taken for done.
        executor = client.get_executor(pure=False)
        yield Cluster(work, executor, lambda: sum(client.nthreads().values()), KilledWorker)
