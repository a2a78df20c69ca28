"""Entities: cases, jobs, people, activities, accounts. Data that refer to one another; only the engine changes them."""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Optional, Protocol

from orgsim.engine.calendar import Calendar, Continuous
from orgsim.engine.deal import Deal
from orgsim.engine.draws import Draw, Keyed, Numbers, VisitDraws
from orgsim.engine.followed import Followed
from orgsim.engine.market_changes import MarketChanges
from orgsim.engine.shape import PLAIN, Shape

NOBODY = -1
"""The code where no team, person or activity is meant."""


class State(IntEnum):
    """Where a case stands; every lead is in exactly one state."""

    IN_PROCESS = 0
    RESTING = 1
    LOST = 2
    CUSTOMER = 3
    CHURNED = 4


IN_PROCESS, RESTING, LOST, CUSTOMER, CHURNED = State
# Names of their own, since looking a member up in its enum costs more than most steps of a visit; so below.


class End(IntEnum):
    """Where an outcome leads: on to an activity, or out of the journey."""

    ACTIVITY = 0
    CUSTOMER = 1
    REST = 2
    LOST = 3


TO_CUSTOMER, TO_REST, TO_LOST = End.CUSTOMER, End.REST, End.LOST


class Reason(IntEnum):
    """Why a case has left the journey, or a customer the firm."""

    NURTURE = 0
    """A gate has sent it to rest."""
    COLD = 1
    """It left a queue after some work had been done."""
    UNWORKED = 2
    """It left a queue before any work had been done."""
    LOST = 3
    """A gate, or a touch, has ended it."""
    BOUGHT = 4
    """It is a customer now."""
    CHURNED = 5
    """A customer has left."""
    RETIRED = 6
    """A customer comes back to replace what it bought."""


class Talk(IntEnum):
    """Planned talks with a customer."""

    CHECK_IN = 0
    AIMED = 1
    """A check-in out of turn."""
    RENEWAL = 2
    OFFER = 3
    """Of something that the contract does not hold."""


class Duty(IntEnum):
    """What an organization owes a customer at a time."""

    ONBOARDING = 0
    ANSWER = 1
    CHECK_IN = 2
    RENEWAL_TALK = 3


class Queue(Protocol):
    """Jobs that wait; those that left are skipped when their turn comes."""

    waiting: int

    def push(self, job: "Job") -> None:
        """Let a job wait."""

    def pop(self) -> "Job":
        """The next job, taken out; IndexError when nobody waits."""

    def withdraw(self, job: "Job") -> None:
        """Note that a job has left."""

    def jobs(self) -> list["Job"]:
        """Who waits, in order of arrival."""


@dataclass(slots=True, eq=False)
class Case(Keyed):
    """A case flows through the activities: a lead, later a customer; or an event that has to be prepared."""

    entity: int
    number: int
    remembered: list[float]
    """What mechanisms remember of it, each in the place it asked for (see `World.remember`); 0 for nothing."""
    promise: float = 0.0
    """Readiness shift of its source and segment: what the organization can see of its readiness."""
    segment: int = 0
    state: State = IN_PROCESS
    visits: dict[int, int] = field(default_factory=dict)
    """How often it has come to each activity, by code."""
    team: int = NOBODY
    """Code of the team that worked on it last."""
    person: Optional["Person"] = None
    """Person who worked on it last."""
    touches: int = 0
    """Nurture touches since it came to rest."""
    returns: int = 0
    """How often it has come back from rest, after being lost or after leaving as a customer."""
    step: int = NOBODY
    """Code of the activity it came to last."""
    left: Optional["Activity"] = None
    """The step in whose queue it went cold before it came to rest, or whose gate turned it away; None where a gate sent it to
    rest."""
    account: Optional["Account"] = None


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work for one case."""

    activity: "Activity"
    case: Case
    visit: int
    hours: float
    """Staff hours it takes."""
    luck: Numbers
    at: int
    """What its visit draws stands in `luck`, from place `at` on, among other numbers (see `VisitDraws.of`)."""
    done: Callable[["Job"], None]
    """What follows when it is finished."""
    cold: Callable[["Job"], None]
    """What follows when the case leaves the queue."""
    ready: float = 0.0
    start: float = float("nan")
    end: float = float("nan")
    person: Optional["Person"] = None
    queue: Queue | None = None
    """The queue it waits in; None while it does not wait."""
    slowness: float = 1.0
    """Once begun: work time of its person over that of a trained one."""
    trained_hours: float = field(init=False)
    """Once begun, where somebody acts on it: staff hours it would take a trained person of average ability."""

    @property
    def score(self) -> float:
        """The case's luck at the gate, before effects, as log-odds."""
        return self.luck[self.at + 1]

    @property
    def waiting(self) -> bool:
        """Whether it waits for somebody to begin."""
        return self.queue is not None

    def first(self, do: Callable[["Job"], None]) -> None:
        """When it is finished, do something before what follows, and after what else is to be done first."""
        if not isinstance(self.done, Followed):
            self.done = Followed([], self.done)
        self.done.first.append(do)


