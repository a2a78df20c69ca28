"""Ledgers told, pruned, merged and verified: nothing is lost, nothing is taken that contradicts, and what differs is named."""

import sqlite3
import time
from pathlib import Path

import pytest
from shells import ALONE, MARKET, SPLIT

import orgsim
from orgsim.errors import OrgsimError, OrgsimWarning
from orgsim.plan.load import parse
from orgsim.study.ledger import FILE, FinishedReplication, Ledger
from orgsim.study.ledger_care import Pruned
from orgsim.study.maker import is_of_this_code, maker
from orgsim.study.measured import Measured
from orgsim.study.stored import row_digest

ALONE_SCENARIO, SPLIT_SCENARIO = parse(MARKET + ALONE), parse(MARKET + SPLIT)
SCENARIOS = {"alone": ALONE_SCENARIO, "split": SPLIT_SCENARIO}


def numbered(folder: Path, numbers: range, value: float = 1.0) -> Path:
    """A ledger of replications of one scenario."""
    with Ledger(folder) as ledger:
        ledger.add(7, [FinishedReplication("print", n, Measured({"won": value + n}, {})) for n in numbers])
    return folder


def changed(folder: Path, words: str) -> None:
    """Change a ledger behind its back."""
    file = sqlite3.connect(folder / FILE)
    file.execute(words)
    file.commit()
    file.close()


def made_by(folder: Path, by: str) -> None:
    """Have other code have made all that a ledger holds, digests included."""
    file = sqlite3.connect(folder / FILE)
    rows = file.execute("select scenario, seed, replication, measured from replications").fetchall()
    for scenario, seed, number, text in rows:
        digest = row_digest(scenario, by, seed, number, text)
        file.execute(
            "update replications set orgsim = ?, digest = ? where scenario = ? and replication = ?",
            (by, digest, scenario, number),
        )
    file.commit()
    file.close()


def same_but_for(folder: Path, figure: str, value: str, replication: int = 0) -> None:
    """Put another value in the place of a figure, with the digest that belongs to it: nobody sees that it was changed."""
    file = sqlite3.connect(folder / FILE)
    row = file.execute(
        "select scenario, orgsim, seed, replication, json_set(measured, ?, json(?)) from replications where replication = ?"
        " order by scenario",
        (f"$.values.{figure}", value, replication),
    ).fetchone()
    file.execute(
        "update replications set measured = ?, digest = ? where scenario = ? and replication = ?",
        (row[4], row_digest(*row), row[0], row[3]),
    )
    file.commit()
    file.close()


def test_a_ledger_tells_what_it_holds(tmp_path: Path) -> None:
    orgsim.compare(SCENARIOS, replications=3, workers=1, ledger=tmp_path)
    found = orgsim.ledger(tmp_path)
    assert (found.replications, found.stale, found.failures) == (6, 0, 0)
    table = found.table().set_index("scenario")
    assert table["replications"].to_dict() == {"alone": 3, "split": 3}
    assert table["fingerprint"].to_dict() == {name: one.fingerprint() for name, one in SCENARIOS.items()}
    assert 0 <= table["oldest"].min() <= table["oldest"].max() < 0.01
    assert found.to_json()["sets"][0]["seed"] == 1


def test_what_other_code_has_made_is_pruned_and_the_rest_stays(tmp_path: Path) -> None:
    orgsim.compare(SCENARIOS, replications=12, workers=1, ledger=tmp_path)
    made_by(tmp_path, "0.0.1+0123456789abcdef")
    usual = orgsim.compare(SCENARIOS, replications=3, workers=1, ledger=tmp_path)
    assert (orgsim.ledger(tmp_path).replications, orgsim.ledger(tmp_path).stale) == (30, 24)
    gone = orgsim.prune(tmp_path)
    assert gone.replications == 24
    assert gone.freed > 50_000
    again = orgsim.compare(SCENARIOS, replications=3, workers=1, ledger=tmp_path)
    assert again.table().equals(usual.table())
    assert orgsim.ledger(tmp_path).replications == 6
    assert orgsim.prune(tmp_path) == Pruned(0, 0)


