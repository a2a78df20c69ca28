"""The texts of a diagram: measured as matplotlib will draw them, and broken into lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from orgsim.report.diagrams.content.graph import Arrow, Box

SIZE = {"title": 11.0, "box": 8.0, "label": 7.0, "note": 7.0}
"""Sizes of text in points, as printed on a sheet of A4."""
LEADING = 1.28
"""Height of a line over the size of its text."""
_WIDEST = {
    "box": 120.0,
    "label": 96.0,
    "source": 84.0,
    "team": 190.0,
    "state": 150.0,
    "variable": 84.0,
    "stock": 84.0,
}
"""Width at which texts go on in the next line."""


class Ruler:
    """Measures text as it will be drawn."""

    def __init__(self) -> None:
        from matplotlib import rcParams

        family: list[str] = rcParams["font.family"]
        self._fonts = *family, *rcParams["font.sans-serif"]

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Width of a line in points."""
        return _width(self._fonts, text, size, bold)

    def wrapped(self, text: str, size: float, most: float, bold: bool = False) -> list[str]:
        """A text in lines of at most that width, broken between words, or between signs of scripts without spaces."""
        lines = [""]
        for piece in _pieces(text):
            if lines[-1] and self.width((lines[-1] + piece).rstrip(), size, bold) > most:
                lines.append("")
            lines[-1] += piece if lines[-1] else piece.lstrip()
            while self.width(lines[-1].rstrip(), size, bold) > most and len(lines[-1]) > 1:
                cut = next(
                    k
                    for k in range(len(lines[-1]), 0, -1)
                    if k == 1 or self.width(lines[-1][:k], size, bold) <= most
                )
                lines[-1:] = [lines[-1][:cut], lines[-1][cut:]]
        return [line.rstrip() for line in lines]


@lru_cache(maxsize=20_000)
def _width(_fonts: tuple[str, ...], text: str, size: float, bold: bool) -> float:
    """Width of a line in points, in the fonts in force: diagrams share most of their texts, and measuring takes long."""
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

    paper = RendererAgg(8, 8, 720)  # type: ignore[no-untyped-call]
    look = FontProperties(size=size, weight="bold" if bold else "normal")
    return float(paper.get_text_width_height_descent(text, look, ismath=False)[0]) / 10  # type: ignore[no-untyped-call]


_BREAKS = re.compile(r"[　-鿿＀-￯]|[^\s　-鿿＀-￯]+\s*|\s+")
_CLOSING = "、。，．・）」』】：；！？ー〜)"


def _pieces(text: str) -> Iterator[str]:
    """Pieces of a text that stay together on a line; a closing sign stays with what it closes."""
    held = ""
    for piece in _BREAKS.findall(text):
        if held and piece[0] not in _CLOSING:
            yield held
            held = ""
        held += piece
    if held:
        yield held


@dataclass(frozen=True, slots=True)
class Lettering:
    """The texts of one diagram, broken into lines, and how wide and high they are."""

    ruler: Ruler

    def lines(self, box: Box) -> list[tuple[str, bool]]:
        """The lines of a box as drawn, and whether each is bold."""
        most = _WIDEST.get(box.shape, _WIDEST["box"])
        found = []
        for k, text in enumerate(box.lines):
            bold = k == 0 and box.shape != "variable"
            found += [(line, bold) for line in self.ruler.wrapped(text, SIZE["box"], most, bold)]
        return found

    def label(self, words: tuple[str, ...]) -> list[str]:
        """The lines of a text at an arrow as drawn; longer ones where there are many."""
        most = _WIDEST["label"] * (1.6 if len(words) > 2 else 1.0)
        return [line for text in words for line in self.ruler.wrapped(text, SIZE["label"], most)]

    def measure(self, thing: Box | Arrow) -> tuple[float, float]:
        """Width and height of the text in a box or at an arrow."""
        lines = (
            self.lines(thing)
            if isinstance(thing, Box)
            else [(line, False) for line in self.label(thing.lines)]
        )
        size = SIZE["box" if isinstance(thing, Box) else "label"]
        width = max((self.ruler.width(line, size, bold) for line, bold in lines), default=0.0)
        return width, size * LEADING * len(lines)
