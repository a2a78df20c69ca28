"""Strategy: reviews that name the bottleneck by a stated rule and move people, or the gates before it.

A rule reads what was measured since the last review and nothing else. Which rule names the true bottleneck how often is
a question for experiments.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from orgsim.engine.entities import Activity, End, Job, Person
from orgsim.engine.teams import Team
from orgsim.engine.transfers import OnTheWay
from orgsim.engine.world import World
from orgsim.fields import Amount, Plan, Share, Span, StaffHours, refusal
from orgsim.language.phrases import Phrase, Wording
from orgsim.mechanisms.loops.losses import Losses
from orgsim.mechanisms.loops.moves import Moves, nothing
from orgsim.mechanisms.loops.tallies import Tally
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH

Rule = Literal["busiest", "longest_wait", "lowest_pass_rate", "furthest_below_base", "most_lost_money"]


class Strategy(Parameters):
    """What a decision of a review does."""

    step: Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)] = declared(
        0.3, unit="log-odds", source="none found", status="guess"
    )
    """By how much a gate passes less for each notch it is tightened."""
    settling_in: StaffHours = declared(40.0, unit="staff hours", source="none found", status="guess")
    """Time that somebody who changes teams needs before the first job there, whatever else there is to learn."""


class StrategyPolicy(Plan):
    """Regular reviews of the whole: find the bottleneck, and do something about it."""

    every: Span = MONTH * 3
    """Elapsed time between two reviews; each looks at what happened since the last."""
    hours: StaffHours = 8.0
    """Staff hours that a review takes of each who holds it."""
    team: str | None = None
    """Team that holds the reviews, all its people; one person of each of `teams` when not stated."""
    teams: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)] | None = None
    """Teams that are reviewed and may give or get people; when not stated all that do something of the journey."""
    rule: Rule = "busiest"
    """Which team is the bottleneck: the one that works most of its time on duty (`busiest`; where two are equal, the one with
    the longer waits), whose jobs wait longest (`longest_wait`), or that does the step with the lowest share of leads passed
    on (`lowest_pass_rate`) or the lowest in comparison to its base rate (`furthest_below_base`), or where most money lies or is
    lost (`most_lost_money`: what waits and what went cold, and customers who left beyond the reference)."""
    action: Literal["people", "gates"] = "people"
    """Move people to the bottleneck from the team that is least busy, or have the teams before it pass less on."""
    moves: Annotated[int, Field(ge=1, le=10_000)] = 1
    """With `people`: how many change teams after one review; the last of a team stays."""
    gap: Annotated[Amount, Field(le=1)] = 0.1
    """With `people` and a rule on load: least difference of the two teams' utilisation for which people are moved."""
    decided: Annotated[int, Field(ge=1, le=1_000_000)] = 20
    """With a rule on pass rates: leads that a step has to have decided on since the last review for its rate to count."""
    tighten_above: Share = 0.95
    """With `gates`: utilisation of the bottleneck from which the steps before it are tightened by a notch."""
    loosen_below: Share = 0.8
    """With `gates`: utilisation of a team below which the steps before it are loosened by a notch again."""
    notches: Annotated[int, Field(ge=1, le=100)] = 3
    """With `gates`: how far a step can be tightened."""

    @model_validator(mode="after")
    def _apart(self) -> "StrategyPolicy":
        if self.loosen_below > self.tighten_above:
            raise refusal("order", Wording("loosen_below must not be above tighten_above"))
        return self


def effect(strictness: float, step: float) -> float:
    """Log-odds of passing a step that is tightened by `strictness` notches; 0 or less."""
    return 0.0 - step * strictness


def worst(marks: Sequence[tuple[float, float]]) -> int:
    """Place of the highest mark, the second number deciding between equals; -1 where all are NaN. NaN does not count."""
    known = [(mark, -place) for place, mark in enumerate(marks) if not math.isnan(mark[0])]
    return -max(known)[1] if known else -1


def worth_moving(bottleneck: float, giving: float, left: float, gap: float) -> bool:
    """Whether load justifies a move. `bottleneck` and `giving` are the utilisations of the two teams, `left` the share of
    the giving team's people who stay. That team must be less busy by `gap`, and stay less busy than the bottleneck is
    now: so nobody is moved back while the load is as it was.
    """
    return bottleneck - giving >= gap and giving < bottleneck * left


