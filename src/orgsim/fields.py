"""The fields of a plan: strict pydantic models whose numbers carry their units as text in the file."""

import math
from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import (
    AfterValidator,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from orgsim import units
from orgsim.distributions import Distribution, Kind
from orgsim.language import Language
from orgsim.language.phrases import Wording
from orgsim.meanings import Explained
from orgsim.signs import clean, one_line


class Plan(Explained):
    """What a file says: frozen, with no key unknown."""

    # Of most models only what holds them is ever asked to read a file: each is built when it is.
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=False, defer_build=True)


def refusal(kind: str, words: Wording) -> PydanticCustomError:
    """What a validator raises: its kind, and what is wrong in words that can be said in any language."""
    return PydanticCustomError(kind, "{words}", {"words": words})


def by_kind(usual: str) -> Discriminator:
    """What tells the alternatives of a table apart: its `kind`, the usual one when not stated."""

    def read(value: Any) -> str:
        kind = value.get("kind", usual) if isinstance(value, dict) else getattr(value, "kind", usual)
        return str(kind)

    return Discriminator(read)


def _reader(parse: Callable[[str], float], plain_numbers: bool = False) -> BeforeValidator:
    def read(value: Any) -> float:
        try:
            if plain_numbers and isinstance(value, int | float) and not isinstance(value, bool):
                return float(value)
            if not isinstance(value, str):
                parse("")
            number = parse(value)
        except OverflowError:
            number = math.inf
        except ValueError as error:
            raise refusal("unit", Wording("it must be {wanted}", wanted=str(error))) from None
        return number

    return BeforeValidator(read)


def _finite(value: float) -> float:
    if not math.isfinite(value):
        raise refusal("finite", Wording("it must be a finite number"))
    return value


_FINITE = AfterValidator(_finite)


def _at_most(limit: float, words: str) -> AfterValidator:
    """A bound far beyond any use, behind which arithmetic would overflow."""

    def check(value: float) -> float:
        if value > limit:
            raise refusal("size", Wording("it must be {words} at most", words=words))
        return value

    return AfterValidator(check)


_LONG = _at_most(1e6, "1,000,000 days")
_GE0 = Field(ge=0)
_GT0 = Field(gt=0)


def _text(example: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "examples": [example]})


Days = Annotated[float, _reader(units.days), _FINITE, _LONG, _GE0, _text("10 days")]
"""Elapsed days, 0 or more; in the file a text such as "10 days"."""
Span = Annotated[float, _reader(units.days), _FINITE, _LONG, _GT0, _text("36 months")]
"""Elapsed days, more than 0."""
StaffHours = Annotated[
    float, _reader(units.staff_hours), _FINITE, _at_most(1e6, "1,000,000 hours"), _GE0, _text("1.5 h")
]
"""Staff hours, 0 or more."""


def _moment(value: Any) -> Any:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return (
            date.fromisoformat(value)
            if isinstance(value, str) and value.count("-") == 2
            else units.days(value)
        )
    except (ValueError, TypeError):
        wanted = Wording('a date, such as 2026-03-02, or a time from day 0, such as "7 days"')
        raise refusal("unit", Wording("it must be {wanted}", wanted=wanted)) from None


Moment = Annotated[
    date | float,
    BeforeValidator(_moment),
    WithJsonSchema({"type": "string", "examples": ["2026-03-02", "7 days"]}),
]
"""A date, or elapsed days from day 0; in the file a date or a text such as "7 days"."""
RatePerDay = Annotated[
    float, _reader(units.per_day), _FINITE, _at_most(1e9, "10^9 a day"), _GE0, _text("120 / month")
]
"""Happenings per elapsed day, 0 or more."""
MoneyPerMonth = Annotated[
    float, _reader(units.per_month), _FINITE, _at_most(1e18, "10^18 a month"), _GE0, _text("7_000_000 / year")
]
"""Money per model month, 0 or more."""
Price = Annotated[
    float,
    _reader(units.per_month, plain_numbers=True),
    _FINITE,
    _at_most(1e18, "10^18 a month"),
    _GE0,
    WithJsonSchema(
        {"anyOf": [{"type": "number", "minimum": 0}, {"type": "string", "examples": ["90_000 / month"]}]}
    ),
]
"""A price as the offering has it, 0 or more: money per model month, or a plain number where it is paid at once."""
GrowthPerMonth = Annotated[
    float, _reader(units.growth_per_month), _FINITE, Field(gt=-1, le=100), _text("1 % / month")
]
"""Compound growth per model month, above -1."""
RisePerMonth = Annotated[
    float, _reader(units.growth_per_month), _FINITE, Field(ge=0, le=100), _text("7 % / year")
]
"""Compound growth per model month, 0 or more."""
LostPerYear = Annotated[float, _reader(units.lost_per_year), _FINITE, Field(ge=0, lt=1), _text("12 % / year")]
"""Probability of loss within a year, in [0, 1)."""
DaysPerYear = Annotated[
    float,
    _reader(units.days_per_year),
    _FINITE,
    _at_most(366, "366 days a year"),
    _GE0,
    _text("25 days / year"),
]
"""Days of each year, 0 or more."""
Share = Annotated[
    float,
    _reader(units.share, plain_numbers=True),
    _FINITE,
    Field(ge=0, le=1),
    WithJsonSchema(
        {"anyOf": [{"type": "number", "minimum": 0, "maximum": 1}, {"type": "string", "examples": ["30 %"]}]}
    ),
]
"""A share in [0, 1]; a number or a text such as "30 %"."""
LogOdds = Annotated[float, _FINITE, Field(ge=-20, le=20)]
"""A shift of log-odds or of readiness, in [-20, 20]."""
Amount = Annotated[float, _FINITE, _GE0]
"""Money, 0 or more."""
Factor = Annotated[float, _FINITE, _GT0]
"""A factor, more than 0 (1 = no change)."""

