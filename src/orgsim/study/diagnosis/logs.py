"""An event log that orgsim wrote, read back as far as its monthly figures need it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from orgsim.errors import unusable
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.language.phrases import Wording
from orgsim.plan.text.csv_files import CsvTable
from orgsim.plan.text.document import shown
from orgsim.randomness import Floats
from orgsim.study.diagnosis.observed import MOST_MONTHS, Observation, Place, observation
from orgsim.study.diagnosis.training import figures_of
from orgsim.units import MONTH
from orgsim.writing import called

_CODED = {"activity": "activities", "team": "teams", "outcome": "outcomes", "entity": "entities"}
_NEEDED = ("kind", *_CODED, "number", "visit", "ready", "start", "end", "hours", "mrr")
_LOG_NAMES = ("log.csv", "log.parquet")


def is_log(columns: Sequence[str]) -> bool:
    """Whether a table with such columns is an event log."""
    return "kind" in columns and "outcome" in columns and "ready" in columns


def log_in(folder: Path) -> Path:
    """The event log in a folder that orgsim wrote into; raises OrgsimError where there is none, or there are several."""
    found = [folder / name for name in _LOG_NAMES if (folder / name).is_file()]
    if len(found) != 1:
        what = Wording("two event logs") if found else Wording("no event log")
        raise unusable(
            "{called} has {found} ({log_names}); write one with: orgsim run SCENARIO --out {called} "
            "--log {called_2}",
            called=called(folder),
            found=what,
            log_names=" or ".join(_LOG_NAMES),
            called_2=called(folder / _LOG_NAMES[0]),
        )
    return found[0]


def columns_of(path: Path) -> CsvTable:
    """A log in Parquet, as the table that its CSV would be."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise unusable("Parquet needs pyarrow: pip install 'orgsim[parquet]', or give a .csv file") from None
    try:
        found = parquet.read_table(path).to_pydict()
    except (OSError, pyarrow.ArrowException) as error:
        raise unusable("{called} cannot be read: {error}", called=called(path), error=error) from None
    names = list(found)
    rows = zip(
        *(["" if value is None else str(value) for value in found[name]] for name in names), strict=True
    )
    return CsvTable(called(path), names, [(number, list(row)) for number, row in enumerate(rows, start=1)])


def from_log(table: CsvTable, pattern: EventLog) -> Observation:
    """The monthly figures of a log. pattern: a run of the scenario that is as long, whose names and hours on duty it shares.

    Months cut short by the end of the log are left out. Raises OrgsimError for a log of another scenario, or that is none.
    """
    horizon = horizon_of(table)
    rows = np.zeros(len(table.rows), dtype=pattern.rows.dtype)
    for name in rows.dtype.names or ():
        if name not in table.columns:
            continue
        texts = [text for _, text in table.column(name)]
        if name == "kind":
            rows[name] = _codes(
                table, name, texts, [row.name.lower() for row in Row], [int(row) for row in Row]
            )
        elif name in _CODED:
            known = list(getattr(pattern.names, _CODED[name]))
            rows[name] = _codes(table, name, texts, [*known, ""], [*range(len(known)), -1])
        elif np.issubdtype(rows.dtype[name], np.integer):
            rows[name] = _whole(table, name, _floats(table, name, texts))
        else:
            rows[name] = _floats(table, name, texts)
    log = replace(pattern, rows=rows, facts=replace(pattern.facts, horizon=horizon, warm_up=0.0), luck=None)
    return whole_months(log, table.name)


def whole_months(log: EventLog, name: str) -> Observation:
    """The monthly figures of a log, without a last month that its end cuts short; `name` is what messages call it."""
    whole = int(log.facts.horizon / MONTH + 1e-9)
    figures = {key: np.array(values[:whole], dtype=float) for key, values in figures_of(log).items()}
    return observation(range(1, whole + 1), figures, Place(name))


def _codes(
    table: CsvTable, name: str, texts: Sequence[str], names: Sequence[str], codes: Sequence[int]
) -> list[int]:
    # What a spreadsheet would run as a formula has got an apostrophe in front.
    where = dict(zip(names, codes, strict=True)) | {
        f"'{one}": code for one, code in zip(names, codes, strict=True) if one
    }
    found = []
    for (line, _), text in zip(table.rows, texts, strict=True):
        if text not in where:
            raise unusable(
                "{name} line {line}: {name_2} is {text}, which this scenario does not have; name the "
                "scenario of which the log is",
                name=table.name,
                line=line,
                name_2=name,
                text=shown(text),
            )
        found.append(where[text])
    return found


def _floats(table: CsvTable, name: str, texts: Sequence[str]) -> Floats:
    found = np.full(len(texts), np.nan)
    for place, text in enumerate(texts):
        if text:
            try:
                found[place] = float(text)
            except ValueError:
                line = table.rows[place][0]
                raise unusable(
                    "{name} line {line}: {name_2} is {text}; it must be a number",
                    name=table.name,
                    line=line,
                    name_2=name,
                    text=shown(text),
                ) from None
    return found


def _whole(table: CsvTable, name: str, values: Floats) -> Floats:
    """Numbers and counts of cases, people and visits, which are never far beyond the number of rows."""
    most = 10 * len(values) + 1000
    wrong = np.flatnonzero(~((values >= -1) & (values <= most) & (values == np.floor(values))))
    if wrong.size:
        line = table.rows[int(wrong[0])][0]
        raise unusable(
            "{name} line {line}: {name_2} is {values}; it must be a whole number, {most} at most",
            name=table.name,
            line=line,
            name_2=name,
            values=format(values[wrong[0]], "g"),
            most=format(most, ","),
        )
    return values


def horizon_of(table: CsvTable) -> float:
    """The end of a log in days: that of the last span that is paid. Raises OrgsimError for what is no event log of orgsim."""
    if missing := [name for name in _NEEDED if name not in table.columns]:
        raise unusable(
            "{name} is no event log of orgsim: it has no column {missing}",
            name=table.name,
            missing=shown(missing[0]),
        )
    kinds = [text for _, text in table.column("kind")]
    ends = _floats(table, "end", [text for _, text in table.column("end")])
    paid = ends[[kind == Row.PAYROLL.name.lower() for kind in kinds]]
    if not len(paid) or not np.isfinite(paid).any():
        raise unusable(
            "{name} has no rows of payroll, by which its months are known: give the whole log",
            name=table.name,
        )
    last = float(np.nanmax(paid))
    if not MONTH * (1 - 1e-9) <= last <= MOST_MONTHS * MONTH:
        raise unusable(
            "{name} covers {last} days; it must cover one month or more, and {most_months} at most",
            name=table.name,
            last=format(last, ".0f"),
            most_months=MOST_MONTHS,
        )
    return last
