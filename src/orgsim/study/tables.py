"""Tidy tables of a study: estimates, differences, and the same as one JSON document."""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.language import Language
from orgsim.study import funnel
from orgsim.study.best import Best
from orgsim.study.differences import Difference
from orgsim.study.quantities import Part, Quantity, Window, quantities
from orgsim.study.sample import Sample
from orgsim.study.sentences import best_sentence
from orgsim.study.statistics import Estimate
from orgsim.writing import harmless_cell, placing

if TYPE_CHECKING:
    import pandas as pd

Note = Callable[[str, Quantity], str]
"""What is to be said of a figure of a scenario; empty where nothing is."""
_OWNER: dict[Part, list[str]] = {"kpis": [], "activities": ["activity"], "teams": ["team"]}


@dataclass(frozen=True, slots=True)
class NamedEstimate:
    """One estimate and what it is of."""

    owner: str
    """The activity or the team; empty for a KPI of the whole."""
    name: str
    found: Estimate
    unit: str
    note: str


@dataclass(frozen=True, slots=True)
class ToldDifference:
    """A difference as it is told."""

    difference: Difference
    sentence: str
    note: str
    currency: str


def in_currency(unit: str, currency: str) -> str:
    """A unit with the currency in place of "money"."""
    return unit.replace("money", currency, 1)


def named_estimates(
    name: str, sample: Sample, chosen: Iterable[Quantity], currency: str, note: Note
) -> Iterator[NamedEstimate]:
    """The estimates of one scenario."""
    for one in chosen:
        unit = in_currency(one.kpi.unit, currency)
        yield NamedEstimate(one.owner, one.kpi.name, one.estimate(sample), unit, note(name, one))


def estimates(
    samples: Mapping[str, Sample],
    part: Part,
    currencies: Mapping[str, str],
    note: Note,
    window: Window = "total",
) -> "pd.DataFrame":
    """One row per scenario and KPI (or activity or team, and measure): mean, low, high, unit, count of replications, note.

    KPIs that no replication of any scenario defines are left out.
    """
    import pandas as pd

    rows = [
        {"scenario": name, **dict.fromkeys(_OWNER[part], one.owner), "kpi": one.name, **_row(one)}
        for name, sample in samples.items()
        for one in named_estimates(name, sample, quantities(sample, part, window), currencies[name], note)
    ]
    table = pd.DataFrame(
        rows, columns=["scenario", *_OWNER[part], "kpi", "mean", "low", "high", "unit", "count", "note"]
    )
    known = table.groupby([*_OWNER[part], "kpi"])["count"].transform("sum") > 0
    return table[known].reset_index(drop=True)


def _row(one: NamedEstimate) -> dict[str, Any]:
    found = one.found
    return {
        "mean": found.mean,
        "low": found.low,
        "high": found.high,
        "unit": one.unit,
        "count": found.count,
        "note": one.note,
    }


def differences_table(found: Sequence[ToldDifference], part: Part = "kpis") -> "pd.DataFrame":
    """One row per difference, in the order given; `count` is the number of pairs that define it."""
    import pandas as pd

    return pd.DataFrame([_facts(one) for one in found], columns=["a", "b", *_OWNER[part], *_COLUMNS])


_COLUMNS = [
    "kpi", "mean_a", "mean_b", "difference", "low", "high", "relative", "relative_low", "relative_high", "p", "p_adjusted",
    "verdict", "variance_reduction", "correlation", "unit", "count", "headline", "sentence", "note",
    "control_width", "mean_difference",
]  # fmt: skip


