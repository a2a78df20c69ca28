"""The world: the state of one run, and what passes in it from day 0 to the horizon."""

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from orgsim.engine.bought_in import BoughtIn
from orgsim.engine.clock import Clock
from orgsim.engine.contracts import Contracts
from orgsim.engine.entities import Activity, Duty
from orgsim.engine.hooks import Hooks
from orgsim.engine.joint import Reservations
from orgsim.engine.journey import Journey
from orgsim.engine.log import OPEN, LogWriter
from orgsim.engine.own_work import OwnWork
from orgsim.engine.sources import Events, Flow, Source
from orgsim.engine.staffing import Staffing
from orgsim.engine.standing import StandingPlans
from orgsim.engine.start import Start
from orgsim.engine.teams import Team
from orgsim.errors import OrgsimError
from orgsim.events.columns import Names

P = TypeVar("P")


@dataclass(slots=True)
class Brought:
    """A source whose leads others bring."""

    source: Source
    rate: float
    """Leads that one of those who bring them brings per elapsed day, in the reference."""


@dataclass(slots=True)
class Told(Brought):
    """A source of word of mouth."""

    explained: Activity
    """The activity that explains the value."""
    returns: float
    """Share of those who were explained it and did not buy who come back by themselves."""
    after: float
    """Mean elapsed days until they do."""


@dataclass(slots=True)
class SecondLine:
    """What another division sells to the same customers; money in the market's currency."""

    activity: Activity
    once: float
    """Paid by a customer of size 1 at the sale."""
    price: float
    """Added to what a customer of size 1 pays per model month."""
    at_purchase: bool
    """Whether it may come up at the purchase."""
    at: frozenset[Duty]
    """After what else that is owed to a customer it may come up."""
    offering: Activity | None = None
    """The work that sells the offering to who began with the second line; None where it is not proposed."""
    learning: float = 0.0
    """Hours of a skills programme after which somebody proposes what their team does not sell as well as they ever will."""

    rates: Mapping[int, float] = field(default_factory=dict)
    """By code of what sells one of them, the market's share of those to whom it is proposed who buy."""

    @property
    def activities(self) -> tuple[Activity, ...]:
        """What sells more to those who have one line."""
        return (self.activity,) if self.offering is None else (self.activity, self.offering)


@dataclass(slots=True)
class TeamFacts:
    """What the plan says of a team that only mechanisms ask for, all written once by setup."""

    kpi: str
    """What it is measured on; "none" for nothing."""
    counts: frozenset[int]
    """Codes of the activities it does that count for that."""
    fulfils: frozenset[tuple[int, int]]
    """Activity and outcome, by code, that count toward its quota."""
    quota: float | None
    """What it shall reach per elapsed day, or each trained person of it."""
    quota_per_person: bool
    """Which of the two."""
    priority: frozenset[int]
    """Codes of the activities whose order is stated."""
    turnover: float | None
    """Chance that a person leaves within a year, where the plan states it for the team."""
    in_time_order: bool
    """Whether all that it does is taken first come, first served."""
    hours: Mapping[int, float] = field(default_factory=dict)
    """The market's reference hours of each activity that it does, where somebody asks."""
    passed_over: float | None = None
    """Days for which work may be passed over at most; for ever when None."""


