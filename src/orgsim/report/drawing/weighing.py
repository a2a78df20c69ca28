"""Weights of causes as bars, and beside them how far figures lie from what was expected."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from orgsim.report.drawing.style import GREY, INK, folded, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_WIDE = 34
"""Breadth of a label's line, in narrow signs."""
_BEST, _SEEN = "#0072b2", "#d55e00"


@dataclass(frozen=True, slots=True)
class WeightBar:
    """One cause."""

    label: str
    weight: float
    beside: str
    """The weight in words."""
    named: bool
    """Whether it is the answer."""


@dataclass(frozen=True, slots=True)
class DeviationDot:
    """One figure: what was seen and what the heaviest cause explains, in standard deviations."""

    label: str
    seen: float
    explained: float


@dataclass(frozen=True, slots=True)
class WeighingWords:
    """What stands in the picture."""

    weights: str
    threshold: str
    deviations: str
    unit: str
    seen: str
    explained: str


@dataclass(frozen=True, slots=True)
class WeighingChart:
    """Bars from the heaviest down with the weight that it takes to be named; dots of the figures that lie farthest off."""

    bars: Sequence[WeightBar]
    dots: Sequence[DeviationDot]
    threshold: float
    words: WeighingWords

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        with style():
            rows = max(len(self.bars), len(self.dots))
            figure = Figure(figsize=(11.5, 1.9 + 0.36 * rows), layout="constrained")
            left, right = figure.subplots(1, 2)
            _bars(left, self.bars, self.threshold, self.words)
            _dots(right, self.dots, self.words)
            handles, labels = right.get_legend_handles_labels()
            figure.legend(handles, labels, loc="outside lower right", ncols=2, fontsize=9)
        return figure


def _bars(axes: "Axes", bars: Sequence[WeightBar], threshold: float, words: WeighingWords) -> None:
    for place, bar in enumerate(bars):
        axes.barh(place, bar.weight, height=0.62, color=_BEST if bar.named else GREY)
        axes.annotate(
            bar.beside, (bar.weight, place), (4, 0), textcoords="offset points", va="center", fontsize=9
        )
    axes.axvline(threshold, color=INK, linewidth=1, linestyle=":")
    axes.set_yticks(range(len(bars)), [folded(bar.label, _WIDE) for bar in bars])
    axes.set_ylim(len(bars) - 0.4, -0.6)
    axes.set_xlim(0, 1.12)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0", "25%", "50%", "75%", "100%"])
    axes.grid(False, axis="y")
    axes.set_xlabel(words.threshold)
    axes.set_title(words.weights, loc="left", fontsize=10)


def _dots(axes: "Axes", dots: Sequence[DeviationDot], words: WeighingWords) -> None:
    axes.axvspan(-2, 2, color=GREY, alpha=0.12, linewidth=0)
    axes.axvline(0, color=INK, linewidth=1)
    for place, dot in enumerate(dots):
        axes.plot([dot.seen, dot.explained], [place, place], color=GREY, linewidth=1)
    places = range(len(dots))
    axes.plot([dot.seen for dot in dots], places, "o", color=_SEEN, label=words.seen)
    axes.plot(
        [dot.explained for dot in dots],
        places,
        "|",
        color=_BEST,
        markersize=14,
        markeredgewidth=3,
        label=words.explained,
    )
    reach = max([3.0, *(abs(value) * 1.1 for dot in dots for value in (dot.seen, dot.explained))])
    axes.set_xlim(-reach, reach)
    axes.set_yticks(list(places), [folded(dot.label, _WIDE) for dot in dots])
    axes.set_ylim(len(dots) - 0.4, -0.6)
    axes.grid(False, axis="y")
    axes.set_xlabel(words.unit)
    axes.set_title(words.deviations, loc="left", fontsize=10)
