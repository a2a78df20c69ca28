"""Whether two causes at once explain an observation better than any single one, by more than luck lets them.

Two causes always come nearer than one. By how much (in squared standard deviations of luck, all statistics together) is worked
out for an observation and for simulated runs of which one cause at most is true; the share of these that gain as much is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.diagnosis.weights import NormalClass


@dataclass(frozen=True, slots=True, eq=False)
class SecondCauses:
    """Of some observations, what a second cause explains besides the first."""

    gains: Floats
    """By how much nearer two causes come than one, or none, alone: squared distance; 0 or more."""
    pairs: Sequence[tuple[str, str]]
    """The two that come nearest, the stronger first."""


def second_causes(classes: Mapping[str, NormalClass], nothing: str, observed: Floats) -> SecondCauses:
    """Look for a second cause beside each first one at its likeliest date and size; what both do is taken to add up.

    nothing: the name of the class without any cause, whose spread is that of luck. observed: observation × statistic.
    """
    luck = classes[nothing]
    root, centre = np.linalg.cholesky(luck.covariance), luck.means[0]
    seen = np.linalg.solve(root, (observed - centre).T).T
    moves = {
        name: np.linalg.solve(root, (one.means - centre).T).T
        for name, one in classes.items()
        if name != nothing
    }
    alone = (seen**2).sum(axis=1)
    both, pairs = alone.copy(), [(nothing, nothing)] * len(seen)
    for first, means in moves.items():
        squares = _squares(seen, means)
        alone = np.minimum(alone, squares.min(axis=1))
        rest = seen - means[squares.argmin(axis=1)]
        for other, its_means in moves.items():
            if other == first:
                continue
            nearest = _squares(rest, its_means).min(axis=1)
            for place in np.flatnonzero(nearest < both):
                pairs[place] = first, other
            both = np.minimum(both, nearest)
    return SecondCauses(np.maximum(alone - np.minimum(alone, both), 0.0), pairs)


def _squares(seen: Floats, means: Floats) -> Floats:
    """Squared distances: observation × mean."""
    found = (seen**2).sum(axis=1)[:, None] + (means**2).sum(axis=1)[None, :] - 2 * seen @ means.T
    return np.asarray(np.maximum(found, 0.0))
