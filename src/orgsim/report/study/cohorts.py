"""Customers by when they first bought, and how many of each cohort are there so many months later, as tables."""

import numpy as np

from orgsim.language.numbers import NOTHING
from orgsim.language.phrases import Phrase, counting
from orgsim.measures.cohorts import BEFORE, length
from orgsim.randomness import Floats
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.tables import Cell, ReportTable
from orgsim.units import MONTH

_AGES = (0, 1, 2, 3, 4, 6, 8, 11)
"""Lengths of a cohort after which it is looked at, so that a table has room on a page."""
_NOTE = Phrase(
    "Of the customers who first bought in these months, the share that are customers so long after the last of them: sums over"
    " all replications. Who left and came back counts. A contract of a year is first decided on after 12 months."
)


def tables(reading: StudyReading) -> list[ReportTable]:
    """One table for each organization that has cohorts to look at."""
    return [table for name in reading.titles if (table := _table(reading, name)) is not None]


def _table(reading: StudyReading, name: str) -> ReportTable | None:
    series = reading.study.samples[name].series
    if "bought_first" not in series:
        return None
    totals = {key: values.sum(axis=0) for key, values in series.items()}
    runs = len(series["days"])
    whole = int((series["days"][0] >= MONTH * (1 - 1e-9)).sum())
    each = length(len(totals["days"]))
    ages = [age * each for age in _AGES if age == 0 or (age + 1) * each <= whole]
    rows = [
        (
            Cell(title),
            Cell(reading.quantity(size / runs, "count")),
            *(Cell(_share(reading, one)) for one in shares),
        )
        for title, size, shares in _cohorts(reading, totals, each, whole, ages)
        if size > 0
    ]
    if not rows:
        return None
    heads = (
        reading.say("First purchase"),
        reading.say("Customers"),
        *(_head(age).say(reading.language) for age in ages),
    )
    title = reading.say("Who stays, by when they first bought: {title}", title=reading.titles[name])
    return ReportTable(title, heads, tuple(rows), note=reading.say(_NOTE))


def _head(age: int) -> Phrase:
    if age == 0:
        return Phrase("at their end")
    return counting("{count} month later", "{count} months later", age, count=age)


def _share(reading: StudyReading, share: float | None) -> str:
    return NOTHING if share is None else reading.quantity(share, "share")


def _cohorts(
    reading: StudyReading, totals: dict[str, Floats], each: int, whole: int, ages: list[int]
) -> list[tuple[str, float, list[float | None]]]:
    """Of each cohort what it is called, how many it is, and the share that is there at each age; None beyond the horizon."""
    at_start = float(totals["at_start"][0])
    before = np.append(at_start, totals[f"cohort.{BEFORE}"][:whole])
    found = [(reading.say("before day 0"), at_start, _shares(before, at_start, ages))]
    for first in range(0, whole - each + 1, each):
        size = float(totals["bought_first"][first : first + each].sum())
        there = totals[f"cohort.{1 + first // each}"][first + each - 1 : whole]
        called = reading.say("months {first} to {last}", first=first + 1, last=first + each)
        found.append((called, size, _shares(there, size, ages)))
    return found


def _shares(there: Floats, size: float, ages: list[int]) -> list[float | None]:
    return [float(there[age] / size) if age < len(there) and size > 0 else None for age in ages]
