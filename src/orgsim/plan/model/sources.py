"""Sources: where leads come from, when, and how many."""

from typing import Annotated, Literal, Self

from pydantic import Field, Tag, model_validator

from orgsim.fields import (
    Amount,
    GrowthPerMonth,
    LogOdds,
    Plan,
    RatePerDay,
    Share,
    Size,
    Span,
    Titled,
    by_kind,
    refusal,
)
from orgsim.language.phrases import Wording


class Seasonality(Plan):
    """Factors on a steady source's rate, multiplied with one another; even where none are stated, at night as by day."""

    months: Annotated[tuple[Amount, ...], Field(min_length=12, max_length=12)] | None = None
    """January to December."""
    weekdays: Annotated[tuple[Amount, ...], Field(min_length=7, max_length=7)] | None = None
    """Monday to Sunday."""
    hours: Annotated[tuple[Amount, ...], Field(min_length=24, max_length=24)] | None = None
    """The hours of the day from midnight, in local time (that of day 0), relative to each other: what comes in a day stays what
    `leads`, months and weekdays say. Even over the day when not stated."""

    @model_validator(mode="after")
    def _some_hour(self) -> "Seasonality":
        if self.hours is not None and not any(self.hours):
            raise refusal("some", Wording("one of the 24 hours at least must be more than 0"))
        return self


class _Source(Plan):
    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    cost: Amount = 0.0
    """Money: per event for events, per lead for all others."""
    readiness: LogOdds = 0.0
    """Shift of readiness against the market's average lead."""
    entry: str | None = None
    """Activity where its leads come in; the journey's first when not stated."""
    segments: dict[str, Share] | None = None
    """Shares of the segments among its leads, which add to 1; segments not named have none. The `share` of each segment when
    not stated."""

    @model_validator(mode="after")
    def _shares(self) -> Self:
        total = sum((self.segments or {}).values())
        if self.segments is not None and abs(total - 1) > 1e-9:
            facts = {"total": f"{total:.6g}"}
            raise refusal("shares", Wording("the shares add to {total}; they must add to 1", **facts))
        return self


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
    fades: Span | None = None
    """With `activity`: elapsed time in which half of those who would enquire have forgotten the source, once it is not kept up;
    all of them at once when not stated. They know it again when its work is done."""

    @model_validator(mode="after")
    def _kept_up(self) -> "SteadySource":
        if self.fades is not None and self.activity is None:
            raise refusal(
                "fades",
                Wording(
                    "fades says how a source is forgotten that is not kept up: state its activity, or remove "
                    "fades"
                ),
            )
        return self


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
    invites: Share = 0.0
    """Share of the leads at rest who are invited to each event, come, and are leads again, where those of this source come in."""


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
            raise refusal("order", Wording("the arrivals must be in ascending order"))
        if self.arrival_segments is not None and len(self.arrival_segments) != len(self.arrivals):
            raise refusal("length", Wording("there must be one segment for each arrival"))
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
