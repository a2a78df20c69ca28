"""Understanding: how well teams know each other's work, and what handovers between them lose for lack of it.

Three points of reference. `[policies.handoff]` states what a handover takes between teams that understand each other
fully; without any understanding it takes `1 + friction` times as much. `[effects.knowledge]` states the share of
knowledge kept by the records alone, between teams that share nothing else; full understanding brings it to `shared`.
Below 0 teams are at odds (see conflict and blame): a handover takes more than between strangers, and the records keep
what they keep. Within a team nothing changes: colleagues do the same work, and what they keep is a matter of the records.
"""

from collections import Counter
from collections.abc import Mapping
from functools import partial
from itertools import combinations
from typing import Annotated, Any, Protocol

from pydantic import Field

from orgsim.engine.entities import Job, Person
from orgsim.engine.stocks import Level
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, Stock, declared


class Understanding(Parameters):
    """How mutual understanding of teams is built, fades, and eases handovers."""

    friction: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = declared(
        0.5, unit="share of what a handover takes", source="none found", status="guess"
    )
    """What a handover (its delay and its confirmation work) takes more between teams without any understanding."""
    per_hour: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = declared(
        0.02, unit="understanding per hour", source="none found", status="guess"
    )
    """What an hour in meetings adds when everybody of the teams that meet attends; in proportion for fewer."""
    half_life: Span = declared(
        140.0,
        unit="days",
        source="Sandvik, Saouma, Seegert & Stanton, QJE 2020: what peers exchanged lasted over 20 weeks",
        status="guess",
    )
    """Elapsed time in which half of the understanding is lost when nothing is done for it."""
    shared: Share = declared(0.95, unit="share", source="none found", status="guess")
    """Knowledge kept at a change of team under full understanding, where the records alone keep less."""


class MeetingsPolicy(Plan):
    """Regular meetings of the people of several teams about their work."""

    every: Span = 7.0
    """Elapsed time between two meetings."""
    hours: StaffHours = 1.0
    """Staff hours that each meeting takes of each person."""
    teams: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)] | None = None
    """Teams that meet; all when not stated."""


def gained(hours: float, people: int, per_hour: float) -> float:
    """Understanding that one of `people` (1 or more) adds by `hours` of meeting."""
    return per_hour * hours / people


def kept(share: float, understanding: float, shared: float) -> float:
    """Share of knowledge kept at a change of team where the records keep `share`; never less than that."""
    return share + max(0.0, shared - share) * max(0.0, understanding)


def toll(understanding: float, friction: float) -> float:
    """Factor (1 or more) on what a handover takes; `understanding` in [-1, 1]."""
    return 1.0 + friction * (1.0 - understanding)


class Strain(Protocol):
    """What stands between teams and takes from what they understand of each other."""

    def between(self, one: int, other: int) -> float:
        """How much that is now between two teams (codes); 0 or more."""

    def inherit(self, before: Mapping[int, int]) -> None:
        """New teams take over; `before` says of them, and of the team that did the same work before, the codes."""


class MutualUnderstanding:
    """The understanding of teams: one level for all that meet, and one for each pair that exchanges people."""

    def __init__(self, world: World, parameters: Understanding) -> None:
        self.clock = world.clock
        self.parameters = parameters
        self.meet: frozenset[int] = frozenset()
        """Codes of the teams that meet."""
        self.meets: frozenset[int] = frozenset()
        """Those of the organization in force, when its people have come together."""
        self.met = self._nothing()
        self.pairs: dict[tuple[int, int], Level] = {}
        self.strains: dict[str, Strain] = {}
        """By mechanism."""
        self._tomorrow = 0.0
        self._levels: dict[tuple[int, int], float] = {}
        self._kept: dict[tuple[float, int, int], float] = {}
        """What was found today: understanding, and what handoffs from one team to another keep."""

    def _nothing(self) -> Level:
        return Level(half_life=self.parameters.half_life, high=1.0)

    def between(self, one: int, other: int) -> float:
        """Mutual understanding of two teams, in [-1, 1], as the first handoff of the day finds it: it moves slowly."""
        if self.clock.now >= self._tomorrow:
            self._turn()
        level = self._levels.get((one, other))
        if level is None:
            strain = sum(one_of.between(one, other) for one_of in self.strains.values())
            level = self._levels[one, other] = max(-1.0, self._between(one, other) - strain)
        return level

    def regroup(self, world: World, aims: Mapping[Person, int]) -> None:
        """People go to other teams, each with what their old team understood of others, and all of its own people: two teams have
        the average over the pairs of their people."""
        if not world.new:
            return
        found = origins(world, aims)
        known = {
            (one, other): 1.0 if one == other else self._between(one, other)
            for one in range(len(world.teams))
            for other in range(len(world.teams))
        }
        now = self.clock.now
        self.met = self._nothing()
        self.pairs.clear()
        for one, other in combinations(found, 2):
            level = _mean(found[one], found[other], known)
            if level:
                self.exchange(one, other, level)
        before = forerunners(world)
        for strain in self.strains.values():
            strain.inherit(before)
        self._tomorrow = now
        self.meet = self.meets

    def _between(self, one: int, other: int) -> float:
        level = self.met.level(self.clock.now) if {one, other} <= self.meet else 0.0
        if self.pairs:
            pair = self.pairs.get(_pair(one, other))
            if pair is not None:
                level = min(1.0, level + pair.level(self.clock.now))
        return level

    def exchange(self, one: int, other: int, amount: float) -> None:
        """Two teams have come to understand each other better."""
        self.pairs.setdefault(_pair(one, other), self._nothing()).add(self.clock.now, amount)

    def friction(self, before: int, team: int) -> float:
        """Factor on what a handoff takes today."""
        return toll(self.between(before, team), self.parameters.friction)

    def kept(self, share: float, before: int, team: int) -> float:
        """Share of knowledge kept when a case changes teams today; the records keep `share`."""
        if self.clock.now >= self._tomorrow:
            self._turn()
        found = self._kept.get((share, before, team))
        if found is None:
            found = kept(share, self.between(before, team), self.parameters.shared)
            self._kept[share, before, team] = found
        return found

    def _turn(self) -> None:
        self._tomorrow = self.clock.tomorrow()
        self._levels.clear()
        self._kept.clear()


