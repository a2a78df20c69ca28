"""People: how much each team worked, what it could have worked, what it cost, and what its KPI reads.

Hours lie where they were worked: a job's are those on duty between its start and its end, and none at night, on weekends or
while the team is closed; so no window holds more work than hours on duty. Pay accrues evenly over elapsed time.
Utilisation = staff hours worked on jobs / staff hours on duty.
"""

from dataclasses import dataclass, replace

import numpy as np

from orgsim.events.columns import ORGANIZATION
from orgsim.measures.bins import Bools, Floats, Ints, Spans, counts, ratios, sums
from orgsim.measures.duty import overtime, personal_hours, share, share_of_overtime
from orgsim.measures.funnel import best, decides
from orgsim.measures.reading import LogReading


@dataclass(frozen=True, slots=True)
class TeamWork:
    """What the teams did, per team (in the order of names.teams) and bin of time."""

    before: Floats
    """Staff hours on jobs begun before the case's purchase (and on events and upkeep of sources), or to win back
    one who had left."""
    after: Floats
    """Staff hours on jobs begun at or after the case's purchase, for its customer life."""
    own: Floats
    """Staff hours of what the organization does for itself: meetings, training, development."""
    capacity: Floats
    """Staff hours on duty, those beyond closing time until a job was done among them."""
    cost: Floats
    """Money paid to the people, commissions included."""

    @property
    def hours(self) -> Floats:
        """Staff hours worked on jobs."""
        return self.before + self.after + self.own


def work(reading: LogReading) -> TeamWork:
    """Hours, capacity and pay of every team in every bin from day 0 to the horizon."""
    jobs, payroll, teams = reading.worked, reading.payroll, len(reading.names.teams)
    worked = np.flatnonzero(jobs.started & (jobs.team >= 0))
    kind = purposes(reading, worked)
    hours, late = hours_of(reading, worked, jobs.team[worked] * 3 + kind, teams * 3)
    capacity = _capacity(reading)
    if late.any():
        hours += late
        capacity += late[0::3] + late[1::3] + late[2::3]
    cost = reading.bins.share(Spans(payroll.team, payroll.start, payroll.end, payroll.cost), teams)
    sold = reading.commissions
    cost = cost + reading.bins.share(Spans(sold.team, sold.time, sold.time, sold.cost), teams)
    return TeamWork(hours[0::3], hours[1::3], hours[2::3], capacity, cost)


def hours_of(reading: LogReading, worked: Ints, group: Ints, groups: int) -> tuple[Floats, Floats]:
    """Staff hours on some of `LogReading.worked`, all begun, per group and bin: on duty, and beyond closing time."""
    jobs = reading.worked
    team, person, end = jobs.team[worked], jobs.person[worked], jobs.end[worked]
    end = np.where(np.isnan(end), reading.until, end)
    spans = Spans(group, jobs.start[worked], end, jobs.hours[worked])
    beyond = overtime(reading, team, person, spans)
    on = share(reading, team, person, replace(spans, amount=spans.amount - beyond), groups)
    if not beyond.any():
        return on, np.zeros_like(on)
    return on, share_of_overtime(reading, team, person, replace(spans, amount=beyond), groups)


def _capacity(reading: LogReading) -> Floats:
    """Staff hours on duty by the calendar, per team and bin."""
    payroll, teams = reading.payroll, len(reading.names.teams)
    alike = ~np.isin(payroll.team, [team for team, _, _ in reading.hours.personal])
    team, all_of_it = payroll.team[alike], np.full(int(alike.sum()), -1)
    spans = Spans(team, payroll.start[alike], payroll.end[alike], payroll.hours[alike])
    capacity = share(reading, team, all_of_it, spans, teams)
    if reading.hours.personal:
        person, own = personal_hours(reading)
        capacity += share(reading, own.group, person, own, teams)
    return capacity


def purposes(reading: LogReading, worked: Ints) -> Ints:
    """What each of some of `LogReading.worked`, all begun, was for: 0 a purchase, 1 a customer, 2 the organization itself (see
    TeamWork)."""
    jobs = reading.worked
    after = (jobs.start[worked] >= reading.bought[jobs.case[worked]]) & ~_winning_back(reading, worked)
    return np.where(_own(reading, worked), 2, after)


def _own(reading: LogReading, worked: Ints) -> Bools:
    """Whether each of some jobs was done for the organization itself."""
    entities = reading.names.entities
    if entities[-1] != ORGANIZATION:
        return np.zeros(len(worked), dtype=np.bool_)
    return np.asarray(reading.worked.case[worked] >= reading.offsets[len(entities) - 1])


