"""The horizon: whether a comparison is long enough for what it is asked, by decisions of customers and by cash against value."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from orgsim.fields import Title
from orgsim.measures.kpis import KPIS
from orgsim.plan.derived.contracts import terms
from orgsim.plan.scenario import Scenario
from orgsim.study.labels import labels
from orgsim.study.numbers import number
from orgsim.study.quantities import Quantity
from orgsim.study.sample import Sample

ENOUGH = 1.0
"""Decisions per customer below which renewals are hardly seen in what was paid."""


@dataclass(frozen=True, slots=True)
class HorizonReading:
    """What a comparison has seen of its customers' decisions."""

    decisions: dict[str, float]
    """How often an average customer of each side has decided whether to stay; NaN where nobody was there."""
    by_cash: tuple[str, ...]
    """The sides, most profit first."""
    by_value: tuple[str, ...]
    """The sides, greatest value of the firm first; empty where some side has none that can be stated."""

    @property
    def ranks_differ(self) -> bool:
        """Whether cash and value put the sides in another order."""
        return bool(self.by_value) and self.by_cash != self.by_value

    @property
    def short(self) -> bool:
        """Whether customers of some side have decided less than ENOUGH times."""
        return any(count < ENOUGH for count in self.decisions.values())


def read_horizon(samples: Mapping[str, Sample], scenarios: Mapping[str, Scenario]) -> HorizonReading | None:
    """What the comparison has seen; None where there is nothing to compare, or customers have nothing to decide."""
    currencies = {scenario.market.currency for scenario in scenarios.values()}
    if len(samples) < 2 or len(currencies) > 1 or not all(map(_decide, scenarios.values())):
        return None
    cash = {name: _figure(sample, "profit") for name, sample in samples.items()}
    value = {name: _figure(sample, "firm_value") for name, sample in samples.items()}
    decisions = {name: _figure(sample, "decisions_per_customer") for name, sample in samples.items()}
    known = all(map(np.isfinite, value.values()))
    return HorizonReading(
        decisions,
        tuple(sorted(cash, key=cash.__getitem__, reverse=True)),
        tuple(sorted(value, key=value.__getitem__, reverse=True)) if known else (),
    )


def _decide(scenario: Scenario) -> bool:
    offering = scenario.offering
    return bool(terms(scenario)) or (offering is not None and offering.lifetime is not None)


def _figure(sample: Sample, kpi: str) -> float:
    return Quantity(KPIS[kpi]).unclipped(sample).mean


def remark(samples: Mapping[str, Sample], scenarios: Mapping[str, Scenario]) -> list[Title]:
    """What to say of the horizon; nothing where it is long enough and cash and value agree."""
    found = read_horizon(samples, scenarios)
    if found is None or not (found.short or found.ranks_differ):
        return []
    return [
        Title(
            en=_english(found, labels(scenarios, "en")),
            ja=_japanese(found, labels(scenarios, "ja")),
        )
    ]


def _times(found: HorizonReading) -> str:
    known = [count for count in found.decisions.values() if np.isfinite(count)]
    least, most = number(min(known, default=0.0), 2), number(max(known, default=0.0), 2)
    return least if least == most else f"{least}-{most}"


def _ranks(found: HorizonReading, called: Mapping[str, str]) -> tuple[str, str]:
    cash, value = (", ".join(called[name] for name in side) for side in (found.by_cash, found.by_value))
    return cash, value


def _english(found: HorizonReading, called: Mapping[str, str]) -> str:
    said = f"Within this horizon an average customer has decided {_times(found)} times whether to stay."
    if found.short:
        said += " That is short for what renewals bring or cost: cash hardly shows it yet, the value of the firm estimates it."
    if found.ranks_differ:
        cash, value = _ranks(found, called)
        said += f" By cash (profit) the order is {cash}; by the value of the firm {value}."
    return said


def _japanese(found: HorizonReading, called: Mapping[str, str]) -> str:
    said = f"この期間に顧客が継続するかを判断した回数は、平均{_times(found)}回です。"
    if found.short:
        said += "更新の影響を見るには短く、現金にはまだほとんど表れません。企業価値はそれを見積もった値です。"
    if found.ranks_differ:
        cash, value = _ranks(found, called)
        said += f"現金（利益）の順位は{cash}、企業価値の順位は{value}です。"
    return said
