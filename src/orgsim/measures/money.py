"""Money: what is signed, comes in and goes out.

Totals are over the window from the warm-up's end to the horizon; the cash balance alone starts at 0 on day 0.
Revenue is what customers pay when they pay it; people are paid at the end of each span of the payroll.
"""

from dataclasses import dataclass

import numpy as np

from orgsim.measures.bins import Floats
from orgsim.measures.customers import sells
from orgsim.measures.people import TeamWork
from orgsim.measures.reading import Entries, LogReading
from orgsim.units import DAYS_PER_YEAR


def totals(reading: LogReading, work: TeamWork) -> dict[str, float]:
    """Sums over the window; keys as in KPIS. Money from customers is NaN where nothing is sold.

    profit = revenue - what delivering it costs - payroll - spending on sources and of the organization.
    """
    from_customers = 1.0 if sells(reading) else np.nan
    booked = reading.changes.booked[reading.counted(reading.changes.time)].sum() * from_customers
    revenue = reading.payments.money[reading.counted(reading.payments.time)].sum() * from_customers
    delivery = _cost(reading, reading.payments) * from_customers
    payroll = float(reading.bins.window(work.cost).sum())
    spending = _cost(reading, reading.arrivals) + _cost(reading, reading.spending)
    return {
        "bookings": float(booked),
        "revenue": float(revenue),
        "delivery_cost": delivery,
        "payroll": payroll,
        "spending": spending,
        "profit": float(revenue) - delivery - payroll - spending,
    }


def _cost(reading: LogReading, entries: Entries) -> float:
    return float(entries.cost[reading.counted(entries.time)].sum())


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money in (above 0) and out (below 0), in order of time."""

    time: Floats
    """Days."""
    amount: Floats


def cash_flow(reading: LogReading, since: float = 0.0) -> CashFlow:
    """Every flow of money from day `since` to the horizon; of a payroll span begun before, the part that falls within."""
    payroll, horizon = reading.payroll, reading.facts.horizon
    span = payroll.end - payroll.start
    part = np.divide(
        np.clip(payroll.end - np.maximum(payroll.start, since), 0, None), span, where=span > 0, out=span * 0
    )
    entries = (reading.payments, reading.arrivals, reading.spending, reading.commissions)
    # A span's pay belongs to the span: it is paid just before the moment at which the next one begins.
    time = np.concatenate([*(entry.time for entry in entries), np.nextafter(payroll.end, 0)])
    amount = np.concatenate([*(entry.money - entry.cost for entry in entries), -payroll.cost * part])
    within = (time >= since) & (time < horizon) & (amount != 0)
    order = np.argsort(time[within], kind="stable")
    return CashFlow(time[within][order], amount[within][order])


def cash(reading: LogReading) -> dict[str, float]:
    """Balance at the horizon and the lowest balance of the whole run (0 or below), from 0 on day 0; keys as in KPIS.

    NaN where nothing is sold. Flows of the same moment count together.
    """
    if not sells(reading):
        return {"cash_end": np.nan, "cash_valley": np.nan}
    moved = cash_flow(reading)
    balance = np.cumsum(moved.amount)
    settled = np.append(moved.time[1:] > moved.time[:-1], True)[: len(balance)]
    lowest = min(0.0, float(balance[settled].min())) if balance.size else 0.0
    return {"cash_end": float(balance[-1]) if balance.size else 0.0, "cash_valley": lowest}


def discounted_value(reading: LogReading) -> float:
    """Σ flow / (1 + discount_rate)^years, years from the warm-up's end; equals the profit at rate 0. NaN if nothing is sold."""
    if not sells(reading):
        return np.nan
    moved = cash_flow(reading, reading.facts.warm_up)
    years = (moved.time - reading.facts.warm_up) / DAYS_PER_YEAR
    return float((moved.amount * (1 + reading.facts.discount_rate) ** -years).sum())
