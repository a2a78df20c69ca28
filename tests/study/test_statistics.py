"""Intervals, paired differences, Holm's correction and verdicts, against numbers worked by hand."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.study.paired import paired_difference
from orgsim.study.statistics import estimate, holm, verdict

NAN = math.nan


def values(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)


def test_the_interval_of_three_values() -> None:
    # Mean 2, standard deviation 1, t with 2 degrees of freedom 4.302653: 2 ± 4.302653 / √3.
    found = estimate(values(1, 2, 3))
    assert found.mean == 2
    assert found.low == pytest.approx(2 - 2.484138, abs=1e-6)
    assert found.high == pytest.approx(2 + 2.484138, abs=1e-6)
    assert found.half_width == pytest.approx(2.484138, abs=1e-6)
    assert found.count == 3


def test_undefined_values_are_left_out_and_not_counted() -> None:
    found = estimate(values(1, NAN, 2, math.inf, 3))
    assert (found.mean, found.count) == (2, 3)
    assert found.high == pytest.approx(4.484138, abs=1e-6)


def test_one_value_has_a_mean_and_no_interval() -> None:
    found = estimate(values(NAN, 5))
    assert (found.mean, found.count) == (5, 1)
    assert math.isnan(found.low)
    assert math.isnan(found.high)


def test_no_value_has_no_mean() -> None:
    found = estimate(values(NAN, NAN))
    assert math.isnan(found.mean)
    assert found.count == 0


def test_equal_values_have_an_interval_of_no_width() -> None:
    # The sum of ten times 0.1 is not 1 in binary numbers; the interval must not show it.
    found = estimate(np.full(10, 0.1))
    assert (found.low, found.mean, found.high) == (0.1, 0.1, 0.1)


def test_a_paired_difference_worked_by_hand() -> None:
    # b − a = 1, 2, 3, 2: mean 2, variance 2/3, standard error √(1/6) = .408248, t = 4.898979 with 3 degrees of freedom.
    # Quantile 3.182446: 2 ± 1.299228. Var a = 20/3, Var b = 10: reduction 1 − (2/3) / (50/3) = .96.
    # Cov = (20/3 + 10 − 2/3) / 2 = 8; correlation = 8 / √(20/3 · 10).
    # With 3 degrees of freedom P(T < t) = 1/2 + (x / (1 + x²) + atan x) / π, x = t / √3 = √8.
    p = 1 - 2 / math.pi * (math.sqrt(8) / 9 + math.atan(math.sqrt(8)))
    found = paired_difference(values(1, 3, 5, 7), values(2, 5, 8, 9))
    assert (found.mean_a, found.mean_b, found.difference.mean) == (4, 6, 2)
    assert found.difference.low == pytest.approx(0.700772, abs=1e-6)
    assert found.difference.high == pytest.approx(3.299228, abs=1e-6)
    assert found.p == pytest.approx(p)
    assert found.variance_reduction == pytest.approx(0.96)
    assert found.correlation == pytest.approx(8 / math.sqrt(200 / 3))


def test_pairs_with_an_undefined_side_are_left_out_on_both() -> None:
    found = paired_difference(values(1, 3, NAN, 5, 7, 100), values(2, 5, 1000, 8, 9, NAN))
    whole = paired_difference(values(1, 3, 5, 7), values(2, 5, 8, 9))
    assert found == replace(whole, difference=replace(whole.difference, doubts=("partly_defined",)))
    assert found.difference.count == 4


def test_the_same_on_both_sides_is_no_difference() -> None:
    found = paired_difference(values(1, 2, 4), values(1, 2, 4))
    assert (found.difference.low, found.difference.mean, found.difference.high, found.p) == (0, 0, 0, 1)
    assert (found.variance_reduction, found.correlation) == (1, pytest.approx(1))


def test_the_last_digit_of_a_sum_is_no_difference() -> None:
    found = paired_difference(np.full(3, 408e6), np.full(3, 408e6 - 6e-8))
    assert (found.difference.mean, found.p) == (0, 1)


def test_a_constant_difference_is_as_certain_as_its_number_of_pairs_allows() -> None:
    """Three pairs that all differ by 2: as likely as three heads or three tails."""
    found = paired_difference(values(1, 2, 4), values(3, 4, 6))
    assert (found.difference.low, found.difference.mean, found.difference.high, found.p) == (2, 2, 2, 0.25)
    many = np.arange(10.0)
    assert paired_difference(many, many + 1).p == 2 / 1024


def test_sides_that_do_not_vary_have_no_correlation() -> None:
    found = paired_difference(np.full(3, 0.1), np.full(3, 0.3))
    assert math.isnan(found.variance_reduction)
    assert math.isnan(found.correlation)
    found = paired_difference(np.full(3, 0.1), values(1, 2, 3))
    assert found.variance_reduction == pytest.approx(0)
    assert math.isnan(found.correlation)


@pytest.mark.parametrize("pairs", [0, 1])
def test_fewer_than_two_pairs_tell_nothing(pairs: int) -> None:
    found = paired_difference(np.arange(pairs, dtype=float), np.ones(pairs))
    assert found.difference.count == pairs
    assert math.isnan(found.p)
    assert math.isnan(found.difference.low)
    assert verdict(found.difference.mean, found.p, 1) == "cannot tell"


def test_luck_that_runs_against_pairing_is_not_hidden() -> None:
    # b rises where a falls: Var(b − a) = 4, Var a + Var b = 2.
    assert paired_difference(values(1, 2, 3), values(3, 2, 1)).variance_reduction == pytest.approx(-1)


def test_holm_by_hand() -> None:
    # Ordered .01 .02 .03 .04: times 4, 3, 2, 1 is .04 .06 .06 .04, never falling: .04 .06 .06 .06.
    assert holm([0.03, 0.01, 0.04, 0.02]) == pytest.approx([0.06, 0.04, 0.06, 0.06])


def test_holm_never_exceeds_one_and_passes_over_what_was_not_tested() -> None:
    assert holm([0.6, NAN, 0.7]) == pytest.approx([1, NAN, 1], nan_ok=True)
    assert holm([NAN, 0.02]) == pytest.approx([NAN, 0.02], nan_ok=True)
    assert holm([]) == []


@given(st.lists(st.floats(0, 1), max_size=8))
def test_holm_lies_between_no_correction_and_bonferroni(p_values: list[float]) -> None:
    adjusted = holm(p_values)
    for p, after in zip(p_values, adjusted, strict=True):
        assert p <= after <= min(1.0, len(p_values) * p) or after == pytest.approx(p)
    assert [after for _, after in sorted(zip(p_values, adjusted, strict=True))] == sorted(adjusted)


@pytest.mark.parametrize(
    ("difference", "p", "better", "said"),
    [
        (2.0, 0.01, 1, "better"),
        (2.0, 0.01, -1, "worse"),
        (-2.0, 0.01, 1, "worse"),
        (-2.0, 0.01, -1, "better"),
        (2.0, 0.2, 1, "cannot tell"),
        (0.0, 1.0, 1, "cannot tell"),
        (2.0, 0.0, -1, "worse"),
        (2.0, 0.001, 0, "higher"),
        (-2.0, 0.001, 0, "lower"),
        (2.0, 0.1, 0, "cannot tell"),
    ],
)
def test_verdicts(difference: float, p: float, better: int, said: str) -> None:
    assert verdict(difference, p, better) == said


def test_a_mean_of_skewed_values_is_not_taken_at_its_word() -> None:
    """39 zeros and a one: skewness (1 − 2/40) / √(1/40 · 39/40) = 6.085, over √40 is .96, above .4."""
    assert estimate(np.append(np.zeros(39), 1.0)).doubts == ("few_runs",)
    # 20 and 20: none. 4 ones of 40: (1 − 8/40) / √(1/10 · 9/10) = 2.667, over √40 is .42; 5 of 40: 2.268, .36.
    assert estimate(np.repeat([0.0, 1.0], 20)).doubts == ()
    assert estimate(np.repeat([0.0, 1.0], [36, 4])).doubts == ("few_runs",)
    assert estimate(np.repeat([0.0, 1.0], [35, 5])).doubts == ()
    # One of 10 is as skewed as ten values can be (2.667), 3.5 standard errors are 2.03; two of 12 (1.789) may be chance (1.94).
    assert estimate(np.append(np.zeros(9), 1.0)).doubts == ("few_runs",)
    assert estimate(np.repeat([0.0, 1.0], [10, 2])).doubts == ()
