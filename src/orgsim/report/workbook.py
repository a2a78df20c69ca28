"""The tables of a study's folder as one workbook: a sheet for each, and no cell that a spreadsheet would run."""

import csv
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.errors import unusable
from orgsim.signs import clean
from orgsim.writing import as_meant, begins_like_a_formula, called, check_place, placing

if TYPE_CHECKING:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.workbook import Workbook

_DOCUMENTS = ("study.json", "sweep.json", "map.json")
"""Where the sentences and notes of a study stand."""
_ABOUT = "about"
_MOST_ROWS, _MOST_COLUMNS, _LONGEST = 1_048_576, 16_384, 31
"""Rows and columns of a sheet, and signs of its name, at most (Excel's limits)."""
_EXACT = 2**53
"""Whole numbers from here on lose digits in a spreadsheet, so they stay texts."""
_WIDEST = 48

Cell = str | float | int | None
Row = tuple[Cell, ...]


def export(folder: str | Path, xlsx: str | Path) -> Path:
    """Write the tables that a study wrote into its folder as one workbook, whole or not at all; the path of the file.

    One sheet for each CSV file, and before them "about": what made them, the sentences and the notes. Texts that begin with
    =, +, - or @ are texts there, too, and stay so when somebody edits them. Raises OrgsimError where the folder holds no tables,
    the file does not end in .xlsx or cannot be written, or openpyxl is not installed.
    """
    place, aim = Path(folder), Path(xlsx)
    if aim.suffix.lower() != ".xlsx":
        raise unusable("{called} must end in .xlsx", called=called(aim))
    if find_spec("openpyxl") is None:
        raise unusable("a workbook needs openpyxl: pip install 'orgsim[xlsx]', or use the CSV files")
    if not place.is_dir():
        raise unusable("{called} is no folder; name one that a study wrote with --out", called=called(place))
    tables = sorted(place.glob("*.csv"))
    if not tables:
        raise unusable(
            "{called} holds no tables; name a folder that a finished study wrote with --out",
            called=called(place),
        )
    check_place(aim)
    book = _book(_sheets(place, tables))
    with placing(aim) as draft:
        book.save(draft)
    return aim


def _sheets(folder: Path, tables: Iterable[Path]) -> dict[str, list[Row]]:
    """All sheets by their names, read before anything is written."""
    found = {_ABOUT: _about(folder)}
    for path in tables:
        found[_sheet_name(path.stem, {name.lower() for name in found})] = _read(path)
    return found


def _book(sheets: Mapping[str, Sequence[Row]]) -> "Workbook":
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        _fill(book, name, rows)
    return book


def _sheet_name(stem: str, taken: set[str]) -> str:
    """A name that a sheet can have, and no other one has."""
    bare = re.sub(r"[\\*?:/\[\]']", "_", clean(stem))[:_LONGEST]
    name, number = bare, 2
    while name.lower() in taken:
        end = f" {number}"
        name, number = bare[: _LONGEST - len(end)] + end, number + 1
    return name


def _fill(book: "Workbook", name: str, rows: Sequence[Row]) -> None:
    """A sheet whose first row heads it."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for place, width in enumerate(_widths(rows), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(rows):
        cells = [_cell(sheet, value) for value in row]
        if number == 0:
            for cell in cells:
                cell.font = Font(bold=True)
        sheet.append(cells)


def _widths(rows: Sequence[Row]) -> Iterator[float]:
    for column in zip(*rows[:200], strict=False):
        longest = max(12 if isinstance(value, float) else len(str(value)) for value in column)
        yield min(_WIDEST, longest + 2)


def _cell(sheet: Any, value: Cell) -> "WriteOnlyCell":
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value=value)
    if isinstance(value, str):
        # Said to be a text, or one that begins with = would be a formula; and marked, so that editing makes it none.
        cell.data_type = "s"
        cell.quotePrefix = begins_like_a_formula(value)
    return cell


def _about(folder: Path) -> list[Row]:
    """What made the tables, what they say, and what a reader has to know."""
    rows: list[Row] = [("about", "")]
    for name in _DOCUMENTS:
        found = _document(folder / name)
        facts = ("orgsim", "seed", "replications", "runs", "complete", "kpi")
        rows += [(key, _simple(found[key])) for key in facts if key in found]
        rows += [("answer", text) for text in _texts(found.get("sentences"))]
        rows += [("note", text) for text in _texts(found.get("notes"))]
    return rows


def _document(path: Path) -> dict[str, Any]:
    """A JSON document of a study; empty where there is none."""
    if not path.is_file():
        return {}
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise unusable("{called} cannot be read: {error}", called=called(path), error=error) from error
    return found if isinstance(found, dict) else {}


def _texts(value: object) -> list[str]:
    every = value if isinstance(value, list) else [value]
    return [clean(one) for one in every if isinstance(one, str)]


def _simple(value: object) -> Cell:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _number(str(value)) if isinstance(value, (int, float)) else clean(str(value))


def _read(path: Path) -> list[Row]:
    """A table with its head; a column of numbers as numbers, all else as the texts that were meant."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, ValueError, csv.Error) as error:
        raise unusable("{called} cannot be read: {error}", called=called(path), error=error) from error
    if len(rows) > _MOST_ROWS or max(map(len, rows), default=0) > _MOST_COLUMNS:
        raise unusable(
            "{called} is too large for a sheet ({most_rows} rows, {most_columns} columns); move it out "
            "of the folder",
            called=called(path),
            most_rows=format(_MOST_ROWS, ","),
            most_columns=format(_MOST_COLUMNS, ","),
        )
    if not rows:
        return [("",)]
    head, body = rows[0], [row + [""] * (len(rows[0]) - len(row)) for row in rows[1:]]
    columns = [_column(column) for column in zip(*body, strict=False)]
    return [tuple(map(_meant, head)), *zip(*columns, strict=True)]


def _column(texts: Sequence[str]) -> list[Cell]:
    try:
        for text in filter(None, texts):
            float(text)
    except ValueError:
        return [_meant(text) for text in texts]
    return [_number(text) if text else None for text in texts]


def _meant(text: str) -> str:
    return clean(as_meant(text))


def _number(text: str) -> Cell:
    """A number, or its text where a spreadsheet has no such number: infinite, or with more digits than it keeps."""
    value = float(text)
    if abs(value) == float("inf") or value != value:
        return text
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text) if abs(int(text)) < _EXACT else text
    return value
