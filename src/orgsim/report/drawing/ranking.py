"""A ranking: one dot with its interval for each option, the best one at the top and marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import TYPE_CHECKING

from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.style import GREY, INK, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

VERDICT_MARKS: Mapping[str, tuple[str, str]] = {
    "better": ("#009e73", "^"),
    "worse": ("#d55e00", "v"),
    "cannot tell": (GREY, "o"),
}
"""Colour and sign of each verdict, as in the figure of paired differences."""
_BEST = "#0072b2"


@dataclass(frozen=True, slots=True)
class RankedDot:
    """One option: what it changes the figure by, with its interval, and a word beside it."""

    label: str
    middle: float
    low: float
    high: float
    verdict: str
    beside: str
    """Such as the probability that it is the best."""


@dataclass(frozen=True, slots=True)
class RankingChart:
    """Rows in the order given, the first one marked as the best. A bound that is infinite is drawn to the edge."""

    dots: Sequence[RankedDot]
    axis: str
    """The figure by which they are ranked."""
    beside: str
    """The column on the right."""
    words: Mapping[str, str]
    """What the verdicts and "best" are called."""
    mark: AxisMarks
    left_out: str = ""
    """Said below the last row of options that have none here."""

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        with style():
            size = (9.2, 1.7 + 0.27 * (len(self.dots) + bool(self.left_out)))
            figure = Figure(figsize=size, layout="constrained")
            axes = figure.add_subplot()
            _rows(axes, self.dots)
            axes.annotate(
                self.beside, (1, 1), (6, 4), xycoords="axes fraction", textcoords="offset points", fontsize=9,
                va="bottom", annotation_clip=False,
            )  # fmt: skip
            axes.axvline(0, color=INK, linewidth=1)
            labels = [*(dot.label for dot in self.dots), *filter(None, [self.left_out])]
            axes.set_yticks(range(len(labels)), labels)
            axes.set_ylim(len(labels) - 0.4, -0.6)
            axes.grid(False, axis="y")
            axes.xaxis.set_major_formatter(lambda value, _: self.mark(value))
            axes.locator_params(axis="x", nbins=4)
            axes.set_xlabel(self.axis)
            for verdict, (colour, sign) in VERDICT_MARKS.items():
                axes.plot([], [], sign, color=colour, label=self.words[verdict])
            axes.fill_between([], [], [], color=_BEST, alpha=0.25, label=self.words["best"])
            handles, names = axes.get_legend_handles_labels()
            figure.legend(handles, names, loc="outside upper left", ncols=4, fontsize=9)
        return figure


def _rows(axes: "Axes", dots: Sequence[RankedDot]) -> None:
    """The best one's band, and each option's interval with what stands beside it."""
    ends = [bound for dot in dots for bound in (dot.low, dot.middle, dot.high) if isfinite(bound)]
    least, most = min([0.0, *ends]), max([0.0, *ends])
    room = 0.04 * (most - least or 1.0)
    axes.set_xlim(least - room, most + room)
    axes.axhspan(-0.5, 0.5, color=_BEST, alpha=0.12, linewidth=0)
    for place, dot in enumerate(dots):
        colour, sign = VERDICT_MARKS[dot.verdict]
        low = dot.low if isfinite(dot.low) else least - room
        high = dot.high if isfinite(dot.high) else most + room
        axes.plot([low, high], [place, place], color=colour, linewidth=2, solid_capstyle="butt")
        axes.plot([dot.middle], [place], sign, color=colour, markersize=7)
        axes.annotate(
            dot.beside, (1, place), (6, 0), xycoords=("axes fraction", "data"), textcoords="offset points",
            va="center", fontsize=9, annotation_clip=False,
        )  # fmt: skip
