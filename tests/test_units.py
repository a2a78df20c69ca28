"""Units: texts with their hand-worked numbers, and texts that are refused with what would be right."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim import units

MONTH = 365.25 / 12


@pytest.mark.parametrize(
    ("read", "text", "value"),
    [
        (units.days, "10 days", 10.0),
        (units.days, "1 day", 1.0),
        (units.days, "1.5 h", 0.0625),
        (units.days, "90 min", 0.0625),
        (units.days, "43_200 s", 0.5),
        (units.days, "2 weeks", 14.0),
        (units.days, "36 months", 1095.75),
        (units.days, "1 quarter", 91.3125),
        (units.days, "1 year", 365.25),
        (units.days, "  .5   days ", 0.5),
        (units.days, "1e2 days", 100.0),
        (units.staff_hours, "1.5 h", 1.5),
        (units.staff_hours, "20 min", 1 / 3),
        (units.staff_hours, "36 seconds", 0.01),
        (units.per_day, "40 / day", 40.0),
        (units.per_day, "40/day", 40.0),
        (units.per_day, "120 / month", 120 / MONTH),
        (units.per_day, "1 / h", 24.0),
        (units.per_month, "7_000_000 / year", 7_000_000 / 12),
        (units.per_month, "90_000 / month", 90_000.0),
        (units.per_month, "1 / day", MONTH),
        (units.share, "30 %", 0.3),
        (units.growth_per_month, "1 % / month", 0.01),
        (units.growth_per_month, "100 % / year", 2 ** (1 / 12) - 1),
        (units.growth_per_month, "-50 % / month", -0.5),
        (units.growth_per_month, "0.01 / month", 0.01),
        (units.lost_per_year, "12 % / year", 0.12),
        (units.lost_per_year, "1 % / month", 1 - 0.99**12),
        (units.lost_per_year, "0 % / year", 0.0),
    ],
)
def test_a_text_and_its_number(read, text: str, value: float) -> None:
    assert read(text) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize(
    ("read", "text", "advice"),
    [
        (units.days, "10", 'a duration with its unit, such as "10 days", "1.5 h" or "6 months"'),
        (units.days, "10 moons", 'a duration with its unit, such as "10 days", "1.5 h" or "6 months"'),
        (units.days, "days 10", 'a duration with its unit, such as "10 days", "1.5 h" or "6 months"'),
        (units.days, "nan days", 'a duration with its unit, such as "10 days", "1.5 h" or "6 months"'),
        (units.staff_hours, "2 days", 'staff time in hours or minutes, such as "1.5 h" or "20 min"'),
        (units.per_day, "40", 'a rate with its unit, such as "120 / month" or "40 / day"'),
        (units.per_day, "40 % / day", 'a rate with its unit, such as "120 / month" or "40 / day"'),
        (units.per_month, "7", 'an amount per time, such as "7_000_000 / year" or "90_000 / month"'),
        (units.share, "0.3", 'a share, such as 0.3 or "30 %"'),
        (units.growth_per_month, "-100 % / month", 'growth per time, such as "1 % / month"'),
        (
            units.lost_per_year,
            "100 % / year",
            'a share lost per time, from 0 % to below 100 %, such as "12 % / year"',
        ),
        (
            units.lost_per_year,
            "-1 % / year",
            'a share lost per time, from 0 % to below 100 %, such as "12 % / year"',
        ),
    ],
)
def test_a_text_that_is_refused_says_what_is_allowed(read, text: str, advice: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(advice)}$"):
        read(text)


@given(st.floats(0, 1e6), st.sampled_from(["min", "h", "day", "week", "month", "quarter", "year"]))
def test_every_unit_has_a_plural(amount: float, unit: str) -> None:
    text = f"{amount:.6f}"
    plural = unit if unit in ("min", "h") else unit + "s"
    assert units.days(f"{text} {plural}") == units.days(f"{text} {unit}")


READERS = (
    units.days,
    units.staff_hours,
    units.per_day,
    units.per_month,
    units.share,
    units.growth_per_month,
    units.lost_per_year,
)


@pytest.mark.parametrize("read", READERS)
@given(st.text(max_size=20))
def test_no_text_brings_anything_but_a_number_or_an_advice(read, text: str) -> None:
    """Whatever is typed, the reader gives a number or refuses with a ValueError that says what is allowed."""
    try:
        value = read(text)
    except ValueError as error:
        advice = str(error)
        value = None
    assert isinstance(value, float) or advice.startswith(("a ", "an ", "staff", "growth"))
