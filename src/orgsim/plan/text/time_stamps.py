"""Time stamps: a column of a CSV as moments of one clock on the wall, or, in words, why it cannot be read as that.

Whatever is written counts: an offset is converted or asked about, never dropped; and what can be read in two ways is read in
neither, unless the other rows or the scenario say which is meant.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from orgsim.errors import Problem, ScenarioError
from orgsim.language.phrases import Phrase, Wording, counting, listed
from orgsim.plan.text.csv_files import few
from orgsim.plan.text.document import shown

DAY_FIRST, MONTH_FIRST = "day first", "month first"
"""How dates that end with the year may be written."""
_YEAR, _EITHER = "year first", "either"
_LIKE = Wording('a time stamp such as "2024-01-31" or "2024-01-31 14:05"')
_YEAR_FIRST = r"(?P<year>\d{4})(?P<a>[-/.])(?P<one>\d\d?)(?P=a)(?P<two>\d\d?)"
_YEAR_LAST = r"(?P<first>\d\d?)(?P<b>[-/.])(?P<second>\d\d?)(?P=b)(?P<last>\d{4})"
_TIME = r"(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<rest>\d\d(?:[.,]\d+)?))?(?:\s?(?P<half>[AaPp])\.?[Mm]\.?)?"
_OFFSET = r"(?P<zero>Z|UTC|GMT)|(?P<offset>[+-]\d\d(?::?\d\d)?)"
_STAMP = re.compile(rf"(?:{_YEAR_FIRST}|{_YEAR_LAST})(?:(?:,?\s+|T){_TIME}(?:\s?(?:{_OFFSET}))?)?", re.ASCII)
_SHORT_YEAR = re.compile(r"\d\d?([-/.])\d\d?\1\d\d(?!\d).*", re.ASCII)
_NAMED = re.compile(r".*\d\s*([A-Z]{2,5})", re.ASCII)

Read = tuple[date, datetime | None]
"""The day of a time stamp, and its moment where it states a time of day."""


@dataclass(frozen=True, slots=True)
class Rules:
    """How the time stamps of a source are meant, as far as it is stated."""

    zone: ZoneInfo | None = None
    """That of the clock on the wall by which everybody works."""
    file_zone: ZoneInfo | None = None
    """That of time stamps without an offset, where it is another."""
    dates: str | None = None
    """DAY_FIRST or MONTH_FIRST."""


@dataclass(frozen=True, slots=True)
class StampColumn:
    """A column of time stamps: the file and its name, and each text with its line."""

    file: str
    name: str
    cells: list[tuple[int, str]]

    def problem(self, line: int, message: str) -> Problem:
        """A problem with one of its cells."""
        return Problem(self.file, line, Wording("{name} {what}", name=self.name, what=message))


def moments(column: StampColumn, rules: Rules) -> tuple[list[Read], list[Phrase]]:
    """All time stamps of a column by the clock on the wall, and what their reader should know; raises ScenarioError."""
    found = _orders(column)
    unsure = None if rules.dates is not None else _unsure(column, found)
    dates = rules.dates or (DAY_FIRST if DAY_FIRST in found else MONTH_FIRST)
    read: list[Read] = []
    wrong = [] if unsure is None else [unsure]
    for line, text in column.cells:
        try:
            if unsure is None or _way(text) in (None, _YEAR):
                read.append(_read(text, dates))
        except ValueError as error:
            wrong.append(column.problem(line, Wording("is {text}; {error}", text=shown(text), error=error)))
    if wrong:
        raise ScenarioError(few(sorted(wrong, key=lambda problem: problem.line)))
    notes = [] if rules.dates is not None else list(_decided(column, found))
    if rules.zone is None:
        return _as_written(column, read, notes)
    return _converted(column, read, rules.zone, rules.file_zone or rules.zone, notes)


def _way(text: str) -> str | None:
    """How a date says that it is written; None for one that says nothing of others, such as 3/3/2024.

    Dates with points (31.01.2024) are written day first everywhere, so they say nothing either.
    """
    if text[4:5] == "-" and text[:4].isdecimal():
        return _YEAR
    match = _STAMP.fullmatch(text)
    if match is None or match["b"] == "." or (match["last"] and int(match["first"]) == int(match["second"])):
        return None
    if match["year"] is not None:
        return _YEAR
    return DAY_FIRST if int(match["first"]) > 12 else MONTH_FIRST if int(match["second"]) > 12 else _EITHER


def _orders(column: StampColumn) -> dict[str, tuple[int, str]]:
    """The ways in which dates are written, each with its first line and text."""
    found: dict[str, tuple[int, str]] = {}
    for line, text in column.cells:
        way = _way(text)
        if way is not None:
            found.setdefault(way, (line, text))
    return found


def _unsure(column: StampColumn, found: Mapping[str, tuple[int, str]]) -> Problem | None:
    """What keeps dates that end with the year from being read, if nothing is stated of them."""
    ways = [way for way in (DAY_FIRST, MONTH_FIRST, _EITHER) if way in found]
    if not ways:
        return None
    line, text = found[ways[0]]
    key = Wording('state dates = "day first" or dates = "month first"')
    if ways[:2] == [DAY_FIRST, MONTH_FIRST]:
        other, different = found[MONTH_FIRST]
        message = Wording(
            "with the day first, and {different} in line {other} has the month first: write all in one way",
            different=shown(different),
            other=other,
        )
    elif _YEAR in found:
        other, different = found[_YEAR]
        message = Wording(
            "and {different} in line {other} is another way to write dates; {key} for those that end "
            "with the year",
            different=shown(different),
            other=other,
            key=key,
        )
    elif ways == [_EITHER]:
        message = Wording("and no row says whether the day or the month comes first; {key}", key=key)
    else:
        return None
    return column.problem(line, Wording("is {text}, {message}", text=shown(text), message=message))


def _decided(column: StampColumn, found: Mapping[str, tuple[int, str]]) -> Iterator[Phrase]:
    """What to know where the file itself shows how its dates are written."""
    for way in (DAY_FIRST, MONTH_FIRST):
        if way in found:
            line, text = found[way]
            told = {"file": column.file, "column": column.name, "line": line, "text": shown(text)}
            if way == DAY_FIRST:
                yield Phrase(
                    "{file}: dates of {column} are read day first, since line {line} has {text}", **told
                )
            else:
                yield Phrase(
                    "{file}: dates of {column} are read month first, since line {line} has {text}", **told
                )


def _read(text: str, dates: str) -> Read:
    """One time stamp, with its offset where it has one; raises ValueError, whose text says what it must be."""
    try:
        return date.fromisoformat(text), None
    except ValueError:
        pass
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return moment.date(), moment
    match = _STAMP.fullmatch(text)
    if match is None:
        raise ValueError(_unlike(text))
    if match["year"] is not None:
        year, month, day = int(match["year"]), int(match["one"]), int(match["two"])
    else:
        day, month, year = int(match["first"]), int(match["second"]), int(match["last"])
        if match["b"] != "." and dates == MONTH_FIRST:
            day, month = month, day
    try:
        found = date(year, month, day)
        return found, None if match["hour"] is None else _at(found, match)
    except ValueError:
        raise ValueError(Wording("there is no such day or time")) from None


def _at(day: date, match: re.Match[str]) -> datetime:
    """The moment of a day at the time of day that was found; raises ValueError for none."""
    hour, rest = int(match["hour"]), (match["rest"] or "00").replace(",", ".")
    if match["half"] is not None:
        if not 1 <= hour <= 12:
            raise ValueError(Wording("no hour of half a day"))
        hour = hour % 12 + 12 * (match["half"] in "Pp")
    offset = "+00:00" if match["zero"] else match["offset"] or ""
    return datetime.fromisoformat(f"{day.isoformat()}T{hour:02}:{match['minute']}:{rest[:9]}{offset}")


def _unlike(text: str) -> str:
    """Why a text is no time stamp."""
    named = _NAMED.fullmatch(text)
    if named is not None and _STAMP.fullmatch(text[: named.start(1)].rstrip()):
        return Wording(
            "{named} can mean several zones: write the offset (such as +09:00), or leave it out and "
            'state file_zone = "…"',
            named=named[1],
        )
    if _SHORT_YEAR.fullmatch(text):
        return Wording("the year must have four digits")
    return Wording("it must be {like}", like=_LIKE)


def _as_written(
    column: StampColumn, read: list[Read], notes: list[Phrase]
) -> tuple[list[Read], list[Phrase]]:
    """Moments as they are written, where no zone is stated; raises ScenarioError where offsets make that another clock."""
    found: dict[timedelta | None, tuple[int, str]] = {}
    for (line, text), (_, moment) in zip(column.cells, read, strict=True):
        if moment is not None:
            found.setdefault(moment.utcoffset(), (line, text))
    if not found.keys() - {None}:
        return read, notes
    key = Wording(
        'state the zone of the office, such as zone = "Asia/Tokyo", and time stamps are converted to it'
    )
    (line, text), *others = found.values()
    if others:
        (other, different), *_ = others
        facts = {"different": shown(different), "text": shown(text), "line": line, "key": key}
        message = Wording(
            "is {different}, which has another offset than {text} in line {line}; {key}", **facts
        )
        if None in found:
            message = Wording(
                "is {different} and {text} in line {line}: one has an offset, the other none; {key}", **facts
            )
        raise ScenarioError([column.problem(other, message)])
    if timedelta(0) in found:
        message = Wording(
            "is {text}, as all rows in universal time, which hardly is the office's; {key}",
            text=shown(text),
            key=key,
        )
        raise ScenarioError([column.problem(line, message)])
    said = Phrase(
        "{file}: {column} has the same offset in every row (line {line}: {text}), taken for the office's",
        file=column.file,
        column=column.name,
        line=line,
        text=shown(text),
    )
    return [(day, moment and moment.replace(tzinfo=None)) for day, moment in read], [*notes, said]


def _converted(
    column: StampColumn, read: list[Read], zone: ZoneInfo, file_zone: ZoneInfo, notes: list[Phrase]
) -> tuple[list[Read], list[Phrase]]:
    """Moments by the clock of a zone; those without an offset are by that of `file_zone`. Raises ScenarioError."""
    found: list[Read] = []
    skipped: list[int] = []
    twice: list[int] = []
    for (line, text), (day, moment) in zip(column.cells, read, strict=True):
        if moment is None:
            found.append((day, None))
            continue
        local = moment
        try:
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=file_zone)
                if not _exists(moment):
                    skipped.append(line)
                elif _is_twice(moment):
                    twice.append(line)
            elif _is_twice(moment.astimezone(zone)):
                twice.append(line)
            if moment.tzinfo is not zone:
                local = moment.astimezone(zone).replace(tzinfo=None)
        except OverflowError:
            raise ScenarioError(
                [
                    column.problem(
                        line,
                        Wording(
                            "is {text}; it must be {like} of the years 2 to 9998",
                            text=shown(text),
                            like=_LIKE,
                        ),
                    )
                ]
            ) from None
        found.append((local.date(), local))
    return found, [*notes, *_changes(column, skipped, twice)]


def _exists(moment: datetime) -> bool:
    """Whether a clock on the wall ever shows a moment: not while clocks are put forward."""
    there_and_back = moment.astimezone(UTC).astimezone(moment.tzinfo)
    return there_and_back.replace(tzinfo=None) == moment.replace(tzinfo=None)


def _is_twice(moment: datetime) -> bool:
    """Whether a clock on the wall shows it twice, when clocks are put back."""
    return moment.replace(fold=0).utcoffset() != moment.replace(fold=1).utcoffset()


def _changes(column: StampColumn, skipped: Iterable[int], twice: Iterable[int]) -> Iterator[Phrase]:
    """What to know of moments around which clocks were changed."""
    if lines := list(skipped):
        yield Phrase(
            "{file}: {column} in {lines} is a time of day at which clocks were put forward and that no clock showed; it is read"
            " as if they had not been put forward yet",
            file=column.file,
            column=column.name,
            lines=_lines(lines),
        )
    if lines := list(twice):
        yield Phrase(
            "{file}: {column} in {lines} is in an hour that clocks showed twice, when they were put back; in a run that hour"
            " comes once, and what names no offset is read as its first time",
            file=column.file,
            column=column.name,
            lines=_lines(lines),
        )


def _lines(lines: list[int]) -> Phrase:
    """Lines of a file, as a sentence names them."""
    if len(lines) > 5:
        named = partial(listed, lines[:5])
        return Phrase("lines {lines} and {count} more", lines=named, count=len(lines) - 5)
    return counting("line {lines}", "lines {lines}", len(lines), lines=partial(listed, lines))
