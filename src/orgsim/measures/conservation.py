"""Conservation: the leads of a log add up, and so does recurring revenue."""

from typing import NoReturn

import numpy as np
import numpy.typing as npt

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.bins import Bools, Floats, Ints

Rows = npt.NDArray[np.void]

IN_PROCESS, AT_REST, LOST, CUSTOMER, CHURNED = range(5)
STATES = ("in process", "at rest", "lost", "customer", "churned")

MOVES: dict[str, tuple[tuple[int, ...], int | None]] = {
    "lost": ((IN_PROCESS, AT_REST), LOST),
    "resting": ((IN_PROCESS,), AT_REST),
    "returned": ((AT_REST, LOST, CHURNED), IN_PROCESS),
    "customer": ((IN_PROCESS,), CUSTOMER),
    "renewed": ((CUSTOMER,), CUSTOMER),
    "upsold": ((CUSTOMER,), CUSTOMER),
    "cross_sold": ((CUSTOMER,), CUSTOMER),
    "contracted": ((CUSTOMER,), CUSTOMER),
    "converted": ((CUSTOMER,), CUSTOMER),
    "churned": ((CUSTOMER,), CHURNED),
    "retired": ((CUSTOMER,), CHURNED),
    "flagged": ((CUSTOMER,), None),
    "inherited": ((CUSTOMER,), None),
    "neglected": ((CUSTOMER,), None),
    "skipped": ((CUSTOMER,), None),
    "failed": ((IN_PROCESS, AT_REST, LOST, CUSTOMER, CHURNED), None),
    "recovered": ((IN_PROCESS, AT_REST, LOST, CUSTOMER, CHURNED), None),
}
"""Each change: the states it may start from, and the one it leads to; None where the state stays as it is."""

_STAYS = -1
_ROUNDING = 1e-6
"""Share of the recurring revenue ever signed by a customer that may be left over by rounding."""


class ConservationError(Exception):
    """A log contradicts itself: a fault of what wrote it."""


def check(log: EventLog) -> None:
    """Raise ConservationError unless leads and recurring revenue add up at every moment.

    Every case that changes or pays arrived exactly once and before; every change starts from a state that allows it,
    in order of time. So each arrival is in exactly one state at every moment, and arrivals = in process + at rest + lost
    + customers + churned. Nobody's recurring revenue is ever below 0, and only customers have any, so that all changes
    of it add up to what the present customers pay.
    """
    arrivals, changes, payments = (log.of(kind) for kind in (Row.ARRIVAL, Row.CHANGE, Row.PAYMENT))
    cases = np.sort(log.case(arrivals))
    _check_arrivals(log, arrivals, cases)
    for rows in (changes, payments):
        _check_known(log, rows, cases)
    changes = changes[np.argsort(log.case(changes), kind="stable")]
    case = log.case(changes)
    first = np.append(True, case[1:] != case[:-1])[: len(case)]
    after = _check_moves(log, changes, first)
    _check_times(log, arrivals, changes, first)
    _check_recurring(log, changes, first, after != CUSTOMER)


def _fail(log: EventLog, row: np.void, what: str) -> NoReturn:
    case = f"{log.names.entities[row['entity']]}-{row['number']}"
    raise ConservationError(f"{case} {what} on day {float(row['end']):.6g}")


def _check_arrivals(log: EventLog, arrivals: Rows, cases: Ints) -> None:
    twice = cases[1:][cases[1:] == cases[:-1]]
    if twice.size:
        _fail(log, arrivals[log.case(arrivals) == twice[0]][1], "arrived a second time")


def _check_known(log: EventLog, rows: Rows, cases: Ints) -> None:
    unknown = ~np.isin(log.case(rows), cases)
    if unknown.any():
        _fail(log, rows[unknown][0], "changed or paid without having arrived")


def _check_moves(log: EventLog, changes: Rows, first: Bools) -> Ints:
    """The state after each change, where `changes` are grouped by case and `first` marks each group's first."""
    allowed = np.zeros((len(STATES), len(log.names.outcomes)), dtype=np.bool_)
    target = np.full(len(log.names.outcomes), _STAYS)
    for code, outcome in enumerate(log.names.outcomes):
        if outcome in MOVES:
            sources, aim = MOVES[outcome]
            allowed[list(sources), code] = True
            target[code] = _STAYS if aim is None else aim
    became = changes["outcome"].astype(np.int64)
    after = _kept(target[became], first)
    before = np.where(first, IN_PROCESS, np.roll(after, 1))
    wrong = np.flatnonzero(~allowed[before, became])
    if wrong.size:
        at = wrong[0]
        _fail(log, changes[at], f"was {STATES[before[at]]} and became {log.names.outcomes[became[at]]!r}")
    return after


def _kept(after: Ints, first: Bools) -> Ints:
    """States with those that stay filled in: from the change before within the group, or as a lead begins."""
    moves = after != _STAYS
    last = np.maximum.accumulate(np.where(moves | first, np.arange(len(after)), 0))
    return np.where(moves[last], after[last], IN_PROCESS)


def _check_times(log: EventLog, arrivals: Rows, changes: Rows, first: Bools) -> None:
    order = np.argsort(log.case(arrivals))
    came = arrivals["end"][order][np.searchsorted(log.case(arrivals)[order], log.case(changes))]
    before = np.where(first, came, np.roll(changes["end"], 1))
    early = changes["end"] < before
    if early.any():
        _fail(log, changes[early][0], "changed before it arrived or before its last change")


def _check_recurring(log: EventLog, changes: Rows, first: Bools, gone: Bools) -> None:
    """No case's recurring revenue falls below 0, and none is left where `gone` marks somebody who is no customer."""
    signed = _running(np.maximum(changes["mrr"], 0.0), first)
    now = _running(changes["mrr"], first)
    slack = _ROUNDING * signed
    if (now < -slack).any():
        _fail(log, changes[now < -slack][0], "has recurring revenue below 0")
    left = gone & (np.abs(now) > slack)
    if left.any():
        _fail(log, changes[left][0], "is no customer but has recurring revenue")


def _running(amount: Floats, first: Bools) -> Floats:
    """Sums within each group, begun afresh where `first` is true."""
    total = np.cumsum(amount)
    return np.asarray(total - (total - amount)[first][np.cumsum(first) - 1])
