"""Studies with mechanisms from outside: workers import them, and a ledger does without none that its numbers were made with."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from outsiders import SCENARIO, TIRING, imported, module, taken_out_after

import orgsim
from orgsim.mechanisms import outside
from orgsim.mechanisms.outside import ORIGINS, Provenance
from orgsim.plan.load import parse
from orgsim.study.ledger import FinishedReplication, Ledger
from orgsim.study.maker import maker
from orgsim.study.measured import Measured

MEASURED = Measured({"won": 3.0}, {})


@pytest.fixture
def tiring(tmp_path: Path) -> Iterator[ModuleType]:
    """The module of a mechanism that is registered."""
    with taken_out_after(), imported(module(tmp_path / "own", "tiring"), "tiring") as found:
        orgsim.register(found.MECHANISM)
        yield found


@pytest.mark.usefixtures("tiring")
def test_workers_import_what_a_script_has_registered() -> None:
    plans = {"a": parse(SCENARIO), "b": parse(SCENARIO).replace({"effects.tiring.per_visit": 2.0})}
    alone, many = (orgsim.compare(plans, replications=6, workers=workers) for workers in (1, 2))
    for name in plans:
        assert alone.values(name).equals(many.values(name))
    assert not many.values("a").equals(many.values("b"))


SCRIPT = (
    TIRING
    + f'''
import orgsim
from orgsim.plan.load import parse

orgsim.register(MECHANISM)
plan = parse("""{SCENARIO}""")
print(orgsim.compare({{"a": plan}}, replications=2, workers=1).replications)
orgsim.compare({{"a": plan}}, replications=2, workers=2, ledger="ledger.sqlite")
'''
)


def test_a_mechanism_of_the_script_itself_needs_one_worker(tmp_path: Path) -> None:
    (tmp_path / "study.py").write_text(SCRIPT)
    done = subprocess.run(
        [sys.executable, "study.py"],
        env={**os.environ, "PYTHONPATH": str(Path(orgsim.__file__).parents[1])},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.stdout == "2\n"
    assert done.stderr.splitlines()[-1] == (
        "orgsim.errors.OrgsimError: worker processes cannot import the mechanism tiring: put it into a file of its own, at the "
        "top level, and import it from there, or use workers=1"
    )


def test_it_is_found_where_it_has_its_name_if_its_parts_are_elsewhere(tmp_path: Path) -> None:
    module(tmp_path, "parts", TIRING.replace("MECHANISM = ", "def made():\n    return "))
    module(tmp_path, "whole", "import parts\n\nHELD = parts.made()\n")
    with taken_out_after(), imported(tmp_path, "parts"), imported(tmp_path, "whole") as whole:
        orgsim.register(whole.HELD)
        assert outside.for_workers() == (Provenance("whole", "HELD"),)
        assert Provenance("whole", "HELD").load() is whole.HELD
        before = maker(["tiring"])
        module(tmp_path, "parts", TIRING.replace("0.2", "0.4"))
        outside._digest.cache_clear()
        assert maker(["tiring"]) != before


def test_a_mechanism_without_a_name_in_its_module_needs_one_worker(tiring: ModuleType) -> None:
    ORIGINS["tiring"] = outside.origin(tiring.MECHANISM)
    assert outside.for_workers() == (Provenance("tiring", "MECHANISM"),)
    found = tiring.MECHANISM
    del tiring.MECHANISM
    ORIGINS["tiring"] = outside.origin(found)
    with pytest.raises(orgsim.OrgsimError, match="worker processes cannot import the mechanism tiring"):
        orgsim.compare({"a": parse(SCENARIO)}, replications=2, workers=2)


def kept(folder: Path) -> Path:
    """A ledger with one replication made with the mechanism."""
    with Ledger(folder / "a.sqlite") as ledger:
        ledger.add(7, [FinishedReplication("print", 0, MEASURED, ("cooling", "tiring"))])
    return folder / "a.sqlite"


@pytest.mark.usefixtures("tiring")
def test_a_ledger_gives_back_what_was_made_with_the_same_mechanism(tmp_path: Path) -> None:
    with Ledger(kept(tmp_path)) as ledger:
        assert list(ledger.known("print", 7, ("cooling", "tiring"))) == [0]
        assert ledger.known("print", 7, ("cooling",)) == {}


@pytest.mark.usefixtures("tiring")
def test_numbers_made_by_another_version_of_it_are_stale(tmp_path: Path) -> None:
    path = kept(tmp_path)
    ORIGINS["tiring"] = Provenance("tiring", "MECHANISM", "orgsim-tiring", "2.0")
    with Ledger(path) as ledger:
        assert ledger.known("print", 7, ("tiring",)) == {}
    assert maker(["tiring"]).endswith(f" tiring 2.0/{outside._digest('tiring', 'tiring')}")
    assert maker(["cooling"]) == maker()


def test_its_code_counts(tmp_path: Path) -> None:
    seen = set()
    for number in range(2):
        folder = module(tmp_path / str(number), f"tiring_{number}", TIRING.replace("0.2", f"0.{number + 3}"))
        with taken_out_after(), imported(folder, f"tiring_{number}") as found:
            orgsim.register(found.MECHANISM)
            seen.add(maker(["tiring"]))
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("origin", "said"),
    [
        (
            Provenance("tiring", "MECHANISM", "orgsim-tiring", "1.0"),
            "orgsim-tiring 1.0, which is not here: install it again (pip install orgsim-tiring), or name another file",
        ),
        (
            Provenance("tiring", "MECHANISM"),
            "the module tiring, which is not here: register it (orgsim.register), or name another file",
        ),
    ],
)
def test_a_ledger_is_not_opened_without_a_mechanism_of_its_numbers(
    tmp_path: Path, tiring: ModuleType, origin: Provenance, said: str
) -> None:
    ORIGINS["tiring"] = origin
    path = kept(tmp_path)
    del ORIGINS["tiring"]
    with pytest.raises(orgsim.OrgsimError) as error:
        Ledger(path)
    assert str(error.value) == f"{path} holds results of the mechanism tiring from {said}"
    assert tiring.MECHANISM.name == "tiring"


def test_a_ledger_without_such_mechanisms_has_no_table_of_them(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite") as ledger:
        ledger.add(7, [FinishedReplication("print", 0, MEASURED, ("cooling",))])
    file = sqlite3.connect(tmp_path / "a.sqlite")
    assert file.execute("select name from sqlite_master where name = 'outside'").fetchall() == []
    file.close()
    with Ledger(tmp_path / "a.sqlite") as ledger:
        assert list(ledger.known("print", 7)) == [0]


@pytest.mark.usefixtures("tiring")
def test_a_mechanism_in_no_file_has_no_ledger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["tiring"], "__file__", None)
    outside._digest.cache_clear()
    with pytest.raises(orgsim.OrgsimError) as said:
        kept(tmp_path)
    assert str(said.value) == (
        "a ledger cannot tell whether the mechanism tiring has changed, since it is in no file: put it into one, or name no "
        "ledger"
    )


@pytest.mark.usefixtures("tiring")
def test_the_same_study_goes_on_from_its_ledger(tmp_path: Path) -> None:
    plan, told = parse(SCENARIO), list[int]()
    orgsim.compare({"a": plan}, replications=3, workers=1, ledger=tmp_path)
    more = orgsim.compare(
        {"a": plan}, replications=4, workers=1, ledger=tmp_path, progress=lambda done, *_: told.append(done)
    )
    assert told == [3, 4]
    assert more.replications == 4
