"""Where every lead went: at each step a bar of those who came, cut into who went on, who stopped, and whom nobody worked on."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.language import Language
from orgsim.language.numbers import number
from orgsim.report.drawing.palette import colour, hatch
from orgsim.report.drawing.paper import boxed
from orgsim.report.drawing.style import GREY, INK, style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_ENDS = (1.25, 1.57, 1.89)
"""Where the columns of numbers end, in bars of full length."""
_BROAD = 70
"""Narrow signs of a line below a panel."""


@dataclass(frozen=True, slots=True)
class FlowStep:
    """One step: came = on + stopped + untouched."""

    title: str
    came: float
    on: float
    """Leads that came to the next step, or bought."""
    stopped: float
    """Leads that were worked on here and got no further."""
    untouched: float
    """Leads with whom nobody began to work here."""


@dataclass(frozen=True, slots=True)
class LeadFlow:
    """The leads of one organization, step by step."""

    organization: str
    place: int
    """In the palette."""
    steps: Sequence[FlowStep]
    below: str
    """What became of those who did not buy."""


@dataclass(frozen=True, slots=True)
class FlowChart:
    """A panel for each organization; all bars are of one scale, and each begins with what the one above passed on."""

    flows: Sequence[LeadFlow]
    columns: tuple[str, str, str]
    """What those who went on, who stopped and whom nobody worked on are called."""
    language: Language
    abreast: int = 1
    """Panels side by side: more for a slide."""

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure

        abreast = min(self.abreast, len(self.flows))
        deep = -(-len(self.flows) // abreast)
        rows = max(len(flow.steps) for flow in self.flows)
        largest = max((step.came for flow in self.flows for step in flow.steps), default=0.0) or 1.0
        with style():
            size = (5.2 if abreast == 1 else 4.4 * abreast, deep * (1.3 + 0.42 * rows))
            figure = Figure(figsize=size, layout="constrained")
            every = figure.subplots(deep, abreast, squeeze=False).flatten()
            for axes, flow in zip(every, self.flows, strict=False):
                self._panel(axes, flow, rows, largest)
            for axes in every[len(self.flows) :]:
                axes.set_axis_off()
        return figure

    def _panel(self, axes: "Axes", flow: LeadFlow, rows: int, largest: float) -> None:
        axes.set_axis_off()
        axes.set_xlim(0, _ENDS[-1] + 0.02)
        axes.set_ylim(rows + 0.55, -1.35)
        looks = _looks(flow.place)
        _text(axes, 0, -1.05, boxed(flow.organization, 60, 1), fontsize=10, va="center")
        for end, said, look in zip(_ENDS, self.columns, looks, strict=True):
            _text(axes, end, -0.42, boxed(said, 10), ha="right", va="center")
            axes.barh(-0.02, 0.16, 0.09, end - 0.16, **look)
        for row, step in enumerate(flow.steps):
            _text(
                axes,
                0,
                row + 0.1,
                f"{boxed(step.title, 44, 1)}  {number(step.came, self.language)}",
                va="center",
            )
            start = 0.0
            parts = (step.on, step.stopped, step.untouched)
            for part, end, look in zip(parts, _ENDS, looks, strict=True):
                axes.barh(row + 0.46, part / largest, 0.3, start, **look)
                start += part / largest
                _text(axes, end, row + 0.46, number(part, self.language), ha="right", va="center")
        _text(axes, 0, len(flow.steps) + 0.2, boxed(flow.below, _BROAD), va="center")


def _looks(place: int) -> tuple[dict[str, Any], ...]:
    """Of those who went on, who stopped, and whom nobody worked on: told apart without colours, too."""
    edge: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.4}
    return (
        {"color": colour(place), "hatch": hatch(place), **edge},
        {"color": GREY, "alpha": 0.6, **edge},
        {"color": "none", "hatch": "/////", **edge},
    )


def _text(axes: "Axes", x: float, y: float, said: str, **look: Any) -> None:
    axes.text(x, y, said, **{"fontsize": 9.5, **look})
