"""Pressure: a team behind its quota bends its gates at the end of the period, promises too much and gives discounts."""

from typing import Annotated

from pydantic import Field

from orgsim.fields import Share, Span, Title
from orgsim.mechanisms.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH

Coefficient = Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)]
_LARKIN = "Larkin, J. Labor Economics, as quoted: quarter-end incentives cost 6-8 % of revenue (the whole, not this part)"


class Pressure(Parameters):
    """What a team does that is behind its quota."""

    strength: Coefficient = declared(
        1.0, unit="log-odds per unit of shortfall", source="none found", status="guess"
    )
    """How far the gates of its work that counts are bent. The shortfall is the part of the period's quota missing by now."""
    period: Span = declared(
        3 * MONTH, unit="days", source="Larkin, J. Labor Economics, as quoted: quarters", status="second-hand"
    )
    """Time for which a quota is set, counted from day 0."""
    late: Share = declared(1 / 3, unit="share of the period", source="model.md 13", status="guess")
    """Part of the period, at its end, in which the shortfall presses."""
    promised: Coefficient = declared(0.5, unit="health", source="model.md 13", status="guess")
    """What the health of a customer lacks at first who was passed on or won only because of pressure; once, however often."""
    discount: Share = declared(
        0.2, unit="share of the price per unit of shortfall", source=_LARKIN, status="guess"
    )
    """What is taken off the price of a deal closed under pressure, for as long as the customer stays."""


def shortfall(quota: float, elapsed: float, done: float, late: float) -> float:
    """Part of a period's quota missing at the share `elapsed` in [0, 1] of it, 0 or more; 0 before its last part `late`.

    `quota` (more than 0) and `done` are numbers per period.
    """
    if elapsed < 1 - late:
        return 0.0
    return max(0.0, quota * elapsed - done) / quota


def effect(shortfall: float, strength: float) -> float:
    """Log-odds of a step that counts for a team's quota; 0 or more."""
    return strength * shortfall


def price(shortfall: float, discount: float) -> float:
    """Factor on the price of a deal closed at a shortfall in [0, 1]."""
    return 1 - discount * shortfall


MECHANISM = Mechanism(
    name="pressure",
    title=Title(en="Pressure of quotas", ja="目標達成への圧力"),
    meaning=Title(
        en="Behind its quota late in the period, a team passes on leads too soon, promises too much and gives discounts.",
        ja="期末に目標に届かないチームは、早すぎる引き渡し、過剰な約束、値引きをする。",
    ),
    group="incentives",
    parameters=Pressure,
    effects=(
        Effect(
            "gates of the work that counts for the team's KPI, in the last part of each period",
            "+ strength max(0, quota × elapsed share - done) / quota",
        ),
        Effect("health at the purchase of who was passed on or won only because of it", "- promised"),
        Effect("price of a deal closed under pressure", "× (1 - discount × shortfall)"),
    ),
    claims=("B5", "C3", "C8"),
    needs=("teams.*.quota", "policies.goal.kind=local"),
    gate=effect,
    links=(
        Link("won", "pressure", -1),
        Link("pressure", "soft", 1),
        Link("soft", "win_rate", -1),
        Link("soft", "load", 1),
        Link("pressure", "won", 1),
        Link("pressure", "promises", 1),
        Link("promises", "health", -1),
    ),
)
