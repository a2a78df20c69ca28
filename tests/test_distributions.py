"""Distributions: known quantiles, moments as stated, and one way to draw them."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.distributions import Chances, Distribution, most_uneven

POINTS = (np.arange(100_000) + 0.5) / 100_000
"""Midpoints of so many equal slices of (0, 1): a mean over them is an integral over all luck."""
UNIT = st.floats(0, 1, exclude_min=True, exclude_max=True)
SHAPES = [
    Distribution("lognormal", 3.0, 0.8),
    Distribution("lognormal", 0.2, 2.0),
    Distribution("exponential", 5.0),
    Distribution("gamma", 4.0, 0.5),
    Distribution("gamma", 4.0, 1.5),
    Distribution("constant", 7.0),
    Distribution("uniform", 3.0, low=1.0, high=5.0),
    Distribution("empirical", 4.0, values=(9.0, 1.0, 2.0)),
]


def test_medians_worked_by_hand() -> None:
    assert Distribution("exponential", 2.0).quantile(0.5) == pytest.approx(2 * math.log(2))
    assert Distribution("lognormal", 2.0, 1.0).quantile(0.5) == pytest.approx(2 / math.sqrt(2))
    assert Distribution("gamma", 2.0, 1.0).quantile(0.5) == pytest.approx(2 * math.log(2))
    assert Distribution("uniform", 3.0, low=1.0, high=5.0).quantile(0.25) == pytest.approx(2.0)
    assert Distribution("constant", 7.0).quantile(0.99) == 7.0


def test_a_lognormal_ninetieth_percentile() -> None:
    sigma = math.sqrt(math.log(1 + 1.5**2))
    expected = 10 * math.exp(-(sigma**2) / 2 + 1.2815515655446004 * sigma)
    assert Distribution("lognormal", 10.0, 1.5).quantile(0.9) == pytest.approx(expected)


def test_each_observed_value_has_an_equal_slice_of_luck() -> None:
    observed = Distribution("empirical", 4.0, values=(9.0, 1.0, 2.0))
    assert [observed.quantile(u) for u in (0.0001, 0.33, 0.34, 0.66, 0.67, 0.9999)] == [1, 1, 2, 2, 9, 9]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda d: f"{d.kind}-{d.cv}")
def test_the_mean_is_the_mean_stated(shape: Distribution) -> None:
    assert shape.quantiles(POINTS).mean() == pytest.approx(shape.mean, rel=2e-3)


@pytest.mark.parametrize(
    "shape", [s for s in SHAPES if s.kind in ("lognormal", "gamma")], ids=lambda d: f"{d.kind}-{d.cv}"
)
def test_the_spread_is_the_cv_stated(shape: Distribution) -> None:
    values = shape.quantiles(POINTS)
    assert values.std() / values.mean() == pytest.approx(shape.cv, rel=0.02)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda d: f"{d.kind}-{d.cv}")
@given(u=UNIT)
def test_one_draw_is_the_draw_of_a_block(shape: Distribution, u: float) -> None:
    assert shape.quantile(u) == shape.quantiles(np.array([u]))[0]
    assert shape.quantile(u) == shape.quantiles(np.full(100, u))[17]
    assert math.copysign(1, shape.quantile(u)) == 1


@pytest.mark.parametrize("shape", SHAPES, ids=lambda d: f"{d.kind}-{d.cv}")
@given(a=UNIT, b=UNIT)
def test_more_luck_never_means_less(shape: Distribution, a: float, b: float) -> None:
    low, high = shape.quantiles(np.array(sorted((a, b))))
    assert 0 <= low <= high < math.inf


@pytest.mark.parametrize(
    ("mean", "cv"), [(0.12, 0.6), (0.15, 1.02), (0.37, 0.76), (0.5, 0.1), (0.9, 0.3), (0.12, 2.6)]
)
def test_chances_have_the_mean_and_the_cv_stated(mean: float, cv: float) -> None:
    chances = Chances(mean, cv)
    values = chances.quantiles(POINTS)
    assert ((values >= 0) & (values <= 1)).all()
    assert values.mean() == pytest.approx(mean, rel=1e-3)
    assert values.std() / values.mean() == pytest.approx(cv, rel=1e-3)
    few = POINTS[:: len(POINTS) // 7]
    assert [chances.quantile(u) for u in few.tolist()] == chances.quantiles(few).tolist()


def test_chances_that_are_all_alike() -> None:
    assert Chances(0.12).quantile(0.99) == 0.12
    assert Chances(0.12, 0.001).quantiles(POINTS[::100]) == pytest.approx(0.12, rel=0.01)


def test_the_most_uneven_chances_are_0_or_1() -> None:
    """Of mean 1/5: one in five is 1, so the standard deviation is 2/5, twice the mean; nearly so, nearly all are 0 or 1."""
    assert most_uneven(0.2) == pytest.approx(2)
    values = Chances(0.2, 1.999).quantiles(POINTS[::10])
    assert (values > 0.99).mean() == pytest.approx(0.2, abs=0.005)
    assert (values < 0.01).mean() == pytest.approx(0.8, abs=0.005)
