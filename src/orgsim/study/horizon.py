"""The horizon: whether a comparison is long enough for what it is asked, by decisions of customers and by cash against value."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from orgsim.language import Language
from orgsim.language.numbers import number
from orgsim.language.phrases import Phrase, Sayable, Sentences, listed
from orgsim.measures.kpis import KPIS
from orgsim.plan.derived.contracts import terms
from orgsim.plan.scenario import Scenario
from orgsim.study.labels import label
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


def remark(samples: Mapping[str, Sample], scenarios: Mapping[str, Scenario]) -> list[Sayable]:
    """What to say of the horizon; nothing where it is long enough and cash and value agree."""
    found = read_horizon(samples, scenarios)
    if found is None or not (found.short or found.ranks_differ):
        return []
    told = [_decided(found)]
    if found.short:
        told.append(
            Phrase(
                "That is short for what renewals bring or cost: cash hardly shows it yet, the value of the firm estimates it."
            )
        )
    if found.ranks_differ:
        cash, value = (
            partial(listed, [partial(label, scenarios, name) for name in side])
            for side in (found.by_cash, found.by_value)
        )
        told.append(
            Phrase(
                "By cash (profit) the order is {cash}; by the value of the firm {value}.",
                cash=cash,
                value=value,
            )
        )
    return [Sentences(told)]


def _decided(found: HorizonReading) -> Phrase:
    known = [count for count in found.decisions.values() if np.isfinite(count)]
    least, most = min(known, default=0.0), max(known, default=0.0)
    times = partial(number, least, digits=2)
    if number(least, "en", 2) != number(most, "en", 2):
        times = partial(_range, least, most)
    return Phrase(
        "Within this horizon an average customer has decided {times} times whether to stay.", times=times
    )


def _range(least: float, most: float, language: Language) -> str:
    return f"{number(least, language, 2)}-{number(most, language, 2)}"
