"""What lives while a run lasts: subjects, jobs, people. Only the engine changes them."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from orgsim.engine.accounts import Account
    from orgsim.engine.luck import Block
    from orgsim.engine.queues import Queue
    from orgsim.engine.stations import Station
    from orgsim.engine.teams import Crew


class State(IntEnum):
    """Where a lead stands; every lead is in exactly one state."""

    IN_PROCESS = 0
    RESTING = 1
    LOST = 2
    CUSTOMER = 3
    CHURNED = 4


IN_PROCESS, RESTING, LOST, CUSTOMER, CHURNED = State
# Names of their own, since looking a member up in its enum costs more than most steps of a visit.


@dataclass(slots=True, eq=False)
class Subject:
    """The one who flows: a lead, later a customer; or an event that has to be prepared."""

    key: int
    """Key of all its draws."""
    entity: int
    number: int
    promise: float = 0.0
    """Readiness shift of its source and segment: what the organization can see of its readiness."""
    segment: int = 0
    block: Optional["Block"] = None
    """Its draws in advance, with its place among them; None for events."""
    place: int = 0
    state: State = IN_PROCESS
    visits: dict[int, int] = field(default_factory=dict)
    """How often it has come to each station."""
    known: float = 0.0
    """What the person now responsible knows about it, in [0, 1]."""
    reference: float = 0.0
    """What would be known had nobody changed."""
    crew: Optional["Crew"] = None
    """Team that worked on it last."""
    person: Optional["Person"] = None
    """Person who worked on it last."""
    touches: int = 0
    """Nurture touches since it came to rest."""
    returns: int = 0
    """How often it has come back from rest, after being lost or after leaving as a customer."""
    step: int = -1
    """Code of the activity it came to last."""
    account: Optional["Account"] = None
    ended: float = 0.0
    """When it last came to rest, was lost or left (days), where a mechanism asks for that."""
    marks: dict[str, float] | None = None
    """What mechanisms remember of it, by their own names; None for nothing."""

    def mark(self, name: str, value: float) -> None:
        """Remember something of the subject."""
        if self.marks is None:
            self.marks = {}
        self.marks[name] = value

    def marked(self, name: str) -> float:
        """What is remembered under a name; 0 for nothing."""
        return 0.0 if self.marks is None else self.marks.get(name, 0.0)


@dataclass(slots=True, eq=False)
class Followed:
    """What follows a job before which something else is to be done."""

    first: list[Callable[["Job"], None]]
    then: Callable[["Job"], None]

    def __call__(self, job: "Job") -> None:
        """Do all that in its order."""
        for do in self.first:
            do(job)
        self.then(job)


@dataclass(slots=True, eq=False)
class Job:
    """One piece of work for one subject."""

    station: "Station"
    subject: Subject
    visit: int
    hours: float
    """Staff hours it takes."""
    score: float
    """The subject's luck at the gate, before effects, as log-odds."""
    done: Callable[["Job"], None]
    """What follows when it is finished."""
    cold: Callable[["Job"], None]
    """What follows when the subject leaves the queue."""
    ready: float = 0.0
    start: float = float("nan")
    end: float = float("nan")
    person: Optional["Person"] = None
    line: Optional["Queue"] = None
    """The queue it waits in; None while it does not wait."""

    @property
    def waiting(self) -> bool:
        """Whether it waits for somebody to begin."""
        return self.line is not None

    def first(self, do: Callable[["Job"], None]) -> None:
        """When it is finished, do something before what follows, and after what else is to be done first."""
        if not isinstance(self.done, Followed):
            self.done = Followed([], self.done)
        self.done.first.append(do)


@dataclass(slots=True, eq=False)
class Person:
    """One member of a team."""

    number: int
    queue: "Queue"
    """Where the jobs wait that this person takes."""
    job: Job | None = None
    leaving: bool = False
    """Goes when the present job is done."""
    away: bool = False
    """Not there for a while; others stand in."""
    since: float = 0.0
    """When they joined (days)."""
    owned: dict[int, Subject] = field(default_factory=dict)
    """Subjects this person keeps, by their key."""
    duties: deque[Job] = field(default_factory=deque)
    """Work for the organization itself that goes before all other (meetings, training)."""
    practice: dict[str, tuple[float, float]] = field(default_factory=dict)
    """By activity: staff hours of practice still remembered, and when they were last counted (days)."""
    last: str = ""
    """Activity of the last job; empty before the first."""
    slowness: float = 1.0
    """Work time of the present job over that of a trained person."""
    ability: float = 1.0
    """Own factor on work time; 1 on average."""
    usual: float = 0.0
    """Staff hours the present job would take a trained person of average ability."""
