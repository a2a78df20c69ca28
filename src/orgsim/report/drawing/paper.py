"""The paper that figures of a study are drawn on: how broad it is, its legend, and texts that have to fit."""

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from orgsim.report.drawing.style import folded

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SLIDE = 8.6
"""Inches that a figure is broad where nothing else is said: on a slide its texts can be read."""


def paper(rows: float, panels: int = 1, wide: float = 1.0) -> "Figure":
    """An empty figure with room for so many rows of text."""
    from matplotlib.figure import Figure

    size = (SLIDE * wide, 1.1 + rows * 0.25 + 0.2 * (panels - 1))
    return Figure(figsize=size, layout="constrained")


def legend(figure: "Figure", axes: "Axes", count: int) -> None:
    """The legend of a figure of so many entries, above it."""
    handles, labels = axes.get_legend_handles_labels()
    columns = 2 if count > 3 else max(1, count)
    # On a narrow figure long names stand below one another.
    if sum(map(breadth_of, labels)) * 5.2 + 36 * len(labels) > 72 * figure.get_size_inches()[0]:
        columns = 1 if figure.get_size_inches()[0] < SLIDE else columns
    figure.legend(handles, labels, loc="outside upper left", ncols=columns, fontsize=9)


def breadth_of(text: str) -> int:
    """How many narrow signs a text is broad: East Asian ones count twice."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def boxed(text: str, breadth: int, lines: int = 2) -> str:
    """A text in so many lines of so many narrow signs at most, East Asian ones counted twice; what has no room is an ellipsis."""
    kept = folded(text, breadth).split("\n")
    if len(kept) > lines:
        kept = [*kept[: lines - 1], " ".join(kept[lines - 1 :])]
    return "\n".join(_cut(line, breadth) for line in kept)


def _cut(line: str, breadth: int) -> str:
    used = 0
    for place, sign in enumerate(line):
        used += breadth_of(sign)
        if used > breadth:
            return f"{line[: max(0, place - 1)]}…"
    return line
