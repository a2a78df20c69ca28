"""What a diagnosis learns from its training runs: the classes, how sure one may be, and how well runs left out are told."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from orgsim.measures.bins import Bools, Ints
from orgsim.randomness import Floats
from orgsim.study.diagnosis.response import Occasions, fitted
from orgsim.study.diagnosis.second import second_causes
from orgsim.study.diagnosis.statistics import Blocks, Summarized
from orgsim.study.diagnosis.weights import (
    Classified,
    NormalClass,
    best_temperature,
    classified,
    shrunk,
)

NOTHING = "nothing"
"""The class of the firm in which nothing has changed."""
_ROUNDING = 1e-9
FOLDS = 5
"""Parts into which replications are dealt: each is told by what was learnt from the others."""


@dataclass(frozen=True, slots=True, eq=False)
class CauseRuns:
    """The training runs of one cause."""

    values: Floats
    """Run × statistic."""
    replications: Ints
    """Whose luck each has, as a row of the runs without any change."""
    occasions: Occasions


@dataclass(frozen=True, slots=True, eq=False)
class TrainingRuns:
    """All training runs as statistics; none is undefined any more."""

    base: Floats
    """Replication × statistic, without any change."""
    causes: Mapping[str, CauseRuns]
    figures: tuple[Summarized, ...]
    blocks: Blocks
    level: Floats
    reach: Floats
    kept: Bools
    """Statistics that count: defined in the observation and in nearly every run."""

    @property
    def offsets(self) -> Floats:
        """Figure × kept statistic: how the statistics move when the level of one figure is another, by logarithm."""
        size = len(self.blocks.of)
        rows = np.zeros((len(self.figures), len(self.level)))
        for k in range(len(self.figures)):
            rows[k, k * size : (k + 1) * size] = self.level[k * size : (k + 1) * size]
        return rows[:, self.kept]


@dataclass(frozen=True, slots=True, eq=False)
class PriorBelief:
    """What is believed beforehand."""

    beliefs: Mapping[str, Occasions]
    """By cause, the dates and sizes that it may have, each as likely as the others."""
    prior: Mapping[str, float]
    """By cause, and of nothing; they add to 1."""
    level: float
    """How far the level of a figure may lie from that of the scenario, as a share (standard deviation)."""


def learnt(runs: TrainingRuns, learning: PriorBelief, used: Bools) -> dict[str, NormalClass]:
    """The classes, as some replications teach them. used: by replication."""
    base, kept = runs.base[used], runs.kept
    centre, count = base.mean(axis=0), len(base)
    residuals, responses = [base - centre], {}
    for name, one in runs.causes.items():
        own = used[one.replications]
        occasions = Occasions(one.occasions.month[own], one.occasions.strength[own])
        gaps = one.values[own] - runs.base[one.replications[own]]
        responses[name] = fitted(runs.figures, runs.blocks, runs.reach, occasions, gaps)
        residuals.append(one.values[own] - centre - responses[name].at(occasions))
    luck = shrunk(np.concatenate(residuals)[:, kept], count) * (1 + 1 / count)
    luck = luck + learning.level**2 * runs.offsets.T @ runs.offsets
    found = {NOTHING: NormalClass(centre[None, kept], luck)}
    for name, response in responses.items():
        belief = learning.beliefs[name]
        means = (centre + response.at(belief))[:, kept]
        found[name] = NormalClass(means, luck + response.spread(belief)[np.ix_(kept, kept)])
    return found


@dataclass(frozen=True, eq=False)
class LeftOut:
    """Runs told by what was learnt from others: how well it goes in this very firm."""

    logs: Mapping[str, Floats]
    """By class: run × mean."""
    true: tuple[str, ...]
    """The class of each run."""
    distances: Floats
    """Of each run to the class that is nearest (squared, Mahalanobis)."""
    gains: Floats
    """Of each run, by how much nearer two causes at once come than one: see `orgsim.study.diagnosis.second`."""
    temperature: float
    prior: Mapping[str, float]

    @cached_property
    def weights(self) -> dict[str, Floats]:
        """By class, its weight for each run."""
        return Classified(self.logs, self.prior, self.temperature).weights

    def farther(self, distance: float) -> float:
        """The share of runs, itself one of them, that lie as far from every class or farther."""
        return float((1 + (self.distances >= distance).sum()) / (1 + len(self.distances)))

    def gaining(self, gain: float) -> float:
        """The share of runs, itself one of them, for which a second cause gains as much or more, though none is true."""
        return float((1 + (self.gains >= gain).sum()) / (1 + len(self.gains)))


def left_out(runs: TrainingRuns, learning: PriorBelief, seed: int) -> LeftOut:
    """Tell the runs of each fold by what the others teach; their levels are drawn as they are believed."""
    random = np.random.default_rng([seed, 20240607])
    parts: list[tuple[dict[str, Floats], list[str]]] = []
    distances: list[Floats] = []
    gains: list[Floats] = []
    for used in _folds(len(runs.base)):
        classes = learnt(runs, learning, used)
        values, true = _held(runs, ~used)
        offsets = runs.offsets
        moved = values + learning.level * random.standard_normal((len(values), len(offsets))) @ offsets
        parts.append((dict(classified(classes, learning.prior, moved).logs), true))
        distances.append(np.min([one.distances(moved) for one in classes.values()], axis=0))
        gains.append(second_causes(classes, NOTHING, moved).gains)
    temperature = best_temperature(parts, learning.prior)
    logs = {name: np.concatenate([part[name] for part, _ in parts]) for name in parts[0][0]}
    names = tuple(name for _, true in parts for name in true)
    return LeftOut(logs, names, np.concatenate(distances), np.concatenate(gains), temperature, learning.prior)


def _folds(replications: int) -> Iterator[Bools]:
    numbers = np.arange(replications)
    for fold in range(min(FOLDS, replications)):
        yield numbers % FOLDS != fold


def _held(runs: TrainingRuns, held: Bools) -> tuple[Floats, list[str]]:
    values, true = [runs.base[held]], [NOTHING] * int(held.sum())
    for name, one in runs.causes.items():
        own = held[one.replications]
        values.append(one.values[own])
        true += [name] * int(own.sum())
    return np.concatenate(values)[:, runs.kept], true


@dataclass(frozen=True, slots=True)
class SecondCause:
    """What a second cause explains besides a first one."""

    share: float
    """Of runs with one cause at most, those for which a second one gains as much or more."""
    pair: tuple[str, str]
    """The two causes that come nearest."""


@dataclass(frozen=True, eq=False)
class Trained:
    """All that is learnt: ready to tell observations."""

    runs: TrainingRuns
    learning: PriorBelief
    classes: Mapping[str, NormalClass]
    left_out: LeftOut

    def classify(self, observed: Floats) -> Classified:
        """Tell observations. observed: observation × kept statistic."""
        return classified(self.classes, self.learning.prior, observed, self.left_out.temperature)

    def fit(self, observed: Floats) -> Floats:
        """For each observation, the share of runs that lie as far from every class as it does."""
        nearest = np.min([one.distances(observed) for one in self.classes.values()], axis=0)
        return np.array([self.left_out.farther(float(one)) for one in nearest])

    def seconds(self, observed: Floats) -> list["SecondCause"]:
        """For each observation, what a second cause would explain."""
        found = second_causes(self.classes, NOTHING, observed)
        return [
            SecondCause(self.left_out.gaining(float(gain)), pair)
            for gain, pair in zip(found.gains, found.pairs, strict=True)
        ]


def without_idle(runs: TrainingRuns) -> tuple[TrainingRuns, tuple[str, ...]]:
    """The runs without causes that move nothing of what is watched, and the names of these: they are nothing by another name."""
    idle = tuple(
        name
        for name, one in runs.causes.items()
        if np.abs(one.values - runs.base[one.replications])[:, runs.kept].max(initial=0.0) < _ROUNDING
    )
    left = {name: one for name, one in runs.causes.items() if name not in idle}
    return replace(runs, causes=left), idle


def trained(runs: TrainingRuns, learning: PriorBelief, seed: int) -> Trained:
    """Learn from all runs, and how well that goes from parts of them."""
    everything = np.ones(len(runs.base), dtype=bool)
    return Trained(runs, learning, learnt(runs, learning, everything), left_out(runs, learning, seed))


def filled(values: npt.NDArray[Any]) -> Floats:
    """Values with the mean of their column where one is undefined; 0 in a column of which all are."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    mean = np.divide(
        np.where(known, values, 0.0).sum(axis=0), count, out=np.zeros(values.shape[1]), where=count > 0
    )
    return np.where(known, values, mean)


def grouped(weights: Mapping[str, Floats], groups: Mapping[str, Sequence[str]]) -> dict[str, Floats]:
    """The weights of classes summed up by group."""
    return {group: np.sum([weights[name] for name in names], axis=0) for group, names in groups.items()}


def truth_by_kind(model: Trained) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """Of runs left out: their weights by kind, and the kind that was true."""
    weights = model.left_out.weights
    groups: dict[str, list[str]] = {}
    for name in weights:
        groups.setdefault(name.partition(":")[0], []).append(name)
    return grouped(weights, groups), tuple(name.partition(":")[0] for name in model.left_out.true)
