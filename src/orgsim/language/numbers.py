"""Numbers as people read them, by Babel's data on languages: digits, percentages, money, units; in sentences and in tables.

Of our own is only what Babel has no form for: three digits that count, one scale for the two bounds of an interval or the
marks of an axis, a minus as wide as a plus, and a dash where there is no number.
"""

import math
import re
from collections.abc import Callable, Sequence
from functools import cache, partial
from typing import Literal

from orgsim.language import Language
from orgsim.language.phrases import Phrase, counting, known, say

NOTHING = "–"
"""Shown where a number is undefined."""
_UNITS: dict[str, tuple[str, Literal["short", "long"]]] = {
    "months": ("duration-month", "long"),
    "days": ("duration-day", "long"),
    "hours": ("duration-hour", "short"),
    "minutes": ("duration-minute", "short"),
}
"""Babel's names of units, and in which length they are written."""
_BARE = ("", "count", "ratio")
_MOST_DECIMALS = 6


def number(value: float, language: Language, digits: int = 3, signed: bool = False) -> str:
    """A number with at least `digits` digits, whole from there on, without zeros that say nothing: "83.6", "1,235", "−0.5".

    `signed` puts + before gains.
    """
    if not math.isfinite(value):
        return NOTHING
    return _with_sign(value, "", _digits(value, language, 0, _decimals(value, digits)), signed)


def percent(share: float, language: Language, digits: int = 3, signed: bool = False) -> str:
    """A share as a percentage: 0.0251 is "2.51%"."""
    return number(100 * share, language, digits, signed) + _percent_sign(language)


def counted(value: float, unit: str, language: Language, digits: int = 3) -> str:
    """A number and its unit: "1 month", "4.5 days", "15分"."""
    return _with_unit(number(value, language, digits), unit, language)


def money(value: float, currency: str, language: Language) -> str:
    """An amount of money in a sentence, of three digits: "¥12.3M", "1,230万円"."""
    rounded = float(f"{value:.3g}")
    return marks(rounded, "money", currency, language)(rounded)


def quantity(
    value: float, unit: str, currency: str = "", language: Language = "en", signed: bool = False
) -> str:
    """A number with its unit, of three digits: "¥12.3M", "31.4%"; a dash when it is NaN; `signed` puts + before gains."""
    if not math.isfinite(value):
        return NOTHING
    (written,), behind = _column([value], unit, currency, language, signed)
    return behind(written)


