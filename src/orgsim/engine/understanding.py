"""Understanding: what meetings and stays in other teams have built up between the teams, and what handovers feel of it."""

from typing import TYPE_CHECKING

from orgsim.engine.happenings import Job, Person
from orgsim.engine.stocks import Level
from orgsim.engine.teams import Crew
from orgsim.mechanisms.handoffs import understanding
from orgsim.mechanisms.handoffs.understanding import MeetingsPolicy, Understanding

if TYPE_CHECKING:
    from orgsim.engine.build import Run


class MutualUnderstanding:
    """The understanding of teams: one level for all that meet, and one for each pair that exchanges people."""

    def __init__(self, run: "Run", parameters: Understanding) -> None:
        self.env = run.env
        self.parameters = parameters
        self.meet: frozenset[int] = frozenset()
        """Codes of the teams that meet."""
        self.met = self._nothing()
        self.pairs: dict[tuple[int, int], Level] = {}
        self._tomorrow = 0.0
        self._levels: dict[tuple[Crew, Crew], float] = {}
        self._kept: dict[tuple[float, Crew, Crew], float] = {}
        """What was found today: understanding, and what handovers from one team to another keep."""

    def _nothing(self) -> Level:
        return Level(half_life=self.parameters.half_life, high=1.0)

    def between(self, one: Crew, other: Crew) -> float:
        """Mutual understanding of two teams, in [0, 1], as the first handover of the day finds it: it moves slowly."""
        if self.env.now >= self._tomorrow:
            self._turn()
        level = self._levels.get((one, other))
        if level is None:
            level = self._levels[one, other] = self._between(one, other)
        return level

    def _between(self, one: Crew, other: Crew) -> float:
        level = self.met.level(self.env.now) if {one.code, other.code} <= self.meet else 0.0
        if self.pairs:
            pair = self.pairs.get(_pair(one, other))
            if pair is not None:
                level = min(1.0, level + pair.level(self.env.now))
        return level

    def exchange(self, one: Crew, other: Crew, amount: float) -> None:
        """Two teams have come to understand each other better."""
        self.pairs.setdefault(_pair(one, other), self._nothing()).add(self.env.now, amount)

    def friction(self, before: Crew, crew: Crew) -> float:
        """Factor on what a handover takes today."""
        return understanding.toll(self.between(before, crew), self.parameters.friction)

    def kept(self, share: float, before: Crew, crew: Crew) -> float:
        """Share of knowledge kept when a subject changes teams today; the records keep `share`."""
        if self.env.now >= self._tomorrow:
            self._turn()
        kept = self._kept.get((share, before, crew))
        if kept is None:
            kept = understanding.kept(share, self.between(before, crew), self.parameters.shared)
            self._kept[share, before, crew] = kept
        return kept

    def _turn(self) -> None:
        self._tomorrow = self.env.tomorrow()
        self._levels.clear()
        self._kept.clear()


class Meetings:
    """Calls the people of some teams together, again and again; who still owes the last meeting is not called twice."""

    def __init__(self, run: "Run", policy: MeetingsPolicy, mutual: MutualUnderstanding) -> None:
        self.run = run
        self.policy = policy
        self.mutual = mutual
        self.crews = crews_of(run, policy.teams)
        self.called: set[Person] = set()

    def call(self) -> None:
        """A meeting falls due; each attends as soon as free."""
        people = [(crew, person) for crew in self.crews for person in crew.present()]
        for crew, person in people:
            if person not in self.called:
                self.called.add(person)
                self.run.office.duty(
                    crew, person, "meeting", self.policy.hours, lambda job: self.attended(job, len(people))
                )

    def attended(self, job: Job, people: int) -> None:
        """One of `people` has attended."""
        assert job.person is not None
        self.called.discard(job.person)
        amount = understanding.gained(job.hours, people, self.mutual.parameters.per_hour)
        self.mutual.met.add(self.run.env.now, amount)


def crews_of(run: "Run", names: tuple[str, ...] | None) -> list[Crew]:
    """The teams that a policy names; all where it names none."""
    teams = list(run.scenario.teams)
    return [crew for crew, _ in run.crews if names is None or teams[crew.code] in names]


def _pair(one: Crew, other: Crew) -> tuple[int, int]:
    return (one.code, other.code) if one.code < other.code else (other.code, one.code)


def install(run: "Run") -> None:
    """Let handovers feel how well the teams understand each other, and hold the meetings that are planned."""
    scenario = run.scenario
    mutual = run.understanding = MutualUnderstanding(run, scenario.effects.understanding)
    run.journey.friction = mutual.friction
    if run.memory is not None:
        run.memory.kept = mutual.kept
    policy = scenario.policies.meetings
    if policy is not None and policy.hours > 0:
        meetings = Meetings(run, policy, mutual)
        mutual.meet = frozenset(crew.code for crew in meetings.crews)
        run.env.every(policy.every, meetings.call, run.journey.until)
