"""Prospects: enquiries of a market that holds only so many who may ever enquire.

Each prospect enquires once. While all are left the sources have the rates that they state; when half have enquired, half of
them. So of N prospects N (1 - exp(-L / N)) are expected to have enquired when the stated rates have come to L in all.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from orgsim.randomness import Floats


class Intensity:
    """The integrated rate of a source over time, as it would be with prospects without end."""

    def __init__(self, edges: Floats, passed: Floats) -> None:
        """`edges`: days, ascending, between which the rate is constant; `passed`: the integrated rate at each."""
        self.edges: list[float] = edges.tolist()
        self.passed: list[float] = passed.tolist()

    def at(self, day: float) -> float:
        """The integrated rate on a day."""
        k = min(max(1, bisect_right(self.edges, day)), len(self.edges) - 1)
        width = self.edges[k] - self.edges[k - 1]
        part = (day - self.edges[k - 1]) / width if width > 0 else 0.0
        return self.passed[k - 1] + part * (self.passed[k] - self.passed[k - 1])

    def when(self, mass: float) -> float:
        """The day on which it reaches `mass`, which it does within its course."""
        k = max(1, bisect_left(self.passed, mass))
        part = (mass - self.passed[k - 1]) / (self.passed[k] - self.passed[k - 1])
        return self.edges[k - 1] + part * (self.edges[k] - self.edges[k - 1])


def enquiries(courses: Sequence[Intensity], luck: Sequence[Floats], prospects: int) -> list[list[float]]:
    """When leads of each source come (days) that draw on the same prospects; `luck`: of each source the moments of a process of
    rate 1, which is run through its rate as it then is."""
    units = [one.tolist() for one in luck]
    found: list[list[float]] = [[] for _ in courses]
    seen, spent = [0.0] * len(courses), [0.0] * len(courses)
    for left in range(prospects, 0, -1):
        share = left / prospects
        first, who = float("inf"), -1
        for k, course in enumerate(courses):
            if len(found[k]) < len(units[k]):
                mass = seen[k] + (units[k][len(found[k])] - spent[k]) / share
                if mass < course.passed[-1] and (day := course.when(mass)) < first:
                    first, who = day, k
        if who < 0:
            break
        for k, course in enumerate(courses):
            now = course.at(first)
            spent[k] += (now - seen[k]) * share
            seen[k] = now
        spent[who] = units[who][len(found[who])]
        found[who].append(first)
    return found
