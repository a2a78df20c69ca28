"""The event log for other tools: CSV, Parquet and XES, chosen by the file's ending and written whole or not at all."""

import os
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from orgsim.errors import unusable
from orgsim.events import xes
from orgsim.events.log import EventLog
from orgsim.writing import called, harmless, placing

if TYPE_CHECKING:
    import pandas as pd

_ROWS = 100_000
"""Rows of CSV made at a time, which bounds the memory a long log needs."""
_TEXTS = {"activity": "activities", "team": "teams", "outcome": "outcomes", "entity": "entities"}
"""Columns that hold codes of names from the user's files, and where `Names` keeps those."""


def write(log: EventLog, path: str | os.PathLike[str]) -> None:
    """Write the log to `path`: `.csv` and `.parquet` hold every row and column of `EventLog.frame`, `.xes` see `xes`.

    In CSV, texts that a spreadsheet would run as a formula get an apostrophe in front. The file is written under
    another name and then put in place, so that `path` never holds half a log.

    Raises OrgsimError for another ending, where the file cannot be written, or for Parquet without pyarrow.
    """
    target = Path(path)
    check_suffix(target)
    with placing(target) as draft:
        _WRITERS[target.suffix.lower()](log, draft)


def check_suffix(path: Path) -> None:
    """Raise OrgsimError when no log can be written to a file of that name: another ending, or Parquet without pyarrow."""
    if path.suffix.lower() not in _WRITERS:
        known = ", ".join(sorted(_WRITERS))
        raise unusable(
            "{called} ends in {suffix}; an event log can be written as {known}",
            called=called(path),
            suffix=repr(path.suffix or "nothing"),
            known=known,
        )
    if path.suffix.lower() == ".parquet" and find_spec("pyarrow") is None:
        raise unusable("Parquet needs pyarrow: pip install 'orgsim[parquet]', or write a .csv file")


def _write_csv(log: EventLog, path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        for first in range(0, max(1, len(log)), _ROWS):
            part = EventLog(
                log.rows[first : first + _ROWS],
                log.names,
                log.facts,
                log.givers,
                log.quotas,
                log.contracts,
                log.hours,
            )
            _harmless(part.frame(), part).to_csv(file, index=False, header=first == 0, lineterminator="\n")


def _harmless(table: "pd.DataFrame", log: EventLog) -> "pd.DataFrame":
    """The table with its texts safe to open in a spreadsheet."""
    table["case"] = [harmless(text) for text in table["case"]]
    for column, names_of in _TEXTS.items():
        names = [*map(harmless, getattr(log.names, names_of)), ""]
        table[column] = np.array(names, dtype=object)[log.rows[column]]
    return table


def _write_parquet(log: EventLog, path: Path) -> None:
    import pyarrow
    from pyarrow import parquet

    parquet.write_table(pyarrow.Table.from_pandas(log.frame(), preserve_index=False), path)


_WRITERS: dict[str, Callable[[EventLog, Path], None]] = {
    ".csv": _write_csv,
    ".parquet": _write_parquet,
    ".xes": xes.write,
}
