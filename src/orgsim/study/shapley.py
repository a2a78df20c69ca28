"""Shapley values: what each of several members adds, averaged over the orders in which they can be added (Shapley 1953)."""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TypeVar

Member = TypeVar("Member", bound=str)


def coalitions(one: Member, members: Sequence[Member]) -> Iterator[tuple[float, frozenset[Member]]]:
    """The coalitions of other members that one can join, each with its weight; the weights add up to 1."""
    others, count = [other for other in members if other != one], len(members)
    for size in range(count):
        weight = 1 / (count * math.comb(count - 1, size))
        for chosen in combinations(others, size):
            yield weight, frozenset(chosen)
