"""Matching: cost and customers of the same leads, with one lag for all sides of a study."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from orgsim.language.numbers import number
from orgsim.language.phrases import Sayable, counting
from orgsim.measures.acquisition import lag
from orgsim.measures.formulas import MATCHED
from orgsim.measures.kpis import KPIS
from orgsim.plan.scenario import Scenario
from orgsim.randomness import Floats
from orgsim.study.sample import Sample


def common_lag(samples: Mapping[str, Sample], scenarios: Mapping[str, Scenario]) -> float:
    """Model months before the horizon whose leads do not count in CAC: enough for nine of ten buyers of the slowest side,
    the same for all; 0 where all sides were drained."""
    heads = [scenario.scenario for scenario in scenarios.values()]
    if all(head.drain for head in heads):
        return 0.0
    times = [sample.column("time_to_win_p90") for sample in samples.values()]
    slowest = max(
        (float(days[np.isfinite(days)].mean()) for days in times if np.isfinite(days).any()), default=0
    )
    return lag(slowest, min(head.horizon - head.warm_up for head in heads))


def with_lag(samples: Mapping[str, Sample], months: float) -> dict[str, Sample]:
    """The samples with the KPIs that match cost and customers computed for a lag, one of `acquisition.LAGS`."""
    return {name: _with_lag(sample, months) for name, sample in samples.items()}


def _with_lag(sample: Sample, months: float) -> Sample:
    sums = {f"parts.{name}": sample.column(f"parts.{name}.{months:g}") for name in MATCHED}
    changed = _set(sample, sums)
    told: dict[str, Floats] = {}
    for kpi in KPIS.values():
        if kpi.combined is not None and set(MATCHED) <= set(kpi.combined.parts):
            told[kpi.name] = kpi.combined.value(
                *(changed.column(f"parts.{one}") for one in kpi.combined.parts)
            )
    return _set(changed, told)


def _set(sample: Sample, columns: Mapping[str, Floats]) -> Sample:
    values = sample.values.copy()
    for key, column in columns.items():
        if key in sample.keys:
            values[:, sample.keys.index(key)] = column
    return replace(sample, values=values)


def remark(months: float, samples: Mapping[str, Sample]) -> list[Sayable]:
    """What a reader of CAC has to know; nothing where all leads count or nobody was won."""
    if not months or not any(np.isfinite(sample.column("cac")).any() for sample in samples.values()):
        return []
    return [
        counting(
            "Cost of winning a customer, payback and LTV/CAC count the leads that came until {months} month before the end, and"
            " what they cost: later ones have not had the time to buy.",
            "Cost of winning a customer, payback and LTV/CAC count the leads that came until {months} months before the end, and"
            " what they cost: later ones have not had the time to buy.",
            months,
            months=partial(number, months),
        )
    ]
