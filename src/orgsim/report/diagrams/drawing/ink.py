"""Diagrams drawn by matplotlib: boxes, arrows and texts where the layout says."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from orgsim.report import figures
from orgsim.report.diagrams.content.graph import Arrow, Box, Graph
from orgsim.report.diagrams.drawing.layered import layered
from orgsim.report.diagrams.drawing.places import Layout, Point, Rect, Route, bezier
from orgsim.report.diagrams.drawing.ring import ring

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_SIZE = {"title": 11.0, "box": 8.0, "label": 7.0, "note": 7.0}
"""Sizes of text in points, as printed on a sheet of A4."""
_LEADING = 1.28
"""Height of a line over the size of its text."""
_MARGIN = 12.0
_NARROWEST = 400.0
"""Width of a picture with room for its notes."""
_WRAP = {
    "box": 120.0,
    "label": 96.0,
    "source": 84.0,
    "team": 190.0,
    "state": 150.0,
    "variable": 84.0,
    "stock": 84.0,
}
"""Width at which texts go on in the next line."""
_TINTS = ("#d6e8f5", "#fbe8c8", "#cfeee2", "#f6e2ed", "#f9d9c6", "#e4e4e4")
_LINES = {"usual": "#444444", "weak": "#777777", "handoff": "#b34700"}
_MORE, _LESS = "#0060a0", "#c04a00"
_INK, _PAPER = "#000000", "#ffffff"

Words = tuple[str, ...]


class _Ruler:
    """Measures text as it will be drawn."""

    def __init__(self) -> None:
        from matplotlib.backends.backend_agg import RendererAgg

        self._paper: Any = RendererAgg(8, 8, 720)  # type: ignore[no-untyped-call]
        self._known: dict[tuple[str, float, bool], float] = {}

    def width(self, text: str, size: float, bold: bool = False) -> float:
        """Width of a line in points."""
        from matplotlib.font_manager import FontProperties

        key = (text, size, bold)
        if key not in self._known:
            look = FontProperties(size=size, weight="bold" if bold else "normal")
            self._known[key] = self._paper.get_text_width_height_descent(text, look, ismath=False)[0] / 10
        return self._known[key]

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
class _Style:
    """How the texts of one diagram are broken and measured."""

    ruler: _Ruler
    most: Mapping[str, float]

    def lines(self, box: Box) -> list[tuple[str, bool]]:
        """The lines of a box as drawn, and whether each is bold."""
        most = self.most.get(box.shape, self.most["box"])
        found = []
        for k, text in enumerate(box.lines):
            bold = k == 0 and text.isascii() and box.shape != "variable"
            found += [(line, bold) for line in self.ruler.wrapped(text, _SIZE["box"], most, bold)]
        return found

    def label(self, words: Words) -> list[str]:
        """The lines of a text at an arrow as drawn; longer ones where there are many."""
        most = self.most["label"] * (1.6 if len(words) > 2 else 1.0)
        return [line for text in words for line in self.ruler.wrapped(text, _SIZE["label"], most)]

    def measure(self, thing: Box | Arrow) -> tuple[float, float]:
        """Width and height of the text in a box or at an arrow."""
        lines = (
            self.lines(thing)
            if isinstance(thing, Box)
            else [(line, False) for line in self.label(thing.lines)]
        )
        size = _SIZE["box" if isinstance(thing, Box) else "label"]
        width = max((self.ruler.width(line, size, bold) for line, bold in lines), default=0.0)
        return width, size * _LEADING * len(lines)


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram with everything in its place, ready for ink."""

    graph: Graph
    layout: Layout
    style: _Style


def drawing(graph: Graph) -> Drawing:
    """Measure and lay out a diagram."""
    with figures.style():
        style = _Style(_Ruler(), _WRAP)
        return Drawing(graph, (ring if graph.round else layered)(graph, style.measure), style)


