"""What was observed: monthly figures from a CSV, from an event log that orgsim wrote, typed, or from a table in Python."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.errors import OrgsimError, Problem, ScenarioError, unusable
from orgsim.language.phrases import Phrase, Wording
from orgsim.plan.text.csv_files import CsvTable, Shelf
from orgsim.plan.text.csv_numbers import some_numbers
from orgsim.plan.text.document import meant, nearest, shown
from orgsim.plan.text.locations import Located
from orgsim.randomness import Floats
from orgsim.signs import one_line
from orgsim.study.diagnosis.statistics import scale_of
from orgsim.writing import called

if TYPE_CHECKING:
    import pandas as pd

MONTH_COLUMN = "month"
MOST_MONTHS = 600
"""Fifty years of months: a table of more rows is taken for something else."""
MOST_FIGURES = 200
_OTHERS = ("end", "partial", "days")
"""Columns of `Run.kpis("month")` that are no figures."""
_CALENDAR = re.compile(r"(\d{4})-(\d{2})(?:-\d{2})?", re.ASCII)
_UNUSED = re.compile(r"mrr_\w+|delivery_cost|payroll|development_cost|spending|cash|funnel\..*")
"""Monthly series of orgsim that no diagnosis uses: they follow from those that are used, or from the plan."""


@dataclass(frozen=True, slots=True, eq=False)
class Observation:
    """Monthly figures of a firm."""

    months: tuple[int, ...]
    """The model months observed, from 1 at day 0 of the scenario, without a gap."""
    figures: Mapping[str, Floats]
    """By key, one value for each month; NaN where nothing is stated."""
    notes: tuple[Phrase, ...] = ()
    """What its reader has to know."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where figures come from, for messages."""

    name: str
    lines: Sequence[int] = ()
    """By row, its line; empty where there are none."""

    def problem(self, row: int, message: str) -> ScenarioError:
        """What is wrong with a row."""
        line = self.lines[row] if self.lines else 0
        return ScenarioError([Problem(self.name, line, message)])


def table_of(path: Path) -> CsvTable:
    """A CSV file; raises OrgsimError, with its name, for one that cannot be read."""
    try:
        return Shelf().table(Located(path, called(path)))
    except ScenarioError:
        raise
    except OrgsimError as error:
        raise unusable("{name}: {what}", name=called(path), what=error) from None


def from_table(table: CsvTable, start: date, known: Iterable[str]) -> Observation:
    """Monthly figures of a CSV: a column `month`, and one for each figure.

    start: the calendar day on which the scenario begins. known: the figures that the scenario has. Raises OrgsimError or
    ScenarioError for what cannot be used.
    """
    if MONTH_COLUMN not in table.columns:
        near = next((one for one in table.columns if one.lower() == MONTH_COLUMN), None)
        hint = (
            Wording("rename {near}", near=shown(near))
            if near
            else Wording("it has {few}", few=_few(table.columns))
        )
        raise unusable(
            '{name} has no column "{month_column}" (1, 2, 3 … from day 0 of the scenario, or 2026-04); '
            "{hint}",
            name=table.name,
            month_column=MONTH_COLUMN,
            hint=hint,
        )
    if doubled := [name for name in table.columns if table.columns.count(name) > 1]:
        raise unusable(
            "{name} has two columns {doubled}; keep one of them", name=table.name, doubled=shown(doubled[0])
        )
    if len(table.rows) > MOST_MONTHS:
        raise unusable(
            "{name} has {count} rows; it must have one for each month, {most_months} at most (of an "
            "event log every row has a kind)",
            name=table.name,
            count=format(len(table.rows), ","),
            most_months=MOST_MONTHS,
        )
    place = Place(table.name, [line for line, _ in table.rows])
    months = months_of([text for _, text in table.column(MONTH_COLUMN)], start, place)
    names, notes = _usable([name for name in table.columns if name != MONTH_COLUMN], known, table.name)
    found: dict[str, Floats] = {}
    for name in names:
        values = some_numbers(table, name, None)
        found[name] = np.array([math.nan if value == "" else value for value in values], dtype=float)
    return observation(months, found, place, notes)


def from_frame(frame: "pd.DataFrame", start: date, known: Iterable[str]) -> Observation:
    """The same of a table in Python: a column or an index `month`."""
    own = frame.reset_index() if MONTH_COLUMN not in frame.columns else frame
    if MONTH_COLUMN not in own.columns:
        raise unusable(
            'the table has no column "{month_column}"; it has {few}',
            month_column=MONTH_COLUMN,
            few=_few(map(str, frame.columns)),
        )
    columns = {str(name): own[name].tolist() for name in own.columns if name != "index"}
    place = Place("the table")
    months = months_of([_as_text(value) for value in columns.pop(MONTH_COLUMN)], start, place)
    names, notes = _usable(list(columns), known, "the table")
    return observation(months, {name: _floats(name, columns[name]) for name in names}, place, notes)


