"""How often intervals of studies that stop by themselves hold the truth, with and without looking ahead, and how much they run.

    python experiments/precision.py [REPEATS]

A study of one figure runs until half of its 95 % interval is a given share of its mean. The replications are normal or lognormal
with mean 1; "needed" is what it takes when their spread is known.
"""

import math
import sys
from collections.abc import Callable

import numpy as np

from orgsim.study import precision
from orgsim.study.precision import PrecisionGoal, runs_needed
from orgsim.study.sample import Sample

MOST = 1000
CASES = ((0.05, 0.02), (0.1, 0.03), (0.2, 0.04), (0.3, 0.03))
"""The spread of a replication, and what is asked for, both as shares of the mean."""
Numbers = Callable[[np.random.Generator, float], np.ndarray]


def normal(random: np.random.Generator, spread: float) -> np.ndarray:
    """Replications of a normal figure."""
    return random.normal(1, spread, MOST)


def lognormal(random: np.random.Generator, spread: float) -> np.ndarray:
    """Replications of a lognormal figure."""
    sigma = math.sqrt(math.log1p(spread**2))
    return random.lognormal(-(sigma**2) / 2, sigma, MOST)


def studies(law: Numbers, spread: float, asked: float, repeats: int) -> tuple[float, float]:
    """Per cent of studies whose interval holds 1, and replications on average."""
    random, goal = np.random.default_rng(5), PrecisionGoal(asked, ("won",))
    held, runs = 0, 0
    for _ in range(repeats):
        values = law(random, spread)
        sample, count = Sample(("won",), values.reshape(-1, 1), {}), 10
        while (more := min(MOST, goal.wanted({"a": sample.first(count)}, count))) > count:
            count = more
        mean = float(values[:count].mean())
        share = goal.precision({"a": sample.first(count)}).widths[0].share
        held += abs(mean - 1) <= share * mean
        runs += count
    return 100 * held / repeats, runs / repeats


def never(*_: object) -> int:
    """In place of the look-ahead."""
    return 0


def main() -> None:
    """Print the table."""
    repeats = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    ahead = precision.still_to_see
    print("| law | spread | asked | needed | held | runs | held without looking ahead | runs |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for law in (normal, lognormal):
        for spread, asked in CASES:
            held, runs = studies(law, spread, asked, repeats)
            precision.still_to_see = never
            bare, fewer = studies(law, spread, asked, repeats)
            precision.still_to_see = ahead
            needed = runs_needed(1.959964 * spread / 1e3, 10**6, asked)
            assert needed is not None
            rest = f"{held:.1f} | {runs:.0f} | {bare:.1f} | {fewer:.0f}"
            print(
                f"| {law.__name__} | {spread:.0%} | {asked:.0%} | {needed.runs} | {rest} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