@dataclass(slots=True)
class World:
    """The state of one run: what everything is, by name or by code, and who may act when."""

    seed: tuple[int, int]
    """The seed and the replication."""
    until: float
    """The horizon (days)."""
    drain: bool
    """Whether it goes on after the horizon until the journey is empty."""
    names: Names
    clock: Clock
    log: LogWriter
    hooks: Hooks
    activities: dict[str, Activity]
    """Those of the journey, in its order."""
    forms: list[Activity]
    """Every form that they have for some leads; one of each where they are the same for all. Under the organization in force."""
    teams: list[Team]
    """All that there are in the run, under whichever organization, by code."""
    here: list[Team]
    """Those of the organization in force, in the order of its plan."""
    codes: dict[str, int]
    """Their codes, by their names in its plan."""
    new: list[Team]
    """Those of them that have not been there under the organization before."""
    staffing: list[Staffing]
    """Of each team, in the same order."""
    facts: list[TeamFacts]
    journey: Journey
    own_work: OwnWork
    standing: StandingPlans
    blank: list[float]
    """What is remembered of a new case: nothing, in as many places as mechanisms asked for."""
    entries: dict[str, Activity]
    """Where the leads of each source come in."""
    worth: dict[int, float] = field(default_factory=dict)
    """By activity, what a job is worth to the whole per staff hour, where teams work for that or reviews ask for it."""
    contracts: Contracts | None = None
    """The customers' side; None where nothing is sold."""
    flows: list[Flow | Events] = field(default_factory=list)
    """Sources that bring leads by themselves."""
    referrals: list[Brought] = field(default_factory=list)
    word_of_mouth: list[Told] = field(default_factory=list)
    second_line: SecondLine | None = None
    reservations: Reservations | None = None
    """Joint work; None where there is none."""
    gates: dict[tuple[str, str | None], tuple[float, ...]] = field(default_factory=dict)
    """Cut-points by activity and by the segment that states rates there; None for those that all other leads share."""
    start: Start | None = None
    """The firm that exists on day 0; None where a run begins with nothing."""
    parts: dict[type, object] = field(default_factory=dict)
    """What one mechanism offers another, by type."""
    remembers: dict[str, int] = field(default_factory=dict)
    """Places of what mechanisms remember of a case, by mechanism and name."""
    begun: bool = False
    """Whether day 0 has begun."""

    def remember(self, name: str, of: str = "") -> int:
        """A place among what is remembered of each case, for the mechanism that is being installed; `of` tells apart several of
        one name. Raises OrgsimError when the run has begun: the cases that are there have no such place."""
        place = f"{self.hooks.installing}.{name}{of and ' '}{of}"
        if place not in self.remembers:
            if self.begun or self.hooks.closed:
                raise OrgsimError(f"{name}: nothing more can be remembered of a case once the run has begun")
            self.remembers[place] = len(self.blank)
            self.blank.append(0.0)
        return self.remembers[place]

    def part(self, kind: type[P]) -> P | None:
        """What another mechanism offers; None where that is not in force."""
        found = self.parts.get(kind)
        return found if isinstance(found, kind) else None

    def lasting(self, kind: type[P], make: Callable[[], P]) -> P:
        """What a mechanism keeps for the whole run, under whichever organization: as it is, or made for the first of them."""
        found = self.part(kind)
        if found is None:
            found = self.parts[kind] = make()
        return found

    def teams_named(self, names: Collection[str] | None) -> list[Team]:
        """The teams of the organization in force that a policy names; all of them where it names none."""
        if names is None:
            return self.here
        wanted = {self.codes[name] for name in names}
        return [team for team in self.here if team.code in wanted]

    def does(self, activity: Activity) -> bool:
        """Whether the organization in force does an activity, for anybody."""
        return any(activity.code in team.does for team in self.here)

    def goes_on(self) -> bool:
        """Whether the horizon is still to come, beyond which a drained run has nothing but the journeys of its leads."""
        return self.clock.now < self.until

    def open(self) -> None:
        """Day 0: what comes round regularly is planned, everyone joins and takes over who is there, sources begin."""
        self.begun = True
        if self.start is not None:
            self.start.note()
        for opens in self.hooks.run_opens:
            opens()
        for staffing in self.staffing:
            staffing.open(self.until)
        if self.start is not None:
            self.start.take_over()
        for flow in self.flows:
            flow.open()

    def go(self) -> None:
        """Let time pass from day 0 to the horizon, or beyond it until the journey is empty."""
        self.open()
        self.clock.pass_time(self.until)
        if self.contracts is not None:
            self.contracts.settle()
        for staffing in self.staffing:
            staffing.settle()
        if (bought_in := self.part(BoughtIn)) is not None:
            bought_in.settle()
        if self.drain:
            self.clock.pass_time(math.inf)
        self.note_open_jobs()

    def note_open_jobs(self) -> None:
        """Write a row for every job that waits or is being worked on at the end."""
        if self.reservations is not None:
            self.reservations.close()
        for team in self.teams:
            for job in team.unfinished():
                if job.person is not None:
                    job.hours = team.close(job)
                self.log.plain_job(job, OPEN)
