"""A picture laid out by graphlay: arrows run from layer to layer, and each text has a place of its own on its line.

A text at an arrow goes to graphlay as a node on its way, since room that it keeps for labels itself may be entered by other
labels; and an arrow of a box to itself becomes a line in the box, since graphlay keeps no room beside boxes for their texts.
"""

import itertools
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import graphlay

from orgsim.report.diagrams.content.graph import Arrow, Box, Graph
from orgsim.report.diagrams.drawing.places import Layout, Measure, Point, Rect, Route

_PAD = (8.0, 5.0)
"""Between the text of a box and its frame, across and down, in points."""
_AROUND = (4.0, 2.0)
"""Room around a text at an arrow, in points."""
_SIGN = (8.0, 9.0)
"""Room of the sign of a causal link, in points."""
_BEFORE = 14.0
"""From the middle of a sign to the tip of its arrow, in points."""
_SPACING = {
    "layer_gap": 15.0,
    "node_gap": 12.0,
    "dummy_gap": 8.0,
    "port_gap": 9.0,
    "port_stroke_clear": 6.0,
    "stub": 7.0,
    "reroute_node_gap": 10.0,
    "isolated_gap": 12.0,
}
"""Distances in points that keep a picture on a sheet of A4; graphlay's own are for screens."""
_SIGNED = {"layer_gap": 30.0, "port_gap": 11.0, "stub": 20.0}
"""The same where signs stand before the heads of arrows."""
_COORDS: tuple[Mapping[str, str], ...] = ({}, {"placement": "brandes_koepf"})
"""Ways of placing, the narrow one first; where that leads one of many lines through or along a box, the other may not."""
_GRAZES = 2.0
"""Distance in points at which a line seems to touch a box."""
_AGAIN = "\u21bb"
"""Before what a box does to itself."""


@dataclass(frozen=True, slots=True)
class _Way:
    """An arrow as graphlay sees it: its edges, with the node of its text between them, all pointing down."""

    arrow: Arrow
    edges: tuple[int, ...]
    text: int | None
    turned: bool


def layered(graph: Graph, measure: Measure) -> Layout:
    """Lay a graph out in layers from the top down. The same graph comes out the same."""
    boxes = [_with_own(box, graph.arrows) for box in graph.boxes]
    arrows = [arrow for arrow in graph.arrows if arrow.start != arrow.end]
    if not boxes:
        return Layout(0.0, 0.0, (), ())
    sizes = [measure(box) for box in boxes]
    rects = [
        (max(width + 2 * _PAD[0], _room(box, arrows)), height + 2 * _PAD[1])
        for box, (width, height) in zip(boxes, sizes, strict=True)
    ]
    turned = _turned(boxes, arrows)
    sheet = _nodes(boxes, rects)
    ways = [_way(sheet, arrow, k in turned, measure) for k, arrow in enumerate(arrows)]
    signed = any(arrow.sign for arrow in arrows)
    spacing = _SPACING | _SIGNED if signed else _SPACING
    options = [{"spacing": spacing, "coords": coords} for coords in _COORDS]
    tries = [_laid(boxes, ways, graphlay.layout(sheet, preset="process_map", options=one)) for one in options]
    return min(tries, key=_hindered)


def _hindered(layout: Layout) -> tuple[int, int]:
    """How often lines run through boxes of others or signs stand on boxes, and how often lines graze boxes."""
    gaps = (-0.01, _GRAZES)
    through, near = (
        sum(
            _between(*ends).meets(rect, gap)
            for route in layout.routes
            for ends in itertools.pairwise(route.points)
            for box, rect in layout.boxes
            if box.name not in (route.arrow.start, route.arrow.end)
        )
        for gap in gaps
    )
    signs = [route.sign for route in layout.routes if route.sign is not None]
    return through + sum(sign.meets(rect) for sign in signs for _, rect in layout.boxes), near


