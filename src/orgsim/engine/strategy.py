"""Strategy: reviews, who moves from team to team, and which gates are tightened."""

import math
from functools import partial
from typing import TYPE_CHECKING

from orgsim.engine.happenings import Job, Person
from orgsim.engine.staffing import Payroll
from orgsim.engine.stations import Station
from orgsim.engine.tallies import Tally
from orgsim.engine.teams import Crew
from orgsim.engine.understanding import crews_of
from orgsim.events.columns import Row
from orgsim.mechanisms.loops import strategy
from orgsim.mechanisms.loops.strategy import StrategyPolicy

if TYPE_CHECKING:
    from orgsim.engine.build import Run


class Reviews:
    """Holds the reviews of one run and carries out what they decide."""

    def __init__(self, run: "Run", policy: StrategyPolicy) -> None:
        self.run = run
        self.policy = policy
        self.tallies = [Tally(run, crew, payroll) for crew, payroll in run.crews if self.reviewed(crew)]
        self.moves = Moves(run)
        self.read = 0
        """Rows of the log that reviews have read."""
        self.notches: dict[int, int] = {}
        """By step, how far it is tightened."""

    def reviewed(self, crew: Crew) -> bool:
        """Whether reviews look at a team."""
        name = list(self.run.scenario.teams)[crew.code]
        if self.policy.teams is not None:
            return name in self.policy.teams
        return any(activity in self.run.stations for activity in self.run.scenario.teams[name].does)

    def review(self) -> None:
        """Find the bottleneck and act; the hours it takes are worked as soon as people are free."""
        rows = self.run.log.since(self.read)
        self.read += len(rows)
        outside = rows[(rows["kind"] == Row.JOB) & (rows["entity"] != self.run.office.entity)]
        for tally in self.tallies:
            tally.look(outside)
        busy = [tally.busy() for tally in self.tallies]
        worst = strategy.worst(self.marks(busy))
        if worst >= 0 and self.policy.action == "people":
            self.reinforce(worst, busy)
        elif worst >= 0:
            self.adjust(worst, busy)
        for tally in self.tallies:
            tally.forget()
        for crew, person in self.reviewers() if self.policy.hours > 0 else ():
            self.run.office.duty(crew, person, "review", self.policy.hours, _nothing)

    def reviewers(self) -> list[tuple[Crew, Person]]:
        """Who holds a review."""
        if self.policy.team is None:
            return [(tally.crew, person) for tally in self.tallies for person in tally.crew.present()[:1]]
        (crew,) = crews_of(self.run, (self.policy.team,))
        return [(crew, person) for person in crew.present()]

    def marks(self, busy: list[float]) -> list[tuple[float, float]]:
        """How much each team is the bottleneck by the rule; NaN for those of which it says nothing."""
        if self.policy.rule == "busiest":
            return [(share, tally.wait()) for share, tally in zip(busy, self.tallies, strict=True)]
        if self.policy.rule == "longest_wait":
            return [(tally.wait(), share) for share, tally in zip(busy, self.tallies, strict=True)]
        rates = [self.pass_rate(tally) for tally in self.tallies]
        return [(-rate, share) for share, rate in zip(busy, rates, strict=True)]

    def pass_rate(self, tally: Tally) -> float:
        """The lowest pass rate of a team's steps, as the rule reads it; NaN where none has decided on enough."""
        rates = [math.inf]
        for station in self.run.stations.values():
            decided, passed = (
                tally.gate(station) if station.crew is tally.crew and station.endings else (0, 0)
            )
            if decided >= max(1, self.policy.decided):
                outcomes = self.run.scenario.journey[station.name].outcomes
                base = sum(outcome.rate for outcome in outcomes if outcome.to == outcomes[0].to)
                compared = base if self.policy.rule == "furthest_below_base" else 1.0
                if compared > 0:
                    rates.append(passed / decided / compared)
        return min(rates) if len(rates) > 1 else math.nan

    def reinforce(self, worst: int, busy: list[float]) -> None:
        """Move people from the least busy of the other teams to the bottleneck."""
        free = {k: self.moves.free(tally.crew, tally.payroll) for k, tally in enumerate(self.tallies)}
        others = [k for k in free if k != worst and len(free[k]) > 0 and not math.isnan(busy[k])]
        if not others:
            return
        giving = min(others, key=lambda k: busy[k])
        people = free[giving][: self.policy.moves]
        left = 1 - len(people) / self.tallies[giving].payroll.planned
        reads_load = self.policy.rule in ("busiest", "longest_wait")
        if reads_load and not strategy.worth_moving(busy[worst], busy[giving], left, self.policy.gap):
            return
        for person in people:
            self.moves.order(person, self.tallies[giving].payroll, self.tallies[worst].payroll)

    def adjust(self, worst: int, busy: list[float]) -> None:
        """Tighten the steps before an overloaded bottleneck; loosen those before teams that have little to do."""
        for station in self.run.stations.values():
            fed = self.feeds(station)
            if fed is None or fed is station.crew:
                continue
            notches = self.notches.get(station.code, 0)
            if fed is self.tallies[worst].crew and busy[worst] >= self.policy.tighten_above:
                self.notches[station.code] = min(self.policy.notches, notches + 1)
            elif notches and self.has_time(fed, busy):
                self.notches[station.code] = notches - 1

    def has_time(self, crew: Crew, busy: list[float]) -> bool:
        """Whether a team has so little to do that the steps before it may be loosened."""
        pairs = zip(self.tallies, busy, strict=True)
        return any(tally.crew is crew and share < self.policy.loosen_below for tally, share in pairs)

    def feeds(self, station: Station) -> Crew | None:
        """The team that goes on with those who pass a step; after a purchase the one that onboards."""
        if station.crew is None or not station.endings:
            return None
        aim = station.endings[0]
        if aim.station is not None:
            return aim.station.crew
        customers = self.run.customers
        if aim.name != "customer" or customers is None or customers.life.onboarding is None:
            return None
        return self.run.stations[customers.life.onboarding.activity].crew


