"""Plain numbers of a plan as people read them: lengths of time, shares, rates."""

from orgsim.fields import Language
from orgsim.units import MONTH

_WORDS = {
    "months": ("month", "months", "か月"),
    "days": ("day", "days", "日"),
    "hours": ("h", "h", "時間"),
    "minutes": ("min", "min", "分"),
}


def _counted(value: float, unit: str, language: Language) -> str:
    one, more, japanese = _WORDS[unit]
    number = f"{value:,.3g}" if value < 1000 else f"{value:,.0f}"
    return f"{number}{japanese}" if language == "ja" else f"{number} {one if number == '1' else more}"


def span(days: float, language: Language) -> str:
    """Elapsed days in the unit that suits them, such as "2 months", "10 days", "6 h" or "15 min"."""
    months = days / MONTH
    if months >= 1 and abs(months - round(months)) < 1e-6:
        return _counted(round(months), "months", language)
    if days >= 1 or days == 0:
        return _counted(days, "days", language)
    return (
        _counted(days * 24, "hours", language)
        if days * 24 >= 1
        else _counted(days * 1440, "minutes", language)
    )


def percent(share: float) -> str:
    """A share with three digits, such as "2.5 %"."""
    return f"{100 * share:.3g} %"


def number(value: float) -> str:
    """A number with three digits, whole where it is large."""
    return f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def every(days: float, language: Language) -> str:
    """How often something falls due, such as "every 3 months" or "every month"."""
    said = span(days, language)
    return f"{said}ごと" if language == "ja" else f"every {said.removeprefix('1 ')}"
