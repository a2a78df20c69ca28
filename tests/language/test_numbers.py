"""Numbers in sentences and in tables, word for word."""

import pytest

from orgsim.language import Language
from orgsim.language.numbers import counted, interval, marks, money, number, percent, quantity


@pytest.mark.parametrize(
    ("value", "digits", "said"),
    [
        (83.64, 3, "83.6"),
        (83.64, 2, "84"),
        (999.6, 3, "1,000"),
        (12_345.6, 3, "12,346"),
        (0.00123, 3, "0.00123"),
        (-0.5, 3, "−0.5"),
        (-1e-9, 3, "0"),
        (0.0, 3, "0"),
        (float("nan"), 3, "–"),
    ],
)
def test_a_number_has_so_many_digits_and_no_zeros_that_say_nothing(
    value: float, digits: int, said: str
) -> None:
    assert number(value, "en", digits) == said


@pytest.mark.parametrize(("value", "said"), [(0.2, "+0.2"), (-0.2, "−0.2"), (0.0, "0"), (1e-9, "0")])
def test_a_signed_number_has_a_plus_before_gains_alone(value: float, said: str) -> None:
    assert number(value, "en", signed=True) == said


def test_a_percentage_has_the_sign_of_its_language() -> None:
    assert percent(0.0251, "en") == "2.51%"
    assert percent(0.0251, "ja", 2) == "2.5%"
    assert percent(10.0, "en") == "1,000%"


def test_one_of_a_unit_is_singular() -> None:
    assert counted(1, "months", "en") == "1 month"
    assert counted(1.5, "months", "en") == "1.5 months"
    assert counted(-1, "percentage points", "en") == "−1 percentage point"
    assert counted(1.5, "months", "ja") == "1.5か月"
    assert counted(1.5, "log-odds", "ja") == "1.5 対数オッズ"
    assert counted(1.5, "furlongs", "ja") == "1.5 furlongs"


@pytest.mark.parametrize(
    ("value", "currency", "language", "said"),
    [
        (12_345_678.0, "JPY", "en", "¥12.3M"),
        (999_900_000.0, "JPY", "en", "¥1B"),
        (12_000.0, "JPY", "en", "¥12K"),
        (12_345_678.0, "JPY", "ja", "1,230万円"),
        (256_000_000.0, "JPY", "ja", "2.56億円"),
        (12_345_678.0, "EUR", "ja", "€1,230万"),
        (167_000.0, "JPY", "ja", "16.7万円"),
        (167_000.0, "USD", "en", "$167K"),
        (999_950.0, "USD", "en", "$1M"),
        (2e12, "JPY", "ja", "2兆円"),
        (12_345.0, "CHF", "en", "CHF 12.3K"),
        (12_345.0, "shells", "en", "shells 12.3K"),
        (-4_200.0, "USD", "en", "−$4.2K"),
    ],
)
def test_money_in_a_sentence_has_three_digits_and_a_scale_word(
    value: float, currency: str, language: Language, said: str
) -> None:
    assert money(value, currency, language) == said


@pytest.mark.parametrize(
    ("value", "unit", "language", "said"),
    [
        (12_345_678.0, "money", "en", "¥12.3M"),
        (-4_200.0, "money / month", "en", "−¥4.20K"),
        (2_500_000_000.0, "money", "en", "¥2.50B"),
        (12_345_678.0, "money", "ja", "1,235万円"),
        (256_000_000.0, "money", "ja", "2.56億円"),
        (0.3141, "share", "en", "31.4%"),
        (0.12, "share / year", "ja", "12.0%"),
        (14.66, "days", "en", "14.7 days"),
        (14.66, "days", "ja", "14.7日"),
        (1234.4, "count", "en", "1,234"),
        (22.0, "count", "en", "22"),
        (1.0, "months", "en", "1 month"),
        (0.0, "money", "en", "¥0"),
        (float("nan"), "money", "en", "–"),
    ],
)
def test_a_number_is_written_with_three_digits_and_its_unit(
    value: float, unit: str, language: Language, said: str
) -> None:
    assert quantity(value, unit, "JPY", language) == said


def test_yen_alone_have_their_name_behind_the_number_in_japanese() -> None:
    assert quantity(12_345_678.0, "money", "EUR", "ja") == "€1,235万"


def test_an_interval_has_one_scale_and_one_number_of_decimals() -> None:
    assert interval(-950_000.0, 12_345_678.0, "money", "JPY") == "−¥1.0M to ¥12.3M"
    assert interval(0.1, 0.25, "share", language="ja") == "10.0〜25.0%"
    assert interval(float("nan"), 1.0, "share") == "–"


def test_a_gain_carries_its_sign() -> None:
    assert quantity(0.5, "days", signed=True) == "+0.500 days"
    assert quantity(-2_000_000.0, "money", "JPY", signed=True) == "−¥2M"


def test_the_marks_of_an_axis_have_the_scale_of_what_it_reaches() -> None:
    english = marks(3_200_000.0, "money", "JPY", "en")
    assert [english(value) for value in (0.0, 500_000.0, 3_000_000.0, -1e6)] == [
        "¥0",
        "¥0.5M",
        "¥3M",
        "−¥1M",
    ]
    japanese = marks(320_000_000.0, "money", "JPY", "ja")
    assert [japanese(value) for value in (50_000_000.0, 3e8)] == ["0.5億円", "3億円"]
    assert marks(0.4, "share / year", "", "ja")(0.25) == "25%"
    assert marks(40.0, "days", "", "en")(20.0) == "20 days"


def test_a_number_that_rounds_up_has_the_digits_of_what_it_becomes() -> None:
    """99,995 are 100,000 with three digits: no decimal more than these have."""
    assert quantity(9.996, "days") == "10.0 days"
    assert quantity(999_950.0, "money", "USD") == "$1.00M"
