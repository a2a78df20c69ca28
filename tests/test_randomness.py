"""Keyed draws: published values of the generator, uniformity, independence, and blocks equal to single draws."""

import math
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim import randomness
from orgsim.randomness import case_key, case_keys, entity_key, mix, name_key, uniform, uniforms

WORDS = st.integers(0, 2**64 - 1)
COUNT = 100_000


def draws(
    seed: int = 1, replication: int = 0, entity: str = "web", purpose: str = "work", ordinal: int = 0
) -> np.ndarray:
    """One draw of each of many subjects."""
    return uniforms(case_keys(entity_key(seed, replication, entity), 0, COUNT), name_key(purpose), ordinal)


def test_the_generator_is_splitmix64() -> None:
    golden = 0x9E3779B97F4A7C15
    outputs = [mix(k * golden & (2**64 - 1)) for k in range(3)]
    assert outputs == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F]


@given(WORDS, st.integers(0, 2**31 - 1), WORDS, st.integers(0, 1000))
def test_a_draw_of_a_block_is_the_draw_of_its_subject(
    entity: int, first: int, purpose: int, ordinal: int
) -> None:
    keys = case_keys(entity, first, 5)
    assert keys.tolist() == [case_key(entity, first + k) for k in range(5)]
    assert uniforms(keys, purpose, ordinal).tolist() == [uniform(int(key), purpose, ordinal) for key in keys]


@given(WORDS, WORDS, WORDS)
def test_draws_lie_strictly_between_0_and_1(subject: int, purpose: int, ordinal: int) -> None:
    assert 0 < uniform(subject, purpose, ordinal) < 1


@pytest.mark.parametrize("word", [0, 2**64 - 1])
def test_the_extreme_words_stay_inside_the_interval(word: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(randomness, "mix", lambda _: word)
    assert 0 < uniform(0, 0) < 1


def test_draws_are_uniform() -> None:
    from scipy.stats import kstest

    assert kstest(draws(), "uniform").pvalue > 1e-4


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda: draws(seed=2), id="another seed"),
        pytest.param(lambda: draws(purpose="gate"), id="another purpose"),
        pytest.param(lambda: draws(ordinal=1), id="another ordinal"),
        pytest.param(lambda: np.roll(draws(), 1), id="the next subject"),
        pytest.param(lambda: draws(replication=1), id="another replication"),
        pytest.param(lambda: draws(entity="fair"), id="another entity"),
    ],
)
def test_draws_with_another_name_are_independent(other) -> None:
    """Correlations of the draws and of their distances from one half stay within 4 standard errors of 0."""
    a, b = draws() - 0.5, other() - 0.5
    bound = 4 / math.sqrt(COUNT)
    assert abs(np.corrcoef(a, b)[0, 1]) < bound
    assert abs(np.corrcoef(np.abs(a), np.abs(b))[0, 1]) < bound


def test_names_mean_the_same_in_every_process() -> None:
    draw = "uniform(case_key(entity_key(7, 3, 'ウェブ'), 42), name_key('work'), 2).hex()"
    program = f"from orgsim.randomness import *; print({draw})"
    there = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    ).stdout.strip()
    assert there == uniform(case_key(entity_key(7, 3, "ウェブ"), 42), name_key("work"), 2).hex()


def test_negative_seeds_are_seeds_too() -> None:
    assert entity_key(-1, 0, "web") != entity_key(1, 0, "web")
