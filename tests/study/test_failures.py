"""Replications that always fail: a few are left out on all sides and said, one too many ends the study; each runs again alone."""

import os
import signal
from pathlib import Path

import pytest
from shells import ALONE, MARKET, SPLIT

import orgsim
from orgsim.errors import OrgsimError
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.study import compare as comparing
from orgsim.study import crews, verify
from orgsim.study.effort import Effort, settled
from orgsim.study.measured import Measured
from orgsim.study.replications import Replications, replicate
from orgsim.study.sample import Experiment, measure

SHORT = {"scenario.horizon": "20 days"}
SCENARIOS = {"alone": parse(MARKET + ALONE).replace(SHORT), "split": parse(MARKET + SPLIT).replace(SHORT)}
SPLIT_MARK = SCENARIOS["split"].fingerprint()


def failing(scenario: Scenario, seed: int, replication: int) -> Measured:
    """As `measure`; but in one of the scenarios, replication 4 divides by nothing."""
    if replication == 4 and scenario.fingerprint() == SPLIT_MARK:
        raise ZeroDivisionError("division by zero")
    return measure(scenario, seed, replication)


def fatal(scenario: Scenario, seed: int, replication: int) -> Measured:
    """As `measure`; but in one of the scenarios, replication 4 ends its process."""
    if replication == 4 and scenario.fingerprint() == SPLIT_MARK:
        os.kill(os.getpid(), signal.SIGKILL)
    return measure(scenario, seed, replication)


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparisons, and verifications, whose replication 4 fails."""

    def one(experiment: Experiment, effort: Effort, tolerant: bool = False) -> Replications:
        return replicate(Experiment(experiment.scenarios, experiment.seed, failing), effort, tolerant)

    monkeypatch.setattr(comparing, "replicate", one)
    monkeypatch.setitem(verify._MEASURES, "", failing)


@pytest.mark.usefixtures("breaking")
@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_one_in_twenty_is_left_out_on_both_sides_and_said(workers: int, tmp_path: Path) -> None:
    study = orgsim.compare(SCENARIOS, replications=20, workers=workers, ledger=tmp_path, parts="path")
    others = tuple(number for number in range(20) if number != 4)
    assert (study.numbers, study.replications, study.complete) == (others, 19, True)
    usual = {name: [measure(one, 1, n).values["won"] for n in others] for name, one in SCENARIOS.items()}
    assert {name: study.values(name)["won"].tolist() for name in SCENARIOS} == usual
    (failed,) = study.failures
    assert (failed.scenario, failed.replication, failed.error) == (
        "split",
        4,
        "ZeroDivisionError: division by zero",
    )
    first = study.notes()[0]
    assert first.startswith("1 replication fails whenever it is run and is left out of every organization")
    assert f"orgsim verify {tmp_path} --replication 4 --scenario split --seed 1" in first
    assert study.split is None
    assert "Differences are not split in parts, since replications failed." in study.notes()


@pytest.mark.usefixtures("breaking")
def test_the_command_that_is_told_runs_it_again(tmp_path: Path) -> None:
    orgsim.compare(SCENARIOS, replications=20, workers=1, ledger=tmp_path)
    found = orgsim.verify(tmp_path, scenario="split", seed=1, replication=4, workers=1)
    assert [(one.before, one.now) for one in found.failures] == [("ZeroDivisionError: division by zero",) * 2]
    assert (found.checked, found.agrees) == (0, True)


@pytest.mark.usefixtures("breaking")
def test_a_failure_that_is_no_more_is_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    orgsim.compare(SCENARIOS, replications=20, workers=1, ledger=tmp_path)
    assert orgsim.ledger(tmp_path).failures == 1
    monkeypatch.setitem(verify._MEASURES, "", measure)
    found = orgsim.verify(tmp_path, replication=4, scenario="split", workers=1)
    assert [one.now for one in found.failures] == [""]
    monkeypatch.undo()
    assert orgsim.compare(SCENARIOS, replications=20, workers=1, ledger=tmp_path).replications == 20
    assert orgsim.ledger(tmp_path).failures == 0


@pytest.mark.usefixtures("breaking")
def test_one_too_many_ends_the_study_with_its_error_and_how_to_run_it_again() -> None:
    with pytest.raises(ZeroDivisionError, match="division by zero") as caught:
        orgsim.compare(SCENARIOS, replications=19, workers=1)
    assert caught.value.__notes__ == [
        "It ended replication 4 of split (seed 1), to be run again with: orgsim.simulate(scenarios['split'], 1, 4)"
    ]


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_run_that_ends_every_process_it_is_done_in_is_singled_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crews, "PATIENCE", 0.0)
    monkeypatch.setattr(crews, "BREAKS", 3)
    effort = settled({"replications": 20, "workers": 2})
    done = replicate(Experiment(SCENARIOS, 1, fatal), effort, tolerant=True)
    assert done.numbers == tuple(number for number in range(20) if number != 4)
    (failed,) = done.failures
    assert (failed.scenario, failed.replication) == ("split", 4)
    assert "ended from outside 3 times in a row (is memory short?)" in failed.error


def test_other_studies_leave_nothing_out_and_say_which_run_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A selection's guarantee and a sweep's points need all runs."""
    monkeypatch.setattr("orgsim.study.sample.simulate", _refused)
    monkeypatch.setattr("orgsim.study.sweep.runs.simulate", _refused)
    alone = SCENARIOS["alone"]
    with pytest.raises(OrgsimError, match="time stands still") as caught:
        orgsim.sweep(
            {"alone": alone},
            levers={"teams.sales.headcount": [2, 3]},
            replications=2,
            workers=1,
            ledger=tmp_path,
        )
    assert caught.value.__notes__[0].endswith(
        f"orgsim verify {tmp_path} --replication 0 --scenario alone --seed 1"
    )
    with pytest.raises(OrgsimError, match="time stands still") as caught:
        orgsim.staff(
            {"split": SCENARIOS["split"]},
            people=4,
            kpi="won",
            replications=2,
            search=3,
            shortlist=2,
            workers=1,
        )
    assert "orgsim.simulate(scenarios['split (1, 3)']" in caught.value.__notes__[0]


def _refused(*_: object) -> None:
    raise OrgsimError("time stands still")
