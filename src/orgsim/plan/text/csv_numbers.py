"""Numbers of a CSV, written with a decimal point or a decimal comma, which the file must show or the scenario say."""

import math
import re
from dataclasses import dataclass

from orgsim.errors import Problem, ScenarioError
from orgsim.language.phrases import Wording
from orgsim.plan.text.csv_files import CsvTable, few
from orgsim.plan.text.document import shown

MARKS = (".", ",")
"""Decimal marks; the other one may group thousands."""
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+", re.ASCII)
_WANTED = Wording("a number, 0 or more")


@dataclass(frozen=True, slots=True)
class _Cell:
    line: int
    text: str


def numbers(table: CsvTable, column: str, stated: str | None, signed: bool = False) -> list[float]:
    """The numbers of a column, 0 or more, or `signed`; `stated` is its decimal mark, if stated. Raises ScenarioError."""
    found = _read(table, column, stated, signed)
    return [number for number in found if not isinstance(number, str)]


def some_numbers(table: CsvTable, column: str, stated: str | None) -> list[float | str]:
    """The same of a column of which cells may be empty, which are so in the answer."""
    return _read(table, column, stated, empty=True)


def _read(
    table: CsvTable, column: str, stated: str | None, signed: bool = False, empty: bool = False
) -> list[float | str]:
    mark = stated or _mark(table, column)
    values: list[float | str] = []
    wrong: list[Problem] = []
    for line, text in table.column(column):
        if empty and not text:
            values.append("")
            continue
        below = signed and text.startswith("-")
        number = _number(text[below:], mark)
        if number is None:
            wanted = Wording("a number") if signed else _WANTED
            wrong.append(
                Problem(
                    table.name,
                    line,
                    Wording(
                        "{column} is {text}; it must be {wanted}",
                        column=column,
                        text=shown(text),
                        wanted=wanted,
                    ),
                )
            )
        else:
            values.append(0.0 - number if below else number)
    if wrong:
        raise ScenarioError(few(wrong))
    return values


def _mark(table: CsvTable, column: str) -> str:
    """The decimal mark of a column, by the numbers that can be read in one way only.

    Where nothing else is said, a point is decimal in a file whose cells are separated by commas. Raises ScenarioError where
    numbers contradict one another, or none says whether 1.234 is more than a thousand.
    """
    known: dict[str, _Cell] = {}
    unsure: _Cell | None = None
    for line, text in table.column(column):
        mark = _shows(text)
        if mark is not None:
            known.setdefault(mark, _Cell(line, text))
        elif unsure is None and _GROUPED.fullmatch(text) and ("," in text or table.separator != ","):
            unsure = _Cell(line, text)
    if len(known) > 1:
        point, comma = known["."], known[","]
        other = Wording("{text} in line {line} with a decimal point", text=shown(point.text), line=point.line)
        message = Wording(
            "{column} is {text} with a decimal comma, and {other}: write all in one way",
            column=column,
            text=shown(comma.text),
            other=other,
        )
        raise ScenarioError([Problem(table.name, comma.line, message)])
    if known:
        return next(iter(known))
    if unsure is not None:
        message = Wording(
            "{column} is {text}, which may be more than a thousand or not; state decimal",
            column=column,
            text=shown(unsure.text),
        )
        raise ScenarioError(
            [Problem(table.name, unsure.line, Wording('{message} = "." or decimal = ","', message=message))]
        )
    return "."


def _shows(text: str) -> str | None:
    """The decimal mark that a number must have been written with; None where it may be either, or is no such number."""
    marks = [letter for letter in text if letter in MARKS]
    if not marks or (len(marks) == 1 and text[0] != "0" and _GROUPED.fullmatch(text)):
        return None
    if len(set(marks)) == 2 or len(marks) == 1:
        return marks[-1]
    return MARKS[marks[0] == "."]  # it groups thousands, so the other one is decimal


def _number(text: str, mark: str) -> float | None:
    """A number as a column writes it; None for anything else."""
    group = MARKS[mark == "."]
    if group in text:
        whole, _, _ = text.partition(mark)
        if not re.fullmatch(rf"\d{{1,3}}(?:{re.escape(group)}\d{{3}})+", whole, re.ASCII):
            return None
    try:
        number = float(text.replace(group, "").replace(mark, "."))
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
