"""Customers: how many, what they are worth each month, and how many stay.

Recurring revenue (MRR) is money per model month; ARR = 12 MRR. Stocks at a moment count the changes before it.
"""

import math

import numpy as np

from orgsim.measures.bins import Bools, Floats, ratio, sums
from orgsim.measures.reading import LogReading
from orgsim.units import DAYS_PER_YEAR, MONTH

_NOTHING = 1e-6
"""Recurring revenue, as a share of an average customer's, that is rounding."""


def stocks(reading: LogReading) -> dict[str, float]:
    """Customers and recurring revenue at the horizon; customers lost and cross sales in the window; keys as in KPIS."""
    changes, horizon = reading.changes, reading.facts.horizon
    mrr = recurring(reading) if recurs(reading) else np.nan
    return {
        "customers_end": float(steps(reading)[changes.time < horizon].sum()),
        "churned": float(reading.counted(changes.time[_churn(reading)]).sum()),
        "cross_sold": float(
            reading.counted(changes.time[changes.outcome == reading.code("cross_sold")]).sum()
        ),
        "mrr": mrr,
        "arr": 12 * mrr,
    }


def sells(reading: LogReading) -> bool:
    """Whether the market has an offering; without one, figures about money from customers are NaN."""
    return not np.isnan(reading.facts.term)


def recurs(reading: LogReading) -> bool:
    """Whether the market has revenue that recurs: contracts of terms, or a second line that is paid by the month."""
    return sells(reading) and bool(np.isfinite(reading.facts.term) or reading.changes.mrr.any())


def recurring(reading: LogReading) -> float:
    """MRR at the horizon."""
    return float(reading.changes.mrr[reading.changes.time < reading.facts.horizon].sum())


def _churn(reading: LogReading) -> Bools:
    return np.equal(reading.changes.outcome, reading.code("churned"))


def _decisions(reading: LogReading, since: float) -> int:
    """How often customers have decided whether to stay, from a day on until the horizon."""
    codes = [reading.code(outcome) for outcome in ("renewed", "churned", "retired")]
    times = reading.changes.time[np.isin(reading.changes.outcome, codes)]
    return int(((times >= since) & (times < reading.facts.horizon)).sum())


def decided(reading: LogReading) -> dict[str, float]:
    """Decisions of customers in the window (decisions), and customers who were there in it (customers)."""
    since = reading.facts.warm_up
    there = float(steps(reading)[reading.changes.time < since].sum())
    return {"decisions": float(_decisions(reading, since)), "customers": there + reading.purchases()}


def steps(reading: LogReading) -> Floats:
    """Per change, how the number of customers moves: +1 for a purchase, -1 for one who leaves or is about to replace."""
    bought = reading.changes.outcome == reading.code("customer")
    retired = reading.changes.outcome == reading.code("retired")
    return np.asarray(bought.astype(np.float64) - _churn(reading) - retired)


def exposure(reading: LogReading) -> tuple[float, float]:
    """Customer-months, and recurring revenue accrued (MRR integrated over model months), in the window."""
    changes, facts = reading.changes, reading.facts
    months = np.clip(facts.horizon - np.maximum(changes.time, facts.warm_up), 0, None) / MONTH
    return float((steps(reading) * months).sum()), float((changes.mrr * months).sum())


def logo_churn(reading: LogReading) -> float:
    """Customers lost in the window / customer-years in it: a rate per year.

    NaN where no customer has come to a decision yet, which says nothing about churn. It may exceed 1 when customers leave
    within months, and it is too low while most are in their first term.
    """
    if not _decisions(reading, reading.facts.warm_up):
        return math.nan
    customer_months, _ = exposure(reading)
    return ratio(float(reading.counted(reading.changes.time[_churn(reading)]).sum()), customer_months / 12)


def retention(reading: LogReading) -> dict[str, float]:
    """Net and gross revenue retention per year, of those who were customers a year before the horizon.

    The cohort is everyone with recurring revenue 12 model months before the horizon, or at the end of the warm-up if
    that is later. nrr = its MRR at the horizon / its MRR then; grr counts of each customer at most the MRR it had then,
    so it leaves expansion out. Over a span shorter than a year both are raised to the power 1 / years. NaN when
    there was no such customer (as for a run of a year or less from day 0), or none has come to a decision since.
    """
    facts, changes = reading.facts, reading.changes
    since = max(facts.warm_up, facts.horizon - DAYS_PER_YEAR)
    if not _decisions(reading, since):
        return {"nrr": math.nan, "grr": math.nan}
    then = _mrr_by_case(reading, changes.time < since)
    now = _mrr_by_case(reading, changes.time < facts.horizon)
    cohort = then > _NOTHING * then.sum() / max(1, np.count_nonzero(then))
    base, years = float(then[cohort].sum()), (facts.horizon - since) / DAYS_PER_YEAR
    net, gross = float(now[cohort].sum()), float(np.minimum(then, now)[cohort].sum())
    return {"nrr": _per_year(ratio(net, base), years), "grr": _per_year(ratio(gross, base), years)}


def _mrr_by_case(reading: LogReading, which: Bools) -> Floats:
    changes = reading.changes
    return sums(changes.case[which], changes.mrr[which], reading.cases)


def _per_year(kept: float, years: float) -> float:
    """The share kept per year; rounding that leaves less than nothing counts as nothing."""
    return float(max(kept, 0.0) ** (1 / years)) if np.isfinite(kept) else kept
