"""Hiring that follows what is measured: once a month a team looks whether it may have one more person.

What is compared is the mean of the last three model months: of load, the hours worked over those on duty; of the queue, what
waits for the team at the end of each day; of cash, people and customers, the firm's at the end of each month.
"""

import operator
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from orgsim.engine.bought_in import BoughtIn
from orgsim.engine.entities import Job, Person
from orgsim.engine.joint import Joint
from orgsim.engine.staffing import Staffing
from orgsim.engine.world import World
from orgsim.units import MONTH

MONTHS = 3
"""Model months over which the mean is taken; nobody is hired before they have passed."""
COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">": operator.gt,
    ">=": operator.ge,
    "<": operator.lt,
    "<=": operator.le,
}
_DAY = 1.0
Amounts = tuple[float, float]
"""Of one month: a sum, and what it is divided by."""


@dataclass(frozen=True, slots=True)
class HiringRule:
    """When a team hires somebody."""

    quantity: str
    """One of OF_TEAM or OF_FIRM."""
    comparison: str
    """One of COMPARISONS."""
    value: float
    most: int
    """People from which on nobody is hired."""
    delay: float
    """Elapsed days from the decision until somebody begins."""
    begins: float
    """Elapsed days from day 0 before which nobody is hired."""


class MonthlyLoad:
    """Hours worked and hours on duty of one team since a moment; those of its people in joint work of others among them."""

    def __init__(self, world: World, staffing: Staffing) -> None:
        self.clock = world.clock
        self.team = staffing.team
        self.since, self.worked, self.duty = world.clock.now, 0.0, 0.0
        self.resumed: dict[Job, float] = {}
        """When jobs that had been put aside were taken up again."""
        self.borrowers = (
            {team.code: team for team in self.team.borrowers} if isinstance(self.team, Joint) else {}
        )

    def install(self, world: World) -> None:
        """Look on from now on, under the organization in force."""
        world.hooks.job_paused.add(self.paused, at=(self.team.code,))
        world.hooks.job_resumed.add(self.taken_up, at=(self.team.code,))
        world.hooks.job_ends.add(self.ended, at=(self.team.code,))
        world.hooks.job_ends.add(self.lent, at=self.borrowers)
        world.hooks.person_leaves.add(self.gone, at=(self.team.code,))

    def ended(self, job: Job) -> None:
        """A job is done."""
        self.worked += self._hours(self._since(job))
        self.resumed.pop(job, None)

    def paused(self, job: Job, _: float) -> None:
        """A job is put aside."""
        self.ended(job)

    def taken_up(self, job: Job, _: float) -> None:
        """A job that was put aside is taken up again."""
        self.resumed[job] = self.clock.now

    def lent(self, job: Job) -> None:
        """A job of another team is done, perhaps a joint one."""
        with_whom = self.borrowers[job.activity.team].together.get(job, ())
        self.worked += self._hours(job.start) * sum(team is self.team for team, _ in with_whom)

    def gone(self, person: Person) -> None:
        """Somebody was on duty until now."""
        self.duty += self._hours(person.since)

    def month(self) -> Amounts:
        """What has been worked of how many hours on duty since this was last asked."""
        people = self.team.people
        running = sum(self._hours(self._since(person.job)) for person in people if person.job is not None)
        found = self.worked + running, self.duty + sum(self._hours(person.since) for person in people)
        self.since, self.worked, self.duty = self.clock.now, 0.0, 0.0
        return found

    def _since(self, job: Job) -> float:
        return self.resumed.get(job, job.start)

    def _hours(self, begin: float) -> float:
        return self.team.calendar.hours_between(max(begin, self.since), self.clock.now)


class MonthlyQueue:
    """What waits for one team at the end of each day."""

    def __init__(self, _: World, staffing: Staffing) -> None:
        self.team = staffing.team
        self.jobs = self.days = 0.0

    def install(self, world: World) -> None:
        """Look on from now on, under the organization in force."""
        name = "daily queue", self.team.code
        world.hooks.run_opens.add(lambda: world.standing.rounds(name, None, _DAY, self.look))

    def look(self) -> None:
        """A day ends."""
        self.jobs += len(self.team.queued())
        self.days += 1

    def month(self) -> Amounts:
        """Jobs by days, and days, since this was last asked."""
        found = self.jobs, self.days
        self.jobs = self.days = 0.0
        return found