def test_what_is_old_or_damaged_is_pruned(tmp_path: Path) -> None:
    numbered(tmp_path, range(6))
    changed(tmp_path, f"update replications set written = {time.time() - 100 * 86_400} where replication < 2")
    changed(tmp_path, "update replications set written = null where replication = 2")
    changed(
        tmp_path, "update replications set measured = replace(measured, '4.0', '5.0') where replication = 3"
    )
    assert orgsim.prune(tmp_path, older="90 days").replications == 4
    with Ledger(tmp_path) as ledger:
        assert sorted(ledger.known("print", 7)) == [4, 5]


def test_a_ledger_without_times_is_brought_up_to_date_with_all_it_holds(tmp_path: Path) -> None:
    numbered(tmp_path, range(3))
    for words in (
        "alter table replications drop column written",
        "drop table scenarios",
        "drop table failures",
    ):
        changed(tmp_path, words)
    changed(tmp_path, "pragma user_version = 2")
    with Ledger(tmp_path) as ledger:
        assert sorted(ledger.known("print", 7)) == [0, 1, 2]
        ledger.add(7, [FinishedReplication("print", 3, Measured({"won": 4.0}, {}))])
        (one,) = ledger.contents()
    assert one.replications == 4
    assert one.first == one.last is not None


def test_only_numbers_of_todays_code_are_current() -> None:
    assert is_of_this_code(maker())
    assert is_of_this_code(maker(("cooling",)))
    assert not is_of_this_code(maker() + " unheard_of 1.0/0123456789abcdef")
    assert not is_of_this_code("0.0.1+" + maker().partition("+")[2])


def test_ledgers_of_two_machines_make_one_that_goes_on(tmp_path: Path) -> None:
    for machine, seed in (("a", 1), ("b", 1), ("b", 2)):
        count = {"a": 4, "b": 2}[machine]
        orgsim.compare(SCENARIOS, replications=count, seed=seed, workers=1, ledger=tmp_path / machine)
    found = orgsim.merge([tmp_path / "a", tmp_path / "b"], tmp_path / "whole")
    assert (found.taken, found.known, found.damaged) == (8 + 4, 4, 0)
    told: list[int] = []
    orgsim.compare(
        SCENARIOS,
        replications=5,
        workers=1,
        ledger=tmp_path / "whole",
        progress=lambda done, *_: told.append(done),
    )
    assert told == [8, 9, 10]
    assert orgsim.verify(tmp_path / "whole", workers=1).agrees


def test_what_contradicts_is_not_merged(tmp_path: Path) -> None:
    numbered(tmp_path / "a", range(3))
    numbered(tmp_path / "b", range(2, 5), value=2.0)
    with pytest.raises(
        OrgsimError,
        match=r"contradict one another on replication 2 of print \(seed 7\): .* Nothing was merged",
    ):
        orgsim.merge([tmp_path / "a", tmp_path / "b"], tmp_path / "whole")
    with Ledger(tmp_path / "whole") as ledger:
        assert sorted(ledger.known("print", 7)) == [0, 1, 2]


def test_damaged_replications_are_not_merged(tmp_path: Path) -> None:
    numbered(tmp_path / "a", range(3))
    changed(tmp_path / "a", "update replications set digest = '' where replication = 1")
    found = orgsim.merge([tmp_path / "a"], tmp_path / "whole")
    assert (found.taken, found.damaged) == (2, 1)


def test_mergers_of_nothing_or_of_itself_are_said(tmp_path: Path) -> None:
    numbered(tmp_path / "a", range(1))
    with pytest.raises(OrgsimError, match="there is no ledger to merge"):
        orgsim.merge([], tmp_path / "whole")
    with pytest.raises(OrgsimError, match=r"there is no ledger at .*nowhere; name the file, or the folder"):
        orgsim.merge([tmp_path / "a", tmp_path / "nowhere"], tmp_path / "whole")
    assert not (tmp_path / "whole").exists()
    assert not (tmp_path / "nowhere").exists()
    with pytest.raises(OrgsimError, match="cannot be merged into itself"):
        orgsim.merge([tmp_path / "a"], tmp_path / "a" / FILE)


