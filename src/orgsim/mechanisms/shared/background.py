"""Background work: what a team does for the organization itself, in reserved hours or in those that customers leave over.

Such work is done only while the mechanism that uses it is in force: with product off, nobody develops.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import Field

from orgsim.engine import stocks
from orgsim.engine.entities import Job, Person
from orgsim.engine.hooks import Hooks
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, StaffHours
from orgsim.units import HOURS_PER_DAY, MONTH

Block = Annotated[StaffHours, Field(ge=0.25, le=1000)]
"""Staff hours at a stretch; a lower bound keeps the jobs of a run countable."""
Monthly = Annotated[StaffHours, Field(ge=0.01)]
"""Staff hours a model month that hold a stock at 1."""
SETTING_UP = (
    "Parnin & Rugaber 2011, as quoted: 10 to 15 minutes until a programmer edits again after an interruption (86 people); Mark, "
    "in interviews: 23 to 25 until office workers are back; 0.15 to 0.5 tried"
)
"""Where the hours that are lost at the beginning of a block come from."""
_NO_TIME = 1e-6
"""Staff hours between two blocks that follow one another."""
RESERVED_BLOCK, LEFT_OVER_BLOCK = 8.0, 2.0
"""Staff hours at a stretch where a policy states none: a day kept free, and what a quiet moment holds."""


class Background(Plan):
    """Who does such work and when; a policy states exactly one of `share` and `left_over`."""

    team: str
    """The team whose people do it."""
    share: Share | None = None
    """Share of their hours on duty kept for it: each person does a block of it every so many hours, before any other job."""
    left_over: bool = False
    """Whether it is done when no other work waits; work that comes meanwhile waits until the block is done."""
    block: Block | None = None
    """Staff hours at a stretch: 8 h of a reserved share, 2 h of left-over time when not stated."""

    @property
    def stretch(self) -> float:
        """Staff hours of one block."""
        if self.block is not None:
            return self.block
        return LEFT_OVER_BLOCK if self.left_over else RESERVED_BLOCK


def period(block: float, share: float) -> float:
    """Hours on duty from one block of `block` staff hours to the next, so that `share` (more than 0) of them is its work."""
    return block / share


def head_start(block: float, share: float, number: int) -> float:
    """Hours on duty until the first block of person `number` of a team, spread evenly so that not all are away at once."""
    golden = 0.6180339887498949
    return (period(block, share) - block) * (number * golden % 1.0)


def productive(block: float, begun: int, set_up: float) -> float:
    """Staff hours of a block that something comes of, when it was begun or taken up so many times."""
    return max(0.0, block - begun * set_up)


def per_hour(monthly: float, half_life: float) -> float:
    """What an hour adds to a stock that `monthly` staff hours a model month hold at 1, with its half-life in days."""
    return 1.0 / stocks.steady(monthly / MONTH, half_life)


@dataclass(slots=True, eq=False)
class Chore:
    """One kind of such work by one team, cut into blocks."""

    world: World
    team: Team
    activity: str
    block: float
    """Staff hours."""
    done: Callable[[Person, float], object]
    """Told of each block that is finished who has done it, and how many of its staff hours something comes of."""
    set_up: float = 0.0
    """Staff hours that are lost to getting into it: at the beginning of a block, unless it is reserved and follows on the one
    before within the person's hours on duty, and whenever a block is taken up again."""
    left_over: bool = False
    """Whether it is done when no other work waits. Then each block is a quiet moment of its own: who is there for customers is
    torn out of it by what comes meanwhile, which here waits until the block is done."""
    ended: dict[Person, float] = field(default_factory=dict)
    """When everybody's last block ended (days)."""
    resumed: dict[Job, int] = field(default_factory=dict)
    """How often each block in work has been taken up again."""
    over: bool = False
    """Whether the organization in force has it done no more, or otherwise."""

    def end(self) -> None:
        """It is done no more."""
        self.over = True

    def job(self) -> Job:
        """The next block."""
        return self.world.own_work.job(self.team, self.activity, self.block, self.finished)

    def resume(self, job: Job, _: float) -> None:
        """A job is taken up again: it may be a block."""
        if job.activity.name == self.activity:
            self.resumed[job] = self.resumed.get(job, 0) + 1

    def finished(self, job: Job) -> None:
        """A block is done, however long it took."""
        person: Person = job.person  # type: ignore[assignment]
        if not self.set_up:
            self.done(person, self.block)
            return
        begun = self.resumed.pop(job, 0) + (self.left_over or self.anew(person, job.start))
        self.ended[person] = job.end
        self.done(person, productive(self.block, begun, self.set_up))

    def anew(self, person: Person, now: float) -> bool:
        """Whether a person who begins a block now has been on duty for something else, or nothing, since the last one."""
        ended = self.ended.get(person)
        return ended is None or person.calendar.hours_between(ended, now) > _NO_TIME


