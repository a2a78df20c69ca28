"""What lives while a run lasts: subjects, jobs, people. Only the engine changes them."""

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
    account: Optional["Account"] = None


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
    waiting: bool = False
    person: Optional["Person"] = None


@dataclass(slots=True, eq=False)
class Person:
    """One member of a team."""

    number: int
    queue: "Queue"
    """Where the jobs wait that this person takes."""
    job: Job | None = None
    leaving: bool = False
    """Goes when the present job is done."""
    owned: dict[int, Subject] = field(default_factory=dict)
    """Subjects this person keeps, by their key."""
