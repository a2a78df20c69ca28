"""Which scenario is best: a statement of its own, never a test against the one that happens to look best.

Hsu's multiple comparisons with the best (1984): with 95 % confidence the best scenario is among the candidates, and each
scenario lies between `low` and `high` of the best of the others. The replications are paired and their covariance is not
known, so the k − 1 comparisons with the unknown best share the 5 % (Bonferroni; Nakayama 1997 on common random numbers).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orgsim.measures.kpis import Kpi
from orgsim.randomness import Floats
from orgsim.study.quantities import Quantity
from orgsim.study.sample import Sample
from orgsim.study.statistics import ALPHA, gaps_of, standard_error


@dataclass(frozen=True, slots=True)
class Standing:
    """One scenario against the best of all others, in the direction in which more is better."""

    scenario: str
    value: float
    """The KPI itself."""
    low: float
    """Lower bound of this scenario − the best of the others, at most 0; 0 where it is the best."""
    high: float
    """Upper bound of the same, at least 0; 0 where another is better."""
    may_be_best: bool
    """Whether it is among the candidates."""


@dataclass(frozen=True, slots=True)
class Best:
    """Who may be best in one KPI; the chance that the truly best scenario is not among them is at most 5 %."""

    kpi: Kpi
    standings: tuple[Standing, ...]

    @property
    def candidates(self) -> tuple[str, ...]:
        """The scenarios of which one is the best."""
        return tuple(one.scenario for one in self.standings if one.may_be_best)


def best(samples: Mapping[str, Sample], kpi: Kpi) -> Best | None:
    """The statement on a KPI that has a better side; None where it has none, or where some scenario has no spread to judge by."""
    if kpi.better == 0 or len(samples) < 2:
        return None
    spread = {name: _spread(Quantity(kpi), sample) for name, sample in samples.items()}
    count = min(len(pseudo) for _, pseudo in spread.values())
    if count < 2 or not all(
        np.isfinite(pseudo).all() and math.isfinite(value) for value, pseudo in spread.values()
    ):
        return None
    reach = _reach(count, len(samples))
    gaps = {
        name: [_gap(spread[name], spread[other], reach, kpi.better) for other in samples if other != name]
        for name in samples
    }
    highest = {name: min(gap.lead + gap.margin for gap in own) for name, own in gaps.items()}
    # Alike in every replication: neither is told from the other, and both may be best.
    candidates = [
        name for name, own in gaps.items() if highest[name] > 0 or min(gap.lead for gap in own) >= 0
    ]
    found = []
    for name, own in gaps.items():
        # Hsu takes the candidates among the others alone; by the triangle inequality of the margins nobody else reaches lower.
        low, high = min(0.0, *(gap.lead - gap.margin for gap in own)), max(0.0, highest[name])
        found.append(Standing(name, spread[name][0], low, high, name in candidates))
    return Best(kpi, tuple(found))


@dataclass(frozen=True, slots=True)
class _Gap:
    """One scenario against another."""

    lead: float
    """By how much it is better; below 0 where it is worse."""
    margin: float


def _gap(one: tuple[float, Floats], other: tuple[float, Floats], reach: float, better: int) -> _Gap:
    margin = reach * standard_error(gaps_of(other[1], one[1]))
    return _Gap(better * (one[0] - other[0]), margin)


def _spread(quantity: Quantity, sample: Sample) -> tuple[float, Floats]:
    """The figure, and values of the replications that scatter as it does."""
    found = quantity.replicated(sample)
    if found is not None:
        return found.value, found.pseudo
    values = sample.column(quantity.key)
    return float(np.mean(values)), values


def _reach(count: int, scenarios: int) -> float:
    """Standard errors of a one-sided bound of which k − 1 hold together with 95 %."""
    from scipy.special import stdtrit

    return float(stdtrit(count - 1, 1 - ALPHA / (scenarios - 1)))
