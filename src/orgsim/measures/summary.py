"""The summary of one replication: every KPI, activity, team and month, computed from the event log alone."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from orgsim.events.log import EventLog
from orgsim.measures import offerings
from orgsim.measures.bins import Floats, ratios
from orgsim.measures.chain import chain, monthly, window
from orgsim.measures.customers import stocks
from orgsim.measures.funnel import gates, handoffs, leads
from orgsim.measures.kpis import KPIS, Kpi
from orgsim.measures.last_year import LastYear, year_apart
from orgsim.measures.luck import controls, surprises
from orgsim.measures.money import cash, totals
from orgsim.measures.monthly import series
from orgsim.measures.parts import parts
from orgsim.measures.people import TeamWork, headcount, held, kpi_values, work
from orgsim.measures.quotas import asked, reached
from orgsim.measures.reading import LogReading, read
from orgsim.measures.shared import apart
from orgsim.measures.steps import ACTIVITY_KPIS, TEAM_KPIS
from orgsim.measures.waiting import queues, waiting_days

WITNESSES = ("decisions", "customers")
"""Parts that say how much figures rest on: see `orgsim.measures.customers.decided`."""
_SUMS = {part for kpi in KPIS.values() if kpi.combined for part in kpi.combined.parts}


@dataclass(frozen=True, slots=True)
class Summary:
    """What one replication came to; NaN where a figure is not defined."""

    kpis: dict[str, float]
    """Totals over the window from the warm-up's end to the horizon, keys and units as in KPIS."""
    parts: dict[str, float]
    """The sums of which KPIs are combined, as `Kpi.combined` names them, and `WITNESSES`; always defined. Those of
    activities and teams stand behind their names: "activities.qualify.begun", "teams.field_sales.hours". And the luck of the
    decisions (see `orgsim.measures.luck`): "luck.stock", that of figures of the last 12 months "luck.stock_year"."""
    activities: dict[str, dict[str, float]]
    """Per activity: arrived, done, open, wait_hours, wait_p90_hours, wait_office_hours, in_time_share, waited_share,
    cold_share, pass_rate, first_pass_rate, queue_length. Of an activity that several teams do, each for other leads, behind it
    also those of each team: "close (field_sales)"."""
    teams: dict[str, dict[str, float]]
    """Per team: utilisation, hours, capacity_hours, held_hours, cost, headcount, kpi_value, quota_attainment."""
    funnel: dict[str, dict[str, float]]
    """Per step of the funnel as a chain: came, contacted, worked, again, days (see `orgsim.measures.chain`)."""
    series: dict[str, list[float]]
    """Monthly series by flat key, from day 0 to the horizon."""
    last_year: LastYear | None = None
    """The last 12 months apart; None where the window is shorter than 24."""


def summarize(log: EventLog) -> Summary:
    """Measure one run."""
    reading = read(log)
    done, waited = work(reading), waiting_days(reading)
    found = _figures(reading, done)
    kpis = {name: found[name] for name in KPIS}
    tables = _activities(reading, waited), _teams(reading, done, kpis)
    sums = {name: value for name, value in found.items() if name not in KPIS or name in _SUMS}
    sums |= _parts("activities", tables[0], ACTIVITY_KPIS) | _parts("teams", tables[1], TEAM_KPIS)
    luck = surprises(log)
    year, sums_of_year = year_apart(reading, done, found, luck)
    steps = chain(reading)
    return Summary(
        kpis=kpis,
        parts=sums | sums_of_year | controls(luck, reading),
        activities=_shown(tables[0], ACTIVITY_KPIS),
        teams=_shown(tables[1], TEAM_KPIS),
        funnel=window(reading, steps),
        series=series(reading, done, waited) | monthly(reading, steps),
        last_year=year,
    )


def _figures(reading: LogReading, done: TeamWork) -> dict[str, float]:
    """Every KPI, and the sums of which some are combined."""
    came = leads(reading)
    found = {
        **parts(reading, done, came["time_to_win_p90"]),
        **came,
        **handoffs(reading),
        **stocks(reading),
        **offerings.figures(reading),
        **totals(reading, done),
        **cash(reading),
    }
    for name, kpi in KPIS.items():
        if name not in found and kpi.combined is not None:
            found[name] = float(kpi.combined.value(*(np.float64(found[one]) for one in kpi.combined.parts)))
    return found


Figures = dict[str, dict[str, float]]
"""By activity or team, its figures and the sums of which some are combined."""


def _activities(reading: LogReading, waited: Floats) -> Figures:
    """The figures of every activity, then those of each team at activities that several do."""
    found = _by_name(reading.names.activities, _of_activities(reading, waited))
    split = apart(reading)
    if split is not None:
        own = _by_name(split.names.activities, _of_activities(split, waiting_days(split)))
        found |= {name: own[name] for name in split.names.activities if name not in found}
    return found


def _of_activities(reading: LogReading, waited: Floats) -> dict[str, Floats]:
    """Per figure or part, one number for each activity."""
    length = reading.bins.window(waited) / reading.days
    return {**asdict(queues(reading)), **asdict(gates(reading)), "queue_length": length}


def _teams(reading: LogReading, done: TeamWork, kpis: dict[str, float]) -> Figures:
    hours, capacity = reading.bins.window(done.hours), reading.bins.window(done.capacity)
    done_of, asked_of = reached(reading), asked(reading)
    columns = {
        "utilisation": ratios(hours, capacity),
        "hours": hours,
        "capacity_hours": capacity,
        "held_hours": held(reading),
        "cost": reading.bins.window(done.cost),
        "headcount": headcount(reading),
        "kpi_value": kpi_values(reading, kpis),
        "quota_attainment": ratios(done_of, asked_of),
        "reached": done_of,
        "asked": asked_of,
    }
    return _by_name(reading.names.teams, columns)


def _parts(place: str, figures: Figures, kpis: Mapping[str, Kpi]) -> dict[str, float]:
    """The sums of which the figures of activities or teams are combined, by their keys among the parts."""
    parts = dict.fromkeys(part for kpi in kpis.values() if kpi.combined for part in kpi.combined.parts)
    return {f"{place}.{name}.{part}": figures[name][part] for part in parts for name in figures}


def _by_name(names: tuple[str, ...], columns: dict[str, Floats]) -> Figures:
    lists = {key: np.asarray(values, dtype=float).tolist() for key, values in columns.items()}
    return {name: {key: values[code] for key, values in lists.items()} for code, name in enumerate(names)}


def _shown(figures: Figures, kpis: Mapping[str, Kpi]) -> Figures:
    """The figures alone."""
    return {name: {key: numbers[key] for key in kpis} for name, numbers in figures.items()}
