"""A picture in a ring: boxes around an ellipse, arrows bent through its inside, where no box stands in their way."""

import itertools
import math
from collections.abc import Sequence

import numpy as np

from orgsim.randomness import Floats
from orgsim.report.diagrams.content.graph import Arrow, Graph
from orgsim.report.diagrams.drawing.places import Layout, Measure, Point, Rect, Route, bezier

_PAD = (7.0, 5.0)
_APART = 12.0
"""Between neighbours of the ring."""
_NARROW, _FLAT = 150.0, 0.95
"""Least half width of the ellipse, and its height over its width."""
_SIGN = 10.0
"""Side of the place that a sign takes."""
_BENDS = (0.18, 0.3, 0.45, 0.6, 0.75, 0.9)
"""How far a line may be drawn toward the middle, the least that keeps clear of other boxes being taken."""
_ASIDE = 10.0
"""How far a line bends to its left, so that two arrows between the same boxes stay apart."""
_SHORTEST = 30.0
"""Least length of a line that is seen between its boxes with its sign."""
_DEPTHS = (1.0, 1.5, 2.0, 3.0)
"""How far a line between neighbours swings toward the middle: times what clears both boxes."""
_LENGTH_WEIGHT = 0.3
"""Worth of a place less between two linked boxes, in crossings saved."""
_SWEEPS = 12


def ring(graph: Graph, measure: Measure) -> Layout:
    """Lay a graph out in a ring."""
    place = {box.name: k for k, box in enumerate(graph.boxes)}
    sizes = [
        (width + 2 * _PAD[0], height + 2 * _PAD[1]) for width, height in (measure(box) for box in graph.boxes)
    ]
    arrows = [arrow for arrow in graph.arrows if arrow.start != arrow.end]
    order = around(len(sizes), [(place[arrow.start], place[arrow.end]) for arrow in arrows])
    centres = _ellipse([sizes[k] for k in order])
    rects = [Rect(0, 0, *size) for size in sizes]
    for k, (x, y) in zip(order, centres, strict=True):
        rects[k] = Rect(x, y, *sizes[k])
    left, top = min((r.left for r in rects), default=0.0), min((r.top for r in rects), default=0.0)
    rects = [rect.moved(-left, -top) for rect in rects]
    curves = [_curve(rects, place[arrow.start], place[arrow.end], (-left, -top)) for arrow in arrows]
    labels = _signs(curves, rects, arrows)
    routes = [Route(arrow, curve, label) for arrow, curve, label in zip(arrows, curves, labels, strict=True)]
    width, height = max((r.right for r in rects), default=0.0), max((r.bottom for r in rects), default=0.0)
    return Layout(width, height, tuple(zip(graph.boxes, rects, strict=True)), tuple(routes))


