"""Recorded values: columns of CSV files that become part of a document."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from orgsim import units
from orgsim.errors import OrgsimError, Problem, ScenarioError
from orgsim.language.phrases import Phrase, Wording, counting
from orgsim.plan.text.csv_files import CsvTable, Shelf, few
from orgsim.plan.text.csv_firm import FIRM_PATHS, with_people
from orgsim.plan.text.csv_named import choice, named_column, named_table, stamp_rules
from orgsim.plan.text.csv_numbers import MARKS, numbers
from orgsim.plan.text.document import Document, meant, nearest, shown, written
from orgsim.plan.text.locations import Located
from orgsim.plan.text.time_stamps import Read, StampColumn, moments
from orgsim.plan.text.toml_lines import Path


@dataclass(frozen=True, slots=True)
class Stamp:
    """One recorded lead: when it came, its segment where one is recorded, and its line in the CSV."""

    moment: datetime
    segment: str | None
    line: int


def references(data: Any, path: Path = ()) -> Iterator[Path]:
    """Paths of the tables that name a CSV file: recorded sources, who is there on day 0, and distributions with a `file`."""
    if isinstance(data, dict):
        recorded = len(path) == 2 and path[0] == "sources" and data.get("kind") == "recorded"
        if "file" in data and (
            recorded or path in FIRM_PATHS or "column" in data or data.get("distribution") == "empirical"
        ):
            yield path
        for key, value in data.items():
            yield from references(value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            if isinstance(value, dict):
                yield from references(value, (*path, str(position)))


def resolved(
    document: Document, shelf: Shelf, locate: Callable[[str], Located]
) -> tuple[Document, list[Problem], list[Path]]:
    """The document with the columns it names read into it, what is wrong with them, and the tables that this concerns.

    `locate` finds a file that was named outside any file; it raises OrgsimError.
    """
    found: list[Problem] = []
    broken: list[Path] = []
    recorded: dict[Path, list[Stamp]] = {}
    people: list[Path] = []
    for path in list(references(document.data)):
        try:
            document = _located(document, (*path, "file"), locate)
            if document.get(*path, "kind") == "recorded":
                recorded[path], notes = _stamps(document, path, shelf)
                document = replace(document, notes=(*document.notes, *notes))
            elif path in FIRM_PATHS:
                people.append(path)
            else:
                document = _with_values(document, path, shelf)
        except ScenarioError as error:
            found += error.problems
            broken.append(path)
    for path, stamps in recorded.items():
        start = _start(document, recorded)
        if document.get("scenario", "start") is None and isinstance(document.get("scenario") or {}, dict):
            document = document.with_value(("scenario", "start"), start, document.origin((*path, "file")))
        unfit = _too_early(document, path, stamps, start) or _unknown_segments(document, path, stamps)
        if unfit:
            found += unfit
            broken.append(path)
        else:
            document = _with_arrivals(document, path, stamps, start)
    for path in people:
        try:
            document = with_people(document, path, shelf)
        except ScenarioError as error:
            found += error.problems
            broken.append(path)
    return document, found, broken


def _located(document: Document, path: Path, locate: Callable[[str], Located]) -> Document:
    """The document with a file's name found, where it is not found yet; raises ScenarioError."""
    name = document.get(*path)
    if isinstance(name, Located):
        return document
    if not isinstance(name, str):
        raise ScenarioError(
            [
                document.problem(
                    path,
                    Wording(
                        "{path} is {name}; it must be the name of a CSV file",
                        path=written(path),
                        name=shown(name),
                    ),
                )
            ]
        )
    try:
        return document.with_value(path, locate(name), document.origin(path))
    except OrgsimError as error:
        raise ScenarioError(
            [
                document.problem(
                    path,
                    Wording("{path} is {name}: {error}", path=written(path), name=shown(name), error=error),
                )
            ]
        ) from None


def _start(document: Document, recorded: dict[Path, list[Stamp]]) -> date:
    """The stated start, else the day of the first record."""
    stated = document.get("scenario", "start")
    if isinstance(stated, date) and not isinstance(stated, datetime):
        return stated
    return min(stamps[0].moment.date() for stamps in recorded.values())


def _with_values(document: Document, path: Path, shelf: Shelf) -> Document:
    """A distribution with its values read from its CSV column; raises ScenarioError."""
    table = named_table(document, path, shelf)
    column = named_column(document, (*path, "column"), table, Wording("the column"))
    unit = document.get(*path, "unit")
    if unit is not None and not _is_unit(unit):
        where = (*path, "unit")
        message = Wording(
            '{where} is {unit}; it must be a unit such as "h" or "days"',
            where=written(where),
            unit=shown(unit),
        )
        raise ScenarioError([document.problem(where, message)])
    found = numbers(table, column, choice(document, (*path, "decimal"), MARKS))
    values = [number if unit is None else f"{number!r} {unit}" for number in found]
    origin = document.origin((*path, "file"))
    keys = ("file", "column", "unit", "decimal")
    document = document.without(*((*path, key) for key in keys)).with_value((*path, "values"), values, origin)
    if document.get(*path, "distribution") is None:
        document = document.with_value((*path, "distribution"), "empirical", origin)
    return document