@dataclass(slots=True, eq=False)
class Person:
    """One member of a team."""

    number: int
    team: int
    queue: Queue
    """Where the jobs wait that this person takes."""
    key: int
    """Key of all their draws, which they keep when they change teams."""
    place: int
    """Which of the team's places they fill."""
    job: Job | None = None
    leaving: bool = False
    """Goes when the present job is done."""
    away: int = 0
    """For how many reasons they are not there for a while; others stand in."""
    since: float = 0.0
    """When they joined (days)."""
    newcomer: bool = False
    """Whether they joined after day 0, and not, as another organization took over, from a team that did some of the work."""
    owned: dict[int, Case] = field(default_factory=dict)
    """Cases this person keeps, by their key."""
    duties: deque[Job] = field(default_factory=deque)
    """Work for the organization itself that goes before all other (meetings, training)."""
    calendar: Calendar = field(default_factory=Continuous)
    now: Optional["Person"] = None
    """The same person under another organization, who takes their cases along."""


@dataclass(slots=True, eq=False)
class Outcome:
    """An outcome leads to an activity, or out of the journey."""

    name: str
    code: int
    end: End
    activity: Optional["Activity"] = None
    """Where it leads, with `End.ACTIVITY`."""
    after: Draw | None = None
    """Elapsed days until the case is there."""


