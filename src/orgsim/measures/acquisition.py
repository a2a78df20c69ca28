"""Acquisition: what winning customers costs, over the customers of the same days or of the same leads.

Pay, idle time included, is split by the team's reference hours before and after the purchase (`Facts.acquisition`), and so is
what is spent on its people; commissions on contracts are acquisition in full, those on what is sold to customers later are not.
A team that only works before the purchase is acquisition whatever it did; one that works neither before nor after it
(development) counts on neither side.
"""

from dataclasses import dataclass

import numpy as np

from orgsim.events.columns import ORGANIZATION
from orgsim.measures.bins import Bools, Floats, counts, ratios, sums
from orgsim.measures.people import TeamWork, purposes
from orgsim.measures.reading import LogReading
from orgsim.units import MONTH

LAGS = (0.0, 0.5, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 12.0, 18.0, 24.0)
"""Model months before the horizon at which the leads end over which cost and customers can be matched."""
_MOST = 0.5
"""Share of the window that may be left out for the leads of its end."""


def lag(days_to_win: float, window: float) -> float:
    """Model months that are left out before the horizon, for leads that take `days_to_win`: the first of LAGS that is no
    shorter, as long as half of the window (days) is left. 0 where nobody has bought (NaN)."""
    allowed = [months for months in LAGS if months * MONTH <= _MOST * window]
    enough = [months for months in allowed if not months * MONTH < days_to_win - 1e-9]
    return enough[0] if enough else allowed[-1]


def shares(reading: LogReading) -> tuple[Floats, Floats]:
    """Per team, the share of its pay that wins customers and the share that cares for them; 0 and 0 for a team that does
    neither."""
    before = np.array(reading.facts.acquisition, dtype=np.float64)
    neither = np.isnan(before)
    return np.where(neither, 0.0, before), np.where(neither, 0.0, 1 - before)


def pay(reading: LogReading, since: float, until: float) -> Floats:
    """Pay of each team from one day to another, each span of the payroll paid evenly over its days."""
    payroll = reading.payroll
    span = payroll.end - payroll.start
    days = np.clip(np.minimum(payroll.end, until) - np.maximum(payroll.start, since), 0, None)
    at_once = ((payroll.start >= since) & (payroll.start < until)).astype(np.float64)
    part = np.divide(days, span, where=span > 0, out=at_once)
    return sums(payroll.team, payroll.cost * part, len(reading.names.teams))


def acquisition_cost(reading: LogReading) -> float:
    """What winning customers costs in the window: leads, events of sources, and the people by their shares."""
    facts = reading.facts
    share, _ = shares(reading)
    paid = float((pay(reading, facts.warm_up, facts.horizon) * share).sum())
    sold = reading.commissions
    commissions = float(sold.cost[reading.counted(sold.time) & ~reading.sold_later].sum())
    return paid + _leads(reading, facts.horizon) + _spent(reading, share, facts.horizon) + commissions


def care_cost(reading: LogReading, since: float) -> float:
    """What caring for customers costs from a day to the horizon: the people, and what is spent on them, by their shares, and
    commissions on what is sold to customers."""
    facts, spent, sold = reading.facts, reading.spending, reading.commissions
    _, share = shares(reading)
    part = np.where(spent.team >= 0, share[spent.team], 0.0)
    within = (spent.time >= since) & (spent.time < facts.horizon)
    later = reading.sold_later & (sold.time >= since) & (sold.time < facts.horizon)
    return float(
        (pay(reading, since, facts.horizon) * share).sum()
        + (spent.cost * part)[within].sum()
        + sold.cost[later].sum()
    )


def _leads(reading: LogReading, until: float) -> float:
    """What sources charge for the leads that arrive in the window before a day."""
    time = reading.arrivals.time
    return float(reading.arrivals.cost[(time >= reading.facts.warm_up) & (time < until)].sum())


def _spent(reading: LogReading, share: Floats, until: float) -> float:
    """Spending on sources in full, on the people of a team by its share; other spending of the organization does not count."""
    spent, names = reading.spending, reading.names
    own = reading.offsets[-2] if names.entities[-1] == ORGANIZATION else np.inf  # the last entity, if there
    part = np.where(spent.team >= 0, share[spent.team], spent.case < own)
    within = (spent.time >= reading.facts.warm_up) & (spent.time < until)
    return float((spent.cost * part)[within].sum())