def interval(low: float, high: float, unit: str, currency: str = "", language: Language = "en") -> str:
    """Two bounds in one scale, such as "¥11.8M to ¥12.8M" or "3.1 to 4.2%"; a dash when either is NaN."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOTHING
    (least, most), behind = _column([low, high], unit, currency, language)
    return behind(say("{low} to {high}", language, low=least, high=most))


def marks(largest: float, unit: str, currency: str, language: Language) -> Callable[[float], str]:
    """How the marks of an axis that reaches `largest` are written, all in one scale: "$0", "$2.5M"."""
    if unit.startswith("money"):
        size, before, behind = _scale([largest], currency, language)
        nothing = quantity(0.0, unit, currency, language)
        return partial(_mark, size=size, before=before, behind=behind, nothing=nothing, language=language)
    if unit.startswith("share"):
        return partial(percent, language=language)
    return partial(counted, unit=unit, language=language)


def _mark(value: float, size: float, before: str, behind: str, nothing: str, language: Language) -> str:
    if value == 0:
        return nothing
    scaled = value / size
    return _with_sign(scaled, before, _digits(scaled, language, 0, _decimals(scaled, 3))) + behind


def _column(
    values: Sequence[float], unit: str, currency: str, language: Language, signed: bool = False
) -> tuple[list[str], Callable[[str], str]]:
    """The numbers in one scale with the same decimals, and what puts behind them what they have in common."""
    if unit.startswith("share"):
        texts = [_with_sign(value, "", _digits(100 * value, language, 1, 1), signed) for value in values]
        return texts, partial(_joined, mark=_percent_sign(language))
    if not unit.startswith("money"):
        return _aligned(values, "", language, signed), partial(_with_unit, unit=unit, language=language)
    size, before, mark = _scale(values, currency, language)
    texts = _aligned([value / size for value in values], before, language, signed)
    if before:  # with the currency in front each number is written in full
        return [text + mark for text in texts], str
    return texts, partial(_joined, mark=mark)


def _joined(text: str, mark: str) -> str:
    return text + mark


def _aligned(values: Sequence[float], before: str, language: Language, signed: bool) -> list[str]:
    """With as many decimals as show three digits of the largest; whole numbers have none."""
    whole = all(abs(value - round(value)) < 1e-6 for value in values)
    decimals = 0 if whole else _decimals(max(map(abs, values)), 3)
    return [
        _with_sign(value, before, _digits(value, language, decimals, decimals), signed) for value in values
    ]


def _decimals(value: float, digits: int) -> int:
    """How many decimals show so many digits."""
    if value == 0:
        return 0
    rounded = float(f"{abs(value):.{digits - 1}e}")
    return min(_MOST_DECIMALS, max(0, digits - 1 - math.floor(math.log10(rounded))))


def _digits(value: float, language: Language, least: int, most: int) -> str:
    """A number without its sign, with so many decimals at least and at most."""
    from babel.numbers import format_decimal

    pattern = f"#,##0.{'0' * least}{'#' * (most - least)}".rstrip(".")
    return format_decimal(abs(value), format=pattern, locale=language)


def _with_sign(value: float, before: str, digits: str, signed: bool = False) -> str:
    """With a minus as wide as a plus, and none before a zero."""
    if not re.search("[1-9]", digits):
        return before + digits
    return ("−" if value < 0 else "+" if signed else "") + before + digits


@cache
def _percent_sign(language: Language) -> str:
    from babel import Locale

    _, behind = _affixes(Locale.parse(language).percent_formats[None].pattern)
    return behind


def _scale(values: Sequence[float], currency: str, language: Language) -> tuple[float, str, str]:
    """What to divide money by, and what stands before and behind it."""
    largest = float(f"{max((abs(value) for value in values if math.isfinite(value)), default=0.0):.3g}")
    found = [
        (size, before, behind)
        for least, size, before, behind in _scales(currency, language)
        if largest >= least
    ]
    return found[-1]


@cache
def _scales(currency: str, language: Language) -> list[tuple[float, float, str, str]]:
    """The language's short forms of thousands and millions: from which amount on, what to divide by, the text before and behind.

    Yen in Japanese have their name behind them, as other currencies have their sign in front.
    """
    from babel import Locale
    from babel.numbers import get_currency_name, get_currency_symbol

    locale = Locale.parse(language)
    named = (language, currency) == ("ja", "JPY")
    sign = get_currency_symbol(currency, locale=locale)
    sign = f"{sign} " if sign[-1:].isalpha() else sign
    name = get_currency_name(currency, count=2, locale=locale) if named else ""
    usual = locale.decimal_formats[None] if named else locale.currency_formats["standard"]
    short = (locale.compact_decimal_formats if named else locale.compact_currency_formats)["short"]["other"]
    forms = [(0.0, 1.0, usual.pattern)]
    for power, form in short.items():
        if form.pattern != "0":
            forms.append((float(power), int(power) / 10 ** (form.pattern.count("0") - 1), form.pattern))
    found = []
    for least, size, pattern in forms:
        before, behind = _affixes(pattern)
        found.append((least, size, before.replace("¤", sign), behind + name))
    return found


def _affixes(pattern: str) -> tuple[str, str]:
    """What a pattern of Babel's puts before and behind the digits."""
    before, _, behind = re.split(r"([#,0.]+)", pattern.partition(";")[0], maxsplit=1)
    return before, behind


def _with_unit(text: str, unit: str, language: Language) -> str:
    """A written number, or two, with the unit in the number that suits it."""
    count = 1 if text.lstrip("−+") == "1" else 2
    if unit in _BARE:
        return text
    if unit in _UNITS:
        return text + _unit(count, unit, language)
    return say(_named(unit, count), language, count=text)


@cache
def _unit(count: int, unit: str, language: Language) -> str:
    from babel.units import format_unit

    name, length = _UNITS[unit]
    written = format_unit(count, name, length=length, locale=language).removeprefix(str(count))
    return written.strip() if language == "ja" else written  # Japanese puts no space before a unit


def _named(unit: str, count: int) -> Phrase:
    """Units that Babel has no words for; any other is written as it is called."""
    found = {
        "points": counting("{count} point", "{count} points", count),
        "percentage points": counting("{count} percentage point", "{count} percentage points", count),
        "jobs": counting("{count} job", "{count} jobs", count),
        "people": counting("{count} person", "{count} people", count),
        "staff hours": counting("{count} staff hour", "{count} staff hours", count),
    }
    return found.get(unit) or Phrase("{count} {unit}", unit=partial(known, unit))