@dataclass(slots=True, eq=False)
class Activity:
    """One activity of the journey, or of the organization's own work."""

    name: str
    code: int
    draws: VisitDraws
    cuts: list[float]
    """The gate's cut-points with the sign turned, ascending: an outcome is the number of those at or below -score."""
    mean_work: float
    """Mean staff hours of a job, as good as nothing at the least."""
    order: Callable[[Job], float]
    """Sort key of its waiting jobs (see `queues.DISCIPLINES`)."""
    patience: Draw | None = None
    team: int = NOBODY
    """Code of the team that does it."""
    rank: int = 0
    """Place in its team's priorities; 0 goes first."""
    behind: float = 0.0
    """Days by which its jobs stand behind others of the rank, as if they had come so much later."""
    duty: bool = False
    """Goes before all other work and takes the hours it takes, whoever does it (a meeting, a training)."""
    own: bool = False
    """Done for the organization itself: carried over at closing time by a team, too, that finishes what it has begun."""
    outcomes: list[Outcome] = field(default_factory=list)
    cold: Outcome | None = None
    skipped: Outcome | None = None
    shifts: MarketChanges = MarketChanges()
    """Log-odds of market changes at this gate."""
    shape: Shape = PLAIN
    delays: MarketChanges = MarketChanges(multiply=True)
    """Factors of market changes on the elapsed times after its outcomes."""
    base: float = 0.0
    """Share of first-time leads that its first outcome, or another to the same aim, takes in the reference."""
    reach: float | None = None
    """Chance that a touch reaches its lead, where the market states it."""
    practice: float | None = None
    """Staff hours of it after which a person is trained in it, where the market states them."""
    taught_by: tuple[tuple[int, float], ...] = ()
    """Codes of other activities, and what an hour of each is worth as practice of this one, where the market states it."""
    cooling: tuple[float, float] | None = None
    """How waiting here lowers the odds, where the market states it: odds ratio, and elapsed days."""
    columns: tuple[int, ...] = ()
    """Columns of the log for what moves its gate, ascending; the effects below are told apart by their place among these."""
    effects: tuple[tuple[int, Callable[[Job], float]], ...] = ()
    """What moves its gate, and its log-odds at the end of a job."""
    standing: tuple[tuple[int, int], ...] = ()
    """The same of what stands in what is remembered of a case, with its place there (see `orgsim.engine.gates.Remembered`)."""
    personal: tuple[tuple[int, dict["Person", float]], ...] = ()
    """The same of what hangs on who did the job alone, by person (see `orgsim.engine.gates.OfPerson`)."""
    slow: tuple[tuple[int, Callable[[float], float]], ...] = ()
    """The same of what there is for jobs of slow people alone, by their slowness (see `orgsim.engine.gates.OfTheSlow`)."""
    daily: tuple[tuple[int, Callable[[int], float]], ...] = ()
    """What moves its gate whatever the job, and its log-odds now, from the activity's code."""
    today: list[float] = field(default_factory=list)
    """Log-odds of all effects as today's first decision found them, and of those of its form; 0 for those of jobs."""
    row: Callable[..., bytes] | None = None
    """Packs a row of the log in which these columns are filled; None where nothing moves its gate."""
    decided: tuple[Callable[[Job, Outcome, Sequence[float]], None], ...] = ()
    """Told when its gate has decided, with the outcome and the effects that moved it."""
    taken: Callable[[Job, Outcome], bool] | None = None
    """Asked before an outcome is followed; True where somebody else will see to it (see `Hooks.outcome_taken`)."""

    @property
    def sells(self) -> bool:
        """Whether somebody buys at its gate."""
        return any(outcome.end is End.CUSTOMER for outcome in self.outcomes)


@dataclass(slots=True, eq=False)
class Account:
    """An account is a customer relation, from the purchase on."""

    case: Case
    deal: Deal
    sold_by: int
    """Code of the team that closed it."""
    before: Optional["Account"] = None
    """The earlier relation of one who buys again."""
    number: int = 0
    """How many earlier relations there are."""
    churn: float = 0.0
    """Probability that it leaves within a year, in the reference."""
    term: int = 0
    """Terms completed, those of earlier relations included."""
    signed_to: float = 0.0
    """Until when what recurs has been signed for (days): the end of the present term; a year for what has no term."""
    paid_to: float = 0.0
    """Until when what recurs is paid for (days)."""
    billed: float = 0.0
    """Recurring revenue per model month at which that has been paid."""
    incidents: int = 0
    holders: int = 0
    """How many have held it before the present one, in earlier relations too."""
    second_line: bool = False
    """Whether it has the second line."""
    onboarding_due: float | None = None
    """When onboarding should be finished, while it is not."""
    planned: dict[Talk, Job] = field(default_factory=dict)
    """Planned talks not yet finished."""
    open: dict[Job, None] = field(default_factory=dict)
    """All its unfinished jobs."""
    answers_due: dict[Job, float] = field(default_factory=dict)
    """When its unanswered incidents should be answered."""
    unanswered: tuple[float, ...] = ()
    """The same of those that nobody is there to answer."""

    @property
    def active(self) -> bool:
        """Whether it is still a customer, by this contract."""
        return self.case.state is CUSTOMER and self.case.account is self
