"""The market itself: what it is called and counted in, the kinds of leads, and how it changes."""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from orgsim.fields import (
    Amount,
    Days,
    ElapsedTime,
    Factor,
    Line,
    LogOdds,
    Plan,
    Price,
    Prose,
    RatePerDay,
    Share,
    Span,
    Titled,
    WorkTime,
    refusal,
)
from orgsim.language.phrases import Wording
from orgsim.plan.model.customer import Churn

Candidates = Annotated[RatePerDay, Field(le=1000)]
"""People per elapsed day, 1000 at most."""


class MarketHead(Plan):
    """`[market]`: what the market is called and counted in."""

    title: Titled
    """Name shown in reports."""
    currency: Line = "JPY"
    """Code of the currency of all amounts, for display alone."""
    about: Prose = ""
    """Where the numbers come from."""
    caution: Titled | None = None
    """What every comparison in this market says before its figures, such as what turns where a guess is another. A file that
    extends the market under another title does not inherit it."""
    prospects: Annotated[int, Field(ge=1, le=1_000_000_000)] | None = None
    """How many there are who may ever enquire by themselves (steady sources), each once: the rate falls with the share of them
    that has enquired. Without end when not stated."""
    candidates: Candidates | None = None
    """How many people there are on average, at random moments, whom the firm may hire: each takes the place that has been open
    longest, or goes elsewhere where none is. Everybody is found at once when not stated."""


class SegmentStep(Plan):
    """`[segments.NAME] journey.ACTIVITY`: what an activity is for the leads of a segment, where it differs from the journey."""

    work: WorkTime | None = None
    """Staff hours of one job; the distribution, if it has a mean, and the cv are the activity's where they are not stated."""
    rates: dict[str, Share] | None = None
    """Rates of all outcomes, by where they lead, of steps side by side the first: shares of the segment's first-time leads in the
    reference; they add to 1. The activity's own rates are then those of the leads of all other segments together."""
    patience: ElapsedTime | None = None
    """Elapsed time after which a waiting case leaves the queue; distribution and cv as for `work`."""

    @model_validator(mode="after")
    def _rates(self) -> "SegmentStep":
        total = sum((self.rates or {}).values())
        if self.rates is not None and abs(total - 1) > 1e-9:
            facts = {"total": f"{total:.6g}"}
            raise refusal("rates", Wording("the rates add to {total}; they must add to 1", **facts))
        return self


class Segment(Plan):
    """`[segments.NAME]`: a kind of lead. What it does not state of contracts is as `[offering]` and `[customer]` have it."""

    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    share: Share
    """Share of the leads of every source that neither states nor records its own; all shares add to 1."""
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
    begins: Literal["offering", "second_line"] = "offering"
    """What its customers buy first. With `second_line` they sign that alone, at its price and for the term of the offering, and
    the offering is what they do not have yet; a `price` of the segment is what they would pay for the offering."""
    journey: dict[str, SegmentStep] = {}
    """By activity, the rates, work and patience of its leads there; the journey's where none are stated."""

    @model_validator(mode="after")
    def _once(self) -> "Segment":
        for own, factor, what in (
            ("price", "size", Wording("what its deals are worth")),
            ("churn", "churn_odds", Wording("how many leave")),
        ):
            if getattr(self, own) is not None and factor in self.model_fields_set:
                facts = {"own": own, "factor": factor, "what": what}
                raise refusal(
                    "segment", Wording("{own} and {factor} both say {what}: state one of them", **facts)
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
