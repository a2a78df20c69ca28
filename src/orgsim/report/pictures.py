"""The figures of a page: what of a study is drawn, in which words, with a text for those who cannot see it."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from orgsim.fields import Language
from orgsim.measures.kpis import KPIS
from orgsim.report import figures
from orgsim.report.numbers import money_axis
from orgsim.report.reading import Reading, does, finite
from orgsim.report.tables import longest_wait
from orgsim.report.words import activity_title, plain, say, team_title


@dataclass(frozen=True, slots=True)
class Picture:
    """One figure: its name, its heading, an SVG element, a caption, and a text in its place."""

    name: str
    title: str
    svg: str
    caption: str
    alternative: str


@dataclass(frozen=True, slots=True)
class _Pen:
    """Writes labels in the language the fonts at hand allow."""

    reading: Reading
    language: Language

    def say(self, text: str, **values: object) -> str:
        return say(text, self.language, **values)

    def scenario(self, name: str) -> str:
        return figures.drawable(self.reading.titles[name], name)

    def team(self, name: str, team: str) -> str:
        return figures.drawable(team_title(self.reading.study.scenarios[name], team, self.language), plain(team))

    def activity(self, activity: str) -> str:
        return figures.drawable(activity_title(self.reading.holder(activity), activity, self.language), plain(activity))

    def kpi(self, name: str) -> str:
        return KPIS[name].title.say(self.language)


def pictures(reading: Reading) -> list[Picture]:
    """All figures a study has the numbers for, in the order of the page."""
    pen = _Pen(reading, figures.writes(reading.language))
    drawn = [_funnel(pen), _load(pen), _forest(pen), _curve(pen, "cash"), _curve(pen, "arr")]
    return [picture for picture in drawn if picture is not None]


def _funnel(pen: _Pen) -> Picture:
    reading = pen.reading
    steps = reading.steps()
    counts = {}
    for name, found in reading.results.items():
        own = reading.study.scenarios[name]
        arrived = [found["activities"][step]["arrived"]["mean"] if does(own, step) else 0.0 for step in steps]
        counts[pen.scenario(name)] = [*arrived, found["kpis"]["won"]["mean"]]
    stages = [*map(pen.activity, steps), pen.kpi("won")]
    drawn = figures.funnel(stages, counts, pen.say("Jobs that came to the step, mean over replications"))
    return _picture(reading, "funnel", drawn, "Funnel", "How many came to each step of the purchase. The numbers are in the table below.")


def _load(pen: _Pen) -> Picture:
    reading = pen.reading
    rows = []
    for name, scenario in reading.study.scenarios.items():
        for team in scenario.teams:
            slowest = longest_wait(reading, name, team)
            wait = reading.results[name]["activities"][slowest]["wait_hours"]["mean"] if slowest else np.nan
            busy = reading.results[name]["teams"][team]["utilisation"]["mean"]
            rows.append(figures.Load(pen.scenario(name), pen.team(name, team), busy if finite(busy) else np.nan, wait))
    titles = (pen.say("Load (share of hours on jobs)"), pen.say("Longest mean wait of its activities (hours)"))
    return _picture(
        reading, "load", figures.load(rows, titles), "Load and waits by team", "Waits are elapsed time, nights and weekends included."
    )


def _forest(pen: _Pen) -> Picture | None:
    reading = pen.reading
    rows = []
    for name in reading.others:
        for row in reading.of_pair(reading.baseline, name, reading.headline):
            base = abs(row["mean_a"])
            if finite(row["low"]) and base > (row["high"] - row["low"]) / 100:
                found = [row[key] / base for key in ("difference", "low", "high")]
                rows.append(figures.Difference(pen.kpi(row["kpi"]), pen.scenario(name), *found, row["verdict"]))
    if not rows:
        return None
    order = [pen.kpi(name) for name in reading.headline]
    rows.sort(key=lambda row: order.index(row.kpi))
    words = {verdict: pen.say(verdict) for verdict in figures.MARKS}
    drawn = figures.forest(rows, pen.say("Difference from {a}, relative to its mean", a=pen.scenario(reading.baseline)), words)
    caption = "Right is more, left is less; the mark says whether that is better. Lines: 95 % intervals; an arrow marks what lies beyond."
    return _picture(reading, "differences", drawn, "Paired differences", caption)


def _curve(pen: _Pen, series: str) -> Picture | None:
    reading = pen.reading
    found = {name: reading.study.series(name, series) for name in reading.titles}
    if not any(np.any(values != 0) and np.all(np.isfinite(values)) for values in found.values()):
        return None
    size, unit = _axis(pen, found)
    lines = [
        figures.Curve(pen.scenario(name), *(curve / size for curve in _band(values)))
        for name, values in found.items()
    ]
    title = {"cash": "Cash", "arr": "Annual recurring revenue"}[series]
    drawn = figures.curves(lines, f"{pen.say(title)} ({unit})", pen.say("Month"))
    return _picture(reading, series, drawn, title, "Lines: mean over replications. Bands: 8 of 10 replications lie within.")


def _axis(pen: _Pen, found: dict[str, Any]) -> tuple[float, str]:
    largest = max(float(np.max(np.abs(values))) for values in found.values())
    return money_axis(largest, pen.reading.first.market.currency, pen.language)


def _band(values: Any) -> tuple[Any, Any, Any]:
    """Mean, and the 10th and 90th percentile, month by month."""
    return values.mean(axis=0), np.quantile(values, 0.1, axis=0), np.quantile(values, 0.9, axis=0)


def _picture(reading: Reading, name: str, drawn: Any, title: str, caption: str) -> Picture:
    told = reading.say(caption)
    return Picture(name, reading.say(title), figures.svg(drawn, name), told, f"{reading.say(title)}. {told}")
