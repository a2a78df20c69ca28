"""Numbers in sentences and in tables, word for word."""

import pytest

from orgsim.fields import Language
from orgsim.study.numbers import counted, interval, money, money_axis, number, percent, quantity


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
    assert number(value, digits) == said


@pytest.mark.parametrize(("value", "said"), [(0.2, "+0.2"), (-0.2, "−0.2"), (0.0, "0"), (1e-9, "0")])
def test_a_signed_number_has_a_plus_before_gains_alone(value: float, said: str) -> None:
    assert number(value, signed=True) == said


def test_a_percentage_has_a_space_in_english_and_a_wide_sign_in_japanese() -> None:
    assert percent(0.0251, "en") == "2.51 %"
    assert percent(0.0251, "ja", 2) == "2.5％"
    assert percent(10.0, "en") == "1,000 %"


def test_one_of_a_unit_is_singular() -> None:
    assert counted(1, "months", "en") == "1 month"
    assert counted(1.5, "months", "en") == "1.5 months"
    assert counted(-1, "percentage points", "en") == "−1 percentage point"
    assert counted(1.5, "months", "ja") == "1.5か月"
    assert counted(1.5, "log-odds", "ja") == "1.5 log-odds"


@pytest.mark.parametrize(
    ("value", "currency", "language", "said"),
    [
        (12_345_678.0, "JPY", "en", "JPY 12.3 million"),
        (999_900_000.0, "JPY", "en", "JPY 1 billion"),
        (12_000.0, "JPY", "en", "JPY 12,000"),
        (12_345_678.0, "JPY", "ja", "1,230万円"),
        (256_000_000.0, "JPY", "ja", "2.56億円"),
        (12_345_678.0, "EUR", "ja", "EUR 12.3 M"),
    ],
)
def test_money_in_a_sentence_has_three_digits_and_a_scale_word(
    value: float, currency: str, language: Language, said: str
) -> None:
    assert money(value, currency, language) == said


@pytest.mark.parametrize(
    ("value", "unit", "language", "said"),
    [
        (12_345_678.0, "money", "en", "JPY 12.3 M"),
        (-4_200.0, "money / month", "en", "JPY −4.20 k"),
        (2_500_000_000.0, "money", "en", "JPY 2.50 bn"),
        (12_345_678.0, "money", "ja", "1,235万円"),
        (256_000_000.0, "money", "ja", "2.56億円"),
        (0.3141, "share", "en", "31.4 %"),
        (0.12, "share / year", "ja", "12.0％"),
        (14.66, "days", "en", "14.7 days"),
        (14.66, "days", "ja", "14.7日"),
        (1234.4, "count", "en", "1,234"),
        (22.0, "count", "en", "22"),
        (1.0, "months", "en", "1 month"),
        (0.0, "money", "en", "JPY 0"),
        (float("nan"), "money", "en", "–"),
    ],
)
def test_a_number_is_written_with_three_digits_and_its_unit(
    value: float, unit: str, language: Language, said: str
) -> None:
    assert quantity(value, unit, "JPY", language) == said


def test_yen_are_counted_in_man_only_where_the_currency_is_yen() -> None:
    assert quantity(12_345_678.0, "money", "EUR", "ja") == "EUR 12.3 M"


def test_an_interval_has_one_scale_and_one_number_of_decimals() -> None:
    assert interval(-950_000.0, 12_345_678.0, "money", "JPY") == "JPY −0.9 to 12.3 M"
    assert interval(0.1, 0.25, "share", language="ja") == "10.0〜25.0％"
    assert interval(float("nan"), 1.0, "share") == "–"


def test_a_gain_carries_its_sign() -> None:
    assert quantity(0.5, "days", signed=True) == "+0.500 days"
    assert quantity(-2_000_000.0, "money", "JPY", signed=True) == "JPY −2 M"


def test_the_axis_of_a_figure_of_money_is_scaled_to_what_it_reaches() -> None:
    assert money_axis(3_200_000.0, "JPY", "en") == (1e6, "JPY M")
    assert money_axis(320_000_000.0, "JPY", "ja") == (1e8, "億円")
