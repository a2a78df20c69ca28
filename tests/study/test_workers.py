"""The workers: results do not depend on who works, a killed worker loses nothing, and Ctrl-C leaves nobody behind."""

import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest

from orgsim.errors import OrgsimError, OrgsimWarning
from orgsim.study import crews, processes
from orgsim.study.at_work import Failed
from orgsim.study.workers import Workers

JOBS = list(range(23))


def square(job: int) -> int:
    return job * job


def die_at_three(job: int) -> int:
    if job == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return job * job


class DieAtFirst:
    """Square; but the first `losses` times that a worker meets a job, it is killed."""

    def __init__(self, losses: int, marks: Path) -> None:
        self.losses = losses
        self.marks = marks

    def __call__(self, job: int) -> int:
        met = len(list(self.marks.iterdir()))
        if met < self.losses:
            (self.marks / str(os.getpid())).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return job * job


class DieOnce:
    """Square; but the first worker to meet the job `at` is killed."""

    def __init__(self, at: int, mark: Path) -> None:
        self.at = at
        self.mark = mark

    def __call__(self, job: int) -> int:
        if job == self.at and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return job * job


def slow(job: int) -> int:
    time.sleep(600)
    return job


def refuse(job: int) -> int:
    raise OrgsimError(f"job {job} cannot be done")


@pytest.mark.parametrize("count", [1, 2, pytest.param(3, marks=pytest.mark.slow)])
def test_every_job_comes_back_once_whoever_works(count: int) -> None:
    with Workers(square, count) as workers:
        results = list(workers.results(JOBS))
    assert sorted(results) == [(job, job * job) for job in JOBS]


def test_workers_go_on_with_a_second_round() -> None:
    with Workers(square, 2) as workers:
        assert sorted(workers.results([1, 2])) == [(1, 1), (2, 4)]
        assert sorted(workers.results([3])) == [(3, 9)]


def test_a_killed_worker_loses_no_result(tmp_path: Path) -> None:
    with Workers(DieOnce(11, tmp_path / "killed"), 2) as workers:
        results = list(workers.results(JOBS))
    assert (tmp_path / "killed").exists()
    assert sorted(results) == [(job, job * job) for job in JOBS]


def test_a_job_that_ends_every_worker_is_singled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "PATIENCE", 0.0)
    monkeypatch.setattr(crews, "BREAKS", 3)
    failed: dict[int, Failed] = {}
    with Workers(die_at_three, 2, failed=failed.__setitem__) as workers:
        results = dict(workers.results(range(8)))
    assert results == {job: job * job for job in range(8) if job != 3}
    assert list(failed) == [3]
    assert "ended from outside 3 times in a row (is memory short?); try fewer workers" in failed[3].said


def test_losses_in_a_row_are_borne_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a slow machine a worker is long in starting, and some are lost before one comes to work."""
    monkeypatch.setattr(crews, "BREAKS", 1)
    with Workers(DieAtFirst(2, tmp_path), 2) as workers:
        assert list(workers.results([3])) == [(3, 9)]
    assert len(list(tmp_path.iterdir())) == 2


def _squares(_: int) -> list[tuple[int, int]]:
    with Workers(square, 2) as workers:
        return sorted(workers.results([1, 2]))


def test_a_daemonic_process_which_may_have_no_children_does_all_itself() -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.map(_squares, [0]) == [[(1, 1), (2, 4)]]


def test_where_no_worker_can_be_started_all_is_done_here_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(crews, "ProcessPoolExecutor", refused)
    with (
        pytest.warns(OrgsimWarning, match=r"no worker processes can be started \(.*Read-only file system\)"),
        Workers(square, 2) as workers,
    ):
        assert list(workers.results([1, 2])) == [(1, 1), (2, 4)]


def test_no_more_workers_than_windows_can_wait_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes.sys, "platform", "win32")
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    monkeypatch.setattr(os, "cpu_count", lambda: 128)
    assert processes.usable_cores() == 61
    assert Workers(square, 100)._count == 61


class Mine:
    """Something a user's script may hold."""


def _work_and_look(seen: list[bool]) -> None:
    with Workers(square, 2) as workers:
        for _ in workers.results(JOBS):
            seen.append(hasattr(sys.modules["__main__"], "Mine"))


def test_threads_that_start_workers_leave_the_users_script_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    script = sys.modules["__main__"]
    monkeypatch.setattr(script, "Mine", Mine, raising=False)
    seen: list[bool] = []
    threads = [threading.Thread(target=_work_and_look, args=(seen,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        seen.append(hasattr(sys.modules["__main__"], "Mine"))
    assert sys.modules["__main__"] is script
    assert len(seen) > 3 * len(JOBS)
    assert all(seen)


def test_an_error_of_a_job_is_raised_here() -> None:
    with Workers(refuse, 2) as workers, pytest.raises(OrgsimError, match="job 7 cannot be done"):
        list(workers.results([7]))


def test_leaving_early_ends_workers_in_the_midst_of_a_job() -> None:
    before = signal.signal(signal.SIGALRM, signal.default_int_handler)
    signal.setitimer(signal.ITIMER_REAL, 2)
    begun = time.monotonic()
    try:
        with pytest.raises(KeyboardInterrupt):
            work_through(slow, [1, 2, 3])
    finally:
        signal.signal(signal.SIGALRM, before)
    assert time.monotonic() - begun < 30
    assert active_children() == []


def work_through(work: Callable[[int], int], jobs: list[int]) -> None:
    with Workers(work, 2) as workers:
        list(workers.results(jobs))


SCRIPT = """
from orgsim.study.workers import Workers
import math
with Workers(math.factorial, 2) as workers:
    print(sorted(workers.results([3, 4])))
"""


def test_a_script_without_a_main_guard_runs_once(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(SCRIPT, encoding="utf-8")
    done = subprocess.run([sys.executable, path], capture_output=True, text=True, timeout=120, check=False)
    assert (done.stdout, done.stderr) == ("[(3, 6), (4, 24)]\n", "")


ORPHANS = """
import sys, time
from orgsim.study.workers import Workers
with Workers(time.sleep, 2) as workers:
    results = workers.results([0, 300, 300, 300])
    next(results)
    print(*(worker.pid for worker in workers._crew._context.started), flush=True)
    list(results)
"""


def test_workers_leave_when_their_parent_is_killed(tmp_path: Path) -> None:
    path = tmp_path / "script.py"
    path.write_text(ORPHANS, encoding="utf-8")
    with subprocess.Popen([sys.executable, path], stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        workers = [int(word) for word in parent.stdout.readline().split()]
        parent.kill()
    deadline = time.monotonic() + 30
    while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert workers
    assert not any(alive(pid) for pid in workers)


def alive(pid: int) -> bool:
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
