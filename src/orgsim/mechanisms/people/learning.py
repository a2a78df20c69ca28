"""Learning: practice makes a person faster and better at an activity, and time without it undoes part of that."""

import math
from typing import Annotated

from pydantic import Field

from orgsim.fields import Share, Span, StaffHours, Title
from orgsim.mechanisms.shared.declaration import (
    Coefficient,
    Effect,
    Link,
    Mechanism,
    Parameters,
    Stock,
    declared,
)


class Learning(Parameters):
    """How practice of one activity shortens its work and raises its odds; a trained person is the reference, never bettered."""

    progress: Annotated[float, Field(gt=0, le=1)] = declared(
        0.95,
        unit="work time after twice the practice over work time before",
        source="BPI Challenge 2012 work items: .95 for newcomers (elasticity -.070, standard error .026), .97 for all",
        status="measured",
    )
    """Progress ratio: each doubling of practice leaves this share of the work time; 1 for no learning, .8 to 1 in the sources."""
    hours: StaffHours = declared(
        520.0,
        unit="staff hours of the activity",
        source="Bridge Group, as quoted: 3 months in inside sales, 5 in field sales (870 h); 174 h a month",
        status="second-hand",
    )
    """Practice of one activity after which a person is trained in it."""
    half_life: Span = declared(
        365.25,
        unit="days",
        source="none found for this work; skills fade over a year without use",
        status="guess",
    )
    """Elapsed time in which half of all practice is forgotten."""
    initial: Share = declared(
        1.0,
        unit="share of the hours until trained",
        source="reference principle, model.md 13",
        status="guess",
    )
    """Practice that those who are there on day 0 have in everything their team does; who joins later begins without any."""
    transfer: Share = declared(0.0, unit="share", source="none found", status="guess")
    """What an hour of one activity is worth as practice of another; the smaller, the more specialists gain."""
    odds: Coefficient = declared(
        1.0, unit="log-odds per log of work time", source="model.md 13: proportional", status="guess"
    )
    """Effect of lacking practice on gates: a person who takes 10 % longer wins with odds about 10 % lower."""


def exponent(progress: float) -> float:
    """b of the power law of practice, 0 or more, from its progress ratio in (0, 1]."""
    return -math.log2(progress)


def slowness(practice: float, work: float, hours: float, exponent: float) -> float:
    """Work time over that of a trained person, 1 or more: max(1, ((practice + work) / (hours + work))^-exponent).

    `practice` is staff hours remembered, `work` > 0 the mean work of the activity, `hours` the practice until trained.
    """
    return 1.0 if practice >= hours else float(((practice + work) / (hours + work)) ** -exponent)


def remembered(practice: float, days: float, half_life: float) -> float:
    """Staff hours of practice left after `days` elapsed days."""
    return float(practice * 0.5 ** (days / half_life))


def effect(slowness: float, odds: float) -> float:
    """Log-odds of a step done by a person who takes `slowness` (1 or more) times as long as a trained one; 0 or less."""
    return -odds * math.log(slowness)


MECHANISM = Mechanism(
    name="learning",
    title=Title(en="Learning", ja="習熟"),
    meaning=Title(
        en="People work faster and better the more they have practised an activity, and forget what they do not use.",
        ja="同じ作業を重ねるほど速く上手になり、使わない技能は薄れる。",
    ),
    group="people",
    parameters=Learning,
    effects=(
        Effect(
            "work of every job but duties (meetings, training)",
            "x f, f = max(1, ((h + w)/(hours + w))^log2(progress))",
        ),
        Effect("every gate", "-odds ln f"),
    ),
    claims=("B8", "B9", "E6", "C1"),
    gate=effect,
    stocks={
        "practice": Stock(
            Title(en="Practice", ja="経験"),
            inflow="staff hours worked, by person and activity, as a trained person would need them; training",
            outflow="forgetting (half_life); people who leave",
            low=0.0,
            high=math.inf,
        )
    },
    links=(
        Link("load", "practice", 1),
        Link("practice", "skill", 1),
        Link("novices", "skill", -1),
        Link("skill", "load", -1),
        Link("skill", "win_rate", 1),
    ),
)
