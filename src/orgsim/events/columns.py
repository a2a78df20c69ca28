"""The columns of the event log, documented one by one.

One row per job and per change of a case; every KPI is computed from these columns and nothing else.
Times are elapsed days since the scenario's start; NaN means "has not happened".
"""

import math
from dataclasses import dataclass
from enum import IntEnum


class Row(IntEnum):
    """What a row tells."""

    ARRIVAL = 0
    """A lead comes into being. activity: where it enters; outcome: its segment; cost: what the source charges for it."""
    JOB = 1
    """One piece of staffed work. outcome: the target of the gate, or what became of a job that no gate decided. A touch tells the
    target of its gate even where the lead had left a queue before that and goes back there."""
    CHANGE = 2
    """Something happens to a case; most outcomes change its state, some leave it as it is. For "customer", "upsold",
    "cross_sold", "renewed": booked, mrr; for "contracted", "churned", "retired": mrr, and below 0 booked what had been signed and
    ends before it is paid, or is paid back. activity: for "lost" and "resting" the step at which the lead was, for "returned"
    what brought it back: "nurture", the explanation it told of (word of mouth), the preparation of an event to which it was
    invited, or -1 (replacement, mail, an event that nobody prepares).
    Why it rests is in its last job before: "cold" or the gate's target, with no job begun before if it was never worked on."""
    PAYMENT = 3
    """A customer pays. money: what comes in; cost: what delivering it costs. Below 0 where what is unused is paid back."""
    PAYROLL = 4
    """A team's span of up to one model month. start, end: the span; hours: staff hours on duty; cost: the pay."""
    SPENDING = 5
    """A source costs money other than per lead (an event held), or the organization spends some. cost; team: for the people of
    which team (hiring, training), if of one."""
    STAFFING = 6
    """A person joins or leaves. team, person; outcome: "joined" or "left"."""
    PENDING = 7
    """A customer of the horizon who has a contract of terms. ready: when it decides next; mrr: the change to expect of that,
    -(chance of leaving, as things stand at the horizon) x what it pays; booked: what one who stays pays more from then on,
    where a discount ends, less what it is expected to give up."""
    COMMISSION = 8
    """A team is paid for a contract that it has closed, or for what it has sold to a customer later. team; outcome: -1 for a
    contract, else "upsold" or "cross_sold"; cost: the pay, below 0 where it is paid back because the customer has left."""
    STRETCH = 9
    """Hours worked on a job in one go, where it was put aside in between: one row for each stretch, before the row of the job,
    which has their sum. activity, team, person, case, visit, ready: as there; start, end: the stretch. And hours that people of
    other teams worked on a joint job, which its row does not have: team, person: theirs."""
    HELD = 10
    """Somebody was kept free for a joint job that had been passed over for long. team, person; start, end: the span; hours:
    staff hours on duty in it; activity, case, visit, ready: of the job."""
    EVENT = 11
    """A source has held an event, or called it off. activity: what prepares it, -1 for nothing; outcome: "done" or "cancelled";
    ready: the day for which it was planned; start, end: when it was held or called off; visit: how many people came. Its leads
    are the arrivals of its source at that moment."""
    BOUGHT_IN = 12
    """Development of the product is bought in for a span of up to one model month, where the market says that it has to be
    developed and the organization states no development. start, end: the span; hours: staff hours bought; cost: what is paid for
    them."""


ORGANIZATION = "organization"
"""The entity of what concerns neither a lead nor an event: work and spending of the organization for itself."""


FIRM = "firm"
"""The entity of who is there on day 0: leads and customers of a firm that exists, whose past lies before day 0."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its struct code, its name and what it says."""

    name: str
    code: str
    meaning: str


