"""The event log as the measures read it: each kind of row in contiguous columns, cases numbered from 0."""

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from orgsim.events.columns import ContractFacts, Facts, HoursFacts, Names, Row
from orgsim.events.log import EventLog
from orgsim.events.quotas import StatedQuota
from orgsim.measures.bins import Bins, Bools, Floats, Ints, cut

DECISIONS = ("renewed", "churned", "retired")
"""What customers can decide."""
CONTRACTED = "contracted"
CONVERTED = "converted"
"""What a customer who stays may decide besides."""
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
    """Number within the team; -1 where a whole team is meant."""
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
    more: Floats
    """What one who stays pays more per model month from then on."""


@dataclass(frozen=True, slots=True)
class LogReading:
    """One log, ready to be measured."""

    names: Names
    facts: Facts
    hours: HoursFacts
    contracts: ContractFacts
    bins: Bins
    offsets: Ints
    """Per entity, the number of its first case; behind them the number of cases."""
    until: float
    """Last moment the log knows of: the horizon, or when the journey was empty if it was drained (days)."""
    jobs: Jobs
    worked: Jobs
    """Where hours were worked: the jobs, those that were put aside in between by their stretches."""
    held: Staff
    """Who was kept free for joint work in which span."""
    changes: Changes
    arrivals: Entries
    payments: Entries
    spending: Entries
    commissions: Entries
    """Pay for sales; what is paid back belongs to the days that end with the customer's decision."""
    sold_later: Bools
    """Per commission, whether it is for what a customer has taken after its purchase."""
    payroll: Staff
    staffing: Staff
    bought_in: Staff
    """Staff hours of development that were bought in, of no team."""
    pending: Pending
    quotas: tuple[StatedQuota | None, ...]
    """Per team; empty where no team has any."""
    bought: Floats
    """Per case, the day it became a customer for the first time; infinite if it did not."""
    term: Floats
    """Per case, the days of its contract's term as the offering, or its segment, has it; as `Facts.term`."""
    bill: Floats
    """Per case, days between two payments, where some leave within a term (`ContractFacts.bills`); NaN where none do."""

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

    def commissions(self) -> Entries:
        paid = self.entries()
        return replace(paid, time=np.where(paid.cost < 0, np.nextafter(paid.time, -np.inf), paid.time))

    def staff(self) -> Staff:
        times = (self.floats("start"), self.floats("end"))
        return Staff(
            self.ints("team"),
            self.ints("person"),
            self.ints("outcome"),
            *times,
            self.floats("hours"),
            self.floats("cost"),
        )

    def changes(self, decisions: list[int]) -> Changes:
        money = (self.floats("booked"), self.floats("mrr"))
        outcome, time = self.ints("outcome"), self.floats("end")
        moment = np.where(np.isin(outcome, decisions), np.nextafter(time, -np.inf), time)
        return Changes(outcome, self.case(), time, moment, *money)

    def pending(self) -> Pending:
        return Pending(self.case(), self.floats("ready"), self.floats("mrr"), self.floats("booked"))

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


def _worked(jobs: Jobs, stretches: Jobs) -> Jobs:
    """Jobs and stretches, without the jobs of which there are stretches."""
    if not stretches.case.size:
        return jobs
    names = [
        np.concatenate((getattr(jobs, one), getattr(stretches, one)))
        for one in ("case", "activity", "visit", "team")
    ]
    sizes = tuple(int(np.ptp(one)) + 1 for one in names)
    codes = np.ravel_multi_index(tuple(one - one.min() for one in names), sizes)
    whole = ~np.isin(codes[: len(jobs.case)], codes[len(jobs.case) :])
    return Jobs(
        *(
            np.concatenate((getattr(jobs, one.name)[whole], getattr(stretches, one.name)))
            for one in fields(Jobs)
        )
    )


def _by_segment(log: EventLog, offsets: Ints, stated: tuple[float, ...], usual: float) -> Floats:
    """Per case, what is stated for its segment; the usual where nothing is."""
    found = np.full(int(offsets[-1]), usual)
    if stated:
        codes = [log.names.outcomes.index(name) for name in log.names.segments]
        rows = log.rows[(log.rows["kind"] == Row.ARRIVAL) & np.isin(log.rows["outcome"], codes)]
        case = offsets[rows["entity"]] + rows["number"]
        for code, value in zip(codes, stated, strict=True):
            found[case[rows["outcome"] == code]] = value
    return found


def read(log: EventLog) -> LogReading:
    """Read a log once for all measures."""
    kind = np.ascontiguousarray(log.rows["kind"])
    offsets = _offsets(log)
    of = {row: _Columns(log.rows, np.flatnonzero(kind == row), offsets) for row in Row}
    until = _until(log)
    jobs = of[Row.JOB].jobs(until)
    decisions = [
        code for code, name in enumerate(log.names.outcomes) if name in (*DECISIONS, CONTRACTED, CONVERTED)
    ]
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
        contracts=log.contracts,
        bins=cut(log.facts.horizon, log.facts.warm_up),
        offsets=offsets,
        until=until,
        jobs=jobs,
        worked=_worked(jobs, of[Row.STRETCH].jobs(until)),
        held=of[Row.HELD].staff(),
        changes=changes,
        arrivals=of[Row.ARRIVAL].entries(),
        payments=of[Row.PAYMENT].entries(),
        spending=of[Row.SPENDING].entries(),
        commissions=of[Row.COMMISSION].commissions(),
        sold_later=of[Row.COMMISSION].ints("outcome") >= 0,
        payroll=of[Row.PAYROLL].staff(),
        staffing=of[Row.STAFFING].staff(),
        bought_in=of[Row.BOUGHT_IN].staff(),
        pending=of[Row.PENDING].pending(),
        quotas=log.quotas,
        bought=bought,
        term=_by_segment(log, offsets, log.contracts.terms, log.facts.term),
        bill=_by_segment(log, offsets, log.contracts.bills, np.nan),
    )
