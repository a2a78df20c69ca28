"""Places: the posts of a team, each with luck of its own for those who fill it one after the other."""

from collections import deque
from collections.abc import Iterator, Sequence
from heapq import heappop, heappush
from itertools import chain

from orgsim.randomness import case_key


class Places:
    """The places of one team: filled, vacant, or closed again.

    A person's luck belongs to the place and to how many were hired for it before. So one place more changes nobody else,
    and who replaces a leaver is the same person whatever has happened in other places meanwhile.
    """

    def __init__(self, keys: Iterator[int]) -> None:
        """`keys` are those of the places' draws, without end, in the order in which places are opened."""
        self._keys = keys
        self._opened: list[int] = []
        """The key of every place there has been."""
        self._hired: list[int] = []
        """How many were hired for each."""
        self._vacant: deque[int] = deque()
        """Next to be filled first; those who left last come last."""
        self._closed: list[int] = []
        """A heap of those that can be opened again."""

    def open(self) -> None:
        """One place more, vacant and the next to be filled: the first that was closed, else a new one."""
        if self._closed:
            self._vacant.appendleft(heappop(self._closed))
            return
        self._vacant.appendleft(len(self._opened))
        self._opened.append(next(self._keys))
        self._hired.append(0)

    def close(self) -> None:
        """One place less: that which became vacant last."""
        heappush(self._closed, self._vacant.pop())

    def fill(self) -> int:
        """The next vacant place is filled; which it is."""
        return self._vacant.popleft()

    def vacate(self, place: int) -> None:
        """A place becomes vacant."""
        self._vacant.append(place)

    def hire(self, place: int) -> int:
        """Somebody new comes for a place; the key of their draws."""
        self._hired[place] += 1
        return person_key(self._opened[place], self._hired[place] - 1)

    def foreseen(self, places: int) -> list[int]:
        """The keys of the next so many places to be opened that have never been."""
        keys = [next(self._keys) for _ in range(places)]
        self._keys = chain(keys, self._keys)
        return keys

    def deal(self, keys: Sequence[int]) -> None:
        """Let the next places be others than those foreseen, by their keys."""
        for _ in keys:
            next(self._keys)
        self._keys = chain(keys, self._keys)


def person_key(place: int, hired: int = 0) -> int:
    """The key of the draws of somebody who fills a place (its key) after so many others."""
    return case_key(place, hired)
