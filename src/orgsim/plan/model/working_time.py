"""Working time: when the people of a team are there, by the hours of the day, the days of the week and the dates of a year."""

import re
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from orgsim.fields import Moment, Plan, Span, refusal
from orgsim.language.phrases import Wording
from orgsim.plan.model.public_holidays import check
from orgsim.units import HOURS_PER_DAY

_MINUTE = round(1 / 60, 4)
"""In hours: nobody's working day is shorter."""
_TIMES = re.compile(r"\s*(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})\s*")
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Days = Annotated[tuple[Weekday, ...], Field(min_length=1)]
Opens = Annotated[float, Field(ge=0, lt=24, allow_inf_nan=False)]
Length = Annotated[float, Field(ge=_MINUTE, le=24, allow_inf_nan=False)]
Stretch = tuple[float, float]
"""Work without a break: hours from midnight of the day it belongs to; up to 48, since it may end on the next day."""


def _break(value: Any) -> Stretch:
    """The hours of the day from and to which a break lasts; one over midnight ends after 24."""
    found = _TIMES.fullmatch(value) if isinstance(value, str) else None
    if found is not None:
        hours, minutes = (int(found[1]), int(found[3])), (int(found[2]), int(found[4]))
        begin, end = hours[0] + minutes[0] / 60, hours[1] + minutes[1] / 60
        if max(minutes) < 60 and begin < HOURS_PER_DAY and end <= HOURS_PER_DAY and begin != end:
            return begin, end if end > begin else end + HOURS_PER_DAY
    raise refusal("unit", Wording('it must be two times of the day, such as "12:00-13:00"'))


Break = Annotated[
    tuple[float, float],
    BeforeValidator(_break),
    WithJsonSchema({"type": "string", "examples": ["12:00-13:00"]}),
]
"""A break, from one time of the day to another."""


def _alone(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _holiday(value: Any) -> Any:
    if isinstance(value, date):
        return value
    try:
        check(value if isinstance(value, str) else "")
    except ValueError as error:
        raise refusal("unit", Wording("it must be {wanted}", wanted=str(error))) from None
    return value


Holiday = Annotated[
    date | str,
    BeforeValidator(_holiday),
    WithJsonSchema({"type": "string", "examples": ["2024-12-31", "JP"]}),
]
"""A date, or a country whose public holidays are meant."""


class Shift(Plan):
    """People of a team who work at the same hours."""

    people: Annotated[int, Field(ge=1, le=10_000)]
    """How many of the team work in it; where a team has more or fewer people than its shifts, they are dealt in proportion."""
    days: Days | None = None
    """Days of the week on which it begins; those of the calendar when not stated."""
    opens: Opens
    """Hour of the day at which it begins."""
    hours: Length
    """Hours until it ends, breaks included; beyond 24:00 it ends on the next day."""


class Hours(Plan):
    """A calendar of working hours."""

    days: Days = ("mon", "tue", "wed", "thu", "fri")
    """Days of the week on which work is done."""
    opens: Opens = 9.0
    """Hour of the day at which work begins."""
    hours: Length = 8.0
    """Hours until work ends, breaks included, a minute at least; beyond 24:00 it ends on the next day."""
    holidays: Annotated[tuple[Holiday, ...], BeforeValidator(_alone), Field(max_length=10_000)] = ()
    """Days without work: dates, and countries whose public holidays are free, such as `"JP"` or, of a part of one, `"US-CA"`."""
    breaks: Annotated[tuple[Break, ...], Field(max_length=24)] = ()
    """Times of the day at which nobody works, such as `"12:00-13:00"`."""
    shifts: Annotated[tuple[Shift, ...], Field(min_length=1, max_length=100)] | None = None
    """Hours of some of the people each, in place of `opens` and `hours` for all: each person works in one of them."""
    closing: Literal["carry_over", "finish"] = "carry_over"
    """What becomes of a job at closing time and at a break: it goes on with the next hours on duty (`carry_over`), or it is
    finished first, and the hours beyond count as on duty (`finish`). What is done for the organization itself is carried over."""

    @model_validator(mode="after")
    def _agree(self) -> "Hours":
        stated = sorted(self.model_fields_set & {"opens", "hours"})
        if self.shifts is not None and stated:
            facts = {"names": " and ".join(stated)}
            raise refusal("hours", Wording("shifts have hours of their own: leave out {names}", **facts))
        for number, shift in enumerate(self.parts):
            if sum(end - begin for begin, end in stretches(shift, self.breaks)) < _MINUTE:
                which = Wording("the hours") if self.shifts is None else f"shifts.{number}"
                raise refusal("breaks", Wording("the breaks leave nothing of {which}", which=which))
        return self

    @property
    def parts(self) -> tuple[Shift, ...]:
        """Its shifts; all people in one where none are stated."""
        return self.shifts or (Shift(people=1, opens=self.opens, hours=self.hours),)


def _date(value: Any) -> Any:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise refusal("unit", Wording("it must be a date, such as 2026-03-15")) from None


class Absence(Plan):
    """Paid days on which some people of a team are not there; they come back to their place and their cases."""

    people: Annotated[int, Field(ge=1, le=10_000)] = 1
    """How many are away. Whose turn it is goes round by place: nobody has a second before all have had one."""
    from_: Moment = Field(alias="from")
    """First day away: a date, or a time from day 0. A shift of the day before is worked to its end."""
    to: Annotated[date | None, BeforeValidator(_date)] = None
    """Last day away, a date; or state `lasts`."""
    lasts: Span | None = None
    """How long they are away, in whole elapsed days, weekends included; or state `to`."""

    @model_validator(mode="after")
    def _one_end(self) -> "Absence":
        if (self.to is None) == (self.lasts is None):
            raise refusal("absence", Wording("state either to, the last day away, or lasts"))
        return self


def stretches(shift: Shift, breaks: tuple[Stretch, ...]) -> tuple[Stretch, ...]:
    """The hours of one day's shift that its breaks leave, in order."""
    left = [(shift.opens, shift.opens + shift.hours)]
    for begin, end in breaks:
        for later in (-HOURS_PER_DAY, 0.0, HOURS_PER_DAY):
            off = (begin + later, end + later)
            left = [part for one in left for part in _without(one, off)]
    return tuple(left)


def _without(one: Stretch, off: Stretch) -> list[Stretch]:
    parts = [(one[0], min(one[1], off[0])), (max(one[0], off[1]), one[1])]
    return [part for part in parts if part[1] > part[0]]
