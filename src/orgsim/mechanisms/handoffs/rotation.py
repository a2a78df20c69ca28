"""Rotation: people work in another team for a while and come back understanding it.

A guest learns and does not produce. What somebody new to the work gets done in a month and what it costs the hosts to
show it to them are taken to cancel; so no hour is counted twice, and the payroll stays with the guest's own team.
"""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any

from pydantic import Field

from orgsim.engine.entities import Job, Person
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Plan, Share, Span
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.handoffs.understanding import MutualUnderstanding
from orgsim.mechanisms.people.learning import Practice
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH


class Rotation(Parameters):
    """What a stay in another team brings."""

    gain: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = declared(
        1.0, unit="understanding per person and month", source="none found", status="guess"
    )
    """What a month as a guest adds to the understanding of the one who went; two teams have the average of their people."""
    practice: Share = declared(0.5, unit="share", source="none found", status="guess")
    """With learning: what an hour as a guest is worth as practice of what the hosts do; it counts if the guest moves there."""


class RotationPolicy(Plan):
    """Stays of people in the other teams, in turn; nobody leaves a team in which nobody else would stay."""

    every: Span = MONTH * 3
    """Elapsed time between two departures."""
    lasts: Span = MONTH
    """Elapsed time a stay takes."""
    people: Annotated[int, Field(ge=1, le=1000)] = 1
    """People of each team who go at a time; those first who have stayed longest."""
    teams: Annotated[tuple[str, ...], Field(min_length=2, max_length=500)] | None = None
    """Teams that take part; all when not stated."""


def gained(months: float, people: int, gain: float) -> float:
    """Understanding of two teams of together `people` (1 or more) that one guest adds by a stay of `months`."""
    return gain * months / people


class Rotations:
    """Who goes where, and what it leaves behind."""

    def __init__(self, world: World, policy: RotationPolicy, parameters: Rotation) -> None:
        self.world = world
        self.policy = policy
        self.parameters = parameters
        self.teams = world.teams_named(policy.teams)
        self.rounds = 0
        self.back: dict[Person, float] = {}
        """When each last came back (days)."""

    def follow(self, policy: RotationPolicy) -> "Rotations":
        """From now on people go as a policy says."""
        self.policy = policy
        self.teams = self.world.teams_named(policy.teams)
        return self

    def open(self) -> None:
        """Plan the departures."""
        self.world.standing.rounds("rotation", self.policy.every, self.policy.every, self.depart)

    def depart(self) -> None:
        """People of every team go to the next one; each round the way is one team longer, until all have been seen."""
        others = len(self.teams) - 1
        if others < 1:
            return
        step = 1 + self.rounds % others
        self.rounds += 1
        for k, team in enumerate(self.teams):
            host = self.teams[(k + step) % (others + 1)]
            for person in self.turn(team):
                self.send(team, person, host)

    def turn(self, team: Team) -> list[Person]:
        """Whose turn it is: those longest at home, as long as somebody stays."""
        present = team.present()
        longest = sorted(present, key=lambda person: self.back.get(person, person.since))
        return longest[: min(self.policy.people, len(present) - 1)]

    def send(self, team: Team, person: Person, host: Team) -> None:
        """Somebody goes as soon as free, for the hours on duty of a stay."""
        now = self.world.clock.now
        hours = person.calendar.hours_between(now, now + self.policy.lasts)
        if hours > 0:
            team.send_away(person)
            self.world.own_work.duty(team, person, "rotation", hours, partial(self.returned, team, host))

    def returned(self, team: Team, host: Team, job: Job) -> None:
        """Somebody is back, and understands the other team."""
        assert job.person is not None
        self.back[job.person] = self.world.clock.now
        team.welcome_back(job.person)
        self.learned(job.person, job, host)
        mutual = self.world.part(MutualUnderstanding)
        if mutual is not None:
            people = max(1, len(team.people) + len(host.people))
            amount = gained(self.policy.lasts / MONTH, people, self.parameters.gain)
            mutual.exchange(team.code, host.code, amount)

    def learned(self, person: Person, job: Job, host: Team) -> None:
        """A guest has practised a little of everything the hosts do."""
        practice = self.world.part(Practice)
        hours = self.parameters.practice * job.hours
        if practice is None or hours <= 0:
            return
        for code in host.does:
            practice.add(person, code, hours / len(host.does), job.end)


def install(world: World, parameters: Rotation, policies: Mapping[str, Any]) -> None:
    """Plan the departures."""
    policy = policies["rotation"]
    rotations = world.lasting(Rotations, lambda: Rotations(world, policy, parameters)).follow(policy)
    world.hooks.run_opens.add(rotations.open)


MECHANISM = Mechanism(
    name="rotation",
    title=Phrase("Rotation"),
    meaning=Phrase(
        "People who spend a while in another team come back understanding it; meanwhile their own team does without them."
    ),
    group="handoffs",
    parameters=Rotation,
    effects=(
        Effect("hours of the team that somebody leaves for a while", "all hours on duty of that time"),
        Effect("mutual understanding of the two teams", "+ gain x months / people of both teams"),
        Effect("practice of what the hosts do (see learning)", "+ practice x hours, in equal parts"),
    ),
    claims=("B3",),
    needs=("policies.rotation",),
    policies={"rotation": RotationPolicy},
    work={"rotation": Phrase("As a guest in another team")},
    install=install,
    links=(Link("rotation", "understanding", 1), Link("rotation", "load", 1)),
)
