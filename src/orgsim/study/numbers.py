"""Numbers as people read them, in English and Japanese: digits, percentages, money, units; in sentences and in tables."""

import math
from collections.abc import Sequence

from orgsim.fields import Language

NOTHING = "–"
"""Shown where a number is undefined."""
PERCENT: dict[Language, str] = {"en": " %", "ja": "％"}
_WORDS = ((1e9, " billion"), (1e6, " million"))
_MARKS = ((1e9, " bn"), (1e6, " M"), (1e3, " k"))
_MYRIADS = ((1e8, "億"), (1e4, "万"))
_UNITS = {
    "": ("", "", ""),
    "count": ("", "", ""),
    "ratio": ("", "", ""),
    "months": (" month", " months", "か月"),
    "days": (" day", " days", "日"),
    "hours": (" h", " h", "時間"),
    "minutes": (" min", " min", "分"),
    "points": (" point", " points", "ポイント"),
    "percentage points": (" percentage point", " percentage points", "ポイント"),
}
"""What stands behind one, behind more, and in Japanese; any other unit is written as it is called."""
_MOST_DECIMALS = 6


def number(value: float, digits: int = 3, signed: bool = False) -> str:
    """A number with at least `digits` digits, whole from there on, without zeros that say nothing: "83.6", "1,235", "−0.5".

    `signed` puts + before gains.
    """
    if not math.isfinite(value):
        return NOTHING
    text = f"{value:,.{_decimals(value, digits)}f}"
    return _with_sign(text.rstrip("0").rstrip(".") if "." in text else text, signed)


def percent(share: float, language: Language, digits: int = 3, signed: bool = False) -> str:
    """A share as a percentage: 0.0251 is "2.51 %", in Japanese "2.51％"."""
    return number(100 * share, digits, signed) + PERCENT[language]


def counted(value: float, unit: str, language: Language, digits: int = 3) -> str:
    """A number and its unit: "1 month", "4.5 days", "15分"."""
    text = number(value, digits)
    return text + _unit(text, unit, language)


def money(value: float, currency: str, language: Language) -> str:
    """An amount of money in a sentence, of three digits: "JPY 12.3 million", "1,230万円"."""
    value = float(f"{value:.3g}")
    steps = _WORDS if language == "en" else _MARKS
    size, before, behind = _scale([value], currency, language, steps)
    return f"{before}{number(value / size)}{behind}"


def quantity(
    value: float, unit: str, currency: str = "", language: Language = "en", signed: bool = False
) -> str:
    """A number with its unit in a table: "JPY 12.3 M", "31.4 %"; a dash when it is NaN; `signed` puts + before gains."""
    if not math.isfinite(value):
        return NOTHING
    (text,), before, behind = _column([value], unit, currency, language)
    plus = "+" if signed and value > 0 else ""
    return f"{before}{plus}{text}{behind}"


def interval(low: float, high: float, unit: str, currency: str = "", language: Language = "en") -> str:
    """Two bounds in one scale, such as "JPY 11.8 to 12.8 M"; a dash when either is NaN."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOTHING
    texts, before, behind = _column([low, high], unit, currency, language)
    joint = "〜" if language == "ja" else " to "
    return f"{before}{joint.join(texts)}{behind}"


def money_axis(largest: float, currency: str, language: Language) -> tuple[float, str]:
    """For an axis that reaches `largest`: what to divide money by, and the unit to write, such as "JPY M"."""
    size, before, behind = _scale([largest], currency, language, _MARKS)
    return size, f"{before.rstrip()}{behind}"


def _column(
    values: Sequence[float], unit: str, currency: str, language: Language
) -> tuple[list[str], str, str]:
    """The numbers in one scale with the same decimals, and what stands once before and once behind them."""
    if unit.startswith("money"):
        size, before, behind = _scale(values, currency, language, _MARKS)
        return _aligned([value / size for value in values]), before, behind
    if unit.startswith("share"):
        return [_with_sign(f"{100 * value:,.1f}") for value in values], "", PERCENT[language]
    texts = _aligned(values)
    return texts, "", _unit(" ".join(texts), unit, language)


def _aligned(values: Sequence[float]) -> list[str]:
    """With as many decimals as show three digits of the largest; whole numbers have none."""
    whole = all(abs(value - round(value)) < 1e-6 for value in values)
    decimals = 0 if whole else _decimals(max(map(abs, values)), 3)
    return [_with_sign(f"{value:,.{decimals}f}") for value in values]


def _decimals(value: float, digits: int) -> int:
    """How many decimals show so many digits."""
    if value == 0:
        return 0
    return min(_MOST_DECIMALS, max(0, digits - 1 - math.floor(math.log10(abs(value)))))


def _with_sign(text: str, signed: bool = False) -> str:
    """With a minus as wide as a plus, and none before a zero."""
    if not text.strip("-0.,"):
        return text.removeprefix("-")
    return text.replace("-", "−") if text.startswith("-") or not signed else f"+{text}"


def _scale(
    values: Sequence[float], currency: str, language: Language, steps: Sequence[tuple[float, str]]
) -> tuple[float, str, str]:
    """What to divide money by, and what stands before and behind it; yen in Japanese count in 万 and 億."""
    yen = language == "ja" and currency == "JPY"
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    fitting = ((size, mark) for size, mark in (_MYRIADS if yen else steps) if largest >= size)
    size, mark = next(fitting, (1.0, ""))
    return (size, "", f"{mark}円") if yen else (size, f"{currency} ", mark)


def _unit(text: str, unit: str, language: Language) -> str:
    one, more, japanese = _UNITS.get(unit, (f" {unit}", f" {unit}", f" {unit}"))
    if language == "ja":
        return japanese
    return one if text.lstrip("−") == "1" else more
