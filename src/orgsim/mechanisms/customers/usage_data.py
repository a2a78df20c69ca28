"""Usage data: reading what customers do finds some of the unhappy ones, and some who are not, and calls them out of turn.

Without care in force such calls cost hours and help nobody. What finds customers more surely (an automation that is
kept up) sets `sharpened` of the object that a run keeps as `run.usage`: a function from an accuracy in [0, 1] to a
better one, applied to sensitivity and specificity alike at every reading.
"""

from typing import Annotated

from pydantic import Field

from orgsim.fields import MoneyPerMonth, Plan, Share, Span, Title
from orgsim.mechanisms.shared.declaration import Effect, Link, Mechanism, Parameters, declared
from orgsim.units import MONTH


class UsageData(Parameters):
    """Whom usage can show to be unhappy."""

    unhappy: Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)] = declared(
        0.2, unit="health below the reference", source="none found; 0.05 to 0.5 tried", status="guess"
    )
    """A customer whose health lies further below the reference than this is unhappy."""


class UsageDataPolicy(Plan):
    """How the organization reads what customers do with what they bought."""

    every: Span = declared(MONTH, unit="days", source="none found", status="guess")
    """Time between two readings; the first comes after it."""
    sensitivity: Share = declared(0.7, unit="probability", source="none found; 0.5 to 0.9", status="guess")
    """Chance that an unhappy customer is flagged at a reading."""
    specificity: Share = declared(0.8, unit="probability", source="none found; 0.6 to 0.95", status="guess")
    """Chance that any other customer is not."""
    cost: MoneyPerMonth = 0.0
    """What the data and the tools cost, paid at the beginning of each model month."""
    instead: bool = False
    """Whether planned check-ins are held only with customers whom the last reading flagged; the others miss them."""


def chance(health: float, unhappy: float, sensitivity: float, specificity: float) -> float:
    """Probability that a customer is flagged at a reading; `health` as the customer feels it, the rest 0 or more."""
    return sensitivity if health < -unhappy else 1.0 - specificity


MECHANISM = Mechanism(
    name="usage_data",
    title=Title(en="Usage data", ja="利用データ"),
    meaning=Title(
        en="Reading usage data flags unhappy customers, with errors both ways, and they are called out of turn.",
        ja="利用データから不満を持つ顧客を（誤りを含みつつ）見つけ、臨時にフォローする。",
    ),
    group="customers",
    parameters=UsageData,
    effects=(
        Effect("who is flagged at a reading", "sensitivity where x < -unhappy, else 1 - specificity"),
        Effect("check-ins", "one out of turn for each customer flagged, for whom none is waiting"),
    ),
    claims=("E4",),
    needs=("offering", "policies.usage_data", "customer.check_ins"),
    policies={"usage_data": UsageDataPolicy},
    spends=True,
    links=(Link("health", "care", -1),),
)
