"""Loops of causal links: closed ways of bounded length, each named by the product of its signs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from orgsim.mechanisms.shared.declaration import Link

LONGEST = 8
"""Links of the longest loop that is looked for; people follow no longer ones in a picture."""
MOST = 2000
"""Loops after which the search ends, shortest first, so that a web of links cannot keep it busy."""


@dataclass(frozen=True, slots=True)
class Loop:
    """One closed way of causal links."""

    variables: tuple[str, ...]
    """In the order of the links; the last one leads back to the first."""
    kind: Literal["R", "B"]
    """R reinforces a change, B balances it."""
    number: int
    """Counted within its kind, shorter loops first."""

    @property
    def name(self) -> str:
        """Such as R1."""
        return f"{self.kind}{self.number}"


def loops(links: Iterable[Link], longest: int = LONGEST) -> list[Loop]:
    """The simple loops of at most `longest` links, shorter ones first, then by the names of their variables.

    Links that say both more and less of the same pair make two loops.
    """
    signs: dict[tuple[str, str], set[int]] = {}
    for link in links:
        signs.setdefault((link.cause, link.effect), set()).add(link.sign)
    ahead: dict[str, list[str]] = {}
    for cause, effect in sorted(signs):
        ahead.setdefault(cause, []).append(effect)
    found: list[Loop] = []
    counts = {"R": 0, "B": 0}
    for length in range(1, longest + 1):
        for way in sorted(_closed(ahead, length)):
            for sign in sorted(_products(way, signs), reverse=True):
                kind: Literal["R", "B"] = "R" if sign > 0 else "B"
                counts[kind] += 1
                found.append(Loop(way, kind, counts[kind]))
        if len(found) > MOST:
            return found[:MOST]
    return found


def _closed(ahead: dict[str, list[str]], length: int) -> Iterator[tuple[str, ...]]:
    """Closed ways of exactly `length` links, each from its first variable by name."""

    def walk(way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        for following in ahead.get(way[-1], ()):
            if len(way) == length:
                if following == way[0]:
                    yield way
            elif following > way[0] and following not in way:
                yield from walk((*way, following))

    for first in sorted(ahead):
        yield from walk((first,))


def _products(way: tuple[str, ...], signs: dict[tuple[str, str], set[int]]) -> set[int]:
    """The signs a loop may have: one, unless a pair is linked both ways."""
    products = {1}
    for pair in zip(way, (*way[1:], way[0]), strict=True):
        products = {product * sign for product in products for sign in signs[pair]}
    return products