class Reviews:
    """Holds the reviews of one run and carries out what they decide."""

    def __init__(self, world: World, parameters: Strategy, policy: StrategyPolicy) -> None:
        self.world = world
        self.parameters = parameters
        self.policy = policy
        self.terms = policy, tuple(team.code for team in world.here)
        """As long as these are the same, the reviews go on under whichever organization."""
        self.read = len(world.log)
        """Rows of the log that reviews have read."""
        self.tallies = [Tally(world, world.staffing[team.code]) for team in self.reviewed()]
        self.by_team = {tally.team.code: tally for tally in self.tallies}
        self.moves = Moves(world, parameters.settling_in)
        world.lasting(OnTheWay, OnTheWay).movers.append(self.moves)
        self.losses = Losses(world)
        self.notches: dict[int, int] = {}
        """By step, how far it is tightened."""

    def open(self) -> None:
        """Plan the reviews."""
        self.world.standing.rounds("strategy", self.terms, self.policy.every, self.review)

    def attended(self, job: Job) -> None:
        """A job for the organization is done."""
        tally = self.by_team.get(job.activity.team)
        if tally is not None:
            tally.attended(job)

    def gone(self, person: Person) -> None:
        """Somebody has left a team that is reviewed."""
        self.by_team[person.team].gone(person)

    def reviewed(self) -> list[Team]:
        """The teams that reviews look at."""
        teams = self.world.teams_named(self.policy.teams)
        return [team for team in teams if team.does or self.policy.teams is not None]

    def review(self) -> None:
        """Find the bottleneck and act; the hours it takes are worked as soon as people are free."""
        outside = self.world.log.worked_since(self.read, self.world.own_work.entity)
        self.read = len(self.world.log)
        for tally in self.tallies:
            tally.look(outside)
        busy = [tally.busy() for tally in self.tallies]
        worst_of_all = worst(self.marks(busy))
        if worst_of_all >= 0 and self.policy.action == "people":
            self.reinforce(worst_of_all, busy)
        elif worst_of_all >= 0:
            self.adjust(worst_of_all, busy)
        for tally in self.tallies:
            tally.forget()
        self.losses.forget()
        for team, person in self.reviewers() if self.policy.hours > 0 else ():
            self.world.own_work.duty(team, person, "review", self.policy.hours, nothing)

    def reviewers(self) -> list[tuple[Team, Person]]:
        """Who holds a review."""
        if self.policy.team is None:
            return [(tally.team, person) for tally in self.tallies for person in tally.team.present()[:1]]
        (team,) = self.world.teams_named((self.policy.team,))
        return [(team, person) for person in team.present()]

    def marks(self, busy: list[float]) -> list[tuple[float, float]]:
        """How much each team is the bottleneck by the rule; NaN for those of which it says nothing."""
        if self.policy.rule == "busiest":
            return [(share, tally.wait()) for share, tally in zip(busy, self.tallies, strict=True)]
        if self.policy.rule == "longest_wait":
            return [(tally.wait(), share) for share, tally in zip(busy, self.tallies, strict=True)]
        if self.policy.rule == "most_lost_money":
            return [(self.losses.of(tally), share) for share, tally in zip(busy, self.tallies, strict=True)]
        rates = [self.pass_rate(tally) for tally in self.tallies]
        return [(-rate, share) for share, rate in zip(busy, rates, strict=True)]

    def pass_rate(self, tally: Tally) -> float:
        """The lowest pass rate of a team's steps, as the rule reads it; NaN where none has decided on enough."""
        rates = [math.inf]
        for activity in self.world.forms:
            own = activity.team == tally.team.code and activity.code in tally.team.does and activity.outcomes
            decided, passed = tally.gate(activity) if own else (0, 0)
            if decided >= max(1, self.policy.decided):
                compared = activity.base if self.policy.rule == "furthest_below_base" else 1.0
                if compared > 0:
                    rates.append(passed / decided / compared)
        return min(rates) if len(rates) > 1 else math.nan

    def reinforce(self, bottleneck: int, busy: list[float]) -> None:
        """Move people from the least busy of the other teams to the bottleneck."""
        free = {k: self.moves.free(tally.staffing) for k, tally in enumerate(self.tallies)}
        others = [k for k in free if k != bottleneck and len(free[k]) > 0 and not math.isnan(busy[k])]
        if not others:
            return
        giving = min(others, key=lambda k: busy[k])
        people = free[giving][: self.policy.moves]
        left = 1 - len(people) / self.tallies[giving].staffing.planned
        reads_load = self.policy.rule in ("busiest", "longest_wait")
        if reads_load and not worth_moving(busy[bottleneck], busy[giving], left, self.policy.gap):
            return
        for person in people:
            self.moves.order(person, self.tallies[giving].staffing, self.tallies[bottleneck].staffing)

    def adjust(self, bottleneck: int, busy: list[float]) -> None:
        """Tighten the steps before an overloaded bottleneck; loosen those before teams that have little to do."""
        for activity in self.world.activities.values():
            fed = self.feeds(activity) - self.doers(activity)
            if not fed:
                continue
            notches = self.notches.get(activity.code, 0)
            overloaded = busy[bottleneck] >= self.policy.tighten_above
            if self.tallies[bottleneck].team.code in fed and overloaded:
                self.notches[activity.code] = min(self.policy.notches, notches + 1)
            elif notches and all(self.has_time(team, busy) for team in fed):
                self.notches[activity.code] = notches - 1

    def has_time(self, team: int, busy: list[float]) -> bool:
        """Whether a team has so little to do that the steps before it may be loosened."""
        pairs = zip(self.tallies, busy, strict=True)
        return any(tally.team.code == team and share < self.policy.loosen_below for tally, share in pairs)

    def feeds(self, activity: Activity) -> set[int]:
        """Codes of the teams that go on with those who pass a step; after a purchase of those that onboard."""
        if not self.world.does(activity) or not activity.outcomes:
            return set()
        aim = activity.outcomes[0]
        if aim.activity is not None:
            return self.doers(aim.activity)
        contracts = self.world.contracts
        if aim.end is not End.CUSTOMER or contracts is None or contracts.service.plan.onboarding is None:
            return set()
        return self.doers(contracts.service.plan.onboarding[0])

    def doers(self, activity: Activity) -> set[int]:
        """Codes of the teams that do an activity, each for its own leads."""
        return {team.code for team in self.world.here if activity.code in team.does}

    def tightened(self, code: int) -> float:
        """Log-odds that a step lacks for being tightened."""
        return effect(self.notches.get(code, 0), self.parameters.step)


