"""Who is there on day 0, one by one: the columns of CSV files of customers and of leads, which become part of a document."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from orgsim.errors import Problem, ScenarioError
from orgsim.language.phrases import Phrase, Wording, within
from orgsim.plan.text.csv_files import CsvTable, Shelf, few
from orgsim.plan.text.csv_named import choice, named_column, named_table, stamp_rules
from orgsim.plan.text.csv_numbers import MARKS, numbers, some_numbers
from orgsim.plan.text.document import Document, meant, nearest, shown
from orgsim.plan.text.time_stamps import StampColumn, moments
from orgsim.plan.text.toml_lines import Path

FIRM_PATHS: dict[Path, dict[str, str]] = {
    ("firm", "customers"): {
        "mrr": "number", "second_line": "some", "since": "date", "term_ends": "date", "segment": "segment",
        "owner": "text", "health": "signed",
    },
    ("firm", "pipeline"): {"activity": "activity", "entered": "date", "left": "left", "segment": "segment", "value": "number"},
}  # fmt: skip
"""The tables that may name a CSV, and what stands in each of their columns."""
_Values = list[float] | list[str] | list[float | str]
_ABOUT_FILE = ("file", "zone", "file_zone", "dates", "decimal")


def with_people(document: Document, path: Path, shelf: Shelf) -> Document:
    """The document with the columns of a CSV in place of their names; a key that is not stated means the column of its name, if
    there is one. Raises ScenarioError with what is wrong."""
    table, origin = named_table(document, path, shelf), document.origin((*path, "file"))
    wrong: list[Problem] = []
    found: dict[str, _Values] = {}
    for key, kind in FIRM_PATHS[path].items():
        if document.get(*path, key) is None:
            if key in table.columns:
                document = document.with_value((*path, key), key, origin)
            elif kind != "activity":
                continue
        try:
            column = named_column(document, (*path, key), table, Wording("the column of the steps"))
            document, found[key] = _read(document, path, table, (key, column, kind), found)
        except ScenarioError as error:
            wrong += error.problems
    if wrong:
        raise ScenarioError(wrong)
    document = document.without(*((*path, key) for key in _ABOUT_FILE))
    for key, values in found.items():
        document = document.with_value((*path, key), values, origin)
    return document


def _read(
    document: Document,
    path: Path,
    table: CsvTable,
    column: tuple[str, str, str],
    before: dict[str, _Values],
) -> tuple[Document, _Values]:
    """The values of a column: its key, its name and what stands in it; those of columns `before` it are known."""
    key, name, kind = column
    if kind in ("number", "signed"):
        mark = choice(document, (*path, "decimal"), MARKS)
        return document, numbers(table, name, mark, signed=kind == "signed")
    if kind == "some":
        return document, some_numbers(table, name, choice(document, (*path, "decimal"), MARKS))
    if kind == "date":
        return _days(document, path, table, (key, name), before.get("mrr"))
    texts = [text for _, text in table.column(name)]
    wrong = [] if kind == "text" else list(_unknown(document, table, name, kind))
    if wrong:
        raise ScenarioError(few(wrong))
    return document, texts


def _days(
    document: Document,
    path: Path,
    table: CsvTable,
    column: tuple[str, str],
    mrr: _Values | None,
) -> tuple[Document, list[float]]:
    """The dates of a column as days from day 0; raises ScenarioError. Who pays nothing that recurs has no term that ends."""
    key, name = column
    start = document.get("scenario", "start")
    if not isinstance(start, date) or isinstance(start, datetime):
        message = Wording(
            "the dates of {name} need the day on which they hold: state scenario.start, the date of day 0",
            name=table.name,
        )
        raise ScenarioError([document.problem((*path, "file"), message)])
    cells = list(table.column(name))
    free = [key == "term_ends" and mrr is not None and mrr[k] == 0.0 for k in range(len(cells))]
    empty = [line for (line, text), none in zip(cells, free, strict=True) if not text and not none]
    if empty:
        raise ScenarioError(
            few([Problem(table.name, line, Wording("{name} is empty", name=name)) for line in empty])
        )
    said = [cell for cell in cells if cell[1]]
    read, notes = moments(StampColumn(table.name, name, said), stamp_rules(document, path))
    midnight = datetime.combine(start, time())
    days = [
        ((moment or datetime.combine(day, time())) - midnight) / timedelta(days=1) for day, moment in read
    ]
    wrong = [
        Problem(
            table.name,
            line,
            Wording(
                "{name} is {text}, {amiss} the scenario's start, {start}",
                name=name,
                text=text,
                amiss=_amiss(key),
                start=start,
            ),
        )
        for (line, text), day in zip(said, days, strict=True)
        if (key == "since" and day >= 0) or (key == "term_ends" and day < 0)
    ]
    if wrong:
        raise ScenarioError(few(wrong))
    left = iter(days)
    found = [next(left) if text else 0.0 for _, text in cells]
    return replace(document, notes=(*document.notes, *notes)), found


def _amiss(key: str) -> Phrase:
    return Phrase("not before") if key == "since" else within("the start", "before")


def _unknown(document: Document, table: CsvTable, name: str, kind: str) -> Iterator[Problem]:
    """Cells that name what the market does not have."""
    stated = document.get("segments" if kind == "segment" else "journey")
    known = list(stated) if isinstance(stated, dict) else []
    where = "[segments]" if kind == "segment" else Wording("the journey")
    if kind == "activity":
        known += [name for name in ("customer", "nurture") if name not in known]
    if kind == "left":
        known.append("")
    for line, text in table.column(name):
        if text not in known:
            near = nearest(text, known)
            hint = meant(near, Wording("known are {known}", known=", ".join(known) or "none"))
            yield Problem(
                table.name,
                line,
                Wording(
                    "{name} is {text}, which {where} does not have; {hint}",
                    name=name,
                    text=shown(text),
                    where=where,
                    hint=hint,
                ),
            )
