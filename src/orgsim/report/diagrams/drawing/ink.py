"""Diagrams drawn by matplotlib: boxes, arrows and texts where the layout says."""

import io
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from orgsim.report.diagrams.content.graph import FAMILIES, Arrow, Box, Graph
from orgsim.report.diagrams.drawing.layered import layered
from orgsim.report.diagrams.drawing.lettering import LEADING, SIZE, Lettering, Ruler
from orgsim.report.diagrams.drawing.places import Layout, Point, Rect, Route
from orgsim.report.drawing.style import style
from orgsim.report.drawing.svg import document

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_MARGIN = 12.0
_NOTE_LINE = SIZE["note"] * 1.4
"""Height of a line of the notes, in points."""
_CORNER = 5.0
"""Radius of the corners of lines, in points."""
_NARROWEST = 400.0
"""Width of a picture with room for its notes."""
_TINTS = ("#d6e8f5", "#fbe8c8", "#cfeee2", "#f6e2ed", "#f9d9c6", "#e4e4e4")
_LINES = {"usual": "#444444", "weak": "#777777", "handoff": "#b34700"}
_INK, _PAPER = "#000000", "#ffffff"


@dataclass(frozen=True, slots=True)
class Drawing:
    """A diagram with everything in its place, ready for ink."""

    graph: Graph
    layout: Layout
    lettering: Lettering


def drawing(graph: Graph) -> Drawing:
    """Measure and lay out a diagram."""
    with style():
        lettering = Lettering(Ruler())
        return Drawing(graph, layered(graph, lettering.measure), lettering)


def figure(drawn: Drawing) -> "Figure":
    """The picture as a matplotlib figure in its printed size."""
    from matplotlib.figure import Figure

    with style():
        ruler, layout, graph = drawn.lettering.ruler, drawn.layout, drawn.graph
        width = max(layout.width + 2 * _MARGIN, _NARROWEST)
        title = ruler.wrapped(graph.title, SIZE["title"], width - 2 * _MARGIN, True)
        notes = [
            line for note in graph.notes for line in ruler.wrapped(note, SIZE["note"], width - 2 * _MARGIN)
        ]
        top = _MARGIN * 1.7 + len(title) * SIZE["title"] * LEADING
        keys = _keys(graph, ruler, width - 2 * _MARGIN)
        below = (len(notes) + max((row + 1 for row, *_ in keys), default=0)) * _NOTE_LINE
        height = top + layout.height + (_MARGIN + below if below else 0.0) + _MARGIN
        paper = Figure(figsize=(width / 72, height / 72), facecolor=_PAPER)
        axes = paper.add_axes((0, 0, 1, 1))
        axes.set_axis_off()
        axes.set_xlim(0, width)
        axes.set_ylim(height, 0)
        _write(axes, title, (_MARGIN, _MARGIN), (SIZE["title"], True))
        foot = top + layout.height + _MARGIN
        for row, x, said, colour in keys:
            place = (_MARGIN + x, foot + row * _NOTE_LINE)
            _write(axes, [said], place, (SIZE["note"], True), colour=colour)
        foot += below - len(notes) * _NOTE_LINE
        _write(axes, notes, (_MARGIN, foot), (SIZE["note"], False), leading=_NOTE_LINE / SIZE["note"])
        plotter = _Plotter(axes, drawn, ((width - layout.width) / 2, top))
        for route in sorted(layout.routes, key=lambda one: one.arrow.style == "handoff"):
            plotter.line(route)
        for route in layout.routes:
            plotter.label(route)
        for box, rect in layout.boxes:
            plotter.box(box, rect)
    return paper


def _keys(graph: Graph, ruler: Ruler, most: float) -> list[tuple[int, float, str, str]]:
    """What the colours of arrows mean, in rows no wider than `most`: row, place from the left, text and colour."""
    found, row, x = [], 0, 0.0
    for name, title in graph.families.items():
        said = f"\u2192 {title}"
        width = ruler.width(said, SIZE["note"], True)
        if x and x + width > most:
            row, x = row + 1, 0.0
        found.append((row, x, said, FAMILIES[name]))
        x += width + 2 * _MARGIN
    return found


def _write(
    axes: "Axes",
    lines: list[str],
    at: Point,
    look: tuple[float, bool],
    leading: float = LEADING,
    colour: str = _INK,
) -> None:
    size, bold = look
    for k, line in enumerate(lines):
        y = at[1] + (k + 0.5) * size * leading
        weight = _weight(line, bold, colour)
        axes.text(at[0], y, line, size=size, va="center_baseline", color=colour, **weight)


