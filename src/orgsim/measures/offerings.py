"""Offerings: what customers bring, and how many leave, under an offering and under the one that takes its place from a day on.

A customer belongs to the later one from the purchase of it on, or from the decision on with which it goes over; that decision
itself ends a term of the earlier one.
"""

import numpy as np

from orgsim.measures.bins import Floats
from orgsim.measures.customers import sells
from orgsim.measures.reading import CONVERTED, LogReading
from orgsim.measures.terms import ContractTerms
from orgsim.units import DAYS_PER_YEAR

EARLIER = ("lost.earlier", "due.earlier", "term_years")
LATER = ("lost.later", "due.later", "term_years")
"""What churn under each is made of."""


def figures(reading: LogReading) -> dict[str, float]:
    """Customers who went over in the window, ARR at the horizon and what was paid in the window under the later offering; keys as
    in KPIS. NaN where none follows."""
    if not sells(reading) or not np.isfinite(reading.contracts.later):
        return dict.fromkeys(("converted", "arr_later", "revenue_later"), np.nan)
    changes, payments, since = reading.changes, reading.payments, _since(reading)
    over = changes.outcome == reading.code(CONVERTED)
    own = (since[changes.case] < reading.facts.horizon) & (changes.moment < reading.facts.horizon)
    paid = reading.counted(payments.time) & (payments.time >= since[payments.case])
    return {
        "converted": float(reading.counted(changes.moment[over]).sum()),
        "arr_later": 12 * float(changes.mrr[own].sum()),
        "revenue_later": float(payments.money[paid].sum()),
    }


def decisions(reading: LogReading, found: ContractTerms) -> dict[str, float]:
    """Decisions due and customers lost in the window under each offering, and the years of a term; none, and a year, where none
    follows."""
    facts = reading.facts
    if not np.isfinite(reading.contracts.later):
        return dict.fromkeys((*EARLIER[:2], *LATER[:2]), 0.0) | {"term_years": 1.0}
    later = found.begin >= _since(reading)[found.case]
    within = (found.end > facts.warm_up) & (found.end <= facts.horizon)
    due, lost = within & (found.renewed | found.lost), within & found.lost
    return {
        "due.earlier": float((due & ~later).sum()),
        "lost.earlier": float((lost & ~later).sum()),
        "due.later": float((due & later).sum()),
        "lost.later": float((lost & later).sum()),
        "term_years": facts.term / DAYS_PER_YEAR,
    }


def _since(reading: LogReading) -> Floats:
    """Per case, the day from which on it has the later offering; infinite where it never has."""
    changes, begins = reading.changes, reading.contracts.later
    found = np.full(reading.cases, np.inf)
    if np.isfinite(begins):
        bought = (changes.outcome == reading.code("customer")) & (changes.time >= begins)
        here = bought | (changes.outcome == reading.code(CONVERTED))
        np.minimum.at(found, changes.case[here], changes.time[here])
    return found
