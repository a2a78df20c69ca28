"""Ranking and selection: the best of several systems, with a stated probability of correct selection.

The fully sequential procedure of Kim & Nelson (2001) on common random numbers: all systems that are still in take one
replication after another, each pair of them with a boundary of its own that shrinks as replications are added, and a system
goes out when another is ahead of it by more. Where one system is ahead of each other by the indifference zone or more, it is
selected with a probability of 1 − alpha or more; the replications are taken as normal.

Boundaries of the same kind bound the true differences at every number of replications, whenever one stops: a Brownian motion
crosses the line −a − δ r / 2 with a probability of exp(−a δ / σ²). So `behind`, by how much the best may be ahead of the selected
system, holds with 1 − alpha whatever the means are and whatever ended the procedure: runs, time or patience. `confirm` goes on,
with systems that had gone out too, until it is no more than the indifference zone.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import permutations

import numpy as np
import numpy.typing as npt

from orgsim.randomness import Floats

Sampler = Callable[[Sequence[int], int, int], Floats]
"""From systems and replications `first` to `last` − 1 to their values, replication × system; more is better. Row by row the
same luck. It raises KeyboardInterrupt where somebody ends it."""
Bools = npt.NDArray[np.bool_]
_TOGETHER = 8
"""Runs that are asked for at once, so that several workers have something to do; what is selected does not depend on it."""


@dataclass(frozen=True, slots=True)
class SelectionRule:
    """What is asked of a selection."""

    zone: float
    """The indifference zone δ, more than 0: a smaller lead does not matter."""
    most: int
    """Replications of a system at most."""
    first: int = 10
    """Replications of each system from which the spread of differences is estimated, 2 or more."""
    alpha: float = 0.05
    """1 − the probability of correct selection."""


@dataclass(frozen=True, eq=False)
class Selection:
    """What was selected, and what is known of it."""

    rule: SelectionRule
    values: Floats
    """Replication × system; NaN from where a system was out."""
    inside: tuple[int, ...]
    """The systems that were still in at the end: one, or more where the procedure was cut short or some are level."""
    ended: bool
    """Whether the elimination came to its end, so that its guarantee holds."""
    spread: Floats
    """System × system: variance of their difference in the first replications."""
    zones: Floats
    """System × system: the indifference zone, wider than asked for where the most replications do not suffice for that."""

    @cached_property
    def chosen(self) -> int:
        """The system that is selected: of those still in the one that leads."""
        inside = list(self.inside)
        means = np.nanmean(self.values[:, inside], axis=0)
        return inside[int(means.argmax())]

    @cached_property
    def runs(self) -> tuple[int, ...]:
        """Replications of each system."""
        return tuple(int(count) for count in np.isfinite(self.values).sum(axis=0))

    @property
    def zone(self) -> float:
        """The indifference zone at which the elimination ends: the one asked for, or the widest of a pair."""
        return float(self.zones[~np.eye(len(self.zones), dtype=bool)].max(initial=self.rule.zone))

    @cached_property
    def above(self) -> Floats:
        """System × system: with 1 − alpha, the mean of the best system less that of each other is at most this."""
        return self._bounds(max(len(self.runs) - 1, 1))

    @cached_property
    def apart(self) -> Floats:
        """The same of all differences from one system that is named beforehand at once, in both directions."""
        return self._bounds(max(2 * (len(self.runs) - 1), 1))

    @property
    def behind(self) -> float:
        """With 1 − alpha the best system is ahead of the selected one by at most this; 0 where it is the best itself."""
        return max(0.0, float(np.delete(self.above[:, self.chosen], self.chosen).max(initial=0.0)))

    def difference(self, one: int, other: int) -> float:
        """The mean of one system less that of another, over the replications of both."""
        count = min(self.runs[one], self.runs[other])
        return float((self.values[:count, one] - self.values[:count, other]).mean())

    def lead(self, one: int) -> tuple[float, float]:
        """Bounds of one system's lead over the best of all others (below 0: how far it is behind), for all at once: Hsu's
        comparisons with the best (1984)."""
        others = [place for place in range(len(self.runs)) if place != one]
        if not others:
            return math.nan, math.nan
        low = -max(float(self.above[other, one]) for other in others)
        return min(0.0, low), max(0.0, min(float(self.above[one, other]) for other in others))

    def against(self, one: int, named: int) -> tuple[float, float]:
        """Bounds of the mean of a system less that of the one that was named beforehand."""
        return -float(self.apart[named, one]), float(self.apart[one, named])

    def _bounds(self, comparisons: int) -> Floats:
        """Upper bounds of the differences, of which so many hold at once: the mean difference, and what its line allows above."""
        h2 = width(self.rule.alpha / comparisons / 2, min(self.rule.first, self.rule.most))
        found = np.zeros_like(self.spread)
        for one, other in permutations(range(len(self.runs)), 2):
            spread, zone = self.spread[one, other], self.zones[one, other]
            count = min(self.runs[one], self.runs[other])
            line = h2 * spread / (2 * zone * count) + zone / 2 if spread > 0 else 0.0
            found[one, other] = self.difference(one, other) + line
        return found


def width(error: float, first: int) -> float:
    """h² of Kim & Nelson with c = 1: boundaries of which each is crossed against the truth with at most `error`.

    error: between 0 and 1/2; first: replications from which the variance is estimated.
    """
    return float(((2 * error) ** (-2 / (first - 1)) - 1) * (first - 1))


def boundary(spread: Floats, zone: Floats, h2: float, runs: int) -> Floats:
    """W: by how much one system has to be behind another after so many replications to go out.

    spread: variance of the difference of each pair; zone: its indifference zone.
    """
    return np.maximum(0.0, (h2 * spread / zone - zone * runs) / (2 * runs))


def select(
    sample: Sampler,
    systems: int,
    rule: SelectionRule,
    kept: Sequence[int] = (),
    stopped: Callable[[], bool] = lambda: False,
) -> Selection:
    """Select the best of so many systems.

    kept: systems that take replications to the end although they are out, to be compared with. stopped: asked between
    replications whether to end it early. Where the zone asked for would need more than `rule.most` replications of a pair, the
    pair has the zone that so many allow: it follows from the first replications' spread alone, which tells nothing of the means.
    KeyboardInterrupt of `sample` ends it early, too, and is passed on before the first replications of all are there.
    """
    first = min(rule.first, rule.most)
    values = sample(range(systems), 0, first)
    spread = _spread(values)
    h2 = width(rule.alpha / max(systems - 1, 1), first)
    floor = np.sqrt(h2 * spread / rule.most) * (1 + 1e-9)
    zone = np.maximum(rule.zone, floor)
    race = _Race(values, np.ones(systems, dtype=bool), first)
    race.screen(boundary(spread, zone, h2, first))
    while not race.over and race.runs < rule.most and not stopped():
        asked = _asked(race.inside, kept)
        last = min(rule.most, race.runs + max(1, _TOGETHER // len(asked)))
        try:
            race.take(asked, sample(asked, race.runs, last))
        except KeyboardInterrupt:
            break
        while not race.over and race.runs < len(race.values):
            race.runs += 1
            race.screen(boundary(spread, zone, h2, race.runs))
    inside = tuple(np.flatnonzero(race.inside).tolist())
    return Selection(rule, race.values[: race.runs], inside, race.over, spread, zone)


def confirm(sample: Sampler, found: Selection, stopped: Callable[[], bool] = lambda: False) -> Selection:
    """Go on from a selection until the best is known to be ahead of the selected system by no more than the indifference zone.

    Those that may be ahead by more take replications again, and the selected one: which one that is may change; where it has and
    the end is not reached, the guarantee of the elimination is lost (`ended`). It ends early as `select` does.
    """
    selected = one = found.chosen
    while not stopped():
        one = _leader(found, one)
        asked = _asked_again(found, one)
        if not asked:
            break
        try:
            found = _extended(sample, found, asked)
        except KeyboardInterrupt:
            break
    sure = one == selected or not _ahead(found, one)
    return replace(found, inside=(one,), ended=sure)


class _Race:
    """Systems that are in, and all values so far, those of some rows not yet looked at."""

    def __init__(self, values: Floats, inside: Bools, runs: int) -> None:
        self.values, self.inside, self.runs = values, inside, runs
        self.over = False
        """One is left, or all that are left are level although their boundaries have shrunk to nothing."""

    def take(self, systems: Sequence[int], more: Floats) -> None:
        rows = np.full((len(more), len(self.inside)), np.nan)
        rows[:, list(systems)] = more
        self.values = np.vstack((self.values, rows))

    def screen(self, edge: Floats) -> None:
        """Put out every system that is behind another one by more than the edge of the pair."""
        alive = np.flatnonzero(self.inside)
        means = self.values[: self.runs, alive].mean(axis=0)
        behind = means[None, :] - means[:, None] > edge[np.ix_(alive, alive)]
        self.inside[alive[behind.any(axis=1)]] = False
        left = np.flatnonzero(self.inside)
        self.over = not edge[np.ix_(left, left)].any()


def _asked(inside: Bools, kept: Sequence[int]) -> list[int]:
    return sorted({*np.flatnonzero(inside).tolist(), *kept})


def _spread(values: Floats) -> Floats:
    """The variance of the difference of each two systems."""
    count = values.shape[1]
    found = np.zeros((count, count))
    for one in range(count):
        gaps = values - values[:, [one]]
        # Equal differences have none; their mean's last digit would leave a trace of it.
        found[one] = np.where(np.ptp(gaps, axis=0) == 0, 0.0, gaps.var(axis=0, ddof=1))
    return found


def _ahead(found: Selection, one: int) -> list[int]:
    """The systems that may be ahead of one by more than the indifference zone."""
    above = found.above[:, one] > found.rule.zone * (1 + 1e-9)
    return [system for system in np.flatnonzero(above).tolist() if system != one]


def _leader(found: Selection, one: int) -> int:
    """The one itself, or who is ahead of it on as many replications as it has, by most."""
    known = [system for system in _ahead(found, one) if found.runs[system] >= found.runs[one]]
    return max((one, *known), key=lambda system: found.difference(system, one))


def _asked_again(found: Selection, one: int) -> dict[int, int]:
    """Who has to take more replications, and how many in all: of the one and those that may be ahead of it whoever has fewest.

    Nobody where none may be, or all have the most.
    """
    ahead = _ahead(found, one)
    if not ahead:
        return {}
    runs = {system: found.runs[system] for system in (one, *ahead)}
    target = min(found.rule.most, min(runs.values()) + max(1, _TOGETHER // len(runs)))
    return {system: target for system, count in runs.items() if count < target}


def _extended(sample: Sampler, found: Selection, asked: dict[int, int]) -> Selection:
    """The same with more replications of some systems."""
    values = found.values
    if (longer := max(asked.values()) - len(values)) > 0:
        values = np.vstack((values, np.full((longer, values.shape[1]), np.nan)))
    values = values.copy()
    for first in sorted({found.runs[system] for system in asked}):
        group = [system for system in asked if found.runs[system] == first]
        last = asked[group[0]]
        values[first:last, group] = sample(group, first, last)
    return replace(found, values=values)
