"""How well chances to be the best are calibrated, and how often intervals of break-even and of the dip hold the truth.

    python experiments/chances_and_break_even.py                 1,000 studies each, as the tables of docs/reference/statistics.md
    python experiments/chances_and_break_even.py --studies 200   quicker

Options: their true means are normal, with a standard deviation of so many standard errors of one mean. Curves: fall by 3 a
month for six months and rise by so much afterwards; each month adds luck of a standard deviation of 4, and the firm's own luck
a part of that.
"""

import argparse

import numpy as np

from orgsim.randomness import Floats
from orgsim.study.crossing import break_even, dip
from orgsim.study.posterior import chance_of_best

SEED = 20240101
DRAWS = 2000
GROUPS = ((0.05, 0.35), (0.35, 0.65), (0.65, 0.95), (0.95, 1.01))
"""Stated chances that are looked at together."""
OPTIONS = ((5, 40, 1.0), (5, 40, 3.0), (5, 40, 8.0), (5, 10, 3.0), (20, 40, 3.0))
"""How many options, replications, and standard errors by which options differ."""
CURVES = ((False, 40, 1.01), (True, 40, 1.01), (False, 10, 1.01), (True, 10, 1.01), (False, 40, 0.7))
"""Whether luck is skewed, replications, and by how much the curve rises a month."""


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--studies", type=int, default=1000)
    studies = parser.parse_args().studies
    print("| options | runs | differ by | stated 5-35 % | 35-65 % | 65-95 % | 95-100 % |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for options, count, spread in OPTIONS:
        found = " | ".join(reliability(options, count, spread, studies))
        print(f"| {options} | {count} | {spread:g} standard errors | {found} |")
    print("\n| luck | runs | rise | break-even | dip |")
    print("| --- | --- | --- | --- | --- |")
    for skewed, count, rise in CURVES:
        even, lowest = coverage(skewed, count, rise, studies)
        luck = "skewed" if skewed else "normal"
        print(f"| {luck} | {count} | {rise:g} | {100 * even:.1f} | {100 * lowest:.1f} |")


def reliability(options: int, count: int, spread: float, studies: int) -> list[str]:
    """For each group of stated chances: the mean chance, and how often such an option was the best."""
    rng = np.random.default_rng(SEED)
    stated, right = [], []
    for _ in range(studies):
        truth = spread / count**0.5 * rng.standard_normal(options)
        values = truth + rng.standard_normal((count, options))
        stated += chance_of_best(values.mean(axis=0), values, draws=DRAWS).tolist()
        right += (np.arange(options) == truth.argmax()).tolist()
    said, was = np.array(stated), np.array(right)
    groups = ((said >= low) & (said < high) for low, high in GROUPS)
    return [
        f"{100 * said[own].mean():.0f} → {100 * was[own].mean():.0f}" if own.any() else "-" for own in groups
    ]


def coverage(skewed: bool, count: int, rise: float, studies: int) -> tuple[float, float]:
    """The share of studies whose interval holds the month of break-even, and the depth of the dip."""
    rng = np.random.default_rng(SEED)
    truth = np.cumsum(np.where(np.arange(30) < 6, -3.0, rise))
    month = break_even(np.vstack([truth, truth])).month
    evens, dips = [], []
    for _ in range(studies):
        values = truth + np.cumsum(
            4 * (_luck(rng, (count, 30), skewed) + 0.3 * _luck(rng, (count, 1), skewed)), axis=1
        )
        even, lowest = break_even(values), dip(values, draws=DRAWS).depth
        evens.append(even.low <= month <= even.high)
        dips.append(lowest.low <= truth.min() <= lowest.high)
    return float(np.mean(evens)), float(np.mean(dips))


def _luck(rng: np.random.Generator, shape: tuple[int, int], skewed: bool) -> Floats:
    return rng.exponential(size=shape) - 1 if skewed else rng.standard_normal(shape)


if __name__ == "__main__":
    main()
