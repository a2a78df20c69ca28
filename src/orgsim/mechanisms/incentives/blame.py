"""Blame: a team that has missed its quota says that it got too little from the teams before it.

It costs both the understanding that they have of each other, so that handovers between them take longer and lose more, until
it is forgotten. It acts only where each team works for its own number; teams with a goal in common have nobody to blame.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine.entities import End, Job, Outcome
from orgsim.engine.quotas import Target, TrainedPeople
from orgsim.engine.stocks import Level
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.handoffs.understanding import MutualUnderstanding
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, Stock, declared
from orgsim.units import MONTH


class Blame(Parameters):
    """What a missed quota does to the understanding of teams."""

    strength: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = declared(
        0.5,
        unit="understanding per quota missed",
        source="none found: a quota missed outright undoes most of what weekly meetings build up (.58); 0 to 2 tried",
        status="guess",
    )
    """What the mutual understanding with each of the teams before it lacks more when a team has reached nothing of its quota; in
    proportion when it has missed a part."""
    half_life: Span = declared(90.0, unit="days", source="none found; 30 to 365 tried", status="guess")
    """Elapsed time in which half of a reproach is forgotten."""
    period: Span = declared(
        3 * MONTH, unit="days", source="as that of [effects.pressure]: quarters", status="second-hand"
    )
    """Time after which a team looks at what it has reached of its quota; counted from its first day."""


def missed(due: float, done: float) -> float:
    """Part of a quota that is missed, in [0, 1]; 0 where nothing was due."""
    return max(0.0, due - done) / due if due > 0 else 0.0


def reproach(missed: float, strength: float) -> float:
    """What the understanding of two teams lacks more (0 or more) once one has missed a part of its quota and blames the other."""
    return strength * missed


class Reproaches:
    """Who has missed what, and what therefore stands between teams."""

    def __init__(self, world: World, parameters: Blame) -> None:
        self.world = world
        self.clock = world.clock
        self.parameters = parameters
        self.targets: dict[int, Target] = {}
        """By code of the team."""
        self.fulfilled = defaultdict[Outcome, list[Target]](list)
        """Quotas for which an outcome counts."""
        self.watched: set[int] = set()
        """Activities at whose gates something counts."""
        self.before: dict[int, list[int]] = {}
        """By team of the organization in force that has a quota, the codes of the teams before it."""
        self.levels: dict[tuple[int, int], Level] = {}
        """What stands between two teams."""

    def follow(self) -> None:
        """From now on the teams of the organization in force look at their quotas, and at who is before them."""
        world = self.world
        self.before = {}
        for team in world.here:
            facts = world.facts[team.code]
            if not facts.quota:
                continue
            self.before[team.code] = sorted(_before(world, team))
            if team.code not in self.targets:
                people = TrainedPeople(world.clock, team) if facts.quota_per_person else None
                target = Target(world.clock, facts.quota, self.parameters.period, people)
                self.targets[team.code] = target
                self._count(team, target)
            target = self.targets[team.code]
            if target.people is not None:
                world.hooks.person_leaves.add(target.people.left, at=(team.code,))

    def open(self) -> None:
        """Plan when each team of the organization in force that has a quota looks back."""
        every = self.parameters.period
        for team in self.before:
            self.world.standing.rounds(("blame", team), None, every, partial(self.look_back, team))

    def _count(self, team: Team, target: Target) -> None:
        fulfils = self.world.facts[team.code].fulfils
        for activity in self.world.forms:
            if activity.team != team.code and activity.code in team.does:
                continue  # another team does it for other leads, or helps
            for outcome in activity.outcomes:
                if (activity.code, outcome.code) in fulfils:
                    self.fulfilled[outcome].append(target)
                    self.watched.add(activity.code)

    def decided(self, _: Job, outcome: Outcome, __: Sequence[float]) -> None:
        """A gate has decided: does it count?"""
        if outcome in self.fulfilled:
            for target in self.fulfilled[outcome]:
                target.count()

    def look_back(self, team: int) -> None:
        """A period of a team's quota is over."""
        target = self.targets[team]
        amount = reproach(missed(target.due(), target.done), self.parameters.strength)
        target.turn()
        if amount <= 0:
            return
        for other in self.before.get(team, ()):
            pair = _pair(other, team)
            if pair not in self.levels:
                self.levels[pair] = Level(half_life=self.parameters.half_life, high=2.0)
            self.levels[pair].add(self.clock.now, amount)

    def inherit(self, before: Mapping[int, int]) -> None:
        """Who does the work of a team that is no more is blamed for what that did."""
        after = {old: new for new, old in before.items()}
        moved = [
            (_pair(*(after.get(code, code) for code in pair)), level) for pair, level in self.levels.items()
        ]
        self.levels = dict(moved)

    def between(self, one: int, other: int) -> float:
        """Understanding that two teams lack now for what they reproach each other with."""
        level = self.levels.get(_pair(one, other))
        return 0.0 if level is None else level.level(self.clock.now)


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def _before(world: World, team: Team) -> Iterator[int]:
    """Codes of the other teams that hand something over to a team: leads or, where it serves customers, those who have bought."""
    contracts = world.contracts
    cares = contracts is not None and bool(contracts.plan.work & set(team.does))
    handing = {
        activity.code
        for activity in world.forms
        for outcome in activity.outcomes
        if (outcome.activity is not None and outcome.activity.code in team.does)
        or (cares and outcome.end is End.CUSTOMER)
    }
    for other in world.here:
        if other is not team and handing & set(other.does):
            yield other.code


def install(world: World, parameters: Blame, _: Mapping[str, Any]) -> None:
    """Let teams look back at their quotas, and handovers feel what they say."""
    mutual = world.part(MutualUnderstanding)
    if mutual is None:
        return
    reproaches = world.lasting(Reproaches, lambda: Reproaches(world, parameters))
    reproaches.follow()
    world.hooks.run_opens.add(reproaches.open)
    mutual.strains["blame"] = reproaches
    world.hooks.gate_decided.add(reproaches.decided, at=reproaches.watched)


MECHANISM = Mechanism(
    name="blame",
    title=Phrase("Blame"),
    meaning=Phrase(
        "A team that misses its quota blames the teams before it, and they understand each other less until it is forgotten."
    ),
    group="incentives",
    parameters=Blame,
    effects=(
        Effect(
            "mutual understanding with each of the teams before it, at the end of a period in which a team missed its quota",
            "- strength max(0, quota - done) / quota, halved every half_life",
        ),
    ),
    claims=("B11", "C3", "C8"),
    needs=("teams.*.quota", "policies.goal.kind=local"),
    stocks={
        "blame": Stock(
            title=Phrase("What two teams reproach each other with"),
            inflow="strength x missed part of a quota",
            outflow="half in each half_life",
            low=0.0,
            high=2.0,
        )
    },
    install=install,
    links=(Link("won", "blame", -1), Link("blame", "understanding", -1)),
)
