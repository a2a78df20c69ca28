"""The figures of a page: what of a study is drawn, in which words, with a text for those who cannot see it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from orgsim.language import Language
from orgsim.language.phrases import Phrase
from orgsim.report.drawing import curves, style, svg
from orgsim.report.drawing.chart import Chart
from orgsim.report.study import figures, recurring, worth
from orgsim.report.study.flow import flow
from orgsim.report.study.lettered import FigureLabels, Illustration, Picture, lettered
from orgsim.report.study.load import longest_wait
from orgsim.report.study.reading import VERDICTS, StudyReading, does, finite
from orgsim.report.study.team_months import team_months

_SLIDE, _BROAD = 22, 130
"""Rows of one column of paired differences, and narrow signs of a line below them, for which a slide has room."""


PAGE = 5.2
"""Inches that a figure of the page is broad, so that it can be read on a phone and two stand side by side on a screen."""


def pictures(reading: StudyReading) -> list[Picture]:
    """All figures a study has the numbers for, in the order of the page, in the language that the fonts at hand allow."""
    return [
        _picture(reading, name, drawing)
        for name, drawing in drawings(reading, style.writes(reading.language)).items()
    ]


def drawings(reading: StudyReading, language: Language, columns: int = 1) -> dict[str, Illustration]:
    """All figures a study has the numbers for, by name, their texts in `language`; `columns`: of panels side by side."""
    said = lettered(reading, language)
    several = 1 if columns == 1 else 3
    every = {
        "funnel": _funnel(said),
        "load": _load(said),
        "flow": flow(said, several),
        "teams": team_months(said, columns),
        "bridge": recurring.bridge(said, several),
        "cash": worth.cash(said),
        "value": worth.value(said),
        "staying": recurring.staying(said),
        "differences": _forest(said, columns),
        "arr": worth.curve(said, "arr"),
    }
    return {name: drawing for name, drawing in every.items() if drawing is not None}


def _funnel(labels: FigureLabels) -> Illustration:
    reading = labels.reading
    steps = reading.steps()
    counts = {}
    for name, found in reading.results.items():
        own = reading.study.scenarios[name]
        arrived = [found["activities"][step]["arrived"]["mean"] if does(own, step) else 0.0 for step in steps]
        counts[labels.scenarios[name]] = [*arrived, found["kpis"]["won"]["mean"]]
    stages = [*map(labels.activity, steps), labels.kpi("won")]
    axis = labels.say("Jobs that came to the step, mean over replications")
    chart = figures.FunnelChart(stages, counts, list(labels.places.values()), axis, labels.language)
    caption = Phrase("How many came to each step of the purchase. The numbers are in the table below.")
    return Illustration(chart, Phrase("Funnel"), caption)


def _load(labels: FigureLabels) -> Illustration:
    reading = labels.reading
    rows = []
    for name, scenario in reading.study.scenarios.items():
        for team in scenario.all_teams:
            slowest = longest_wait(reading, name, team)
            wait = reading.results[name]["activities"][slowest]["wait_hours"]["mean"] if slowest else np.nan
            busy = reading.results[name]["teams"][team]["utilisation"]["mean"]
            rows.append(
                figures.Load(
                    labels.scenarios[name],
                    labels.places[name],
                    labels.team(name, team),
                    busy if finite(busy) else np.nan,
                    wait if finite(wait) else np.nan,
                )
            )
    titles = (
        labels.say("Load (share of hours on jobs)"),
        labels.say("Longest mean wait of its activities (hours)"),
    )
    caption = Phrase("Waits are elapsed time, nights and weekends included.")
    return Illustration(
        figures.LoadChart(rows, titles, labels.language), Phrase("Load and waits by team"), caption
    )


def _forest(labels: FigureLabels, columns: int) -> Illustration | None:
    reading = labels.reading
    rows, left_out = [], {}
    for name in reading.others:
        for row in reading.against_baseline(name, reading.headline):
            if row["verdict"] not in figures.MARKS:  # neither more nor less of it is better
                continue
            drawn = _relative(labels, name, row)
            if drawn is None:
                left_out[row["kpi"]] = reading.kpi_title(row["kpi"])
            else:
                rows.append((reading.headline.index(row["kpi"]), drawn))
    if not rows:
        return None
    rows.sort(key=lambda row: row[0])
    words = {verdict: labels.say(VERDICTS[verdict]) for verdict in figures.MARKS}
    names = [labels.scenarios[name] for name in (reading.baseline, *reading.others)]
    said = [
        labels.say("{b}: difference from {a}, relative to its mean", a=names[0], b=names[1])
        if len(names) == 2
        else labels.say("Difference from {a}, relative to its mean", a=names[0])
    ]
    if columns > 1:  # a slide has no caption, and less room than a page
        kpis = dict.fromkeys(place for place, _ in rows)
        shown = list(kpis)[: max(1, _SLIDE // (len(reading.others) + 1)) * columns]
        rows = [row for row in rows if row[0] in shown]
        more = len(kpis) - len(shown)
        if more:
            said.append(_MORE.filled(count=more).say(labels.language))
        titles = [labels.kpi(kpi) for kpi in left_out]
        said += [style.folded(line, _BROAD) for line in _missing(labels, titles)]
    axis = "\n".join(said)
    chart = figures.ForestChart([row for _, row in rows], axis, words, labels.language, columns)
    return Illustration(chart, Phrase("Paired differences"), _FOREST, tuple(left_out.values()))


_MORE = Phrase("KPIs that stand in the tables alone: {count}")
_FOREST = Phrase(
    "Right is more, left is less; the mark says whether that is better. "
    "Lines: 95% intervals; an arrow marks what lies beyond."
)


def _relative(labels: FigureLabels, name: str, row: Mapping[str, Any]) -> figures.RelativeDifference | None:
    """A difference relative to the baseline's mean; None where that mean is too near 0 to measure it by."""
    base, width = abs(row["mean_a"]), row["high"] - row["low"]
    if not finite(width) or base == 0 or max(width, abs(row["difference"]) / 10) > 2 * figures.REACH * base:
        return None
    middle, low, high = (row[key] / base for key in ("difference", "low", "high"))
    return figures.RelativeDifference(
        labels.kpi(row["kpi"]), labels.scenarios[name], middle, low, high, row["verdict"]
    )


def _missing(reading: "StudyReading | FigureLabels", left_out: Sequence[str]) -> list[str]:
    names = reading.say(", ").join(left_out)
    said = reading.say(
        "Not drawn, since its mean is near 0 or its interval wider than the figure: {names}.", names=names
    )
    return [said] if left_out else []


def _picture(reading: StudyReading, name: str, drawing: Illustration) -> Picture:
    told = " ".join([reading.say(drawing.caption), *_missing(reading, drawing.left_out)])
    title = reading.say(drawing.title)
    return Picture(name, title, svg.element(_drawn(drawing.chart), name), told, f"{title}. {told}")


def _drawn(chart: Chart) -> Any:
    return chart.draw(PAGE) if isinstance(chart, curves.CurveChart | figures.ForestChart) else chart.draw()
