"""One ledger for many studies: what one has run, the others take, and more replications run only what is missing."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shells import ALONE, MARKET, SPLIT

import orgsim
from orgsim.plan.load import parse
from orgsim.study import run as running

SHORT = {"scenario.horizon": "25 days"}
SPLIT_SCENARIO, ALONE_SCENARIO = (parse(MARKET + teams).replace(SHORT) for teams in (SPLIT, ALONE))
VARIED = {"teams.field.headcount": [2, 3]}

Call = Callable[..., Any]


def compared(**options: Any) -> Any:
    """The split organization against one that has another in a team."""
    more = SPLIT_SCENARIO.replace({"teams.inside.headcount": 2})
    return orgsim.compare({"split": SPLIT_SCENARIO, "more": more}, **options).table()


def next_hire(**options: Any) -> Any:
    """Where the next person is worth most."""
    return orgsim.next_hire(SPLIT_SCENARIO, "won", kinds=["person"], **options).study.table()


def transition(**options: Any) -> Any:
    """From the split organization to one that does all."""
    found = orgsim.transition(SPLIT_SCENARIO, ALONE_SCENARIO, "12 days", kpi="won", **options)
    return found.study.table()


def swept(**options: Any) -> Any:
    """One team more or less."""
    return orgsim.sweep({"split": SPLIT_SCENARIO}, levers=VARIED, kpis=["won"], **options).table()


def mapped(**options: Any) -> Any:
    """Which is best over two parameters."""
    scenarios = {"split": SPLIT_SCENARIO, "alone": ALONE_SCENARIO}
    axes = (
        ("sources.web.leads", ["1 / day", "3 / day"]),
        ("offering.price", ["5_000 / month", "9_000 / month"]),
    )
    return orgsim.phase_map(scenarios, *axes, "won", **options).cells()


def staffed(**options: Any) -> Any:
    """The best division of the people there are."""
    usual = {"people": 4, "kpi": "won,revenue", "search": 3, "shortlist": 2}
    return orgsim.staff({"split": SPLIT_SCENARIO}, **usual, **options).table()


STUDIES: dict[str, Call] = {
    "compare": compared,
    "next-hire": next_hire,
    "transition": transition,
    "sweep": swept,
    "map": mapped,
    "staff": staffed,
}


class Counted:
    """Counts the runs that are made, by fingerprint, seed and replication."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.runs: list[tuple[str, int, int]] = []
        run = running.run

        def counted(scenario: Any, seed: int, replication: int) -> Any:
            self.runs.append((scenario.fingerprint(), seed, replication))
            return run(scenario, seed, replication)

        monkeypatch.setattr(running, "run", counted)

    def of(self, call: Call, **options: Any) -> tuple[Any, list[tuple[str, int, int]]]:
        """What a study answers, and the runs that were made for it."""
        self.runs = []
        return call(workers=1, **options), self.runs


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    """What counts."""
    return Counted(monkeypatch)


ALIKE = ("next-hire", "transition", "map")
"""Studies that are comparisons, or sweeps, of their own kind."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow if name in ALIKE else ()) for name in STUDIES]
)
def test_more_replications_run_only_what_is_missing(name: str, counted: Counted, tmp_path: Path) -> None:
    call = STUDIES[name]
    few, at_first = counted.of(call, replications=4, ledger=tmp_path)
    again, nothing = counted.of(call, replications=4, ledger=tmp_path)
    many, more = counted.of(call, replications=7, ledger=tmp_path)
    alone, anew = counted.of(call, replications=7)
    assert again.equals(few)
    assert many.equals(alone)
    assert nothing == []
    assert at_first
    assert more
    assert not set(more) & set(at_first)
    assert set(anew) <= set(at_first) | set(more)
    if name not in ("map", "staff"):  # Those choose what they run by what they have seen.
        assert set(anew) == set(at_first) | set(more)


@pytest.mark.parametrize(
    "first", [pytest.param(name, marks=() if name == "sweep" else pytest.mark.slow) for name in STUDIES]
)
def test_the_same_scenario_is_run_once_whichever_study_comes_first(
    first: str, counted: Counted, tmp_path: Path
) -> None:
    """The scenario as it is, by a sweep too, which keeps the KPIs alone of its other points."""
    mark = SPLIT_SCENARIO.fingerprint()
    made: list[tuple[str, int, int]] = []
    for name in (first, *(name for name in STUDIES if name != first)):
        made += counted.of(STUDIES[name], replications=4, ledger=tmp_path / "project.sqlite")[1]
    assert {number for print_, seed, number in made if (print_, seed) == (mark, 1)} >= {0, 1, 2, 3}
    assert len(made) == len(set(made))