def _winning_back(reading: LogReading, worked: Ints) -> Bools:
    """Whether each of some jobs was a step that decides, begun after its customer had left and before it bought again."""
    changes, jobs = reading.changes, reading.worked
    gone = np.isin(changes.outcome, [reading.code("churned"), reading.code("retired")])
    found = np.zeros(len(worked), dtype=np.bool_)
    left = np.zeros(reading.cases, dtype=np.bool_)
    left[changes.case[gone]] = True
    asked = np.flatnonzero(left[jobs.case[worked]] & decides(reading)[jobs.activity[worked]])
    if not asked.size:
        return found
    moves = np.flatnonzero(gone | (changes.outcome == reading.code("customer")))
    case = np.concatenate((changes.case[moves], jobs.case[worked[asked]]))
    time = np.concatenate((changes.time[moves], jobs.start[worked[asked]]))
    is_job = np.arange(len(case)) >= len(moves)
    order = np.lexsort((is_job, time, case))
    # In this order, the last purchase or leaving at or before each job, of the same customer or, before its first, of another.
    last = np.maximum.accumulate(np.where(is_job[order], -1, np.arange(len(order))))
    before = order[np.maximum(last, 0)]
    away = np.zeros(len(order), dtype=np.bool_)
    same = (last >= 0) & (case[before] == case[order])
    away[order] = same & np.append(gone[moves], ~is_job[is_job])[before]
    found[asked] = away[len(moves) :]
    return found


def held(reading: LogReading) -> Floats:
    """Per team, staff hours on duty in the window in which somebody was kept free for joint work of which others were missing."""
    held, teams = reading.held, len(reading.names.teams)
    spans = Spans(held.team, held.start, held.end, held.hours)
    return reading.bins.window(share(reading, held.team, held.person, spans, teams))


def headcount(reading: LogReading) -> Floats:
    """People per team: the average over the window, by time."""
    facts, staffing = reading.facts, reading.staffing
    left = staffing.outcome == reading.code("left")
    days = np.clip(facts.horizon - np.maximum(staffing.end, facts.warm_up), 0, None)
    person_days = sums(staffing.team, np.where(left, -days, days), len(reading.names.teams))
    return ratios(person_days, reading.days)


def monthly_headcount(reading: LogReading) -> Floats:
    """People per team and model month: the average over the month, by time; those away for a while are counted."""
    staffing, edges = reading.staffing, reading.bins.month_edges
    joins = np.where(staffing.outcome == reading.code("left"), -1.0, 1.0)
    person_days = np.zeros((len(reading.names.teams), len(edges)))
    since = np.clip(edges - np.maximum(staffing.end, 0.0)[:, None], 0.0, None)
    np.add.at(person_days, staffing.team, joins[:, None] * since)
    return np.diff(person_days, axis=1) / np.diff(edges)


def appointments(reading: LogReading) -> Floats:
    """Per team, jobs ended in the window whose best outcome sent the case on to an activity of another team."""
    jobs, activities = reading.jobs, reading.names.activities
    onward = np.zeros((len(reading.names.teams), len(activities)), dtype=np.bool_)
    for here, does in enumerate(reading.facts.team_does):
        for step, way in enumerate(reading.facts.gates):
            onward[here, step] = bool(way) and way[0] in activities and way[0] not in does
    aim = best(reading)
    ended = np.flatnonzero(reading.counted(jobs.end) & jobs.started & (jobs.team >= 0))
    team, activity = jobs.team[ended], jobs.activity[ended]
    sent = (jobs.outcome[ended] == aim[activity]) & onward[team, activity]
    return counts(team[sent], len(reading.names.teams))


def kpi_values(reading: LogReading, kpis: dict[str, float]) -> Floats:
    """Per team, the value of the KPI it is measured on; `kpis` are the totals of the whole. NaN for a team without.

    leads: those that arrived in the window; appointments: see `appointments`; bookings: value signed in the window;
    retention: 1 - logo churn per year; lifetime_value: LTV of a customer.
    """
    made = appointments(reading)
    whole = {
        "leads": kpis["leads"],
        "bookings": kpis["bookings"],
        "retention": 1 - kpis["logo_churn"],
        "lifetime_value": kpis["ltv"],
        "none": np.nan,
    }
    names = reading.facts.team_kpi
    return np.array(
        [made[team] if name == "appointments" else whole[name] for team, name in enumerate(names)]
    )