def _between(a: Point, b: Point) -> Rect:
    """What a line takes, which runs across or down."""
    return Rect((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, abs(b[0] - a[0]), abs(b[1] - a[1]))


def _with_own(box: Box, arrows: Iterable[Arrow]) -> Box:
    """A box with a line for what leads from it to itself."""
    own = (line for arrow in arrows if arrow.start == arrow.end == box.name for line in arrow.lines)
    return box.below(f"{_AGAIN} {line}" for line in own)


def _room(box: Box, arrows: list[Arrow]) -> float:
    """The least width of a box at which the signs of its arrows stand beside one another."""
    ends = [name for arrow in arrows if arrow.sign for name in (arrow.start, arrow.end)]
    return ends.count(box.name) * _SIGNED["port_gap"]


def _nodes(boxes: list[Box], sizes: list[tuple[float, float]]) -> graphlay.Graph:
    sheet = graphlay.Graph()
    for box, (width, height) in zip(boxes, sizes, strict=True):
        sheet.node(box.name, width=width, height=height)
    return sheet


def _turned(boxes: list[Box], arrows: list[Arrow]) -> set[int]:
    """Which arrows close a circle when all are followed from the first box on. They point up, and graphlay is told so: it would
    turn as few as it can, and put above what comes behind."""
    ahead: dict[str, list[tuple[int, str]]] = {box.name: [] for box in boxes}
    for k, arrow in enumerate(arrows):
        ahead[arrow.start].append((k, arrow.end))
    on_the_way, left, found = set(), set(), set()

    def follow(name: str) -> None:
        on_the_way.add(name)
        for k, end in ahead[name]:
            if end in on_the_way:
                found.add(k)
            elif end not in left:
                follow(end)
        on_the_way.discard(name)
        left.add(name)

    for box in boxes:
        if box.name not in left:
            follow(box.name)
    return found


def _way(sheet: graphlay.Graph, arrow: Arrow, turned: bool, measure: Measure) -> _Way:
    start, end = (arrow.end, arrow.start) if turned else (arrow.start, arrow.end)
    if not arrow.lines:
        return _Way(arrow, (sheet.edge(start, end),), None, turned)
    width, height = measure(arrow)
    name = f"text {len(sheet.nodes)} of {start}"
    text = sheet.node(name, width=width + _AROUND[0], height=height + _AROUND[1])
    return _Way(arrow, (sheet.edge(start, name), sheet.edge(name, end)), text, turned)


def _laid(boxes: list[Box], ways: list[_Way], found: graphlay.Layout) -> Layout:
    """What graphlay found as a layout that begins at (0, 0)."""
    low, high = found.bounds["min"], found.bounds["max"]
    left, top = low["x"], low["y"]

    def place(node: Mapping[str, Any]) -> Rect:
        centre, size = node["center"], node["size"]
        return Rect(centre["x"] - left, centre["y"] - top, size["width"], size["height"])

    rects = tuple((box, place(node)) for box, node in zip(boxes, found.nodes, strict=False))
    routes: list[Route] = []
    taken = [rect for _, rect in rects]
    for way in ways:
        points = [
            (point["x"] - left, point["y"] - top)
            for edge in way.edges
            for point in found.edges[edge]["points"]
        ]
        line = _bends(points[::-1] if way.turned else points)
        label = None if way.text is None else place(found.nodes[way.text])
        sign = _sign(line, taken) if way.arrow.sign else None
        taken += [rect for rect in (label, sign) if rect is not None]
        routes.append(Route(way.arrow, line, label, sign))
    return Layout(high["x"] - left, high["y"] - top, rects, tuple(routes))


def _sign(line: tuple[Point, ...], taken: Iterable[Rect]) -> Rect:
    """Where the sign of an arrow stands: on its line, before its head; farther from it or beside it where the place is taken."""
    (x, y), (u, v) = line[-2:]
    length = math.dist((x, y), (u, v)) or 1.0
    places = []
    for aside, back in itertools.product((0.0, 1.0, -1.0), range(6)):
        share = min(1.0, (_BEFORE + back * _SIGN[1]) / length)
        places.append(
            Rect(u + (x - u) * share + aside * _SIGN[0], v + (y - v) * share, *_SIGN),
        )
    return next((one for one in places if not any(one.meets(rect) for rect in taken)), places[0])


def _bends(points: list[Point]) -> tuple[Point, ...]:
    """A line without the points at which it does not bend."""
    kept = points[:1]
    for point, following in zip(points[1:], [*points[2:], None], strict=True):
        if following is not None and _straight(kept[-1], point, following):
            continue
        kept.append(point)
    return tuple(kept)


def _straight(a: Point, b: Point, c: Point) -> bool:
    """Whether b lies on the way from a to c, to a hundredth of a point."""
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])) < 0.01 and (
        (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1]) >= 0
    )
