"""The last 12 months of a run told apart from its total: the same figures, with the window moved to them.

A run that begins with a firm, and changes something there, has the change in its total; its last 12 months show where it has
come to. They are told apart where the window that is counted is at least twice as long; in a shorter one they are most of it.

Told are the figures of which 12 months say something:

- flows of the year: revenue, profit, won, payroll; and the load of each team;
- what is of the last 12 months, or of the horizon, in the total too: nrr, grr, arr. They stand here again so that a reader
  of these months has all of them in one place;
- logo_churn: its decisions are those of the year, its classes are weighted by customers held in the year.

The other headline figures are not, since they have no window of 12 months. cash_valley is the lowest point of a whole run; cac
matches cost to leads who need months to buy, so that half of a year's leads would not count; firm_value looks ahead from the
horizon, and adds that to all there was since the warm-up. Nor are quantiles, such as times to win, which need many cases.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from orgsim.language.phrases import Phrase
from orgsim.measures import formulas
from orgsim.measures.kpis import KPIS, Combined, Kpi, over
from orgsim.measures.luck import Surprises, controls
from orgsim.measures.money import totals
from orgsim.measures.people import TeamWork
from orgsim.measures.reading import LogReading
from orgsim.measures.steps import TEAM_KPIS
from orgsim.measures.terms import YEAR
from orgsim.units import MONTH

_PARTS = {"hours": f"hours{YEAR}", "capacity_hours": f"capacity_hours{YEAR}"}
_COMBINED = {"logo_churn": Combined(formulas.CHURN_OF_YEAR, formulas.churn)}

COUNTED: dict[str, Phrase] = {
    "arr": Phrase("the same as in the total: at the horizon"),
    "revenue": Phrase("paid in these months"),
    "profit": Phrase("revenue and costs of these months"),
    "won": Phrase("purchases in these months"),
    "nrr": Phrase("the same as in the total: of those who were customers 12 months before the horizon"),
    "logo_churn": Phrase(
        "decisions of these months; classes of terms weighted by customers held in them, their months of a term as in the total"
    ),
    "grr": Phrase("the same as in the total: of those who were customers 12 months before the horizon"),
    "payroll": Phrase("pay of these months"),
}
"""The KPIs that are told of the last 12 months, headline ones first, each with what of it is counted then."""
LAST_YEAR_KPIS: dict[str, Kpi] = {
    name: replace(KPIS[name], combined=_COMBINED.get(name, KPIS[name].combined)) for name in COUNTED
}
"""The KPIs of the last 12 months by name, in the same order; combined of the sums of these months."""
LAST_YEAR_TEAM_KPIS: dict[str, Kpi] = {
    "utilisation": replace(TEAM_KPIS["utilisation"], combined=over(*_PARTS.values()))
}
"""The figures of a team in the last 12 months."""


@dataclass(frozen=True, slots=True)
class LastYear:
    """What the last 12 months of one replication came to; NaN where a figure is not defined."""

    kpis: dict[str, float]
    """Keys and units as in LAST_YEAR_KPIS."""
    teams: dict[str, dict[str, float]]
    """Per team: utilisation."""


def year_apart(
    reading: LogReading, work: TeamWork, found: Mapping[str, float], luck: Surprises | None
) -> tuple[LastYear | None, dict[str, float]]:
    """The last 12 months, and the sums that they add to `Summary.parts`; None, and none, where they are not told apart.

    found: the KPIs of the whole window and its sums, as `summarize` has them; some of them are of the last 12 months anyhow.
    luck: what was drawn in the run beyond what was to be expected.
    """
    first = reading.bins.year
    if first is None:
        return None, {}
    moved = replace(
        reading,
        facts=replace(reading.facts, warm_up=float(reading.bins.edges[first])),
        bins=replace(reading.bins, first=first),
    )
    amounts = {**found, **totals(moved, work), "won": moved.purchases()}
    kpis = {name: _value(kpi, amounts) for name, kpi in LAST_YEAR_KPIS.items()}
    columns = {"hours": moved.bins.window(work.hours), "capacity_hours": moved.bins.window(work.capacity)}
    teams = dict[str, dict[str, float]]()
    parts = controls(luck, moved, YEAR)
    for code, name in enumerate(reading.names.teams):
        sums = {_PARTS[part]: float(amount[code]) for part, amount in columns.items()}
        teams[name] = {key: _value(kpi, sums) for key, kpi in LAST_YEAR_TEAM_KPIS.items()}
        parts |= {f"teams.{name}.{part}": amount for part, amount in sums.items()}
    return LastYear(kpis, teams), parts


def too_short(days: float) -> str:
    """What is said where the last 12 months of so many days are asked for, and not told apart."""
    return (
        f"the last year is told apart in runs of 24 months and more after the warm-up; here {days / MONTH:.3g} are counted: "
        "state a longer horizon"
    )


def _value(kpi: Kpi, amounts: Mapping[str, float]) -> float:
    if kpi.combined is None:
        return amounts[kpi.name]
    return float(kpi.combined.value(*(np.float64(amounts[part]) for part in kpi.combined.parts)))
