"""The verdict that runs give on what is claimed.

With E the effect in the direction that is claimed and δ the smallest one that would matter, a claim holds where the whole 95 %
interval of E lies above 0, does not hold where it lies below δ, and cannot be told else. One that holds with an interval below δ
holds by less than would matter, which is said.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from experiments.claims.stated import Claim, Contrast, quantity
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.answer import Study
from orgsim.study.control import control
from orgsim.study.ratios import Replicated, replicated_mean
from orgsim.study.statistics import NO_FIT, Fit, p_value, t_interval

Sides = Mapping[str, Scenario]
Verdict = Literal["holds", "does not hold", "cannot tell"]


@dataclass(frozen=True)
class Found:
    """What runs say of a contrast."""

    contrast: Contrast
    figures: tuple[float, float]
    """Of a and b."""
    effect: float
    """In the direction that is claimed."""
    low: float
    high: float
    p: float
    """Two-sided, that there is no effect."""
    verdict: Verdict = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "verdict", verdict(self.low, self.high, self.contrast.delta))


def verdict(low: float, high: float, delta: float) -> Verdict:
    """The verdict by the interval of the effect in the direction that is claimed, and the smallest one that would matter."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "cannot tell"
    if low > 0:
        return "holds"
    return "does not hold" if high < delta else "cannot tell"


def verdict_of_estimate(claim: Claim, low: float, high: float) -> Verdict:
    """The verdict on a figure that was to be at least, or at most, so much: by its whole interval."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return "cannot tell"
    if claim.at_most is not None:
        return "holds" if high <= claim.at_most else "does not hold" if low > claim.at_most else "cannot tell"
    assert claim.at_least is not None  # one of the two is stated
    return "holds" if low >= claim.at_least else "does not hold" if high < claim.at_least else "cannot tell"


def found(study: Study, contrast: Contrast) -> Found:
    """The effect of a contrast over the replications of a study, by the jackknife: the same replication left out on all sides,
    and without the luck of the decisions where the figure feels it."""
    first, second = (figure(study, side, contrast.kpi).value for side in (contrast.a, contrast.b))
    whole, fit = freed(study, contrast)
    inside = t_interval(whole.value, whole.pseudo, fit=fit)
    p = p_value(whole.value, whole.pseudo, fit)
    return Found(contrast, (first, second), whole.value, inside.low, inside.high, float(p))


def freed(study: Study, contrast: Contrast) -> tuple[Replicated, Fit]:
    """The effect of a contrast, and without each replication, freed of the luck of the decisions; and what was fitted for it."""
    whole = effect(study, contrast)
    line = control(whole.pseudo, luck(study, contrast))
    return (whole, NO_FIT) if line is None else (line.of_figure(whole), line.fit)


def luck(study: Study, contrast: Contrast) -> tuple[Floats, ...]:
    """By how much luckier b was than a in each replication, less the same of the pair whose effect is taken off, and what luck
    all of them had before day 0; none where the figure feels none."""
    what = quantity(contrast.kpi)
    samples = [study.samples[side] for side in contrast.sides]
    first = what.luck(samples[0], samples[1])
    if len(samples) == 2 or not first:
        return first
    gap, *before = what.luck(samples[2], samples[3])
    return (first[0] - gap, *(one + other for one, other in zip(first[1:], before, strict=True)))


def effect(study: Study, contrast: Contrast) -> Replicated:
    """The effect in the direction that is claimed, and without each replication."""
    figures = [figure(study, side, contrast.kpi) for side in contrast.sides]
    change = _points if contrast.in_points else _share
    value = change([one.value for one in figures])
    without = change([one.without for one in figures])
    return Replicated(contrast.sign * float(value), contrast.sign * np.asarray(without))


def figure(study: Study, side: str, kpi: str) -> Replicated:
    """A KPI of a side over its replications, and without each of them."""
    what, sample = quantity(kpi), study.samples[side]
    sums = what.replicated(sample)
    return replicated_mean(sample.column(what.key)) if sums is None else sums


def _points(of: Sequence[Any]) -> Any:
    first = of[1] - of[0]
    return first - (of[3] - of[2]) if len(of) > 2 else first


def _share(of: Sequence[Any]) -> Any:
    first = of[1] / of[0] - 1
    return first - (of[3] / of[2] - 1) if len(of) > 2 else first
