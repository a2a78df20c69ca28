"""Monthly series: flows of each model month and stocks at its end, from day 0 to the horizon, warm-up included.

Keys are flat, such as "cash", "utilisation.inside_sales" or "wait_hours.qualify". The last month may be cut by the
horizon: `days` says how long each month is.
"""

from typing import TYPE_CHECKING

import numpy as np

from orgsim.events.log import EventLog
from orgsim.measures import cohorts
from orgsim.measures.bins import Floats, ratios, sums
from orgsim.measures.customers import bridge, recurs, sells, steps
from orgsim.measures.money import cash_flow, development
from orgsim.measures.people import TeamWork, monthly_headcount, work
from orgsim.measures.reading import LogReading, read
from orgsim.measures.waiting import monthly_waits, waiting_days
from orgsim.units import MONTH

if TYPE_CHECKING:
    import pandas as pd


def series(reading: LogReading, work: TeamWork, waited: Floats) -> dict[str, list[float]]:
    """Every monthly series by its flat key; `waited` is `waiting_days`, per activity and bin.

    leads, won, lost, churned: how many in the month; customers, mrr, arr, cash: at its end; bookings, revenue,
    delivery_cost, spending, payroll, development_cost: money of the month; mrr_new, mrr_added, mrr_repriced, mrr_contracted,
    mrr_lost: what moved mrr in the month, which they add up to; utilisation.TEAM; headcount.TEAM (average by time);
    wait_hours.ACTIVITY (mean over the jobs that became ready in the month) and queue_length.ACTIVITY (average by time); and
    those of `orgsim.measures.cohorts`.
    """
    days = np.diff(reading.bins.month_edges)
    found = {"days": days} | _counts(reading) | _money(reading, work)
    used = ratios(reading.bins.monthly(work.hours), reading.bins.monthly(work.capacity))
    found |= {f"utilisation.{name}": used[team] for team, name in enumerate(reading.names.teams)}
    people = monthly_headcount(reading)
    found |= {f"headcount.{name}": people[team] for team, name in enumerate(reading.names.teams)}
    waits, queue = monthly_waits(reading), reading.bins.monthly(waited) / days
    found |= {f"wait_hours.{name}": waits[code] for code, name in enumerate(reading.names.activities)}
    found |= {f"queue_length.{name}": queue[code] for code, name in enumerate(reading.names.activities)}
    return {key: values.tolist() for key, values in found.items()} | cohorts.monthly(reading)


def _sums(reading: LogReading, time: Floats, amount: Floats) -> Floats:
    """Amounts per month of their moments; what was before day 0 is of no month."""
    month, months = reading.bins.month(time), reading.bins.months
    return sums(np.where(month < 0, months, month), amount, months + 1)[:months]


def _standing(reading: LogReading, time: Floats, amount: Floats) -> Floats:
    """What amounts come to at the end of each month, those from before day 0 included."""
    months = reading.bins.months
    return np.cumsum(sums(np.clip(reading.bins.month(time), 0, months), amount, months + 1)[:months])


def _counts(reading: LogReading) -> dict[str, Floats]:
    changes, arrivals = reading.changes, reading.arrivals

    def count(outcome: str) -> Floats:
        time = changes.moment[changes.outcome == reading.code(outcome)]
        return _sums(reading, time, np.ones_like(time))

    return {
        "leads": _sums(reading, arrivals.time, np.ones_like(arrivals.time)),
        "won": count("customer"),
        "lost": count("lost"),
        "churned": count("churned"),
        "customers": _standing(reading, changes.moment, steps(reading)),
    }


def _money(reading: LogReading, work: TeamWork) -> dict[str, Floats]:
    """Money of each month and balances at its end; what customers bring is NaN where nothing is sold, or nothing recurs."""
    changes, payments, moved = reading.changes, reading.payments, cash_flow(reading)
    from_customers = 1.0 if sells(reading) else np.nan
    known = 1.0 if recurs(reading) else np.nan
    mrr = _standing(reading, changes.moment, changes.mrr) * known
    parts = {
        name: _sums(reading, changes.moment[own], changes.mrr[own]) * known
        for name, own in bridge(reading).items()
    }
    return {
        "mrr": mrr,
        "arr": 12 * mrr,
        **parts,
        "bookings": _sums(reading, changes.time, changes.booked) * from_customers,
        "revenue": _sums(reading, payments.time, payments.money) * from_customers,
        "delivery_cost": _sums(reading, payments.time, payments.cost) * from_customers,
        "payroll": reading.bins.monthly(work.cost).sum(axis=0),
        "development_cost": reading.bins.monthly(development(reading)),
        "spending": sum(
            (_sums(reading, e.time, e.cost) for e in (reading.arrivals, reading.spending)), np.float64(0)
        ),
        "cash": np.cumsum(_sums(reading, moved.time, moved.amount)) * from_customers,
    }


def monthly(log: EventLog) -> "pd.DataFrame":
    """The monthly series as a table, one row per model month.

    Index `month` from 1; `end` is the day on which the month ends, `partial` whether the horizon cuts it short; then
    the columns of `series`.
    """
    import pandas as pd

    reading = read(log)
    table = pd.DataFrame(series(reading, work(reading), waiting_days(reading)))
    table.insert(0, "end", reading.bins.month_edges[1:])
    table.insert(1, "partial", table["days"] < MONTH * (1 - 1e-9))
    table.index = pd.RangeIndex(1, len(table) + 1, name="month")
    return table
