"""The ledger: what was finished is kept, what is spoilt or foreign is said and left as it is."""

import math
import multiprocessing
import sqlite3
import warnings
from pathlib import Path

import pytest

from orgsim.errors import OrgsimError, OrgsimWarning
from orgsim.study.ledger import FinishedReplication, Ledger
from orgsim.study.maker import digest_of_code, maker
from orgsim.study.measured import Measured
from orgsim.study.stored import row_digest

MEASURED = Measured({"arr": 0.1 + 0.2, "cac": math.nan, "won": 3.0}, {"mrr": [1.0, math.nan, 1 / 3]})


def same(a: Measured, b: Measured) -> bool:
    return repr(a) == repr(b)


def test_what_is_written_is_read_back_to_the_last_bit(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite") as ledger:
        ledger.add(7, [FinishedReplication("print", 4, MEASURED)])
    with Ledger(tmp_path / "a.sqlite") as ledger:
        known = ledger.known("print", 7)
    assert list(known) == [4]
    assert same(known[4], MEASURED)


@pytest.mark.parametrize(("scenario", "seed"), [("other", 7), ("print", 8), ("print", 2**70)])
def test_other_scenarios_and_seeds_are_kept_apart(tmp_path: Path, scenario: str, seed: int) -> None:
    with Ledger(tmp_path / "a.sqlite") as ledger:
        ledger.add(7, [FinishedReplication("print", 0, MEASURED)])
        assert ledger.known(scenario, seed) == {}


def test_numbers_made_by_other_code_are_not_taken(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite") as ledger:
        ledger.add(7, [FinishedReplication("print", 0, MEASURED)])
    file = sqlite3.connect(tmp_path / "a.sqlite")
    file.execute("update replications set orgsim = ?", ("0.0.1+" + maker().partition("+")[2],))
    file.commit()
    file.close()
    with Ledger(tmp_path / "a.sqlite") as ledger:
        assert ledger.known("print", 7) == {}


def test_the_code_of_every_room_below_the_study_counts(tmp_path: Path) -> None:
    def written(place: str, text: str) -> str:
        path = tmp_path / place
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return digest_of_code(tmp_path)

    first = written("units.py", "DAY = 1")
    second = written("setup/build.py", "x = 1")
    assert len({first, second, written("setup/build.py", "x = 2"), written("units.py", "DAY = 2")}) == 4
    assert len({written(f"{room}/a.py", "x = 1") for room in ("study", "report", "cli")}) == 1


def test_the_first_result_stays(tmp_path: Path) -> None:
    with Ledger(tmp_path / "a.sqlite") as ledger:
        ledger.add(7, [FinishedReplication("print", 0, MEASURED)])
        ledger.add(
            7,
            [
                FinishedReplication("print", 0, Measured({"arr": 9.0}, {})),
                FinishedReplication("print", 1, MEASURED),
            ],
        )
        known = ledger.known("print", 7)
    assert same(known[0], MEASURED)
    assert sorted(known) == [0, 1]


def test_a_folder_holds_its_ledger_under_a_fixed_name(tmp_path: Path) -> None:
    with Ledger(tmp_path):
        pass
    assert (tmp_path / "ledger.sqlite").exists()


def test_a_text_file_is_no_ledger_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("what the board said\n" * 100, encoding="utf-8")
    before = path.read_bytes()
    with pytest.raises(OrgsimError, match=r"notes\.txt is damaged or no ledger of orgsim"):
        Ledger(path)
    assert path.read_bytes() == before


def test_another_programs_database_is_no_ledger_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "crm.sqlite"
    file = sqlite3.connect(path)
    file.execute("create table customers (name text)")
    file.commit()
    file.close()
    before = path.read_bytes()
    with pytest.raises(OrgsimError, match=r"crm\.sqlite is an SQLite file, but no ledger of orgsim"):
        Ledger(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize(("layout", "whose"), [(1, "an earlier"), (99, "a later")])
def test_a_ledger_of_another_layout_is_said(tmp_path: Path, layout: int, whose: str) -> None:
    with Ledger(tmp_path / "a.sqlite"):
        pass
    file = sqlite3.connect(tmp_path / "a.sqlite")
    file.execute(f"pragma user_version = {layout}")
    file.close()
    with pytest.raises(
        OrgsimError, match=rf"ledger of {whose} version of orgsim, .* move it away, or name another"
    ):
        Ledger(tmp_path / "a.sqlite")


@pytest.mark.parametrize(
    "text", ["{", "[]", '{"values": {"arr": "x"}, "series": {}}', '{"values": 3}', "null"]
)
def test_a_row_that_can_mean_nothing_is_said_though_its_digest_is_right(tmp_path: Path, text: str) -> None:
    with Ledger(tmp_path / "a.sqlite") as ledger:
        digest = row_digest("print", maker(), "7", 0, text)
        ledger._file.execute(
            "insert into replications values (?, ?, ?, ?, ?, ?, 0)",
            ("print", maker(), "7", 0, text, digest),
        )
        with pytest.raises(OrgsimError, match=r"a\.sqlite is damaged"):
            ledger.known("print", 7)


@pytest.mark.parametrize(
    "change",
    [
        "measured = replace(measured, '3.0', '2.0')",
        "measured = replace(measured, 'won', 'wow')",
        "measured = replace(measured, 'mrr', 'mrs')",
        "measured = x'ff'",
        "measured = cast(x'7bff' as text)",
        "measured = 3",
        "digest = ''",
        "digest = 7",
        "replication = 5",
    ],
)
def test_a_row_that_has_changed_is_left_out_with_a_word_and_written_anew(tmp_path: Path, change: str) -> None:
    both = [FinishedReplication("print", number, MEASURED) for number in (0, 1)]
    with Ledger(tmp_path / "a.sqlite") as ledger:
        ledger.add(7, both)
        ledger._file.execute(f"update replications set {change} where replication = 1")
        with pytest.warns(
            OrgsimWarning, match=r"a\.sqlite is damaged: 1 replication in it changed .* computed anew"
        ):
            assert list(ledger.known("print", 7)) == [0]
        ledger.add(7, both)
        ledger._file.execute("delete from replications where replication = 5")
        known = ledger.known("print", 7)
    assert sorted(known) == [0, 1]
    assert same(known[1], MEASURED)


def test_no_single_wrong_byte_changes_a_number(tmp_path: Path) -> None:
    """Each byte of a row's page is spoilt in turn: the row is as it was, is left out, or the file is refused."""
    path = tmp_path / "a.sqlite"
    with Ledger(path) as ledger:
        ledger.add(7, [FinishedReplication("print", 0, MEASURED)])
    whole = path.read_bytes()
    first = whole.index(b'{"values"') - 200
    outcomes = {"same": 0, "left out": 0, "refused": 0}
    for place in range(first, whole.index(b"}", first + 200) + 100):
        spoilt = bytearray(whole)
        spoilt[place] ^= 1
        path.write_bytes(spoilt)
        try:
            with warnings.catch_warnings(), Ledger(path) as ledger:
                warnings.simplefilter("ignore", OrgsimWarning)
                known = ledger.known("print", 7)
        except OrgsimError:
            outcomes["refused"] += 1
        else:
            assert all(same(found, MEASURED) for found in known.values())
            outcomes["same" if known else "left out"] += 1
    assert outcomes["left out"] > 150


def test_a_place_without_an_ending_is_a_folder(tmp_path: Path) -> None:
    with Ledger(tmp_path / "reports" / "june"):
        pass
    assert (tmp_path / "reports" / "june" / "ledger.sqlite").is_file()


def test_a_page_overwritten_by_rubbish_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    with Ledger(path) as ledger:
        ledger.add(7, [FinishedReplication("print", number, MEASURED) for number in range(200)])
    whole = bytearray(path.read_bytes())
    whole[4096:] = b"\x55" * (len(whole) - 4096)
    path.write_bytes(whole)
    with pytest.raises(OrgsimError, match=r"a\.sqlite is damaged"), Ledger(path) as ledger:
        ledger.known("print", 7)
    assert path.read_bytes() == whole


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(OrgsimError, match="cannot be used: unable to open database file"):
        Ledger(tmp_path / "nowhere" / "a.sqlite")


def _writer(path: Path, first: int) -> None:
    for number in range(first, first + 50):
        with Ledger(path) as ledger:
            ledger.add(7, [FinishedReplication("print", number, MEASURED)])


def test_processes_write_to_one_ledger_at_the_same_time(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    path = tmp_path / "a.sqlite"
    writers = [context.Process(target=_writer, args=(path, first)) for first in (0, 50)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
    assert [writer.exitcode for writer in writers] == [0, 0]
    with Ledger(path) as ledger:
        assert sorted(ledger.known("print", 7)) == list(range(100))
