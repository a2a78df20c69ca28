"""Background work: people do something for the organization in reserved blocks, or while nothing else waits."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from orgsim.engine.clock import Clock
from orgsim.engine.happenings import Job, Person
from orgsim.engine.office import Office
from orgsim.engine.queues import Line, RankedLine
from orgsim.engine.teams import Crew
from orgsim.mechanisms.shared.background import Background, head_start, period
from orgsim.units import HOURS_PER_DAY

if TYPE_CHECKING:
    from orgsim.engine.build import Run


@dataclass(slots=True, eq=False)
class Chore:
    """One kind of such work by one team, cut into blocks."""

    office: Office
    env: Clock
    until: float
    """The horizon: no block begins after it."""
    crew: Crew
    activity: str
    block: float
    """Staff hours."""
    done: Callable[[float], object]
    """Told the staff hours of each block that is finished."""

    def job(self) -> Job:
        """The next block."""
        return self.office.job(self.crew, self.activity, self.block, self.finished)

    def finished(self, _: Job) -> None:
        """A block is done, however long it took."""
        self.done(self.block)


@dataclass(slots=True, eq=False)
class Rota:
    """The blocks reserved in one person's time; those that other work delays are made up for."""

    chore: Chore
    person: Person
    period: float
    """Hours on duty from one block to the next."""
    owed: int = 0
    """Blocks that are due."""

    def plan(self, hours: float) -> None:
        """The next block falls due after so many hours on duty, unless that is beyond the horizon."""
        env, until = self.chore.env, self.chore.until
        if env.now + hours / HOURS_PER_DAY < until:  # nobody works more hours than pass
            due = self.chore.crew.calendar.finish(env.now, hours)
            if due < until:
                env.after(due - env.now, self.fall_due, None)

    def fall_due(self, _: None) -> None:
        """A block falls due; who is away or about to leave misses it."""
        if self.person.leaving:
            return
        self.plan(self.period)
        if not self.person.away:
            self.owed += 1
            if self.owed == 1:
                self.assign()

    def assign(self) -> None:
        """The person does a block next."""
        chore = self.chore
        chore.office.duty(chore.crew, self.person, chore.activity, chore.block, self.finished)

    def finished(self, job: Job) -> None:
        """A block is done; the next follows at once if it is due."""
        self.owed -= 1
        self.chore.finished(job)
        if self.owed and not self.person.leaving and self.chore.env.now < self.chore.until:
            self.assign()


@dataclass(slots=True, eq=False)
class SpareTime:
    """What the people of a team do while no other work waits: their chores in turn."""

    chores: list[Chore] = field(default_factory=list)
    turn: int = 0

    def __call__(self, person: Person) -> Job | None:
        """The next block; none after the horizon."""
        chore = self.chores[self.turn % len(self.chores)]
        if chore.env.now >= chore.until or person.away or person.leaving:
            return None
        self.turn += 1
        job = chore.job()
        job.ready = chore.env.now
        return job


def arrange(run: "Run", plan: Background, activity: str, done: Callable[[float], object]) -> None:
    """Have a team do an activity for the organization as a policy says; `done` is told the staff hours of each block."""
    crew = crew_named(run, plan.team)
    chore = Chore(run.office, run.env, run.journey.until, crew, activity, plan.stretch, done)
    if plan.left_over:
        spare = crew.spare
        if not isinstance(spare, SpareTime):
            spare = crew.spare = SpareTime()
            crew.own_work = True
        spare.chores.append(chore)
    elif plan.share:
        reserve(chore, plan.share)


def reserve(chore: Chore, share: float) -> None:
    """Keep a share (more than 0) of the hours on duty of everybody who is or comes."""

    def welcome(person: Person) -> None:
        rota = Rota(chore, person, period(chore.block, share))
        rota.plan(head_start(chore.block, share, person.number))

    chore.crew.joined = (*chore.crew.joined, welcome)


def crew_named(run: "Run", team: str) -> Crew:
    """The people of a team."""
    return run.crews[list(run.scenario.teams).index(team)][0]


def put_behind(crew: Crew) -> None:
    """Let jobs of the organization that wait in a team's queue go behind all work for leads and customers.

    To be called before anybody joins. Other jobs keep their order, since all of them have the same rank.
    """
    if isinstance(crew.queue, Line):
        crew.new_queue = RankedLine
        crew.queue = RankedLine()
