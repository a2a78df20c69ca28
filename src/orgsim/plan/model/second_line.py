"""The market's second line: what another division of the firm sells to the same customers."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from orgsim.fields import Amount, MoneyPerMonth, Plan, StaffHours, Titled, refusal
from orgsim.language.phrases import Wording
from orgsim.plan.model.offering import Subscription

Meeting = Literal["purchase", "onboarding", "answer", "check_in", "renewal_talk"]
"""When somebody of the firm meets a customer."""


class SecondLine(Plan):
    """`[second_line]`: what another division sells to the customers of the first; each has it once at most.

    The customers of segments that begin with it (`begins` of `[segments.NAME]`) have it from their purchase on; to them the
    offering may be proposed.
    """

    title: Titled | None = None
    """Name shown in reports."""
    price: MoneyPerMonth = 0.0
    """Added to what a customer of size 1 pays per month, for as long as it stays: in advance for the rest of the term where the
    offering is paid by the term, with the next payment where it is paid by the month. Who has no contract of terms pays by the
    month from the sale on."""
    once: Amount = 0.0
    """Paid by a customer of size 1 at the sale."""
    activity: str = "propose"
    """Activity of the journey in which it is sold to a customer to whom it was proposed: the outcome `customer` is a sale,
    every other is none."""
    talks: Annotated[tuple[Meeting, ...], Field(min_length=1)] = ("purchase", "check_in")
    """When a customer may be proposed what it does not have: at its purchase, when its onboarding is done, when an incident is
    answered, at a check-in, at the talk before the end of a term."""
    offering_activity: str | None = None
    """Activity in which the offering is sold to who began with the second line, to whom it was proposed; the outcome `customer`
    is a sale. When not stated it is proposed to none of them."""
    learning: StaffHours = 0.0
    """Hours of a skills programme (`[policies.skills]`) after which somebody proposes what their team does not sell, in either
    direction, as well as they ever will; who has had less proposes it less. 0: anybody can, without any."""

    @property
    def activities(self) -> tuple[str, ...]:
        """What sells more to those who have one line: the activity of the second line, then that of the offering."""
        return (self.activity,) if self.offering_activity is None else (self.activity, self.offering_activity)

    @model_validator(mode="after")
    def _priced(self) -> "SecondLine":
        if not self.price and not self.once:
            raise refusal("price", Wording("the second line needs a price or something paid once"))
        return self


class LineAlone(Subscription):
    """What a customer signs who begins with the second line: its price, in the terms of the offering."""

    once: Amount = 0.0
    """Paid at the purchase."""

    @property
    def paid_at_once(self) -> float:
        """As stated by `once`."""
        return self.once
