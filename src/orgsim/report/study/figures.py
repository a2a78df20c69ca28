"""The figures of a study, drawn by matplotlib: bars, curves and intervals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from orgsim.language import Language
from orgsim.language.numbers import number, percent
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.palette import COLOURS, colour, hatch
from orgsim.report.drawing.paper import SLIDE, boxed, legend, paper
from orgsim.report.drawing.style import GREY, INK, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_EDGE: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.4}
_TALLEST = 20.0
"""Rows for which a figure has room at most, so that it fits on a slide."""
REACH = 2.0
"""How far a figure of relative differences goes at most: 2 is 200 %."""
Verdict = Literal["better", "worse", "cannot tell"]
MARKS: dict[Verdict, tuple[str, str]] = {
    "better": ("#009e73", "^"),
    "worse": ("#d55e00", "v"),
    "cannot tell": (GREY, "o"),
}


@dataclass(frozen=True, slots=True)
class Load:
    """One team of one organization: the share of its hours at work, and how long its jobs wait (elapsed hours)."""

    organization: str
    place: int
    """In the palette."""
    team: str
    utilisation: float
    wait: float


@dataclass(frozen=True, slots=True)
class RelativeDifference:
    """One paired difference relative to the baseline's mean (0.1 = 10 % more), with its interval."""

    kpi: str
    organization: str
    middle: float
    low: float
    high: float
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Part:
    """What one part carries of a difference, with its interval."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class FunnelChart:
    """Bars of how many reach each stage, one colour per organization."""

    stages: Sequence[str]
    counts: Mapping[str, Sequence[float]]
    """By organization: one number per stage."""
    places: Sequence[int]
    axis: str
    """What is counted."""
    language: Language

    def draw(self) -> "Figure":
        """The figure."""
        with style():
            count, rows = len(self.counts), np.arange(len(self.stages))
            thick = 0.8 / count
            figure = paper(min(len(rows) * count * 0.75 + len(rows) * 0.4 + count / 2, _TALLEST))
            axes = figure.add_subplot()
            for order, (label, values) in enumerate(self.counts.items()):
                heights = rows + (order - (count - 1) / 2) * thick
                place = self.places[order]
                look: dict[str, Any] = {"color": colour(place), "hatch": hatch(place), **_EDGE}
                bars = axes.barh(heights, values, thick * 0.92, label=label, **look)
                axes.bar_label(
                    bars, [number(value, self.language) for value in values], padding=3, fontsize=8
                )
            axes.set_yticks(rows, self.stages)
            axes.invert_yaxis()
            axes.grid(False, axis="y")
            axes.margins(x=0.1)
            axes.xaxis.set_major_formatter(lambda value, _: number(value, self.language))
            axes.set_xlabel(self.axis)
            legend(figure, axes, count)
        return figure


@dataclass(frozen=True, slots=True)
class LoadChart:
    """Two panels of bars, one row per team: the share of its hours at work, and its jobs' mean wait in elapsed hours."""

    teams: Sequence[Load]
    titles: tuple[str, str]
    language: Language

    def draw(self) -> "Figure":
        """The figure."""
        groups = {team.organization for team in self.teams}
        with style():
            figure = paper(len(self.teams) + len(groups), wide=1.2)
            panels = figure.subplots(1, 2, sharey=True)
            places = _grouped(
                panels[0], [team.organization for team in self.teams], [team.team for team in self.teams]
            )
            for axes, title, field in zip(panels, self.titles, ("utilisation", "wait"), strict=True):
                for row, team in zip(places, self.teams, strict=True):
                    value = getattr(team, field)
                    bar = axes.barh(
                        row, 0 if np.isnan(value) else value, 0.8, color=colour(team.place), **_EDGE
                    )
                    bare = field == "wait" or np.isnan(value)
                    text = number(value, self.language) if bare else percent(value, self.language, 2)
                    axes.bar_label(bar, [text], padding=3, fontsize=8)
                axes.set_xlabel(title)
                axes.grid(False, axis="y")
                axes.margins(x=0.16)
                axes.locator_params(axis="x", nbins=5)
            panels[0].set_xlim(0, 1.15)
            panels[0].xaxis.set_major_formatter(lambda value, _: percent(value, self.language, 2))
            panels[1].tick_params(axis="y", length=0)
        return figure


def _grouped(axes: "Axes", groups: Sequence[str], labels: Sequence[str]) -> list[int]:
    """Rows from the top, a bold heading above each group of labels; the place of each label's row."""
    places: list[int] = []
    for index, group in enumerate(groups):
        if index == 0 or groups[index - 1] != group:
            row = places[-1] + 1 if places else 0
            weight = "bold" if group.isascii() else "normal"
            beside: dict[str, Any] = {"xycoords": ("axes fraction", "data"), "textcoords": "offset points"}
            look: dict[str, Any] = {
                "va": "center",
                "fontweight": weight,
                "fontsize": 9,
                "annotation_clip": False,
            }
            axes.annotate(group, (0, row), (4, 0), **beside, **look)
            places.append(row)
            places[-1] += 1
        else:
            places.append(places[-1] + 1)
    axes.set_yticks(places, labels)
    axes.set_ylim(places[-1] + 0.6, -0.6)
    return places


