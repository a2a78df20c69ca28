"""Brought leads: those that somebody brings who was here before, each with luck of its own that hangs on who brought it."""

import itertools

import numpy as np

from orgsim.engine import odds
from orgsim.engine.draws import BLOCK, GAP, OFTEN, Block, Keyed
from orgsim.engine.entities import Case
from orgsim.engine.journey import Journey
from orgsim.engine.sources import Source
from orgsim.randomness import case_key, keys_under, mix, name_key

_NOTHING = np.zeros(0)
"""Words have no readiness."""


class BroughtLeads:
    """The leads of one source that others bring.

    A lead's key hangs on who brought it and on how many that one had brought before, not on how many leads the source had
    so far, so that it is the same lead under every organization; so does its name, while its number is the count of the source.
    """

    def __init__(self, journey: Journey, source: Source) -> None:
        self.journey = journey
        self.source = source
        self._name = name_key(source.name)
        self._count = 0
        self._expected: dict[int, None] = {}
        """Keys of the leads that may come and have no draws yet, in the order in which they were expected."""
        self._drawn: dict[int, tuple[Block, int]] = {}
        """By key, where the draws of a lead that has not come yet are."""

    def said(self, giver: Case, occasion: int = 0) -> Keyed:
        """What one says to others on an occasion, which has draws of its own: from a block where many say something."""
        block = giver.block
        if block is not None:
            name = self._name + occasion
            words = block.words.get(name)
            if words is None and not block.rarely_asks(name, OFTEN):
                words = Block(keys_under(block.cases, self._name, occasion), _NOTHING, [])
                block.words[name] = words
            if words is not None:
                return Keyed(words.keys[giver.place], words, giver.place)
        return Keyed(case_key(mix(giver.key ^ self._name), occasion), None, 0)

    def expect(self, key: int, ordinal: int) -> None:
        """The `ordinal`-th lead that somebody brings, with the key of what they say, may come: its draws can be made with
        those of others, since one by one they cost far more."""
        self._expected[case_key(key, ordinal)] = None

    def bring(self, giver: Case, ordinal: int, occasion: int = 0) -> None:
        """An expected lead comes in."""
        own = case_key(self.said(giver, occasion).key, ordinal)
        if own not in self._drawn:
            self._draw(own)
        self.journey.log.brought(self.source.entity, giver, occasion, ordinal)
        self.source.come(self.journey, self._count, *self._drawn.pop(own))
        self._count += 1

    def give_up(self, key: int, ordinal: int) -> None:
        """An expected lead will not come after all."""
        own = case_key(key, ordinal)
        self._expected.pop(own, None)
        self._drawn.pop(own, None)

    def _draw(self, own: int) -> None:
        del self._expected[own]
        others = list(itertools.islice(self._expected, BLOCK - 1))
        keys = [own, *others]
        block = self.source.draws.among(keys)
        self._drawn |= {key: (block, place) for place, key in enumerate(keys)}
        for key in others:
            del self._expected[key]


def gap(said: Keyed, ordinal: int, rate: float) -> float:
    """Elapsed days to the next lead of those that come at a `rate` (> 0) per elapsed day of what is said, by luck of its own."""
    return odds.gap(said.luck(GAP, ordinal), rate)
