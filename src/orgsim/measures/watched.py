"""What a firm watches month by month: the monthly series, and with them what tells one cause of a change from another.

Everything is counted by the month in which it happens, so that a month that is over does not change any more (the rates of the
funnel are by the month in which leads arrived, and do).
"""

import numpy as np

from orgsim.measures.bins import Bools, Floats, counts, ratios, sums
from orgsim.measures.chain import best_way
from orgsim.measures.funnel import best, decides
from orgsim.measures.monthly import series
from orgsim.measures.people import work
from orgsim.measures.reading import DECISIONS, LogReading
from orgsim.measures.waiting import waiting_days


def watched(reading: LogReading) -> dict[str, list[float]]:
    """The monthly series (see `orgsim.measures.monthly.series`), and beside them, by model month: NaN where a mean is of nothing.

    due: customers who decided whether to stay; days_to_win: mean days from arrival to the first purchase, over those who bought
    in the month; decided.STEP and passed.STEP: decisions at each step of the best way to the purchase whose work ended in the
    month, and those of them with the best outcome.
    """
    found = {**_customers(reading), **_steps(reading)}
    own = {name: values.tolist() for name, values in found.items()}
    return series(reading, work(reading), waiting_days(reading)) | own


def _customers(reading: LogReading) -> dict[str, Floats]:
    changes, arrivals = reading.changes, reading.arrivals
    chosen = np.isin(changes.outcome, [reading.code(one) for one in DECISIONS])
    bought = reading.bought[arrivals.case]
    first = np.isfinite(bought)
    took = _sum(reading, bought[first], (bought - arrivals.time)[first])
    return {
        "due": _sum(reading, changes.moment[chosen], np.ones(int(chosen.sum()))),
        "days_to_win": ratios(took, _sum(reading, bought[first], np.ones(int(first.sum())))),
    }


def _sum(reading: LogReading, time: Floats, amount: Floats) -> Floats:
    month, months = reading.bins.month(time), reading.bins.months
    inside = (month >= 0) & (month < months)
    return sums(month[inside], amount[inside], months)


def _steps(reading: LogReading) -> dict[str, Floats]:
    jobs = reading.jobs
    ended = jobs.started & ~np.isnan(jobs.end) & decides(reading)[jobs.activity]
    passed = ended & (jobs.outcome == best(reading)[jobs.activity])
    found: dict[str, Floats] = {}
    for name in best_way(reading):
        code = reading.names.activities.index(name)
        found[f"decided.{name}"] = _of(reading, ended, code)
        found[f"passed.{name}"] = _of(reading, passed, code)
    return found


def _of(reading: LogReading, which: Bools, activity: int) -> Floats:
    """How many of some jobs of an activity ended in each month."""
    jobs, months = reading.jobs, reading.bins.months
    month = reading.bins.month(jobs.end[which & (jobs.activity == activity)])
    return counts(month[(month >= 0) & (month < months)], months)