@dataclass(frozen=True, slots=True)
class ForestChart:
    """One row per difference: its middle, interval and verdict; what lies beyond ± `REACH` is cut at an arrow."""

    differences: Sequence[RelativeDifference]
    axis: str
    verdicts: Mapping[Verdict, str]
    """What each is called."""
    language: Language
    columns: int = 1
    """Panels side by side among which the KPIs are shared out: 2 for a slide."""

    def draw(self, breadth: float = SLIDE) -> "Figure":
        """The figure, so many inches broad; with two columns of panels by two fifths more."""
        shares = _shared_out(self.differences, self.columns)
        alone = len({row.organization for row in self.differences}) == 1
        rows = max(len(share) + (0 if alone else len({row.kpi for row in share})) for share in shares)
        widest = max(abs(bound) for row in self.differences for bound in (row.low, row.high))
        reach = min(REACH, widest or 0.1) * 1.08
        with style():
            figure = paper(rows + 0.5, wide=(1.4 if len(shares) > 1 else 1.0) * breadth / SLIDE)
            every = figure.subplots(1, len(shares), squeeze=False)[0]
            for axes, share in zip(every, shares, strict=True):
                axes.set_xlim(-reach, reach)
                places = _placed(axes, share if breadth == SLIDE else list(map(_boxed, share)), alone)
                axes.set_ylim(rows - 0.4, -0.6)
                for place, row in zip(places, share, strict=True):
                    _whisker(axes, place, row, reach)
                axes.axvline(0, color=INK, linewidth=1)
                axes.grid(False, axis="y")
                axes.locator_params(axis="x", nbins=5 if breadth == SLIDE else 4)
                axes.xaxis.set_major_formatter(lambda value, _: percent(value, self.language, 2, signed=True))
                if axes is not every[0] and not alone and _alike(share, shares[0]):
                    axes.tick_params(axis="y", labelleft=False)
            figure.supxlabel(boxed(self.axis, 64, 4) if breadth < SLIDE else self.axis, fontsize=10)
            for verdict, (paint, mark) in MARKS.items():
                every[0].plot([], [], mark, color=paint, label=self.verdicts[verdict])
            legend(figure, every[0], 3)
        return figure


def _boxed(row: RelativeDifference) -> RelativeDifference:
    """A row whose names have room on a narrow figure."""
    return replace(row, kpi=boxed(row.kpi, 34, 1), organization=boxed(row.organization, 34))


def _placed(axes: "Axes", rows: Sequence[RelativeDifference], alone: bool) -> list[int]:
    """The rows of a panel under the KPIs they are of; by the KPIs themselves where there is one organization alone."""
    if not alone:
        return _grouped(axes, [row.kpi for row in rows], [row.organization for row in rows])
    axes.set_yticks(range(len(rows)), [row.kpi for row in rows])
    return list(range(len(rows)))


def _alike(rows: Sequence[RelativeDifference], first: Sequence[RelativeDifference]) -> bool:
    """Whether the rows of a panel need no labels, since those of the first one stand at the same heights."""
    return _numbered(rows) == _numbered(first)[: len(rows)]


def _numbered(rows: Sequence[RelativeDifference]) -> list[tuple[int, str]]:
    kpis = list(dict.fromkeys(row.kpi for row in rows))
    return [(kpis.index(row.kpi), row.organization) for row in rows]


def _shared_out(rows: Sequence[RelativeDifference], columns: int) -> list[list[RelativeDifference]]:
    """The rows in so many columns, those of one KPI together; one column where there are few."""
    kpis = list(dict.fromkeys(row.kpi for row in rows))
    each = -(-len(kpis) // columns) if len(rows) > 10 else len(kpis)
    groups = [kpis[start : start + each] for start in range(0, len(kpis), each)]
    return [[row for row in rows if row.kpi in group] for group in groups]


def _whisker(axes: "Axes", place: int, row: RelativeDifference, reach: float) -> None:
    paint, mark = MARKS[row.verdict]
    low, high = max(row.low, -reach), min(row.high, reach)
    axes.plot(
        [min(low, reach), max(high, -reach)], [place, place], color=paint, linewidth=2, solid_capstyle="butt"
    )
    if abs(row.middle) <= reach:
        axes.plot([row.middle], [place], mark, color=paint, markersize=7)
    for cut, edge, arrow in ((row.low < -reach, -reach, "<"), (row.high > reach, reach, ">")):
        if cut:
            axes.plot([edge * 0.99], [place], arrow, color=paint, markersize=6, clip_on=False)


@dataclass(frozen=True, slots=True)
class PartsChart:
    """A panel of bars for each comparison, one bar with its interval for each part; the last part is the whole."""

    titles: Sequence[str]
    panels: Mapping[str, Sequence[Part]]
    axis: str
    mark: AxisMarks

    def draw(self) -> "Figure":
        """The figure."""
        count = len(self.panels)
        with style():
            figure = paper((len(self.titles) * 1.1 + 3) * count, count)
            # One below the other: the titles of the parts are long, and the bars are compared down a column.
            every = figure.subplots(count, 1, sharex=True, squeeze=False)[:, 0]
            for axes, (name, found) in zip(every, self.panels.items(), strict=True):
                places = range(len(found))
                colours = [
                    GREY,
                    *[COLOURS[0] if one.middle >= 0 else COLOURS[4] for one in found[1:-1]],
                    "none",
                ]
                edges = [0.4] * (len(found) - 1) + [1.6]
                axes.barh(
                    places, [one.middle for one in found], 0.7, color=colours, edgecolor=INK, linewidth=edges
                )
                for place, one in zip(places, found, strict=True):
                    axes.plot([one.low, one.high], [place, place], color=INK, linewidth=1.2)
                axes.axvline(0, color=INK, linewidth=1)
                axes.set_yticks(list(places), self.titles)
                axes.invert_yaxis()
                axes.grid(False, axis="y")
                axes.set_title(name, loc="left", fontsize=10)
            axes.set_xlabel(self.axis)
            axes.locator_params(axis="x", nbins=6)
            axes.xaxis.set_major_formatter(lambda value, _: self.mark(value))
        return figure
