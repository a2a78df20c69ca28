"""The event log as XES (IEEE 1849), which process-mining tools open: one trace per lead, written trace by trace.

Events of a trace, in order of time: the arrival; for each job a `start` and a `complete` (a job left unbegun is one
`withdraw`), between them a `suspend` and a `resume` for each time it was put aside; each change of state. An open job has no
`complete`, and what other people of a joint job did is left out. Times are the calendar's, day 0 at midnight, as UTC.
Payroll, spending and payments belong to no step of a case and are left out. Jobs for a source (campaigns, upkeep)
make traces of their own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO
from xml.sax.saxutils import quoteattr

import numpy as np
import numpy.typing as npt

from orgsim.events.columns import Row
from orgsim.events.log import EventLog

_EVENTS_AT_ONCE = 100_000
"""Events turned into text at a time, which bounds the memory a long log needs."""
_START, _COMPLETE, _WITHDRAW, _SUSPEND, _RESUME = range(5)
_TRANSITIONS = ("start", "complete", "withdraw", "suspend", "resume")
_EXTENSIONS = {
    "Concept": "concept",
    "Lifecycle": "lifecycle",
    "Time": "time",
    "Organizational": "org",
    "Cost": "cost",
}
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class _Events:
    """Events sorted by trace and time: the row each comes from, what it is, when."""

    row: npt.NDArray[np.intp]
    transition: npt.NDArray[np.int8]
    days: npt.NDArray[np.float64]
    first: npt.NDArray[np.bool_]
    """Whether it begins a trace."""


def write(log: EventLog, path: Path) -> None:
    """Write the log as XES, in UTF-8."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        _write_head(log, file)
        events = _events(log)
        for at in range(0, len(events.row), _EVENTS_AT_ONCE):
            file.writelines(_traces(log, events, slice(at, at + _EVENTS_AT_ONCE)))
        file.write("</trace>\n</log>\n" if len(events.row) else "</log>\n")


def _write_head(log: EventLog, file: TextIO) -> None:
    file.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    file.write('<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">\n')
    for name, prefix in _EXTENSIONS.items():
        file.write(
            f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
        )
    file.write(f'<global scope="trace">{_string("concept:name", "-")}</global>\n')
    file.write(
        f'<global scope="event">{_string("concept:name", "-")}{_string("lifecycle:transition", "complete")}'
    )
    file.write('<date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/></global>\n')
    file.write('<classifier name="Activity" keys="concept:name"/>\n')
    file.write('<classifier name="ActivityAndTransition" keys="concept:name lifecycle:transition"/>\n')
    name = f"orgsim, seed {log.facts.seed}, replication {log.facts.replication}"
    file.write(_string("concept:name", name) + _string("lifecycle:model", "standard") + "\n")


def _events(log: EventLog) -> _Events:
    rows = log.rows
    job = rows["kind"] == Row.JOB
    begun = job & ~np.isnan(rows["start"])
    ended = ~np.isnan(rows["end"])
    moment = (rows["kind"] == Row.ARRIVAL) | (rows["kind"] == Row.CHANGE)
    suspends, resumes = _pauses(log)
    parts = (
        (begun, "start", _START),
        (begun & ended | moment, "end", _COMPLETE),
        (job & ~begun & ended, "end", _WITHDRAW),
        (suspends, "end", _SUSPEND),
        (resumes, "start", _RESUME),
    )
    where = [np.flatnonzero(mask) for mask, _, _ in parts]
    row = np.concatenate(where)
    days = np.concatenate([rows[time][at] for at, (_, time, _) in zip(where, parts, strict=True)])
    transition = np.concatenate(
        [np.full(len(at), code) for at, (_, _, code) in zip(where, parts, strict=True)]
    )
    case = log.case(rows[row])
    # At the same moment, rows tell things in the order they happened; within a row, the start is before the end.
    order = np.lexsort((transition, row, days, case))
    first = np.append(True, np.diff(case[order]) != 0)[: len(order)]
    return _Events(row[order], transition[order].astype(np.int8), days[order].astype(np.float64), first)


