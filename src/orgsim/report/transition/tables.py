"""A change of the organization against staying, as tables of words."""

from math import isfinite, isinf
from typing import Any

from orgsim.language.numbers import percent
from orgsim.language.phrases import Phrase
from orgsim.report.study.reading import StudyReading
from orgsim.report.study.tables import Cell, ReportTable, Tone
from orgsim.report.transition import numbers
from orgsim.study.transition import FIGURES, TransitionStudy

_EACH = 12
"""Months that are all listed; of more, every third one and those in which something turns."""
_SHAPES = {
    "cumulated": Phrase("sum since the change"),
    "monthly": Phrase("of each month"),
}
_TURNS = {
    "up": Phrase("turns ahead"),
    "up?": Phrase("turns ahead (not sure)"),
    "down": Phrase("turns behind"),
    "down?": Phrase("turns behind (not sure)"),
}


def summary(reading: StudyReading, found: TransitionStudy) -> ReportTable:
    """One row per figure, summed up and of each month."""
    rows = []
    for row in numbers.summary(found).to_dict("records"):
        figure = FIGURES[row["kpi"]]
        judged = row["share_within"] == row["share_within"]
        rows.append(
            (
                Cell(figure.title.say(reading.language), reading.say(_SHAPES[row["shape"]])),
                _month(reading, row) if judged else Cell(""),
                Cell(percent(row["share_within"], reading.language, 2)) if judged else Cell(""),
                _gap(reading, row, "dip", figure.unit),
                Cell(str(row["dip_month"]) if row["dip"] < 0 else reading.quantity(None, "")),
                _gap(reading, row, "end", figure.unit),
            )
        )
    heads = (
        reading.say("Figure"),
        reading.say("Ahead for good from month"),
        reading.say("In so many runs"),
        reading.say("Largest shortfall"),
        reading.say("In month"),
        reading.say("At the horizon"),
    )
    note = reading.say(
        "Differences against staying, months counted from the change. Below each figure: its 95% interval; that of the largest"
        " shortfall holds whichever month it is in."
    )
    return ReportTable(reading.say("The change against staying"), heads, tuple(rows), note=note)


def _month(reading: StudyReading, row: dict[Any, Any]) -> Cell:
    never = reading.say("not within")

    def written(month: float) -> str:
        return never if isinf(month) else f"{month:.0f}"

    low, high = row["break_even_low"], row["break_even_high"]
    below = (
        ""
        if low != low or low == high
        else reading.say("{low} to {high}", low=written(low), high=written(high))
    )
    return Cell(written(row["break_even"]), below)


def _gap(reading: StudyReading, row: dict[Any, Any], name: str, unit: str) -> Cell:
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    below = reading.changes(low, high, unit) if isfinite(low) else ""
    return Cell(reading.change(row[name], unit), below, _tone(low, high))


def _tone(low: float, high: float) -> Tone:
    return "better" if low > 0 else "worse" if high < 0 else "unsure"


def months(reading: StudyReading, found: TransitionStudy) -> ReportTable:
    """The figure that the change is judged by, month by month, with the months in which it turns."""
    figure, unit = found.figure, found.figure.unit
    table = numbers.months(found)
    own = table[table["kpi"] == figure.name].to_dict("records")
    turning = found.break_even().month
    rows = []
    for row in own:
        if len(own) > _EACH and row["after"] % 3 and not row["crossing"] and row["after"] != turning:
            continue
        turn = reading.say(_TURNS[row["crossing"]]) if row["crossing"] else ""
        gap = Cell(
            reading.change(row["difference"], unit),
            reading.changes(row["low"], row["high"], unit) if isfinite(row["low"]) else "",
            _tone(row["low"], row["high"]),
        )
        sums = Cell(
            reading.change(row["cumulated"], unit),
            reading.changes(row["cumulated_low"], row["cumulated_high"], unit)
            if isfinite(row["cumulated_low"])
            else "",
            _tone(row["cumulated_low"], row["cumulated_high"]),
        )
        rows.append(
            (
                Cell(str(row["after"]), reading.say("month {number}", number=row["month"])),
                Cell(reading.quantity(row["stay"], unit)),
                Cell(reading.quantity(row["change"], unit)),
                gap,
                *([sums] if figure.flows else []),
                Cell(turn),
            )
        )
    heads = (
        reading.say("Month after the change"),
        reading.say("Staying"),
        reading.say("Changing"),
        reading.say("Difference"),
        *([reading.say("Sum since the change")] if figure.flows else []),
        "",
    )
    title = reading.say("Month by month: {kpi}", kpi=figure.title)
    return ReportTable(title, heads, tuple(rows))
