"""The event log as it is written: one packed record per row, in the order of events."""

import struct
from array import array
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

from orgsim.engine.entities import Case, Job
from orgsim.events.columns import ONE_TERM, ContractFacts, Facts, Names, Row
from orgsim.events.identity import Giver
from orgsim.events.log import EventLog, row_dtype, row_format
from orgsim.events.luck import DRAW_FORMAT, DRAW_TYPE, Drawn
from orgsim.events.outcomes import NAMES
from orgsim.events.quotas import StatedQuota

_ARRIVAL, _JOB, _CHANGE, _PAYMENT = int(Row.ARRIVAL), int(Row.JOB), int(Row.CHANGE), int(Row.PAYMENT)
_PAYROLL, _SPENDING, _STAFFING = int(Row.PAYROLL), int(Row.SPENDING), int(Row.STAFFING)
_PENDING, _COMMISSION = int(Row.PENDING), int(Row.COMMISSION)
_STRETCH, _HELD, _EVENT, _BOUGHT_IN = int(Row.STRETCH), int(Row.HELD), int(Row.EVENT), int(Row.BOUGHT_IN)
_HEAD = row_format(())[: -len("ddddd")]
"""The fields that every row fills; what is zero in a row (money, effects) is padding, which need not be packed."""
(
    CUSTOMER, NURTURE, LOST, DONE, COLD, MISSED, CANCELLED, OPEN, RESTING, RETURNED, RENEWED, UPSOLD, CHURNED, JOINED, LEFT,
    FLAGGED, FAILED, RECOVERED, RETIRED, CROSS_SOLD,
) = range(len(NAMES))  # fmt: skip
"""Codes of the outcomes that every log knows, in the order of `orgsim.events.outcomes`."""

_pack_draw = struct.Struct(DRAW_FORMAT).pack
Rows = npt.NDArray[np.void]


