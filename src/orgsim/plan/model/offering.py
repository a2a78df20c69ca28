"""The offering: what a purchase brings at once, what it brings each month, and when the customer decides again."""

import math
from typing import Annotated, Literal

from pydantic import Field, Tag, model_validator

from orgsim.fields import (
    Amount,
    Days,
    ElapsedTime,
    MoneyPerMonth,
    Plan,
    Price,
    RisePerMonth,
    Share,
    Size,
    Span,
    by_kind,
    refusal,
)
from orgsim.language.phrases import Wording
from orgsim.units import MONTH


class Maintenance(Plan):
    """What goes on after a perpetual licence."""

    price: MoneyPerMonth
    """Of maintenance."""
    uptake: Share = 1.0
    """Share of buyers who sign."""
    term: Span = MONTH * 12
    """Time after which the customer decides whether to go on."""


class PriceList(Plan):
    """One of `[[price_lists]]`: other prices from a day on."""

    at: Days
    """Time from day 0 on which it begins to hold: for who buys from then on, and for customers from their next renewal."""
    price: Price | None = None
    """In place of the offering's price, and in its unit; of the licence where one is sold."""
    segments: dict[str, Price] = {}
    """Of segments that have a price of their own, which stays as it is where nothing is said here."""

    @model_validator(mode="after")
    def _some(self) -> "PriceList":
        if self.price is None and not self.segments:
            raise refusal("list", Wording("it must have a price, or segments with a price each"))
        return self


class LaterOffering(Plan):
    """`[[offerings]]`: from a day on a subscription is sold in place of the licence, to new customers and to those who have one.

    Its term is that of maintenance, and it is paid each model month, as that is. Who has maintenance keeps it to the day on which
    it falls due, as signed. Of those who then stay a share goes over to the subscription; the rest stay on maintenance until it
    falls due again. What a customer pays moves in the proportion of the two prices, so that size and past rises are kept. A
    licence without maintenance goes on until it has to be replaced.
    """

    at: Span
    """Time from day 0."""
    kind: Literal["subscription"] = "subscription"
    """What is sold from then on."""
    price: MoneyPerMonth
    """Of the subscription."""
    share_converting: Share
    """Share of the customers whose maintenance falls due, and who stay, who go over to it: 1 where maintenance is sold no more, 0
    where it is for new customers alone."""


class _Offering(Plan):
    """What every kind says of its terms, in its own way; a kind without one of them leaves it as it is here."""

    deal_size: Size = Size(mean=1.0, distribution="constant")
    """Factor on the price, drawn per lead; lognormal."""
    margin: Share = 1.0
    """Share of revenue left after what delivering costs."""
    developed: bool = False
    """Whether it is a product that has to be developed to stay at the market's standard, such as software: an organization that
    states no `[policies.development]` then buys in the staff hours that keep it there (`keeps_up` of `[effects.product]`), at the
    mean pay per hour on duty of its people. Not for goods that are bought and sold."""
    price_rise: RisePerMonth = 0.0
    """By how much what recurs becomes dearer at each renewal, for the time since the last: (1 + rise per year) ^ years of a
    term."""
    first_term_discount: Annotated[Share, Field(lt=1)] = 0.0
    """Share taken off what recurs in a customer's first term; from its first renewal on it pays in full."""

    @property
    def paid_at_once(self) -> float:
        """Money that a customer of size 1 pays at the purchase and never again."""
        return 0.0

    @property
    def paid_per_month(self) -> float:
        """Recurring revenue of a customer of size 1 who has a contract of terms, per model month."""
        return 0.0

    @property
    def uptake(self) -> float:
        """Share of buyers who have a contract of terms."""
        return 1.0

    @property
    def term_days(self) -> float:
        """Days between two decisions of such a customer to stay or to leave; infinite where nobody ever decides."""
        return math.inf

    @property
    def placed(self) -> float:
        """Share of terms that are paid for and not skipped, in the reference."""
        return 1.0

    @property
    def billed_monthly(self) -> bool:
        """Whether recurring revenue is paid each model month; in advance for the term if not."""
        return False

    @property
    def lifetime(self) -> ElapsedTime | None:
        """Time from the purchase until what was bought has to be replaced; None: never."""
        return None

    @property
    def return_share(self) -> float:
        """Share of customers who then come back for a new one, in the reference."""
        return 1.0


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

    @model_validator(mode="after")
    def _recurs(self) -> "Perpetual":
        for what in ("price_rise", "first_term_discount"):
            if getattr(self, what) and self.maintenance is None:
                raise refusal(
                    "recurs", Wording("{what} moves the price of maintenance, and there is none", what=what)
                )
        return self

    @property
    def paid_at_once(self) -> float:
        """The price of the licence."""
        return self.price

    @property
    def paid_per_month(self) -> float:
        """The price of maintenance."""
        return 0.0 if self.maintenance is None else self.maintenance.price

    @property
    def uptake(self) -> float:
        """Of maintenance; nobody has a contract without it."""
        return 0.0 if self.maintenance is None else self.maintenance.uptake

    @property
    def term_days(self) -> float:
        """That of maintenance."""
        return math.inf if self.maintenance is None else self.maintenance.term

    @property
    def billed_monthly(self) -> bool:
        """As maintenance is."""
        return self.maintenance is not None

    @property
    def lifetime(self) -> ElapsedTime | None:
        """As stated by `replaced`."""
        return self.replaced

    @property
    def return_share(self) -> float:
        """As stated by `loyalty`."""
        return self.loyalty


