"""How each statistic answers to a cause of a size at a date, learnt from runs with it and without by the same luck.

The answer of a figure is a curve over the months since the cause began, times its strength, and a part that goes with the
square of the strength; so a few dozen runs at drawn dates and sizes tell of all. The coefficients of each figure are shrunk
toward 0 as much as the runs say (evidence maximisation: MacKay 1992); how uncertain they are then is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.diagnosis.statistics import Blocks, Summarized

_KNOTS = (0.0, 3.0, 9.0, 24.0)
"""Months since the beginning between which the answer is linear; beyond the last it stays as it is there."""
_SHRINKAGE = (*np.logspace(-3, 3, 13), np.inf)
"""Variances of noise over variances of coefficients, relative to the mean square of the inputs, among which the best is taken."""


@dataclass(frozen=True, slots=True, eq=False)
class Occasions:
    """When and how strongly a cause acts, in several runs or for several beliefs."""

    month: Floats
    """The model month at whose beginning it begins."""
    strength: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Response:
    """What a cause does to all statistics."""

    means: Floats
    """Figure × input."""
    covariances: Floats
    """Figure × input × input."""
    figures: tuple[Summarized, ...]
    blocks: Blocks
    reach: Floats

    def at(self, occasions: Occasions) -> Floats:
        """By how much each statistic moves: occasion × statistic."""
        found = [
            inputs(self.blocks, one.scale == "stock", occasions) @ self.means[k]
            for k, one in enumerate(self.figures)
        ]
        return np.concatenate(found, axis=1) * self.reach

    def spread(self, occasions: Occasions) -> Floats:
        """Covariance of what is not known of that, on average over occasions: statistic × statistic."""
        size = len(self.blocks.of)
        found = np.zeros((len(self.figures) * size,) * 2)
        for k, one in enumerate(self.figures):
            rows = inputs(self.blocks, one.scale == "stock", occasions)
            own = slice(k * size, (k + 1) * size)
            found[own, own] = np.einsum("jbm,mn,jcn->bc", rows, self.covariances[k], rows) / len(rows)
        return found * np.outer(self.reach, self.reach)


def inputs(blocks: Blocks, stock: bool, occasions: Occasions) -> Floats:
    """What the answer of a figure in each block is linear in: occasion × block × input."""
    months = np.concatenate([np.array(part, dtype=float) for part in blocks.of])
    lags = months[None, :] - occasions.month[:, None]
    inner = np.array([np.interp(lags, _KNOTS, row) for row in np.eye(len(_KNOTS))])
    curves = np.where(lags >= 0, inner, 0.0)
    ends = np.cumsum([len(part) for part in blocks.of])
    if stock:
        at_end = curves[:, :, ends - 1]
        told = np.concatenate([at_end[:, :, :1], np.diff(at_end, axis=2)], axis=2)
    else:
        sums = np.add.reduceat(curves, np.concatenate([[0], ends[:-1]]), axis=2)
        told = sums / np.array([len(part) for part in blocks.of])
    strength = occasions.strength[None, :, None]
    linear = told * strength
    square = told.sum(axis=0, keepdims=True) * strength**2
    return np.moveaxis(np.concatenate([linear, square]), 0, -1)


def fitted(
    figures: Sequence[Summarized], blocks: Blocks, reach: Floats, occasions: Occasions, gaps: Floats
) -> Response:
    """Learn the answer from paired runs. gaps: run × statistic, each run with the cause less the run without it."""
    size = len(blocks.of)
    means, covariances = [], []
    safe = np.where(reach > 0, reach, 1.0)
    for k, one in enumerate(figures):
        own = slice(k * size, (k + 1) * size)
        rows = inputs(blocks, one.scale == "stock", occasions)
        values = gaps[:, own] / safe[own]
        flat, target = rows.reshape(-1, rows.shape[-1]), values.reshape(-1)
        known = np.isfinite(target) & np.tile(reach[own] > 0, len(gaps)) & (np.abs(flat).sum(axis=1) > 0)
        mean, covariance = ridge(flat[known], target[known])
        means.append(mean)
        covariances.append(covariance)
    return Response(np.array(means), np.array(covariances), tuple(figures), blocks, reach)


def ridge(rows: Floats, target: Floats) -> tuple[Floats, Floats]:
    """Coefficients with their covariance, normal beforehand around 0; how widely is what makes the data most likely."""
    width = rows.shape[1]
    nothing = np.zeros(width), np.zeros((width, width))
    if len(target) <= width or not np.any(target):
        return nothing
    left, singular, right = np.linalg.svd(rows, full_matrices=False)
    turned, total, count = left.T @ target, float(target @ target), len(target)
    unit = float((singular**2).mean())
    best: tuple[float, float, float] | None = None
    for ratio in _SHRINKAGE:
        held = singular**2 / (singular**2 + ratio * unit) if np.isfinite(ratio) else np.zeros_like(singular)
        noise = max((total - float((held * turned**2).sum())) / count, 1e-12 * total / count)
        evidence = -0.5 * count * np.log(noise) + 0.5 * float(np.log1p(-held + 1e-15).sum())
        if best is None or evidence > best[0]:
            best = evidence, float(ratio), noise
    assert best is not None
    _, ratio, noise = best
    if not np.isfinite(ratio):
        return nothing
    below = singular**2 + ratio * unit
    return right.T @ (singular * turned / below), noise * (right.T / below) @ right
