"""Prices: how what recurs moves at renewals, and what customers would pay without that."""

import numpy as np

from orgsim.measures.bins import Floats, sums
from orgsim.measures.reading import LogReading
from orgsim.measures.terms import CLASSES, NEVER, ContractTerms
from orgsim.units import MONTH


def moved(reading: LogReading, found: ContractTerms) -> dict[str, float]:
    """moved.CLASS: recurring revenue that would have accrued more in the window at the full prices of first terms, without
    rises since and discounts then (below 0: less). rise: growth per model month that comes at renewals; discount: share that
    is taken off in a first term."""
    facts = reading.contracts
    more = np.zeros(len(CLASSES))
    if facts.rise or facts.discount:
        kind = found.kind
        which = np.flatnonzero(kind < NEVER)
        by_term = _accrued(reading, found) * (1 / _levels(reading, found) - 1)
        more = sums(kind[which], by_term[which], len(CLASSES))
    named = {f"moved.{name}": float(value) for name, value in zip(CLASSES, more, strict=True)}
    return named | {"rise": facts.rise, "discount": facts.discount}


def _levels(reading: LogReading, found: ContractTerms) -> Floats:
    """Per term, its price over the full price of the first; 1 for customers without a contract of terms."""
    facts = reading.contracts
    months = np.where(np.isinf(found.months), 0.0, found.months)
    level = (1 + facts.rise) ** (months * (found.age - 1))
    return np.where(found.age == 1, level * (1 - facts.discount), level)


def _accrued(reading: LogReading, found: ContractTerms) -> Floats:
    """Per term, recurring revenue accrued in it within the window."""
    changes, facts = reading.changes, reading.facts
    since, until = np.maximum(found.begin, facts.warm_up), np.minimum(found.end, facts.horizon)
    order = np.argsort(changes.case, kind="stable")
    case, mrr, time = changes.case[order], changes.mrr[order], changes.time[order]
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    opened = place[found.opened]  # ascending, since terms are ordered by case and time
    term = np.searchsorted(opened, np.arange(len(order)), side="right") - 1
    inside = (term >= 0) & (found.case[term] == case)
    # What a relation had before this term began: all of the case, since who has left has nothing.
    total = np.cumsum(mrr)
    first = np.searchsorted(case, found.case)
    standing = total[opened] - (total - mrr)[first]
    added = inside & (np.arange(len(order)) > opened[term])
    at = term[added]
    left = np.clip(until[at] - np.maximum(time[added], since[at]), 0, None)
    whole = standing * np.clip(until - since, 0, None)
    return np.asarray((whole + sums(at, mrr[added] * left, len(found.case))) / MONTH)
