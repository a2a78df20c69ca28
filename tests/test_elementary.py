"""Elementary functions: accurate, right at the edges, and the same bits alone, in any block and on every processor."""

import math
import os
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal, localcontext
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy._core import _multiarray_umath as processor
from scipy.special import ndtri

from orgsim import elementary
from orgsim.elementary.blocks import FEW, Floats

Function = Callable[[Floats], Floats]

LUCK = np.random.default_rng(20260401)
MANY = 300_000
TINY = 5e-324
LARGEST = sys.float_info.max
SMALL = [0.0, TINY, 1e-310, 2.0**-1022, 1e-300, 2.0**-60, 1e-8, 0.3465, 0.34658, math.sqrt(0.5), 1 - 2.0**-53]
GREAT = [1 + 2.0**-52, 2.0, 4.0, 707.9, 708.1, 709.78, 709.79, 745.1, 745.2, 746.5, 2.0**53, 1e300, LARGEST]
EDGES = np.array([*SMALL, 1.0, *GREAT, math.inf, math.nan])
EDGES = np.concatenate([EDGES, -EDGES, [-1 + 2.0**-53, -1 + 2.0**-52]])

BLOCKS: dict[str, tuple[Function, Callable[[float], float]]] = {
    "exp": (elementary.exp_block, math.exp),
    "expm1": (elementary.expm1_block, math.expm1),
    "log": (elementary.log_block, math.log),
    "log1p": (elementary.log1p_block, math.log1p),
}
ALL: dict[str, Function] = {
    **{name: function for name, (function, _) in BLOCKS.items()},
    "logistic": elementary.logistic_block,
    "normal_quantile": elementary.normal_quantile_block,
    "gamma_quantile": lambda u: elementary.gamma_quantile_block(2.3, np.clip(u, 0, 1)),
    "beta_quantile": lambda u: elementary.beta_quantile_block(0.7, 3.8, np.clip(u, 0, 1)),
    "power of a number": lambda y: elementary.power_block(1.03, y),
    "power of a block": lambda x: elementary.power_block(x, -1.7),
    "power of two blocks": lambda x: elementary.power_block(np.abs(x), np.clip(x, -600, 600)),
}
"""Each as a function of one block."""


def ulps(got: Floats, wanted: Floats) -> float:
    """The farthest that two blocks lie apart, in units of the wanted one's last place."""
    return float(np.max(np.abs(got - wanted) / np.spacing(np.abs(wanted))))


def spread(low: float, high: float) -> Floats:
    """Numbers of every order of magnitude from 2^low to 2^high."""
    return np.ldexp(LUCK.uniform(1, 2, MANY), LUCK.integers(int(low), int(high), MANY))