COLUMNS = (
    Column("kind", "B", "what the row tells: a member of Row"),
    Column("activity", "h", "index into names.activities; -1 where none applies"),
    Column("team", "h", "index into names.teams; -1 where none applies"),
    Column("person", "i", "number of the person within the team, from 0; -1 where none applies"),
    Column(
        "outcome",
        "h",
        "index into names.outcomes, the words of the log and behind them activities and segments; -1 where none applies",
    ),
    Column(
        "entity",
        "h",
        "index into names.entities: the source (or the source's events) the case belongs to; -1 none",
    ),
    Column(
        "number",
        "i",
        "number of the case within its entity, from 0; leads that others bring are numbered as they come; -1 none",
    ),
    Column(
        "visit",
        "i",
        "for a job: how often its case had come to this activity before (0 = first time); for an event: how many people came",
    ),
    Column("ready", "d", "when the job could have begun: it joins the queue (days)"),
    Column("start", "d", "when work began (days); NaN if it never did"),
    Column(
        "end",
        "d",
        "when the job ended, or the moment of any other row (days); NaN for a job open at the horizon",
    ),
    Column("hours", "d", "staff hours worked on the job (so far, if open); for PAYROLL the hours on duty"),
    Column("money", "d", "money received"),
    Column("cost", "d", "money spent"),
    Column(
        "booked",
        "d",
        "value signed: of a contract over its term, of an addition in mid-term over the rest of it",
    ),
    Column("mrr", "d", "change of monthly recurring revenue"),
)
"""The fixed columns; behind them one float32 column per effect in force, named in names.effects, in log-odds."""
PAUSED = Column(
    "paused",
    "d",
    "for a job: elapsed days between its start and its end in which it was put aside; the last of the fixed columns, in logs "
    "alone of scenarios with urgent or joint work, or with sittings",
)
"""The one column that not all logs have."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the codes of a log's columns stand for."""

    entities: tuple[str, ...]
    activities: tuple[str, ...]
    teams: tuple[str, ...]
    outcomes: tuple[str, ...]
    effects: tuple[str, ...]
    segments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ContractFacts:
    """What a reader of the log has to know of contracts, beyond the offering's one term."""

    terms: tuple[float, ...] = ()
    """Per segment, days of the term of its contracts, as `Facts.term`; empty where all have that one."""
    rise: float = 0.0
    """Growth per model month of what recurs, which comes at renewals."""
    discount: float = 0.0
    """Share that is taken off what recurs in a customer's first term."""
    early: float = 0.0
    """Hazard of leaving within a term, per year."""
    refund: bool = True
    """Whether what such customers have paid for the time after that is paid back."""
    bills: tuple[float, ...] = ()
    """Per segment, days between two payments of what recurs; empty where nobody leaves within a term."""
    later: float = math.inf
    """Day from which on a later offering is sold; infinite where there is none."""


ONE_TERM = ContractFacts()
"""Those of a market in which all contracts are as the offering says."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a reader of the log has to know about the run besides its rows."""

    horizon: float
    """Last day seen (days)."""
    warm_up: float
    """First day counted (days)."""
    start: str
    """Calendar date of day 0, ISO format."""
    currency: str
    discount_rate: float
    """Per year."""
    entry: str
    """The activity at which leads come in."""
    team_does: tuple[tuple[str, ...], ...]
    """Per team, the names of the activities it does."""
    team_kpi: tuple[str, ...]
    """Per team, the KPI it is measured on, "none" where it has none."""
    drained: bool
    """Whether the run went on after the horizon, without new leads, until the journey was empty."""
    seed: int
    replication: int
    gates: tuple[tuple[str, ...], ...]
    """Per activity, the targets of its outcomes, best first; empty for work that decides nothing."""
    on_duty: tuple[tuple[float, ...], ...]
    """Per team, the days at which its people come on duty and go off again, in turn: (0, infinite) where always on duty; where
    their number is odd, the last is the day from which each week is like the one before."""
    term: float
    """Days of the contract's term (of maintenance after a licence, of one order); infinite for a licence alone, NaN where
    nothing is sold."""
    acquisition: tuple[float, ...]
    """Per team, the share of its reference hours that lies before the purchase; NaN for a team that works neither before
    nor after it."""


@dataclass(frozen=True, slots=True)
class HoursFacts:
    """What a reader of the log has to know of working time beyond `Facts.on_duty`; empty where nothing of it is stated."""

    personal: tuple[tuple[int, int, tuple[float, ...]], ...] = ()
    """Team, number and days on and off duty, as in `Facts.on_duty`, of everybody in teams of shifts or absences."""
    finishes: tuple[bool, ...] = ()
    """Per team, whether a job begun is finished before its person goes off duty: hours beyond are in no row of payroll."""
    targets: tuple[tuple[int, float, bool], ...] = ()
    """Activities (codes) that shall be begun in time, with the hours of wait that are in time, and whether hours count in which
    somebody of the team is on duty, and no others."""


ALIKE = HoursFacts()
"""Those of a run in which all people of a team have the same hours, carry over what is not finished, and have no target."""
