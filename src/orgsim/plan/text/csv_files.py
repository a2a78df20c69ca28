"""CSV files that a document names: found and allowed first, read once, within limits."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from orgsim.errors import OrgsimError, Problem, ScenarioError
from orgsim.plan.text.locations import Located, read_bytes, text_of

MOST_BYTES = 50_000_000
MOST_ROWS = 1_000_000
_SHOWN = 5


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

    def column(self, name: str) -> Iterator[tuple[int, str]]:
        """The texts of a column, each with its line."""
        position = self.columns.index(name)
        return ((line, row[position].strip()) for line, row in self.rows)


def _read(file: Located) -> CsvTable:
    text = text_of(read_bytes(file.path, MOST_BYTES))
    reader = csv.reader(io.StringIO(text), strict=True)
    rows: list[tuple[int, list[str]]] = []
    wrong: list[Problem] = []
    try:
        columns = [name.strip() for name in next(reader, [])]
        for row in reader:
            if len(row) == len(columns):
                rows.append((reader.line_num, row))
            elif row:
                wrong.append(
                    Problem(file.name, reader.line_num, f"this row has {len(row)} of {len(columns)} cells")
                )
            if len(rows) > MOST_ROWS:
                raise OrgsimError(f"it has more than {MOST_ROWS:,} rows, the most that is read")
    except csv.Error as error:
        wrong.append(Problem(file.name, reader.line_num, f"this is not CSV: {error}"))
    if wrong:
        raise ScenarioError(few(wrong))
    if not rows:
        raise OrgsimError("it has no rows below a header")
    return CsvTable(file.name, columns, rows)


def few(wrong: list[Problem]) -> list[Problem]:
    """The first problems of a file, and how many more there are."""
    if len(wrong) <= _SHOWN:
        return wrong
    more = Problem(
        wrong[0].file, wrong[_SHOWN].line, f"and {len(wrong) - _SHOWN} more rows from here on have problems"
    )
    return [*wrong[:_SHOWN], more]
