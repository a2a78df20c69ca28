"""A surface seen through noise: what the points of a map that were run say of all the others.

Gaussian process regression (Rasmussen & Williams 2006): a level, two slopes and a Matern 5/2 surface, all with one amplitude. How
smooth the surface is along each axis, and its amplitude, are not estimated but averaged over, by how well each combination
explains what was seen: plugged-in estimates would be too sure of themselves where little was seen.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from math import sqrt

import numpy as np

from orgsim.randomness import Floats

_LENGTHS = (0.3, 0.6, 1.2, 2.4)
"""How far, along an axis from -1 to 1, one point tells of another."""
_AMPLITUDES = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
"""How large the surface is, relative to what was seen; the small ones say that there is nothing but noise."""
_LEAST = 0.003
"""Combinations that explain what was seen so much worse than the best are left out."""
_NUGGET = 1e-6
"""Of the surface's variance: keeps what was seen without noise from being taken for exact to the last digit."""


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """What is known of a surface at every place of a map: a mixture of normal distributions."""

    weights: Floats
    """One per combination; they add up to 1."""
    means: Floats
    """Combination × place."""
    covariances: Floats
    """Combination × place × place."""

    @property
    def mean(self) -> Floats:
        """The height expected at each place."""
        return np.asarray(self.weights @ self.means)

    @property
    def spread(self) -> Floats:
        """Its standard deviation at each place."""
        own = np.einsum("mpp->mp", self.covariances) + (self.means - self.mean) ** 2
        return np.asarray(np.sqrt(np.maximum(self.weights @ own, 0.0)))

    @property
    def covariance(self) -> Floats:
        """Place × place, without what the combinations differ in."""
        return np.asarray(np.einsum("m,mpq->pq", self.weights, self.covariances))

    def chance_above(self) -> Floats:
        """The chance at each place that the surface lies above 0; one half where nothing is known of it."""
        from scipy.special import ndtr

        spreads = np.sqrt(np.maximum(np.einsum("mpp->mp", self.covariances), 0.0))
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = np.where(spreads > 0, self.means / spreads, np.sign(self.means) * np.inf)
        return np.asarray(self.weights @ np.where(np.isnan(ratio), 0.5, ndtr(ratio)))

    def paths(self, count: int, seed: int) -> Floats:
        """Surfaces that may be the true one, drawn by their chances: path × place."""
        random = np.random.default_rng(seed)
        shares = random.multinomial(count, self.weights)
        found = []
        for number, mean, covariance in zip(shares, self.means, self.covariances, strict=True):
            values, vectors = np.linalg.eigh(covariance)
            root = vectors * np.sqrt(np.maximum(values, 0.0))
            found.append(mean + random.standard_normal((number, len(mean))) @ root.T)
        return np.concatenate(found)


def shapes(places: Floats) -> list[Floats]:
    """What a map's places (place × 2, both axes from -1 to 1) say of one another at amplitude 1, for each smoothness
    along both axes: place × place."""
    return [_shape(places, along, across) for along, across in product(_LENGTHS, repeat=2)]


def fitted(known: Sequence[Floats], seen: "np.ndarray", values: Floats, variances: Floats) -> Surface:
    """The surface at all places of a map whose `shapes` are known, from values at those `seen` (their indices), each with the
    variance of its noise."""
    scale = sqrt(max(float(np.mean(values**2)), float(np.mean(variances))))
    count = len(known[0])
    if scale == 0:
        # Nothing but zeros, seen without noise: the two sides are the same wherever they were looked at.
        return Surface(np.ones(1), np.zeros((1, count)), np.zeros((1, count, count)))
    candidates = [(shape, size) for shape in known for size in _AMPLITUDES]
    scaled, noise = values / scale, variances / scale**2
    likely = np.array(
        [_evidence(size**2 * shape[np.ix_(seen, seen)], scaled, noise) for shape, size in candidates]
    )
    weights = np.exp(likely - likely.max())
    kept = np.flatnonzero(weights >= _LEAST)
    found = [_posterior(candidates[k][1] ** 2 * candidates[k][0], seen, scaled, noise) for k in kept]
    means, covariances = (np.array(part) for part in zip(*found, strict=True))
    return Surface(weights[kept] / weights[kept].sum(), scale * means, scale**2 * covariances)


def _shape(places: Floats, along: float, across: float) -> Floats:
    """Covariance between places at amplitude 1."""
    off = (places[:, None, :] - places[None, :, :]) / np.array([along, across])
    far = np.sqrt(5.0 * (off**2).sum(axis=2))
    return np.asarray(1.0 + places @ places.T + (1.0 + far + far**2 / 3.0) * np.exp(-far))


def _noisy(covariance: Floats, noise: Floats) -> Floats:
    return covariance + np.diag(noise + _NUGGET * np.diag(covariance))


def _evidence(covariance: Floats, values: Floats, noise: Floats) -> float:
    """Log-likelihood of what was seen."""
    root = np.linalg.cholesky(_noisy(covariance, noise))
    white = np.linalg.solve(root, values)
    return float(-0.5 * white @ white - np.log(np.diag(root)).sum())


def _posterior(
    covariance: Floats, seen: "np.ndarray", values: Floats, noise: Floats
) -> tuple[Floats, Floats]:
    from scipy.linalg import cho_factor, cho_solve

    across = covariance[:, seen]
    factor = cho_factor(_noisy(across[seen], noise), lower=True)
    gain = cho_solve(factor, across.T)
    return gain.T @ values, covariance - across @ gain
