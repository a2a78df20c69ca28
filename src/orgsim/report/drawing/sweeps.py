"""Figures of sweeps and maps: bars of what moves a figure, bars of what its variance comes from, and who wins where."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.randomness import Floats
from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.palette import COLOURS, colour
from orgsim.report.drawing.style import GREY, INK, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_UNKNOWN = "#d9d9d9"
_ENDS = (COLOURS[5], COLOURS[4])
"""Of the lowest and the highest value: none of the colours of the packaged organizations."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a tornado: where the figure lies at either end, with the interval of each."""

    label: str
    start: tuple[float, float, float]
    """At the lowest value: middle, low, high, as differences from the scenario as it is."""
    end: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """One row of Sobol indices: the share by itself, and together with all others with its interval."""

    label: str
    first: float
    total: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Frontier:
    """A line on a map with the band in which it lies; positions along both axes."""

    along: str
    beside: Sequence[float]
    at: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


@dataclass(frozen=True, slots=True)
class TornadoChart:
    """A panel of bars for each scenario, the widest on top, and below them, where there are any, the Sobol indices with luck."""

    panels: Mapping[str, Sequence[Bar]]
    pieces: tuple[str, Sequence[Piece]] | None
    ends: tuple[str, str]
    """What the colours of the lowest and the highest values are called."""
    axis: str
    mark: AxisMarks
    shares: tuple[str, str]
    """What shares by itself and with all others are called."""
    share_mark: AxisMarks

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        heights = [len(bars) + 1.2 for bars in self.panels.values()]
        heights += [len(self.pieces[1]) + 1.2] if self.pieces else []
        with style():
            figure = Figure(figsize=(8.6, 1.3 + sum(heights) * _row(sum(heights))), layout="constrained")
            every = figure.subplots(len(heights), 1, squeeze=False, gridspec_kw={"height_ratios": heights})[
                :, 0
            ]
            for axes, (title, bars) in zip(every, self.panels.items(), strict=False):
                _bars(axes, bars, self.ends, self.mark)
                if axes is not every[0]:
                    axes.sharex(every[0])
                axes.set_title(title, loc="left", fontsize=10)
            every[len(self.panels) - 1].set_xlabel(self.axis)
            if self.pieces:
                _pieces(every[-1], self.pieces[1], self.shares, self.share_mark)
                every[-1].set_title(self.pieces[0], loc="left", fontsize=10)
            handles, labels = every[0].get_legend_handles_labels()
            figure.legend(handles, labels, loc="outside upper left", ncols=2, fontsize=9)
        return figure


def _row(rows: float) -> float:
    """Inches of a row: no less than two lines of a label need, no more than a slide has room for."""
    return min(0.42, max(0.34, 5.7 / rows))


def _bars(axes: "Axes", bars: Sequence[Bar], ends: tuple[str, str], mark: AxisMarks) -> None:
    for place, bar in enumerate(bars):
        for side, (paint, (middle, low, high), label) in enumerate(
            zip(_ENDS, (bar.start, bar.end), ends, strict=True)
        ):
            # The two halves lie on rows of their own: both may lead to the same side.
            height = place + (side - 0.5) * 0.38
            named = label if place == 0 else None
            axes.barh(height, middle, 0.36, color=paint, edgecolor=INK, linewidth=0.4, label=named)
            axes.plot([low, high], [height, height], color=INK, linewidth=1.2)
    axes.axvline(0, color=INK, linewidth=1)
    axes.set_yticks(range(len(bars)), [bar.label for bar in bars])
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.margins(x=0.08)
    axes.locator_params(axis="x", nbins=6)
    axes.xaxis.set_major_formatter(lambda value, _: mark(value))


def _pieces(axes: "Axes", pieces: Sequence[Piece], names: tuple[str, str], mark: AxisMarks) -> None:
    alone, together = names
    for place, piece in enumerate(pieces):
        luck = place == len(pieces) - 1
        paint = GREY if luck else COLOURS[2]
        look: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.4}
        axes.barh(place, piece.total, 0.7, color=paint, alpha=1.0 if luck else 0.4, label=together, **look)
        if not luck:
            axes.barh(place, piece.first, 0.36, color=paint, label=alone, **look)
        axes.plot([piece.low, piece.high], [place, place], color=INK, linewidth=1.2)
    handles, labels = axes.get_legend_handles_labels()
    named = dict(zip(labels[:2], handles[:2], strict=True)) if len(pieces) > 1 else {}
    axes.legend(list(named.values()), list(named), loc="lower right", fontsize=9)
    axes.set_yticks(range(len(pieces)), [piece.label for piece in pieces])
    axes.invert_yaxis()
    axes.grid(False, axis="y")
    axes.set_xlim(0, None)
    axes.xaxis.set_major_formatter(lambda value, _: mark(value))


