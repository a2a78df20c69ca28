"""Trainer: training of newcomers, or of everybody every so often."""

from typing import TYPE_CHECKING

from orgsim.engine.happenings import Job, Person
from orgsim.engine.pace import Practice
from orgsim.engine.teams import Crew
from orgsim.mechanisms.people import training
from orgsim.mechanisms.people.training import TrainingPolicy

if TYPE_CHECKING:
    from orgsim.engine.build import Run


class Trainer:
    """Trains the people of one team."""

    def __init__(self, run: "Run", policy: TrainingPolicy, crew: Crew, activities: list[str]) -> None:
        self.office = run.office
        self.policy = policy
        self.worth = run.scenario.effects.training.worth
        self.practice = Practice(run) if "learning" in run.acting else None
        self.crew = crew
        self.activities = activities
        self.in_training: set[int] = set()
        """Numbers of those whose training is not over."""

    def welcome(self, person: Person) -> None:
        """Somebody new is trained before any other work."""
        if person.since > 0:
            self.train(person)

    def all(self) -> None:
        """Everybody is trained; who is still in one training is spared the next."""
        for person in self.crew.present():
            if person.number not in self.in_training:
                self.train(person)

    def train(self, person: Person) -> None:
        """A training begins as soon as the person is free."""
        self.in_training.add(person.number)
        self.office.duty(
            self.crew, person, "training", self.policy.hours, lambda job: self.trained(person, job)
        )

    def trained(self, person: Person, job: Job) -> None:
        """A training is over: it is paid, and counts as practice of what is not yet mastered, in equal parts."""
        self.in_training.discard(person.number)
        if self.policy.cost:
            self.office.spend(self.policy.cost, self.crew.code)
        if self.practice is not None:
            self.teach(self.practice, person, job.end)

    def teach(self, practice: Practice, person: Person, now: float) -> None:
        """Add what a training is worth."""
        known = {name: practice.known(person, name, now) for name in self.activities}
        missing = [name for name in self.activities if known[name] < practice.trained(name)]
        for name in missing:
            share = self.worth * self.policy.hours / len(missing)
            gained = training.gained(known[name], practice.trained(name), share)
            practice.add(person, name, gained - known[name], now)


def install(run: "Run") -> None:
    """Train people as the policy says."""
    policy = run.scenario.policies.training
    assert policy is not None
    if not policy.hours and not policy.cost:
        return
    for (crew, _), team in zip(run.crews, run.scenario.teams.values(), strict=True):
        trainer = Trainer(run, policy, crew, [name for name in team.does if name in run.stations])
        if policy.who == "newcomers":
            crew.joined = (*crew.joined, trainer.welcome)
        else:
            run.env.every(policy.every, trainer.all, run.scenario.scenario.horizon)