class LogWriter:
    """Packs rows as they happen; `read` gives the finished log."""

    def __init__(self, names: Names, pauses: bool = False) -> None:
        """`pauses`: with the column of pauses, empty in all rows but those of jobs."""
        self.names = names
        count, gap = len(names.effects), "8x" if pauses else ""
        self._pack = struct.Struct(row_format(()) + gap + "f" * count).pack
        self._job = _HEAD + "d32x" + gap.replace("8x", "d")
        self._pack_job = self.row(())
        self._pack_plain = struct.Struct(_HEAD + "40x" + gap + "4x" * count).pack
        self._pack_cost = struct.Struct(_HEAD + "16xd16x" + gap + "4x" * count).pack
        self._pack_money = struct.Struct(row_format(()) + gap + "4x" * count).pack
        self._rows = bytearray()
        self._row = row_dtype(names.effects, pauses)
        self._givers: dict[int, list[Giver]] = {}
        self._readiness, self._draws = array("d"), bytearray()
        self.no_effects = (0.0,) * len(names.effects)

    def row(self, columns: Sequence[int]) -> Callable[..., bytes]:
        """Packs a row of a job of whose effects some columns are filled, in their order; the others are zero."""
        filled = frozenset(columns)
        effects = ("f" if one in filled else "4x" for one in range(len(self.names.effects)))
        return struct.Struct(self._job + "".join(effects)).pack

    def __len__(self) -> int:
        """How many rows there are so far."""
        return len(self._rows) // self._row.itemsize

    def arrival(self, time: float, case: Case, activity: int, segment: int, cost: float) -> None:
        """A lead comes into being; `segment` is an outcome code."""
        self._rows += self._pack_cost(
            _ARRIVAL, activity, -1, -1, segment, case.entity, case.number, 0, time, time, time, cost
        )
        self._readiness.append(0.0 if case.block is None else case.block.readiness[case.place])

    def brought(self, entity: int, giver: Case, occasion: int, ordinal: int) -> None:
        """The next lead of an entity whose leads others bring is the `ordinal`-th of a giver's occasion."""
        self._givers.setdefault(entity, []).append(Giver(giver.entity, giver.number, occasion, ordinal))

    def job(
        self, job: Job, outcome: int, effects: Sequence[float], pack: Callable[..., bytes] | None = None
    ) -> None:
        """A job that ended, was left or stays open; effects fill the columns that `pack` has (see `row`), none without it."""
        activity, case, person = job.activity, job.case, job.person
        self._rows += (pack or self._pack_job)(
            _JOB, activity.code, activity.team, -1 if person is None else person.number, outcome, case.entity, case.number,
            job.visit, job.ready, job.start, job.end, 0.0 if person is None else job.hours, *effects,
        )  # fmt: skip

    def plain_job(self, job: Job, outcome: int) -> None:
        """A job that no effects have moved."""
        self.job(job, outcome, ())

    def move(self, time: float, case: Case, outcome: int, activity: int = -1) -> None:
        """A case changes its state; `activity` is where it was, or what brought it back."""
        self._rows += self._pack_plain(
            _CHANGE, activity, -1, -1, outcome, case.entity, case.number, 0, time, time, time
        )

    def decision(
        self, time: float, case: Case, outcome: int, value: tuple[float, float], effects: Sequence[float] = ()
    ) -> None:
        """A case changes its state by a decision that effects have moved; `value` is (booked, mrr)."""
        self._rows += (self._pack if effects else self._pack_money)(
            _CHANGE, -1, -1, -1, outcome, case.entity, case.number, 0,
            time, time, time, 0.0, 0.0, 0.0, *value, *effects,
        )  # fmt: skip

    def drawn(
        self, time: float, case: Case, what: Drawn, draw: tuple[float, float], at_stake: tuple[float, float]
    ) -> None:
        """A customer has drawn something, beside the rows: `draw` is (what was to be expected, what it is), `at_stake` the money
        for each unit of that (at once, per model month)."""
        self._draws += _pack_draw(time, case.entity, case.number, what, *draw, *at_stake)

    def payment(self, time: float, case: Case, money: float, cost: float) -> None:
        """A customer pays `money`; delivering it costs `cost`."""
        self._rows += self._pack_money(
            _PAYMENT, -1, -1, -1, -1, case.entity, case.number, 0,
            time, time, time, 0.0, money, cost, 0.0, 0.0,
        )  # fmt: skip

    def payroll(self, team: int, span: tuple[float, float], hours: float, cost: float) -> None:
        """A team's pay for a span, with the staff hours on duty in it."""
        self._rows += self._pack_money(
            _PAYROLL, -1, team, -1, -1, -1, -1, 0,
            span[0], span[0], span[1], hours, 0.0, cost, 0.0, 0.0,
        )  # fmt: skip

    def bought_in(self, span: tuple[float, float], hours: float, cost: float) -> None:
        """What the organization pays for staff hours of others in a span."""
        self._rows += self._pack_money(
            _BOUGHT_IN, -1, -1, -1, -1, -1, -1, 0,
            span[0], span[0], span[1], hours, 0.0, cost, 0.0, 0.0,
        )  # fmt: skip

    def spending(self, time: float, case: Case, cost: float, team: int = -1) -> None:
        """A source costs money for an event held, or the organization spends some, perhaps for the people of a team."""
        self._rows += self._pack_money(
            _SPENDING, -1, team, -1, -1, case.entity, case.number, 0,
            time, time, time, 0.0, 0.0, cost, 0.0, 0.0,
        )  # fmt: skip

    def event(self, time: float, case: Case, planned: float, came: int, activity: int, outcome: int) -> None:
        """An event planned for a day is held, so many people having come, or called off; `activity` prepares it."""
        self._rows += self._pack_plain(
            _EVENT, activity, -1, -1, outcome, case.entity, case.number, came, planned, time, time
        )

    def commission(self, time: float, team: int, case: Case, cost: float, outcome: int = -1) -> None:
        """A team is paid for a contract, or for what was sold later (`outcome`: upsold or cross_sold), or pays back (`cost` below
        0) what it was paid for one that is lost."""
        self._rows += self._pack_money(
            _COMMISSION, -1, team, -1, outcome, case.entity, case.number, 0,
            time, time, time, 0.0, 0.0, cost, 0.0, 0.0,
        )  # fmt: skip

    def staffing(self, time: float, team: int, person: int, outcome: int) -> None:
        """A person joins or leaves."""
        self._rows += self._pack_money(
            _STAFFING, -1, team, person, outcome, -1, -1, 0,
            time, time, time, 0.0, 0.0, 0.0, 0.0, 0.0,
        )  # fmt: skip

    def pending(self, time: float, case: Case, due: float, moved: tuple[float, float]) -> None:
        """A customer will decide on day `due`; `moved`: the recurring revenue that is expected to be lost then, and what one who
        stays is expected to pay more."""
        self._rows += self._pack_money(
            _PENDING, -1, -1, -1, -1, case.entity, case.number, 0,
            due, time, time, 0.0, 0.0, 0.0, moved[1], 0.0 - moved[0],
        )  # fmt: skip

    @property
    def readiness(self) -> npt.NDArray[np.float64]:
        """That of each lead, in the order of their arrivals."""
        return np.array(self._readiness)

    @property
    def draws(self) -> Rows:
        """What customers have drawn, in order (see `orgsim.events.luck`)."""
        return np.frombuffer(bytes(self._draws), dtype=DRAW_TYPE)

    def since(self, first: int) -> Rows:
        """The rows from number `first` (counted from 0) on, as they stand now."""
        begin = first * self._row.itemsize
        return np.frombuffer(self._rows[begin:], dtype=self._row)

    def worked_since(self, first: int, besides: int) -> Rows:
        """What was worked from row `first` (counted from 0) on, jobs that ended and stretches, but for one entity."""
        # Chosen rows are copies, so that nothing holds the log fast, which has to grow.
        rows = np.frombuffer(self._rows, dtype=self._row, offset=first * self._row.itemsize)
        kind = rows["kind"]
        worked: Rows = rows[((kind == _JOB) | (kind == _STRETCH)) & (rows["entity"] != besides)]
        return worked

    def read(
        self, facts: Facts, quotas: tuple[StatedQuota | None, ...] = (), contracts: ContractFacts = ONE_TERM
    ) -> EventLog:
        """The log so far as an answer; nothing may be written after it."""
        rows = np.frombuffer(self._rows, dtype=self._row)
        rows.flags.writeable = False
        return EventLog(rows, self.names, facts, self._givers, quotas, contracts)


