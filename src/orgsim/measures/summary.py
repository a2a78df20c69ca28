"""The summary of one replication: every KPI, activity, team and month, computed from the event log alone."""

from dataclasses import dataclass

import numpy as np

from orgsim.events.log import EventLog
from orgsim.measures.bins import Floats, ratios
from orgsim.measures.chain import chain, monthly, window
from orgsim.measures.customers import stocks
from orgsim.measures.funnel import gates, handoffs_per_customer, leads
from orgsim.measures.kpis import KPIS
from orgsim.measures.money import cash, totals
from orgsim.measures.monthly import series
from orgsim.measures.parts import parts
from orgsim.measures.people import TeamWork, headcount, kpi_values, work
from orgsim.measures.reading import LogReading, read
from orgsim.measures.waiting import queues, waiting_days


@dataclass(frozen=True, slots=True)
class Summary:
    """What one replication came to; NaN where a figure is not defined."""

    kpis: dict[str, float]
    """Totals over the window from the warm-up's end to the horizon, keys and units as in KPIS."""
    parts: dict[str, float]
    """The sums of which KPIs are combined, as `Kpi.combined` names them; always defined."""
    activities: dict[str, dict[str, float]]
    """Per activity: arrived, done, open, wait_hours, wait_p90_hours, waited_share, cold_share, pass_rate,
    first_pass_rate, queue_length."""
    teams: dict[str, dict[str, float]]
    """Per team: utilisation, hours, capacity_hours, cost, headcount, kpi_value."""
    funnel: dict[str, dict[str, float]]
    """Per step of the funnel as a chain: came, contacted, worked, again, days (see `orgsim.measures.chain`)."""
    series: dict[str, list[float]]
    """Monthly series by flat key, from day 0 to the horizon."""


def summarize(log: EventLog) -> Summary:
    """Measure one run."""
    reading = read(log)
    done, waited = work(reading), waiting_days(reading)
    came = leads(reading)
    amounts = parts(reading, done, came["time_to_win_p90"])
    kpis = _kpis(reading, done, came, amounts)
    steps = chain(reading)
    return Summary(
        kpis=kpis,
        parts=amounts,
        activities=_activities(reading, waited),
        teams=_teams(reading, done, kpis),
        funnel=window(reading, steps),
        series=series(reading, done, waited) | monthly(reading, steps),
    )


def _kpis(
    reading: LogReading, done: TeamWork, came: dict[str, float], amounts: dict[str, float]
) -> dict[str, float]:
    found = {
        **came,
        **stocks(reading),
        **totals(reading, done),
        **cash(reading),
        "acquisition_cost": amounts["acquisition_cost"],
        "discounted_value": amounts["discounted_value"],
        "handoffs_per_customer": handoffs_per_customer(reading),
    }
    for name, kpi in KPIS.items():
        if name not in found and kpi.combined is not None:
            found[name] = float(kpi.combined.value(*(np.float64(amounts[one]) for one in kpi.combined.parts)))
    return {name: found[name] for name in KPIS}


def _activities(reading: LogReading, waited: Floats) -> dict[str, dict[str, float]]:
    queue, gate = queues(reading), gates(reading)
    columns = {
        "arrived": queue.arrived,
        "done": queue.done,
        "open": queue.open,
        "wait_hours": queue.wait_hours,
        "wait_p90_hours": queue.wait_p90_hours,
        "waited_share": queue.waited_share,
        "cold_share": queue.cold_share,
        "pass_rate": gate.pass_rate,
        "first_pass_rate": gate.first_pass_rate,
        "queue_length": reading.bins.window(waited) / reading.days,
    }
    return _by_name(reading.names.activities, columns)


def _teams(reading: LogReading, done: TeamWork, kpis: dict[str, float]) -> dict[str, dict[str, float]]:
    hours, capacity = reading.bins.window(done.hours), reading.bins.window(done.capacity)
    columns = {
        "utilisation": ratios(hours, capacity),
        "hours": hours,
        "capacity_hours": capacity,
        "cost": reading.bins.window(done.cost),
        "headcount": headcount(reading),
        "kpi_value": kpi_values(reading, kpis),
    }
    return _by_name(reading.names.teams, columns)


def _by_name(names: tuple[str, ...], columns: dict[str, Floats]) -> dict[str, dict[str, float]]:
    lists = {key: np.asarray(values, dtype=float).tolist() for key, values in columns.items()}
    return {name: {key: values[code] for key, values in lists.items()} for code, name in enumerate(names)}
