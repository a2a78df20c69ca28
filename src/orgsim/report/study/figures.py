"""The figures of a study, drawn by matplotlib: bars, curves and intervals."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from orgsim.fields import Language
from orgsim.language.numbers import number, percent
from orgsim.report.drawing.style import GREY, INK, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9")
"""Okabe and Ito's palette, told apart with any colour vision and on light and dark ground."""
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 2)))
_HATCHES = ("", "///", "\\\\\\", "--", "xx", "||")
_EDGE: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.4}
REACH = 2.0
"""How far a figure of relative differences goes at most: 2 is 200 %."""
Verdict = Literal["better", "worse", "cannot tell"]
MARKS: dict[Verdict, tuple[str, str]] = {
    "better": ("#009e73", "^"),
    "worse": ("#d55e00", "v"),
    "cannot tell": (GREY, "o"),
}


@dataclass(frozen=True, slots=True)
class Curve:
    """One line over the months with its band; three arrays of equal length."""

    label: str
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class Load:
    """One team of one organization: the share of its hours at work, and how long its jobs wait (elapsed hours)."""

    organization: str
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


def _paper(rows: float, panels: int = 1) -> "Figure":
    from matplotlib.figure import Figure

    return Figure(figsize=(8.6, 1.1 + rows * 0.25 + 0.2 * (panels - 1)), layout="constrained")


def _legend(figure: "Figure", axes: "Axes", count: int) -> None:
    handles, labels = axes.get_legend_handles_labels()
    figure.legend(
        handles, labels, loc="outside upper left", ncols=2 if count > 3 else max(1, count), fontsize=9
    )


def funnel(
    stages: Sequence[str], counts: Mapping[str, Sequence[float]], axis: str, language: Language
) -> "Figure":
    """Bars of how many reach each stage, one colour per organization; `axis` names what is counted."""
    with style():
        thick = 0.8 / len(counts)
        figure = _paper(len(stages) * len(counts) * 0.75 + len(stages) * 0.4 + len(counts) / 2)
        axes = figure.add_subplot()
        for place, (label, values) in enumerate(counts.items()):
            heights = np.arange(len(stages)) + (place - (len(counts) - 1) / 2) * thick
            look: dict[str, Any] = {"color": _COLOURS[place % 6], "hatch": _HATCHES[place % 6], **_EDGE}
            bars = axes.barh(heights, values, thick * 0.92, label=label, **look)
            axes.bar_label(bars, [number(value, language) for value in values], padding=3, fontsize=8)
        axes.set_yticks(range(len(stages)), stages)
        axes.invert_yaxis()
        axes.grid(False, axis="y")
        axes.margins(x=0.1)
        axes.xaxis.set_major_formatter(lambda value, _: number(value, language))
        axes.set_xlabel(axis)
        _legend(figure, axes, len(counts))
    return figure


def load(teams: Sequence[Load], axes_titles: tuple[str, str], language: Language) -> "Figure":
    """Two panels of bars, one row per team: the share of its hours at work, and its jobs' mean wait in elapsed hours."""
    groups = list(dict.fromkeys(team.organization for team in teams))
    with style():
        figure = _paper(len(teams) + len(groups))
        panels = figure.subplots(1, 2, sharey=True)
        places = _grouped(panels[0], [team.organization for team in teams], [team.team for team in teams])
        for axes, title, field in zip(panels, axes_titles, ("utilisation", "wait"), strict=True):
            for place, team in zip(places, teams, strict=True):
                value = getattr(team, field)
                colour = _COLOURS[groups.index(team.organization) % 6]
                bar = axes.barh(place, 0 if np.isnan(value) else value, 0.8, color=colour, **_EDGE)
                text = (
                    number(value, language)
                    if field == "wait" or np.isnan(value)
                    else percent(value, language, 2)
                )
                axes.bar_label(bar, [text], padding=3, fontsize=8)
            axes.set_xlabel(title)
            axes.grid(False, axis="y")
            axes.margins(x=0.16)
        panels[0].set_xlim(0, 1.15)
        panels[0].xaxis.set_major_formatter(lambda value, _: percent(value, language, 2))
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


