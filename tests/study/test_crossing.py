"""Break-even, dip and crossings of curves: by hand, and how often their intervals hold the truth of known curves."""

from math import inf

import numpy as np
import pytest

from orgsim.randomness import Floats
from orgsim.study.crossing import MeanBand, break_even, crossings, dip, mean_band
from orgsim.study.statistics import t_quantile


def alike(*curve: float) -> Floats:
    """The same curve in four replications."""
    return np.tile(np.array(curve), (4, 1))


def test_a_curve_breaks_even_in_the_month_from_which_on_it_stays_above_0() -> None:
    found = break_even(alike(-2.0, -1.0, 1.0, -0.5, 0.0, 3.0, 4.0))
    assert (found.month, found.low, found.high) == (6, 6, 6)
    assert found.share_within == 1
    assert found.usual == (6, 6)


def test_what_is_ahead_from_the_first_month_breaks_even_there() -> None:
    found = break_even(alike(1.0, 2.0))
    assert (found.month, found.low, found.high) == (1, 1, 1)


@pytest.mark.parametrize("curve", [(-1.0, 2.0, -1.0), (1.0, 2.0, 0.0), (0.0, 0.0, 0.0)])
def test_what_ends_at_or_below_0_does_not_break_even(curve: tuple[float, ...]) -> None:
    found = break_even(alike(*curve))
    assert (found.month, found.low, found.high, found.share_within) == (inf, inf, inf, 0)


def test_the_interval_is_where_the_band_leaves_0() -> None:
    """Two curves: mean ± t s / √2 = mean ± 12.706 × |half the gap| in each month."""
    values = np.array([[-3.0, -1.0, 1.0, 5.0, 9.0], [-3.4, -1.2, 1.4, 5.2, 9.4]])
    band = mean_band(values)
    assert band.mean == pytest.approx([-3.2, -1.1, 1.2, 5.1, 9.2])
    assert (band.high - band.mean) == pytest.approx(t_quantile(2) * np.array([0.2, 0.1, 0.2, 0.1, 0.2]))
    # The band is −5.7 to −.7, −2.4 to .2, −1.3 to 3.7, 3.8 to 6.4, 6.7 to 11.7.
    found = break_even(values)
    assert (found.low, found.month, found.high) == (2, 3, 4)


def test_not_within_the_horizon_is_a_bound() -> None:
    values = np.array([[-3.0, 1.0], [-3.4, 30.0], [-3.0, -20.0]])
    found = break_even(values)
    assert (found.low, found.month, found.high) == (2, 2, inf)
    assert found.share_within == pytest.approx(2 / 3)
    assert found.usual == (2, inf)


def test_the_dip_is_the_lowest_month() -> None:
    found = dip(alike(-1.0, -5.0, 2.0))
    assert (found.month, found.depth.mean, found.depth.low, found.depth.high) == (2, -5, -5, -5)


def test_the_interval_of_the_dip_holds_the_whole_curve() -> None:
    """Wider than that of one month, and of two months alike no wider than of one."""
    luck = np.random.default_rng(1)
    one = luck.standard_normal((30, 1))
    apart = luck.standard_normal((30, 12)) + np.array([0.0, -9.0, *[0.0] * 10])
    alone, both, many = dip(one).depth, dip(np.hstack([one, one])).depth, dip(apart).depth
    assert both.half_width == pytest.approx(alone.half_width, rel=0.02)
    assert alone.half_width == pytest.approx(mean_band(one).high[0] - one.mean(), rel=0.02)
    assert many.mean - many.low > 1.2 * (mean_band(apart).mean - mean_band(apart).low)[1]


def test_crossings_are_sure_where_the_band_leaves_0_on_both_sides() -> None:
    mean = np.array([0.0, -1.0, -2.0, 0.0, 3.0, 1.0, -0.1])
    margin = np.array([0.0, 2.0, 1.0, 1.0, 1.0, 2.0, 1.0])
    found = crossings(MeanBand(mean, mean - margin, mean + margin))
    assert [(one.month, one.upwards, one.sure) for one in found] == [(5, True, True), (7, False, False)]
    assert crossings(mean_band(alike(0.0, 0.0))) == []
    assert crossings(mean_band(alike(0.0, 2.0, 0.0, 1.0))) == []


def curves(rng: np.random.Generator, count: int, truth: Floats, skewed: bool) -> Floats:
    """Replications of a curve: what each month adds varies, and so does the firm's luck as a whole."""
    months = len(truth)
    draw = rng.exponential if skewed else rng.standard_normal
    size = {"size": (count, months)}, {"size": (count, 1)}
    steps, firm = (draw(**one) - (1.0 if skewed else 0.0) for one in size)
    return np.asarray(truth + np.cumsum(4 * (steps + 0.3 * firm), axis=1))


def known(fall: float, rise: float, turn: int, months: int) -> Floats:
    """A curve that falls by so much a month until a month, and rises from there."""
    month = np.arange(1, months + 1)
    return np.cumsum(np.where(month <= turn, -fall, rise))


CASES = [
    (40, known(3, 1.01, 6, 30), False),
    (40, known(3, 1.01, 6, 30), True),
    (10, known(3, 1.01, 6, 30), False),
    (40, known(3, 0.7, 6, 24), False),
]


@pytest.mark.parametrize(
    ("count", "truth", "skewed"),
    [pytest.param(*CASES[0], marks=pytest.mark.slow), *CASES[1:]],  # that of the least that could go wrong
)
def test_intervals_of_break_even_hold_the_truth(count: int, truth: Floats, skewed: bool) -> None:
    """95 % or more of 500 studies, but for 4 standard errors (4 × 1 %)."""
    rng = np.random.default_rng(7)
    month = break_even(np.vstack([truth, truth])).month
    found = [break_even(curves(rng, count, truth, skewed)) for _ in range(500)]
    assert np.mean([one.low <= month <= one.high for one in found]) >= 0.95 - 4 * 0.01


@pytest.mark.slow
@pytest.mark.parametrize(("count", "truth", "skewed"), CASES)
def test_intervals_of_the_dip_hold_the_truth(count: int, truth: Floats, skewed: bool) -> None:
    """95 % or more of 400 studies, but for 4 standard errors (4 × 1.1 %)."""
    rng = np.random.default_rng(8)
    found = [dip(curves(rng, count, truth, skewed), draws=2000).depth for _ in range(400)]
    assert np.mean([one.low <= truth.min() <= one.high for one in found]) >= 0.95 - 4 * 0.011
