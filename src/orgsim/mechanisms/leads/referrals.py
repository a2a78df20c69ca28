"""Referrals: customers bring others, the more the better they fare, and those who were brought stay longer."""

import math
from typing import Annotated

from pydantic import Field

from orgsim.fields import Title
from orgsim.mechanisms.shared.declaration import Coefficient, Effect, Link, Mechanism, Parameters, declared


class Referrals(Parameters):
    """What moves the rate of referrals, and what a referral does to the customer it brings."""

    health: Coefficient = declared(
        1.0, unit="log of the rate per unit of health", source="none found; model.md 13", status="guess"
    )
    """How strongly the health of a customer moves the rate at which it refers others; 0 for not at all."""
    most: Annotated[float, Field(ge=1, le=100, allow_inf_nan=False)] = declared(
        2.0, unit="factor", source="none found", status="guess"
    )
    """The most by which good health multiplies the rate."""
    loyalty: Coefficient = declared(
        0.2,
        unit="log-odds",
        source="Schmitt, Skiera & Van den Bulte, J. Marketing 2011: hazard of leaving about 18 % lower; "
        "the sign was found again (IJRM 2015), higher value was not",
        status="reported",
    )
    """Log-odds of staying that a customer has who came by referral."""


def factor(health: float, weight: float, most: float) -> float:
    """Factor on a customer's rate of referrals: exp(weight × health), at most `most` (>= 1); 1 at health 0."""
    return min(most, math.exp(min(weight * health, 700.0)))


MECHANISM = Mechanism(
    name="referrals",
    title=Title(en="Referrals", ja="紹介"),
    meaning=Title(
        en="Customers who fare well bring new leads, and customers who were brought by others stay longer.",
        ja="うまくいっている顧客は新しい見込み客を紹介し、紹介で来た顧客は長くとどまる。",
    ),
    group="leads",
    parameters=Referrals,
    effects=(
        Effect("rate of referrals per customer", "rate × min(most, exp(health × x))"),
        Effect("churn of customers who came by referral", "logistic(logit(base) - loyalty)"),
    ),
    claims=("D4", "E1"),
    needs=("sources.*.kind=referral", "offering"),
    renewal=True,
    links=(
        Link("health", "referrals", 1),
        Link("customers", "referrals", 1),
        Link("referrals", "leads", 1),
        Link("referrals", "churn", -1),
    ),
)
