"""Ability: some people work faster than others, practice being equal."""

import math
from typing import Annotated

from pydantic import Field

from orgsim.fields import Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


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
    variance = math.log1p(cv * cv)
    return math.exp(math.sqrt(variance) * normal + variance / 2)


MECHANISM = Mechanism(
    name="ability",
    title=Title(en="Ability", ja="個人差"),
    meaning=Title(
        en="People differ in speed, and who leaves takes their own speed along.",
        ja="仕事の速さは人によって違い、人が替われば速さも変わる。",
    ),
    group="people",
    parameters=Ability,
    effects=(
        Effect(
            "work of every job but duties", "× a, drawn for each person; lognormal, the speed 1/a has mean 1"
        ),
    ),
    claims=("B8", "B9"),
    links=(Link("skill", "load", -1),),
)