class Moves:
    """People who change teams: each as soon as free, with all they know, and with time to settle in."""

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.ordered: dict[Person, Payroll] = {}
        """Who is to move, and to which team."""
        self.mover: Person | None = None
        """Who is just moving, under the old name."""
        for crew, _ in run.crews:
            crew.left = (*crew.left, self.left)
            crew.joined = (*crew.joined, partial(self.joined, crew))

    def free(self, crew: Crew, payroll: Payroll) -> list[Person]:
        """Who of a team could be moved so that somebody stays; those who came last first."""
        present = [person for person in crew.present() if person not in self.ordered]
        return present[:0:-1] if payroll.planned > 1 else []

    def order(self, person: Person, old: Payroll, new: Payroll) -> None:
        """Somebody is to move, at once if free, else when the present job is done."""
        self.ordered[person] = new
        if person.job is None:
            self.go(person, old)
        else:
            person.job.first(lambda _: self.go(person, old))

    def go(self, person: Person, old: Payroll) -> None:
        """Somebody leaves the old team for the new one, unless they have given notice or would leave nobody."""
        if person.leaving or old.planned <= 1 or len(old.crew.present()) <= 1:
            del self.ordered[person]
            return
        old.planned -= 1
        old.lose(person)

    def left(self, person: Person) -> None:
        """Who has left the old team joins the new one."""
        new = self.ordered.pop(person, None)
        if new is not None:
            new.planned += 1
            self.mover = person
            new.fill()
            self.mover = None

    def joined(self, crew: Crew, person: Person) -> None:
        """Who comes from another team brings what they know, and settles in."""
        mover = self.mover
        if mover is None:
            return
        person.practice.update(mover.practice)
        person.ability = mover.ability
        hours = self.run.scenario.effects.strategy.settling_in
        if hours > 0:
            self.run.office.duty(crew, person, "settling_in", hours, _nothing)


def _nothing(_: Job) -> None:
    """Nothing follows."""


def install(run: "Run") -> None:
    """Plan the reviews; let the gates that they tighten feel it."""
    policy = run.scenario.policies.strategy
    assert policy is not None
    reviews = Reviews(run, policy)
    step = run.scenario.effects.strategy.step
    run.moods["strategy"] = lambda code: strategy.effect(reviews.notches.get(code, 0), step)
    if policy.action == "people":
        run.places["strategy"] = ()
    run.env.every(policy.every, reviews.review, run.journey.until)
