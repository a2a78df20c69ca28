"""What a diagram holds, before anybody decides where it stands or how it is written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Shape = Literal["work", "undone", "source", "end", "pool", "state", "start", "team", "stock", "variable"]
Style = Literal["usual", "handoff", "weak"]
Sign = Literal[1, 0, -1]
FAMILIES = {
    "handoffs": "#0072b2",
    "people": "#00805a",
    "incentives": "#d55e00",
    "leads": "#2a90c8",
    "customers": "#b86e00",
    "loops": "#b0508c",
}
"""Colours of families of mechanisms: Okabe and Ito's, as dark as thin lines on paper need them."""


@dataclass(frozen=True, slots=True)
class Box:
    """One thing of a diagram."""

    name: str
    """By which arrows know it; never shown."""
    lines: tuple[str, ...]
    """What stands in it; the first line is its title."""
    shape: Shape = "work"
    group: str | None = None
    """The team it belongs to."""

    def below(self, lines: Iterable[str]) -> "Box":
        """The box with more lines below its own."""
        return replace(self, lines=(*self.lines, *lines))


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one box to another."""

    start: str
    end: str
    lines: tuple[str, ...] = ()
    """What stands at it."""
    style: Style = "usual"
    """`handoff` between teams, `weak` for what does not carry the main flow."""
    sign: Sign = 0
    """Of a causal link: 1 for more of the cause makes more, -1 for less, 0 for neither or both."""
    family: str = ""
    """To which family of mechanisms a causal link belongs; "" for none."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A diagram's boxes and arrows in the order in which a reader meets them."""

    title: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    groups: Mapping[str, str] = field(default_factory=dict)
    """The teams by name, with their titles."""
    notes: tuple[str, ...] = ()
    """What to know when reading it."""
    families: Mapping[str, str] = field(default_factory=dict)
    """The families of its arrows by name, with their titles."""


def merged(arrows: list[Arrow]) -> tuple[Arrow, ...]:
    """One arrow for all that lead from one box to another; a handoff wins over the usual, the usual over the weak."""
    found: dict[tuple[str, str], Arrow] = {}
    rank = {"weak": 0, "usual": 1, "handoff": 2}
    for arrow in arrows:
        key = (arrow.start, arrow.end)
        before = found.get(key)
        if before is None:
            found[key] = arrow
            continue
        style = max(before.style, arrow.style, key=rank.__getitem__)
        lines = tuple(dict.fromkeys((*before.lines, *arrow.lines)))
        sign = before.sign if before.sign == arrow.sign else 0
        found[key] = Arrow(arrow.start, arrow.end, lines, style, sign, before.family or arrow.family)
    return tuple(found.values())
