"""Ability: some people work faster than others, practice being equal."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from orgsim.elementary import exp, log1p, normal_quantile, sqrt
from orgsim.engine.entities import Job, Person
from orgsim.engine.world import World
from orgsim.language.phrases import Phrase
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.randomness import purpose, uniform

_ABILITY = purpose("ability", "how able a person is")


class Ability(Parameters):
    """How far people differ."""

    cv: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = declared(
        0.35,
        unit="coefficient of variation",
        source="BPI Challenge 2012 (.29, 34 people) and bank calls 1999 (.41, 21 agents)",
        status="measured",
    )
    """Standard deviation over mean of people's speeds, and of their factors on work time; lognormal. The mean speed is that of
    the reference, so that a team of many does as much in an hour as people who are all alike."""


def factor(normal: float, cv: float) -> float:
    """A person's factor on work time, from a standard normal draw; its inverse, the speed, has mean 1."""
    variance = log1p(cv * cv)
    return exp(sqrt(variance) * normal + variance / 2)


class Abilities:
    """How able everybody is, the same persons under every what-if."""

    def __init__(self, parameters: Ability) -> None:
        self.cv = parameters.cv
        self.factors: dict[Person, float] = {}

    def welcome(self, person: Person) -> None:
        """Somebody has joined, with the ability that is theirs, in whichever team."""
        self.factors[person] = factor(normal_quantile(uniform(person.key, _ABILITY)), self.cv)

    def begin(self, job: Job) -> None:
        """A job takes its person longer, or less long, than somebody of average ability."""
        if not job.activity.duty:
            job.hours *= self.factors[job.person]  # type: ignore[index]


def install(world: World, parameters: Ability, _: Mapping[str, Any]) -> None:
    """Let people differ in speed."""
    abilities = world.lasting(Abilities, lambda: Abilities(parameters))
    world.hooks.person_joins.add(abilities.welcome)
    world.hooks.job_starts.add(abilities.begin)


MECHANISM = Mechanism(
    name="ability",
    title=Phrase("Ability"),
    meaning=Phrase("People differ in speed, and who leaves takes their own speed along."),
    group="people",
    parameters=Ability,
    effects=(
        Effect(
            "work of every job but duties", "× a, drawn for each person; lognormal, the speed 1/a has mean 1"
        ),
    ),
    claims=("B8", "B9"),
    install=install,
    links=(Link("skill", "load", -1),),
)
