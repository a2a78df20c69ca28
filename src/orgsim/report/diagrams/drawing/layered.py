"""A picture in layers: arrows run down between the boxes, and each text has a place of its own on its line."""

import itertools
from dataclasses import dataclass

from orgsim.report.diagrams.content.graph import Arrow, Graph
from orgsim.report.diagrams.drawing.layers import STEP, Edge, ends_of, forward, ordered, ranks, settled
from orgsim.report.diagrams.drawing.places import Layout, Measure, Point, Rect, Route

_PAD = (8.0, 5.0)
"""Between the text of a box and its frame, across and down."""
_ACROSS = 10.0
"""Between things of one layer."""
_DOWN = 15.0
"""Between layers."""
_THIN = 4.0
"""Width that a line without text takes."""
_LOOP = 16.0
"""How far an arrow from a box to itself reaches out."""
_WIDEST = 560.0
"""Width of a layer that still is read on a sheet of A4."""
_ROUNDS = 40
_STRAIGHT = 8.0
"""Weight of keeping a long line straight, against that of staying near its neighbours."""


@dataclass(slots=True)
class _Item:
    """Something that takes room in a layer: a box, a text, or a line on its way."""

    left: float
    right: float
    height: float
    rank: int
    x: float = 0.0
    thin: bool = False


@dataclass(slots=True)
class _Chain:
    """An arrow as it runs down through the layers; `turned` if it points up."""

    arrow: Arrow
    items: list[int]
    turned: bool
    label: int | None


class _Sheet:
    """The items of one picture and the lines that join them."""

    def __init__(self, graph: Graph, measure: Measure) -> None:
        self.graph = graph
        self.measure = measure
        self.place = {box.name: k for k, box in enumerate(graph.boxes)}
        self.loops = [arrow for arrow in graph.arrows if arrow.start == arrow.end]
        self.items = [self._box(k) for k in range(len(graph.boxes))]
        self.chains: list[_Chain] = []
        self._run()

    def _box(self, k: int) -> _Item:
        box = self.graph.boxes[k]
        width, height = self.measure(box)
        half, height = width / 2 + _PAD[0], height + 2 * _PAD[1]
        own = [self.measure(arrow) for arrow in self.loops if arrow.start == box.name]
        beside = max((_LOOP + 4 + size[0] for size in own), default=0.0)
        height = max(height, sum(size[1] + 6 for size in own) + 8 if own else 0.0)
        return _Item(half, half + beside, height, 0)

    def box_width(self, k: int) -> float:
        """Width of a box itself, without what stands beside it."""
        return 2 * self.items[k].left

    def _run(self) -> None:
        """Give every box its layer, and every arrow its way through the layers."""
        arrows = [arrow for arrow in self.graph.arrows if arrow.start != arrow.end]
        edges = [(self.place[arrow.start], self.place[arrow.end]) for arrow in arrows]
        keeps = forward(len(self.items), edges)
        down: list[Edge] = [edge if keep else edge[::-1] for edge, keep in zip(edges, keeps, strict=True)]
        for item, rank in zip(self.items, self._folded(ranks(len(self.items), down), down), strict=True):
            item.rank = rank
        for arrow, edge, keep in zip(arrows, down, keeps, strict=True):
            self.chains.append(self._chain(arrow, edge, not keep))

    def _folded(self, rank: list[int], down: list[Edge]) -> list[int]:
        """The layers, those too wide made narrower: every other box that nothing leads to stands one layer higher."""
        starts = set(range(len(rank))) - {end for _, end in down}
        for layer in sorted(set(rank), reverse=True):
            row = [k for k, own in enumerate(rank) if own == layer]
            wide = sum(self.items[k].left + self.items[k].right + _ACROSS for k in row)
            if wide > _WIDEST:
                for k in [k for k in row if k in starts][::2]:
                    rank[k] -= STEP
        low = min(rank, default=0)
        return [own - low for own in rank]

    def _chain(self, arrow: Arrow, edge: Edge, turned: bool) -> _Chain:
        """The items of an arrow's way: a text in the layer next to where it begins, thin lines in the others."""
        top, bottom = self.items[edge[0]].rank, self.items[edge[1]].rank
        labelled = (bottom - 1 if turned else top + 1) if arrow.lines else None
        items, label = [edge[0]], None
        for rank in range(top + 1, bottom):
            if rank == labelled:
                width, height = self.measure(arrow)
                label = len(self.items)
                self.items.append(_Item(width / 2 + 2, width / 2 + 2, height + 2, rank))
            else:
                self.items.append(_Item(_THIN / 2, _THIN / 2, 0.0, rank, thin=True))
            items.append(len(self.items) - 1)
        return _Chain(arrow, [*items, edge[1]], turned, label)

    def edges(self) -> list[Edge]:
        """The joints between items of neighbouring layers."""
        return [pair for chain in self.chains for pair in zip(chain.items, chain.items[1:], strict=False)]

    def layers(self) -> list[list[int]]:
        """The items of each layer, in an order with few crossings."""
        found: list[list[int]] = [[] for _ in range(max((item.rank for item in self.items), default=-1) + 1)]
        for k, item in enumerate(self.items):
            found[item.rank].append(k)
        return ordered(found, self.edges())