@dataclass(frozen=True, slots=True)
class MapChart:
    """Cells in the colour of who wins there, grey where it cannot be told; the frontier with its 95 % band; dots where runs were
    made, the larger the more."""

    x: Sequence[float]
    y: Sequence[float]
    winners: Sequence[Sequence[int]]
    """Column by column: the number of the side, -1 where it cannot be told."""
    seen: Sequence[Sequence[float]]
    """Column by column: runs there."""
    sides: Sequence[str]
    places: Sequence[int]
    """Of the sides, in the palette."""
    frontiers: Sequence[Frontier]
    axes: tuple[str, str]
    unknown: str
    """What the grey is called."""
    frontier: str
    runs: str
    title: str
    mark: AxisMarks

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.colors import ListedColormap
        from matplotlib.figure import Figure

        x, y, seen = np.array(self.x), np.array(self.y), np.array(self.seen)
        with style():
            figure = Figure(figsize=(8.6, 6.2), layout="constrained")
            axes = figure.add_subplot()
            colours = [_UNKNOWN, *map(colour, self.places)]
            axes.pcolormesh(
                _edges(x), _edges(y), np.array(self.winners).T, cmap=ListedColormap(colours), vmin=-1.5,
                vmax=len(self.sides) - 0.5, alpha=0.75, rasterized=False, edgecolors="white", linewidth=0.3,
            )  # fmt: skip
            columns, rows = np.nonzero(seen)
            sizes = 40 * seen[columns, rows] / max(1.0, float(seen.max()))
            axes.scatter(x[columns], y[rows], sizes, color=INK, alpha=0.55, linewidth=0, label=self.runs)
            for frontier in self.frontiers:
                _frontier(axes, frontier, (_ends(x), _ends(y)), self.frontier)
            axes.set_xlim(*_ends(x))
            axes.set_ylim(*_ends(y))
            axes.grid(False)
            for side in (axes.xaxis, axes.yaxis):
                side.set_major_formatter(lambda value, _: self.mark(value))
            axes.set_xlabel(self.axes[0])
            axes.set_ylabel(self.axes[1])
            axes.set_title(self.title, loc="left", fontsize=11)
            self._explain(figure, axes)
        return figure

    def _explain(self, figure: "Figure", axes: "Axes") -> None:
        """The legend: sides, what cannot be told, frontier and runs."""
        from matplotlib.patches import Patch

        names = [*self.sides, self.unknown]
        patches: list[Any] = [
            Patch(facecolor=paint, alpha=0.75, label=name)
            for name, paint in zip(names, [*map(colour, self.places), _UNKNOWN], strict=True)
        ]
        handles, _ = axes.get_legend_handles_labels()
        shown = list({handle.get_label(): handle for handle in [*patches, *handles]}.values())
        figure.legend(handles=shown, loc="outside lower left", ncols=2, fontsize=9)


def _frontier(
    axes: "Axes", line: Frontier, ends: tuple[tuple[float, float], tuple[float, float]], label: str
) -> None:
    """A line with its band, both cut at the ends of the map along x and y."""
    across = ends[0 if line.along == "x" else 1]
    at, low, high = (np.clip(np.array(part), *across) for part in (line.at, line.low, line.high))
    look: dict[str, Any] = {"color": INK, "linewidth": 2, "label": label}
    band: dict[str, Any] = {"color": INK, "linewidth": 0.9, "linestyle": "--"}
    if line.along == "x":
        axes.plot(at, line.beside, **look)
        axes.plot(low, line.beside, **band)
        axes.plot(high, line.beside, **band)
    else:
        axes.plot(line.beside, at, **look)
        axes.plot(line.beside, low, **band)
        axes.plot(line.beside, high, **band)


def _ends(axis: Floats) -> tuple[float, float]:
    """Where the first cell begins and the last one ends."""
    edges = _edges(axis)
    return float(edges[0]), float(edges[-1])


def _edges(axis: Floats) -> Floats:
    """Borders of cells around the values of an axis."""
    between = (axis[:-1] + axis[1:]) / 2
    return np.concatenate([[2 * axis[0] - between[0]], between, [2 * axis[-1] - between[-1]]])
