"""Money: what is signed, comes in and goes out.

Totals are over the window from the warm-up's end to the horizon; the cash balance alone starts at 0 on day 0.
Revenue is what customers pay when they pay it; people, and development that is bought in, are paid at the end of each span.
"""

from dataclasses import dataclass

import numpy as np

from orgsim.measures.bins import Floats, Spans
from orgsim.measures.customers import sells
from orgsim.measures.people import TeamWork
from orgsim.measures.reading import Entries, LogReading, Staff
from orgsim.units import DAYS_PER_YEAR


def totals(reading: LogReading, work: TeamWork) -> dict[str, float]:
    """Sums over the window; keys as in KPIS. Money from customers is NaN where nothing is sold.

    profit = revenue - what delivering it costs - payroll - development bought in - spending on sources and of the organization.
    """
    from_customers = 1.0 if sells(reading) else np.nan
    booked = reading.changes.booked[reading.counted(reading.changes.time)].sum() * from_customers
    revenue = reading.payments.money[reading.counted(reading.payments.time)].sum() * from_customers
    delivery = _cost(reading, reading.payments) * from_customers
    payroll = float(reading.bins.window(work.cost).sum())
    bought_in = float(reading.bins.window(development(reading)))
    spending = _cost(reading, reading.arrivals) + _cost(reading, reading.spending)
    return {
        "bookings": float(booked),
        "revenue": float(revenue),
        "delivery_cost": delivery,
        "payroll": payroll,
        "development_cost": bought_in,
        "spending": spending,
        "profit": float(revenue) - delivery - payroll - bought_in - spending,
    }


def development(reading: LogReading) -> Floats:
    """Cost per bin of development that is bought in, which accrues evenly over elapsed time."""
    bought = reading.bought_in
    one = np.zeros_like(bought.team)
    return np.asarray(reading.bins.share(Spans(one, bought.start, bought.end, bought.cost), 1)[0])


def _cost(reading: LogReading, entries: Entries) -> float:
    return float(entries.cost[reading.counted(entries.time)].sum())


@dataclass(frozen=True, slots=True)
class CashFlow:
    """Money in (above 0) and out (below 0), in order of time."""

    time: Floats
    """Days."""
    amount: Floats


def cash_flow(reading: LogReading, since: float = 0.0) -> CashFlow:
    """Every flow of money from day `since` to the horizon; of a span of pay begun before, the part that falls within."""
    horizon, paid = reading.facts.horizon, (reading.payroll, reading.bought_in)
    entries = (reading.payments, reading.arrivals, reading.spending, reading.commissions)
    # A span's pay belongs to the span: it is paid just before the moment at which the next one begins.
    time = np.concatenate([*(entry.time for entry in entries), *(np.nextafter(pay.end, 0) for pay in paid)])
    amount = np.concatenate(
        [*(entry.money - entry.cost for entry in entries), *(-pay.cost * _part(pay, since) for pay in paid)]
    )
    within = (time >= since) & (time < horizon) & (amount != 0)
    order = np.argsort(time[within], kind="stable")
    return CashFlow(time[within][order], amount[within][order])


def _part(pay: Staff, since: float) -> Floats:
    """Share of each span of pay that lies behind day `since`."""
    span = pay.end - pay.start
    behind = np.clip(pay.end - np.maximum(pay.start, since), 0, None)
    return np.asarray(np.divide(behind, span, where=span > 0, out=span * 0), dtype=np.float64)


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
