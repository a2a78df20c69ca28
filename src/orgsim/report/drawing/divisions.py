"""Divisions of people: ranked with the bounds of their differences, or as a front of two goals."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.style import GREY, INK, folded, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LOOKS = {
    "selected": ("#009e73", "^"),
    "open": ("#e69f00", "o"),
    "out": (GREY, "o"),
    "on the front": ("#0072b2", "o"),
    "beaten": (GREY, "v"),
}
"""Colour and sign of what became of a division."""
_BROAD = 96
"""Narrow signs for which a line of the title has room."""


@dataclass(frozen=True, slots=True)
class Span:
    """A mean with its bounds."""

    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class DividedRow:
    """One division: its difference from the selected one."""

    label: str
    state: str
    difference: Span


@dataclass(frozen=True, slots=True)
class DividedPoint:
    """One division in two goals."""

    label: str
    state: str
    across: Span
    up: Span


@dataclass(frozen=True, slots=True)
class DivisionsChart:
    """One row per division, the best at the top."""

    rows: Sequence[DividedRow]
    axis: str
    title: str
    states: Mapping[str, str]
    """What each state that occurs is called."""
    mark: AxisMarks

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        with style():
            figure = Figure(figsize=(8.6, 1.8 + 0.29 * len(self.rows)), layout="constrained")
            axes = figure.add_subplot()
            bounds = [bound for row in self.rows for bound in (row.difference.low, row.difference.high)]
            known = [0.0, *filter(isfinite, bounds)]
            room = 0.04 * (max(known) - min(known) or 1.0)
            edges = (min(known) - room, max(known) + room)
            for place, row in enumerate(self.rows):
                colour, sign = _LOOKS[row.state]
                ends = np.clip([row.difference.low, row.difference.high], *edges)
                axes.plot(ends, [place, place], color=colour, linewidth=2, solid_capstyle="butt")
                axes.plot([row.difference.middle], [place], sign, color=colour, markersize=7)
            axes.axvline(0, color=INK, linewidth=1)
            axes.set_xlim(*edges)
            axes.set_yticks(range(len(self.rows)), [row.label for row in self.rows])
            axes.set_ylim(len(self.rows) - 0.4, -0.6)
            axes.grid(False, axis="y")
            axes.locator_params(axis="x", nbins=6)
            axes.xaxis.set_major_formatter(lambda value, _: self.mark(value))
            axes.set_xlabel(self.axis)
            _head(figure, self.title)
            _explain(figure, axes, self.states)
        return figure


@dataclass(frozen=True, slots=True)
class FrontChart:
    """One goal over the other, each division with its intervals."""

    points: Sequence[DividedPoint]
    goals: tuple[str, str]
    title: str
    states: Mapping[str, str]
    marks: tuple[AxisMarks, AxisMarks]

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        with style():
            figure = Figure(figsize=(9.2, 5.4), layout="constrained")
            axes = figure.add_subplot()
            for point in self.points:
                colour, sign = _LOOKS[point.state]
                x, y = point.across.middle, point.up.middle
                axes.plot([point.across.low, point.across.high], [y, y], color=colour, linewidth=1, alpha=0.6)
                axes.plot([x, x], [point.up.low, point.up.high], color=colour, linewidth=1, alpha=0.6)
                axes.plot([x], [y], sign, color=colour, markersize=7)
            axes.margins(0.08)
            self._name(axes)
            across, up = self.marks
            axes.xaxis.set_major_formatter(lambda value, _: across(value))
            axes.yaxis.set_major_formatter(lambda value, _: up(value))
            axes.set_xlabel(self.goals[0])
            axes.set_ylabel(self.goals[1])
            axes.locator_params(axis="x", nbins=6)
            _head(figure, self.title)
            _explain(figure, axes, self.states)
        return figure

    def _name(self, axes: "Axes") -> None:
        """Names in a column on the right, each led to its point: points may lie close together, names never do."""
        ordered = sorted(self.points, key=lambda point: point.up.middle)
        heights = np.linspace(0.02, 0.98, len(ordered)) if len(ordered) > 1 else [0.5]
        for point, height in zip(ordered, heights, strict=True):
            axes.annotate(
                point.label, (point.across.middle, point.up.middle), (1.03, float(height)),
                textcoords="axes fraction", va="center", fontsize=9, annotation_clip=False,
                arrowprops={"arrowstyle": "-", "color": GREY, "linewidth": 0.6, "alpha": 0.7, "shrinkB": 5},
            )  # fmt: skip


def _head(figure: "Figure", title: str) -> None:
    if title:
        figure.suptitle(folded(title, _BROAD), x=0.01, ha="left", fontsize=9)


def _explain(figure: "Figure", axes: "Axes", states: Mapping[str, str]) -> None:
    for state, said in states.items():
        colour, sign = _LOOKS[state]
        axes.plot([], [], sign, color=colour, label=said)
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower left", ncols=3, fontsize=9)