def figure(drawn: Drawing) -> "Figure":
    """The picture as a matplotlib figure in its printed size."""
    from matplotlib.figure import Figure

    with figures.style():
        ruler, layout, graph = drawn.style.ruler, drawn.layout, drawn.graph
        width = max(layout.width + 2 * _MARGIN, _NARROWEST)
        title = ruler.wrapped(graph.title, _SIZE["title"], width - 2 * _MARGIN, graph.title.isascii())
        notes = [
            line for note in graph.notes for line in ruler.wrapped(note, _SIZE["note"], width - 2 * _MARGIN)
        ]
        top = _MARGIN * 1.7 + len(title) * _SIZE["title"] * _LEADING
        below = len(notes) * _SIZE["note"] * 1.4
        height = top + layout.height + (_MARGIN + below if notes else 0.0) + _MARGIN
        paper = Figure(figsize=(width / 72, height / 72), facecolor=_PAPER)
        axes = paper.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        _write(axes, title, (_MARGIN, _MARGIN), (_SIZE["title"], graph.title.isascii()))
        _write(axes, notes, (_MARGIN, top + layout.height + _MARGIN), (_SIZE["note"], False), leading=1.4)
        plotter = _Plotter(axes, drawn, ((width - layout.width) / 2, top))
        for route in sorted(layout.routes, key=lambda one: one.arrow.style == "handoff"):
            plotter.line(route)
        for route in layout.routes:
            plotter.label(route)
        for box, rect in layout.boxes:
            plotter.box(box, rect)
    return paper


def _write(
    axes: "Axes", lines: list[str], at: Point, look: tuple[float, bool], leading: float = _LEADING
) -> None:
    size, bold = look
    for k, line in enumerate(lines):
        y = at[1] + (k + 0.5) * size * leading
        axes.text(
            at[0], y, line, size=size, weight="bold" if bold else "normal", va="center_baseline", color=_INK
        )