def _facts(told: ToldDifference) -> dict[str, Any]:
    one, paired = told.difference, told.difference.paired
    return {
        "a": one.a,
        "b": one.b,
        **dict.fromkeys(_OWNER[one.quantity.part], one.quantity.owner),
        "kpi": one.kpi.name,
        "mean_a": paired.mean_a,
        "mean_b": paired.mean_b,
        "difference": paired.difference.mean,
        "low": paired.difference.low,
        "high": paired.difference.high,
        "relative": paired.relative.mean,
        "relative_low": paired.relative.low,
        "relative_high": paired.relative.high,
        "p": paired.p,
        "p_adjusted": one.p_adjusted,
        "verdict": one.verdict,
        "variance_reduction": paired.variance_reduction,
        "correlation": paired.correlation,
        "unit": in_currency(one.kpi.unit, told.currency),
        "count": paired.difference.count,
        "headline": one.leading,
        "sentence": told.sentence,
        "note": told.note,
        "control_width": math.nan if paired.control is None else paired.control.width,
        "mean_difference": paired.mean_b - paired.mean_a,
    }


def document(samples: Mapping[str, Sample], currencies: Mapping[str, str], note: Note) -> dict[str, Any]:
    """The estimates of all scenarios, nested; None where a number is undefined or a bound infinite."""
    parts: tuple[Part, ...] = ("kpis", "activities", "teams")
    return {
        name: {
            **_of_parts(
                name, sample, {part: quantities(sample, part) for part in parts}, currencies[name], note
            ),
            "funnel": funnel.document(sample.means),
        }
        for name, sample in samples.items()
    }


def document_of_year(
    samples: Mapping[str, Sample], currencies: Mapping[str, str], note: Note
) -> dict[str, Any]:
    """The same of the last 12 months: KPIs and teams of each scenario; empty where they are not told apart."""
    parts: tuple[Part, ...] = ("kpis", "teams")
    return {
        name: _of_parts(
            name,
            sample,
            {part: quantities(sample, part, "last year") for part in parts},
            currencies[name],
            note,
        )
        for name, sample in samples.items()
    }


def _of_parts(
    name: str, sample: Sample, parts: Mapping[Part, Iterable[Quantity]], currency: str, note: Note
) -> dict[str, Any]:
    found = {part: named_estimates(name, sample, chosen, currency, note) for part, chosen in parts.items()}
    return {
        part: {one.name: _numbers(one) for one in own} if part == "kpis" else _nested(own)
        for part, own in found.items()
    }


def comparisons(found: Sequence[ToldDifference]) -> list[dict[str, Any]]:
    """The differences as plain objects; None where a number is undefined or a bound infinite."""
    return [{key: plain(value) for key, value in _facts(one).items()} for one in found]


def best_table(
    found: Iterable[Best], currency: str, called: Mapping[str, str], language: Language
) -> "pd.DataFrame":
    """One row per KPI and scenario: how it stands against the best of the others."""
    import pandas as pd

    columns = ["kpi", "scenario", "value", "low", "high", "may_be_best", "unit", "sentence"]
    rows = [
        {
            "kpi": one.kpi.name,
            "scenario": standing.scenario,
            "value": standing.value,
            "low": standing.low,
            "high": standing.high,
            "may_be_best": standing.may_be_best,
            "unit": in_currency(one.kpi.unit, currency),
            "sentence": best_sentence(one, called, language),
        }
        for one in found
        for standing in one.standings
    ]
    return pd.DataFrame(rows, columns=columns)


def best_document(found: Iterable[Best], called: Mapping[str, str]) -> list[dict[str, Any]]:
    """Who may be best in each KPI, as plain objects."""
    return [
        {
            "kpi": one.kpi.name,
            "candidates": list(one.candidates),
            "sentence": best_sentence(one, called, "en"),
        }
        for one in found
    ]


def write(frame: "pd.DataFrame", path: Path) -> Path:
    """Write a table as CSV, whole or not at all; returns its path."""
    with placing(path) as draft:
        frame.map(harmless_cell).to_csv(draft, index=False)
    return path


def made_by() -> str:
    """The version of orgsim."""
    return version("orgsim")


def _nested(found: Iterator[NamedEstimate]) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    for one in found:
        table.setdefault(one.owner, {})[one.name] = _numbers(one)
    return table


def _numbers(one: NamedEstimate) -> dict[str, Any]:
    """A figure as a plain object; `note` only where there is something to say."""
    numbers = {key: plain(value) for key, value in _row(one).items()}
    del numbers["count"]
    if not one.note:
        del numbers["note"]
    return numbers


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
