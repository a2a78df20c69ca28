"""The funnel: what became of the leads, how long it took, how well each step passed them on.

The cohort is the leads that arrived in the window from the warm-up's end to the horizon, in the state they have when
the log ends (the horizon, or the end of the draining): leads = open + at rest + lost + won of the cohort. Who has bought
is won, whatever came later; a customer who left and came back counts once, with the first purchase.
`won` counts purchases in the window, whenever the lead arrived, those of customers who came back included.
"""

from dataclasses import dataclass

import numpy as np

from orgsim.events.outcomes import STAYING
from orgsim.measures.bins import Bools, Floats, Ints, counts, ratio, ratios
from orgsim.measures.reading import NEVER, LogReading


def leads(reading: LogReading) -> dict[str, float]:
    """Counts and shares of the cohort, and purchases; keys as in KPIS and in the parts of which they are combined."""
    bought = reading.bought
    case = reading.arrivals.case[reading.counted(reading.arrivals.time)]
    came = float(len(case))
    last = _last_change(reading)[case]
    won = float(np.isfinite(bought[case]).sum())
    never = np.isinf(bought[case])
    lost = float((never & (last == reading.code("lost"))).sum())
    at_rest = float((never & (last == reading.code("resting"))).sum())
    open_leads = came - won - lost - at_rest
    return {
        "leads": came,
        "won": reading.purchases(),
        "open_leads": open_leads,
        "at_rest": at_rest,
        "lost": lost,
        "leads_won": won,
        "leads_decided": came - open_leads,
        "win_rate": ratio(won, came),
        "win_rate_decided": ratio(won, came - open_leads),
        "open_share": ratio(open_leads, came),
        **_times_to_win(reading),
    }


def _last_change(reading: LogReading) -> Ints:
    """Per case, the code of its last change of state; -1 if it had none."""
    changes = reading.changes
    moves = ~np.isin(changes.outcome, [reading.code(outcome) for outcome in STAYING])
    last = np.full(reading.cases, -1, dtype=np.int64)
    last[changes.case[moves]] = changes.outcome[moves]
    return last


def _times_to_win(reading: LogReading) -> dict[str, float]:
    """Days from arrival to the first purchase, over the cohort's leads that have bought; those still open may take longer."""
    arrivals = reading.arrivals
    counted = reading.counted(arrivals.time)
    days = reading.bought[arrivals.case[counted]] - arrivals.time[counted]
    days = days[np.isfinite(days)]
    median, p90 = np.quantile(days, (0.5, 0.9)) if days.size else (np.nan, np.nan)
    return {"time_to_win_median": float(median), "time_to_win_p90": float(p90)}


def handoffs(reading: LogReading) -> dict[str, float]:
    """How often buyers changed teams, from its first job to its first job after the purchase.

    Consecutive jobs (by start) of a case that fall to different teams count 1; the buyers are those whose first purchase
    lies in the window, and who came in on day 0 or later: who did what for the others before is not known.
    """
    jobs, bought = reading.jobs, reading.bought
    buyer = reading.counted(bought) & ~_known_before(reading)
    worked = np.flatnonzero(jobs.started & (jobs.team >= 0) & buyer[jobs.case])
    order = worked[np.lexsort((jobs.start[worked], jobs.case[worked]))]
    case, team, start = jobs.case[order], jobs.team[order], jobs.start[order]
    before = start[:-1] < bought[case[:-1]]
    changed = (case[1:] == case[:-1]) & (team[1:] != team[:-1]) & before
    made, buyers = float(changed.sum()), float(buyer.sum())
    return {"handoffs": made, "buyers": buyers, "handoffs_per_customer": ratio(made, buyers)}


def _known_before(reading: LogReading) -> Bools:
    """Per case, whether it came in before day 0."""
    early = np.zeros(reading.cases, dtype=np.bool_)
    early[reading.arrivals.case[reading.arrivals.time < 0]] = True
    return early


@dataclass(frozen=True, slots=True)
class PassRates:
    """How each activity's gate decided, in the order of names.activities; NaN for work that decides nothing."""

    pass_rate: Floats
    """Share of the decisions that had the best outcome."""
    first_pass_rate: Floats
    """The same over leads on their first way through: never back at an activity, never returned from rest."""
    decided: Floats
    """How many decisions."""
    passed: Floats
    """Of those, how many had the best outcome."""
    decided_first: Floats
    passed_first: Floats


def gates(reading: LogReading) -> PassRates:
    """Pass rates of the jobs that became ready in the window and were decided."""
    jobs = reading.jobs
    decided = (
        reading.counted(jobs.ready) & jobs.started & ~np.isnan(jobs.end) & decides(reading)[jobs.activity]
    )
    first = decided & (jobs.ready < _recycled(reading)[jobs.case])
    passed = jobs.outcome == best(reading)[jobs.activity]
    every, best_of_every = _count(reading, decided), _count(reading, decided & passed)
    firsts, best_of_firsts = _count(reading, first), _count(reading, first & passed)
    rates = ratios(best_of_every, every), ratios(best_of_firsts, firsts)
    return PassRates(*rates, every, best_of_every, firsts, best_of_firsts)


def best(reading: LogReading) -> Ints:
    """Per activity, the code of its best outcome; `NEVER` where it has none."""
    ways = reading.facts.gates
    return np.array([reading.code(way[0]) if way else NEVER for way in ways], dtype=np.int64)


def decides(reading: LogReading) -> Bools:
    """Per activity, whether its gate decides where a lead goes."""
    return np.array([bool(way) for way in reading.facts.gates], dtype=np.bool_)


def _recycled(reading: LogReading) -> Floats:
    """Per case, the first moment it was back: ready again for an activity, or returned from rest; infinite if never."""
    jobs, changes = reading.jobs, reading.changes
    moment = np.full(reading.cases, np.inf)
    again = jobs.visit > 0
    np.minimum.at(moment, jobs.case[again], jobs.ready[again])
    returned = changes.outcome == reading.code("returned")
    np.minimum.at(moment, changes.case[returned], changes.time[returned])
    return moment


def _count(reading: LogReading, which: Bools) -> Floats:
    return counts(reading.jobs.activity[which], len(reading.names.activities))
