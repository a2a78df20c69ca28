"""Care: a check-in held with an unhappy customer repairs part of what is lost, and how often an organization checks in.

The market says how often customers expect a check-in. An organization that states a rhythm of its own holds them more
or less often than that: each one held may repair, each span of the market's plan without one is felt as missed, and no
more is sold than the market's plan has occasions for.
"""

from orgsim.fields import Plan, Share, Span, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared


class Care(Parameters):
    """What a check-in does for a customer who is unhappy."""

    repair: Share = declared(
        0.3, unit="share of the health lost", source="none found; 0 to 0.6 tried", status="guess"
    )
    """Share of the loss of health that a check-in makes good; it never lifts a relation above the reference."""


class CarePolicy(Plan):
    """How often the organization checks in with each customer; as the market plans when not stated."""

    every: Span
    """Time between two check-ins with a customer. More often than planned costs staff hours and repairs more, less often
    is felt as missed; a team has to do the check-ins."""


def repaired(health: float, repair: float) -> float:
    """Change of health (0 or more) by a check-in: `repair` in [0, 1] of what is missing to 0; none above it."""
    return -repair * min(0.0, health)


MECHANISM = Mechanism(
    name="care",
    title=Title(en="Care", ja="能動的なフォロー"),
    meaning=Title(
        en="A check-in held with an unhappy customer makes good part of what was lost.",
        ja="不満を持つ顧客への定期フォローは、損なわれた関係の一部を修復する。",
    ),
    group="customers",
    parameters=Care,
    effects=(
        Effect("health of the customer at a check-in held", "x <- x (1 - repair) where x < 0"),
        Effect("check-ins", "every `policies.care.every`; a span of the market's plan without one is missed"),
    ),
    claims=("B7", "D3", "D4"),
    needs=("offering", "customer.check_ins"),
    policies={"care": CarePolicy},
    links=(Link("care", "health", 1), Link("care", "load", 1)),
)
