"""Money as figures: cash over the months with where it crosses, and what the firm is worth."""

import math
from dataclasses import replace

import numpy as np

from orgsim.language.numbers import number
from orgsim.language.phrases import Phrase
from orgsim.report.drawing import curves
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.values import FirmValue, ValueChart
from orgsim.report.study.lettered import FigureLabels, Illustration
from orgsim.report.study.reading import StudyReading, finite
from orgsim.study.crossing import BreakEven, break_even

_VALUE = Phrase(
    "The value of the firm is what came in and went out in the days counted and what its customers will still bring, both"
    " discounted to the start. Lines: 95% intervals of the sum."
)
_TITLES = {"cash": Phrase("Cash"), "arr": Phrase("Annual recurring revenue")}
_BANDS = Phrase("Lines: mean over replications. Bands: 8 of 10 replications lie within.")


def curve(labels: FigureLabels, series: str) -> Illustration | None:
    """A monthly series of all organizations; None where it has no values, or is 0 throughout."""
    reading = labels.reading
    found = {name: reading.study.series(name, series) for name in labels.scenarios}
    if not any(np.any(values != 0) and np.all(np.isfinite(values)) for values in found.values()):
        return None
    lines = [
        curves.Curve(labels.scenarios[name], labels.places[name], *_band(values))
        for name, values in found.items()
    ]
    largest = max(float(np.max(np.abs(values))) for values in found.values())
    mark = AxisMarks(labels.language, "money", largest, reading.first.market.currency)
    chart = curves.CurveChart(lines, labels.say(_TITLES[series]), labels.say("Month"), mark)
    return Illustration(chart, _TITLES[series], _BANDS)


def _band(values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> tuple[list[float], ...]:
    """Mean, and the 10th and 90th percentile, month by month."""
    found = values.mean(axis=0), np.quantile(values, 0.1, axis=0), np.quantile(values, 0.9, axis=0)
    return tuple(one.tolist() for one in found)


def cash(labels: FigureLabels) -> Illustration | None:
    """Cash over the months; a ring where an organization passes the first one for good."""
    drawn = curve(labels, "cash")
    if drawn is None or not isinstance(drawn.chart, curves.CurveChart):
        return drawn
    points = [
        curves.CrossingPoint(
            labels.places[name],
            int(even.month),
            float(labels.reading.study.series(name, "cash").mean(axis=0)[int(even.month) - 1]),
        )
        for name in labels.reading.others
        if 1 < (even := _passes(labels.reading, name)[1]).month < math.inf
    ]
    return replace(drawn, chart=replace(drawn.chart, crossings=points))


def _passes(reading: StudyReading, name: str) -> tuple[bool, BreakEven]:
    """Whether the organization is above the first one in the end, and from when on for good."""
    gaps = reading.study.series(name, "cash") - reading.study.series(reading.baseline, "cash")
    above = bool(gaps[:, -1].mean() >= 0)
    return above, break_even(gaps if above else -gaps)


def crossings(reading: StudyReading) -> list[str]:
    """For each organization when its cash passes that of the first one for good, and between which months that lies."""
    return [said for name in reading.others if (said := _crossing(reading, name))]


def _crossing(reading: StudyReading, name: str) -> str:
    series = [reading.study.series(one, "cash") for one in (name, reading.baseline)]
    if not all(np.isfinite(one).all() for one in series) or series[0].shape != series[1].shape:
        return ""
    if np.array_equal(series[0], series[1]):
        return ""
    above, even = _passes(reading, name)
    names = {"b": reading.titles[name], "a": reading.titles[reading.baseline]}
    if not math.isfinite(even.month):
        return ""
    if even.month == 1:
        return reading.say(_ALWAYS_MORE if above else _ALWAYS_LESS, **names)
    low, high = even.low, even.high
    between = (
        reading.say("95%: not before month {low}, and not sure within the horizon", low=_month(reading, low))
        if not math.isfinite(high)
        else reading.say("95%: month {low} to {high}", low=_month(reading, low), high=_month(reading, high))
    )
    month = _month(reading, even.month)
    return reading.say(_MORE if above else _LESS, **names, month=month, between=between)


_ALWAYS_MORE = Phrase("{b} has more cash than {a} from the first month on.")
_ALWAYS_LESS = Phrase("{b} has less cash than {a} from the first month on.")
_MORE = Phrase("{b} has more cash than {a} from month {month} on ({between}).")
_LESS = Phrase("{b} has less cash than {a} from month {month} on ({between}).")


def _month(reading: StudyReading, month: float) -> str:
    return number(month, reading.language) if math.isfinite(month) else "–"


def value(labels: FigureLabels) -> Illustration | None:
    """The value of each firm in its two parts; None where none can be stated."""
    firms = []
    for name in labels.scenarios:
        kpis = labels.reading.results[name]["kpis"]
        whole, so_far = kpis.get("firm_value"), kpis.get("discounted_value")
        if whole is None or so_far is None or not (finite(whole["mean"]) and finite(so_far["mean"])):
            continue
        middle = whole["mean"]
        low, high = (end if finite(end) else middle for end in (whole["low"], whole["high"]))
        firms.append(
            FirmValue(
                labels.scenarios[name],
                labels.places[name],
                so_far["mean"],
                middle - so_far["mean"],
                middle,
                low,
                high,
            )
        )
    if not firms:
        return None
    largest = max(abs(end) for firm in firms for end in (firm.whole, firm.low, firm.high, firm.so_far))
    mark = AxisMarks(labels.language, "money", largest or 1.0, labels.reading.first.market.currency)
    parts = labels.say("came in less went out"), labels.say("what customers will still bring")
    chart = ValueChart(firms, parts, labels.kpi("firm_value"), mark)
    return Illustration(chart, Phrase("What the firm is worth"), _VALUE)