def around(count: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """The nodes in an order around the ring in which linked ones are near and few lines cross."""
    order = list(range(count))
    if count < 4 or not edges:
        return order
    lines = np.array(edges)
    best = _cost(order, lines)
    for _ in range(_SWEEPS):
        before = best
        for node in range(count):
            rest = [other for other in order if other != node]
            tries = [[*rest[:k], node, *rest[k:]] for k in range(count)]
            costs = [_cost(one, lines) for one in tries]
            k = int(np.argmin(costs))
            if costs[k] < best - 1e-9:
                order, best = tries[k], costs[k]
        if best > before - 1e-9:
            break
    return order


def _cost(order: Sequence[int], lines: "np.ndarray[tuple[int, ...], np.dtype[np.int_]]") -> float:
    """Crossings of lines within the ring, and their lengths around it."""
    place = np.empty(len(order), dtype=int)
    place[np.array(order)] = np.arange(len(order))
    ends = np.sort(place[lines], axis=1)
    a, b = ends[:, :1], ends[:, 1:]
    inside = (a < ends[:, 0]) & (ends[:, 0] < b)
    over = b < ends[:, 1]
    around_it = np.minimum(b - a, len(order) - (b - a))
    return float((inside & over).sum()) + _LENGTH_WEIGHT * float(around_it.sum())


def _ellipse(sizes: Sequence[tuple[float, float]]) -> list[Point]:
    """Centres of boxes around the smallest ellipse on which neighbours keep their distance, evenly apart."""
    wide = _NARROW
    while True:
        low, high = _APART, 20 * _APART
        if _stepped(sizes, wide, low)[-1] <= 2 * math.pi:
            for _ in range(12):
                middle = (low + high) / 2
                fits = _stepped(sizes, wide, middle)[-1] <= 2 * math.pi
                low, high = (middle, high) if fits else (low, middle)
            centres = [_at(wide, angle - math.pi / 2) for angle in _stepped(sizes, wide, low)[:-1]]
            if _clear([Rect(*at, *size) for at, size in zip(centres, sizes, strict=True)]):
                return centres
        wide *= 1.04


def _clear(rects: Sequence[Rect]) -> bool:
    """Whether no two boxes come near one another."""
    return not any(a.meets(b, _APART / 2) for k, a in enumerate(rects) for b in rects[:k])


def _at(wide: float, angle: float) -> Point:
    return wide * math.cos(angle), wide * _FLAT * math.sin(angle)


def _stepped(sizes: Sequence[tuple[float, float]], wide: float, gap: float) -> list[float]:
    """Angles of boxes so far apart around an ellipse of this half width, and the angle where the round is full."""
    angles, angle = [0.0], 0.0
    for k in range(len(sizes)):
        here = Rect(*_at(wide, angle - math.pi / 2), *sizes[k])
        following = sizes[(k + 1) % len(sizes)]
        while angle < 4 * math.pi:
            angle += 0.01
            if not here.meets(Rect(*_at(wide, angle - math.pi / 2), *following), gap):
                break
        angles.append(angle)
    return angles


def _curve(rects: Sequence[Rect], start: int, end: int, middle: Point) -> tuple[Point, ...]:
    """The line of an arrow from the edge of its first box to the edge of its last, clear of all others if it can be."""
    others = [rect for k, rect in enumerate(rects) if k not in (start, end)]
    tries = [_bent(rects[start], rects[end], middle, bend) for bend in _BENDS]
    tries += [_swung(rects[start], rects[end], middle, depth) for depth in _DEPTHS]
    best, least = tries[0], math.inf
    for one in tries:
        line = _clipped(one, rects[start], rects[end])
        cost = _hindered(line, others)
        if cost < least:
            best, least = line, cost
        if cost == 0:
            break
    return best


def _hindered(line: tuple[Point, ...], others: Sequence[Rect]) -> float:
    """How badly a line would run: through other boxes, or too short to be seen."""
    points = [bezier(line, t / 40) for t in range(41)]
    length = sum(math.dist(a, b) for a, b in itertools.pairwise(points))
    return sum(rect.holds(point, 3) for point in points for rect in others) + max(0.0, _SHORTEST - length)


def _swung(a: Rect, b: Rect, middle: Point, depth: float) -> tuple[Point, ...]:
    """A curve between two centres that leaves both toward the middle of the ring."""
    ends = []
    for rect in (a, b):
        dx, dy = middle[0] - rect.x, middle[1] - rect.y
        length = math.hypot(dx, dy) or 1.0
        # Out of the box by the side that faces the middle, and as far again.
        edge = min(
            rect.width / 2 / max(1e-9, abs(dx / length)), rect.height / 2 / max(1e-9, abs(dy / length))
        )
        reach = (edge + 14) / 0.75 * depth
        ends.append((rect.x + dx / length * reach, rect.y + dy / length * reach))
    return (a.x, a.y), ends[0], ends[1], (b.x, b.y)


def _bent(a: Rect, b: Rect, middle: Point, bend: float) -> tuple[Point, ...]:
    """A curve between two centres, drawn toward the middle of the ring and a little to its left."""
    x, y = (a.x + b.x) / 2, (a.y + b.y) / 2
    length = math.hypot(b.x - a.x, b.y - a.y) or 1.0
    x += (middle[0] - x) * bend + (b.y - a.y) / length * _ASIDE
    y += (middle[1] - y) * bend - (b.x - a.x) / length * _ASIDE
    first = (a.x + (x - a.x) * 2 / 3, a.y + (y - a.y) * 2 / 3)
    second = (b.x + (x - b.x) * 2 / 3, b.y + (y - b.y) * 2 / 3)
    return (a.x, a.y), first, second, (b.x, b.y)


def _clipped(curve: tuple[Point, ...], a: Rect, b: Rect) -> tuple[Point, ...]:
    """The part of a curve between two boxes."""
    steps = [k / 200 for k in range(201)]
    inside = [t for t in steps if a.holds(bezier(curve, t), 1)]
    low = max((t for t in inside if t < 0.9), default=0.0)
    high = min((t for t in steps if t > low and b.holds(bezier(curve, t), 2)), default=1.0)
    return _part(curve, low, high)


def _part(curve: tuple[Point, ...], low: float, high: float) -> tuple[Point, ...]:
    """The part of a cubic curve from `low` to `high`."""
    after = _split(curve, low)[1]
    return _split(after, (high - low) / (1 - low) if low < 1 else 1.0)[0]


def _split(curve: tuple[Point, ...], t: float) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """A cubic curve cut in two (de Casteljau)."""
    rows = [list(curve)]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append(
            [(p[0] + (q[0] - p[0]) * t, p[1] + (q[1] - p[1]) * t) for p, q in itertools.pairwise(row)]
        )
    return tuple(row[0] for row in rows), tuple(row[-1] for row in rows[::-1])


def _signs(
    curves: Sequence[tuple[Point, ...]], rects: Sequence[Rect], arrows: Sequence[Arrow]
) -> list[Rect | None]:
    """A place for the sign of each arrow: near its head, clear of boxes and other signs, and off other lines if it can be."""
    times = np.linspace(0, 1, 121)
    lines: list[Floats] = [np.array([bezier(curve, float(t)) for t in times]) for curve in curves]
    taken: list[Rect] = []
    found: list[Rect | None] = []
    for k, arrow in enumerate(arrows):
        if not arrow.sign and not arrow.lines:
            found.append(None)
            continue
        tries = [beside for t in range(85, 20, -4) for beside in _beside(curves[k], t / 100)]
        others = np.concatenate(list(lines))
        costs = [_crowded(one, (rects, taken), others) + 0.1 * place for place, one in enumerate(tries)]
        best = tries[int(np.argmin(costs))]
        taken.append(best)
        found.append(best)
    return found


def _beside(curve: tuple[Point, ...], t: float) -> list[Rect]:
    """Places for a sign on both sides of a line."""
    (x, y), (u, v) = bezier(curve, t), bezier(curve, t + 0.02)
    length = math.hypot(u - x, v - y) or 1.0
    dx, dy = (v - y) / length * _SIGN * 0.62, (x - u) / length * _SIGN * 0.62
    return [Rect(x + dx, y + dy, _SIGN, _SIGN), Rect(x - dx, y - dy, _SIGN, _SIGN)]


def _crowded(place: Rect, solid: tuple[Sequence[Rect], Sequence[Rect]], lines: Floats) -> float:
    """How badly a sign would stand somewhere."""
    boxes, signs = solid
    hits = sum(place.meets(box, 1) for box in boxes) + sum(place.meets(sign, 1) for sign in signs)
    near = np.hypot(lines[:, 0] - place.x, lines[:, 1] - place.y) < _SIGN * 0.62
    return 100.0 * hits + float(near.sum())
