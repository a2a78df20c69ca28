"""Layers: boxes one below the other in the direction of the arrows, in an order with few crossings."""

import itertools
from bisect import bisect_right, insort
from collections.abc import Iterable, Sequence

Edge = tuple[int, int]

STEP = 2
"""Layers between a box and the next one: the layer between them is for the texts of arrows."""
_SWEEPS = 24


def forward(count: int, edges: Sequence[Edge]) -> list[bool]:
    """Whether each edge keeps its direction when as many as make a circle are turned round; nodes in order of reading."""
    ahead: dict[int, list[int]] = {node: [] for node in range(count)}
    for k, (start, _) in enumerate(edges):
        ahead[start].append(k)
    keeps = [True] * len(edges)
    state = [0] * count
    for root in range(count):
        stack = [(root, iter(ahead[root]))] if state[root] == 0 else []
        state[root] = max(state[root], 1)
        while stack:
            node, following = stack[-1]
            edge = next(following, None)
            if edge is None:
                state[node] = 2
                stack.pop()
            elif state[edges[edge][1]] == 1:
                keeps[edge] = False
            elif state[edges[edge][1]] == 0:
                state[edges[edge][1]] = 1
                stack.append((edges[edge][1], iter(ahead[edges[edge][1]])))
    return keeps


def ranks(count: int, edges: Sequence[Edge]) -> list[int]:
    """A layer for each node of a graph without circles, edges pointing down by `STEP` at least and as short as may be."""
    rank = [0] * count
    for _ in range(count):
        moved = False
        for start, end in edges:
            if rank[end] < rank[start] + STEP:
                rank[end] = rank[start] + STEP
                moved = True
        if not moved:
            break
    for _ in range(count):
        moved_down = [_pulled(node, edges, rank) for node in range(count)]
        if not any(moved_down):
            break
    low = min(rank, default=0)
    return [one - low for one in rank]


def _pulled(node: int, edges: Sequence[Edge], rank: list[int]) -> bool:
    """Move a node down toward those below it when more edges become shorter than longer."""
    above = [start for start, end in edges if end == node]
    below = [end for start, end in edges if start == node]
    if len(below) <= len(above) or not below:
        return False
    room = min(rank[end] for end in below) - STEP
    if room <= rank[node]:
        return False
    rank[node] = room
    return True


def ordered(layers: list[list[int]], edges: Sequence[Edge]) -> list[list[int]]:
    """The nodes of each layer in an order with few crossings; `edges` join neighbouring layers, downward."""
    below: dict[int, list[int]] = {}
    above: dict[int, list[int]] = {}
    for start, end in edges:
        below.setdefault(start, []).append(end)
        above.setdefault(end, []).append(start)
    best, fewest = [list(layer) for layer in layers], crossings(layers, below)
    now = [list(layer) for layer in layers]
    for sweep in range(_SWEEPS):
        down = sweep % 2 == 0
        order = range(1, len(now)) if down else range(len(now) - 2, -1, -1)
        for k in order:
            fixed, ways = now[k - 1 if down else k + 1], above if down else below
            now[k] = _by_neighbours(now[k], fixed, ways)
        _swapped(now, above, below)
        count = crossings(now, below)
        if count < fewest:
            best, fewest = [list(layer) for layer in now], count
    return best


def _by_neighbours(layer: list[int], fixed: list[int], ways: dict[int, list[int]]) -> list[int]:
    """A layer by the mean place of each node's neighbours; those without any stay where they are."""
    place = {node: k for k, node in enumerate(fixed)}
    keys = {}
    for k, node in enumerate(layer):
        near = [place[other] for other in ways.get(node, ())]
        keys[node] = sum(near) / len(near) if near else k * len(fixed) / max(1, len(layer))
    return sorted(layer, key=keys.__getitem__)


def _swapped(layers: list[list[int]], above: dict[int, list[int]], below: dict[int, list[int]]) -> None:
    """Exchange neighbours within layers as long as that saves crossings."""
    for k, layer in enumerate(layers):
        sides = [(above, layers[k - 1] if k else []), (below, layers[k + 1] if k + 1 < len(layers) else [])]
        ends: dict[int, list[list[int]]] = {node: [] for node in layer}
        for ways, others in sides:
            place = {node: at for at, node in enumerate(others)}
            for node in layer:
                ends[node].append([place[other] for other in ways.get(node, ()) if other in place])
        better = True
        while better:
            better = False
            for at in range(len(layer) - 1):
                a, b = layer[at : at + 2]
                if _crossed(ends[b], ends[a]) < _crossed(ends[a], ends[b]):
                    layer[at : at + 2] = [b, a]
                    better = True


def _crossed(left: list[list[int]], right: list[list[int]]) -> int:
    """How often the edges of two neighbours cross, by the places of their ends above and below."""
    return sum(p > q for a, b in zip(left, right, strict=True) for p in a for q in b)


def crossings(layers: Sequence[Sequence[int]], below: dict[int, list[int]]) -> int:
    """How often edges between neighbouring layers cross."""
    total = 0
    for upper, lower in itertools.pairwise(layers):
        place = {node: k for k, node in enumerate(lower)}
        passed: list[int] = []
        for start in upper:
            ends = sorted(place[end] for end in below.get(start, ()) if end in place)
            total += sum(len(passed) - bisect_right(passed, end) for end in ends)
            for end in ends:
                insort(passed, end)
    return total


def settled(wanted: Sequence[float], weights: Sequence[float], apart: Sequence[float]) -> list[float]:
    """Places in order, each `apart` from the one before it, as near to those wanted as the weights ask (least squares).

    apart[k] is the least distance between place k and place k + 1.
    """
    shifts = list(itertools.accumulate(apart, initial=0.0))[: len(wanted)]
    # Least squares in order: neighbours that would stand too near share their weighted mean.
    blocks: list[list[float]] = []
    for k, place in enumerate(wanted):
        blocks.append([place - shifts[k], max(weights[k], 1e-9), 1])
        while len(blocks) > 1 and blocks[-2][0] >= blocks[-1][0]:
            mean, weight, size = blocks.pop()
            before = blocks[-1]
            before[0] = (before[0] * before[1] + mean * weight) / (before[1] + weight)
            before[1] += weight
            before[2] += size
    means = [block[0] for block in blocks for _ in range(int(block[2]))]
    return [mean + shift for mean, shift in zip(means, shifts, strict=True)]


def ends_of(edges: Iterable[Edge]) -> dict[int, list[int]]:
    """The neighbours of each node, in both directions."""
    found: dict[int, list[int]] = {}
    for start, end in edges:
        found.setdefault(start, []).append(end)
        found.setdefault(end, []).append(start)
    return found
