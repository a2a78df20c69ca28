"""How many runs a precision takes, and how long a run takes to forget how it began."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

import numpy as np

from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.style import GREY, INK, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_LINE, _MARK, _BAND = "#0072b2", "#d55e00", "#e69f00"
_FITS = 4.9
"""Inches for all panels together, so that they fit on a slide."""


@dataclass(frozen=True, slots=True)
class PrecisionPanel:
    """The mean of one figure as replications are added: one value per number of replications, from `first` on."""

    title: str
    first: int
    middle: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    wanted: tuple[float, float]
    """Between which the interval would lie with the precision asked for."""
    enough: int | None
    """Replications from which on it was known as precisely as was asked."""
    mark: AxisMarks


@dataclass(frozen=True, slots=True)
class PrecisionChart:
    """Panels one below the other: means and intervals over the number of replications."""

    panels: Sequence[PrecisionPanel]
    runs: str
    """What the axis is called."""
    wanted: str
    """What the band that was asked for is called."""
    interval: str
    enough: str
    """What the mark is called from which on the precision is reached."""

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        with style():
            figure = Figure(figsize=(8.6, _height(len(self.panels))), layout="constrained")
            rows = figure.subplots(len(self.panels), 1, sharex=True, squeeze=False)[:, 0]
            for axes, panel in zip(rows, self.panels, strict=True):
                count = np.arange(panel.first, panel.first + len(panel.middle))
                axes.axhspan(*panel.wanted, color=_BAND, alpha=0.25, linewidth=0, label=self.wanted)
                axes.fill_between(count, panel.low, panel.high, color=_LINE, alpha=0.18, linewidth=0)
                axes.plot(count, panel.middle, color=_LINE, linewidth=2, label=self.interval)
                if panel.enough is not None:
                    axes.axvline(panel.enough, color=_MARK, linewidth=1.5, linestyle=":")
                axes.plot([], [], ":", color=_MARK, linewidth=1.5, label=self.enough)
                axes.set_title(panel.title, loc="left", fontsize=10)
                axes.yaxis.set_major_formatter(lambda value, _, mark=panel.mark: mark(value))
                axes.locator_params(axis="y", nbins=_marks(len(self.panels)))
                axes.margins(x=0.01)
                # The first intervals are so wide that nothing could be seen of the later ones.
                late = slice(min(5, len(panel.middle) - 1), None)
                ends = [*panel.low[late], *panel.high[late], *panel.wanted]
                known = [bound for bound in ends if isfinite(bound)]
                room = 0.05 * (max(known) - min(known)) if known else 0.0
                if room > 0:
                    axes.set_ylim(min(known) - room, max(known) + room)
            rows[-1].set_xlabel(self.runs)
            rows[-1].xaxis.get_major_locator().set_params(integer=True)
            figure.legend(
                *rows[-1].get_legend_handles_labels(), loc="outside upper left", ncols=2, fontsize=9
            )
        return figure


@dataclass(frozen=True, slots=True)
class WarmUpPanel:
    """One monthly series, its means over batches, and what MSER makes of each number of batches left out."""

    title: str
    months: Sequence[float]
    """The mean of each month over the replications."""
    cut: int | None
    """Months that are better left out; None where the run is too short to tell."""
    mark: AxisMarks


@dataclass(frozen=True, slots=True)
class WarmUpChart:
    """Panels one below the other: the months, and how many of them are better left out."""

    panels: Sequence[WarmUpPanel]
    months: str
    """What the axis is called."""
    mean: str
    left_out: str
    batch: int
    """Months in a batch."""

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        with style():
            figure = Figure(figsize=(8.6, _height(len(self.panels))), layout="constrained")
            rows = figure.subplots(len(self.panels), 1, sharex=True, squeeze=False)[:, 0]
            for axes, panel in zip(rows, self.panels, strict=True):
                month = np.arange(1, len(panel.months) + 1)
                axes.plot(month, panel.months, color=_LINE, linewidth=1, alpha=0.6)
                whole = len(panel.months) // self.batch * self.batch
                means = np.array(panel.months[:whole]).reshape(-1, self.batch).mean(axis=1)
                ends = np.arange(len(means) + 1) * self.batch + 0.5
                axes.stairs(means, ends, baseline=None, color=INK, linewidth=1.6, label=self.mean)
                out = len(panel.months) if panel.cut is None else panel.cut
                axes.axvspan(
                    0.5,
                    out + 0.5,
                    color=GREY,
                    alpha=0.25,
                    linewidth=0,
                    hatch="//" if panel.cut is None else "",
                )
                axes.fill_between([], [], [], color=GREY, alpha=0.4, label=self.left_out)
                axes.set_title(panel.title, loc="left", fontsize=10)
                axes.yaxis.set_major_formatter(lambda value, _, mark=panel.mark: mark(value))
                axes.locator_params(axis="y", nbins=_marks(len(self.panels)))
                axes.margins(x=0.01)
            rows[-1].set_xlabel(self.months)
            rows[-1].xaxis.get_major_locator().set_params(integer=True)
            figure.legend(
                *rows[-1].get_legend_handles_labels(), loc="outside upper left", ncols=2, fontsize=9
            )
        return figure


def _height(panels: int) -> float:
    return 1.2 + min(1.9 * panels, _FITS)


def _marks(panels: int) -> int:
    """Steps of an upright axis."""
    return 5 if panels < 3 else 3
