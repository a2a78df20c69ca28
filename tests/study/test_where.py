"""Where runs are done changes no byte: an executor that was lent, threads or processes; and what is said when it cannot go on."""

import os
import signal
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

import pytest
from shells import ALONE, MARKET, SPLIT

import orgsim
from orgsim.errors import OrgsimError
from orgsim.plan.load import parse
from orgsim.study import at_work
from orgsim.study.at_work import Batch, Parcel, do_elsewhere
from orgsim.study.effort import settled
from orgsim.study.where import workers_of

SCENARIOS = {"alone": parse(MARKET + ALONE), "split": parse(MARKET + SPLIT)}


def square(job: int) -> int:
    return job * job


def fatal(job: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return job


def test_threads_and_processes_of_the_caller_give_the_same_bytes() -> None:
    usual: dict[str, Any] = {"replications": 6, "seed": 3}
    here = orgsim.compare(SCENARIOS, **usual, workers=1)
    with ThreadPoolExecutor(3) as threads:
        threaded = orgsim.compare(SCENARIOS, **usual, executor=threads)
        # It goes on to be the caller's.
        assert threads.submit(square, 3).result() == 9
    with ProcessPoolExecutor(1, get_context("spawn")) as processes:
        elsewhere = orgsim.compare(SCENARIOS, **usual, executor=processes)
    for other in (threaded, elsewhere):
        for name in SCENARIOS:
            assert other.values(name).equals(here.values(name))


class Counting(Executor):
    """Does all at once, and counts how much is out at a time."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.batches.append(len(args[1]))
        done: Future[Any] = Future()
        done.set_result(fn(*args, **kwargs))
        return done


def test_any_executor_will_do() -> None:
    executor = Counting()
    with workers_of(square, settled({"executor": executor, "workers": 2}), []) as workers:
        assert sorted(workers.results(range(9))) == [(job, job * job) for job in range(9)]
    assert sum(executor.batches) == 9


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_an_executor_that_has_lost_a_worker_is_said() -> None:
    with (
        ProcessPoolExecutor(1, get_context("spawn")) as processes,
        pytest.raises(OrgsimError, match=r"the executor takes no more runs .* a worker of it was lost"),
        workers_of(fatal, settled({"executor": processes}), []) as workers,
    ):
        list(workers.results([1]))


def test_an_executor_that_was_shut_down_is_said() -> None:
    threads = ThreadPoolExecutor(1)
    threads.shutdown()
    with pytest.raises(OrgsimError, match=r"the executor takes no more runs .* shut down"):
        orgsim.compare(SCENARIOS, replications=2, executor=threads)


def test_leaving_early_takes_back_what_has_not_begun() -> None:
    def stop(done: int, total: int, left: float) -> None:  # noqa: ARG001
        if done == 2:
            raise KeyboardInterrupt

    with ThreadPoolExecutor(1) as threads:
        study = orgsim.compare(SCENARIOS, replications=40, executor=threads, progress=stop)
        assert (study.complete, study.replications) == (False, 1)
        assert threads._work_queue.qsize() <= 2


def test_other_code_where_runs_are_done_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    parcel = Parcel.of(square)
    monkeypatch.setattr(at_work, "_unpacked", {})
    monkeypatch.setattr(at_work, "maker", lambda _=(): "0.0.1+0123456789abcdef")
    with pytest.raises(
        OrgsimError, match=r"orgsim is 0\.0\.1\+0123456789abcdef where runs would be done, and .* here"
    ):
        do_elsewhere(parcel, [1])


def test_what_was_sent_last_is_kept_where_it_was_sent() -> None:
    first, second = Parcel.of(square), Parcel.of(abs)
    assert do_elsewhere(first, [2]).results == [4]
    assert do_elsewhere(second, [-2]).results == [2]
    found = do_elsewhere(first, [3])
    assert isinstance(found, Batch)
    assert found.results == [9]
    assert list(at_work._unpacked) == [first.digest]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"cluster": "tcp://127.0.0.1:9", "workers": 2}, "a cluster has its own: leave one of them out"),
        ({"cluster": "tcp://127.0.0.1:9", "executor": Counting()}, "executor and cluster are both stated"),
    ],
)
def test_contradictions_are_said(options: Any, said: str) -> None:
    with pytest.raises(OrgsimError, match=said):
        settled(options)
