"""The offering: what a purchase brings at once, what it brings each month, and when the customer decides again."""

import math
from typing import Annotated, Literal

from pydantic import Tag

from orgsim.fields import Amount, ElapsedTime, MoneyPerMonth, Plan, Share, Size, Span, by_kind
from orgsim.units import MONTH


class Maintenance(Plan):
    """What goes on after a perpetual licence."""

    price: MoneyPerMonth
    """Of maintenance."""
    uptake: Share = 1.0
    """Share of buyers who sign."""
    term: Span = MONTH * 12
    """Time after which the customer decides whether to go on."""


class _Offering(Plan):
    deal_size: Size = Size(mean=1.0, distribution="constant")
    """Factor on the price, drawn per lead; lognormal."""
    margin: Share = 1.0
    """Share of revenue left after what delivering costs."""

    @property
    def term_days(self) -> float:
        """Days between two decisions of a customer to stay or to leave; infinite where it never decides."""
        return math.inf


class Perpetual(_Offering):
    """A licence sold once, with optional maintenance."""

    kind: Literal["perpetual"]
    """What is sold."""
    price: Amount
    """Of the licence."""
    maintenance: Maintenance | None = None
    """No maintenance when not stated."""
    replaced: ElapsedTime | None = None
    """Time from the purchase until the product has to be replaced, a day at least; never when not stated. A loyal customer then
    comes back as a lead where its source's leads come in, the others are gone."""
    loyalty: Share = 0.5
    """With `replaced`: share of customers who come back, in the reference (no source; a guess)."""

    @property
    def term_days(self) -> float:
        """That of maintenance."""
        return math.inf if self.maintenance is None else self.maintenance.term


class Subscription(_Offering):
    """A price per month for a term, renewed or not at its end."""

    kind: Literal["subscription"] = "subscription"
    """What is sold."""
    price: MoneyPerMonth
    """Of the subscription."""
    term: Span = MONTH * 12
    """Time after which the customer decides whether to go on."""
    billing: Literal["monthly", "term"] = "monthly"
    """Paid each month, or in advance for the term."""

    @property
    def term_days(self) -> float:
        """As stated."""
        return self.term


class Reorder(_Offering):
    """A consumable that the customer orders again each period, or no more."""

    kind: Literal["reorder"]
    """What is sold."""
    price: Amount
    """Per order."""
    every: Span
    """Time between two orders."""

    @property
    def term_days(self) -> float:
        """From one order to the next."""
        return self.every


class FlatFee(_Offering):
    """A membership: one fee a month, cancelled at the end of any month."""

    kind: Literal["flat_fee"]
    """What is sold."""
    price: MoneyPerMonth
    """The fee."""

    @property
    def term_days(self) -> float:
        """A model month."""
        return MONTH


Offering = Annotated[
    Annotated[Perpetual, Tag("perpetual")]
    | Annotated[Subscription, Tag("subscription")]
    | Annotated[Reorder, Tag("reorder")]
    | Annotated[FlatFee, Tag("flat_fee")],
    by_kind("subscription"),
]
