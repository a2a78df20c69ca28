"""The market's part of a scenario: where leads come from, what a purchase and a customer relation need and yield."""

from typing import Annotated, Literal

from pydantic import Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from orgsim.fields import (
    Amount,
    Days,
    ElapsedTime,
    Factor,
    GrowthPerMonth,
    LogOdds,
    LostPerYear,
    Plan,
    RatePerDay,
    Share,
    Size,
    Span,
    StaffHours,
    Titled,
    WorkTime,
    by_kind,
)
from orgsim.mechanisms.handoffs.cooling import Cooling
from orgsim.units import MONTH


class MarketHead(Plan):
    """`[market]`: what the market is called and counted in."""

    title: Titled
    """Name shown in reports."""
    currency: str = "JPY"
    """Code of the currency of all amounts, for display alone."""
    about: str = ""
    """Where the numbers come from."""


class Segment(Plan):
    """`[segments.NAME]`: a kind of lead."""

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


class Seasonality(Plan):
    """Factors on a steady source's rate."""

    months: Annotated[tuple[Amount, ...], Field(min_length=12, max_length=12)] | None = None
    """January to December."""
    weekdays: Annotated[tuple[Amount, ...], Field(min_length=7, max_length=7)] | None = None
    """Monday to Sunday."""


class _Source(Plan):
    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    cost: Amount = 0.0
    """Money: per event for events, per lead for all others."""
    readiness: LogOdds = 0.0
    """Shift of readiness against the market's average lead."""
    entry: str | None = None
    """Activity where its leads come in; the journey's first when not stated."""


class FirstHandSource(_Source):
    """A source whose leads no earlier lead brings."""

    activity: str | None = None
    """Staffed work it needs: upkeep of a steady source, preparation of an event. Undone work brings no leads."""


class SteadySource(FirstHandSource):
    """Enquiries at a rate."""

    kind: Literal["steady"] = "steady"
    """Leads come one by one, at random moments."""
    leads: RatePerDay
    """Average rate on day 0, before seasons."""
    growth: GrowthPerMonth = 0.0
    """Of the rate, compound."""
    seasonality: Seasonality = Seasonality()
    """Regular ups and downs of the rate."""
    upkeep: Span = 7.0
    """With `activity`: one job of upkeep falls due every so often, and keeps the source alive until two such spans later."""


class EventSource(FirstHandSource):
    """Events, each of which brings leads at once when its staffed work is done."""

    kind: Literal["event"]
    """Leads come together, at an event."""
    every: Span
    """Time between two events; the first is held after that time."""
    attendees: Size
    """Lognormal, rounded to whole people."""
    leads_per_attendee: Share
    """Chance that a person who attends becomes a lead."""


class RecordedSource(FirstHandSource):
    """Leads that arrived at recorded moments; in a file `file`, `time` and `segment` name a CSV and its columns."""

    kind: Literal["recorded"]
    """Leads come at recorded moments."""
    arrivals: Annotated[
        tuple[Annotated[float, Field(ge=0, allow_inf_nan=False)], ...],
        Field(min_length=1, max_length=1_000_000, fail_fast=True),
    ]
    """Days since the scenario's start, in ascending order."""
    arrival_segments: tuple[str, ...] | None = None
    """The segment of each arrival."""

    @model_validator(mode="after")
    def _in_order(self) -> "RecordedSource":
        if any(b < a for a, b in zip(self.arrivals, self.arrivals[1:], strict=False)):
            raise PydanticCustomError("order", "the arrivals must be in ascending order")
        if self.arrival_segments is not None and len(self.arrival_segments) != len(self.arrivals):
            raise PydanticCustomError("length", "there must be one segment for each arrival")
        return self


class ReferralSource(_Source):
    """Customers who bring others; `[effects.referrals]` says what moves them."""

    kind: Literal["referral"]
    """Leads come from present customers, at random moments."""
    rate: RatePerDay
    """Per customer, in the reference."""


class WordOfMouthSource(_Source):
    """People who were explained the value and did not buy: some come back by themselves, and they tell others."""

    kind: Literal["word_of_mouth"]
    """Leads come from people to whom `explained` was done and who were lost or came to rest after it."""
    explained: str
    """Activity of the journey that explains; where nobody does it, nobody comes back and nobody tells."""
    returns: Share = 0.0
    """Share of them who come back by themselves, the same people, where leads of this source come in."""
    after: Span = 90.0
    """Time until they come back; exponential, this is the mean."""
    rate: RatePerDay = 0.0
    """New leads that one of them brings by telling, while they talk of it (see `[effects.word_of_mouth]`)."""


