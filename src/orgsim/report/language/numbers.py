"""Numbers as people read them: three digits, a unit, and an interval in the same scale."""

import math
from collections.abc import Sequence

from orgsim.fields import Language

NOTHING = "–"
"""Shown where a number is undefined."""
_SHORT = ((1e9, " bn"), (1e6, " M"), (1e3, " k"))
_MYRIAD = ((1e8, "億"), (1e4, "万"))
_BEHIND: dict[Language, dict[str, str]] = {
    "en": {"count": "", "ratio": "", "": "", "hours": " h"},
    "ja": {
        "count": "",
        "ratio": "",
        "": "",
        "hours": "時間",
        "days": "日",
        "months": "か月",
        "points": "ポイント",
    },
}


def rounded(values: Sequence[float], scale: float = 1.0) -> list[str]:
    """`values` / `scale`, with as many decimals as show three digits of the largest; whole numbers have none."""
    shown = [value / scale for value in values]
    largest = max(abs(value) for value in shown)
    digits = 0 if largest == 0 else min(4, max(0, 2 - math.floor(math.log10(largest))))
    if all(abs(value - round(value)) < 1e-6 for value in shown):
        digits = 0
    return [_signed(f"{value:,.{digits}f}") for value in shown]


def _signed(text: str) -> str:
    """With a minus as wide as a plus, and none before a zero."""
    return text.removeprefix("-") if not text.strip("-0.,") else text.replace("-", "−")


def _scale(values: Sequence[float], steps: tuple[tuple[float, str], ...]) -> tuple[float, str]:
    largest = max((abs(value) for value in values if math.isfinite(value)), default=0.0)
    return next(((size, mark) for size, mark in steps if largest >= size), (1.0, ""))


def _money(values: Sequence[float], currency: str, language: Language) -> tuple[list[str], str, str]:
    yen = language == "ja" and currency == "JPY"
    size, mark = _scale(values, _MYRIAD if yen else _SHORT)
    texts = rounded(values, size)
    return (texts, "", f"{mark}円") if yen else (texts, f"{currency} ", mark)


def _parts(
    values: Sequence[float], unit: str, currency: str, language: Language
) -> tuple[list[str], str, str]:
    """The numbers as texts in one scale, and what stands once before and once behind them."""
    if unit.startswith("money"):
        return _money(values, currency, language)
    if unit.startswith("share"):
        return [_signed(f"{value * 100:,.1f}") for value in values], "", " %"
    texts = rounded(values)
    return texts, "", _BEHIND[language].get(unit, f" {unit}")


def quantity(
    value: float, unit: str, currency: str = "", language: Language = "en", signed: bool = False
) -> str:
    """One number with its unit, such as "JPY 12.3 M" or "31.4 %"; a dash when it is NaN; `signed` puts + before gains."""
    if not math.isfinite(value):
        return NOTHING
    texts, before, behind = _parts([value], unit, currency, language)
    plus = "+" if signed and value > 0 else ""
    return f"{before}{plus}{texts[0]}{behind}"


def interval(low: float, high: float, unit: str, currency: str = "", language: Language = "en") -> str:
    """Two bounds in one scale, such as "JPY 11.8 to 12.8 M"; a dash when either is NaN."""
    if not (math.isfinite(low) and math.isfinite(high)):
        return NOTHING
    texts, before, behind = _parts([low, high], unit, currency, language)
    joint = "〜" if language == "ja" else " to "
    return f"{before}{texts[0]}{joint}{texts[1]}{behind}"


def money_axis(largest: float, currency: str, language: Language) -> tuple[float, str]:
    """For an axis that reaches `largest`: what to divide money by, and the unit to write, such as "JPY M"."""
    yen = language == "ja" and currency == "JPY"
    size, mark = _scale([largest], _MYRIAD if yen else _SHORT)
    return size, f"{mark}円" if yen else f"{currency}{mark}"
