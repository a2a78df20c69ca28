"""Persons: what each has done by themselves, one by one.

Who has changed teams is somebody else in the new team. A purchase belongs to whoever did the job that ended in it, however
many worked on the lead before: a number about one person that four have made.
"""

import numpy as np

from orgsim.events.columns import ORGANIZATION
from orgsim.events.outcomes import MOVED_IN
from orgsim.measures.bins import Bools, Floats, Ints, counts, ratios, sums
from orgsim.measures.duty import hours_there
from orgsim.measures.funnel import best, decides
from orgsim.measures.people import hours_of
from orgsim.measures.reading import LogReading

_NOBODY = -1
_EVENTS = " events"
"""Behind the name of a source, for the entity of its events and upkeep."""


def persons(reading: LogReading) -> dict[str, Floats | Ints]:
    """One entry per person in the order of teams and numbers; counts, hours and money of the window.

    team: code; person: number in the team; joined, left: days (NaN for who is there at the horizon); duty_hours: staff hours on
    duty, those beyond closing time until a job was done among them; hours: staff hours worked; utilisation = hours /
    duty_hours; jobs: ended, for leads and customers; share: of those of the team; decided: jobs at whose end a gate decided;
    pass_rate: share of these with the best outcome; known: share of the jobs for somebody who had been worked for before whose
    last job was this person's, too; won: purchases; booked: the value signed at them.
    """
    team, person, joined, left = _stays(reading)
    who = _Numbered(reading, team, person)
    on, beyond = _hours(reading, who)
    on_duty = hours_there(
        reading, team, person, *(np.clip(day, *_window(reading)) for day in (joined, _until(reading, left)))
    )
    jobs, of_job = reading.jobs, who.of(reading.jobs.team, reading.jobs.person)
    ended = (of_job >= 0) & jobs.started & reading.counted(jobs.end) & ~_own(reading)
    decided = ended & decides(reading)[jobs.activity]
    passed = decided & (jobs.outcome == best(reading)[jobs.activity])
    done, of_team = who.count(of_job, ended), counts(jobs.team[ended], len(reading.names.teams))
    again, known = _faces(reading, of_job)
    won, booked = _purchases(reading, who, of_job)
    return {
        "team": team,
        "person": person,
        "joined": joined,
        "left": left,
        "duty_hours": on_duty + beyond,
        "hours": on + beyond,
        "utilisation": ratios(on + beyond, on_duty + beyond),
        "jobs": done,
        "share": ratios(done, of_team[team]),
        "decided": who.count(of_job, decided),
        "pass_rate": ratios(who.count(of_job, passed), who.count(of_job, decided)),
        "known": ratios(who.count(of_job, ended & known), who.count(of_job, ended & again)),
        "won": won,
        "booked": booked,
    }


class _Numbered:
    """The people of a log, numbered one after the other."""

    def __init__(self, reading: LogReading, team: Ints, person: Ints) -> None:
        self.size = len(team)
        teams = len(reading.names.teams)
        most = int(person.max()) + 1 if person.size else 0
        self._table = np.full((teams, most + 1), _NOBODY, dtype=np.int64)
        self._table[team, person] = np.arange(len(team))

    def of(self, team: Ints, person: Ints) -> Ints:
        """Who each is that is named by the code of the team and the number; -1 for nobody."""
        found = self._table[team, np.minimum(person, self._table.shape[1] - 1)]
        return np.where((team >= 0) & (person >= 0), found, _NOBODY)

    def count(self, who: Ints, which: Bools) -> Floats:
        """How many of some things, each of somebody, each person has."""
        return counts(who[which], self.size)


def _stays(reading: LogReading) -> tuple[Ints, Ints, Floats, Floats]:
    """Team, number, and the days of joining and leaving of everybody."""
    staffing = reading.staffing
    came = np.flatnonzero(np.isin(staffing.outcome, [reading.code("joined"), reading.code(MOVED_IN)]))
    order = came[np.lexsort((staffing.person[came], staffing.team[came]))]
    team, person = staffing.team[order], staffing.person[order]
    left = np.full(len(order), np.nan)
    gone = np.flatnonzero(staffing.outcome == reading.code("left"))
    left[_Numbered(reading, team, person).of(staffing.team[gone], staffing.person[gone])] = staffing.end[gone]
    return team, person, staffing.end[order], left


def _window(reading: LogReading) -> tuple[float, float]:
    return reading.facts.warm_up, reading.facts.horizon


def _until(reading: LogReading, left: Floats) -> Floats:
    return np.where(np.isnan(left), reading.facts.horizon, left)


def _hours(reading: LogReading, who: _Numbered) -> tuple[Floats, Floats]:
    """Staff hours that each has worked in the window, on duty and beyond it."""
    jobs = reading.worked
    group = who.of(jobs.team, jobs.person)
    worked = np.flatnonzero(jobs.started & (group >= 0))
    on, beyond = hours_of(reading, worked, group[worked], who.size)
    return reading.bins.window(on), reading.bins.window(beyond)


def _own(reading: LogReading) -> Bools:
    """Whether each job was for the organization itself, or a source's, and for no lead or customer."""
    own = [
        k for k, name in enumerate(reading.names.entities) if name == ORGANIZATION or name.endswith(_EVENTS)
    ]
    entity = np.searchsorted(reading.offsets, reading.jobs.case, side="right") - 1
    return np.isin(entity, own)


def _faces(reading: LogReading, who: Ints) -> tuple[Bools, Bools]:
    """Whether the case of each job had been worked for before, and the last time by the same person."""
    jobs = reading.jobs
    worked = np.flatnonzero(jobs.started & (who >= 0))
    order = worked[np.lexsort((jobs.start[worked], jobs.case[worked]))]
    again, known = np.zeros(len(who), dtype=np.bool_), np.zeros(len(who), dtype=np.bool_)
    again[order[1:]] = jobs.case[order[1:]] == jobs.case[order[:-1]]
    known[order[1:]] = again[order[1:]] & (who[order[1:]] == who[order[:-1]])
    return again, known


def _purchases(reading: LogReading, who: _Numbered, of_job: Ints) -> tuple[Floats, Floats]:
    """How many purchases of the window each has won, and the value signed at them: by the last job before that ended so."""
    jobs, changes, customer = reading.jobs, reading.changes, reading.code("customer")
    closing = np.flatnonzero((jobs.outcome == customer) & (of_job >= 0))
    bought = np.flatnonzero((changes.outcome == customer) & reading.counted(changes.time))
    case = np.concatenate((jobs.case[closing], changes.case[bought]))
    time = np.concatenate((jobs.end[closing], changes.time[bought]))
    is_purchase = np.arange(len(case)) >= len(closing)
    order = np.lexsort((is_purchase, time, case))
    places = np.arange(len(order))
    last = np.maximum.accumulate(np.where(is_purchase[order], -1, places))
    before = order[np.maximum(last, 0)]
    found = is_purchase[order] & (last >= 0) & (case[before] == case[order])
    by = of_job[closing[before[found]]]
    value = changes.booked[bought[order[found] - len(closing)]]
    return counts(by, who.size), sums(by, value, who.size)
