"""The event log of a run as columns of whole numbers: moments in minutes from day 0, cases by the numbers of a replay.

A replay shows what happened to whom. Of money it holds what customers pay per month; all other figures are measured before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from orgsim.events.columns import ORGANIZATION, Row
from orgsim.events.log import EventLog
from orgsim.measures.bins import Floats, Ints

MINUTES = 1440
"""Of a day."""
NOBODY = -1
"""Stands for no case, no person, and for what has not happened."""
NURTURE = "nurture"
"""The activity that is done for leads at rest; those who wait for it stay where they rest."""
EVENTS = " events"
"""Behind the name of a source, for the entity of its events."""


def minutes(days: Floats) -> Ints:
    """Moments in whole minutes from day 0; `NOBODY` where there is none."""
    return np.where(np.isnan(days), NOBODY, np.rint(np.nan_to_num(days) * MINUTES)).astype(np.int64)


@dataclass(slots=True)
class Register:
    """Names in the order in which they were first heard, each with its number."""

    numbers: dict[str, int] = field(default_factory=dict)

    def __call__(self, names: Sequence[str]) -> Ints:
        """The numbers of some names; those that are new are added."""
        found = [self.numbers.setdefault(name, len(self.numbers)) for name in names]
        return np.array(found, dtype=np.int64).reshape(-1)

    @property
    def names(self) -> list[str]:
        """All of them."""
        return list(self.numbers)


@dataclass(frozen=True, slots=True)
class Registers:
    """What the codes of a replay stand for, in all of its organizations alike."""

    cases: Register = field(default_factory=Register)
    """Leads by their names: the same lead has one number in every organization."""
    entities: Register = field(default_factory=Register)
    activities: Register = field(default_factory=Register)
    outcomes: Register = field(default_factory=Register)


def recorded(log: EventLog, registers: Registers) -> dict[str, Ints]:
    """The columns of a run, by names such as "job.ready".

    case: those that came, `id`, `entity`, `segment`, `arrival` (minutes), by id. job: `case` (`NOBODY` for work of the
    organization or a source), `activity`, `entity`, `team`, `person`, `outcome`, `ready`, `wait` (until work began;
    `NOBODY` if it never did), `length` (from `ready` until it ended; `NOBODY` if it did not), `hours` (minutes of
    work), by case and moment. stretch: `job`, `team`, `person`, `start`, `length`. change: `case`, `outcome`, `time`,
    `mrr` (whole units of the currency), in order. staff: `team`, `person`, `outcome`, `time`. event: `entity`,
    `outcome`, `time`, `people`.
    """
    names = log.names
    codes = {
        "entity": registers.entities(names.entities),
        "activity": registers.activities(names.activities),
        "outcome": registers.outcomes(names.outcomes),
    }
    own = np.array([name == ORGANIZATION or name.endswith(EVENTS) for name in names.entities])
    case = _cases(log, own, registers.cases)
    arrivals = log.of(Row.ARRIVAL)
    ids = case(arrivals)
    order = np.argsort(ids, kind="stable")
    found = {
        "case.id": ids[order],
        "case.entity": codes["entity"][arrivals["entity"][order]],
        "case.segment": _coded(codes["outcome"], arrivals["outcome"][order]),
        "case.arrival": minutes(arrivals["end"][order]),
    }
    return found | _jobs(log, case, codes) | _changes(log, case, codes) | _around(log, codes)


class _CaseNumbers:
    """The numbers of the cases of a log's rows."""

    def __init__(self, table: Mapping[tuple[int, int], int]) -> None:
        self._table = table

    def __call__(self, rows: npt.NDArray[np.void]) -> Ints:
        found = zip(rows["entity"].tolist(), rows["number"].tolist(), strict=True)
        return np.array([self._table.get(one, NOBODY) for one in found], dtype=np.int64).reshape(-1)


def _cases(log: EventLog, own: npt.NDArray[np.bool_], register: Register) -> _CaseNumbers:
    """The numbers of leads, registered in the order of entities and numbers."""
    rows = log.rows[log.rows["entity"] >= 0]
    rows = rows[~own[rows["entity"]]]
    keys = np.unique(
        np.stack([rows["entity"].astype(np.int64), rows["number"].astype(np.int64)], axis=1), axis=0
    )
    named = log.case_names().of
    cases = [(entity, number) for entity, number in keys.tolist()]
    numbers = register([named(*one) for one in cases])
    return _CaseNumbers(dict(zip(cases, numbers.tolist(), strict=True)))


