"""The figures beside a replay: monthly series as `orgsim.measures.monthly` has them, with their words; the page computes none."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from orgsim.language import Language
from orgsim.language.numbers import NOTHING, quantity
from orgsim.language.phrases import Phrase, Sayable, within
from orgsim.measures.kpis import KPIS
from orgsim.measures.steps import ACTIVITY_KPIS, TEAM_KPIS
from orgsim.plan.scenario import Scenario
from orgsim.study.labels import owner_title
from orgsim.study.run import Run

_WHOLE: Mapping[str, tuple[Sayable, str]] = {
    "arr": (KPIS["arr"].title, "money / year"),
    "customers": (Phrase("Customers"), "count"),
    "cash": (within("figure", "Cash balance"), "money"),
    "won": (KPIS["won"].title, "count"),
    "churned": (KPIS["churned"].title, "count"),
    "leads": (KPIS["leads"].title, "count"),
    "bookings": (KPIS["bookings"].title, "money"),
    "revenue": (KPIS["revenue"].title, "money"),
    "payroll": (KPIS["payroll"].title, "money"),
}
"""Series of an organization as a whole: what each is called, and its unit."""
_PARTS: Mapping[str, tuple[str, Sayable, str]] = {
    "utilisation": ("teams", TEAM_KPIS["utilisation"].title, "share"),
    "queue_length": ("activities", ACTIVITY_KPIS["queue_length"].title, "jobs"),
    "wait_hours": ("activities", ACTIVITY_KPIS["wait_hours"].title, "hours"),
}
"""Series of each team or activity."""


@dataclass(frozen=True, slots=True)
class ShownSeries:
    """One series of several organizations."""

    key: str
    """As `orgsim.measures.monthly` calls it."""
    title: str
    values: list[list[float | None] | None]
    """Per organization, one for each month; None where it has no such series, or the month no value."""
    texts: list[list[str] | None]
    """The same as people read them."""

    def to_json(self) -> dict[str, Any]:
        """As plain objects."""
        return {"key": self.key, "title": self.title, "values": self.values, "texts": self.texts}


def figures(runs: Sequence[Run], language: Language) -> list[ShownSeries]:
    """Every series that some organization has values for, those of the whole first."""
    tables = [run.summary.series for run in runs]
    found = []
    for key in dict.fromkeys(key for table in tables for key in table):
        if (known := _called(key, [run.scenario for run in runs], language)) is None:
            continue
        title, unit = known
        values = [_plain(table[key]) if key in table else None for table in tables]
        if any(one is not None for column in values if column is not None for one in column):
            currencies = [run.scenario.market.currency for run in runs]
            texts = [
                None if column is None else [_text(one, unit, money, language) for one in column]
                for column, money in zip(values, currencies, strict=True)
            ]
            found.append(ShownSeries(key, title, values, texts))
    order = [*_WHOLE, *_PARTS]
    return sorted(found, key=lambda one: order.index(one.key.partition(".")[0]))


def shown(found: Sequence[ShownSeries]) -> list[str]:
    """Keys of the three that are shown first: what it comes to, where most wait, and the team that is busiest."""

    def most(name: str) -> str | None:
        own = [one for one in found if one.key.startswith(f"{name}.") and not one.key.endswith(".nurture")]
        return max(own, key=_largest).key if own else None

    parts = [next(iter(found)).key if found else None, most("queue_length"), most("utilisation")]
    return [key for key in parts if key is not None]


def _largest(figure: ShownSeries) -> float:
    return max(
        value for column in figure.values if column is not None for value in column if value is not None
    )


def ends(run: Run) -> list[float]:
    """The day on which each month ends."""
    return [float(day) for day in np.cumsum(run.summary.series["days"])]


def totals(runs: Sequence[Run], language: Language) -> list[list[str]]:
    """The headline KPIs over the days counted: one row each, its title first, then a text for each organization."""
    return [
        [
            kpi.title.say(language),
            *(
                _text(run.summary.kpis[name], kpi.unit, run.scenario.market.currency, language)
                for run in runs
            ),
        ]
        for name, kpi in KPIS.items()
        if kpi.headline and any(np.isfinite(run.summary.kpis[name]) for run in runs)
    ]


def _called(key: str, scenarios: Sequence[Scenario], language: Language) -> tuple[str, str] | None:
    """The title of a series and its unit; None for one that is not shown."""
    if key in _WHOLE:
        title, unit = _WHOLE[key]
        return title.say(language), unit
    name, _, owner = key.partition(".")
    if name not in _PARTS:
        return None
    part, title, unit = _PARTS[name]
    of = _owner(scenarios, part, owner, language)
    return Phrase("{title}: {owner}", title=title, owner=of).say(language), unit


def _owner(scenarios: Iterable[Scenario], part: str, owner: str, language: Language) -> str:
    """What a team or an activity is called by the first scenario that has it."""
    kept = list(scenarios)
    activity = owner.partition(" (")[0]
    has = (
        one for one in kept if owner in one.all_teams or (part == "activities" and activity in one.journey)
    )
    return owner_title(next(has, kept[0]), part, owner, language)


def _plain(column: Iterable[float]) -> list[float | None]:
    return [float(value) if np.isfinite(value) else None for value in column]


def _text(value: float | None, unit: str, currency: str, language: Language) -> str:
    return NOTHING if value is None else quantity(value, unit, currency, language)
