"""What firms are worth: what came in and went out so far, and what the customers they have will still bring."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.report.drawing.axis_marks import AxisMarks
from orgsim.report.drawing.palette import colour
from orgsim.report.drawing.paper import boxed
from orgsim.report.drawing.style import GREY, INK, style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True)
class FirmValue:
    """One organization: so_far + ahead = whole, with its interval."""

    organization: str
    place: int
    """In the palette."""
    so_far: float
    ahead: float
    whole: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class ValueChart:
    """Two rows for each organization, one end to the other; the sum with its interval above them."""

    firms: Sequence[FirmValue]
    parts: tuple[str, str]
    """What the two are called."""
    axis: str
    mark: AxisMarks

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure
        from matplotlib.patches import Patch

        edge: dict[str, Any] = {"edgecolor": INK, "linewidth": 0.4}
        with style():
            figure = Figure(figsize=(5.2, 1.1 + 0.85 * len(self.firms)), layout="constrained")
            axes = figure.add_subplot()
            for row, firm in enumerate(self.firms):
                place = 3 * row
                paint = colour(firm.place)
                axes.barh(place, firm.so_far, 0.8, color=paint, **edge)
                axes.barh(place + 1, firm.ahead, 0.8, firm.so_far, color=paint, alpha=0.4, **edge)
                axes.plot([firm.low, firm.high], [place + 1.62] * 2, color=INK, linewidth=1.4)
                axes.plot([firm.whole], [place + 1.62], "D", color=INK, markersize=4)
                for height, end, said in (
                    (place, max(0.0, firm.so_far), firm.so_far),
                    (place + 1, max(firm.so_far, firm.whole), firm.ahead),
                ):
                    axes.annotate(
                        boxed(self.mark.number(said), 16, 1), (end, height), (4, 0), textcoords="offset points", va="center",
                        fontsize=9,
                    )  # fmt: skip
            axes.axvline(0, color=INK, linewidth=1)
            names = [f"{firm.organization}\n{self.mark.number(firm.whole)}" for firm in self.firms]
            axes.set_yticks([3 * row + 0.6 for row in range(len(names))], _folded(names), fontsize=9)
            axes.set_ylim(3 * len(names) - 0.8, -0.8)
            axes.grid(False, axis="y")
            axes.margins(x=0.16)
            axes.locator_params(axis="x", nbins=4)
            axes.xaxis.set_major_formatter(lambda value, _: self.mark(value))
            axes.set_xlabel(self.axis, fontsize=9)
            entries = [
                Patch(facecolor=GREY, label=self.parts[0], **edge),
                Patch(facecolor=GREY, alpha=0.4, label=self.parts[1], **edge),
            ]
            figure.legend(handles=entries, loc="outside upper left", fontsize=9)
        return figure


def _folded(names: Sequence[str]) -> list[str]:
    return ["\n".join(boxed(line, 26) for line in name.split("\n")) for name in names]