@pytest.mark.parametrize("workers", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_what_is_as_it_was_comes_out_the_same(tmp_path: Path, workers: int) -> None:
    few = {"scenario.mechanisms": ["cooling", "learning"]}  # each of them is taken away in turn
    scenarios = {name: one.replace(few) for name, one in SCENARIOS.items()}
    orgsim.compare(scenarios, replications=2, workers=1, ledger=tmp_path)
    orgsim.attribute(scenarios, replications=1, workers=1, ledger=tmp_path)
    varied = {"teams.field.headcount": [2, 3]}
    orgsim.sweep({"split": scenarios["split"]}, levers=varied, replications=2, workers=1, ledger=tmp_path)
    found = orgsim.verify(tmp_path, 100, workers=workers)
    # Two replications of either scenario, one taken apart of either, and two of the point that is no scenario of the study.
    assert (found.held, found.checked, found.deviations, found.agrees) == (8, 8, (), True)
    assert found.table().empty
    assert orgsim.verify(tmp_path, 3, workers=1).checked == 3


def test_what_differs_is_named_to_the_figure(tmp_path: Path) -> None:
    orgsim.compare({"split": SPLIT_SCENARIO}, replications=3, workers=1, ledger=tmp_path)
    same_but_for(tmp_path, "won", "12345.0", replication=1)
    found = orgsim.verify(tmp_path, workers=1)
    assert not found.agrees
    (row,) = found.table().to_dict("records")
    won = orgsim.simulate(SPLIT_SCENARIO, 1, 1).summary.kpis["won"]
    assert row == {
        "scenario": "split", "seed": 1, "replication": 1, "figures": 1, "first": "won", "stored": 12345.0,
        "computed": won, "error": "",
    }  # fmt: skip
    assert found.to_json()["agrees"] is False


def test_damage_is_no_agreement(tmp_path: Path) -> None:
    orgsim.compare({"split": SPLIT_SCENARIO}, replications=3, workers=1, ledger=tmp_path)
    changed(tmp_path, "update replications set digest = '' where replication = 1")
    found = orgsim.verify(tmp_path, workers=1)
    assert (found.checked, found.damaged, found.agrees) == (2, 1, False)


def test_what_cannot_be_run_again_is_counted_or_said(tmp_path: Path) -> None:
    orgsim.compare(SCENARIOS, replications=2, workers=1, ledger=tmp_path)
    changed(tmp_path, "delete from scenarios where name = 'alone'")
    found = orgsim.verify(tmp_path, workers=1)
    assert (found.held, found.checked, found.unreadable) == (4, 2, 2)
    made_by(tmp_path, "0.0.1+0123456789abcdef")
    with pytest.raises(OrgsimError, match="of 4 replications, 4 were made by other code than that of today"):
        orgsim.verify(tmp_path, workers=1)
    with pytest.raises(OrgsimError, match=r"holds nothing of three; it holds .*split"):
        orgsim.verify(tmp_path, scenario="three", workers=1)
    with pytest.raises(OrgsimError, match="sample is 0; it must be a whole number, 1 or more"):
        orgsim.verify(tmp_path, 0)


def test_a_scenario_that_is_kept_means_what_it_meant(tmp_path: Path) -> None:
    """A text that was changed behind the ledger's back is not run for the scenario whose fingerprint it bears."""
    orgsim.compare(SCENARIOS, replications=1, workers=1, ledger=tmp_path)
    changed(
        tmp_path,
        "update scenarios set text = (select text from scenarios where name = 'split') where name = 'alone'",
    )
    assert orgsim.verify(tmp_path, workers=1).unreadable == 1
    changed(tmp_path, "update scenarios set text = x'00' where name = 'alone'")
    assert orgsim.verify(tmp_path, workers=1).unreadable == 1


def test_damage_that_a_study_meets_is_said_there(tmp_path: Path) -> None:
    orgsim.compare({"split": SPLIT_SCENARIO}, replications=2, workers=1, ledger=tmp_path)
    changed(tmp_path, "update replications set digest = '' where replication = 1")
    with pytest.warns(OrgsimWarning, match="1 replication in it changed since"):
        orgsim.compare({"split": SPLIT_SCENARIO}, replications=2, workers=1, ledger=tmp_path)
    assert orgsim.verify(tmp_path, workers=1).agrees
