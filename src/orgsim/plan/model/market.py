"""The market itself: what it is called and counted in, the kinds of leads, and how it changes."""

from typing import Literal

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from orgsim.fields import Amount, Days, Factor, Line, LogOdds, Plan, Price, Prose, Share, Span, Titled
from orgsim.plan.model.customer import Churn


class MarketHead(Plan):
    """`[market]`: what the market is called and counted in."""

    title: Titled
    """Name shown in reports."""
    currency: Line = "JPY"
    """Code of the currency of all amounts, for display alone."""
    about: Prose = ""
    """Where the numbers come from."""


class Segment(Plan):
    """`[segments.NAME]`: a kind of lead. What it does not state of contracts is as `[offering]` and `[customer]` have it."""

    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    share: Share
    """Share of the leads of every source (sources that record segments excepted); all shares add to 1."""
    readiness: LogOdds = 0.0
    """Shift of readiness."""
    size: Factor = 1.0
    """Factor on the size of its deals."""
    churn_odds: Factor = 1.0
    """Odds ratio on churn."""
    price: Price | None = None
    """What its customers pay in place of the offering's price, and in its unit; not beside `size`."""
    term: Span | None = None
    """Term of its contracts, where a subscription is sold."""
    billing: Literal["monthly", "term"] | None = None
    """How its contracts are paid, where a subscription is sold."""
    churn: Churn | None = None
    """Probability that its customers leave within a year in the reference; not beside `churn_odds`."""

    @model_validator(mode="after")
    def _once(self) -> "Segment":
        for own, factor, what in (
            ("price", "size", "what its deals are worth"),
            ("churn", "churn_odds", "how many leave"),
        ):
            if getattr(self, own) is not None and factor in self.model_fields_set:
                facts = {"own": own, "factor": factor, "what": what}
                raise PydanticCustomError(
                    "segment", "{own} and {factor} both say {what}: state one of them", facts
                )
        return self


class Shock(Plan):
    """`[shocks.NAME]`: the market changes."""

    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    at: Days
    """Time from day 0 until it happens."""
    lasts: Span | None = None
    """For good when not stated."""
    leads: Amount = 1.0
    """Factor on the arrivals of `sources` (steady sources and events)."""
    sources: tuple[str, ...] | None = None
    """All when not stated."""
    odds: dict[str, Factor] = {}
    """Odds ratios on the gates of activities."""
    delays: dict[str, Factor] = {}
    """Factors on the elapsed times after the outcomes of activities (a buyer who takes longer to decide)."""
    churn_odds: Factor = 1.0
    """Odds ratio on churn."""
