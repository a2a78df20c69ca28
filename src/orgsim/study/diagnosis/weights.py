"""Which class an observation belongs to: posterior weights of normal classes, and whether it fits any of them.

A class is what a cause may do: the statistics are normal around one of several means, one for each date and size that is
believed, with the spread of luck (synthetic likelihood: Wood 2010). Logarithms of likelihoods are divided by a temperature, at
which classes of runs that were left out are told best (Guo et al. 2017): what the normal law does not catch makes weights less
sure, not wrong.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from orgsim.randomness import Floats

_LEAST_SPREAD = 1e-3
"""Of a statistic that is the same in every run, so that nobody is sure because of it beyond reason."""
TEMPERATURES = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 8.0)


@dataclass(frozen=True, slots=True, eq=False)
class NormalClass:
    """Statistics around one of several means, each as likely as the others."""

    means: Floats
    """Mean × statistic."""
    covariance: Floats

    def log_likelihoods(self, observed: Floats) -> Floats:
        """Of each observation around each mean, up to a constant that all classes share: observation × mean."""
        root = np.linalg.cholesky(self.covariance)
        seen, centres = (np.linalg.solve(root, part.T).T for part in (observed, self.means))
        squares = (seen**2).sum(axis=1)[:, None] + (centres**2).sum(axis=1)[None, :] - 2 * seen @ centres.T
        return np.asarray(-0.5 * np.maximum(squares, 0.0) - float(np.log(np.diag(root)).sum()))

    def distances(self, observed: Floats) -> Floats:
        """Squared Mahalanobis distance of each observation to the nearest mean."""
        root = np.linalg.cholesky(self.covariance)
        nearest = self.log_likelihoods(observed).max(axis=1)
        return np.asarray(-2 * (nearest + float(np.log(np.diag(root)).sum())))


@dataclass(frozen=True, eq=False)
class Classified:
    """What is known of some observations."""

    logs: Mapping[str, Floats]
    """By class: observation × mean."""
    prior: Mapping[str, float]
    """By class; they add to 1."""
    temperature: float

    @cached_property
    def weights(self) -> dict[str, Floats]:
        """By class, its posterior weight for each observation."""
        joint = {
            name: np.log(self.prior[name]) + mean_exp(logs / self.temperature)
            for name, logs in self.logs.items()
            if self.prior[name] > 0
        }
        most = np.max(list(joint.values()), axis=0)
        parts = {name: np.exp(value - most) for name, value in joint.items()}
        total = np.sum(list(parts.values()), axis=0)
        none = np.zeros_like(total)
        return {name: parts[name] / total if name in parts else none for name in self.logs}

    def within(self, name: str) -> Floats:
        """Of a class, how the weight is shared among its means: observation × mean."""
        logs = self.logs[name] / self.temperature
        parts = np.exp(logs - logs.max(axis=1, keepdims=True))
        return np.asarray(parts / parts.sum(axis=1, keepdims=True))


def mean_exp(logs: Floats) -> Floats:
    """The logarithm of the mean of exponentials over the last axis."""
    from scipy.special import logsumexp

    return np.asarray(logsumexp(logs, axis=-1) - np.log(logs.shape[-1]))


def classified(
    classes: Mapping[str, NormalClass], prior: Mapping[str, float], observed: Floats, temperature: float = 1.0
) -> Classified:
    """Compare observations (observation × statistic) with classes."""
    logs = {name: one.log_likelihoods(observed) for name, one in classes.items()}
    return Classified(logs, prior, temperature)


def best_temperature(
    parts: Sequence[tuple[Mapping[str, Floats], Sequence[str]]], prior: Mapping[str, float]
) -> float:
    """The temperature at which classes of left-out runs are told best (logarithmic score, classes weighing as they are believed).

    parts: logarithms of likelihoods by class with the true class of each observation.
    """
    counts: dict[str, int] = {}
    for _, true in parts:
        for name in true:
            counts[name] = counts.get(name, 0) + 1

    def score(temperature: float) -> float:
        total = 0.0
        for logs, true in parts:
            weights = Classified(logs, prior, temperature).weights
            for place, name in enumerate(true):
                total += prior[name] / counts[name] * float(np.log(max(weights[name][place], 1e-300)))
        return total

    return max(TEMPERATURES, key=score)


def shrunk(residuals: Floats, runs: int) -> Floats:
    """The covariance of residuals (run × statistic), its correlations shrunk toward none by the oracle approximating estimator
    (Chen, Wiesel, Eldar & Hero 2010). runs: how many of them are by luck of their own."""
    spread = np.maximum(np.sqrt((residuals**2).mean(axis=0)), _LEAST_SPREAD)
    scaled = residuals / spread
    correlation = scaled.T @ scaled / len(scaled)
    size = len(correlation)
    squares, trace = float((correlation**2).sum()), float(np.trace(correlation))
    above = (1 - 2 / size) * squares + trace**2
    below = (runs + 1 - 2 / size) * (squares - trace**2 / size)
    share = 1.0 if below <= 0 else min(1.0, above / below)
    kept = (1 - share) * correlation + share * (trace / size) * np.eye(size)
    return np.asarray(kept * np.outer(spread, spread))
