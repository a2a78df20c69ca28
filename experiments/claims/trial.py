"""What puts a claim to the test: the sides, what is claimed of them, and the verdict that runs give.

A claim is a contrast of one KPI between two sides, or of two such contrasts (an interaction), with the direction that is claimed
and the smallest effect that would matter, both written down before a run. With E the effect in the direction that is claimed and
δ that smallest effect, a claim holds where the whole 95 % interval of E lies above 0, does not hold where it lies below δ, and
cannot be told else. One that holds with an interval below δ holds by less than would matter, which is said.
"""

import math
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import numpy as np

from orgsim.measures.kpis import KPIS
from orgsim.measures.steps import ACTIVITY_KPIS
from orgsim.plan.scenario import Scenario
from orgsim.study.answer import Study
from orgsim.study.quantities import Quantity
from orgsim.study.ratios import Replicated, replicated_mean
from orgsim.study.statistics import p_value, t_interval

Sides = Mapping[str, Scenario]
Verdict = Literal["holds", "does not hold", "cannot tell"]


@dataclass(frozen=True)
class Contrast:
    """Something claimed of two sides, and what would refute it."""

    says: str
    """The claim, as a sentence about b."""
    a: str
    b: str
    kpi: str
    """A KPI of the whole, or one of a step: activities.NAME.KPI."""
    delta: float
    """The smallest effect that would matter: a share of a's figure, or for shares (churn) a difference of them."""
    sign: int = 1
    """1 where b is claimed to have more, -1 where it is claimed to have less."""
    less: tuple[str, str] | None = None
    """Another pair whose effect is taken off: then the claim is about what the first effect is more than that one."""

    @property
    def in_points(self) -> bool:
        """Whether the effect is a difference of shares."""
        return quantity(self.kpi).kpi.unit.startswith("share")


@dataclass(frozen=True)
class Claim:
    """A claim of practitioners, and how it is tried (claims.toml)."""

    key: str
    """Its place in the list of claims (docs/explanation/claims.md)."""
    title: str
    meaning: str
    """What its source means by it."""
    design: str
    """What is compared, and what would refute the claim."""
    contrasts: tuple[Contrast, ...]
    """The first one decides."""
    hangs_on: tuple[str, ...]
    """The guesses it hangs on most."""
    mind: str
    """What would change our mind."""
    built_in: str = ""
    """What of it is true by construction, where something is."""


def claims(path: Path) -> dict[str, Claim]:
    """All claims of a file, by key."""
    stated = tomllib.loads(path.read_text(encoding="utf-8"))
    return {
        key: Claim(
            key,
            **{
                **words,
                "contrasts": tuple(_contrast(one) for one in words["contrasts"]),
                "hangs_on": tuple(words["hangs_on"]),
            },
        )
        for key, words in stated.items()
    }


def _contrast(words: Mapping[str, Any]) -> Contrast:
    return Contrast(
        **{key: tuple(value) if isinstance(value, list) else value for key, value in words.items()}
    )


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


def found(study: Study, contrast: Contrast) -> Found:
    """The effect of a contrast over the replications of a study, by the jackknife: the same replication left out on all sides."""
    sides = (contrast.a, contrast.b, *(contrast.less or ()))
    figures = [figure(study, side, contrast.kpi) for side in sides]
    change = _points if contrast.in_points else _share
    value = change([one.value for one in figures])
    without = change([one.without for one in figures])
    whole = Replicated(contrast.sign * float(value), contrast.sign * np.asarray(without))
    inside = t_interval(whole.value, whole.pseudo)
    p = p_value(whole.value, whole.pseudo)
    return Found(
        contrast, (figures[0].value, figures[1].value), whole.value, inside.low, inside.high, float(p)
    )


def figure(study: Study, side: str, kpi: str) -> Replicated:
    """A KPI of a side over its replications, and without each of them."""
    what, sample = quantity(kpi), study.samples[side]
    sums = what.replicated(sample)
    return replicated_mean(sample.column(what.key)) if sums is None else sums


def quantity(kpi: str) -> Quantity:
    """What a KPI is read from."""
    if "." not in kpi:
        return Quantity(KPIS[kpi])
    _, activity, name = kpi.split(".")
    return Quantity(ACTIVITY_KPIS[name], "activities", activity)


def _points(of: Sequence[Any]) -> Any:
    first = of[1] - of[0]
    return first - (of[3] - of[2]) if len(of) > 2 else first


def _share(of: Sequence[Any]) -> Any:
    first = of[1] / of[0] - 1
    return first - (of[3] / of[2] - 1) if len(of) > 2 else first
