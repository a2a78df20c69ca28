"""Months as statistics, answers to a cause, and weights of classes: by hand, by closed forms, and over many cheap repeats."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import multivariate_normal

from orgsim.randomness import Floats
from orgsim.study.diagnosis.model import (
    NOTHING,
    CauseRuns,
    PriorBelief,
    TrainingRuns,
    grouped,
    left_out,
    trained,
    without_idle,
)
from orgsim.study.diagnosis.response import Occasions, fitted, inputs, ridge
from orgsim.study.diagnosis.statistics import Blocks, Summarized, blocks_of, scale_of, summarized, told
from orgsim.study.diagnosis.weights import NormalClass, best_temperature, classified, shrunk


def test_blocks_by_hand() -> None:
    months = range(1, 20)
    known = blocks_of(months, 10)
    assert known.of == (tuple(range(1, 10)), (10, 11, 12), (13, 14, 15), (16, 17, 18, 19))
    open_date = blocks_of(months, None)
    assert [len(part) for part in open_date.of] == [4, 3, 3, 3, 3, 3]
    assert [month for part in open_date.of for month in part] == list(months)
    assert blocks_of([5, 6, 7], 3).of == ((5,), (6, 7))


def test_scales_by_hand() -> None:
    blocks = blocks_of([1, 2, 3, 4], 3)
    assert blocks.of == ((1, 2), (3, 4))
    data = {
        "leads": np.array([[10.0, 6.0, 4.0, 5.0]]),
        "churned": np.array([[1.0, 1.0, 2.0, 3.0]]),
        "due": np.array([[10.0, 10.0, 5.0, 10.0]]),
        "days_to_win": np.array([[16.0, np.nan, np.nan, np.nan]]),
        "customers": np.array([[100.0, 110.0, 108.0, 121.0]]),
    }
    figures = summarized(list(data))
    assert [(one.figure, one.scale, one.whole) for one in figures] == [
        ("leads", "count", ""), ("churned", "share", "due"), ("due", "count", ""), ("days_to_win", "mean", ""),
        ("customers", "stock", ""),
    ]  # fmt: skip
    found = told(figures, blocks, data)
    expected = [
        2 * np.sqrt(16.375), 2 * np.sqrt(9.375), np.log(2.5 / 18.5), np.log(5.5 / 10.5), 2 * np.sqrt(20.375),
        2 * np.sqrt(15.375), 4.0, np.nan, np.log(110), np.log(121 / 110),
    ]  # fmt: skip
    assert_allclose(found.values[0], expected)
    assert_allclose(found.level[:4], [np.sqrt(16.375), np.sqrt(9.375), 1.0, 1.0])
    assert_allclose(found.level[-2:], [1.0, 0.0])


def test_the_spread_of_a_count_is_the_same_at_every_level() -> None:
    random = np.random.default_rng(1)
    for level in (3.0, 30.0, 300.0):
        data = {"won": random.poisson(level, (20_000, 1)).astype(float)}
        assert told(summarized(["won"]), blocks_of([1], 1), data).values.std() == pytest.approx(1.0, abs=0.06)


def test_every_scale_of_the_names() -> None:
    assert scale_of("passed.close") == "count"
    assert scale_of("utilisation.sales") == "mean"
    assert scale_of("passed.") is None
    assert scale_of("profit") is None
    assert summarized(["passed.close"]) == (Summarized("passed.close", "count"),)


def test_ridge_is_the_posterior_mean_of_its_prior() -> None:
    random = np.random.default_rng(2)
    rows = random.standard_normal((60, 3))
    target = rows @ np.array([1.0, -2.0, 0.5]) + 0.3 * random.standard_normal(60)
    mean, covariance = ridge(rows, target)
    # For some ratio r of variances the mean is (X'X + r I)^-1 X'y, and the covariance is proportional to (X'X + r I)^-1.
    inverse = np.linalg.inv(covariance)
    noise = (
        1
        / np.linalg.lstsq(
            (rows.T @ rows).reshape(-1, 1)[[1, 2, 5]], inverse.reshape(-1)[[1, 2, 5]], rcond=None
        )[0][0]
    )
    assert_allclose(mean, covariance @ rows.T @ target / noise, rtol=1e-6)
    assert_allclose(mean, [1.0, -2.0, 0.5], atol=0.15)


def test_ridge_believes_noise_to_be_nothing() -> None:
    random = np.random.default_rng(3)
    sizes = []
    for _ in range(200):
        rows, target = random.standard_normal((40, 5)), random.standard_normal(40)
        plain = np.linalg.lstsq(rows, target, rcond=None)[0]
        sizes.append((np.square(ridge(rows, target)[0]).sum(), np.square(plain).sum()))
    shrunken, unshrunken = np.mean(sizes, axis=0)
    assert shrunken < 0.4 * unshrunken


def test_inputs_lag_behind_the_date_and_grow_with_strength() -> None:
    blocks = blocks_of(range(1, 13), None)
    rows = inputs(blocks, False, Occasions(np.array([7.0, 7.0]), np.array([1.0, -2.0])))
    assert not rows[0, :2].any()  # months 1 to 6
    assert_allclose(rows[0, 2:, :4].sum(axis=1), 1.0)
    assert_allclose(rows[1, :, :4], -2 * rows[0, :, :4])
    assert_allclose(rows[1, :, 4], 4 * rows[0, :, 4])
    stock = inputs(blocks, True, Occasions(np.array([7.0]), np.array([1.0])))
    assert_allclose(stock[0, :, :4].sum(axis=0), [0, 1 / 3, 2 / 3, 0], atol=0.4)
    assert_allclose(stock[0, :, :4].sum(), 1.0)


def test_an_answer_is_learnt_from_runs_at_other_dates_and_sizes() -> None:
    random = np.random.default_rng(4)
    figures, blocks = (Summarized("leads", "count"),), blocks_of(range(1, 25), None)
    occasions = Occasions(random.integers(4, 20, 60).astype(float), -random.uniform(0.2, 1.0, 60))
    reach = np.linspace(5.0, 8.0, 8)

    def truth(at: Occasions) -> Floats:
        months = np.arange(1, 25)[None, :]
        moved = np.where(months >= at.month[:, None], 1.0, 0.0) * at.strength[:, None]
        return moved.reshape(len(at.month), 8, 3).mean(axis=2) * reach

    gaps = truth(occasions) + 0.2 * random.standard_normal((60, 8))
    response = fitted(figures, blocks, reach, occasions, gaps)
    fresh = Occasions(np.array([8.0, 15.0]), np.array([-0.3, -0.9]))
    assert_allclose(response.at(fresh), truth(fresh), atol=0.3)
    spread = response.spread(fresh)
    assert spread.shape == (8, 8)
    assert 0 < np.sqrt(np.diag(spread)).max() < 0.3


def test_weights_are_those_of_normal_classes() -> None:
    random = np.random.default_rng(5)
    centres = {name: random.standard_normal((3, 2)) for name in "ab"}
    covariances = {"a": np.diag([1.0, 2.0]), "b": np.array([[1.0, 0.5], [0.5, 1.0]])}
    prior, seen = {"a": 0.3, "b": 0.7}, random.standard_normal((5, 2))
    found = classified({name: NormalClass(centres[name], covariances[name]) for name in "ab"}, prior, seen)
    densities = {
        name: np.mean(
            [multivariate_normal(mean, covariances[name]).pdf(seen) for mean in centres[name]], axis=0
        )
        for name in "ab"
    }
    joint = {name: prior[name] * densities[name] for name in "ab"}
    assert_allclose(found.weights["a"], joint["a"] / (joint["a"] + joint["b"]))
    within = np.array([multivariate_normal(mean, covariances["a"]).pdf(seen) for mean in centres["a"]]).T
    assert_allclose(found.within("a"), within / within.sum(axis=1, keepdims=True))


def test_a_class_that_nobody_believes_in_has_no_weight() -> None:
    one = NormalClass(np.zeros((1, 1)), np.eye(1))
    assert_allclose(
        classified({"a": one, "b": one}, {"a": 1.0, "b": 0.0}, np.zeros((1, 1))).weights["b"], [0.0]
    )


def test_distances_are_to_the_nearest_mean() -> None:
    one = NormalClass(np.array([[0.0, 0.0], [10.0, 0.0]]), np.diag([4.0, 1.0]))
    assert_allclose(one.distances(np.array([[2.0, 0.0], [10.0, 3.0]])), [1.0, 9.0], atol=1e-9)


def test_correlations_are_shrunk_and_spreads_are_kept() -> None:
    random = np.random.default_rng(6)
    truth = 0.6 ** np.abs(np.subtract.outer(np.arange(12), np.arange(12))) * np.outer(
        *[np.linspace(1, 3, 12)] * 2
    )
    sample = random.multivariate_normal(np.zeros(12), truth, size=30)
    found = shrunk(sample, 30)
    plain = sample.T @ sample / 30
    assert_allclose(np.diag(found), np.diag(plain))
    assert np.linalg.norm(found - truth) < np.linalg.norm(plain - truth)
    assert np.linalg.eigvalsh(found).min() > 0


def test_a_temperature_is_found_where_likelihoods_are_too_sure() -> None:
    random = np.random.default_rng(7)
    true = ["a" if one < 0.5 else "b" for one in random.random(4000)]
    seen = np.array([[random.standard_normal() + (one == "b")] for one in true])
    prior = {"a": 0.5, "b": 0.5}

    def logs(variance: float) -> dict[str, Floats]:
        classes = {"a": np.zeros((1, 1)), "b": np.ones((1, 1))}
        return {
            name: NormalClass(mean, np.eye(1) * variance).log_likelihoods(seen)
            for name, mean in classes.items()
        }

    assert best_temperature([(logs(1.0), true)], prior) == pytest.approx(1.0, abs=0.26)
    assert best_temperature([(logs(0.25), true)], prior) == pytest.approx(4.0, abs=1.1)


# -- a firm of two figures whose luck is normal: everything is known ----------------------------------------------------

_BLOCKS = Blocks((1, 2, 3, 4, 5, 6), ((1, 2, 3), (4, 5, 6)))
_FIGURES = (Summarized("leads", "count"), Summarized("won", "count"))
_MOVES = {"demand": np.array([0, 3.0, 0, 2.0]), "competitor": np.array([0, 0.5, 0, 3.0])}
_CENTRE = np.array([10.0, 10.0, 6.0, 6.0])


def _luck(random: np.random.Generator, count: int) -> Floats:
    return random.standard_normal((count, 4)) @ np.array(
        [[1, 0.3, 0.4, 0], [0, 1, 0, 0.4], [0, 0, 1, 0.2], [0, 0, 0, 1]]
    )


def _case(random: np.random.Generator, cause: str, count: int) -> tuple[Floats, Occasions]:
    strength = -random.uniform(0.5, 1.5, count)
    return strength[:, None] * _MOVES[cause], Occasions(np.full(count, 4.0), strength)


def _runs(random: np.random.Generator, count: int) -> TrainingRuns:
    base = _CENTRE + _luck(random, 2 * count)
    causes = {}
    for number, cause in enumerate(_MOVES):
        moved, occasions = _case(random, cause, count)
        own = (np.arange(count) + number * count) % (2 * count)
        values = base[own] + moved + 0.3 * random.standard_normal((count, 4)) * (_MOVES[cause] > 0)
        causes[cause] = CauseRuns(values, own, occasions)
    level = base.mean(axis=0) / 2
    return TrainingRuns(base, causes, _FIGURES, _BLOCKS, level, level, np.ones(4, dtype=bool))


def _learning(level: float = 0.0) -> PriorBelief:
    grid = -(0.5 + (np.arange(16) + 0.5) / 16)
    belief = Occasions(np.full(16, 4.0), grid)
    prior = {NOTHING: 1 / 3, "demand": 1 / 3, "competitor": 1 / 3}
    return PriorBelief(dict.fromkeys(_MOVES, belief), prior, level)


def _cases(random: np.random.Generator, count: int) -> tuple[Floats, list[str]]:
    values, true = [_CENTRE + _luck(random, count)], [NOTHING] * count
    for cause in _MOVES:
        values.append(_CENTRE + _luck(random, count) + _case(random, cause, count)[0])
        true += [cause] * count
    return np.concatenate(values), true


def test_weights_of_a_firm_that_is_known_come_near_the_exact_ones_and_are_calibrated() -> None:
    random = np.random.default_rng(8)
    errors, said, so = [], [], []
    root = _luck(np.random.default_rng(0), 0).shape[1]
    mixing = np.array([[1, 0.3, 0.4, 0], [0, 1, 0, 0.4], [0, 0, 1, 0.2], [0, 0, 0, 1]])
    covariance, grid = mixing.T @ mixing, -(0.5 + (np.arange(64) + 0.5) / 64)
    assert root == 4
    exact_classes = {
        name: NormalClass(_CENTRE + grid[:, None] * move, covariance)
        for name, move in {NOTHING: np.zeros(4), **_MOVES}.items()
    }
    for repeat in range(12):
        model = trained(_runs(random, 30), _learning(), repeat)
        values, true = _cases(random, 60)
        weights = model.classify(values).weights
        exact = classified(exact_classes, _learning().prior, values).weights
        for name, own in weights.items():
            errors.append(np.abs(own - exact[name]).mean())
            said.append(own)
            so.append([one == name for one in true])
    assert np.mean(errors) < 0.08
    weights_said, was_so = np.concatenate(said), np.concatenate(so)
    for low, high in pairwise((0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 1.0)):
        own = (weights_said >= low) & (weights_said <= high)
        assert was_so[own].mean() == pytest.approx(weights_said[own].mean(), abs=0.09)


def test_what_is_far_from_every_class_is_told() -> None:
    random = np.random.default_rng(9)
    shares = []
    for repeat in range(12):
        model = trained(_runs(random, 30), _learning(), repeat)
        shares.append(model.fit(_cases(random, 40)[0]))
        assert model.fit((_CENTRE + np.array([0, 8.0, 0, -8.0]))[None, :])[0] < 0.01
    # Of what is of a class, no more than so many are taken for strange at a level.
    found = np.concatenate(shares)
    assert (found < 0.01).mean() < 0.02
    assert (found < 0.1).mean() == pytest.approx(0.1, abs=0.04)


def test_a_level_that_is_not_known_takes_away_what_it_could_explain() -> None:
    random = np.random.default_rng(10)
    runs = _runs(random, 40)
    sure, unsure = (trained(runs, _learning(level), 1) for level in (0.0, 1.0))
    # Both blocks are lower: another level does that, no cause does.
    lower = (_CENTRE + np.array([-3.0, -3.0, -1.8, -1.8]))[None, :]
    assert sure.classify(lower).weights["demand"][0] > 0.5
    assert unsure.classify(lower).weights[NOTHING][0] > 0.5


def test_runs_left_out_are_told_by_others_alone() -> None:
    runs = _runs(np.random.default_rng(11), 30)
    found = left_out(runs, _learning(), 1)
    assert len(found.true) == len(found.distances) == 60 + 30 + 30
    right = np.mean(
        [
            max(found.weights, key=lambda name: found.weights[name][k]) == one
            for k, one in enumerate(found.true)
        ]
    )
    assert 0.6 < right < 0.99
    assert found.farther(float(found.distances.max()) + 1) == pytest.approx(1 / 121)
    assert found.farther(0.0) == 1.0


def test_a_cause_that_moves_nothing_is_left_out() -> None:
    runs = _runs(np.random.default_rng(12), 20)
    still = CauseRuns(runs.base[:20], np.arange(20), Occasions(np.full(20, 4.0), np.full(20, 1.0)))
    left, idle = without_idle(replace(runs, causes={**runs.causes, "churn": still}))
    assert idle == ("churn",)
    assert list(left.causes) == ["demand", "competitor"]


def test_weights_of_a_kind_are_summed_up() -> None:
    found = grouped(
        {"people:a": np.array([0.25]), "people:b": np.array([0.5])}, {"people": ["people:a", "people:b"]}
    )
    assert_allclose(found["people"], [0.75])


def test_what_is_not_known_of_a_cause_widens_its_class() -> None:
    random = np.random.default_rng(13)
    few, many = (trained(_runs(random, count), _learning(), 1).classes for count in (10, 80))
    widened = [
        float(
            np.diag(one["demand"].covariance - one[NOTHING].covariance).sum()
            / np.diag(one[NOTHING].covariance).sum()
        )
        for one in (few, many)
    ]
    assert widened[0] > 2 * widened[1] > 0
