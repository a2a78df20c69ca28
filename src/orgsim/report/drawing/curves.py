"""Curves over the months, each in its band, with rings where one passes another for good."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.palette import colour, dash
from orgsim.report.drawing.paper import SLIDE, boxed, legend, paper
from orgsim.report.drawing.style import INK, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class Curve:
    """One line over the months with its band; three arrays of equal length."""

    label: str
    place: int
    """In the palette."""
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class CrossingPoint:
    """Where a line passes another for good."""

    place: int
    """Of the line, in the palette."""
    month: int
    """From 1."""
    value: float


@dataclass(frozen=True, slots=True)
class CurveChart:
    """Lines over the months, each in its band."""

    lines: Sequence[Curve]
    axis: str
    """The value."""
    months: str
    """The time."""
    mark: AxisMarks
    crossings: Sequence[CrossingPoint] = ()

    def draw(self, breadth: float = SLIDE) -> "Figure":
        """The figure, so many inches broad."""
        with style():
            figure = paper(14 if breadth == SLIDE else 9, wide=breadth / SLIDE)
            axes = figure.add_subplot()
            for line in self.lines:
                time = np.arange(1, len(line.middle) + 1)
                look: dict[str, Any] = {"color": colour(line.place)}
                axes.fill_between(time, line.low, line.high, alpha=0.15, linewidth=0, **look)
                axes.plot(
                    time,
                    line.middle,
                    linestyle=dash(line.place),
                    linewidth=2,
                    label=line.label if breadth == SLIDE else boxed(line.label, 62, 1),
                    **look,
                )
            for point in self.crossings:
                axes.plot([point.month], [point.value], "o", color=INK, markersize=9, fillstyle="none")
                axes.annotate(
                    str(point.month), (point.month, point.value), (0, 8), textcoords="offset points",
                    ha="center", fontsize=9,
                )  # fmt: skip
            if min(min(line.low) for line in self.lines) < 0:
                axes.axhline(0, color=INK, linewidth=0.8)
            axes.set_xlabel(self.months)
            axes.set_ylabel(self.axis)
            axes.yaxis.set_major_formatter(lambda value, _: self.mark(value))
            axes.margins(x=0.01)
            legend(figure, axes, len(self.lines))
        return figure
