"""Replications: the same whoever does them, kept in the ledger, and as many as the precision needs."""

import math
import os
import signal
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from orgsim.errors import OrgsimError
from orgsim.plan.model.content import ScenarioHead
from orgsim.study.effort import Effort, Options, settled
from orgsim.study.measured import Measured
from orgsim.study.replications import Replications, replicate
from orgsim.study.sample import Experiment, gather


@dataclass(frozen=True)
class Plan:
    """Stands for a scenario: the mean and spread of its revenue."""

    mean: float
    spread: float = 1.0
    folder: Path | None = None

    @property
    def scenario(self) -> ScenarioHead:
        return ScenarioHead()

    def fingerprint(self) -> str:
        return f"{self.mean} {self.spread}"

    def to_toml(self) -> str:
        return f"mean = {self.mean}"


def revenue(plan: Plan, seed: int, replication: int) -> Measured:
    luck = np.random.default_rng([seed, replication]).normal()
    value = plan.mean + plan.spread * luck
    return Measured({"revenue": value, "won": 7.0, "cac": math.nan}, {"cash": [value, -value]})


def counted(plan: Plan, seed: int, replication: int) -> Measured:
    """As `revenue`; leaves a mark for each time it is done."""
    assert plan.folder is not None
    with (plan.folder / f"{plan.mean} {replication}").open("a") as file:
        file.write("x")
    return revenue(plan, seed, replication)