class PausingLog(LogWriter):
    """The same with the column of pauses, for runs in which work is put aside."""

    def __init__(self, names: Names) -> None:
        super().__init__(names, pauses=True)
        self._paused: dict[Job, float] = {}

    def add_pause(self, job: Job, days: float) -> None:
        """A job that has not ended was put aside for so many elapsed days."""
        self._paused[job] = self._paused.get(job, 0.0) + days

    def stretch(
        self, job: Job, span: tuple[float, float], hours: float, who: tuple[int, int] | None = None
    ) -> None:
        """Somebody has worked so many staff hours on a job in a span of days: its present person, or `who` (team and number)."""
        self._part(_STRETCH, job, (*span, hours), who)

    def held(self, job: Job, span: tuple[float, float], hours: float, who: tuple[int, int]) -> None:
        """Somebody (team and number) was kept free for a job in a span of days, so many staff hours on duty."""
        self._part(_HELD, job, (*span, hours), who)

    def _part(
        self, kind: int, job: Job, part: tuple[float, float, float], who: tuple[int, int] | None
    ) -> None:
        case, person = job.case, job.person
        self._rows += self._pack_money(
            kind, job.activity.code, *(who or (job.activity.team, -1 if person is None else person.number)), -1,
            case.entity, case.number, job.visit, job.ready, *part, 0.0, 0.0, 0.0, 0.0,
        )  # fmt: skip

    def job(
        self, job: Job, outcome: int, effects: Sequence[float], pack: Callable[..., bytes] | None = None
    ) -> None:
        """A job that ended, was left or stays open; effects fill the columns that `pack` has (see `row`), none without it."""
        activity, case, person = job.activity, job.case, job.person
        self._rows += (pack or self._pack_job)(
            _JOB, activity.code, activity.team, -1 if person is None else person.number, outcome, case.entity, case.number,
            job.visit, job.ready, job.start, job.end, 0.0 if person is None else job.hours,
            self._paused.pop(job, 0.0), *effects,
        )  # fmt: skip
