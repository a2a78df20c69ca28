"""The workbook of a study: a sheet for each table, numbers as numbers, and no cell that a spreadsheet would run."""

import csv
import json
import zipfile
from pathlib import Path

import pytest
from openpyxl import load_workbook

import orgsim
from orgsim.errors import OrgsimError
from orgsim.report import workbook
from orgsim.writing import as_meant, harmless

HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "\t=1",
    "＝1",
    "#N/A",
    "'=quoted",
    "sales",
    "123",
]


def folder(tmp_path: Path) -> Path:
    """What a study wrote, with teams of names that a spreadsheet would run."""
    rows = [[harmless(name), 0.5, "", 3] for name in HOSTILE]
    write(tmp_path / "teams.csv", [["team", "mean", "low", "count"], *rows])
    write(
        tmp_path / "numbers.csv",
        [["=head", "value", "big"], ["a", "inf", "12345678901234567890"], ["b", "-2.5", "7"]],
    )
    told = {"orgsim": "0.1.0", "seed": 7, "complete": True, "notes": ["=note"], "sentences": ["A is best."]}
    (tmp_path / "study.json").write_text(json.dumps(told))
    return tmp_path


def write(path: Path, rows: list[list[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def test_texts_stay_texts_and_nothing_runs(tmp_path: Path) -> None:
    aim = orgsim.export(folder(tmp_path), tmp_path / "book.xlsx")
    book = load_workbook(aim)
    cells = [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)
    ]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}
    for cell in cells:
        assert cell.quotePrefix is cell.value.startswith(("=", "+", "-", "@", "\t", "＝")), cell.value
    names = [row[0].value for row in book["teams"].iter_rows(min_row=2)]
    assert names == [name if name != "'=quoted" else "=quoted" for name in HOSTILE]
    with zipfile.ZipFile(aim) as parts:
        assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if name.endswith(".xml"))


def test_each_table_has_a_sheet_with_its_numbers(tmp_path: Path) -> None:
    book = load_workbook(orgsim.export(folder(tmp_path), tmp_path / "book.XLSX"))
    assert book.sheetnames == ["about", "numbers", "teams"]
    assert [row[:4] for row in book["teams"].iter_rows(min_row=2, max_row=2, values_only=True)] == [
        ("=1+1", 0.5, None, 3)
    ]
    # What a spreadsheet would round or cannot hold stays as it was written.
    assert list(book["numbers"].iter_rows(values_only=True)) == [
        ("=head", "value", "big"),
        ("a", "inf", "12345678901234567890"),
        ("b", -2.5, 7),
    ]
    about = list(book["about"].iter_rows(values_only=True))
    assert about[1:] == [
        ("orgsim", "0.1.0"),
        ("seed", 7),
        ("complete", "yes"),
        ("answer", "A is best."),
        ("note", "=note"),
    ]


def test_names_of_sheets_are_such_as_a_spreadsheet_takes(tmp_path: Path) -> None:
    for stem in ("a" * 40, "a" * 41, "About", "x[1]"):
        write(tmp_path / f"{stem}.csv", [["n"], [1]])
    book = load_workbook(orgsim.export(tmp_path, tmp_path / "book.xlsx"))
    assert book.sheetnames == ["about", "About 2", "a" * 31, f"{'a' * 29} 2", "x_1_"]


def test_what_cannot_be_exported_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OrgsimError, match=r"book\.ods must end in \.xlsx"):
        orgsim.export(tmp_path, "book.ods")
    with pytest.raises(
        OrgsimError, match="holds no tables; name a folder that a finished study wrote with --out"
    ):
        orgsim.export(tmp_path, tmp_path / "book.xlsx")
    with pytest.raises(OrgsimError, match="is no folder; name one that a study wrote with --out"):
        orgsim.export(tmp_path / "none", tmp_path / "book.xlsx")
    folder(tmp_path)
    with pytest.raises(OrgsimError, match="cannot be written"):
        orgsim.export(tmp_path, tmp_path / "none" / "book.xlsx")
    (tmp_path / "teams.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(OrgsimError, match=r"teams\.csv cannot be read"):
        orgsim.export(tmp_path, tmp_path / "book.xlsx")
    assert not list(tmp_path.glob("*.xlsx"))
    monkeypatch.setattr(workbook, "find_spec", lambda _: None)
    with pytest.raises(OrgsimError, match=r"a workbook needs openpyxl: pip install 'orgsim\[xlsx\]'"):
        orgsim.export(tmp_path, tmp_path / "book.xlsx")


def test_a_sheet_that_would_be_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 3)
    with pytest.raises(OrgsimError, match=r"teams\.csv is too large for a sheet"):
        orgsim.export(folder(tmp_path), tmp_path / "book.xlsx")


@pytest.mark.parametrize("text", HOSTILE[:-3])
def test_the_apostrophe_of_a_csv_file_goes_as_it_came(text: str) -> None:
    assert as_meant(harmless(text)) == (text if text != "'=quoted" else "=quoted")
    assert as_meant("'tis") == "'tis"