def install(world: World, parameters: Strategy, policies: Mapping[str, Any]) -> None:
    """Plan the reviews; let the gates that they tighten feel it."""
    policy: StrategyPolicy = policies["strategy"]
    reviews, hooks = world.part(Reviews), world.hooks
    if reviews is None or reviews.terms != (policy, tuple(team.code for team in world.here)):
        reviews = world.parts[Reviews] = Reviews(world, parameters, policy)
    hooks.person_leaves.add(reviews.gone, at=reviews.by_team)
    hooks.own_work_ends.add(reviews.attended)
    hooks.person_leaves.add(reviews.moves.left)
    hooks.person_joins.add(reviews.moves.joined)
    hooks.gate_daily.add(reviews.tightened, at=() if policy.action == "people" else None)
    hooks.run_opens.add(reviews.open)
    hooks.decided.add(reviews.losses.decided)


MECHANISM = Mechanism(
    name="strategy",
    title=Phrase("Strategy reviews"),
    meaning=Phrase(
        "Regular reviews name the bottleneck by a rule and move people there, or pass less on to it."
    ),
    group="loops",
    parameters=Strategy,
    effects=(
        Effect(
            "headcount and payroll of the bottleneck and of the team least busy", "moves people change teams"
        ),
        Effect("hours of who changed teams", "settling_in"),
        Effect("gates of the steps that lead to an overloaded team", "- step x notches"),
        Effect("hours of those who hold the reviews", "hours at each review"),
    ),
    claims=("B1", "C2", "C6", "E5"),
    needs=("policies.strategy",),
    policies={"strategy": StrategyPolicy},
    work={
        "review": Phrase("Strategy review"),
        "settling_in": Phrase("Settling in"),
    },
    gate=effect,
    install=install,
    links=(
        Link("waiting", "bottleneck", 1),
        Link("bottleneck", "reviews", 1),
        Link("reviews", "bottleneck", -1),
        Link("reviews", "load", 1),
        Link("bottleneck", "won", -1),
    ),
)
