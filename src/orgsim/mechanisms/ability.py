"""Ability: some people work faster than others, practice being equal."""

import math
from typing import Annotated

from pydantic import Field

from orgsim.fields import Title
from orgsim.mechanisms.declaration import Effect, Link, Mechanism, Parameters, declared


class Ability(Parameters):
    """How far people differ."""

    cv: Annotated[float, Field(ge=0, le=10, allow_inf_nan=False)] = declared(
        0.35,
        unit="coefficient of variation",
        source="BPI Challenge 2012 (.29, 34 people) and bank calls 1999 (.41, 21 agents)",
        status="measured",
    )
    """Standard deviation of people's own factors on work time, whose mean is 1; lognormal."""


def factor(normal: float, cv: float) -> float:
    """A person's factor on work time, of mean 1, from a standard normal draw."""
    variance = math.log1p(cv * cv)
    return math.exp(math.sqrt(variance) * normal - variance / 2)


MECHANISM = Mechanism(
    name="ability",
    title=Title(en="Ability", ja="個人差"),
    meaning=Title(
        en="People differ in speed, and who leaves takes their own speed along.",
        ja="仕事の速さは人によって違い、人が替われば速さも変わる。",
    ),
    group="people",
    parameters=Ability,
    effects=(Effect("work of every job but duties", "x a, lognormal with mean 1, drawn for each person"),),
    claims=("B8", "B9"),
    links=(Link("skill", "load", -1),),
)
