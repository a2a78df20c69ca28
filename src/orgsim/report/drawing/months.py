"""Differences month by month in their band, with the month marked from which a change has paid for itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.style import INK, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_LINE, _MARK = "#0072b2", "#d55e00"


@dataclass(frozen=True, slots=True)
class MonthPanel:
    """One curve over the months after a change; three arrays of equal length."""

    title: str
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    mark: AxisMarks


@dataclass(frozen=True, slots=True)
class MarkedMonth:
    """When the change is ahead for good: a month, and between which it lies; infinite where that is not within the horizon."""

    label: str
    month: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class MonthChart:
    """Panels one below the other, all over the same months; the last one is that in which the marked month is read."""

    panels: Sequence[MonthPanel]
    months: str
    """What the time is called."""
    marked: MarkedMonth

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        with style():
            figure = Figure(figsize=(8.6, 0.9 + 2.2 * len(self.panels)), layout="constrained")
            rows = figure.subplots(len(self.panels), 1, sharex=True, squeeze=False)[:, 0]
            for axes, panel in zip(rows, self.panels, strict=True):
                time = np.arange(1, len(panel.middle) + 1)
                axes.fill_between(time, panel.low, panel.high, color=_LINE, alpha=0.18, linewidth=0)
                axes.plot(time, panel.middle, color=_LINE, linewidth=2)
                axes.axhline(0, color=INK, linewidth=1)
                axes.set_title(panel.title, loc="left", fontsize=10)
                axes.yaxis.set_major_formatter(lambda value, _, mark=panel.mark: mark(value))
                axes.margins(x=0.01)
            _mark(rows[-1], self.marked, len(self.panels[-1].middle))
            rows[-1].set_xlabel(self.months)
            rows[-1].xaxis.get_major_locator().set_params(integer=True)
            handles, labels = rows[-1].get_legend_handles_labels()
            figure.legend(handles, labels, loc="outside upper left", fontsize=9)
        return figure


def _mark(axes: "Axes", marked: MarkedMonth, months: int) -> None:
    """The month on the line of 0, between its bounds; an arrow where they lie beyond the horizon."""
    start = marked.low if isfinite(marked.low) else months
    end = marked.high if isfinite(marked.high) else months
    if isfinite(marked.low):
        axes.plot([start, end], [0, 0], color=_MARK, linewidth=5, alpha=0.6, solid_capstyle="butt")
    if not isfinite(marked.high):
        axes.plot([end], [0], ">", color=_MARK, markersize=8, clip_on=False)
    if isfinite(marked.month):
        axes.axvline(marked.month, color=_MARK, linewidth=1, linestyle=":")
        axes.plot([marked.month], [0], "D", color=_MARK, markersize=7, label=marked.label)
    else:
        axes.plot([], [], ">", color=_MARK, markersize=8, label=marked.label)
