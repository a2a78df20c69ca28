"""Which side wins where on a map of two parameters: few runs everywhere first, then more where it cannot be told yet.

A sampler gives what each side comes to at a point in one replication; within a replication all sides have the same luck, so that
their differences are known well. Each point has replications of its own: luck that all points shared would move the whole map,
and no number of points would tell. Between points the differences are interpolated (`orgsim.study.sweep.surface`). The next
points are those that make the sign of the difference surer where it is in doubt: most weight is on places where 0 is likely
(targeted integrated mean square error: Picheny, Ginsbourger, Roustant, Haftka & Kim 2010).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from orgsim.measures.bins import Ints
from orgsim.randomness import Floats
from orgsim.study.sweep.surface import Surface, fitted, shapes

SURE = 0.9
"""A place is given to a side that wins there with this chance or more."""
_SETTLED = 0.99
"""A place of which so much is known is not looked at for its own sake any more. Were it SURE already, runs would stop wherever
luck has pushed a place over that bar."""
_FIRST = 5
"""Places along each axis that are looked at first, evenly spread from edge to edge."""
_EVENLY = 6
"""A map costs about as many runs as so many by so many points spread evenly with all replications at each."""
_PICKS = 8
"""Places chosen at a time."""
LEAST = 4
"""Replications that a place is given at a time at least: fewer would not tell how much luck there is."""
EXACT = 1e-9
"""Relative to what is known least: what is known better than that is known exactly."""
_PRIOR = 8.0
"""Degrees of freedom that the noise around a place has in what is said of that place."""

Sampler = Callable[[float, float, int], Mapping[str, float]]
"""From x, y and a replication's number to a value for each side."""


@dataclass(frozen=True, slots=True)
class Want:
    """So many replications of a place are wanted in all."""

    place: int
    count: int


Draw = Callable[[Sequence[Want]], Sequence[Floats]]
"""From what is wanted to the values: replication × side for each."""


@dataclass(frozen=True, slots=True, eq=False)
class Explored:
    """What is known of a map. Places are counted column by column: place = column × rows + row."""

    x: Floats
    y: Floats
    sides: int
    surfaces: Mapping[tuple[int, int], Surface]
    """By pair of sides, how much better the first is than the second."""
    counts: Ints
    """Replications at each place."""
    noise: Mapping[tuple[int, int], Floats]
    """By pair of sides, the variance of their difference in one replication, at every place."""
    complete: bool = True
    """False when it was interrupted before its runs were spent."""

    @property
    def chances(self) -> Floats:
        """Place × side: the chance that it is the best there; of three sides and more a lower bound (Bonferroni)."""
        losing = np.zeros((len(self.counts), self.sides))
        for (a, b), surface in self.surfaces.items():
            above = surface.chance_above()
            losing[:, a] += 1 - above
            losing[:, b] += above
        return np.maximum(0.0, 1 - losing)

    @property
    def winners(self) -> Ints:
        """The side that wins at each place; -1 where it cannot be told."""
        chances = self.chances
        return np.where(chances.max(axis=1) >= SURE, chances.argmax(axis=1), -1)

    def leaders(self) -> tuple[Ints, Ints]:
        """The two sides at each place that are best by what is expected, the best first."""
        points = np.zeros((len(self.counts), self.sides))
        for (a, b), surface in self.surfaces.items():
            # Differences of three sides need not add up once smoothed; their sum orders them all the same.
            points[:, a] += surface.mean
            points[:, b] -= surface.mean
        order = np.argsort(-points, axis=1, kind="stable")
        return order[:, 0], order[:, 1]


def drawing(sampler: Sampler, x: Floats, y: Floats, sides: Sequence[str]) -> Draw:
    """A sampler asked replication by replication."""

    def draw(wants: Sequence[Want]) -> list[Floats]:
        found = []
        for want in wants:
            column, row = divmod(want.place, len(y))
            numbers = replications_of(want, len(x) * len(y))
            values = [sampler(float(x[column]), float(y[row]), number) for number in numbers]
            found.append(np.array([[one[side] for side in sides] for one in values], dtype=float))
        return found

    return draw


def replications_of(want: Want, places: int) -> range:
    """The numbers of a place's replications: no two places share one, and more of them begin with the same."""
    return range(want.place, want.place + want.count * places, places)


def cost(columns: int, rows: int, replications: int) -> int:
    """Replications of each side that a map takes at most."""
    return replications * min(columns * rows, _EVENLY**2)


