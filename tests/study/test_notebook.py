"""Progress in a notebook: a bar that is replaced, where a kernel runs, and nowhere else."""

import math
import sys
from types import SimpleNamespace
from typing import Any

import pytest
from shells import ALONE, MARKET

import orgsim
from orgsim.plan.load import parse
from orgsim.study import notebook
from orgsim.study.notebook import bar_of_notebook, picture_of


class Output:
    """The output of a cell: what is shown in it, one picture in the place of the other."""

    def __init__(self) -> None:
        self.pictures: list[str] = []
        self.displays = 0

    def display(self, picture: dict[str, str], raw: bool, display_id: bool) -> "Output":
        """A new place for a picture."""
        assert raw
        assert display_id
        self.displays += 1
        self.update(picture, raw)
        return self

    def update(self, picture: dict[str, str], raw: bool) -> None:
        """Another picture in its place."""
        assert raw
        self.pictures.append(picture["text/plain"])


def shell(monkeypatch: pytest.MonkeyPatch, running: Any) -> Output:
    """Let IPython be there."""
    output = Output()
    there = SimpleNamespace(get_ipython=lambda: running, display=SimpleNamespace(display=output.display))
    monkeypatch.setitem(sys.modules, "IPython", there)
    return output


def test_a_study_in_a_notebook_shows_one_bar_from_the_start_to_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    output = shell(monkeypatch, SimpleNamespace(kernel=object()))
    monkeypatch.setattr(notebook, "_EVERY", 0.0)
    orgsim.compare({"alone": parse(MARKET + ALONE)}, replications=3, workers=1)
    assert output.displays == 1
    assert output.pictures[0] == f"[{'-' * 30}] 0 of 3 runs"
    assert output.pictures[-1] == f"[{'#' * 30}] 3 of 3 runs"
    assert len(output.pictures) == 4


def test_many_quick_runs_are_not_shown_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    output = shell(monkeypatch, SimpleNamespace(kernel=object()))
    bar = bar_of_notebook()
    assert bar is not None
    for done in range(1001):
        bar(done, 1000, 1.0)
    assert len(output.pictures) < 50
    assert output.pictures[-1].endswith("1,000 of 1,000 runs, 1 s left")


def test_a_bar_of_ones_own_comes_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    output = shell(monkeypatch, SimpleNamespace(kernel=object()))
    told: list[int] = []
    orgsim.compare(
        {"alone": parse(MARKET + ALONE)},
        replications=2,
        workers=1,
        progress=lambda done, *_: told.append(done),
    )
    assert told == [0, 1, 2]
    assert output.pictures == []


@pytest.mark.parametrize("running", [None, SimpleNamespace()])
def test_nothing_is_shown_in_a_terminal(monkeypatch: pytest.MonkeyPatch, running: Any) -> None:
    shell(monkeypatch, running)
    assert bar_of_notebook() is None


def test_nothing_is_shown_without_ipython(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "IPython", raising=False)
    assert bar_of_notebook() is None


def test_the_picture_says_what_is_left() -> None:
    assert picture_of(12, 20, 65.2) == f"[{'#' * 18}{'-' * 12}] 12 of 20 runs, 65 s left"
    assert picture_of(0, 0, math.nan) == f"[{'#' * 30}] 0 of 0 runs"
