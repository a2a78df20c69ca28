"""The summary of one replication: every KPI, activity, team and month, computed from the event log alone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from orgsim.events.log import EventLog
from orgsim.measures.bins import Floats, ratios
from orgsim.measures.customers import decided, logo_churn, retention, stocks
from orgsim.measures.funnel import gates, handoffs, leads
from orgsim.measures.kpis import KPIS, Kpi
from orgsim.measures.money import cash, discounted_value, economics, totals
from orgsim.measures.monthly import series
from orgsim.measures.people import TeamWork, headcount, kpi_values, work
from orgsim.measures.reading import LogReading, read
from orgsim.measures.steps import ACTIVITY_KPIS, TEAM_KPIS
from orgsim.measures.waiting import queues, waiting_days

WITNESSES = ("decisions", "customers")
"""Parts of no figure that say how much figures rest on: see `orgsim.measures.customers.decided`."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What one replication came to; NaN where a figure is not defined."""

    kpis: dict[str, float]
    """Totals over the window from the warm-up's end to the horizon, keys and units as in KPIS."""
    parts: dict[str, float]
    """The sums of which KPIs are combined, as `Kpi.combined` names them, and `WITNESSES`; always defined. Those of
    activities and teams stand behind their names: "activities.qualify.begun", "teams.field_sales.hours"."""
    activities: dict[str, dict[str, float]]
    """Per activity: arrived, done, open, wait_hours, wait_p90_hours, waited_share, cold_share, pass_rate,
    first_pass_rate, queue_length."""
    teams: dict[str, dict[str, float]]
    """Per team: utilisation, hours, capacity_hours, cost, headcount, kpi_value."""
    series: dict[str, list[float]]
    """Monthly series by flat key, from day 0 to the horizon."""


def summarize(log: EventLog) -> Summary:
    """Measure one run."""
    reading = read(log)
    done, waited = work(reading), waiting_days(reading)
    found = _figures(reading, done)
    kpis = {name: found[name] for name in KPIS}
    columns = _activities(reading, waited), _teams(reading, done, kpis)
    named = [part for kpi in KPIS.values() if kpi.combined for part in kpi.combined.parts]
    parts = {part: found[part] for part in dict.fromkeys((*named, *WITNESSES))}
    return Summary(
        kpis,
        parts | _parts(reading, *columns),
        _by_name(reading.names.activities, columns[0], ACTIVITY_KPIS),
        _by_name(reading.names.teams, columns[1], TEAM_KPIS),
        series(reading, done, waited),
    )


def _figures(reading: LogReading, done: TeamWork) -> dict[str, float]:
    """Every KPI, and the sums of which some are combined."""
    return {
        **leads(reading),
        **stocks(reading),
        **retention(reading),
        **totals(reading, done),
        **cash(reading),
        **economics(reading, done),
        **handoffs(reading),
        **decided(reading),
        "logo_churn": logo_churn(reading),
        "discounted_value": discounted_value(reading),
    }


def _activities(reading: LogReading, waited: Floats) -> dict[str, Floats]:
    """Per figure or part, one number for each activity."""
    length = reading.bins.window(waited) / reading.days
    return {**asdict(queues(reading)), **asdict(gates(reading)), "queue_length": length}


def _teams(reading: LogReading, done: TeamWork, kpis: dict[str, float]) -> dict[str, Floats]:
    hours, capacity = reading.bins.window(done.hours), reading.bins.window(done.capacity)
    return {
        "utilisation": ratios(hours, capacity),
        "hours": hours,
        "capacity_hours": capacity,
        "cost": reading.bins.window(done.cost),
        "headcount": headcount(reading),
        "kpi_value": kpi_values(reading, kpis),
    }


def _parts(reading: LogReading, activities: dict[str, Floats], teams: dict[str, Floats]) -> dict[str, float]:
    """The sums of which the figures of activities and teams are combined, by their keys among the parts."""
    found: dict[str, float] = {}
    for place, names, columns, kpis in (
        ("activities", reading.names.activities, activities, ACTIVITY_KPIS),
        ("teams", reading.names.teams, teams, TEAM_KPIS),
    ):
        for part in dict.fromkeys(
            part for kpi in kpis.values() if kpi.combined for part in kpi.combined.parts
        ):
            found |= {f"{place}.{name}.{part}": float(columns[part][code]) for code, name in enumerate(names)}
    return found


def _by_name(
    names: tuple[str, ...], columns: dict[str, Floats], kpis: Mapping[str, Kpi]
) -> dict[str, dict[str, float]]:
    lists = {key: np.asarray(columns[key], dtype=float).tolist() for key in kpis}
    return {name: {key: values[code] for key, values in lists.items()} for code, name in enumerate(names)}
