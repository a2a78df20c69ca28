"""The event log as the measures read it: each kind of row in contiguous columns, cases numbered from 0."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from orgsim.events.columns import Facts, HoursFacts, Names, Row
from orgsim.events.log import EventLog
from orgsim.measures.bins import Bins, Bools, Floats, Ints, cut

DECISIONS = ("renewed", "churned", "retired")
"""What customers can decide."""
NEVER = -2
"""The code of an outcome that the log does not name."""


@dataclass(frozen=True, slots=True)
class Jobs:
    """The jobs of a log, in its order. Times in days, NaN as in the log, except for `leave`."""

    activity: Ints
    team: Ints
    person: Ints
    """The number in the team of who did it; -1 for nobody."""
    outcome: Ints
    case: Ints
    visit: Ints
    ready: Floats
    start: Floats
    end: Floats
    leave: Floats
    """When the job stopped waiting: work began, it left, or the log ends."""
    hours: Floats

    @property
    def started(self) -> Bools:
        """Whether work began."""
        return ~np.isnan(self.start)


@dataclass(frozen=True, slots=True)
class Changes:
    """The changes of state, in the order they happened."""

    outcome: Ints
    case: Ints
    time: Floats
    moment: Floats
    """The time as it counts: a decision of a customer belongs to the days that end with it, anything else to those that begin
    (the value signed with it too: it is of the term that begins)."""
    booked: Floats
    mrr: Floats


@dataclass(frozen=True, slots=True)
class Entries:
    """Moments at which something happens to a case and money may flow: arrivals, payments or spending."""

    team: Ints
    """For spending of the organization: the team it is for; -1 where none applies."""
    case: Ints
    time: Floats
    money: Floats
    cost: Floats


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is paid for which span (payroll), or who comes and goes (staffing; `start` equals `end`)."""

    team: Ints
    person: Ints
    """The number in the team of who comes and goes; -1 for payroll, which is of all."""
    outcome: Ints
    start: Floats
    end: Floats
    hours: Floats
    cost: Floats


@dataclass(frozen=True, slots=True)
class Pending:
    """The decisions that customers of the horizon have before them, one row per customer."""

    case: Ints
    due: Floats
    """Days."""
    expected: Floats
    """The change of recurring revenue to expect: -(chance of leaving) × what the customer pays."""


@dataclass(frozen=True, slots=True)
class LogReading:
    """One log, ready to be measured."""

    names: Names
    facts: Facts
    hours: HoursFacts
    bins: Bins
    offsets: Ints
    """Per entity, the number of its first case; behind them the number of cases."""
    until: float
    """Last moment the log knows of: the horizon, or when the journey was empty if it was drained (days)."""
    jobs: Jobs
    changes: Changes
    arrivals: Entries
    payments: Entries
    spending: Entries
    payroll: Staff
    staffing: Staff
    pending: Pending
    bought: Floats
    """Per case, the day it became a customer for the first time; infinite if it did not."""

    @property
    def cases(self) -> int:
        """How many cases, leads and events of sources alike."""
        return int(self.offsets[-1])

    @property
    def days(self) -> float:
        """Length of the window that is counted (days)."""
        return self.facts.horizon - self.facts.warm_up

    def purchases(self) -> float:
        """Purchases in the window, those of customers who had left and come back included."""
        changes = self.changes
        return float(self.counted(changes.time[changes.outcome == self.code("customer")]).sum())

    def counted(self, time: Floats) -> Bools:
        """Whether each moment lies in the window: from the warm-up's end to before the horizon."""
        return (time >= self.facts.warm_up) & (time < self.facts.horizon)

    def code(self, outcome: str) -> int:
        """The code of an outcome in this log; `NEVER` if it does not name it."""
        return self.names.outcomes.index(outcome) if outcome in self.names.outcomes else NEVER


class _Columns:
    """Columns of some rows of a log, one at a time."""

    def __init__(self, rows: npt.NDArray[np.void], where: Ints, offsets: Ints) -> None:
        self._rows, self._where, self._offsets = rows, where, offsets

    def floats(self, name: str) -> Floats:
        return np.asarray(self._rows[name][self._where], dtype=np.float64)

    def ints(self, name: str) -> Ints:
        return np.asarray(self._rows[name][self._where], dtype=np.int64)

    def case(self) -> Ints:
        return self._offsets[self.ints("entity")] + self.ints("number")

    def entries(self) -> Entries:
        return Entries(
            self.ints("team"), self.case(), self.floats("end"), self.floats("money"), self.floats("cost")
        )

    def staff(self) -> Staff:
        times = (self.floats("start"), self.floats("end"))
        codes = (self.ints("team"), self.ints("person"), self.ints("outcome"))
        return Staff(*codes, *times, self.floats("hours"), self.floats("cost"))

    def changes(self, decisions: list[int]) -> Changes:
        money = (self.floats("booked"), self.floats("mrr"))
        outcome, time = self.ints("outcome"), self.floats("end")
        moment = np.where(np.isin(outcome, decisions), np.nextafter(time, -np.inf), time)
        return Changes(outcome, self.case(), time, moment, *money)

    def pending(self) -> Pending:
        return Pending(self.case(), self.floats("ready"), self.floats("mrr"))

    def jobs(self, until: float) -> Jobs:
        ready, start, end = (self.floats(name) for name in ("ready", "start", "end"))
        leave = np.where(np.isnan(start), np.where(np.isnan(end), until, end), start)
        codes = (
            self.ints("activity"),
            self.ints("team"),
            self.ints("person"),
            self.ints("outcome"),
            self.case(),
            self.ints("visit"),
        )
        return Jobs(*codes, ready, start, end, leave, self.floats("hours"))


def _offsets(log: EventLog) -> Ints:
    """The first dense number of each entity's cases, and behind them how many there are."""
    counts = np.zeros(len(log.names.entities) + 1, dtype=np.int64)
    np.maximum.at(counts, log.rows["entity"], log.rows["number"].astype(np.int64) + 1)
    return np.concatenate(([0], np.cumsum(counts[:-1])))


def _until(log: EventLog) -> float:
    ends = log.rows["end"]
    last = float(np.nanmax(ends)) if log.facts.drained and len(ends) else 0.0
    return max(log.facts.horizon, last)


def read(log: EventLog) -> LogReading:
    """Read a log once for all measures."""
    kind = np.ascontiguousarray(log.rows["kind"])
    offsets = _offsets(log)
    of = {row: _Columns(log.rows, np.flatnonzero(kind == row), offsets) for row in Row}
    until = _until(log)
    decisions = [code for code, name in enumerate(log.names.outcomes) if name in DECISIONS]
    changes = of[Row.CHANGE].changes(decisions)
    bought = np.full(int(offsets[-1]), np.inf)
    names = log.names
    if "customer" in names.outcomes:
        purchase = changes.outcome == names.outcomes.index("customer")
        np.minimum.at(bought, changes.case[purchase], changes.time[purchase])
    return LogReading(
        names=names,
        facts=log.facts,
        hours=log.hours,
        bins=cut(log.facts.horizon, log.facts.warm_up),
        offsets=offsets,
        until=until,
        jobs=of[Row.JOB].jobs(until),
        changes=changes,
        arrivals=of[Row.ARRIVAL].entries(),
        payments=of[Row.PAYMENT].entries(),
        spending=of[Row.SPENDING].entries(),
        payroll=of[Row.PAYROLL].staff(),
        staffing=of[Row.STAFFING].staff(),
        pending=of[Row.PENDING].pending(),
        bought=bought,
    )
