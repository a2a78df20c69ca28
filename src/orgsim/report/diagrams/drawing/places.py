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


@dataclass(frozen=True, slots=True)
class Route:
    """The line of an arrow, from bend to bend, and where its text and its sign stand."""

    arrow: Arrow
    points: tuple[Point, ...]
    label: Rect | None = None
    sign: Rect | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """A picture without ink: its size, and where everything stands."""

    width: float
    height: float
    boxes: tuple[tuple[Box, Rect], ...]
    routes: tuple[Route, ...]
