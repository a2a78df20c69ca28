"""How often 95 % intervals of ratios over replications hold the truth, and how often they set no bound.

    python experiments/coverage.py                  4,000 studies of each world, as the table of docs/reference/statistics.md
    python experiments/coverage.py --studies 400    quicker, with an error of 1 point instead of .35

A world: each replication wins Poisson many customers and spends a lognormal amount. The second side wins half of the first
side's customers, by chance, at the same spending: a customer costs it twice as much.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from orgsim.measures.kpis import Combined, over
from orgsim.randomness import Floats
from orgsim.study.paired import paired_figures
from orgsim.study.ratios import estimate_combined, possible, replicated
from orgsim.study.statistics import Estimate

STUDIES = 4000
SEED = 20240101
SIZES = (5, 10, 40)
"""Replications of a study."""
WORLDS = tuple((customers, spread) for customers in (1, 5, 40) for spread in (0.1, 0.5, 1.0, 2.0))
"""Customers a replication, and the coefficient of variation of its spending."""
SPENT = 100.0
CAC = over("spent", "won")


def _worth(earned: Floats, lost: Floats, spent: Floats, won: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        found = (earned / lost) / (spent / won)
    return np.where(np.isfinite(found), found, np.nan)


LTV_CAC = Combined(("earned", "lost", "spent", "won"), _worth)
"""A ratio of ratios: what is earned per customer lost over what is spent per customer won."""


@dataclass(frozen=True)
class Study:
    """The replications of one study, one number each."""

    won: Floats
    spent: Floats
    half: Floats
    """What the second side wins; it is also what the first side loses again."""
    earned: Floats


def studies(customers: float, spread: float, size: int, count: int) -> Iterator[Study]:
    """Studies of a world, the same ones whenever they are asked for."""
    luck = np.random.default_rng([SEED, int(10 * customers), int(10 * spread), size])
    width = math.sqrt(math.log1p(spread**2))
    for _ in range(count):
        won = luck.poisson(customers, size)
        spent, each = SPENT * np.exp(luck.normal(-(width**2) / 2, width, (2, size)))
        yield Study(won.astype(float), spent, luck.binomial(won, 0.5).astype(float), each * won)


def skewness(customers: float, spread: float) -> float:
    """Of spent − (its mean / customers) × won, which is what the interval of the ratio rests on; in closed form."""
    deviation, each = SPENT * spread, SPENT / customers
    third = deviation**3 * (3 * spread + spread**3) - each**3 * customers
    return float(third / (deviation**2 + each**2 * customers) ** 1.5)


@dataclass
class Tally:
    """How often something was so."""

    studies: int = 0
    known: int = 0
    held: int = 0
    unbounded: int = 0
    doubted: int = 0

    def add(self, found: Estimate, truth: float) -> None:
        """Count a study; one in which the figure is undefined claims nothing and counts as without a bound."""
        self.studies += 1
        self.unbounded += found.count == 0 or math.isinf(found.high)
        self.doubted += found.count == 0 or "few_runs" in found.doubts or math.isinf(found.high)
        if found.count:
            self.known += 1
            self.held += found.low <= truth <= found.high

    @property
    def shares(self) -> tuple[float, float, float]:
        """Covered, of those that are defined; without a bound; and told to rest on too few runs, of all."""
        return self.held / self.known, self.unbounded / self.studies, self.doubted / self.studies


def measured(customers: float, spread: float, size: int, count: int) -> dict[str, Tally]:
    """What came of the studies of a world."""
    found = {name: Tally() for name in ("ratio", "difference", "ratio of ratios")}
    for one in studies(customers, spread, size, count):
        parts = [one.spent, one.won]
        found["ratio"].add(possible(CAC, parts, 0.0, math.inf), SPENT / customers)
        gap = paired_figures(replicated(CAC, parts), replicated(CAC, [one.spent, one.half])).difference
        found["difference"].add(gap, SPENT / customers)
        worth = estimate_combined(LTV_CAC, [one.earned, one.half, one.spent, one.won])
        found["ratio of ratios"].add(worth, 2 * customers)
    return found


def lines(count: int) -> Iterator[str]:
    """The table, as Markdown."""
    yield "| customers a run | cv of spending | skew | runs | ratio | difference of ratios | ratio of ratios |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for customers, spread in WORLDS:
        for size in SIZES:
            found = measured(customers, spread, size, count)
            cells = " | ".join(_cell(tally) for tally in found.values())
            yield f"| {customers} | {spread} | {round(skewness(customers, spread), 1) + 0.0:.1f} | {size} | {cells} |"


def _cell(tally: Tally) -> str:
    held, unbounded, doubted = tally.shares
    return f"{100 * held:.1f} ({100 * unbounded:.1f}; {100 * doubted:.1f})"


def main(say: Callable[[str], None] = print) -> int:
    """Print the table."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    words.add_argument("--studies", type=int, default=STUDIES)
    for line in lines(words.parse_args().studies):
        say(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
