"""Customers: how many, what they are worth each month, and how many stay.

Recurring revenue (MRR) is money per model month; ARR = 12 MRR. Stocks at a moment count the changes before it, and the
decisions that fall on it.
"""

import numpy as np

from orgsim.measures.bins import Bools, Floats, sums
from orgsim.measures.reading import CONTRACTED, CONVERTED, DECISIONS, LogReading
from orgsim.measures.terms import last_year
from orgsim.units import DAYS_PER_YEAR, MONTH

_NOTHING = 1e-6
"""Recurring revenue, as a share of an average customer's, that is rounding."""


def stocks(reading: LogReading) -> dict[str, float]:
    """Customers and recurring revenue at the horizon; customers lost and cross sales in the window; keys as in KPIS."""
    changes, horizon = reading.changes, reading.facts.horizon
    mrr = recurring(reading) if recurs(reading) else np.nan
    return {
        "customers_end": float(steps(reading)[changes.moment < horizon].sum()),
        "churned": float(reading.counted(changes.moment[_churn(reading)]).sum()),
        "cross_sold": float(
            reading.counted(changes.time[changes.outcome == reading.code("cross_sold")]).sum()
        ),
        "contraction": contraction(reading) if recurs(reading) else np.nan,
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
    return float(reading.changes.mrr[reading.changes.moment < reading.facts.horizon].sum())


def contraction(reading: LogReading) -> float:
    """MRR that customers who stayed gave up in the window."""
    changes = reading.changes
    shrunk = changes.outcome == reading.code(CONTRACTED)
    return float(-changes.mrr[shrunk & reading.counted(changes.moment)].sum()) + 0.0


BRIDGE = {
    "mrr_new": ("customer",),
    "mrr_added": ("upsold", "cross_sold"),
    "mrr_repriced": ("renewed", CONVERTED),
    "mrr_contracted": (CONTRACTED,),
    "mrr_lost": ("churned", "retired"),
}
"""What moves recurring revenue, and the changes that do: new customers, more for those who are there, other prices at renewals,
less at renewals, and customers who go. Whatever happens, these add up to the change of MRR."""


def bridge(reading: LogReading) -> dict[str, Bools]:
    """Which changes of the log belong to each part of the bridge."""
    return {
        name: np.isin(reading.changes.outcome, [reading.code(outcome) for outcome in outcomes])
        for name, outcomes in BRIDGE.items()
    }


def _churn(reading: LogReading) -> Bools:
    return np.equal(reading.changes.outcome, reading.code("churned"))


def _decisions(reading: LogReading, since: float) -> int:
    """How often customers have decided whether to stay, after a day and until the horizon."""
    codes = [reading.code(outcome) for outcome in DECISIONS]
    moments = reading.changes.moment[np.isin(reading.changes.outcome, codes)]
    return int(((moments >= since) & (moments < reading.facts.horizon)).sum())


def steps(reading: LogReading) -> Floats:
    """Per change, how the number of customers moves: +1 for a purchase, -1 for one who leaves or is about to replace."""
    bought = reading.changes.outcome == reading.code("customer")
    retired = reading.changes.outcome == reading.code("retired")
    return np.asarray(bought.astype(np.float64) - _churn(reading) - retired)


def customer_months(reading: LogReading, since: float) -> float:
    """Customers held from a day to the horizon, in customer-months."""
    changes, horizon = reading.changes, reading.facts.horizon
    months = np.clip(horizon - np.maximum(changes.time, since), 0, None) / MONTH
    return float((steps(reading) * months).sum())


def decided(reading: LogReading) -> dict[str, float]:
    """Decisions of customers in the window (decisions), and customers who were there in it (customers)."""
    changes, since = reading.changes, reading.facts.warm_up
    there = float(steps(reading)[changes.moment < since].sum())
    return {"decisions": float(_decisions(reading, since)), "customers": there + reading.purchases()}


def retention(reading: LogReading) -> dict[str, float]:
    """The sums of net and gross revenue retention, of those who were customers a year before the horizon.

    The cohort is everyone with recurring revenue 12 model months before the horizon, or at the end of the warm-up if
    that is later. retention_base: its MRR then; retention_net: at the horizon; retention_gross: the same, each customer
    counted with at most what it had then; retention_years: the years between. All but the last 0 when none has come to a
    decision since: what nobody can have given up is not kept.
    """
    facts, changes = reading.facts, reading.changes
    since = last_year(reading)
    years = (facts.horizon - since) / DAYS_PER_YEAR
    sums_of = dict.fromkeys(("retention_base", "retention_net", "retention_gross"), 0.0)
    if _decisions(reading, since):
        then = _mrr_by_case(reading, changes.moment < since)
        now = _mrr_by_case(reading, changes.moment < facts.horizon)
        cohort = then > _NOTHING * then.sum() / max(1, np.count_nonzero(then))
        sums_of["retention_base"] = float(then[cohort].sum())
        sums_of["retention_net"] = float(now[cohort].sum())
        sums_of["retention_gross"] = float(np.minimum(then, now)[cohort].sum())
    return sums_of | {"retention_years": years}


def _mrr_by_case(reading: LogReading, which: Bools) -> Floats:
    changes = reading.changes
    return sums(changes.case[which], changes.mrr[which], reading.cases)