def layered(graph: Graph, measure: Measure) -> Layout:
    """Lay a graph out in layers from the top."""
    sheet = _Sheet(graph, measure)
    layers = sheet.layers()
    _across(sheet, layers)
    bands = _bands(sheet, layers)
    boxes = [
        Rect(sheet.items[k].x, sum(bands[sheet.items[k].rank]) / 2, sheet.box_width(k), sheet.items[k].height)
        for k in range(len(graph.boxes))
    ]
    routes = [*_routes(sheet, bands, boxes), *_own(sheet, boxes)]
    width = max((item.x + item.right for item in sheet.items), default=0.0)
    height = max((band[1] for band in bands), default=0.0)
    return Layout(width, height, tuple(zip(graph.boxes, boxes, strict=True)), tuple(routes))


def _across(sheet: _Sheet, layers: list[list[int]]) -> None:
    """Give every item its x: near its neighbours above and below, apart from those beside it."""
    items, near, runs = sheet.items, ends_of(sheet.edges()), _runs(sheet)
    for layer in layers:
        x = 0.0
        for k in layer:
            items[k].x = x + items[k].left
            x += items[k].left + items[k].right + _ACROSS
    for turn in range(_ROUNDS):
        for layer in layers if turn % 2 == 0 else layers[::-1]:
            apart = [
                items[a].right + items[b].left + _gap(items[a], items[b])
                for a, b in itertools.pairwise(layer)
            ]
            wanted, weights = [], []
            for k in layer:
                pulls = [(items[other].x, 1.0) for other in near.get(k, ())]
                if k in runs:
                    pulls.append((sum(items[one].x for one in runs[k]) / len(runs[k]), _STRAIGHT))
                weight = sum(pull for _, pull in pulls)
                wanted.append(sum(x * pull for x, pull in pulls) / weight if pulls else items[k].x)
                weights.append(weight if pulls else 0.1)
            for k, x in zip(layer, settled(wanted, weights, apart), strict=True):
                items[k].x = x
    left = min((item.x - item.left for item in items), default=0.0)
    for item in items:
        item.x -= left


def _runs(sheet: _Sheet) -> dict[int, list[int]]:
    """For each part of a line on its way, all the parts of that line, which should stand one below the other."""
    found: dict[int, list[int]] = {}
    for chain in sheet.chains:
        thin = [k for k in chain.items if sheet.items[k].thin]
        found |= dict.fromkeys(thin, thin)
    return found


def _gap(a: _Item, b: _Item) -> float:
    return _ACROSS / 2 if a.thin and b.thin else _ACROSS


def _bands(sheet: _Sheet, layers: list[list[int]]) -> list[tuple[float, float]]:
    """Upper and lower edge of each layer."""
    bands, y = [], 0.0
    for layer in layers:
        height = max((sheet.items[k].height for k in layer), default=0.0)
        bands.append((y, y + height))
        y += height + _DOWN
    return bands