Q = TypeVar("Q")


class Spread(Plan, Generic[Q]):
    """A distribution: by mean and cv (lognormal, exponential, gamma, constant), bounds (uniform) or values (empirical)."""

    distribution: Kind | None = None
    """Its shape; a field's usual shape when not stated."""
    mean: Q | None = None
    cv: Annotated[float, _FINITE, Field(ge=0.001, le=1000)] | None = None
    """Coefficient of variation: standard deviation over mean; 1 when not stated."""
    low: Q | None = None
    high: Q | None = None
    values: Annotated[tuple[Q, ...], Field(min_length=1, max_length=1_000_000, fail_fast=True)] | None = None
    """Observed values, each equally likely; `file` and `column` name a CSV instead."""

    @model_validator(mode="after")
    def _agree(self) -> Self:
        kind = self.distribution or "lognormal"
        wanted = {"uniform": ("low", "high"), "empirical": ("values",)}.get(kind, ("mean",))
        missing = [name for name in wanted if getattr(self, name) is None]
        allowed = {*wanted, "cv"} if kind in ("lognormal", "gamma") else set(wanted)
        extra = [
            name
            for name in ("mean", "cv", "low", "high", "values")
            if getattr(self, name) is not None and name not in allowed
        ]
        if missing:
            facts = {"kind": kind, "names": " and ".join(missing)}
            raise refusal("spread", Wording("a {kind} distribution needs {names}", **facts))
        if extra and not (self.distribution is None and extra == ["cv"]):
            facts = {"kind": kind, "names": " and no ".join(extra)}
            raise refusal("spread", Wording("a {kind} distribution takes no {names}", **facts))
        self._check_range(kind)
        return self

    def _check_range(self, kind: str) -> None:
        if kind == "uniform" and float(self.low) > float(self.high):  # type: ignore[arg-type]
            raise refusal("spread", Wording("low must not be above high"))
        if kind in ("lognormal", "exponential", "gamma") and float(self.mean) <= 0:  # type: ignore[arg-type]
            raise refusal(
                "spread", Wording("the mean of a {kind} distribution must be more than 0", kind=kind)
            )

    def build(self, usual: Kind = "lognormal") -> Distribution:
        """The distribution in the field's canonical unit; `usual` is the shape when the file states none."""
        kind = self.distribution or usual
        cv = 1.0 if self.cv is None else self.cv
        values = tuple(float(v) for v in self.values or ())  # type: ignore[arg-type]
        mean, low, high = (0.0 if v is None else float(v) for v in (self.mean, self.low, self.high))  # type: ignore[arg-type]
        if kind == "uniform":
            mean = (low + high) / 2
        if kind == "empirical":
            mean = sum(values) / len(values)
        return Distribution(kind, mean, cv, low, high, values)


class WorkTime(Spread[StaffHours]):
    """Staff hours of one job."""


class ElapsedTime(Spread[Days]):
    """Elapsed days."""


class Size(Spread[Amount]):
    """A plain number, 0 or more."""


Line = Annotated[str, AfterValidator(one_line)]
"""A text to show on one line: the signs that a terminal would act on are gone from it."""
Prose = Annotated[str, AfterValidator(clean)]
"""A text to show, of any number of lines."""


class Title(Plan):
    """A name to show, in English and, where given, in Japanese."""

    en: Line
    ja: Line | None = None

    def say(self, language: Language) -> str:
        """The title in that language, English where it has none."""
        return self.ja if language == "ja" and self.ja else self.en


def _as_title(value: Any) -> Any:
    return {"en": value} if isinstance(value, str) else value


Titled = Annotated[Title, BeforeValidator(_as_title)]
"""A title; a plain text is taken as English."""