@dataclass(frozen=True, slots=True)
class _Plotter:
    """Puts parts of a layout on paper, shifted to where the layout begins."""

    axes: "Axes"
    drawn: Drawing
    shift: Point

    def line(self, route: Route) -> None:
        """An arrow with its head."""
        from matplotlib.patches import PathPatch, Polygon
        from matplotlib.path import Path

        points = [self._at(point) for point in route.points]
        size = 7.5 if route.arrow.style == "handoff" else 6.0
        head = _head(points, size)
        # The line ends inside its head, so that a thick one does not stick out at the tip.
        points[-1] = ((head[0][0] + head[1][0] + head[2][0]) / 3, (head[0][1] + head[1][1] + head[2][1]) / 3)
        codes = [Path.MOVETO, *[Path.CURVE4] * (len(points) - 1)]
        arrow = route.arrow
        colour = _LINES[arrow.style] if not arrow.sign else _MORE if arrow.sign > 0 else _LESS
        dashes = (0, (4, 2.5)) if arrow.style == "weak" else "-"
        wide = 2.2 if arrow.style == "handoff" else 1.0
        self.axes.add_patch(
            PathPatch(
                Path(points, codes),
                fill=False,
                edgecolor=colour,
                linewidth=wide,
                linestyle=dashes,
                capstyle="butt",
            )
        )
        self.axes.add_patch(
            Polygon(head, closed=True, facecolor=colour, edgecolor=_PAPER, linewidth=0.4, zorder=3)
        )

    def label(self, route: Route) -> None:
        """What stands at an arrow, on paper of its own so that lines do not run through it."""
        if route.label is None:
            return
        arrow = route.arrow
        lines = ["+" if arrow.sign > 0 else "−"] if arrow.sign else self.drawn.style.label(arrow.lines)
        size = _SIZE["label"] + (3 if arrow.sign else 0)
        colour = _INK if not arrow.sign else _MORE if arrow.sign > 0 else _LESS
        if not arrow.sign:
            self._paper(route.label)
        x, y = self._at((route.label.x, route.label.y))
        for k, line in enumerate(lines):
            place = y + (k - (len(lines) - 1) / 2) * size * _LEADING
            look: dict[str, Any] = {"ha": "center", "va": "center_baseline", "zorder": 5, "color": colour}
            self.axes.text(x, place, line, size=size, weight="bold" if arrow.sign else "normal", **look)

    def _paper(self, rect: Rect) -> None:
        from matplotlib.patches import Rectangle

        x, y = self._at((rect.left, rect.top))
        self.axes.add_patch(
            Rectangle((x, y), rect.width, rect.height, facecolor=_PAPER, edgecolor="none", zorder=4)
        )

    def box(self, box: Box, rect: Rect) -> None:
        """A box with its text."""
        from matplotlib.patches import FancyBboxPatch

        groups = list(self.drawn.graph.groups)
        fill = (
            _TINTS[groups.index(box.group) % len(_TINTS)]
            if box.group in groups
            else _FILLS.get(box.shape, _PAPER)
        )
        x, y = self._at((rect.left, rect.top))
        round_by = (
            rect.height / 2
            if box.shape in ("source", "start")
            else 1.0
            if box.shape in ("stock", "work", "team", "undone")
            else 7.0
        )
        look: dict[str, Any] = {
            "facecolor": fill,
            "edgecolor": "none" if box.shape == "variable" else _INK,
            "linewidth": {"end": 1.8, "pool": 1.8, "state": 1.4, "stock": 1.4}.get(box.shape, 0.8),
            "linestyle": (0, (4, 2.5)) if box.shape == "undone" else "-",
            "zorder": 6,
        }
        self.axes.add_patch(
            FancyBboxPatch((x, y), rect.width, rect.height, f"round,pad=0,rounding_size={round_by}", **look)
        )
        lines, size = self.drawn.style.lines(box), _SIZE["box"]
        for k, (line, bold) in enumerate(lines):
            place = y + rect.height / 2 + (k - (len(lines) - 1) / 2) * size * _LEADING
            weight = "bold" if bold else "normal"
            listed = box.shape == "team" and not bold and k > 0
            at = x + 9 if listed else x + rect.width / 2
            side = "left" if listed else "center"
            self.axes.text(
                at, place, line, size=size, weight=weight, ha=side, va="center_baseline", color=_INK, zorder=7
            )

    def _at(self, point: Point) -> Point:
        return point[0] + self.shift[0], point[1] + self.shift[1]


_FILLS = {
    "end": "#eeeeee",
    "pool": "#eeeeee",
    "source": "#ffffff",
    "state": "#eef3f8",
    "start": "#ffffff",
    "stock": "#ffffff",
}


def _head(points: list[Point], size: float) -> list[Point]:
    """The three corners of an arrow's head."""
    last = tuple(points[-4:])
    tip, before = points[-1], bezier(last, 0.9)
    dx, dy = tip[0] - before[0], tip[1] - before[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1.0
    dx, dy = dx / length, dy / length
    back = (tip[0] - size * dx, tip[1] - size * dy)
    return [
        tip,
        (back[0] - size * 0.4 * dy, back[1] + size * 0.4 * dx),
        (back[0] + size * 0.4 * dy, back[1] - size * 0.4 * dx),
    ]


def svg(drawn: Drawing) -> str:
    """The picture as a whole SVG document, its texts as outlines; title and notes are there for those who cannot see it."""
    paper = io.StringIO()
    with figures.style():
        figure(drawn).savefig(
            paper, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type"))
        )
    text = paper.getvalue()[paper.getvalue().index("<svg") :]
    text = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    notes = " ".join(drawn.graph.notes)
    told = f"<title>{escape(drawn.graph.title)}</title>\n <desc>{escape(notes)}</desc>"
    return re.sub(r"(<svg [^>]*>)", lambda found: f"{found[1]}\n {told}", text, count=1)


def png(drawn: Drawing, dots: int = 200) -> bytes:
    """The picture as a PNG file of so many dots an inch."""
    paper = io.BytesIO()
    with figures.style():
        figure(drawn).savefig(paper, format="png", dpi=dots, metadata={"Software": None})
    return paper.getvalue()
