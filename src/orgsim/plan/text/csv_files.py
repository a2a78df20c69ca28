"""CSV files that a document names: found and allowed first, read once, within limits."""

import csv
import io
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orgsim.errors import Problem, ScenarioError, unusable
from orgsim.language.phrases import Wording
from orgsim.plan.text.locations import Located, read_bytes, text_of

MOST_BYTES = 50_000_000
MOST_ROWS = 1_000_000
_SHOWN = 5
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs"}
_TRIED = 100
"""Rows that are looked at to find out what separates the cells."""


@dataclass(slots=True)
class Shelf:
    """CSV files read so far; each is read once, whatever is asked of it."""

    _tables: dict[Path, "CsvTable"] = field(default_factory=dict)

    def table(self, file: Located) -> "CsvTable":
        """The table of a file; raises OrgsimError or ScenarioError when it cannot be used."""
        if file.path not in self._tables:
            self._tables[file.path] = _read(file)
        return self._tables[file.path]


@dataclass(frozen=True, slots=True)
class CsvTable:
    """A CSV file: its column names, and its rows with their line numbers."""

    name: str
    columns: list[str]
    rows: list[tuple[int, list[str]]]
    separator: str = ","
    """What stands between its cells."""

    def column(self, name: str) -> Iterator[tuple[int, str]]:
        """The texts of a column, each with its line."""
        position = self.columns.index(name)
        return ((line, row[position].strip()) for line, row in self.rows)

    def repeated(self) -> list[tuple[int, int]]:
        """The lines of rows that are the same as an earlier one in every cell, each with the line of that."""
        first: dict[tuple[str, ...], int] = {}
        again = ((line, first.setdefault(tuple(row), line)) for line, row in self.rows)
        return [(line, earlier) for line, earlier in again if line != earlier]


def _read(file: Located) -> CsvTable:
    text = text_of(read_bytes(file.path, MOST_BYTES))
    separator = _separator(text)
    reader = csv.reader(io.StringIO(text), strict=True, delimiter=separator)
    rows: list[tuple[int, list[str]]] = []
    wrong: list[Problem] = []
    try:
        columns = [name.strip() for name in next(reader, [])]
        for row in reader:
            if len(row) == len(columns):
                rows.append((reader.line_num, row))
            elif row:
                wrong.append(
                    Problem(
                        file.name,
                        reader.line_num,
                        Wording(
                            "this row has {count} of {count_2} cells", count=len(row), count_2=len(columns)
                        ),
                    )
                )
            if len(rows) > MOST_ROWS:
                raise unusable(
                    "it has more than {most_rows} rows, the most that is read",
                    most_rows=format(MOST_ROWS, ","),
                )
    except csv.Error as error:
        wrong.append(Problem(file.name, reader.line_num, Wording("this is not CSV: {error}", error=error)))
    if wrong:
        raise ScenarioError(few(wrong))
    if not rows:
        raise unusable("it has no rows below a header")
    return CsvTable(file.name, columns, rows, separator)


def _separator(text: str) -> str:
    """What stands between the cells of a CSV: a comma, else a semicolon or a tab, by which its first rows have as many cells as
    its header. Raises OrgsimError where they have that by two of them."""
    found = [one for one in _SEPARATORS if _fits(text, one)]
    if len(found) > 1:
        names = " or by ".join(_SEPARATORS[one] for one in found[:2])
        raise unusable(
            "its cells could be separated by {names}; put texts that hold either in quotes", names=names
        )
    return found[0] if found else next((one for one in _SEPARATORS if one in _header(text)), ",")


def _fits(text: str, separator: str) -> bool:
    """Whether the first rows of a CSV have as many cells as its header, and more than one."""
    reader = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        rows = [row for row in itertools.islice(reader, _TRIED) if row]
    except csv.Error:
        return False
    return bool(rows) and len(rows[0]) > 1 and all(len(row) == len(rows[0]) for row in rows)


def _header(text: str) -> str:
    return text.partition("\n")[0]


def few(wrong: list[Problem]) -> list[Problem]:
    """The first problems of a file, and how many more there are."""
    if len(wrong) <= _SHOWN:
        return wrong
    more = Problem(
        wrong[0].file,
        wrong[_SHOWN].line,
        Wording("and {count} more rows from here on have problems", count=len(wrong) - _SHOWN),
    )
    return [*wrong[:_SHOWN], more]