def counted_and_killed_once(plan: Plan, seed: int, replication: int) -> Measured:
    assert plan.folder is not None
    if replication == 6 and not (plan.folder / "killed").exists():
        (plan.folder / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return counted(plan, seed, replication)


def undefined(plan: Plan, seed: int, replication: int) -> Measured:  # noqa: ARG001
    return Measured({"revenue": math.nan, "won": math.nan}, {})


def memory(plan: Plan) -> float:  # noqa: ARG001
    """What a run needs: next to nothing."""
    return 1.0


def experiment(measure: Any = revenue, folder: Path | None = None, seed: int = 3) -> Experiment:
    return Experiment({"a": Plan(10, 1, folder), "b": Plan(12, 2, folder)}, seed, measure, memory)  # type: ignore[dict-item]


def effort(**options: Any) -> Effort:
    return settled(Options(workers=1) | options)  # type: ignore[operator]


def revenues(done: Replications) -> list[list[float]]:
    return [sample.column("revenue").tolist() for sample in done.samples.values()]


def marks(folder: Path) -> dict[str, int]:
    return {path.name: len(path.read_text()) for path in folder.iterdir() if path.name != "killed"}


EXPECTED = [
    [10 + np.random.default_rng([3, number]).normal() for number in range(9)],
    [12 + 2 * np.random.default_rng([3, number]).normal() for number in range(9)],
]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_and_their_order_do_not_depend_on_the_workers(workers: int) -> None:
    done = replicate(experiment(), effort(replications=9, workers=workers))
    assert revenues(done) == EXPECTED
    assert (done.numbers, done.complete) == (tuple(range(9)), True)
    assert done.samples["a"].series["cash"].tolist() == [[x, -x] for x in EXPECTED[0]]


def test_a_killed_worker_loses_nothing_and_little_is_done_twice(tmp_path: Path) -> None:
    done = replicate(experiment(counted_and_killed_once, tmp_path), effort(replications=9, workers=2))
    assert (tmp_path / "killed").exists()
    assert revenues(done) == EXPECTED
    assert len(marks(tmp_path)) == 18


def test_progress_is_told_from_the_start_to_the_end() -> None:
    told: list[tuple[int, int, float]] = []
    replicate(experiment(), effort(replications=3, progress=lambda *news: told.append(news)))
    assert [done for done, _, _ in told] == list(range(7))
    assert {total for _, total, _ in told} == {6}
    assert math.isnan(told[0][2])
    assert told[-1][2] == 0


class StopAt:
    """Presses Ctrl-C when so many replications are done."""

    def __init__(self, done: int) -> None:
        self.done = done

    def __call__(self, done: int, total: int, left: float) -> None:  # noqa: ARG002
        if done == self.done:
            raise KeyboardInterrupt


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_answers_with_what_all_scenarios_have(workers: int) -> None:
    done = replicate(experiment(), effort(replications=9, workers=workers, progress=StopAt(9)))
    assert not done.complete
    assert 3 <= len(done.numbers) <= 4
    for found, expected in zip(revenues(done), EXPECTED, strict=True):
        assert found == [expected[number] for number in done.numbers]


def test_ctrl_c_before_anything_is_complete_ends_the_study() -> None:
    with pytest.raises(KeyboardInterrupt):
        replicate(experiment(), effort(replications=9, progress=StopAt(1)))


def test_the_same_command_goes_on_after_ctrl_c(tmp_path: Path) -> None:
    marked = tmp_path / "marks"
    marked.mkdir()
    file = tmp_path / "ledger.sqlite"
    stopped = replicate(experiment(counted, marked), effort(replications=9, ledger=file, progress=StopAt(7)))
    assert stopped.numbers == (0, 1, 2)
    told: list[int] = []
    done = replicate(
        experiment(counted, marked),
        effort(replications=9, ledger=file, progress=lambda done, _total, _left: told.append(done)),
    )
    assert revenues(done) == EXPECTED
    assert told == list(range(7, 19))
    assert marks(marked) == {f"{mean} {number}": 1 for mean in (10, 12) for number in range(9)}


def test_a_ledger_that_knows_more_gives_what_was_asked_for(tmp_path: Path) -> None:
    replicate(experiment(), effort(replications=9, ledger=tmp_path))
    done = replicate(experiment(), effort(replications=4, ledger=tmp_path))
    assert revenues(done) == [expected[:4] for expected in EXPECTED]


def test_ctrl_c_gives_no_more_than_was_asked_for_either(tmp_path: Path) -> None:
    replicate(experiment(), effort(replications=9, ledger=tmp_path))
    done = replicate(experiment(), effort(replications=4, ledger=tmp_path, progress=StopAt(8)))
    assert (done.numbers, done.complete) == ((0, 1, 2, 3), False)


def test_another_seed_is_another_study(tmp_path: Path) -> None:
    replicate(experiment(), effort(replications=2, ledger=tmp_path))
    done = replicate(experiment(seed=4), effort(replications=2, ledger=tmp_path))
    assert revenues(done)[0][0] == 10 + np.random.default_rng([4, 0]).normal()


def test_a_precision_is_reached_and_not_much_exceeded() -> None:
    # Half-width t·s/√n at most 2 % of the mean: n near (1.96 · 2 / 0.24)² = 267 for b, whatever a needs.
    done = replicate(experiment(), effort(precision=0.02))
    assert 180 < len(done.numbers) < 360
    for sample in done.samples.values():
        column = sample.column("revenue")
        assert 1.96 * column.std(ddof=1) / math.sqrt(len(column)) <= 0.02 * column.mean()


def test_a_precision_stops_at_the_most_that_is_allowed() -> None:
    assert replicate(experiment(), effort(precision=0.001, replications=30)).numbers == tuple(range(30))


def test_a_precision_of_what_does_not_vary_takes_one_round() -> None:
    assert len(replicate(experiment(), effort(precision=0.02, precision_kpi="won")).numbers) == 10


def test_a_precision_of_what_is_undefined_is_refused() -> None:
    with pytest.raises(OrgsimError, match="the precision of won cannot be reached: a does not define it"):
        replicate(experiment(undefined), effort(precision=0.02))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"replications": 0}, "replications is 0; it must be a whole number, 1 or more"),
        ({"replications": 2.5}, "replications is 2.5; it must be a whole number, 1 or more"),
        ({"workers": -1}, "workers is -1; it must be a whole number, 1 or more"),
        ({"precision": 2}, "precision is 2; it must be more than 0 and less than 1 (0.02 is 2 %)"),
        ({"precision": math.nan}, "precision is nan; it must be more than 0 and less than 1 (0.02 is 2 %)"),
    ],
)
def test_impossible_options_are_said(options: dict[str, Any], said: str) -> None:
    with pytest.raises(OrgsimError) as caught:
        effort(**options)
    assert str(caught.value) == said


def test_an_unknown_option_and_an_unknown_kpi_are_said() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'replication'"):
        effort(replication=4)
    with pytest.raises(OrgsimError, match="precision_kpi is 'ARR'; it must be one of arr, revenue"):
        effort(precision_kpi="ARR")


def test_what_is_left_unsaid_is_usual() -> None:
    assert settled({}).most == 40
    assert settled({"precision": 0.1}).most == 1000
    assert settled({"replications": None, "workers": None}).workers >= 1


def test_keys_that_some_replications_lack_are_undefined_there() -> None:
    sample = gather([Measured({"a": 1}, {}), Measured({"a": 2, "b": 3}, {})])
    assert sample.keys == ("a", "b")
    assert np.isnan(sample.column("b")).tolist() == [True, False]
    assert np.isnan(sample.column("c")).tolist() == [True, True]
