"""The journey: the activities that leads and customers come to, and how each can end."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator

from orgsim.fields import (
    Days,
    ElapsedTime,
    LostPerYear,
    Plan,
    Share,
    Span,
    StaffHours,
    Titled,
    WorkTime,
    refusal,
)
from orgsim.language.phrases import Wording
from orgsim.mechanisms.handoffs.cooling import Cooling
from orgsim.units import staff_hours


def _several(value: Any) -> str:
    """Whether an outcome leads to several steps at once, as the alternatives below are called."""
    return "several" if isinstance(value, list | tuple) else "one"


Aims = Annotated[
    Annotated[str, Tag("one")] | Annotated[tuple[str, ...], Field(max_length=20), Tag("several")],
    Discriminator(_several),
]


class Outcome(Plan):
    """One way a step can end."""

    leads_to: Annotated[Aims, Field(alias="to")]
    """Another activity, `customer`, `nurture` or `lost`; or a list of activities, to all of which the lead goes at once."""
    rate: Share
    """Share of first-time leads that end so in the reference condition."""
    after: ElapsedTime | None = None
    """Elapsed time until the case is there (a buyer's decision, a call-back); at once when not stated."""
    join: str | None = None
    """With a list: where the lead goes when all of them have ended with their best outcome, which leads there, too. Another
    outcome of one of them ends all."""

    @property
    def aims(self) -> tuple[str, ...]:
        """All that it leads to: one activity or end, or the activities that a lead goes to at once."""
        return (self.leads_to,) if isinstance(self.leads_to, str) else self.leads_to

    @property
    def to(self) -> str:
        """What it leads to; of several the first, by which the log calls the outcome. An empty list, an error, leads nowhere."""
        return self.aims[0] if self.aims else ""


class WaitTarget(Plan):
    """In what time work shall be begun once a case is there."""

    within: Span
    """The longest wait that is in time; with `clock = "office"` staff time, such as "4 h"."""
    clock: Literal["elapsed", "office"] = "elapsed"
    """Whether all time counts, or that in which somebody of the team that does it is on duty."""

    @model_validator(mode="before")
    @classmethod
    def _hours(cls, stated: Any) -> Any:
        if (
            isinstance(stated, dict)
            and stated.get("clock") == "office"
            and isinstance(stated.get("within"), str)
        ):
            try:
                staff_hours(stated["within"])
            except ValueError as error:
                facts = {"wanted": str(error)}
                raise refusal(
                    "target", Wording('with clock = "office" within must be {wanted}', **facts)
                ) from None
        return stated


class Sittings(Plan):
    """How work is cut into sittings, between which its person does other work."""

    length: Annotated[StaffHours, Field(gt=0)]
    """Staff hours of a sitting; the last takes what is left."""
    gap: ElapsedTime
    """Elapsed time from the end of a sitting until the next can be held; lognormal."""


class Activity(Plan):
    """`[journey.NAME]`: one kind of staffed work."""

    title: Titled | None = None
    """Name shown in reports; the key when not stated."""
    makes: Titled | None = None
    """What a lead is called that passes it, such as MQL; shown in the diagram of states."""
    work: WorkTime
    """Staff hours of one job; lognormal."""
    patience: ElapsedTime | None = None
    """Elapsed time after which a waiting case leaves the queue; exponential. Never when not stated."""
    target: WaitTarget | None = None
    """In what time it shall be begun: gives the share begun in time, and changes nothing that anybody does."""
    cold: str = "nurture"
    """Where a lead goes that left the queue: an activity, `nurture` or `lost`. Followed up, it comes back to this step, or to
    where the touch leads if it has come there before."""
    judgement: Annotated[float, Field(ge=0, le=20, allow_inf_nan=False)] = 0.0
    """λ: log-odds per unit of readiness; 0 is a plain coin."""
    outcomes: Annotated[tuple[Outcome, ...], Field(max_length=20)] = ()
    """Best first; the rates add to 1. None for work that decides nothing (support, campaign)."""
    cooling: Cooling | None = None
    """How waiting here lowers the odds; stated for no activity, it acts where leads come in."""
    order: Literal["fifo", "newest", "score"] = "fifo"
    """Which waiting job is next: oldest, newest, or the lead whose source and segment promise most."""
    urgent: bool = False
    """Whether it goes before all other work of its team and interrupts what one of its people does that is not urgent."""
    sittings: Sittings | None = None
    """How its work is cut into sittings: the same person comes back for each. In one go when not stated."""
    with_: Annotated[tuple[str, ...], Field(max_length=20, alias="with")] = ()
    """Teams of which one person each has to be there, besides one of the team that does it: it begins when all are free."""
    with_patience: Days | None = None
    """How long, in days on duty, such a job may be passed over before those who become free next are kept free for it; 1 day when
    not stated."""
    optional: bool = False
    """Whether an organization may leave it undone."""
    reach: Annotated[Share, Field(gt=0)] | None = None
    """Of `nurture` alone: chance that a touch reaches the lead; the rates are those of touches that do. Where it is stated, 1
    included, `[effects.touches]` holds. Each reaches when not stated."""
    practice: StaffHours | None = None
    """Staff hours of it after which a person is trained in it; `hours` of `[effects.learning]` when not stated."""
    teaches: Annotated[dict[str, Share], Field(max_length=500)] = {}
    """By other activities of the journey, what an hour of it is worth as practice of them (knowing the product from support helps
    to sell it); for all others it is worth `transfer` of `[effects.learning]`."""
    turnover: LostPerYear | None = None
    """Chance that somebody who does it, and nothing else, leaves within a year; `per_year` of `[effects.turnover]` when not
    stated. Of people who do several activities it is the mean by the market's hours; a team may state its own."""
    skipped: str | None = None
    """For an optional step of the purchase that nobody does: where leads go instead."""

    @property
    def pauses(self) -> bool:
        """Whether work is put aside because of it: other work for it, or its own between sittings."""
        return self.urgent or self.sittings is not None

    @model_validator(mode="after")
    def _rates(self) -> "Activity":
        total = sum(outcome.rate for outcome in self.outcomes)
        if self.outcomes and abs(total - 1) > 1e-9:
            facts = {"total": f"{total:.6g}"}
            raise refusal(
                "rates", Wording("the rates of the outcomes add to {total}; they must add to 1", **facts)
            )
        return self
