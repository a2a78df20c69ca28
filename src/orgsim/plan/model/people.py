"""The people of a team over time: planned changes of its headcount, and what newcomers do of a trained person's work."""

import re
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Discriminator,
    Field,
    Tag,
    WithJsonSchema,
    model_validator,
)

from orgsim.fields import Days, Plan, RatePerDay, Share, Span, refusal
from orgsim.language.phrases import Wording

MOST_IN_TEAM = 10_000
_RELATIVE = re.compile(r"\s*([+-])\s*(\d[\d_]*)\s*")
_WANTED = Wording(
    'a whole number from 0 to {most_in_team}, or a text such as "+1" or "-2" for so many more or fewer',
    most_in_team=format(MOST_IN_TEAM, ","),
)


def _headcount(value: Any) -> int | str:
    match = _RELATIVE.fullmatch(value) if isinstance(value, str) else None
    if match is not None and (by := int(match[2])) <= MOST_IN_TEAM:
        return f"{match[1]}{by}"
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_IN_TEAM:
        return value
    raise refusal("unit", Wording("it must be {wanted}", wanted=_WANTED))


Headcount = Annotated[
    int | str,
    BeforeValidator(_headcount),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 0, "maximum": MOST_IN_TEAM},
                {"type": "string", "pattern": r"^\s*[+-]\s*\d[\d_]*\s*$", "examples": ["+1"]},
            ]
        }
    ),
]
"""People: so many, or so many more ("+1") or fewer ("-2") than there are planned."""


def _ascending(shares: tuple[float, ...]) -> tuple[float, ...]:
    if list(shares) != sorted(shares):
        raise refusal("ramp", Wording("the shares must not fall from one month to the next"))
    return shares


Ramp = Annotated[tuple[Share, ...], Field(min_length=1, max_length=120), AfterValidator(_ascending)]
"""Shares of a trained person's speed in the months since joining."""


class Transfer(Plan):
    """`[[transfers]]`: people of one team go to another.

    Who came last goes, each when the present job is done, and keeps what they are and have practised; there is one place less in
    the one team and one more in the other for each of them. Nobody can go who is not there.
    """

    at: Span
    """Time from day 0. At one instant transfers act before changes of headcount."""
    from_: Annotated[str, Field(alias="from")]
    """Team that they leave."""
    to: str
    """Team that they join."""
    people: Annotated[int, Field(ge=1, le=MOST_IN_TEAM)] = 1
    """How many."""


class Freeze(Plan):
    """`[[freezes]]`: for a while nobody is hired, or no leads are bought."""

    what: Literal["hiring", "spending"]
    """`hiring`: nobody joins the firm; planned joiners, replacements and hires come when it is over. `spending`: sources that
    cost something spend nothing and bring no leads, events with a cost are not held."""
    at: Days
    """Time from day 0."""
    lasts: Span
    """How long."""


class PersonQuota(Plan):
    """A quota of each person."""

    per_person: RatePerDay
    """What each trained person shall reach; who is in the ramp, the share of it. Vacancies lower what the team shall reach."""


def _text_or_table(value: Any) -> str:
    return "table" if isinstance(value, dict | PersonQuota) else "text"


TeamQuota = Annotated[
    Annotated[RatePerDay, Tag("text")] | Annotated[PersonQuota, Tag("table")],
    Discriminator(_text_or_table),
]
"""What a team shall reach, or each trained person of it."""


class Commission(Plan):
    """What a team is paid for what it sells, at signature: a share of the first-year value.

    That is the one-off price and 12 months of the recurring price agreed on, whatever the term.
    """

    share: Share = 0.0
    """Of the first-year value of each contract that it closes."""
    expansion: Share = 0.0
    """Of the first-year value of each sale that it makes to a customer later: at a check-in, by the work that closes what a
    check-in has begun, or of the line that they did not have. Quotas do not count these sales."""
    above_quota: Share | None = None
    """The same for contracts beyond the team's quota of the period (see `period` of `[effects.pressure]`); needs a quota, and
    `kpi = "bookings"`. When not stated, the share is the same above it."""
    claw_back: Span | None = None
    """What was paid for a sale is paid back when the customer leaves within this time of it; never when not stated."""

    @model_validator(mode="after")
    def _for_something(self) -> "Commission":
        if not self.model_fields_set & {"share", "expansion", "above_quota"}:
            raise refusal("price", Wording("state share, expansion or both"))
        return self


class HeadcountChange(Plan):
    """A planned change of a team's size."""

    at: Span
    """Time from day 0. At one instant a change acts before work ends or begins."""
    headcount: Headcount
    """People from then on, 0 for none; or so many more or fewer than are planned then ("+1", "-2")."""

    def by(self, before: int) -> int:
        """By how many people it changes a team that is planned to have `before`."""
        return int(self.headcount) if isinstance(self.headcount, str) else self.headcount - before
