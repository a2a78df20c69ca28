"""The figures of a page: what of a study is drawn, in which words, with a text for those who cannot see it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orgsim.language import Language
from orgsim.language.phrases import Phrase, say
from orgsim.measures.kpis import KPIS
from orgsim.report.drawing import style, svg
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.chart import Chart
from orgsim.report.drawing.palette import places
from orgsim.report.study import figures
from orgsim.report.study.load import longest_wait
from orgsim.report.study.reading import VERDICTS, StudyReading, does, finite
from orgsim.study.labels import activity_title, labels, plain, team_title

_LONGEST = 44
"""Signs of the longest label of a figure."""
_SLIDE, _BROAD = 22, 130
"""Rows of one column of paired differences, and narrow signs of a line below them, for which a slide has room."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One figure: its name, its heading, an SVG element, a caption, and a text in its place."""

    name: str
    title: str
    svg: str
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True)
class Illustration:
    """What a picture is made from: its values, its heading and its caption."""

    chart: Chart
    title: Phrase
    caption: Phrase
    left_out: tuple[str, ...] = ()
    """Titles of KPIs that cannot be drawn."""


@dataclass(frozen=True, slots=True)
class _Labels:
    """What stands in the figures, in one language."""

    reading: StudyReading
    language: Language
    scenarios: Mapping[str, str]
    """What each scenario is called in the figures."""
    places: Mapping[str, int]
    """The place of each scenario in the palette."""

    def say(self, text: str | Phrase, /, **values: object) -> str:
        return say(text, self.language, **values)

    def team(self, name: str, team: str) -> str:
        title = team_title(self.reading.study.scenarios[name], team, self.language)
        return _short(style.drawable(title, plain(team), self.language))

    def activity(self, activity: str) -> str:
        title = activity_title(self.reading.holder(activity), activity, self.language)
        return _short(style.drawable(title, plain(activity), self.language))

    def kpi(self, name: str) -> str:
        return KPIS[name].title.say(self.language)


def _short(label: str) -> str:
    """A label that leaves room for the figure."""
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1]}…"


def _scenario_labels(titles: Mapping[str, str], language: Language = "en") -> dict[str, str]:
    """A label for each scenario, no two alike."""
    found: dict[str, str] = {}
    for name, title in titles.items():
        label = _short(style.drawable(title, name, language))
        found[name] = label if label not in found.values() else f"{label} ({len(found) + 1})"
    return found


def pictures(reading: StudyReading) -> list[Picture]:
    """All figures a study has the numbers for, in the order of the page, in the language that the fonts at hand allow."""
    return [
        _picture(reading, name, drawing)
        for name, drawing in drawings(reading, style.writes(reading.language)).items()
    ]


def drawings(reading: StudyReading, language: Language, columns: int = 1) -> dict[str, Illustration]:
    """All figures a study has the numbers for, by name, their texts in `language`; `columns`: of the paired differences."""
    scenarios = reading.study.scenarios
    titles = _scenario_labels(labels(scenarios, language), language)
    said = _Labels(reading, language, titles, dict(zip(scenarios, places(scenarios), strict=True)))
    every = {
        "funnel": _funnel(said),
        "load": _load(said),
        "differences": _forest(said, columns),
        "cash": _curve(said, "cash"),
        "arr": _curve(said, "arr"),
    }
    return {name: drawing for name, drawing in every.items() if drawing is not None}


def _funnel(labels: _Labels) -> Illustration:
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


def _load(labels: _Labels) -> Illustration:
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


def _forest(labels: _Labels, columns: int) -> Illustration | None:
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
    said = [labels.say("Difference from {a}, relative to its mean", a=labels.scenarios[reading.baseline])]
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


def _relative(labels: _Labels, name: str, row: Mapping[Any, Any]) -> figures.RelativeDifference | None:
    """A difference relative to the baseline's mean; None where that mean is too near 0 to measure it by."""
    base, width = abs(row["mean_a"]), row["high"] - row["low"]
    if not finite(width) or base == 0 or max(width, abs(row["difference"]) / 10) > 2 * figures.REACH * base:
        return None
    middle, low, high = (row[key] / base for key in ("difference", "low", "high"))
    return figures.RelativeDifference(
        labels.kpi(row["kpi"]), labels.scenarios[name], middle, low, high, row["verdict"]
    )


def _missing(reading: "StudyReading | _Labels", left_out: Sequence[str]) -> list[str]:
    names = reading.say(", ").join(left_out)
    said = reading.say(
        "Not drawn, since its mean is near 0 or its interval wider than the figure: {names}.", names=names
    )
    return [said] if left_out else []


def _curve(labels: _Labels, series: str) -> Illustration | None:
    reading = labels.reading
    found = {name: reading.study.series(name, series) for name in labels.scenarios}
    if not any(np.any(values != 0) and np.all(np.isfinite(values)) for values in found.values()):
        return None
    lines = [
        figures.Curve(labels.scenarios[name], labels.places[name], *_band(values))
        for name, values in found.items()
    ]
    title = {"cash": Phrase("Cash"), "arr": Phrase("Annual recurring revenue")}[series]
    largest = max(float(np.max(np.abs(values))) for values in found.values())
    mark = AxisMarks(labels.language, "money", largest, reading.first.market.currency)
    chart = figures.CurveChart(lines, labels.say(title), labels.say("Month"), mark)
    caption = Phrase("Lines: mean over replications. Bands: 8 of 10 replications lie within.")
    return Illustration(chart, title, caption)


def _band(values: Any) -> tuple[Any, Any, Any]:
    """Mean, and the 10th and 90th percentile, month by month."""
    found = values.mean(axis=0), np.quantile(values, 0.1, axis=0), np.quantile(values, 0.9, axis=0)
    return tuple(one.tolist() for one in found)


def _picture(reading: StudyReading, name: str, drawing: Illustration) -> Picture:
    told = " ".join([reading.say(drawing.caption), *_missing(reading, drawing.left_out)])
    title = reading.say(drawing.title)
    return Picture(name, title, svg.element(drawing.chart.draw(), name), told, f"{title}. {told}")
