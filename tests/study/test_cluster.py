"""A cluster on loopback: a Dask scheduler with two workers, of which one is killed, gives the bytes that one process gives."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from shells import ALONE, MARKET, SPLIT

import orgsim
from orgsim.errors import OrgsimError
from orgsim.plan.load import parse
from orgsim.study.at_work import Failed
from orgsim.study.effort import settled
from orgsim.study.ledger import Key, Ledger
from orgsim.study.where import workers_of

dask = pytest.importorskip("dask", reason="Dask is not installed: pip install 'orgsim[cluster]'")
distributed = pytest.importorskip(
    "distributed", reason="Dask's scheduler is not installed: pip install 'orgsim[cluster]'"
)

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="signals of POSIX"),
    # What a library of a library deprecates is no fault of these runs.
    pytest.mark.filterwarnings(
        "ignore::DeprecationWarning", "ignore::ResourceWarning", "ignore::UserWarning"
    ),
]

SCENARIOS = {"alone": parse(MARKET + ALONE), "split": parse(MARKET + SPLIT)}


@pytest.fixture
def cluster() -> Iterator[Any]:
    """A scheduler with two workers, processes of their own; it hands a job out once more after one worker was lost with it."""
    usual = {"n_workers": 2, "threads_per_worker": 1, "host": "127.0.0.1", "dashboard_address": None}
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(**usual) as running,
    ):
        yield running


def rows(file: Path) -> dict[Key, str | None]:
    """The numbers of a ledger, text by text."""
    with Ledger(file, existing=True) as ledger:
        return {key: ledger.text(key) for key in ledger.keys()[0]}


class KillOne:
    """Kills a worker of the cluster when so many runs are done."""

    def __init__(self, cluster: Any, at: int) -> None:
        self.cluster, self.at, self.killed = cluster, at, 0

    def __call__(self, done: int, total: int, left: float) -> None:  # noqa: ARG002
        if done >= self.at and not self.killed:
            self.killed = next(iter(self.cluster.workers.values())).pid
            os.kill(self.killed, signal.SIGKILL)


def test_one_process_two_and_a_cluster_that_loses_a_worker_give_the_same_bytes(
    cluster: Any, tmp_path: Path
) -> None:
    killing = KillOne(cluster, 5)
    usual: dict[str, Any] = {"replications": 12, "seed": 7}
    one = orgsim.compare(SCENARIOS, **usual, workers=1, ledger=tmp_path / "one.sqlite")
    two = orgsim.compare(SCENARIOS, **usual, workers=2, ledger=tmp_path / "two.sqlite")
    many = orgsim.compare(
        SCENARIOS,
        **usual,
        cluster=cluster.scheduler_address,
        ledger=tmp_path / "many.sqlite",
        progress=killing,
    )
    assert killing.killed
    assert len(rows(tmp_path / "one.sqlite")) == 24
    assert rows(tmp_path / "one.sqlite") == rows(tmp_path / "two.sqlite") == rows(tmp_path / "many.sqlite")
    assert one.table().equals(two.table())
    assert one.table().equals(many.table())


def fatal(job: int) -> int:
    """Ends the process it is done in; others are squared."""
    if job == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return job * job


@pytest.mark.slow
def test_a_job_that_kills_every_worker_is_singled_out(cluster: Any) -> None:
    failed: dict[int, Failed] = {}
    effort = settled({"cluster": cluster.scheduler_address})
    with workers_of(fatal, effort, [], failed.__setitem__) as workers:
        results = dict(workers.results(range(6)))
    assert results == {job: job * job for job in range(6) if job != 3}
    assert list(failed) == [3]
    assert "ended from outside" in failed[3].said


def test_a_scheduler_that_does_not_answer_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orgsim.study.where._SECONDS_TO_REACH", 1)
    with pytest.raises(OrgsimError, match=r"no scheduler answers at tcp://127\.0\.0\.1:9"):
        orgsim.compare(SCENARIOS, replications=2, cluster="tcp://127.0.0.1:9")
