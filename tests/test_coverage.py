"""Of 1,000 cheap comparisons with a known true difference, 95 % intervals cover it in 93 to 97 %."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from orgsim.measures.kpis import over
from orgsim.plan.load import parse
from orgsim.randomness import Floats
from orgsim.study.compare import compare
from orgsim.study.paired import paired_difference, paired_figures
from orgsim.study.ratios import possible, replicated
from orgsim.study.statistics import Estimate

COMPARISONS = 1000
Luck = np.random.Generator
Pair = tuple[Floats, Floats]


def normal(luck: Luck, replications: int) -> Pair:
    """Two organizations that share most of their luck; b is better by 3."""
    shared = luck.normal(size=replications)
    own_a, own_b = luck.normal(size=(2, replications))
    return 100 + 10 * shared + 3 * own_a, 103 + 12 * shared + 3 * own_b


def skewed(luck: Luck, replications: int) -> Pair:
    """Lognormal KPIs, as money and waits are."""
    shared = luck.normal(size=replications)
    own_a, own_b = luck.normal(size=(2, replications))
    return np.exp(0.5 * (shared + 0.4 * own_a)), 1.2 * np.exp(0.5 * (shared + 0.4 * own_b))


SKEWED = 0.2 * math.exp(0.5**2 * (1 + 0.4**2) / 2)


def share_covered(found: list[Estimate], truth: float) -> float:
    return sum(one.low <= truth <= one.high for one in found) / len(found)


@pytest.mark.parametrize(
    ("draw", "truth", "replications"),
    [(normal, 3, 5), (normal, 3, 40), (skewed, SKEWED, 10), (skewed, SKEWED, 40)],
)
def test_intervals_cover_the_true_difference(
    draw: Callable[[Luck, int], Pair], truth: float, replications: int
) -> None:
    luck = np.random.default_rng(20240101)
    found = [paired_difference(*draw(luck, replications)).difference for _ in range(COMPARISONS)]
    assert 0.93 <= share_covered(found, truth) <= 0.97


QUEUE = """
[scenario]
horizon = "60 days"
warm_up = "10 days"
mechanisms = []

[sources.web]
leads = "10 / day"

[journey.serve]
work = { mean = "0.72 h", distribution = "exponential" }
outcomes = [ { to = "customer", rate = 0.3 }, { to = "lost", rate = 0.7 } ]

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["serve"]
"""


@pytest.mark.slow
def test_intervals_of_the_engine_cover_the_true_difference() -> None:
    """Two M/M/1 desks with loads .3 and .4 and win rates .3 and .4.

    In the long run .3² / .7 and .4² / .6 leads wait, and as many leave as arrive (Burke), so that 150 and 200 of the 500
    leads of 50 days are won. (Under heavier loads the averages of 50 days are too skewed for intervals from 10 of them.)
    """
    slow = parse(QUEUE)
    better = [{"to": "customer", "rate": 0.4}, {"to": "lost", "rate": 0.6}]
    slower = slow.replace({"journey.serve.work.mean": "0.96 h", "journey.serve.outcomes": better})
    study = compare({"a": slow, "b": slower}, replications=COMPARISONS * 10)
    for key, truth in (("won", 50), ("activities.serve.queue_length", 0.4**2 / 0.6 - 0.3**2 / 0.7)):
        a, b = (study.samples[name].column(key).reshape(COMPARISONS, 10) for name in ("a", "b"))
        found = [paired_difference(*pair).difference for pair in zip(a, b, strict=True)]
        assert 0.93 <= share_covered(found, truth) <= 0.97, key


CAC = over("spent", "won")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("customers", "spread", "replications"), [(1, 0.1, 20), (1, 0.5, 40), (5, 0.5, 10), (40, 0.5, 20)]
)
def test_intervals_of_ratios_cover_the_truth(customers: float, spread: float, replications: int) -> None:
    """Of 4,000 studies in which Poisson many customers are won at a lognormal cost, skew below 2: 93 to 97 %.

    The second side wins half of the first side's customers, by chance: its customers cost twice as much.
    """
    luck = np.random.default_rng(20240101)
    width = math.sqrt(math.log1p(spread**2))
    held = {"ratio": 0, "difference": 0, "quotient": 0}
    for _ in range(4000):
        won = luck.poisson(customers, replications)
        spent = 100 * np.exp(luck.normal(-(width**2) / 2, width, replications))
        half = luck.binomial(won, 0.5)
        one = possible(CAC, [spent, won.astype(float)], 0.0, math.inf)
        held["ratio"] += one.low <= 100 / customers <= one.high
        both = (replicated(CAC, [spent, side.astype(float)]) for side in (won, half))
        found = paired_figures(*both)
        # A study in which a side won nobody, or all in one run, claims nothing.
        told = math.isfinite(found.p)
        held["difference"] += not told or found.difference.low <= 100 / customers <= found.difference.high
        held["quotient"] += not told or found.relative.low <= 1 <= found.relative.high
    assert all(0.93 <= count / 4000 <= 0.97 for count in held.values()), held
