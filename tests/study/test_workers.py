"""The workers: results do not depend on who works, a killed worker loses nothing, and Ctrl-C leaves nobody behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from multiprocessing import active_children
from pathlib import Path

import pytest

from orgsim.errors import OrgsimError
from orgsim.study.workers import BREAKS, Workers

JOBS = list(range(23))


def square(job: int) -> int:
    return job * job


def die(_: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


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


@pytest.mark.parametrize("count", [1, 2, 3])
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


def test_workers_that_always_die_end_the_study_with_words() -> None:
    with (
        Workers(die, 2) as workers,
        pytest.raises(OrgsimError, match=rf"{BREAKS} times in a row .* 2 runs are left"),
    ):
        list(workers.results([1, 2]))


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
    print(*(worker.pid for worker in workers._context.started), flush=True)
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
