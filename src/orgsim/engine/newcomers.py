"""Newcomers: leads that somebody brings who was here before, each with luck of its own that hangs on who brought it."""

import math
from typing import TYPE_CHECKING

from orgsim.engine.happenings import Subject
from orgsim.randomness import mix, name_key, subject_key, uniform

if TYPE_CHECKING:
    from orgsim.engine.build import Run

_GAP = name_key("gap")


class Newcomers:
    """The leads of one source that others bring.

    A lead's key hangs on who brought it and on how many that one had brought before, not on how many leads the source had
    so far, so that it is the same lead under every organization; its number is the count of the source.
    """

    def __init__(self, run: "Run", source: str) -> None:
        self.journey = run.journey
        self.channel = run.channel(source)
        self._name = name_key(source)
        self._count = 0

    def key(self, giver: Subject, occasion: int = 0) -> int:
        """The key of what one says to others on an occasion."""
        return subject_key(mix(giver.key ^ self._name), occasion)

    def bring(self, key: int, ordinal: int) -> None:
        """The `ordinal`-th lead that somebody brings, with the key of what they say, comes in."""
        self.channel.bring(self.journey, self._count, subject_key(key, ordinal))
        self._count += 1


def gap(key: int, ordinal: int, rate: float) -> float:
    """Elapsed days to the next of happenings that come at a `rate` (> 0) per elapsed day, by luck of its own."""
    return -math.log1p(-uniform(key, _GAP, ordinal)) / rate
