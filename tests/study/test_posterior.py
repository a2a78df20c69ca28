"""Draws of means: margins and correlations of Student's t, chances to be the best, and how well these are calibrated."""

import numpy as np
import pytest
from scipy import stats

from orgsim.randomness import Floats
from orgsim.study.posterior import DRAWS, chance_of_best, common_reach, mean_draws
from orgsim.study.statistics import t_quantile

_ERROR = 4 * 0.5 / DRAWS**0.5
"""Four standard errors of a chance."""


def sample(count: int, means: list[float], shared: float = 1.0, seed: int = 1) -> Floats:
    """Replications of figures that share some of their luck."""
    rng = np.random.default_rng(seed)
    return np.asarray(
        means + shared * rng.standard_normal((count, 1)) + rng.standard_normal((count, len(means)))
    )


def test_each_mean_has_the_t_interval_as_its_margin() -> None:
    values = sample(8, [0.0, 5.0])
    drawn = mean_draws(values.mean(axis=0), values)
    for k, column in enumerate(values.T):
        low, high = stats.t.interval(0.95, 7, column.mean(), stats.sem(column))
        assert np.mean((drawn[:, k] > low) & (drawn[:, k] < high)) == pytest.approx(0.95, abs=_ERROR)


def test_the_chance_of_two_is_that_of_the_paired_t_test() -> None:
    values = sample(12, [0.0, 0.3], shared=9.0)
    gap = values[:, 0] - values[:, 1]
    one_sided = stats.ttest_1samp(gap, 0.0, alternative="less").pvalue
    found = chance_of_best(values.mean(axis=0), values)
    assert found[0] == pytest.approx(one_sided, abs=_ERROR)
    assert found.sum() == pytest.approx(1)
    assert chance_of_best(values.mean(axis=0), values, better=-1) == pytest.approx(found[::-1], abs=_ERROR)


def test_fewer_replications_than_figures_are_enough() -> None:
    values = sample(4, [0.0] * 9 + [50.0])
    assert chance_of_best(values.mean(axis=0), values)[-1] > 0.99


def test_figures_that_are_alike_share_their_chance() -> None:
    values = sample(10, [0.0, 3.0])
    same = values[:, [0, 1, 1]]
    apart = chance_of_best(values.mean(axis=0), values)
    assert chance_of_best(same.mean(axis=0), same) == pytest.approx([apart[0], apart[1] / 2, apart[1] / 2])


def test_figures_without_spread_are_told_apart_by_their_means() -> None:
    values = np.tile([1.0, 3.0, 2.0], (5, 1))
    assert chance_of_best(values[0], values).tolist() == [0, 1, 0]
    assert common_reach(values) == 0


def test_the_common_reach_of_one_mean_is_that_of_its_interval() -> None:
    values = sample(20, [0.0])
    assert common_reach(values) == pytest.approx(t_quantile(20), rel=0.02)
    assert common_reach(np.hstack([values, values])) == pytest.approx(t_quantile(20), rel=0.02)


def test_the_common_reach_of_independent_means_is_that_of_sidak() -> None:
    """With many replications: 1 − .95^(1/k) on both sides of a normal distribution."""
    rng = np.random.default_rng(3)
    found = common_reach(rng.standard_normal((4000, 6)))
    assert found == pytest.approx(stats.norm.ppf((1 + 0.95 ** (1 / 6)) / 2), rel=0.02)


def reliability(count: int, options: int, spread: float, studies: int) -> dict[str, tuple[float, float]]:
    """Over many studies of options that differ by `spread` standard errors, for groups of stated chances: the mean chance, and
    how often such an option was the best."""
    rng = np.random.default_rng(5)
    stated, right = [], []
    for _ in range(studies):
        truth = spread / count**0.5 * rng.standard_normal(options)
        values = truth + rng.standard_normal((count, options))
        chances = chance_of_best(values.mean(axis=0), values, draws=2000)
        stated += chances.tolist()
        right += (np.arange(options) == truth.argmax()).tolist()
    said, was = np.array(stated), np.array(right)
    groups = {"low": (0.05, 0.35), "middle": (0.35, 0.65), "high": (0.65, 0.95), "sure": (0.95, 1.01)}
    return {
        name: (float(said[own].mean()), float(was[own].mean()))
        for name, (a, b) in groups.items()
        if (own := (said >= a) & (said < b)).sum() > 50
    }


@pytest.mark.slow
@pytest.mark.parametrize(("count", "options"), [(40, 5), (10, 5), (40, 20)])
def test_chances_are_calibrated_where_options_differ(count: int, options: int) -> None:
    """Options that differ by several standard errors, as the prior has it: the stated chance is met to within 5 points."""
    for said, was in reliability(count, options, 8.0, 1500).values():
        assert was == pytest.approx(said, abs=0.05)