def typed(figures: Mapping[str, Sequence[Any]], first: int, known: Iterable[str]) -> Observation:
    """Figures in the order of their months, the first of which is a model month."""
    if not figures:
        raise unusable('nothing is observed; state figures such as "won=12,11,9"')
    if not 1 <= first <= MOST_MONTHS:
        raise unusable(
            "the first month is {first}; it must be a model month, 1 to {most_months}",
            first=first,
            most_months=MOST_MONTHS,
        )
    names, notes = _usable(list(figures), known, "what is typed")
    lengths = {name: len(figures[name]) for name in names}
    if len(set(lengths.values())) > 1:
        told = ", ".join(f"{name} {length}" for name, length in lengths.items())
        raise unusable(
            "figures have different numbers of months: {told}; leave a month empty where one is not known",
            told=told,
        )
    months = range(first, first + next(iter(lengths.values())))
    return observation(
        months, {name: _floats(name, figures[name]) for name in names}, Place("what is typed"), notes
    )


def read_typed(texts: Sequence[str]) -> dict[str, list[str]]:
    """Figures from texts such as "won=12,11,9"; raises OrgsimError for others."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals or not name.strip() or not values.strip():
            raise unusable(
                '{text} is no figure with its months; write it such as "won=12,11,9"', text=shown(text)
            )
        if name.strip() in found:
            raise unusable("{strip} is typed twice", strip=one_line(name.strip()))
        found[name.strip()] = [value.strip() for value in values.split(",")]
    return found


def months_of(texts: Sequence[str], start: date, place: Place) -> list[int]:
    """Model months from texts such as "13" or "2026-04"; the scenario begins in month 1."""
    found = []
    for row, text in enumerate(texts):
        calendar = _CALENDAR.fullmatch(text)
        if text.isdecimal() and text.isascii() and len(text) <= 4:
            found.append(int(text))
        elif calendar and 1 <= int(calendar[2]) <= 12:
            found.append((int(calendar[1]) - start.year) * 12 + int(calendar[2]) - start.month + 1)
        else:
            raise place.problem(
                row,
                Wording(
                    "month is {text}; it must be a whole number from 1 (day 0 of the scenario), or such as "
                    "2026-04",
                    text=shown(text),
                ),
            )
    return found


def observation(
    months: Sequence[int], figures: Mapping[str, Floats], place: Place, notes: Sequence[Phrase] = ()
) -> Observation:
    """Figures with their months checked and in order; raises ScenarioError for months that are missing, double or impossible."""
    if not figures:
        raise unusable("{name} has no figure that can be used beside the months", name=place.name)
    order = sorted(range(len(months)), key=lambda row: months[row])
    for before, after in pairwise(order):
        if months[after] == months[before]:
            raise place.problem(after, Wording("month {months} is there twice", months=months[after]))
        if months[after] != months[before] + 1:
            raise place.problem(
                after,
                Wording(
                    "the months between {months} and {months_2} are missing; leave cells empty",
                    months=months[before],
                    months_2=months[after],
                ),
            )
    if months[order[0]] < 1 or months[order[-1]] > MOST_MONTHS:
        raise place.problem(
            order[0],
            Wording(
                "the months go from {months} to {months_2}, counted from the start of the scenario; they "
                "must lie between 1 and {most_months}",
                months=months[order[0]],
                months_2=months[order[-1]],
                most_months=MOST_MONTHS,
            ),
        )
    found = {name: values[order] for name, values in figures.items() if np.isfinite(values).any()}
    if not found:
        raise unusable("{name} has no number", name=place.name)
    return Observation(tuple(months[row] for row in order), found, tuple(notes))


def _usable(names: Sequence[str], known: Iterable[str], where: str) -> tuple[list[str], list[Phrase]]:
    """The figures among some names; those of orgsim's that are of no use are left out with a note."""
    every, found, unused = list(known), list[str](), list[str]()
    for name in names:
        if name in every and scale_of(name) is not None:
            found.append(name)
        elif name in _OTHERS:
            continue
        elif _UNUSED.fullmatch(name):
            unused.append(name)
        else:
            near = nearest(name, every)
            hint = meant(near, Wording("there are {every}", every=", ".join(sorted(every))))
            raise unusable(
                "{where} has the figure {name}, which this scenario does not have; {hint}",
                where=where,
                name=shown(name),
                hint=hint,
            )
    if len(found) > MOST_FIGURES:
        raise unusable(
            "{where} has {count} figures; {most_figures} at most are used",
            where=where,
            count=len(found),
            most_figures=MOST_FIGURES,
        )
    notes = [Phrase("Not used: {names}.", names=", ".join(unused))] if unused else []
    return found, notes


def _floats(name: str, values: Sequence[Any]) -> Floats:
    """Numbers, 0 or more, from texts or numbers; NaN for what is empty."""
    found = []
    for place, value in enumerate(values, start=1):
        number = math.nan
        if value is not None and not (isinstance(value, str) and not value.strip()):
            try:
                number = float(value)
            except (TypeError, ValueError):
                number = -1.0
            if number < 0 or math.isinf(number):
                raise unusable(
                    "{name} is {value} in place {place}; it must be a number, 0 or more",
                    name=name,
                    value=shown(value),
                    place=place,
                )
        found.append(number)
    return np.array(found, dtype=float)


def _as_text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, date):
        return f"{value:%Y-%m}"
    return str(value)


def _few(names: Iterable[str]) -> str:
    own = [shown(name) for name in names]
    return ", ".join(own[:12]) + (f" and {len(own) - 12} more" if len(own) > 12 else "")
