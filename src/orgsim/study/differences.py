"""Differences between the scenarios of a study, figure by figure, judged pair by pair with all comparisons of a pair in mind."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import nan
from typing import Literal, get_args

from orgsim.errors import unusable
from orgsim.measures.kpis import Kpi
from orgsim.study.paired import PairedDifference
from orgsim.study.quantities import Part, Quantity, Window, quantities
from orgsim.study.sample import Sample
from orgsim.study.statistics import Verdict, holm, verdict

Pairs = Literal["baseline", "all"]
"""Which pairs are compared: every scenario with the baseline, or every two."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One figure of scenario `b` against scenario `a`."""

    a: str
    b: str
    quantity: Quantity
    paired: PairedDifference
    leading: bool
    """Whether the reader named it, or, where nothing was named, whether it is a headline figure."""
    p_adjusted: float = nan
    """Holm's p-value within its family: the leading figures of this pair, or the other figures of this pair."""
    verdict: Verdict = ""
    """Of b against a; empty for a KPI of which neither more nor less is better, unless the reader named it."""

    @property
    def kpi(self) -> Kpi:
        """What is compared."""
        return self.quantity.kpi


def pairs_of(names: Sequence[str], against: str, which: Pairs) -> list[tuple[str, str]]:
    """The pairs (a, b) that are compared, those with `against` first; b is told against a. OrgsimError for another word."""
    if which not in get_args(Pairs):
        raise unusable('pairs is {which}; it must be "baseline" or "all"', which=repr(which))
    ordered = [against, *(name for name in names if name != against)]
    every = list(combinations(ordered, 2))
    return every if which == "all" else [pair for pair in every if pair[0] == against]


def differences(
    samples: Mapping[str, Sample],
    pairs: Iterable[tuple[str, str]],
    named: Sequence[str] = (),
    *,
    part: Part = "kpis",
    money: bool = True,
    window: Window = "total",
    control: bool = False,
) -> list[Difference]:
    """Each pair compared in every figure of a part that is defined in both; leading figures first.

    named: the KPIs that matter to the reader, in their order; the headline ones where none is named. money: whether amounts
    of money can be compared (the same currency). window: the whole, or the last 12 months, whose figures are families of their
    own. control: without the luck of the decisions (see `orgsim.study.control`).

    The leading figures of a pair are one family of tests, its other figures a second one; in each the chance of any wrong verdict
    is at most 5 %, whatever other pairs there are.
    """
    return [
        one
        for a, b in pairs
        for one in _judged(
            _compared(samples, (a, b), _chosen(samples[a], part, window, named), money, control)
        )
    ]


def _chosen(sample: Sample, part: Part, window: Window, named: Sequence[str]) -> list[tuple[Quantity, bool]]:
    """Every quantity of a part and whether it leads, those first."""
    found = list(quantities(sample, part, window))
    if part == "kpis" and named:
        by_name = {one.kpi.name: one for one in found}
        led = [by_name[name] for name in named if name in by_name]
        return [(one, True) for one in led] + [(one, False) for one in found if one.kpi.name not in named]
    return [(one, one.kpi.headline) for one in found]


def _compared(
    samples: Mapping[str, Sample],
    pair: tuple[str, str],
    chosen: Iterable[tuple[Quantity, bool]],
    money: bool,
    control: bool,
) -> list[Difference]:
    a, b = pair
    found = [
        Difference(a, b, one, one.compare(samples[a], samples[b], control), leads)
        for one, leads in chosen
        if money or not one.kpi.unit.startswith("money")
    ]
    return [one for one in found if one.paired.difference.count]


def _judged(found: list[Difference]) -> list[Difference]:
    for leading in (True, False):
        places = [place for place, one in enumerate(found) if one.leading is leading and _is_judged(one)]
        adjusted = holm([found[place].paired.p for place in places])
        for place, p in zip(places, adjusted, strict=True):
            one = found[place]
            judgement = verdict(one.paired.difference.mean, p, one.kpi.better)
            found[place] = replace(one, p_adjusted=p, verdict=judgement)
    return found


def _is_judged(one: Difference) -> bool:
    """Whether a verdict is given: on what has a better side, on what leads, and on what steps pass on."""
    return one.kpi.better != 0 or one.leading or (one.kpi.unit == "share" and one.quantity.part != "kpis")