class Meetings:
    """Calls the people of some teams together, again and again; who still owes the last meeting is not called twice."""

    def __init__(self, world: World, policy: MeetingsPolicy, mutual: MutualUnderstanding) -> None:
        self.world = world
        self.policy = policy
        self.mutual = mutual
        self.teams = world.teams_named(policy.teams)
        self.called: set[Person] = set()

    def follow(self, policy: MeetingsPolicy) -> "Meetings":
        """From now on people meet as a policy says."""
        self.policy = policy
        self.teams = self.world.teams_named(policy.teams)
        return self

    def open(self) -> None:
        """Plan the meetings."""
        self.world.standing.rounds("meetings", self.policy.every, self.policy.every, self.call)

    def call(self) -> None:
        """A meeting falls due; each attends as soon as free."""
        people = [(team, person) for team in self.teams for person in team.present()]
        for team, person in people:
            if person not in self.called:
                self.called.add(person)
                attended = partial(self.attended, len(people))
                self.world.own_work.duty(team, person, "meeting", self.policy.hours, attended)

    def attended(self, people: int, job: Job) -> None:
        """One of `people` has attended."""
        assert job.person is not None
        self.called.discard(job.person)
        self.mutual.met.add(self.world.clock.now, gained(job.hours, people, self.mutual.parameters.per_hour))


def origins(world: World, aims: Mapping[Person, int]) -> dict[int, Counter[int]]:
    """Of each team that is there or was until now, from which teams how many of its people are."""
    here = {team.code for team in world.here}
    found = {team.code: Counter[int]() for team in world.teams if team.people or team.code in here}
    for team in world.teams:
        for person in team.people:
            aim = aims.get(person)
            if aim is not None:
                found[aim][team.code] += 1
            elif not person.leaving and team.code in here:
                found[team.code][team.code] += 1
    for team in world.teams:
        if team.people and team.code not in here:  # cases that it had are handed over by what its people knew
            found[team.code][team.code] = len(team.people)
    return found


def forerunners(world: World) -> dict[int, int]:
    """Of each new team whose work, all of it and no other, a team did that is no more: that team. Nobody has moved yet."""
    here = {team.code for team in world.here}
    gone = {frozenset(team.does): team.code for team in world.teams if team.people and team.code not in here}
    work = {team.code: frozenset(team.does) for team in world.new}
    return {code: gone[does] for code, does in work.items() if does in gone}


def _mean(one: Counter[int], other: Counter[int], known: Mapping[tuple[int, int], float]) -> float:
    """Mean understanding over the pairs of people of two teams, by the teams that they are from; 0 where one has nobody."""
    pairs = one.total() * other.total()
    if not pairs:
        return 0.0
    return sum(n * m * known[a, b] for a, n in one.items() for b, m in other.items()) / pairs


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)


def install(world: World, parameters: Understanding, policies: Mapping[str, Any]) -> None:
    """Let handoffs feel how well the teams understand each other, and hold the meetings that are planned."""
    mutual = world.lasting(MutualUnderstanding, lambda: MutualUnderstanding(world, parameters))
    mutual.meets = frozenset()
    world.hooks.handoff_friction.add(mutual.friction)
    world.hooks.knowledge_kept.add(mutual.kept)
    policy: MeetingsPolicy | None = policies["meetings"]
    if policy is not None and policy.hours > 0:
        meetings = world.lasting(Meetings, lambda: Meetings(world, policy, mutual)).follow(policy)
        mutual.meets = frozenset(team.code for team in meetings.teams)
        world.hooks.run_opens.add(meetings.open)
    world.hooks.people_move.add(partial(mutual.regroup, world))
    if not (world.begun and world.new):
        mutual.meet = mutual.meets


MECHANISM = Mechanism(
    name="understanding",
    title=Phrase("Mutual understanding"),
    meaning=Phrase(
        "Teams that talk to each other hand over faster and lose less of what was learned; meetings take time."
    ),
    group="handoffs",
    parameters=Understanding,
    effects=(
        Effect("delay and confirmation work of a handover between teams", "x (1 + friction (1 - U))"),
        Effect(
            "knowledge kept at a change of team; within a team as the records keep it",
            "kept + (shared - kept) max(0, U)",
        ),
        Effect("hours of the teams that meet", "hours per person at each meeting"),
    ),
    claims=("B2", "B11", "C3"),
    policies={"meetings": MeetingsPolicy},
    work={"meeting": Phrase("Coordination meeting")},
    stocks={
        "understanding": Stock(
            title=Phrase("Mutual understanding of two teams, U"),
            inflow="per_hour x hours in meetings / people who are to meet; what rotation brings",
            outflow="half in each half_life; what stands between the teams (conflict, blame)",
            low=-1.0,
            high=1.0,
        )
    },
    install=install,
    links=(
        Link("meetings", "understanding", 1),
        Link("meetings", "load", 1),
        Link("understanding", "knowledge", 1),
        Link("understanding", "waiting", -1),
        Link("understanding", "load", -1),
    ),
)
