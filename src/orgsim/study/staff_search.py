"""The search for good divisions, on luck of its own: it names those that are worth a second look, and promises nothing.

Where there are few divisions all of them are tried. Else it climbs from several starts, one person at a time, for each goal and
for their mix. What is left of its runs goes to those that may be best (`orgsim.study.allocation`).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.allocation import shares
from orgsim.study.divisions import COUNTED, weights
from orgsim.study.front import ranks
from orgsim.study.staff_runs import Division, StaffRuns

TRIED = 3
"""Replications of each division that is tried."""
_CONTENDERS = 2
"""Times the short list: so many divisions share the runs that are left."""
_ROUND = 12
"""Runs of a round of them."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search has come to."""

    tried: int
    """Divisions that were run."""
    possible: int
    """Divisions that there are, of all organizations and policies together."""
    counted: bool
    """Whether there are no more than that: each organization's are counted up to `divisions.COUNTED`."""
    runs: int
    impossible: int
    """Divisions that were to be tried and that no scenario can have."""
    level: tuple[float, ...]
    """The mean of each KPI with the division in today's proportions."""


class Search:
    """One search: what is known of each division, as differences from the reference on the same luck."""

    def __init__(
        self, runs: StaffRuns, seed: int, signs: Sequence[int], most: int, stopped: Callable[[], bool]
    ) -> None:
        """signs: +1 for each KPI of which more is better, −1 for the others; most: runs at most."""
        self._runs, self._seed, self._most, self._stopped = runs, seed, most, stopped
        self._signs = np.array(signs, dtype=float)
        self._pools = runs.work.pools
        first = next(iter(self._pools))
        self.reference = self._now(first)
        self._known: dict[Division, Floats] = {}
        self.spent = 0
        self.impossible: set[Division] = set()

    def find(self, shortlist: int) -> list[Division]:
        """The most promising divisions, the reference first."""
        self._try([self.reference])
        every = list(islice(self._every(), self._most // TRIED + 1))
        if len(every) * TRIED <= self._most:
            self._try(every)
        else:
            for start in self._starts():
                for weight in self._weights():
                    self._climb(start, weight)
        self._sharpen(shortlist)
        return self._best(shortlist)

    def told(self) -> Searched:
        """What it has come to."""
        numbers = [pool.number() for pool in self._pools.values()]
        possible = sum(min(number, COUNTED) for number in numbers)
        level = self._known[self.reference].mean(axis=0) * self._signs
        lacking = len(self.impossible)
        return Searched(
            len(self._known), possible, max(numbers) <= COUNTED, self.spent, lacking, tuple(level.tolist())
        )

    def _every(self) -> Iterator[Division]:
        return (Division(name, counts) for name, pool in self._pools.items() for counts in pool.all())

    def _now(self, variant: str) -> Division:
        """The division in today's proportions."""
        own = self._pools[variant]
        return Division(variant, own.dealt(weights(self._runs.work.scenarios[variant], own)))

    def _starts(self) -> Iterator[Division]:
        """In each variant: as today, by the work that there is, and alike."""
        for name, own in self._pools.items():
            now = self._now(name)
            yield now
            self._try([now])
            if now in self._known:
                load = self._runs.load(now, self._seed)
                yield Division(name, own.dealt(weights(self._runs.work.scenarios[name], own, load)))
            yield Division(name, own.dealt([1.0] * len(own.teams)))

    def _weights(self) -> list[Floats]:
        """The goals to climb for: each, and all together in units of what the reference has."""
        goals = len(self._signs)
        if goals == 1:
            return [np.ones(1)]
        scale = np.abs(self._known[self.reference].mean(axis=0))
        each = np.eye(goals)
        return [*each, 1 / np.where(scale > 0, scale, 1.0)]

    def _climb(self, start: Division, weight: Floats) -> None:
        """Step by step to the best division beside, until none is better or there are no runs left."""
        here = start
        self._try([here])
        while here in self._known and self._room():
            beside = [
                Division(here.variant, counts) for counts in self._pools[here.variant].beside(here.counts)
            ]
            self._try(beside)
            seen = [one for one in (here, *beside) if one in self._known]
            best = max(seen, key=lambda one: float(self._gain(one) @ weight))
            if best == here:
                return
            here = best

    def _room(self) -> bool:
        return self.spent + TRIED <= self._most and not self._stopped()

    def _try(self, divisions: Sequence[Division]) -> None:
        """Run those that are not known yet, as far as the runs go; what cannot be is noted."""
        new = [
            one for one in dict.fromkeys(divisions) if one not in self._known and one not in self.impossible
        ]
        found = [one for one in new if self._runs.work.possible(one)]
        self.impossible.update(set(new) - set(found))
        while found and (self._room() or not self._known):
            batch = found[: max(1, min(_ROUND // TRIED, (self._most - self.spent) // TRIED))]
            found = found[len(batch) :]
            values = self._values(batch, 0, TRIED)
            self._known |= {one: values[:, place] for place, one in enumerate(batch)}
            self.spent += TRIED * len(batch)

    def _values(self, divisions: Sequence[Division], first: int, last: int) -> Floats:
        """Replication × division × goal, more is better."""
        found = self._runs.values(divisions, self._seed, first, last)
        return np.asarray(found[:, :, : len(self._signs)] * self._signs)

    def _gains(self, one: Division) -> Floats:
        """Replication × goal: the division less the reference."""
        own = self._known[one]
        return np.asarray(own - self._known[self.reference][: len(own)])

    def _gain(self, one: Division) -> Floats:
        return np.asarray(self._gains(one).mean(axis=0))

    def _best(self, count: int) -> list[Division]:
        """So many divisions that look best, the reference among them and first."""
        known = list(self._known)
        means = np.array([self._gain(one) for one in known])
        rank = ranks(means) if means.shape[1] > 1 else np.zeros(len(known), dtype=int)
        mixed = means @ self._weights()[-1]
        order = sorted(range(len(known)), key=lambda place: (rank[place], -mixed[place]))
        chosen = [known[place] for place in order if known[place] != self.reference]
        return [self.reference, *chosen[: count - 1]]

    def _sharpen(self, shortlist: int) -> None:
        """Give the runs that are left to those that may be best."""
        weight = self._weights()[-1]
        while self.spent < self._most and not self._stopped():
            contenders = self._best(_CONTENDERS * shortlist)
            if len(contenders) <= shortlist:
                return
            gains = [self._gains(one) @ weight for one in contenders]
            means = np.array([one.mean() for one in gains])
            spread = np.array([one.std(ddof=1) for one in gains])
            runs = np.array([len(one) for one in gains])
            wanted = shares(means, spread) * (runs.sum() + _ROUND)
            place = 1 + int((wanted - runs)[1:].argmax())
            more = min(TRIED, self._most - self.spent)
            self._more([contenders[place]], more)

    def _more(self, divisions: Sequence[Division], count: int) -> None:
        """Add replications to some, and to the reference where it has fewer."""
        for one in divisions:
            own = self._known[one]
            last = len(own) + count
            for each in dict.fromkeys((self.reference, one)):
                before = self._known[each]
                if len(before) < last:
                    added = self._values([each], len(before), last)[:, 0]
                    self._known[each] = np.vstack((before, added))
                    self.spent += len(added)
