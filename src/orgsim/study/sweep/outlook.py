"""What more runs would tell of a map: of the places that are grey, how many would probably be given to a side.

How surely differences will be known hangs on where runs are made, not on what they say: so the design goes on, in thought, from
what is known, as if the differences were those expected today (`orgsim.study.sweep.explore`). What the mean of a difference will
be then is not known; as far as is known today, it is normal around today's mean, with the variance by which the difference will
be known better (a martingale). From these two follows the chance that a place is given to a side.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.sweep.explore import EXACT, LEAST, SURE, Doubts, Explored, doubt, learn

TIMES = (4, 16)
"""How many times the runs that were made are looked at."""
_LOOKS = 300
"""Looks at a place, about, that are thought of from one number of runs to the next."""
_ROUND = 8
"""Looks after which it is asked again where it is in doubt who wins."""

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Outlook:
    """What so many times the runs would probably tell."""

    times: int
    runs: int
    """Of each side, those that were made among them."""
    told: float
    """Of the places that are grey now, the share that would be given to a side."""
    grey: float
    """Of the whole map, the share that would be grey; what is coloured now may be grey again."""


def outlooks(found: Explored, times: Sequence[int] = TIMES) -> list[Outlook]:
    """What so many times the runs (rising) would tell of a map; none where nothing is grey."""
    grey = found.winners < 0
    if not grey.any():
        return []
    spent, future, told = int(found.counts.sum()), _Future(found), []
    for many in times:
        future.spend((many - 1) * spent)
        chance = future.told()
        told.append(Outlook(many, many * spent, float(chance[grey].mean()), float(1 - chance.mean())))
    return told


def alike(found: Explored) -> float:
    """The share of the map on which the two best sides come to the same in every replication, so that no run tells more."""
    best, second = found.leaders()
    same = np.zeros(len(found.counts), dtype=bool)
    for pair, surface in found.surfaces.items():
        same |= _leading(pair, best, second) & (surface.mean == 0) & (surface.spread == 0)
    return float(same.mean())


class _Future:
    """A map as it may be known later."""

    def __init__(self, found: Explored) -> None:
        self._best, second = found.leaders()
        self._parts = [_Differing(found, pair, _leading(pair, self._best, second)) for pair in found.surfaces]
        self._spent = 0

    def spend(self, more: int) -> None:
        """So many replications more than were made, in all."""
        step = max(LEAST, (more - self._spent) // _LOOKS)
        while self._spent < more:
            looks = min(_ROUND, -(-(more - self._spent) // step))
            parts = [part.look(step) for part in self._parts]
            for _ in range(looks):
                learn(parts)
            for part, seen in zip(self._parts, parts, strict=True):
                part.covariance = seen.covariance
            self._spent += step * looks

    def told(self) -> Floats:
        """Of each place, the chance that it is given to a side then; of three sides and more about so much."""
        found = np.ones(len(self._best))
        for part in self._parts:
            ours = np.isin(self._best, part.pair)
            found[ours] = np.minimum(found, part.told())[ours]
        return found


class _Differing:
    """What is known of the difference of two sides, in units of what is known least."""

    def __init__(self, found: Explored, pair: Pair, leads: "np.ndarray") -> None:
        surface = found.surfaces[pair]
        unit = float(surface.spread.max()) or 1.0
        apart = (surface.means - surface.mean) / unit
        self.pair = pair
        self._leads = leads
        self._mean = surface.mean / unit
        self._luck = found.noise[pair] / unit**2
        # As one normal distribution: what the surfaces that are thought possible differ in is learnt as well.
        self.covariance = surface.covariance / unit**2 + (apart.T * surface.weights) @ apart
        self._now = self._spread()

    def look(self, step: int) -> Doubts:
        """What is to be learnt by so many replications at a place.

        Where it would be settled if the mean stayed as it is, it is looked at as well: it need not stay.
        """
        weight = np.where(self._leads, doubt(self._mean, self._spread()), 0.0)
        return Doubts(weight, self.covariance, self._luck / step + EXACT)

    def told(self) -> Floats:
        """Of each place, the chance that the sign of the difference is SURE then."""
        from scipy.special import ndtr, ndtri

        spread = self._spread()
        moves = np.sqrt(np.maximum(self._now**2 - spread**2, 0.0))
        mean, bar = np.abs(self._mean), ndtri(SURE) * spread
        with np.errstate(divide="ignore", invalid="ignore"):
            moved = ndtr((mean - bar) / moves) + ndtr((-mean - bar) / moves)
        return np.where(moves > 0, moved, (mean >= bar) & (mean > 0))

    def _spread(self) -> Floats:
        return np.asarray(np.sqrt(np.maximum(np.diag(self.covariance), 0.0)))


def _leading(pair: Pair, best: "np.ndarray", second: "np.ndarray") -> "np.ndarray":
    a, b = pair
    return np.asarray(((best == a) & (second == b)) | ((best == b) & (second == a)))
