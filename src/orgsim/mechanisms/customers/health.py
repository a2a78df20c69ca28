"""Health: how well a customer relation stands, and how it decides renewal and expansion.

Health x is 0 in the reference (onboarded on time, incidents answered on target, planned check-ins held by people who
know the customer), decays toward it, and enters the log-odds of staying with a minus sign for churn.
"""

import math

from orgsim.fields import Share, Span, Title
from orgsim.mechanisms.shared.declaration import Coefficient, Effect, Link, Mechanism, Parameters, declared


class Health(Parameters):
    """What moves a customer's health and what health moves."""

    odds: Coefficient = declared(
        1.0, unit="log-odds per unit of health", source="model.md 13", status="guess"
    )
    """Effect on churn (minus) and upsell (plus)."""
    persistence: Share = declared(0.85, unit="per model month", source="model.md 13", status="guess")
    """Share of a deviation left after a month."""
    late_onboarding: Coefficient = declared(0.8, unit="health", source="none found", status="guess")
    """Loss when onboarding is very late."""
    late_onboarding_scale: Span = declared(30.0, unit="days", source="none found", status="guess")
    """Lateness at which 63 % of that is lost."""
    late_answer: Coefficient = declared(0.4, unit="health", source="none found", status="guess")
    """Loss when an incident is answered very late."""
    late_answer_scale: Span = declared(3.0, unit="days", source="none found", status="guess")
    """Lateness at which 63 % of that is lost."""
    missed_check_in: Coefficient = declared(0.15, unit="health", source="none found", status="guess")
    """Loss for each planned check-in that is not held."""
    unknown_customer: Coefficient = declared(
        0.3, unit="health per unit of knowledge", source="none found", status="guess"
    )
    """Loss when care is given by people who miss what was known before."""
    missed_renewal_talk: Coefficient = declared(0.2, unit="health", source="none found", status="guess")
    """Loss when the term ends without the planned talk."""
    new_owner: Coefficient = declared(
        1.6,
        unit="health",
        source="fitted (docs/findings/owner-change.md) to Shi, Sridhar, Grewal & Lilien, J. Marketing 2017: 13.2-17.6 % of an "
        "account's annual sales; Schmitz et al. 2020 find gains, too",
        status="reported",
    )
    """Loss when the person who owned the account leaves."""


def decayed(health: float, months: float, persistence: float) -> float:
    """Health after `months` model months without events."""
    return float(health * persistence**months)


def late(lateness: float, loss: float, scale: float) -> float:
    """Change of health (0 or less) for work done `lateness` elapsed days after its target."""
    return -loss * -math.expm1(-max(0.0, lateness) / scale)


def churn(base: float, health: float, odds: float, shift: float = 0.0) -> float:
    """Probability of leaving at the end of a term: `base` in [0, 1) at health 0, moved on the log-odds scale."""
    if base <= 0.0:
        return 0.0
    return 1 / (1 + (1 - base) / base * math.exp(odds * health - shift))


def upsell(base: float, log_odds: float) -> float:
    """Probability that a check-in sells more: `base` in [0, 1] in the reference, moved by `log_odds`."""
    if base in (0.0, 1.0):
        return base
    return 1 / (1 + (1 - base) / base * math.exp(-log_odds))


def term_churn(per_year: float, years: float) -> float:
    """Probability of leaving within a term of `years`, from the probability within one year."""
    return float(1 - (1 - per_year) ** years)


MECHANISM = Mechanism(
    name="health",
    title=Title(en="Health of the relation", ja="顧客関係の健全度"),
    meaning=Title(
        en="Late onboarding, slow answers, missed check-ins and care by strangers make customers leave.",
        ja="導入の遅れ、遅い回答、実施されない定期フォロー、顧客を知らない人の対応が解約につながる。",
    ),
    group="customers",
    parameters=Health,
    effects=(
        Effect("churn at the end of a term", "logistic(logit(base) - odds x)"),
        Effect("upsell at a check-in", "logistic(logit(base) + odds x + knowledge)"),
    ),
    claims=("A2", "B7", "C4", "D3", "D4"),
    needs=("offering",),
    renewal=True,
    links=(
        Link("waiting", "health", -1),
        Link("care", "health", 1),
        Link("health", "churn", -1),
        Link("health", "revenue", 1),
    ),
)
