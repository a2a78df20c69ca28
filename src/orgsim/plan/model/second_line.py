"""The market's second line: what another division of the firm sells to the same customers."""

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from orgsim.fields import Amount, MoneyPerMonth, Plan, Titled


class SecondLine(Plan):
    """`[second_line]`: what another division sells to the customers of the first; each has it once at most."""

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
    talks: Annotated[tuple[Literal["purchase", "check_in"], ...], Field(min_length=1)] = (
        "purchase",
        "check_in",
    )
    """When it may be proposed."""

    @model_validator(mode="after")
    def _priced(self) -> "SecondLine":
        if not self.price and not self.once:
            raise PydanticCustomError("price", "the second line needs a price or something paid once")
        return self