def curves(lines: Sequence[Curve], axis: str, months: str, mark: Callable[[float], str]) -> "Figure":
    """Lines over the months, each in its band; `axis` names the value, `months` the time axis, `mark` writes a value."""
    with style():
        figure = _paper(11)
        axes = figure.add_subplot()
        for place, line in enumerate(lines):
            time = np.arange(1, len(line.middle) + 1)
            colour = _COLOURS[place % 6]
            axes.fill_between(time, line.low, line.high, color=colour, alpha=0.15, linewidth=0)
            axes.plot(
                time, line.middle, color=colour, linestyle=_DASHES[place % 6], linewidth=2, label=line.label
            )
        if min(min(line.low) for line in lines) < 0:
            axes.axhline(0, color=INK, linewidth=0.8)
        axes.set_xlabel(months)
        axes.set_ylabel(axis)
        axes.yaxis.set_major_formatter(lambda value, _: mark(value))
        axes.margins(x=0.01)
        _legend(figure, axes, len(lines))
    return figure


def forest(
    differences: Sequence[RelativeDifference], axis: str, verdicts: Mapping[Verdict, str], language: Language
) -> "Figure":
    """One row per difference: its middle, interval and verdict; what lies beyond ± `REACH` is cut at an arrow."""
    with style():
        figure = _paper(len(differences) + len({row.kpi for row in differences}) + 0.5)
        axes = figure.add_subplot()
        widest = max(abs(bound) for row in differences for bound in (row.low, row.high))
        reach = min(REACH, widest or 0.1) * 1.08
        axes.set_xlim(-reach, reach)
        places = _grouped(axes, [row.kpi for row in differences], [row.organization for row in differences])
        for place, row in zip(places, differences, strict=True):
            _whisker(axes, place, row, reach)
        axes.axvline(0, color=INK, linewidth=1)
        axes.grid(False, axis="y")
        axes.xaxis.set_major_formatter(lambda value, _: percent(value, language, 2, signed=True))
        axes.set_xlabel(axis)
        for verdict, (colour, mark) in MARKS.items():
            axes.plot([], [], mark, color=colour, label=verdicts[verdict])
        _legend(figure, axes, 3)
    return figure


def _whisker(axes: "Axes", place: int, row: RelativeDifference, reach: float) -> None:
    colour, mark = MARKS[row.verdict]
    low, high = max(row.low, -reach), min(row.high, reach)
    axes.plot(
        [min(low, reach), max(high, -reach)], [place, place], color=colour, linewidth=2, solid_capstyle="butt"
    )
    if abs(row.middle) <= reach:
        axes.plot([row.middle], [place], mark, color=colour, markersize=7)
    for cut, edge, arrow in ((row.low < -reach, -reach, "<"), (row.high > reach, reach, ">")):
        if cut:
            axes.plot([edge * 0.99], [place], arrow, color=colour, markersize=6, clip_on=False)


def parts(
    titles: Sequence[str], panels: Mapping[str, Sequence[Part]], axis: str, mark: Callable[[float], str]
) -> "Figure":
    """A panel of bars for each comparison, one bar with its interval for each part; the last part is the whole."""
    with style():
        figure = _paper((len(titles) * 1.1 + 3) * len(panels), len(panels))
        # One below the other: the titles of the parts are long, and the bars are compared down a column.
        for axes, (name, found) in zip(
            figure.subplots(len(panels), 1, sharex=True, squeeze=False)[:, 0], panels.items(), strict=True
        ):
            places = range(len(found))
            colours = [
                GREY,
                *[_COLOURS[0] if one.middle >= 0 else _COLOURS[4] for one in found[1:-1]],
                "none",
            ]
            edges = [0.4] * (len(found) - 1) + [1.6]
            axes.barh(
                places, [one.middle for one in found], 0.7, color=colours, edgecolor=INK, linewidth=edges
            )
            for place, one in zip(places, found, strict=True):
                axes.plot([one.low, one.high], [place, place], color=INK, linewidth=1.2)
            axes.axvline(0, color=INK, linewidth=1)
            axes.set_yticks(list(places), titles)
            axes.invert_yaxis()
            axes.grid(False, axis="y")
            axes.set_title(name, loc="left", fontsize=10)
        axes.set_xlabel(axis)
        axes.xaxis.set_major_formatter(lambda value, _: mark(value))
    return figure
