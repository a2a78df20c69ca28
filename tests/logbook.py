"""A log written row by row, so that tests can work out every figure in the head."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from orgsim.events.columns import Facts, Names, Row
from orgsim.events.log import EventLog, row_dtype

OUTCOMES = (
    "customer", "nurture", "lost", "done", "cold", "missed", "cancelled", "open", "resting", "returned",
    "renewed", "upsold", "churned", "joined", "left", "qualify", "close", "onboard", "all",
)  # fmt: skip
NAMES = Names(
    ("web", "web events"),
    ("qualify", "close", "onboard"),
    ("inside", "field", "care"),
    OUTCOMES,
    (),
    ("all",),
)
FACTS = Facts(
    horizon=10.0, warm_up=0.0, start="2024-01-01", currency="JPY", discount_rate=0.0, entry="qualify",
    team_does=(("qualify",), ("close",), ("onboard",)), team_kpi=("none", "none", "none"), drained=False, seed=1, replication=0,
    gates=(("close", "nurture", "lost"), ("customer", "nurture", "lost"), ()), term=365.25, on_duty=((0.0, math.inf),) * 3,
    acquisition=(1.0, 1.0, 0.0),
)  # fmt: skip
NAN = math.nan


@dataclass
class Logbook:
    """Leads come from "web" and go through qualify (inside), close (field) and onboard (care). Times in days."""

    facts: Facts = FACTS
    names: Names = NAMES
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: Row, **values: Any) -> "Logbook":
        """A row of any kind; codes as in the columns, 0 or -1 where nothing is said."""
        codes = dict.fromkeys(("activity", "team", "person", "outcome", "entity", "number"), -1)
        self.rows.append(codes | {"kind": kind, "ready": NAN, "start": NAN, "end": NAN} | values)
        return self

    def moment(self, kind: Row, day: float, lead: int, **values: Any) -> "Logbook":
        """Something that happens to a lead at once."""
        return self.add(
            kind, **{"entity": 0, "number": lead, "ready": day, "start": day, "end": day} | values
        )

    def arrive(self, *leads: int, day: float = 0.0, cost: float = 0.0) -> "Logbook":
        """Leads come in."""
        for lead in leads:
            self.moment(Row.ARRIVAL, day, lead, activity=0, outcome=self.code("all"), cost=cost)
        return self

    def job(
        self,
        activity: str,
        lead: int,
        times: tuple[float, float, float],
        outcome: str = "done",
        **values: Any,
    ) -> "Logbook":
        """Work of the team that does the activity; `times` are ready, start, end; hours as long as it took, in elapsed time."""
        code = self.names.activities.index(activity)
        ready, start, end = times
        hours = 0.0 if math.isnan(start) else ((self.facts.horizon if math.isnan(end) else end) - start) * 24
        usual = {"team": code, "person": 0, "entity": 0, "number": lead, "hours": hours}
        told = {"activity": code, "outcome": self.code(outcome), "ready": ready, "start": start, "end": end}
        return self.add(Row.JOB, **usual | told | values)

    def change(self, outcome: str, lead: int, day: float, booked: float = 0.0, mrr: float = 0.0) -> "Logbook":
        """A lead or customer changes state."""
        return self.moment(Row.CHANGE, day, lead, outcome=self.code(outcome), booked=booked, mrr=mrr)

    def pay(self, lead: int, day: float, money: float, cost: float = 0.0) -> "Logbook":
        """A customer pays."""
        return self.moment(Row.PAYMENT, day, lead, money=money, cost=cost)

    def pending(self, lead: int, due: float, expected: float) -> "Logbook":
        """A customer of the horizon decides on a day to come; `expected` is the recurring revenue that is lost on average."""
        day = self.facts.horizon
        return self.moment(Row.PENDING, day, lead, ready=due, mrr=-expected)

    def payroll(self, team: int, span: tuple[float, float], hours: float, cost: float = 0.0) -> "Logbook":
        """A team is paid for a span of days."""
        return self.add(
            Row.PAYROLL, team=team, ready=span[0], start=span[0], end=span[1], hours=hours, cost=cost
        )

    def buy_in(self, span: tuple[float, float], hours: float, cost: float) -> "Logbook":
        """Development is bought in for a span of days."""
        return self.add(Row.BOUGHT_IN, ready=span[0], start=span[0], end=span[1], hours=hours, cost=cost)

    def spend(self, day: float, cost: float) -> "Logbook":
        """An event of the source costs money."""
        return self.moment(Row.SPENDING, day, 0, entity=1, cost=cost)

    def staff(self, team: int, outcome: str, day: float, person: int = 0) -> "Logbook":
        """Somebody joins or leaves."""
        return self.add(
            Row.STAFFING, team=team, person=person, outcome=self.code(outcome), ready=day, start=day, end=day
        )

    def code(self, outcome: str) -> int:
        """The code of an outcome."""
        return self.names.outcomes.index(outcome)

    def read(self) -> EventLog:
        """The log."""
        rows = np.zeros(len(self.rows), dtype=row_dtype(self.names.effects))
        for at, row in enumerate(self.rows):
            for name, value in row.items():
                rows[name][at] = value
        return EventLog(rows, self.names, self.facts)


def worked(log: EventLog, until: float) -> dict[tuple[int, int], list[tuple[float, float]]]:
    """By team and person, the spans in which they worked, in order of time."""
    names = ("entity", "number", "activity", "visit", "team")
    stretches = log.of(Row.STRETCH)
    told = {tuple(int(row[name]) for name in names) for row in stretches}
    jobs = [row for row in log.of(Row.JOB) if tuple(int(row[name]) for name in names) not in told]
    found: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for row in (*stretches, *(row for row in jobs if not np.isnan(row["start"]))):
        end = until if np.isnan(row["end"]) else float(row["end"])
        found.setdefault((int(row["team"]), int(row["person"])), []).append((float(row["start"]), end))
    return {who: sorted(spans) for who, spans in found.items()}