def _pauses(log: EventLog) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Which rows are stretches after which a job was put aside, and which those with which it was taken up again."""
    rows = log.rows
    stretches = np.flatnonzero(rows["kind"] == Row.STRETCH)
    keys = np.stack(
        [rows[name][stretches].astype(np.int64) for name in ("entity", "number", "activity", "visit")], axis=1
    )
    _, job = np.unique(keys, axis=0, return_inverse=True)  # of joint work all stretches are the same span
    start, end = rows["start"][stretches], rows["end"][stretches]
    first, last = np.full((2, len(stretches)), [[np.inf], [-np.inf]])
    np.minimum.at(first, job, start)
    np.maximum.at(last, job, end)
    suspends, resumes = np.zeros((2, len(rows)), dtype=np.bool_)
    suspends[stretches[end < last[job]]] = True
    resumes[stretches[start > first[job]]] = True
    return suspends, resumes


def _traces(log: EventLog, events: _Events, part: slice) -> Iterator[str]:
    """The text of some consecutive events, with the tags between traces; the last trace stays open."""
    rows, names = log.rows[events.row[part]], log.names
    times = np.datetime64(log.facts.start, "ms") + (events.days[part] * 86_400_000).round().astype(
        "timedelta64[ms]"
    )
    texts, called = _Texts(log), log.case_names()
    begun = part.start > 0
    for record, code, time, first in zip(
        rows,
        events.transition[part].tolist(),
        np.datetime_as_string(times).tolist(),
        events.first[part].tolist(),
        strict=True,
    ):
        if first:
            entity = names.entities[record["entity"]]
            case = called.of(int(record["entity"]), int(record["number"]))
            yield "</trace>\n" * begun + "<trace>" + _string("concept:name", case)
            yield texts.of("source", entity) + "\n"
            begun = True
        yield texts.event(record, code, time)


class _Texts:
    """The XML of events; attributes whose values repeat are written once and kept."""

    def __init__(self, log: EventLog) -> None:
        self.names = log.names
        self.currency = log.facts.currency
        self._known: dict[tuple[str, str], str] = {}

    def of(self, key: str, value: str) -> str:
        """A string attribute."""
        text = self._known.get((key, value))
        if text is None:
            text = self._known[key, value] = _string(key, value)
        return text

    def event(self, row: np.void, code: int, time: str) -> str:
        """One event, `time` in ISO format without zone."""
        job = row["kind"] in (Row.JOB, Row.STRETCH)
        outcome = self.names.outcomes[row["outcome"]]
        name = (
            self.names.activities[row["activity"]]
            if job
            else "arrival"
            if row["kind"] == Row.ARRIVAL
            else outcome
        )
        parts = [
            "<event>",
            self.of("concept:name", name),
            self.of("lifecycle:transition", _TRANSITIONS[code]),
            f'<date key="time:timestamp" value="{time}+00:00"/>',
        ]
        if job:
            parts += self._job(row, code, outcome)
        elif row["kind"] == Row.ARRIVAL:
            parts.append(self.of("segment", outcome))
        if row["cost"] and code != _START:
            parts.append(f'<float key="cost:total" value="{float(row["cost"])!r}"/>')
            parts.append(self.of("cost:currency", self.currency))
        return "".join((*parts, "</event>\n"))

    def _job(self, row: np.void, code: int, outcome: str) -> Iterator[str]:
        """Who did it; at its end, how it ended and the staff hours."""
        if row["team"] >= 0:
            team = self.names.teams[row["team"]]
            if row["person"] >= 0:
                yield self.of("org:resource", f"{team}-{row['person']}")
            yield self.of("org:group", team)
        if code in (_COMPLETE, _WITHDRAW):
            yield self.of("outcome", outcome)
            yield f'<float key="hours" value="{float(row["hours"])!r}"/>'


def _string(key: str, value: str) -> str:
    return f"<string key={quoteattr(key)} value={quoteattr(_legal(value))}/>"


def _legal(text: str) -> str:
    """The text with every character that XML 1.0 cannot hold replaced by U+FFFD."""
    return _ILLEGAL.sub("\ufffd", text)