def _coded(codes: Ints, column: npt.NDArray[np.int_]) -> Ints:
    return np.where(column < 0, NOBODY, codes[column]).astype(np.int64)


def _jobs(log: EventLog, case: _CaseNumbers, codes: Mapping[str, Ints]) -> dict[str, Ints]:
    rows = log.of(Row.JOB)
    ids = case(rows)
    ready, start, end = (minutes(rows[name]) for name in ("ready", "start", "end"))
    order = np.lexsort((np.arange(len(rows)), ready, ids))
    length = np.where(np.isnan(rows["end"]), NOBODY, end - ready)
    wait = np.where(np.isnan(rows["start"]), NOBODY, start - ready)
    found = {
        "case": ids,
        "activity": codes["activity"][rows["activity"]],
        "entity": codes["entity"][rows["entity"]],
        "team": rows["team"],
        "person": rows["person"],
        "outcome": _coded(codes["outcome"], rows["outcome"]),
        "ready": ready,
        "wait": wait,
        "length": length,
        "hours": np.rint(rows["hours"] * 60),
    }
    jobs = {f"job.{name}": column[order].astype(np.int64) for name, column in found.items()}
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    return jobs | _stretches(log, rows, place)


_SAME_JOB = ("entity", "number", "activity", "visit", "ready")


def _stretches(log: EventLog, jobs: npt.NDArray[np.void], place: Ints) -> dict[str, Ints]:
    """What was worked in one go on jobs that were put aside, and with others; `place` of the job of each row."""
    rows = log.of(Row.STRETCH)
    known = {key: k for k, key in enumerate(zip(*(jobs[name].tolist() for name in _SAME_JOB), strict=True))}
    keys = zip(*(rows[name].tolist() for name in _SAME_JOB), strict=True)
    start, end = minutes(rows["start"]), minutes(rows["end"])
    found = {
        "job": np.array([place[known[key]] for key in keys], dtype=np.int64).reshape(-1),
        "team": rows["team"],
        "person": rows["person"],
        "start": start,
        "length": np.where(np.isnan(rows["end"]), NOBODY, end - start),
    }
    return {f"stretch.{name}": column.astype(np.int64) for name, column in found.items()}


def _changes(log: EventLog, case: _CaseNumbers, codes: Mapping[str, Ints]) -> dict[str, Ints]:
    rows = log.of(Row.CHANGE)
    return {
        "change.case": case(rows),
        "change.outcome": _coded(codes["outcome"], rows["outcome"]),
        "change.time": minutes(rows["end"]),
        "change.mrr": np.rint(rows["mrr"]).astype(np.int64),
    }


def _around(log: EventLog, codes: Mapping[str, Ints]) -> dict[str, Ints]:
    """Who comes and goes, and the events of sources."""
    staff, events = log.of(Row.STAFFING), log.of(Row.EVENT)
    found = {
        "staff.team": staff["team"],
        "staff.person": staff["person"],
        "staff.outcome": _coded(codes["outcome"], staff["outcome"]),
        "staff.time": minutes(staff["end"]),
        "event.entity": codes["entity"][events["entity"]],
        "event.outcome": _coded(codes["outcome"], events["outcome"]),
        "event.time": minutes(events["end"]),
        "event.people": events["visit"],
    }
    return {name: column.astype(np.int64) for name, column in found.items()}


def turns(kept: tuple[float, ...], until: float) -> Ints:
    """The minutes at which somebody comes on duty and goes off, in turn, up to the day `until`; `kept` as in `Facts.on_duty`."""
    known = np.array(kept[: len(kept) // 2 * 2])
    if len(kept) % 2:
        week = known[(known >= kept[-1] - 7) & (known < kept[-1])]
        weeks = max(0, int(np.ceil((until - kept[-1]) / 7)))
        later = (week[None, :] + 7 * (1 + np.arange(weeks))[:, None]).reshape(-1)
        known = np.concatenate((known[known < kept[-1]], later))
    return minutes(np.minimum(known[: np.searchsorted(known[0::2], until) * 2], until))