class Balance:
    """The firm's cash, from 0 on day 0."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.read = 0
        """Rows of the log that have been read."""
        self.cash = 0.0

    def install(self, _: World) -> None:
        """Nothing has to be watched: what counts is in the log."""

    def month(self) -> Amounts:
        """The balance now."""
        for staffing in self.world.staffing:
            staffing.settle()
        if (bought_in := self.world.part(BoughtIn)) is not None:
            bought_in.settle()
        rows = self.world.log.since(self.read)
        self.read += len(rows)
        self.cash += float((rows["money"] - rows["cost"]).sum())
        return self.cash, 1.0


class FirmSize:
    """The people of the firm, those who finish their last job among them."""

    def __init__(self, world: World) -> None:
        self.world = world

    def install(self, _: World) -> None:
        """Nobody has to be watched: people are counted when it is asked for."""

    def month(self) -> Amounts:
        """How many there are now."""
        return float(sum(staffing.headcount for staffing in self.world.staffing)), 1.0


class CustomerBase:
    """The customers of the firm."""

    def __init__(self, world: World) -> None:
        self.contracts = world.contracts

    def install(self, _: World) -> None:
        """Nothing has to be watched: customers are counted when it is asked for."""

    def month(self) -> Amounts:
        """How many there are now; none where nothing is sold."""
        return 0.0 if self.contracts is None else float(len(self.contracts.accounts.present)), 1.0


Measure = MonthlyLoad | MonthlyQueue | Balance | FirmSize | CustomerBase
OF_TEAM: dict[str, Callable[[World, Staffing], Measure]] = {"load": MonthlyLoad, "queue": MonthlyQueue}
"""What can be looked at of a team, by the word for it."""
OF_FIRM: dict[str, Callable[[World], Measure]] = {
    "cash": Balance,
    "people": FirmSize,
    "customers": CustomerBase,
}
"""The same of the firm."""


@dataclass(slots=True)
class Watched:
    """What is measured, month by month."""

    measured: Measure
    months: deque[Amounts] = field(default_factory=lambda: deque(maxlen=MONTHS))

    def meets(self, comparison: str, value: float) -> bool:
        """A month has ended: whether the mean of the last three compares so with a value; not before there are three."""
        self.months.append(self.measured.month())
        below = sum(amount for _, amount in self.months)
        if len(self.months) < MONTHS or below <= 0:
            return False
        return COMPARISONS[comparison](sum(amount for amount, _ in self.months) / below, value)


@dataclass(slots=True)
class Awaited:
    """Something that happens once, when what is measured of the firm has come so far."""

    world: World
    when: tuple[str, float]
    """One of COMPARISONS, and the value compared with."""
    watched: Watched
    then: Callable[[], None]
    over: bool = False

    def begin(self) -> None:
        """Look at the end of each month from now on, before the horizon."""
        self.world.clock.every(MONTH, self.look, self.world.until)

    def look(self) -> None:
        """A month has ended: has it come so far?"""
        if not self.over and self.watched.meets(*self.when):
            self.over = True
            self.then()


@dataclass(slots=True)
class Hiring:
    """The hiring of one team."""

    world: World
    staffing: Staffing
    rule: HiringRule
    watched: Watched
    coming: int = 0
    """People who have been found and have not begun yet."""

    def open(self) -> None:
        """Look at the end of each month."""
        name = "hiring", self.staffing.team.code
        self.world.standing.rounds(name, self.rule, MONTH, self.look)

    def look(self) -> None:
        """A month has ended: is one more wanted?"""
        wanted = (
            self.watched.meets(self.rule.comparison, self.rule.value)
            and self.world.clock.now >= self.rule.begins
        )
        there = self.staffing.planned + self.staffing.postponed + self.staffing.sought + self.coming
        if wanted and there < self.rule.most and self.staffing.thaws() is None:
            self.coming += 1
            self.world.clock.after(self.rule.delay, self.begins, None)

    def begins(self, _: None) -> None:
        """Somebody begins, if that is before the horizon."""
        self.coming -= 1
        if self.world.clock.now < self.world.until:
            self.staffing.change(1)
