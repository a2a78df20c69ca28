"""Pressure: a team behind its quota passes leads on too soon, promises too much and gives discounts at the end of the period.

It cannot make anybody buy who would not in the reference: the gate of the purchase is the buyer's. What pressure does there
is a lower price, and promises to those who only just buy.
"""

from orgsim.fields import Share, Span, Title
from orgsim.mechanisms.shared.declaration import (
    Effect,
    Link,
    Mechanism,
    Parameters,
    SmallCoefficient,
    declared,
)
from orgsim.units import MONTH

_LARKIN = "Larkin, J. Labor Economics, as quoted: quarter-end incentives cost 6-8 % of revenue (the whole, not this part)"


class Pressure(Parameters):
    """What a team does that is behind its quota."""

    strength: SmallCoefficient = declared(
        1.0, unit="log-odds per unit of shortfall", source="none found", status="guess"
    )
    """How far the gates of its work that counts are bent. The shortfall is the part of the period's quota missing by now."""
    period: Span = declared(
        3 * MONTH, unit="days", source="Larkin, J. Labor Economics, as quoted: quarters", status="second-hand"
    )
    """Time for which a quota is set, counted from day 0."""
    late: Share = declared(1 / 3, unit="share of the period", source="model.md 13", status="guess")
    """Part of the period, at its end, in which the shortfall presses."""
    promised: SmallCoefficient = declared(0.5, unit="log-odds", source="model.md 13", status="guess")
    """What the odds of staying and of buying more lack until the first decision to stay, once: of a customer passed on only
    because of pressure, or who would not have bought at a gate as much stricter as the others were bent."""
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


def misled(promised_too_much: float, promised: float) -> float:
    """Log-odds of staying of a customer who was promised too much (1) or not (0); 0 or less."""
    return -promised * promised_too_much


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
            "gates of the work that counts for the team's KPI, in the last part of each period; not that of the purchase",
            "+ strength max(0, quota × elapsed share - done) / quota",
        ),
        Effect("first decision to stay, and upsells before it, of who was promised too much", "- promised"),
        Effect("price of a deal closed under pressure", "× (1 - discount × shortfall)"),
    ),
    claims=("B5", "C3", "C8"),
    needs=("teams.*.quota", "policies.goal.kind=local"),
    gate=effect,
    renewal=True,
    links=(
        Link("won", "pressure", -1),
        Link("pressure", "soft", 1),
        Link("soft", "win_rate", -1),
        Link("soft", "load", 1),
        Link("pressure", "revenue", -1),
        Link("pressure", "promises", 1),
        Link("promises", "churn", 1),
    ),
)