def _is_unit(unit: Any) -> bool:
    if not isinstance(unit, str):
        return False
    try:
        units.days(f"1 {unit}")
    except ValueError:
        return False
    return True


def _stamps(document: Document, path: Path, shelf: Shelf) -> tuple[list[Stamp], list[Phrase]]:
    """The leads of a recorded source in order of time, and what is worth a note; raises ScenarioError."""
    table = named_table(document, path, shelf)
    times = named_column(document, (*path, "time"), table, Wording("the column of the time stamps"))
    read, notes = moments(
        StampColumn(table.name, times, list(table.column(times))), stamp_rules(document, path)
    )
    segments: list[str | None] = [None] * len(read)
    if document.get(*path, "segment") is not None:
        segments = [
            text
            for _, text in table.column(
                named_column(document, (*path, "segment"), table, Wording("the column of the segments"))
            )
        ]
    lines = [line for line, _ in table.rows]
    stamps = sorted(map(Stamp, _spread(read), segments, lines), key=lambda stamp: stamp.moment)
    used = {times, document.get(*path, "segment")}
    return stamps, [*notes, *(_repeated(table) if set(table.columns) - used else ())]


def _repeated(table: CsvTable) -> Iterator[Phrase]:
    """What to know of rows that occur twice."""
    again = table.repeated()
    if again:
        line, earlier = again[0]
        yield counting(
            "{file}: a row is the same as an earlier one in every cell (line {line} as line {earlier}); each counts as a lead of"
            " its own",
            "{file}: {count} rows are the same as earlier ones in every cell (line {line} as line {earlier}); each counts as a"
            " lead of its own",
            len(again),
            file=table.name,
            count=len(again),
            line=line,
            earlier=earlier,
        )


def _spread(read: list[Read]) -> list[datetime]:
    """Moments of all; the n leads of a day without time of day come at (i + 0.5)/n of it, in the order of their rows."""
    of_day = Counter(day for day, moment in read if moment is None)
    seen: Counter[date] = Counter()
    moments = []
    for day, moment in read:
        if moment is None:
            moment = datetime.combine(day, time()) + timedelta(days=(seen[day] + 0.5) / of_day[day])
            seen[day] += 1
        moments.append(moment)
    return moments


def _too_early(document: Document, path: Path, stamps: list[Stamp], start: date) -> list[Problem]:
    name = document.get(*path, "file").name
    early = [stamp for stamp in stamps if stamp.moment.date() < start]
    where = document.place(("scenario", "start"))
    message = Wording(
        "lies before the scenario's start, {start} ({where}); drop the row or let the scenario start earlier",
        start=start,
        where=where,
    )
    return few(
        [
            Problem(
                name,
                stamp.line,
                Wording("{name} {what}", name=format(stamp.moment, "%Y-%m-%d"), what=message),
            )
            for stamp in early
        ]
    )


def _unknown_segments(document: Document, path: Path, stamps: list[Stamp]) -> list[Problem]:
    """Leads of segments that the document does not have."""
    stated, name = document.get("segments"), document.get(*path, "file").name
    known = list(stated) if isinstance(stated, dict) else []
    wrong = sorted(
        (stamp.line, stamp.segment)
        for stamp in stamps
        if stamp.segment is not None and stamp.segment not in known
    )
    problems = []
    for line, segment in wrong:
        near = nearest(segment, known)
        hint = meant(near, Wording("add it, or drop the column of segments"))
        what = Wording(
            "{found} is {segment}, which [segments] does not have; {hint}",
            found=document.get(*path, "segment"),
            segment=shown(segment),
            hint=hint,
        )
        problems.append(Problem(name, line, what))
    return few(problems)


def _with_arrivals(document: Document, path: Path, stamps: list[Stamp], start: date) -> Document:
    """A recorded source with its leads as days since the scenario's start."""
    origin = document.origin((*path, "file"))
    midnight = datetime.combine(start, time())
    arrivals = [(stamp.moment - midnight) / timedelta(days=1) for stamp in stamps]
    keys = ("file", "time", "segment", "zone", "file_zone", "dates")
    document = document.without(*((*path, key) for key in keys))
    document = document.with_value((*path, "arrivals"), arrivals, origin)
    if stamps[0].segment is not None:
        document = document.with_value(
            (*path, "arrival_segments"), [stamp.segment for stamp in stamps], origin
        )
    return document
