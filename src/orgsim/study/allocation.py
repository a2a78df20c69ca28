"""Which of several systems to run next when looking for the best: optimal computing budget allocation.

Chen, Lin, Yücesan & Chick (2000). It steers a search and promises nothing.
"""

import numpy as np

from orgsim.randomness import Floats

_CLOSEST = 1e-12
"""Of the largest gap or spread: what is nearer is taken for so near."""


def shares(means: Floats, deviations: Floats) -> Floats:
    """The share of all replications that each system should have, so that the best is told from the others soonest.

    means: of each system, more is better; deviations: the standard deviations of their replications.
    """
    best = int(means.argmax())
    size = max(float(np.ptp(means)), float(deviations.max()), _CLOSEST)
    gaps = np.maximum(means[best] - means, _CLOSEST * size) / size
    noise = np.maximum(deviations, _CLOSEST * size) / size
    weights = (noise / gaps) ** 2
    others = np.arange(len(means)) != best
    weights /= weights[others].max(initial=_CLOSEST)
    weights[best] = noise[best] * np.sqrt(((weights[others] / noise[others]) ** 2).sum())
    return np.asarray(weights / weights.sum()) if weights.sum() > 0 else np.full(len(means), 1 / len(means))