Source = Annotated[
    Annotated[SteadySource, Tag("steady")]
    | Annotated[EventSource, Tag("event")]
    | Annotated[RecordedSource, Tag("recorded")]
    | Annotated[ReferralSource, Tag("referral")]
    | Annotated[WordOfMouthSource, Tag("word_of_mouth")],
    by_kind("steady"),
]


class Outcome(Plan):
    """One way a step can end."""

    to: str
    """Another activity, `customer`, `nurture` or `lost`."""
    rate: Share
    """Share of first-time leads that end so in the reference condition."""
    after: ElapsedTime | None = None
    """Elapsed time until the subject is there (a buyer's decision, a call-back); at once when not stated."""


class Activity(Plan):
    """`[journey.NAME]`: one kind of staffed work."""

    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    work: WorkTime
    """Staff hours of one job; lognormal."""
    patience: ElapsedTime | None = None
    """Elapsed time after which a waiting subject leaves the queue; exponential. Never when not stated."""
    cold: str = "nurture"
    """Where a lead goes that left the queue: an activity, `nurture` or `lost`."""
    judgement: Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)] = 0.0
    """λ: log-odds per unit of readiness; 0 is a plain coin."""
    outcomes: Annotated[tuple[Outcome, ...], Field(max_length=20)] = ()
    """Best first; the rates add to 1. None for work that decides nothing (support, campaign)."""
    cooling: Cooling | None = None
    """How waiting here lowers the odds; stated for no activity, it acts where leads come in."""
    order: Literal["fifo", "newest", "score"] = "fifo"
    """Which waiting job is next: oldest, newest, or the lead whose source and segment promise most."""
    optional: bool = False
    """Whether an organization may leave it undone."""
    practice: StaffHours | None = None
    """Staff hours of it after which a person is trained in it; `hours` of `[effects.learning]` when not stated."""
    skipped: str | None = None
    """For an optional step of the purchase that nobody does: where leads go instead."""

    @model_validator(mode="after")
    def _rates(self) -> "Activity":
        total = sum(outcome.rate for outcome in self.outcomes)
        if self.outcomes and abs(total - 1) > 1e-9:
            facts = {"total": f"{total:.6g}"}
            raise PydanticCustomError(
                "rates", "the rates of the outcomes add to {total}; they must add to 1", facts
            )
        return self


class Onboarding(Plan):
    """Work that starts the relation."""

    activity: str = "onboard"
    """The activity of the journey that this is."""
    target: Days = 14.0
    """Elapsed time from purchase to its end that counts as on time."""


class Incidents(Plan):
    """Questions and failures that customers bring."""

    activity: str = "support"
    """The activity of the journey that answers them."""
    rate: RatePerDay
    """Per customer."""
    target: Days = 1.0
    """Elapsed time to the answer that counts as on time."""


class CheckIns(Plan):
    """Planned talks with each customer."""

    activity: str = "check_in"
    """The activity of the journey that this is."""
    every: Span = MONTH * 3
    """Time between two talks with a customer."""


class Renewal(Plan):
    """A talk before the end of each term."""

    activity: str = "renew"
    """The activity of the journey that this is."""
    notice: Span = 30.0
    """How long before the end of the term it falls due."""


class Upsell(Plan):
    """What a check-in may sell."""

    rate: Share
    """Probability per check-in held, in the reference."""
    value: Share
    """Added recurring revenue as a share of the customer's present one."""
    activity: str | None = None
    """Staffed work that closes it; the check-in itself does when not stated."""


CUSTOMER_PARTS: dict[str, type[Plan]] = {
    "onboarding": Onboarding,
    "incidents": Incidents,
    "check_ins": CheckIns,
    "renewal": Renewal,
    "upsell": Upsell,
}
"""The parts of a customer's life to which staffed work belongs, in the order in which they come."""


class CustomerLife(Plan):
    """`[customer]`: what happens after the purchase; each part that is not stated does not happen."""

    churn: LostPerYear = 0.12
    """Probability of leaving within a year in the reference, converted to the term (KBCM 2019, SaaS Capital)."""
    onboarding: Onboarding | None = None
    """Work that starts the relation."""
    incidents: Incidents | None = None
    """Questions and failures that customers bring."""
    check_ins: CheckIns | None = None
    """Planned talks."""
    renewal: Renewal | None = None
    """A talk before the end of each term."""
    upsell: Upsell | None = None
    """What check-ins may sell."""

    def work(self) -> dict[str, str]:
        """The activity that each part that is stated needs, in the order in which the parts come."""
        found = {name: getattr(self, name) for name in CUSTOMER_PARTS}
        return {
            name: part.activity
            for name, part in found.items()
            if part is not None and part.activity is not None
        }

    def activities(self) -> list[str]:
        """Activities of the journey that are done for customers."""
        return list(self.work().values())


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
