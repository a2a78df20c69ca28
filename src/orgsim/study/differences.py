"""Differences between the scenarios of a study, KPI by KPI, judged with all comparisons in mind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import nan

from orgsim.measures.kpis import KPIS, Kpi
from orgsim.study.sample import Sample
from orgsim.study.statistics import PairedDifference, Verdict, holm, paired_difference, verdict


@dataclass(frozen=True, slots=True)
class Difference:
    """One KPI of scenario `b` against scenario `a`."""

    a: str
    b: str
    kpi: Kpi
    paired: PairedDifference
    p_adjusted: float = nan
    """Holm's p-value within its family: the headline KPIs of all pairs, or the other KPIs of all pairs."""
    verdict: Verdict = ""
    """Of b against a; empty for a KPI of which neither more nor less is better."""


def differences(samples: Mapping[str, Sample], against: str, money: bool = True) -> list[Difference]:
    """Every scenario but `against` compared with it, in every KPI defined in some replication of both.

    money: whether amounts of money can be compared (the same currency).
    The headline KPIs of all pairs are one family of tests, all others with a better and a worse side a second one; in
    each the chance of any wrong verdict is at most 5 %.
    """
    found = [
        Difference(
            against, name, kpi, paired_difference(samples[against].column(kpi.name), sample.column(kpi.name))
        )
        for name, sample in samples.items()
        if name != against
        for kpi in KPIS.values()
        if money or not kpi.unit.startswith("money")
    ]
    return _judged(one for one in found if one.paired.difference.count)


def _judged(found: Iterable[Difference]) -> list[Difference]:
    every = list(found)
    for headline in (True, False):
        places = [i for i, one in enumerate(every) if one.kpi.better and one.kpi.headline is headline]
        adjusted = holm([every[i].paired.p for i in places])
        for i, p in zip(places, adjusted, strict=True):
            judgement = verdict(every[i].paired.difference.mean, p, every[i].kpi.better)
            every[i] = replace(every[i], p_adjusted=p, verdict=judgement)
    return every
