"""Stories: customers who do well become success stories, which persuade others where they are told."""

import math
from typing import Annotated

from pydantic import Field

from orgsim.fields import Days, Factor, Plan, RatePerDay, Span, StaffHours, Title
from orgsim.mechanisms.shared import stock
from orgsim.mechanisms.shared.declaration import (
    Coefficient,
    Effect,
    Link,
    Mechanism,
    Parameters,
    Stock,
    declared,
)
from orgsim.units import MONTH


class Stories(Parameters):
    """Which customers have a story to tell, how long it is worth telling and what it moves."""

    strength: Coefficient = declared(
        0.078,
        unit="log-odds",
        source="none found for stories; solved for 15 % more first-visit wins in b2b-saas.toml at full use, a size borrowed from "
        "Sandvik, Saouma, Seegert & Stanton, QJE 2020 (colleagues who exchange what works: +15 %, 0 to 25 %)",
        status="guess",
    )
    """Effect on each step where stories are told, when there are very many."""
    half: Annotated[Factor, Field(ge=0.001)] = declared(
        5.0, unit="stories", source="none found", status="guess"
    )
    """Stories at which half of that effect is reached."""
    half_life: Span = declared(
        182.0,
        unit="days",
        source="none found for stories; peer exchange lasts over 20 weeks (Sandvik et al., QJE 2020)",
        status="guess",
    )
    """Time in which half of the stories have lost their worth."""
    rate: RatePerDay = declared(
        0.02 / MONTH,
        unit="per customer and day",
        source="none found: one customer in four a year",
        status="guess",
    )
    """How often a customer at reference health is ready to tell a story; in a file such as "0.02 / month"."""
    gamma: Coefficient = declared(1.0, unit="per unit of health", source="none found", status="guess")
    """How much oftener healthier customers are: the rate is multiplied by exp(gamma x health)."""
    most: Annotated[Factor, Field(ge=1, le=1000)] = declared(
        3.0, unit="factor", source="none found", status="guess"
    )
    """Bound of that factor."""
    threshold: Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False)] = declared(
        -0.2, unit="health", source="none found: a little less than all done on time", status="guess"
    )
    """Customers whose health is lower have no story to tell."""
    after: Days = declared(6 * MONTH, unit="days", source="none found", status="guess")
    """Time from the purchase until there is something to tell."""


class StoriesPolicy(Plan):
    """Who makes stories of customers' success, and where they are told."""

    team: str
    """The team that makes them, behind all its work for leads and customers."""
    hours: StaffHours = declared(16.0, unit="staff hours", source="none found", status="guess")
    """Work on one story."""
    delay: Days = declared(14.0, unit="days", source="none found", status="guess")
    """From the end of that work until it is told: approval by the customer, publication."""
    feeds: tuple[str, ...] | None = None
    """Activities where stories are told; all steps of the purchase when not stated."""
    renewals: bool = False
    """Whether customers who decide about staying are told them too."""


def readiness(health: float, threshold: float, gamma: float, most: float) -> float:
    """Factor on the rate of stories for a customer's health: 0 below the threshold, at most `most`."""
    if health < threshold:
        return 0.0
    return min(most, math.exp(min(gamma * health, 700.0)))


def effect(stories_told: float, strength: float, half: float) -> float:
    """Log-odds that `stories_told` (0 where none are told) add to a step."""
    return strength * stock.half_full(stories_told, half)


MECHANISM = Mechanism(
    name="stories",
    title=Title(en="Success stories", ja="成功事例"),
    meaning=Title(
        en="Customers who do well become success stories, which win new customers where they are told, until they are stale.",
        ja="成果を上げた顧客は成功事例となり、語られる場で新しい顧客の獲得を助ける。古くなれば効果は薄れる。",
    ),
    group="loops",
    parameters=Stories,
    effects=(
        Effect("gates where stories are told", "strength S/(S + half)"),
        Effect(
            "churn at the end of a term, where renewals is true",
            "log-odds of staying + strength S/(S + half)",
        ),
        Effect(
            "stories offered by a customer",
            "rate min(most, exp(gamma x)) from `after` on, while health x is at least the threshold",
        ),
        Effect("stories S", "+ 1 when one is made and the delay has passed; halved every half_life"),
    ),
    claims=("C7", "D4"),
    needs=("policies.stories", "offering"),
    policies={"stories": StoriesPolicy},
    work={"story": Title(en="Make a success story", ja="成功事例の作成")},
    gate=effect,
    renewal=True,
    stocks={
        "stories": Stock(
            title=Title(en="Success stories", ja="成功事例"),
            inflow="stories made of customers who do well",
            outflow="stories get stale",
            low=0.0,
            high=math.inf,
        ),
    },
    links=(
        Link("customers", "stories", 1),
        Link("health", "stories", 1),
        Link("stories", "win_rate", 1),
        Link("stories", "churn", -1),
        Link("stories", "load", 1),
    ),
)
