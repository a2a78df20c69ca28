"""Tidy tables of a study: estimates, differences, and the same as one JSON document."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Literal

from orgsim.measures.kpis import KPIS
from orgsim.study import funnel
from orgsim.study.differences import Difference
from orgsim.study.sample import Sample
from orgsim.study.statistics import Estimate, estimate

if TYPE_CHECKING:
    import pandas as pd

Part = Literal["kpis", "activities", "teams"]
"""What a table of estimates is about."""

_UNITS = {
    "activities": {
        "arrived": "jobs",
        "done": "jobs",
        "open": "jobs",
        "queue_length": "jobs",
        "wait_hours": "hours",
        "wait_p90_hours": "hours",
        "waited_share": "share",
        "cold_share": "share",
        "pass_rate": "share",
        "first_pass_rate": "share",
    },
    "teams": {
        "utilisation": "share",
        "hours": "staff hours",
        "capacity_hours": "staff hours",
        "cost": "money",
        "headcount": "people",
    },
}


@dataclass(frozen=True, slots=True)
class NamedEstimate:
    """One estimate and what it is of."""

    owner: str
    """The activity or the team; empty for a KPI of the whole."""
    name: str
    found: Estimate
    unit: str


def in_currency(unit: str, currency: str) -> str:
    """A unit with the currency in place of "money"."""
    return unit.replace("money", currency, 1)


def named_estimates(sample: Sample, part: Part, currency: str) -> Iterator[NamedEstimate]:
    """The estimates of one scenario."""
    if part == "kpis":
        for name, kpi in KPIS.items():
            yield NamedEstimate("", name, estimate(sample.column(name)), in_currency(kpi.unit, currency))
        return
    for key in sample.keys:
        if key.startswith(f"{part}."):
            # Names of activities and teams are free of dots in keys of a file; the measure comes last.
            owner, name = key.removeprefix(f"{part}.").rsplit(".", 1)
            unit = in_currency(_UNITS[part].get(name, ""), currency)
            yield NamedEstimate(owner, name, estimate(sample.column(key)), unit)


def estimates(samples: Mapping[str, Sample], part: Part, currencies: Mapping[str, str]) -> "pd.DataFrame":
    """One row per scenario and KPI (or activity or team, and measure): mean, low, high, unit, count of replications.

    KPIs that no replication of any scenario defines are left out.
    """
    import pandas as pd

    rows = [
        {"scenario": name, **dict.fromkeys(_owner(part), one.owner), "kpi": one.name, **_row(one)}
        for name, sample in samples.items()
        for one in named_estimates(sample, part, currencies[name])
    ]
    table = pd.DataFrame(
        rows, columns=["scenario", *_owner(part), "kpi", "mean", "low", "high", "unit", "count"]
    )
    known = table.groupby([*_owner(part), "kpi"])["count"].transform("sum") > 0
    return table[known].reset_index(drop=True)


def _owner(part: Part) -> list[str]:
    return {"kpis": [], "activities": ["activity"], "teams": ["team"]}[part]


def _row(one: NamedEstimate) -> dict[str, Any]:
    found = one.found
    return {
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "unit": one.unit,
        "count": found.count,
    }


def differences_table(found: Sequence[Difference], sentences: Sequence[str], currency: str) -> "pd.DataFrame":
    """One row per difference, in the order given; `count` is the number of pairs that define it."""
    import pandas as pd

    rows = [{**_facts(one, currency), "sentence": words} for one, words in zip(found, sentences, strict=True)]
    return pd.DataFrame(rows, columns=_COLUMNS)


_COLUMNS = [
    "a", "b", "kpi", "mean_a", "mean_b", "difference", "low", "high", "p", "p_adjusted", "verdict",
    "variance_reduction", "correlation", "unit", "count", "headline", "sentence",
]  # fmt: skip


def _facts(one: Difference, currency: str) -> dict[str, Any]:
    paired = one.paired
    return {
        "a": one.a,
        "b": one.b,
        "kpi": one.kpi.name,
        "mean_a": paired.mean_a,
        "mean_b": paired.mean_b,
        "difference": paired.difference.mean,
        "low": paired.difference.low,
        "high": paired.difference.high,
        "p": paired.p,
        "p_adjusted": one.p_adjusted,
        "verdict": one.verdict,
        "variance_reduction": paired.variance_reduction,
        "correlation": paired.correlation,
        "unit": in_currency(one.kpi.unit, currency),
        "count": paired.difference.count,
        "headline": one.kpi.headline,
    }


def document(samples: Mapping[str, Sample], currencies: Mapping[str, str]) -> dict[str, Any]:
    """The estimates of all scenarios, nested, NaN as None."""
    return {
        name: {
            "kpis": {one.name: _numbers(one) for one in named_estimates(sample, "kpis", currencies[name])},
            "activities": _nested(named_estimates(sample, "activities", currencies[name])),
            "teams": _nested(named_estimates(sample, "teams", currencies[name])),
            "funnel": funnel.document(sample.means),
        }
        for name, sample in samples.items()
    }


def comparisons(found: Sequence[Difference], sentences: Sequence[str], currency: str) -> list[dict[str, Any]]:
    """The differences as plain objects, NaN as None."""
    rows = ({**_facts(one, currency), "sentence": words} for one, words in zip(found, sentences, strict=True))
    return [{key: _plain(value) for key, value in row.items()} for row in rows]


def made_by() -> str:
    """The version of orgsim."""
    return version("orgsim")


def _nested(found: Iterator[NamedEstimate]) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    for one in found:
        table.setdefault(one.owner, {})[one.name] = _numbers(one)
    return table


def _numbers(one: NamedEstimate) -> dict[str, Any]:
    numbers = {key: _plain(value) for key, value in _row(one).items()}
    del numbers["count"]
    return numbers


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
