"""The paper that figures of a study are drawn on: how broad it is, and its legend."""

from typing import TYPE_CHECKING

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
    if sum(map(len, labels)) * 5.2 + 36 * len(labels) > 72 * figure.get_size_inches()[0]:
        columns = 1 if figure.get_size_inches()[0] < SLIDE else columns
    figure.legend(handles, labels, loc="outside upper left", ncols=columns, fontsize=9)
