"""Units: texts such as "1.5 h" or "120 / month" become numbers once, here.

The clock counts elapsed days; work counts staff hours; money that flows counts per model month.
"""

import re

from orgsim.language.phrases import Wording

DAYS_PER_YEAR = 365.25
MONTH = DAYS_PER_YEAR / 12
"""Days in a model month."""
HOURS_PER_DAY = 24.0

_DAYS = {
    "s": 1 / 86400, "sec": 1 / 86400, "second": 1 / 86400,
    "min": 1 / 1440, "minute": 1 / 1440,
    "h": 1 / 24, "hour": 1 / 24,
    "day": 1.0, "d": 1.0,
    "week": 7.0,
    "month": MONTH,
    "quarter": MONTH * 3,
    "year": DAYS_PER_YEAR,
}  # fmt: skip
_STAFF_UNITS = ("s", "sec", "second", "min", "minute", "h", "hour")
_NUMBER = r"([+-]?(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d+)(?:[eE][+-]?\d+)?)"
_QUANTITY = re.compile(rf"\s*{_NUMBER}\s*([A-Za-z]+)\s*")
_FLOW = re.compile(rf"\s*{_NUMBER}\s*(%?)\s*/\s*([A-Za-z]+)\s*")
_DAYS_EACH = re.compile(rf"\s*{_NUMBER}\s*days?\s*/\s*([A-Za-z]+)\s*")
_PERCENT = re.compile(rf"\s*{_NUMBER}\s*%\s*")


def _days_of(unit: str) -> float | None:
    name = unit if unit in _DAYS else unit.rstrip("s") if unit != "s" else unit
    return _DAYS.get(name)


def _number(text: str) -> float:
    return float(text.replace("_", ""))


def days(text: str) -> float:
    """Elapsed days in a text such as "6 days", "1.5 h" or "36 months"; ValueError otherwise."""
    match = _QUANTITY.fullmatch(text)
    unit = _days_of(match[2]) if match else None
    if match is None or unit is None:
        raise ValueError(Wording('a duration with its unit, such as "10 days", "1.5 h" or "6 months"'))
    return _number(match[1]) * unit


def staff_hours(text: str) -> float:
    """Staff hours in a text such as "1.5 h" or "20 min"; days are refused, since a working day has no fixed length."""
    match = _QUANTITY.fullmatch(text)
    unit = _days_of(match[2]) if match else None
    if (
        match is None
        or unit is None
        or (match[2] not in _STAFF_UNITS and match[2].rstrip("s") not in _STAFF_UNITS)
    ):
        raise ValueError(Wording('staff time in hours or minutes, such as "1.5 h" or "20 min"'))
    return _number(match[1]) * unit * HOURS_PER_DAY


def per_day(text: str) -> float:
    """A rate per elapsed day from a text such as "120 / month"; ValueError otherwise."""
    match = _FLOW.fullmatch(text)
    unit = _days_of(match[3]) if match else None
    if match is None or match[2] or unit is None:
        raise ValueError(Wording('a rate with its unit, such as "120 / month" or "40 / day"'))
    return _number(match[1]) / unit


def per_month(text: str) -> float:
    """Money (or anything) per model month from a text such as "7_000_000 / year"; ValueError otherwise."""
    try:
        return per_day(text) * MONTH
    except ValueError:
        raise ValueError(
            Wording('an amount per time, such as "7_000_000 / year" or "90_000 / month"')
        ) from None


def days_per_year(text: str) -> float:
    """Days of each year in a text such as "25 days / year"; ValueError otherwise."""
    match = _DAYS_EACH.fullmatch(text)
    unit = _days_of(match[2]) if match else None
    if match is None or unit is None:
        raise ValueError(Wording('days per time, such as "25 days / year"'))
    return _number(match[1]) * DAYS_PER_YEAR / unit


def share(text: str) -> float:
    """A share from a text such as "30 %"; ValueError otherwise."""
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise ValueError(Wording('a share, such as 0.3 or "30 %"'))
    return _number(match[1]) / 100


def _relative_flow(text: str, advice: str) -> tuple[float, float]:
    match = _FLOW.fullmatch(text)
    unit = _days_of(match[3]) if match else None
    if match is None or unit is None:
        raise ValueError(advice)
    return _number(match[1]) / (100 if match[2] else 1), unit


def growth_per_month(text: str) -> float:
    """Compound growth per model month from a text such as "1 % / month" or "20 % / year"; ValueError otherwise."""
    advice = Wording('growth per time, such as "1 % / month"')
    amount, unit = _relative_flow(text, advice)
    if amount <= -1:
        raise ValueError(advice)
    return float((1 + amount) ** (MONTH / unit) - 1)


def lost_per_year(text: str) -> float:
    """Probability of loss within a year from a text such as "12 % / year" or "1 % / month"; ValueError otherwise."""
    advice = Wording('a share lost per time, from 0 % to below 100 %, such as "12 % / year"')
    amount, unit = _relative_flow(text, advice)
    if not 0 <= amount < 1:
        raise ValueError(advice)
    return float(1 - (1 - amount) ** (DAYS_PER_YEAR / unit))
