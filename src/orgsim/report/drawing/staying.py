"""How many customers stay from one decision to the next."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.language import Language
from orgsim.language.numbers import percent
from orgsim.language.phrases import say
from orgsim.report.drawing.palette import colour, dash
from orgsim.report.drawing.paper import boxed
from orgsim.report.drawing.style import style

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_TWO_YEARS = 24
"""Months from which on the axis counts in years."""


@dataclass(frozen=True, slots=True)
class StayLine:
    """The customers of one organization with contracts of one kind, from the purchase (month 0, share 1) on."""

    label: str
    place: int
    """In the palette."""
    months: Sequence[float]
    """After the purchase, at which they decide."""
    shares: Sequence[float]
    """Of 1 that are customers still."""


@dataclass(frozen=True, slots=True)
class StayChart:
    """Steps down from 100 %."""

    lines: Sequence[StayLine]
    axis: str
    months: str
    language: Language

    def draw(self) -> "Figure":
        """The figure."""
        from matplotlib.figure import Figure
        from matplotlib.ticker import MultipleLocator

        with style():
            figure = Figure(figsize=(5.2, 2.6 + 0.2 * len(self.lines)), layout="constrained")
            axes = figure.add_subplot()
            for line in self.lines:
                look: dict[str, Any] = {"color": colour(line.place), "linewidth": 2.0}
                share = percent(line.shares[-1], self.language)
                said = say("{title}: {text}", self.language, title=boxed(line.label, 58, 1), text=share)
                axes.step(
                    line.months, line.shares, where="post", linestyle=dash(line.place), label=said, **look
                )
                axes.plot(line.months[1:], line.shares[1:], "o", color=colour(line.place), markersize=5)
            axes.set_ylim(0, 1.05)
            axes.margins(x=0.06)
            axes.set_xlabel(self.months)
            axes.set_ylabel(self.axis)
            axes.yaxis.set_major_formatter(lambda value, _: percent(value, self.language))
            longest = max(line.months[-1] for line in self.lines)
            if longest >= _TWO_YEARS:
                axes.xaxis.set_major_locator(MultipleLocator(12))
            figure.legend(*axes.get_legend_handles_labels(), loc="outside upper left", fontsize=9)
        return figure
