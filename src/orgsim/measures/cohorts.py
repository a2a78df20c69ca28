"""Cohorts: customers by when they first bought, and how many of each are there at the end of every month."""

import numpy as np

from orgsim.measures.bins import Floats, Ints, sums
from orgsim.measures.customers import steps
from orgsim.measures.reading import LogReading

MOST = 12
"""Cohorts of a run at most; longer runs have longer ones."""
_LENGTHS = (3, 6, 12)
"""Model months of purchases that are one cohort: quarters, halves, years."""
BEFORE = "before"
"""The cohort of those who were customers on day 0."""


def length(months: int) -> int:
    """Model months of purchases that are one cohort in a run of so many: the shortest of which there are `MOST` or fewer."""
    return next((one for one in _LENGTHS if one * MOST >= months), -(-months // MOST))


def monthly(reading: LogReading) -> dict[str, list[float]]:
    """Monthly series of cohorts.

    bought_first: customers who bought for the first time in the month; at_start: customers on day 0, in every month the same;
    cohort.K: of those whose first purchase lies in cohort K
    (from 1; "cohort.before": before day 0), how many are customers at the end of the month, those won back among them. Summed
    up, the cohorts are `customers`.
    """
    changes, months = reading.changes, reading.bins.months
    each = length(months)
    moved = steps(reading)
    count = -(-months // each)
    first = np.full(reading.cases, months)
    bought = np.flatnonzero(moved > 0)
    month = reading.bins.month(changes.moment)
    np.minimum.at(first, changes.case[bought], month[bought])
    new = first[(first >= 0) & (first < months)]
    cohort = np.where(first < 0, 0, 1 + first // each)[changes.case]
    there = _standing(cohort, np.clip(month, 0, months), moved, (count + 2, months + 1))
    names = (BEFORE, *map(str, range(1, count + 1)))
    found = {f"cohort.{name}": there[k, :months].tolist() for k, name in enumerate(names)}
    at_start = np.full(months, moved[month < 0].sum())
    firsts = sums(new, np.ones(len(new)), months)
    return {"bought_first": firsts.tolist(), "at_start": at_start.tolist(), **found}


def _standing(cohort: Ints, month: Ints, moved: Floats, shape: tuple[int, int]) -> Floats:
    """Customers of each cohort at the end of each month."""
    place = np.minimum(cohort, shape[0] - 1) * shape[1] + month
    return np.asarray(np.cumsum(sums(place, moved, shape[0] * shape[1]).reshape(shape), axis=1))
