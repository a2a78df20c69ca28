"""Where on a map one side passes the other, and how surely that is known."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.statistics import ALPHA
from orgsim.study.sweep.explore import Explored

_PATHS = 1_000
"""Surfaces that are drawn to see where the frontier may run."""

Along = Literal["x", "y"]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Where two sides are equally good along one line of the map."""

    along: Along
    """The axis on which `at` lies."""
    beside: float
    """The value of the other axis, which the whole line has."""
    at: float
    low: float
    """95 % interval of `at`; infinite where the frontier may lie beyond the map."""
    high: float
    before: int
    """The side that is better below `at`."""
    after: int


def crossings(explored: Explored, seed: int = 1) -> list[Crossing]:
    """The frontier along every column and every row of a map, between the two sides that are best there."""
    best, second = explored.leaders()
    shape = len(explored.x), len(explored.y)
    found: list[Crossing] = []
    for (a, b), surface in explored.surfaces.items():
        ours = (((best == a) & (second == b)) | ((best == b) & (second == a))).reshape(shape)
        paths = surface.paths(_PATHS, seed).reshape(_PATHS, *shape)
        mean = surface.mean.reshape(shape)
        for j, beside in enumerate(explored.y.tolist()):
            line = _Line("x", beside, explored.x, mean[:, j], paths[:, :, j], ours[:, j])
            found += line.crossings(a, b)
        for i, beside in enumerate(explored.x.tolist()):
            line = _Line("y", beside, explored.y, mean[i], paths[:, i], ours[i])
            found += line.crossings(a, b)
    return sorted(found, key=lambda one: (one.along, one.beside, one.at))


@dataclass(frozen=True, slots=True, eq=False)
class _Line:
    """The difference of two sides along one line of the map."""

    along: Along
    beside: float
    axis: Floats
    mean: Floats
    paths: Floats
    """Path × place: surfaces that may be the true one."""
    ours: "np.ndarray"
    """Where the two are the best."""

    def crossings(self, a: int, b: int) -> Iterator[Crossing]:
        """Each change of the better side by what is expected."""
        for k in np.flatnonzero((self.mean[:-1] > 0) != (self.mean[1:] > 0)).tolist():
            if not (self.ours[k] and self.ours[k + 1]):
                continue
            falls = bool(self.mean[k] > 0)
            at = _zero(self.axis[k : k + 2], self.mean[k : k + 2])
            low, high = np.quantile(
                self._drawn(at, falls), [ALPHA / 2, 1 - ALPHA / 2], method="inverted_cdf"
            ).tolist()
            yield Crossing(self.along, self.beside, at, low, high, a if falls else b, b if falls else a)

    def _drawn(self, at: float, falls: bool) -> Floats:
        """Where each path crosses in the same direction, nearest to where it is expected; infinite where it does nowhere."""
        signed = self.paths if falls else -self.paths
        found = np.empty(len(signed))
        for number, path in enumerate(signed):
            steps = np.flatnonzero((path[:-1] > 0) & (path[1:] <= 0)).tolist()
            zeros = [_zero(self.axis[k : k + 2], path[k : k + 2]) for k in steps]
            nowhere = np.inf if path.mean() > 0 else -np.inf
            found[number] = min(zeros, key=lambda zero: abs(zero - at)) if zeros else nowhere
        return found


def _zero(axis: Floats, values: Floats) -> float:
    """Where a line between two points is 0."""
    return float(axis[0] + (axis[1] - axis[0]) * values[0] / (values[0] - values[1]))