@dataclass(frozen=True, slots=True)
class Matched:
    """Cost and customers of the leads that arrived from the warm-up's end to so many months before the horizon."""

    cost: Floats
    """By lag, in the order of LAGS; 0 where no day is left."""
    won: Floats
    """Their purchases, however late."""


def matched(reading: LogReading, work: TeamWork) -> Matched:
    """Match spending to the customers that it won, for every lag.

    Cost: what the leads cost, events held meanwhile, hours worked on these leads (and on events of sources meanwhile) at
    the team's pay per hour on duty, and of its pay for other hours of acquisition, such as idle ones, the part of the same
    days. So one hour more or less of work moves the cost by what that hour costs.
    """
    facts = reading.facts
    cuts = facts.horizon - MONTH * np.array(LAGS)
    share, _ = shares(reading)
    hours, rest, rate = _hours(reading, cuts), _rest(reading, work, share), _rate(reading, work, share)
    whole = pay(reading, facts.warm_up, facts.horizon)
    cost = np.zeros(len(LAGS))
    for place, cut in enumerate(cuts.tolist()):
        if cut > facts.warm_up:
            part = np.nan_to_num(ratios(pay(reading, facts.warm_up, cut), whole))
            people = float((rate * hours[place] + rest * part).sum())
            cost[place] = people + _leads(reading, cut) + _spent(reading, share, cut)
    cost += _commissions(reading, cuts)
    return Matched(cost, _won(reading, cuts))


def _rate(reading: LogReading, work: TeamWork, share: Floats) -> Floats:
    """Per team, its pay for acquisition per hour of it: per hour on duty for that, or per hour worked where it worked more."""
    paid = pay(reading, reading.facts.warm_up, reading.facts.horizon) * share
    before, capacity = reading.bins.window(work.before), reading.bins.window(work.capacity)
    return np.nan_to_num(ratios(paid, np.maximum(capacity * share, before)))


def _rest(reading: LogReading, work: TeamWork, share: Floats) -> Floats:
    """Per team, its pay for acquisition in the window that no work on cases explains."""
    paid = pay(reading, reading.facts.warm_up, reading.facts.horizon) * share
    return np.clip(paid - _rate(reading, work, share) * reading.bins.window(work.before), 0.0, None)


def _hours(reading: LogReading, cuts: Floats) -> Floats:
    """Staff hours before the purchase on leads that arrived in the window before each cut, and on events and upkeep of sources
    begun in it; cut × team."""
    jobs, facts, teams = reading.worked, reading.facts, len(reading.names.teams)
    worked = np.flatnonzero(jobs.started & (jobs.team >= 0))
    worked = worked[purposes(reading, worked) == 0]
    arrived = np.full(reading.cases, np.nan)
    arrived[reading.arrivals.case] = reading.arrivals.time
    time = arrived[jobs.case[worked]]
    time = np.where(np.isnan(time), jobs.start[worked], time)
    team, hours = jobs.team[worked], jobs.hours[worked]
    within = (time >= facts.warm_up) & (time < cuts[:, None])
    return np.array([sums(team[one], hours[one], teams) for one in within])


def _commissions(reading: LogReading, cuts: Floats) -> Floats:
    """Commissions on contracts of the leads that arrived in the window before each cut."""
    arrivals, sold = reading.arrivals, reading.commissions
    paid = sums(sold.case, sold.cost * ~reading.sold_later, reading.cases)[arrivals.case]
    within = (arrivals.time >= reading.facts.warm_up) & (arrivals.time < cuts[:, None])
    return np.asarray((paid * within).sum(axis=1), dtype=np.float64)


def _won(reading: LogReading, cuts: Floats) -> Floats:
    """Purchases of the leads that arrived in the window before each cut."""
    changes, arrivals = reading.changes, reading.arrivals
    bought: Bools = changes.outcome == reading.code("customer")
    purchases = counts(changes.case[bought], reading.cases)[arrivals.case]
    within = (arrivals.time >= reading.facts.warm_up) & (arrivals.time < cuts[:, None])
    return np.asarray((purchases * within).sum(axis=1), dtype=np.float64)
