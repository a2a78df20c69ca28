"""Where the texts of a figure lie once they are drawn, and whether they can be read."""

from itertools import combinations
from typing import Any

import pytest

SLIDE = (13.33, 7.5)
"""Inches of a slide."""


def texts(figure: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any, float]]:
    """Every text that is drawn: what it says, the box it fills in dots, and its size in points."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.text import Text

    found: list[tuple[str, Any, float]] = []
    usual = Text.draw

    def draw(self: Any, renderer: Any) -> None:
        usual(self, renderer)
        if self.get_visible() and self.get_text().strip():
            # Of the text alone: an annotation's own extent holds its arrow.
            found.append((self.get_text(), Text.get_window_extent(self, renderer), self.get_fontsize()))

    FigureCanvasAgg(figure)
    # As where it is written to a file, the layout finds its place once; texts have theirs without a dot being coloured.
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)
        figure.set_layout_engine("none")
    with monkeypatch.context() as patched:
        patched.setattr(Text, "draw", draw)
        figure.draw_without_rendering()
    return list({(said, box.bounds): (said, box, size) for said, box, size in found}.values())


def faults(figure: Any, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Texts that overlap, leave the paper, or are smaller than 9 points when the figure fills a slide."""
    drawn = texts(figure, monkeypatch)
    assert drawn
    width, height = figure.get_size_inches()
    scale = min(SLIDE[0] / width, SLIDE[1] / height)
    said = [f"{a} over {b}" for (a, one, _), (b, other, _) in combinations(drawn, 2) if _meet(one, other)]
    paper = figure.bbox
    for text, box, size in drawn:
        if box.x0 < paper.x0 - 1 or box.y0 < paper.y0 - 1 or box.x1 > paper.x1 + 1 or box.y1 > paper.y1 + 1:
            said.append(f"{text} leaves the paper")
        if size * scale < 9:
            said.append(f"{text} has {size * scale:.1f} points on a slide")
    return said


def _meet(one: Any, other: Any) -> bool:
    """Whether two boxes share more than a dot's breadth."""
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    up = min(one.y1, other.y1) - max(one.y0, other.y0)
    return bool(across > 1 and up > 1)