def _routes(sheet: _Sheet, bands: list[tuple[float, float]], boxes: list[Rect]) -> list[Route]:
    """The lines of arrows: straight through each layer, curved between layers."""
    outs, ins = _ports(sheet, boxes)
    found = []
    for number, chain in enumerate(sheet.chains):
        first, *between, last = chain.items
        points: list[Point] = [(outs[number], boxes[first].bottom)]
        _straight(points, (outs[number], bands[sheet.items[first].rank][1]))
        for k in between:
            top, bottom = bands[sheet.items[k].rank]
            _curve(points, (sheet.items[k].x, top))
            _straight(points, (sheet.items[k].x, bottom))
        _curve(points, (ins[number], bands[sheet.items[last].rank][0]))
        _straight(points, (ins[number], boxes[last].top))
        label = None if chain.label is None else _text(sheet, chain.label, bands)
        found.append(Route(chain.arrow, tuple(points[::-1] if chain.turned else points), label))
    return found


def _text(sheet: _Sheet, k: int, bands: list[tuple[float, float]]) -> Rect:
    item = sheet.items[k]
    return Rect(item.x, sum(bands[item.rank]) / 2, item.left + item.right, item.height)


def _straight(points: list[Point], to: Point) -> None:
    (x, y), (u, v) = points[-1], to
    if abs(v - y) < 1e-9:
        return
    points += [(x + (u - x) / 3, y + (v - y) / 3), (x + (u - x) * 2 / 3, y + (v - y) * 2 / 3), to]


def _curve(points: list[Point], to: Point) -> None:
    (x, y), (u, v) = points[-1], to
    points += [(x, (y + v) / 2), (u, (y + v) / 2), to]


def _ports(sheet: _Sheet, boxes: list[Rect]) -> tuple[dict[int, float], dict[int, float]]:
    """Where on the lower edge of its box each chain begins, and where on the upper edge of its box it ends."""
    outs: dict[int, float] = {}
    ins: dict[int, float] = {}
    for k, rect in enumerate(boxes):
        begins = [
            (n, sheet.items[chain.items[1]].x) for n, chain in enumerate(sheet.chains) if chain.items[0] == k
        ]
        ends = [
            (n, sheet.items[chain.items[-2]].x)
            for n, chain in enumerate(sheet.chains)
            if chain.items[-1] == k
        ]
        outs |= _spread(begins, rect)
        ins |= _spread(ends, rect)
    return outs, ins


def _spread(lines: list[tuple[int, float]], rect: Rect) -> dict[int, float]:
    """Places for lines on an edge of a box: near to where they go, apart from one another, within the edge."""
    lines = sorted(lines, key=lambda line: line[1])
    room = rect.width - 2 * _PAD[0]
    apart = min(14.0, room / max(1, len(lines) - 1))
    low, high = rect.x - room / 2, rect.x + room / 2
    wanted = [min(high, max(low, x)) for _, x in lines]
    places = settled(wanted, [1.0] * len(lines), [apart] * (len(lines) - 1))
    last = len(places) - 1
    places = [max(place, low + k * apart) for k, place in enumerate(places)]
    places = [min(place, high - (last - k) * apart) for k, place in enumerate(places)]
    return {n: place for (n, _), place in zip(lines, places, strict=True)}


def _own(sheet: _Sheet, boxes: list[Rect]) -> list[Route]:
    """Arrows from a box to itself, one below the other on its right side."""
    found = []
    used: dict[str, float] = {}
    for arrow in sheet.loops:
        rect = boxes[sheet.place[arrow.start]]
        width, height = sheet.measure(arrow)
        top = used.get(arrow.start, rect.top + 2)
        used[arrow.start] = top + height + 6
        middle, reach = top + height / 2 + 1, min(7.0, height / 2)
        points = (
            (rect.right, middle - reach),
            (rect.right + _LOOP * 1.3, middle - reach),
            (rect.right + _LOOP * 1.3, middle + reach),
            (rect.right, middle + reach),
        )
        found.append(Route(arrow, points, Rect(rect.right + _LOOP + 4 + width / 2, middle, width, height)))
    return found
