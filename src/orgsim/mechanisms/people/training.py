"""Training: hours and money that buy practice."""

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import Field

from orgsim.engine.entities import Job, Person
from orgsim.engine.teams import Team
from orgsim.engine.world import World
from orgsim.fields import Amount, Plan, Span, StaffHours
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.people.learning import Practice
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Training(Parameters):
    """What training is worth."""

    worth: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)] = declared(
        2.0, unit="staff hours of practice per hour of training", source="none found", status="guess"
    )
    """Practice that an hour of training replaces."""


class TrainingPolicy(Plan):
    """Training that an organization gives its people; `[policies.training]`. Without learning in force it only costs."""

    hours: StaffHours
    """Per person and time. They go before all other work, and count for what the team does and the person is not yet trained in,
    in equal parts."""
    teams: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)] | None = None
    """Teams that are trained; all when not stated."""
    activities: Annotated[tuple[str, ...], Field(min_length=1, max_length=500)] | None = None
    """Activities of the journey that are taught, to those who do them; all that each team does when not stated."""
    who: Literal["newcomers", "all"] = "newcomers"
    """`newcomers`: whoever joins after day 0, on joining. `all`: everybody, every so often."""
    every: Span = 365.25
    """With `all`: time between two trainings; the first is held after that time."""
    cost: Amount = 0.0
    """Money per person and training, when it has been held."""


def gained(practice: float, hours: float, share: float) -> float:
    """Staff hours of practice after `share` more of it, never beyond `hours`, with which a person is trained."""
    return max(practice, min(hours, practice + share))


class Trainer:
    """Trains the people of the teams."""

    def __init__(self, world: World, parameters: Training, policy: TrainingPolicy) -> None:
        self.world = world
        self.policy = policy
        self.worth = parameters.worth
        taught = policy.activities
        codes = None if taught is None else {world.activities[name].code for name in taught}
        teaches = {
            team: team.does if codes is None else tuple(code for code in team.does if code in codes)
            for team in world.teams_named(policy.teams)
        }
        self.teaches = {team: does for team, does in teaches.items() if does or codes is None}
        """The teams that are trained, and the codes of the activities that they are taught."""
        self.in_training: set[Person] = set()
        """Those whose training is not over."""

    def open(self) -> None:
        """Plan the trainings of everybody."""
        for team in self.teaches:
            name = "training", team.code
            self.world.standing.rounds(name, self.policy, self.policy.every, partial(self.all, team))

    def welcome(self, person: Person) -> None:
        """Somebody new is trained before any other work."""
        if person.newcomer:
            self.train(self.world.teams[person.team], person)

    def all(self, team: Team) -> None:
        """Everybody of a team is trained; who is still in one training is spared the next."""
        for person in team.present():
            if person not in self.in_training:
                self.train(team, person)

    def train(self, team: Team, person: Person) -> None:
        """A training begins as soon as the person is free."""
        self.in_training.add(person)
        trained = partial(self.trained, team, person)
        self.world.own_work.duty(team, person, "training", self.policy.hours, trained)

    def trained(self, team: Team, person: Person, job: Job) -> None:
        """A training is over: it is paid, and counts as practice of what is not yet mastered, in equal parts."""
        self.in_training.discard(person)
        if self.policy.cost:
            self.world.own_work.spend(self.policy.cost, team.code)
        practice = self.world.part(Practice)
        if practice is not None:
            self.teach(practice, person, self.teaches[team], job.end)

    def teach(self, practice: Practice, person: Person, does: tuple[int, ...], now: float) -> None:
        """Add what a training is worth for what it teaches."""
        known = {code: practice.known(person, code, now) for code in does}
        missing = [code for code in does if known[code] < practice.trained(code)]
        for code in missing:
            share = self.worth * self.policy.hours / len(missing)
            more = gained(known[code], practice.trained(code), share)
            practice.add(person, code, more - known[code], now)


def install(world: World, parameters: Training, policies: Mapping[str, Any]) -> None:
    """Train people as the policy says."""
    policy: TrainingPolicy = policies["training"]
    if not policy.hours and not policy.cost:
        return
    trainer = Trainer(world, parameters, policy)
    if policy.who == "newcomers":
        some = policy.teams is not None or policy.activities is not None
        at = {team.code for team in trainer.teaches} if some else None
        world.hooks.person_joins.add(trainer.welcome, at=at)
    else:
        world.hooks.run_opens.add(trainer.open)


MECHANISM = Mechanism(
    name="training",
    title=Phrase("Training"),
    meaning=Phrase("Training takes hours and money now and saves the slow first months."),
    group="people",
    parameters=Training,
    effects=(
        Effect(
            "practice (see learning)",
            "+ worth x hours, in equal parts for what is not yet mastered, up to trained",
        ),
        Effect("hours of the person", "- hours of the policy"),
        Effect("spending", "+ cost of the policy"),
    ),
    claims=("B1", "E6"),
    needs=("policies.training",),
    policies={"training": TrainingPolicy},
    work={"training": Phrase("Training")},
    spends=True,
    install=install,
    links=(Link("training", "skill", 1), Link("training", "load", 1)),
)