class Subscription(_Offering):
    """A price per month for a term, renewed or not at its end."""

    kind: Literal["subscription"] = "subscription"
    """What is sold."""
    price: MoneyPerMonth
    """Of the subscription."""
    term: Span = MONTH * 12
    """Time after which the customer decides whether to go on."""
    billing: Literal["monthly", "term"] = "monthly"
    """Paid each month, or in advance for the term. What is added in mid-term is charged from the next month on, or at once for
    the rest of the term."""

    @property
    def paid_per_month(self) -> float:
        """The price."""
        return self.price

    @property
    def term_days(self) -> float:
        """As stated by `term`."""
        return self.term

    @property
    def billed_monthly(self) -> bool:
        """As stated by `billing`."""
        return self.billing == "monthly"


class Reorder(_Offering):
    """A consumable that the customer orders again each period, or no more."""

    kind: Literal["reorder"]
    """What is sold."""
    price: Amount
    """Per order."""
    every: Span
    """Time between two orders."""
    skips: Annotated[Share, Field(lt=1)] = 0.0
    """Of the customers who stay, share that skips an order after one that it placed, in the reference; moved by what moves their
    staying. The first order is placed."""
    again: Annotated[Share, Field(lt=1)] | None = None
    """The same after an order that was skipped, so that a pause lasts 1 / (1 - again) orders on average; as `skips` when not
    stated."""

    @model_validator(mode="after")
    def _pauses(self) -> "Reorder":
        if self.again is not None and not self.skips:
            raise refusal(
                "skips", Wording("again says how pauses go on, and nobody skips an order: state skips")
            )
        return self

    @property
    def after_a_skip(self) -> float:
        """Share that skips an order after one that was skipped."""
        return self.skips if self.again is None else self.again

    @property
    def placed(self) -> float:
        """Share of orders that are placed in the long run, in the reference."""
        return 1 - self.skips / (1 - self.after_a_skip + self.skips)

    @property
    def paid_per_month(self) -> float:
        """The price of an order, spread over the time to the next, those who skip it among them."""
        return self.price * MONTH / self.every * self.placed

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
    def paid_per_month(self) -> float:
        """The fee."""
        return self.price

    @property
    def term_days(self) -> float:
        """A model month."""
        return MONTH

    @property
    def billed_monthly(self) -> bool:
        """Each month is a term."""
        return True


Offering = Annotated[
    Annotated[Perpetual, Tag("perpetual")]
    | Annotated[Subscription, Tag("subscription")]
    | Annotated[Reorder, Tag("reorder")]
    | Annotated[FlatFee, Tag("flat_fee")],
    by_kind("subscription"),
]