def explore(draw: Draw, x: Floats, y: Floats, sides: int, better: int, replications: int) -> Explored:
    """Find out who wins where on the grid of `x` by `y` values, with `cost` replications of each side at most.

    better: 1 where more is better, -1 where less is. replications: as many as each of evenly spread points would have; a quarter
    of them are spent at a place at a time. The same draws give the same map. Ctrl-C ends it early once every first place was
    looked at.
    """
    step, budget = max(LEAST, replications // 4), cost(len(x), len(y), replications)
    spread = [
        np.unique(np.linspace(0, len(axis) - 1, min(_FIRST, len(axis))).round().astype(int))
        for axis in (x, y)
    ]
    first = [int(column * len(y) + row) for column in spread[0] for row in spread[1]]
    record = _Record(x, y, sides, better)
    record.add(draw, dict.fromkeys(first, step))
    found = record.explored()
    try:
        while (left := (budget - record.spent) // step) > 0 and (found.chances.max(axis=1) < _SETTLED).any():
            more = _chosen(found, step, min(_PICKS, left))
            if not more:
                break
            record.add(draw, more)
            found = record.explored()
    except KeyboardInterrupt:
        return record.explored(complete=False)
    return found


class _Record:
    """What was seen so far."""

    def __init__(self, x: Floats, y: Floats, sides: int, better: int) -> None:
        self._x, self._y, self._sides, self._better = x, y, sides, better
        self._places = np.array([(a, b) for a in _scaled(x) for b in _scaled(y)])
        self._shapes = shapes(self._places)
        self._values: dict[int, Floats] = {}

    @property
    def spent(self) -> int:
        """Replications of each side so far."""
        return sum(map(len, self._values.values()))

    def add(self, draw: Draw, more: Mapping[int, int]) -> None:
        """Look at places with so many replications more."""
        wants = [Want(place, len(self._values.get(place, ())) + count) for place, count in more.items()]
        for want, values in zip(wants, draw(wants), strict=True):
            self._values[want.place] = values

    def explored(self, complete: bool = True) -> Explored:
        """What this says of the whole map."""
        seen = np.array(sorted(self._values))
        surfaces, noise = {}, {}
        for pair in combinations(range(self._sides), 2):
            means = np.array([gaps.mean() for gaps in self._gaps(pair)])
            counts = np.array([len(gaps) for gaps in self._gaps(pair)])
            noise[pair] = self._variances(pair)
            surfaces[pair] = fitted(self._shapes, seen, means, noise[pair][seen] / counts)
        counts = np.zeros(len(self._places), dtype=np.int64)
        counts[seen] = [len(self._values[place]) for place in seen.tolist()]
        return Explored(self._x, self._y, self._sides, surfaces, counts, noise, complete)

    def _gaps(self, pair: tuple[int, int]) -> list[Floats]:
        a, b = pair
        return [
            self._better * (self._values[place][:, a] - self._values[place][:, b])
            for place in sorted(self._values)
        ]

    def _variances(self, pair: tuple[int, int]) -> Floats:
        """Variance of one replication at every place: log-linear along both axes; where it was seen, both together."""
        from scipy.special import digamma, polygamma

        seen = np.array(sorted(self._values))
        own = np.array([gaps.var(ddof=1) for gaps in self._gaps(pair)])
        if not own.max() > 0:
            return np.zeros(len(self._places))
        half = (np.array([len(gaps) for gaps in self._gaps(pair)]) - 1) / 2
        # The logarithm of a variance estimated with 2h degrees of freedom has this bias and this variance (normal samples).
        logs = np.log(np.maximum(own, 1e-12 * own.max())) - digamma(half) + np.log(half)
        root = 1 / np.sqrt(polygamma(1, half))
        terms = np.column_stack([np.ones(len(self._places)), self._places])
        slopes = np.linalg.lstsq(terms[seen] * root[:, None], logs * root, rcond=None)[0]
        found = np.minimum(np.exp(terms @ slopes), 4 * own.max())
        found[seen] = (2 * half * own + _PRIOR * found[seen]) / (2 * half + _PRIOR)
        return np.asarray(found)


def _scaled(axis: Floats) -> list[float]:
    """The values of an axis from -1 to 1."""
    width = float(np.ptp(axis))
    return [0.0 if width == 0 else 2 * float(value - axis.min()) / width - 1 for value in axis]


def _chosen(found: Explored, step: int, picks: int) -> dict[int, int]:
    """The places that tell most about where it cannot be told yet, with how many replications more each; none where nothing is
    left to be learnt."""
    best, second = found.leaders()
    doubtful = found.chances.max(axis=1) < _SETTLED
    work = []
    for (a, b), surface in found.surfaces.items():
        leading = doubtful & (((best == a) & (second == b)) | ((best == b) & (second == a)))
        unit = float(surface.spread.max())
        if leading.any() and unit > 0:
            # In units of what is known least, so that pairs of sides weigh alike.
            weight = np.where(leading, doubt(surface.mean / unit, surface.spread / unit), 0.0)
            luck = found.noise[a, b] / step / unit**2 + EXACT
            work.append(Doubts(weight, surface.covariance / unit**2, luck))
    more: dict[int, int] = {}
    for _ in range(picks if work else 0):
        place = learn(work)
        more[place] = more.get(place, 0) + step
    return more


@dataclass(slots=True, eq=False)
class Doubts:
    """What is to be learnt of one pair of sides."""

    weight: Floats
    """Of each place."""
    covariance: Floats
    """Place × place: how surely the difference is known."""
    luck: Floats
    """Of each place, the variance of what one look at it says."""


def doubt(mean: Floats, spread: Floats) -> Floats:
    """How likely 0 is where a difference has such a mean and standard deviation, both in units of what is known least."""
    spread = np.maximum(spread, EXACT)
    return np.asarray(np.exp(-0.5 * (mean / spread) ** 2) / spread)


def learn(parts: Sequence[Doubts]) -> int:
    """The place a look at which tells most. What it will say is not known; how much surer all places become is, and is noted."""
    gains = sum((part.weight @ part.covariance**2) / (np.diag(part.covariance) + part.luck) for part in parts)
    place = int(np.argmax(gains))
    for part in parts:
        across = part.covariance[place]
        part.covariance = part.covariance - np.outer(across, across) / (across[place] + part.luck[place])
    return place
