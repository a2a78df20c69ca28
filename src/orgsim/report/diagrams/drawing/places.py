"""Where the parts of a picture stand, in points; x to the right, y down."""

from collections.abc import Callable
from dataclasses import dataclass

from orgsim.report.diagrams.content.graph import Arrow, Box

Point = tuple[float, float]
Measure = Callable[[Box | Arrow], tuple[float, float]]
"""Width and height in points of the text in a box or at an arrow."""


@dataclass(frozen=True, slots=True)
class Rect:
    """A rectangle by its centre."""

    x: float
    y: float
    width: float
    height: float

    @property
    def left(self) -> float:
        """Its left edge."""
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width / 2

    @property
    def top(self) -> float:
        """Its upper edge."""
        return self.y - self.height / 2

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height / 2

    def meets(self, other: "Rect", gap: float = 0.0) -> bool:
        """Whether both overlap, or come nearer than `gap`."""
        return (
            abs(self.x - other.x) < (self.width + other.width) / 2 + gap
            and abs(self.y - other.y) < (self.height + other.height) / 2 + gap
        )

    def holds(self, point: Point, gap: float = 0.0) -> bool:
        """Whether a point lies inside, or nearer than `gap` to it."""
        return (
            abs(self.x - point[0]) < self.width / 2 + gap and abs(self.y - point[1]) < self.height / 2 + gap
        )

    def moved(self, right: float, down: float) -> "Rect":
        """The same rectangle elsewhere."""
        return Rect(self.x + right, self.y + down, self.width, self.height)


@dataclass(frozen=True, slots=True)
class Route:
    """The line of an arrow: cubic curves, each of three more points after the first, and where its text stands."""

    arrow: Arrow
    points: tuple[Point, ...]
    label: Rect | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture without ink: its size, and where everything stands."""

    width: float
    height: float
    boxes: tuple[tuple[Box, Rect], ...]
    routes: tuple[Route, ...]


def bezier(points: tuple[Point, ...], t: float) -> Point:
    """The point at `t` in [0, 1] of one cubic curve of four points."""
    (a, b, c, d), s = points, 1 - t
    weights = (s**3, 3 * s * s * t, 3 * s * t * t, t**3)
    x = sum(weight * point[0] for weight, point in zip(weights, (a, b, c, d), strict=True))
    y = sum(weight * point[1] for weight, point in zip(weights, (a, b, c, d), strict=True))
    return x, y