@dataclass(slots=True, eq=False)
class Reserve:
    """A share of everybody's hours on duty is kept for a chore."""

    chore: Chore
    share: float

    def welcome(self, person: Person) -> None:
        """Somebody has joined the team."""
        block, share = self.chore.block, self.share
        Rota(self.chore, person, period(block, share)).plan(head_start(block, share, person.number))


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
        clock, until = self.chore.world.clock, self.chore.world.until
        if clock.now + hours / HOURS_PER_DAY < until:  # nobody works more hours than pass
            due = self.person.calendar.finish(clock.now, hours)
            if due < until:
                clock.after(due - clock.now, self.fall_due, None)

    def fall_due(self, _: None) -> None:
        """A block falls due; who is away or about to leave misses it."""
        if self.person.leaving or self.chore.over:
            return
        self.plan(self.period)
        if not self.person.away:
            self.owed += 1
            if self.owed == 1:
                self.assign()

    def assign(self) -> None:
        """The person does a block next."""
        chore = self.chore
        chore.world.own_work.duty(chore.team, self.person, chore.activity, chore.block, self.finished)

    def finished(self, job: Job) -> None:
        """A block is done; the next follows at once if it is due."""
        self.owed -= 1
        self.chore.finished(job)
        world = self.chore.world
        going_on = not (self.person.leaving or self.chore.over)
        if self.owed and going_on and world.clock.now < world.until:
            self.assign()


@dataclass(slots=True, eq=False)
class SpareTime:
    """What the people of teams do while no other work waits: the chores of their team in turn."""

    world: World
    chores: dict[int, list[Chore]] = field(default_factory=dict)
    """By team."""
    turns: dict[int, int] = field(default_factory=dict)
    """How many blocks each team has begun."""
    hooks: Hooks | None = None
    """The moments of the organization whose chores these are."""

    def add(self, chore: Chore) -> None:
        """One chore more for a team."""
        team = chore.team.code
        if self.hooks is not self.world.hooks:
            self.hooks = self.world.hooks
            self.chores.clear()
        if team not in self.chores:
            self.chores[team] = []
            self.turns.setdefault(team, 0)
            self.world.hooks.person_idle.add(self.block, at=(team,))
        self.chores[team].append(chore)

    def block(self, person: Person) -> Job | None:
        """The next block for a person of a team; none after the horizon."""
        team, now = person.team, self.world.clock.now
        if now >= self.world.until or person.away or person.leaving:
            return None
        chores = self.chores[team]
        chore = chores[self.turns[team] % len(chores)]
        self.turns[team] += 1
        job = chore.job()
        job.ready = now
        return job


@dataclass(slots=True)
class Chores:
    """What is done for the organization in force, by activity, each with what was stated of it."""

    of: dict[str, tuple[object, Chore]] = field(default_factory=dict)


def arrange(
    world: World, plan: Background, activity: str, done: Callable[[Person, float], object], set_up: float
) -> None:
    """Have a team do an activity for the organization as a policy says; `done` is told of each block who has done it and how many
    of its staff hours something comes of, less the `set_up` that is lost to getting into it.

    When another organization takes over that states the same for the same team, everybody's next block stays when it is due.
    """
    (team,) = world.teams_named((plan.team,))
    terms, known = (plan, team.code), world.lasting(Chores, Chores).of
    goes_on = activity in known and known[activity][0] == terms and not known[activity][1].over
    if not goes_on:
        known[activity] = terms, Chore(world, team, activity, plan.stretch, done, set_up, plan.left_over)
    chore = known[activity][1]
    if set_up:
        world.hooks.job_resumed.add(chore.resume, at=(team.code,))
    world.standing.keep(("chore", activity), terms, lambda: chore.end)
    if plan.left_over:
        world.lasting(SpareTime, lambda: SpareTime(world)).add(chore)
    elif plan.share:
        reserve = Reserve(chore, plan.share)
        world.hooks.person_joins.add(reserve.welcome, at=(team.code,))
        for person in () if goes_on else tuple(team.people):
            reserve.welcome(person)
