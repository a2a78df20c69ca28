"""Money: what is signed, comes in and goes out, and what a customer costs and is worth.

Totals are over the window from the warm-up's end to the horizon; the cash balance alone starts at 0 on day 0.
Revenue is what customers pay when they pay it; people are paid at the end of each span of the payroll.
"""

from dataclasses import dataclass

import numpy as np

from orgsim.events.columns import ORGANIZATION
from orgsim.measures.bins import Floats, ratio
from orgsim.measures.customers import exposure, logo_churn, sells
from orgsim.measures.people import TeamWork
from orgsim.measures.reading import Entries, LogReading
from orgsim.units import DAYS_PER_YEAR, MONTH


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
    entries = (reading.payments, reading.arrivals, reading.spending)
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


def acquisition_cost(reading: LogReading, work: TeamWork) -> float:
    """What winning customers cost in the window: sources, events, and the people who did that work.

    A team's pay, and what is spent on its people (hiring, training), is split by the staff hours it worked on cases before
    and after their purchase, idle time in the same proportion; a team that worked on nothing in the window counts as none.
    """
    before, hours = reading.bins.window(work.before), reading.bins.window(work.before + work.after)
    share = np.divide(before, hours, out=np.zeros_like(hours), where=hours > 0)
    pay = float((reading.bins.window(work.cost) * share).sum())
    return pay + _cost(reading, reading.arrivals) + _acquiring(reading, share)


def _acquiring(reading: LogReading, share: Floats) -> float:
    """Spending on sources in full, on the people of a team by its share; other spending of the organization does not count."""
    spent, names = reading.spending, reading.names
    own = (
        reading.offsets[-2] if names.entities[-1] == ORGANIZATION else np.inf
    )  # it is the last entity, if there
    part = np.where(spent.team >= 0, share[spent.team], spent.case < own)
    return float((spent.cost * part)[reading.counted(spent.time)].sum())


def economics(reading: LogReading, work: TeamWork) -> dict[str, float]:
    """What one customer costs, pays back and is worth; keys as in KPIS, NaN where undefined.

    cac = acquisition cost / customers won, both of the window.
    payback_months = (cac - margin × one-off price) / (margin × MRR of a new customer), at least 0.
    ltv = margin × (one-off price + MRR per customer / churn per month), churn being customers lost / customer-months;
    NaN when nobody has left yet. margin = 1 - cost of delivery / revenue.
    The one-off price is what a customer signs beyond the recurring revenue of its first term, such as a licence.
    """
    cost = acquisition_cost(reading, work)
    won = reading.purchases()
    result = {"acquisition_cost": cost, "cac": ratio(cost, won)}
    if not sells(reading):
        return {**result, "payback_months": np.nan, "ltv": np.nan, "ltv_cac": np.nan}
    once, mrr = _new_customer(reading)
    margin = _margin(reading)
    ltv = margin * (once + _recurring_lifetime(reading))
    payback = _payback(result["cac"] - margin * once, margin * mrr)
    return {**result, "payback_months": payback, "ltv": ltv, "ltv_cac": ratio(ltv, result["cac"])}


def _payback(owed: float, per_month: float) -> float:
    """Months until `owed` is earned; NaN if it never is."""
    if np.isnan(owed):
        return np.nan
    return max(0.0, owed) / per_month if per_month > 0 else 0.0 if owed <= 0 else np.nan


def _new_customer(reading: LogReading) -> tuple[float, float]:
    """One-off price and MRR of a purchase, means over the purchases of the window."""
    changes = reading.changes
    new = (changes.outcome == reading.code("customer")) & reading.counted(changes.time)
    booked, mrr = changes.booked[new].sum(), changes.mrr[new].sum()
    purchases = float(new.sum())
    first_term = mrr * reading.facts.term / MONTH if mrr else 0.0  # a licence alone has no term
    return ratio(booked - first_term, purchases), ratio(mrr, purchases)


def _margin(reading: LogReading) -> float:
    paid = reading.counted(reading.payments.time)
    return 1 - ratio(reading.payments.cost[paid].sum(), reading.payments.money[paid].sum())


def _recurring_lifetime(reading: LogReading) -> float:
    """MRR per customer / churn per month; 0 if no revenue recurs, NaN if nobody has left."""
    customer_months, accrued = exposure(reading)
    if customer_months and not accrued:
        return 0.0
    return ratio(ratio(accrued, customer_months), logo_churn(reading) / 12)
