"""What moved recurring revenue from the first day to the last: a bridge of bars for each organization, which adds up."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.palette import colour, hatch
from orgsim.report.drawing.paper import boxed
from orgsim.report.drawing.style import INK, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MORE, _LESS = "#009e73", "#d55e00"


@dataclass(frozen=True, slots=True)
class BridgeStep:
    """One thing that moved it: below 0 where it took away."""

    title: str
    amount: float


@dataclass(frozen=True, slots=True)
class RevenueBridge:
    """One organization: start + the amounts of all steps = end."""

    organization: str
    place: int
    """In the palette."""
    start: float
    steps: Sequence[BridgeStep]
    end: float


@dataclass(frozen=True, slots=True)
class BridgeChart:
    """A panel for each organization, all in one scale; a row for the start, for each step and for the end."""

    bridges: Sequence[RevenueBridge]
    ends: tuple[str, str]
    """What the first and the last row are called."""
    axis: str
    mark: AxisMarks
    abreast: int = 1
    """Panels side by side: more for a slide."""

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        abreast = min(self.abreast, len(self.bridges))
        deep = -(-len(self.bridges) // abreast)
        rows = 2 + max(len(bridge.steps) for bridge in self.bridges)
        with style():
            size = (5.2 if abreast == 1 else 4.4 * abreast, 0.4 + deep * (0.5 + 0.25 * rows))
            figure = Figure(figsize=size, layout="constrained")
            every = figure.subplots(deep, abreast, squeeze=False, sharex=True).flatten()
            for axes, bridge in zip(every, self.bridges, strict=False):
                self._panel(axes, bridge)
            reach = [level for bridge in self.bridges for level in _levels(bridge)]
            least, most = min(0.0, *reach), max(0.0, *reach)
            # The numbers stand to the right of the bars.
            every[0].set_xlim(least - 0.02 * (most - least), most + 0.3 * (most - least or 1.0))
            for axes in every[len(self.bridges) :]:
                axes.set_axis_off()
            figure.supxlabel(self.axis, fontsize=9)
        return figure

    def _panel(self, axes: "Axes", bridge: RevenueBridge) -> None:
        edge: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.4}
        whole: dict[str, Any] = {"color": colour(bridge.place), "hatch": hatch(bridge.place), **edge}
        level = bridge.start
        rows: list[tuple[str, float, float, dict[str, Any], str]] = [
            (self.ends[0], 0.0, bridge.start, whole, self.mark.number(bridge.start))
        ]
        for step in bridge.steps:
            look = {"color": _MORE if step.amount >= 0 else _LESS, **edge}
            said = self.mark.number(step.amount, signed=True)
            rows.append((step.title, level, step.amount, look, said))
            level += step.amount
        rows.append((self.ends[1], 0.0, bridge.end, whole, self.mark.number(bridge.end)))
        for place, (_, since, amount, look, said) in enumerate(rows):
            axes.barh(place, amount, 0.7, since, **look)
            edge_of = max(since, since + amount)
            axes.annotate(
                boxed(said, 16, 1),
                (edge_of, place),
                (4, 0),
                textcoords="offset points",
                va="center",
                fontsize=9,
            ).set_in_layout(False)
        axes.set_yticks(range(len(rows)), [boxed(title, 30) for title, *_ in rows], fontsize=9)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_title(boxed(bridge.organization, 56, 1), loc="left", fontsize=10)
        axes.grid(False, axis="y")
        axes.locator_params(axis="x", nbins=4)
        axes.xaxis.set_major_formatter(lambda value, _: self.mark(value))
        axes.tick_params(axis="x", labelsize=9)


def _levels(bridge: RevenueBridge) -> list[float]:
    """Where the bars of a bridge begin and end."""
    return [bridge.end, *accumulate((step.amount for step in bridge.steps), initial=bridge.start)]