@pytest.mark.parametrize(
    ("name", "x"),
    [
        ("exp", LUCK.uniform(-1, 1, MANY)),
        ("exp", LUCK.uniform(-745, 709.7, MANY)),
        ("exp", -spread(-70, 9)),
        ("log", LUCK.uniform(0.5, 2, MANY)),
        ("log", spread(-1022, 1023)),
        ("log", LUCK.uniform(0, 2.0**-1022, MANY // 30)),
    ],
)
def test_exp_and_log_are_off_by_one_last_place_at_most(name: str, x: Floats) -> None:
    function, wanted = BLOCKS[name]
    assert ulps(function(x), np.array([wanted(number) for number in x.tolist()])) <= 1


@pytest.mark.parametrize(
    ("name", "x"),
    [
        ("expm1", LUCK.uniform(-1, 1, MANY)),
        ("expm1", LUCK.uniform(-40, 709.7, MANY)),
        ("expm1", -spread(-1000, 5)),
        ("log1p", LUCK.uniform(-0.999, 1, MANY)),
        ("log1p", -LUCK.uniform(0, 1, MANY)),
        ("log1p", spread(-1022, 1023)),
        ("log1p", -spread(-1022, -1)),
    ],
)
def test_expm1_and_log1p_are_off_by_two_last_places_at_most(name: str, x: Floats) -> None:
    function, wanted = BLOCKS[name]
    assert ulps(function(x), np.array([wanted(number) for number in x.tolist()])) <= 2


@pytest.mark.parametrize(
    ("base", "exponent"),
    [
        (np.full(1, 1.03), LUCK.uniform(0, 10, MANY)),
        (LUCK.uniform(0.5, 2, MANY), LUCK.uniform(-100, 100, MANY)),
        (spread(-100, 100), np.full(1, 2.3)),
        (LUCK.uniform(1, 1.5, MANY), LUCK.uniform(0, 1700, MANY)),
        (np.full(1, 10.0), LUCK.uniform(-300, 300, MANY)),
        (np.full(1, 1 + 2.0**-40), LUCK.uniform(-1e14, 1e14, MANY)),
    ],
)
def test_powers_are_off_by_two_last_places_at_most(base: Floats, exponent: Floats) -> None:
    pairs = np.broadcast(base, exponent)
    wanted = np.array([math.pow(float(b), float(e)) for b, e in pairs])
    assert ulps(elementary.power_block(base, exponent), wanted) <= 2


EXACT: dict[str, tuple[Function, Callable[[Decimal], Decimal], Floats, float]] = {
    "exp": (elementary.exp_block, Decimal.exp, LUCK.uniform(-40, 40, 4000), 0.9),
    "log": (elementary.log_block, Decimal.ln, LUCK.uniform(0.3, 3, 4000), 0.9),
    "expm1": (elementary.expm1_block, lambda x: x.exp() - 1, LUCK.uniform(-1, 1, 4000), 1.3),
    "log1p": (elementary.log1p_block, lambda x: (1 + x).ln(), LUCK.uniform(-0.7, 1, 4000), 1.0),
    "logistic": (elementary.logistic_block, lambda x: 1 / (1 + (-x).exp()), LUCK.uniform(-40, 5, 4000), 2.2),
    "power": (
        lambda x: elementary.power_block(x, 1234.5),
        lambda x: x ** Decimal("1234.5"),
        LUCK.uniform(0.7, 1.4, 4000),
        1.2,
    ),
}
"""Each with how `decimal` works it out, arguments, and the units in the last place its docstring grants it."""


@pytest.mark.parametrize("name", EXACT)
def test_the_docstrings_keep_their_word(name: str) -> None:
    function, plain, x, granted = EXACT[name]
    with localcontext(prec=40):
        apart = [
            abs(Decimal(got) - (wanted := plain(Decimal(number)))) / Decimal(math.ulp(float(wanted)))
            for got, number in zip(function(x).tolist(), x.tolist(), strict=True)
        ]
    assert max(apart) <= granted


def test_the_logistic_function_and_its_mirror() -> None:
    x = LUCK.uniform(-700, 40, MANY)
    wanted = np.array([1 / (1 + math.exp(-number)) for number in x.tolist()])
    assert ulps(elementary.logistic_block(x), wanted) <= 4
    assert elementary.logistic_block(np.array([-math.inf, -1000, 0, 1000, math.inf])).tolist() == [
        0,
        0,
        0.5,
        1,
        1,
    ]


def test_the_normal_quantile_worked_by_others() -> None:
    u = np.concatenate([LUCK.random(MANY), spread(-1000, -1), 1 - spread(-52, -1)])
    got, wanted = elementary.normal_quantile_block(u), ndtri(u)
    assert (np.abs(got - wanted) <= 3e-15 * np.abs(wanted) + 1e-16).all()
    for number in (0.5, 0.1, 0.925, 0.0749, 1e-20, 1 - 2.0**-53):
        assert elementary.normal_quantile(number) == pytest.approx(NormalDist().inv_cdf(number), rel=2e-15)
    ends = [elementary.normal_quantile(u) for u in (0.0, 0.5, 1.0)]
    assert ends == [-math.inf, 0, math.inf]
    assert all(math.isnan(elementary.normal_quantile(u)) for u in (-TINY, 1 + 2.0**-52, math.nan))


def test_the_gamma_quantile_of_shape_one_is_exponential() -> None:
    u = LUCK.random(1000)
    assert elementary.gamma_quantile_block(1.0, u) == pytest.approx(-elementary.log1p_block(-u), rel=1e-12)


def test_the_beta_quantile_where_one_shape_is_one() -> None:
    """The largest of b numbers, turned round: 1 - (1 - u)^(1/b)."""
    u = LUCK.random(1000)
    got = elementary.beta_quantile_block(1.0, 2.5, u)
    assert got == pytest.approx(-elementary.expm1_block(elementary.log1p_block(-u) / 2.5), rel=1e-11)


@pytest.mark.parametrize("name", BLOCKS)
def test_the_edges_are_those_of_math(name: str) -> None:
    function, plain = BLOCKS[name]
    got = function(EDGES)
    for x, value in zip(EDGES.tolist(), got.tolist(), strict=True):
        try:
            wanted = plain(x)
        except OverflowError:
            wanted = math.inf
        except ValueError:
            wanted = -math.inf if x == (0 if name == "log" else -1) else math.nan
        if math.isfinite(wanted):
            assert abs(value - wanted) <= math.ulp(wanted), x
        else:
            assert value == wanted or (math.isnan(value) and math.isnan(wanted)), x


def test_what_must_be_exact() -> None:
    assert elementary.exp_block(np.zeros(100)).tolist() == [1.0] * 100
    assert elementary.log_block(np.ones(100)).tolist() == [0.0] * 100
    assert elementary.power_block(2.0, np.arange(-1074.0, 1024)).tolist() == [
        math.ldexp(1.0, k) for k in range(-1074, 1024)
    ]
    small = np.ldexp(1.0, np.arange(-1074, -60))
    assert (elementary.expm1_block(-small) == -small).all()
    assert (elementary.log1p_block(-small) == -small).all()


@pytest.mark.parametrize(
    ("base", "exponent", "value"),
    [
        (math.nan, 0.0, 1.0),
        (1.0, math.nan, 1.0),
        (1.0, LARGEST, 1.0),
        (-2.0, 2.0, math.nan),
        (0.0, 0.5, 0.0),
        (0.0, -0.5, math.inf),
        (math.inf, 2.0, math.inf),
        (math.inf, -2.0, 0.0),
        (2.0, math.inf, math.inf),
        (0.5, math.inf, 0.0),
        (1 + 2.0**-52, LARGEST, math.inf),
        (1 + 2.0**-52, -LARGEST, 0.0),
        (2.0, 1024.0, math.inf),
        (TINY, 0.5, math.sqrt(TINY)),
    ],
)
def test_powers_at_the_edges(base: float, exponent: float, value: float) -> None:
    for count in (1, FEW * 2):
        got = elementary.power_block(base, np.full(count, exponent))
        assert got == pytest.approx(np.full(count, value), rel=1e-15, nan_ok=True)


@pytest.mark.parametrize("name", ALL)
def test_nothing_is_minus_zero(name: str) -> None:
    inside = np.clip(EDGES, 0, 1) if name == "normal_quantile" else EDGES
    values = ALL[name](inside)
    assert not np.signbit(values[values == 0]).any()


@pytest.mark.parametrize("name", ALL)
def test_an_elements_bits_are_its_own(name: str) -> None:
    function = ALL[name]
    x = np.concatenate([LUCK.random(200), LUCK.uniform(-30, 30, 100), LUCK.uniform(-800, 800, 50), EDGES])
    LUCK.shuffle(x)
    if name == "normal_quantile":
        x = np.concatenate([LUCK.random(300), spread(-60, -1)[:100], [0.0, 1.0, math.nan, -1.0]])
    whole = function(x)
    alone = np.concatenate([function(x[n : n + 1]) for n in range(len(x))])
    assert whole.tobytes() == alone.tobytes()
    ordinary = np.concatenate([LUCK.uniform(0.01, 0.99, 100)])
    whole = function(ordinary)
    for first in range(4):
        for count in (1, 7, FEW - 1, FEW, FEW + 1, 33, 64):
            assert function(ordinary[first:][:count]).tobytes() == whole[first:][:count].tobytes()
    assert function(ordinary[::3]).tobytes() == whole[::3].tobytes()


@given(u=st.floats(0, 1))
def test_one_normal_quantile_is_that_of_a_block(u: float) -> None:
    assert elementary.normal_quantile(u) == elementary.normal_quantile_block(np.full(FEW, u))[3]


@pytest.mark.parametrize("name", ["exp", "expm1", "log", "log1p", "logistic", "normal_quantile"])
def test_more_never_means_less(name: str) -> None:
    if name in ("log", "normal_quantile"):
        grid = np.concatenate([np.ldexp(1.0, np.arange(-1074, -3)), np.linspace(0.126, 1, MANY)])
    elif name == "log1p":
        grid = np.linspace(-1, 1, MANY)
    else:
        grid = np.linspace(-745, 36, MANY)
    assert (np.diff(ALL[name](grid)[1:]) >= 0).all()


def test_arguments_stay_as_they_are() -> None:
    for function in ALL.values():
        x = np.linspace(0.01, 0.99, 64)
        x.flags.writeable = False
        function(x)


DIGESTS = """
import hashlib
import numpy as np
from orgsim import elementary
from orgsim.distributions import Distribution
bits = np.arange(200_000, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
u = ((bits >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
x = (u - 0.5) * 1500
for values in (
    elementary.exp_block(x), elementary.expm1_block(x), elementary.logistic_block(x), elementary.log_block(u),
    elementary.log_block(1 / u - 1), elementary.log1p_block(-u), elementary.power_block(1.03, x),
    elementary.power_block(u, 1.7), elementary.normal_quantile_block(u),
    elementary.gamma_quantile_block(0.3, u[:9999]), elementary.gamma_quantile_block(400.0, u[:9999]),
    elementary.beta_quantile_block(0.7, 3.8, u[:9999]), elementary.beta_quantile_block(9e4, 8e5, u[:9999]),
    np.cumsum(u), np.array([u[:n].sum() for n in range(999)]), u.reshape(400, -1).sum(axis=0), np.sqrt(u),
    *(Distribution(kind, 3.0, 0.8, 1.0, 5.0, (1.0, 3.0)).quantiles(u[:9999])
      for kind in ("lognormal", "exponential", "gamma", "constant", "uniform", "empirical")),
):
    print(hashlib.sha256(values.tobytes()).hexdigest())
"""


def digests(disabled: str) -> list[str]:
    """Digests of what the blocks make of luck, with some of the processor's features hidden from numpy."""
    done = subprocess.run(
        [sys.executable, "-c", DIGESTS],
        env={**os.environ, "NPY_DISABLE_CPU_FEATURES": disabled, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_every_processor_makes_the_same_of_luck(every: bool) -> None:
    """With none of the features of this one and with all of them, or with ever more of them."""
    features = [name for name in processor.__cpu_dispatch__ if processor.__cpu_features__[name]]
    shown = range(len(features) + 1) if every else {0, len(features)}
    found = {tuple(digests(" ".join(features[n:]))) for n in shown}
    assert len(found) == 1
    assert len(found.pop()) == 23