def _weight(line: str, bold: bool, colour: str) -> dict[str, Any]:
    """How matplotlib is told that a line is bold. Fonts that write Japanese have one weight here: their signs are traced."""
    from matplotlib.patheffects import withStroke

    if not bold or line.isascii():
        return {"weight": "bold" if bold else "normal"}
    return {"path_effects": [withStroke(linewidth=0.5, foreground=colour)]}


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
        vertices, codes = _rounded(points)
        arrow = route.arrow
        colour = self._colour(arrow)
        dashes = (0, (4, 2.5)) if arrow.style == "weak" else "-"
        wide = 2.2 if arrow.style == "handoff" else 1.0
        self.axes.add_patch(
            PathPatch(
                Path(vertices, codes),
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

    def _colour(self, arrow: Arrow) -> str:
        return FAMILIES[arrow.family] if arrow.family else _LINES[arrow.style]

    def label(self, route: Route) -> None:
        """What stands at an arrow, on paper of its own so that lines do not run through it."""
        if route.label is not None:
            self._text(route.label, self.drawn.lettering.label(route.arrow.lines), _INK)
        if route.sign is not None:
            sign = "+" if route.arrow.sign > 0 else "−"
            self._text(route.sign, [sign], self._colour(route.arrow), larger=3)

    def _text(self, rect: Rect, lines: list[str], colour: str, larger: int = 0) -> None:
        self._paper(rect)
        x, y = self._at((rect.x, rect.y))
        size = SIZE["label"] + larger
        for k, line in enumerate(lines):
            place = y + (k - (len(lines) - 1) / 2) * size * LEADING
            look: dict[str, Any] = {"ha": "center", "va": "center_baseline", "zorder": 5, "color": colour}
            self.axes.text(x, place, line, size=size, weight="bold" if larger else "normal", **look)

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
        lines, size = self.drawn.lettering.lines(box), SIZE["box"]
        for k, (line, bold) in enumerate(lines):
            place = y + rect.height / 2 + (k - (len(lines) - 1) / 2) * size * LEADING
            listed = box.shape == "team" and not bold and k > 0
            at = x + 9 if listed else x + rect.width / 2
            side = "left" if listed else "center"
            weight = _weight(line, bold, _INK)
            self.axes.text(
                at, place, line, size=size, ha=side, va="center_baseline", color=_INK, zorder=7, **weight
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


def _rounded(points: list[Point]) -> tuple[list[Point], list[int]]:
    """A line with its corners rounded, as vertices and codes of a path."""
    from matplotlib.path import Path

    vertices, codes = [points[0]], [int(Path.MOVETO)]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        vertices += [_toward(corner, before), corner, _toward(corner, after)]
        codes += [int(Path.LINETO), int(Path.CURVE3), int(Path.CURVE3)]
    return [*vertices, points[-1]], [*codes, int(Path.LINETO)]


def _toward(start: Point, end: Point) -> Point:
    """The point before a corner at which a line begins to turn."""
    length = math.dist(start, end)
    share = min(_CORNER, length / 2) / length if length else 0.0
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _head(points: list[Point], size: float) -> list[Point]:
    """The three corners of an arrow's head."""
    tip, before = points[-1], points[-2]
    length = math.dist(tip, before) or 1.0
    dx, dy = (tip[0] - before[0]) / length, (tip[1] - before[1]) / length
    back = (tip[0] - size * dx, tip[1] - size * dy)
    return [
        tip,
        (back[0] - size * 0.4 * dy, back[1] + size * 0.4 * dx),
        (back[0] + size * 0.4 * dy, back[1] - size * 0.4 * dx),
    ]


def svg(drawn: Drawing) -> str:
    """The picture as a whole SVG document, its texts as outlines; title and notes are there for those who cannot see it."""
    text = document(figure(drawn))
    notes = " ".join(drawn.graph.notes)
    told = f"<title>{escape(drawn.graph.title)}</title>\n <desc>{escape(notes)}</desc>"
    return re.sub(r"(<svg [^>]*>)", lambda found: f"{found[1]}\n {told}", text, count=1)


def png(drawn: Drawing, dots: int = 200) -> bytes:
    """The picture as a PNG file of so many dots an inch."""
    paper = io.BytesIO()
    with style():
        figure(drawn).savefig(paper, format="png", dpi=dots, metadata={"Software": None})
    return paper.getvalue()
