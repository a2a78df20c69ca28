"""What taking out the luck of the decisions is worth, and whether 95 % intervals still hold the truth with it.

    python experiments/control.py coverage        2,000 studies of each size, as the table of docs/reference/statistics.md
    python experiments/control.py packaged        the packaged comparison: half-widths over those with the luck left in

A world of `coverage`: 60 leads pass two gates; who buys has a size of its own, and stays or leaves; 20 customers are there from
before, of whom each side keeps a share, the more of them the faster those happen to be who work for customers. Each side has
chances of its own, which hang in part on whom it happened to hire (a coin of each replication), and people of its own; leads,
customers and their draws are the same on both sides.
"""

import argparse
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import numpy as np

from orgsim.measures.kpis import over
from orgsim.randomness import Floats
from orgsim.study.paired import PairedDifference, paired_difference, paired_figures
from orgsim.study.ratios import replicated

STUDIES, SEED = 2000, 20240202
SIZES = (20, 40)
"""Replications of a study."""
LEADS, LEAVE, SPENT = 60, 0.2, 100.0
THERE, KEPT = 20, (0.7, 0.9)
"""Customers from before, and how much of what they pay each side keeps."""
SIDES = ((0.40, 0.30, 0.08), (0.50, 0.26, 0.08))
"""Of each side: the chances of both gates, and how far people move the first of them either way."""
CARERS, CV, HELPS = 3, 0.35, 0.2
"""Who work for customers: how many they are, how far their speeds differ, and how much more of what customers from before pay a
side keeps whose people are twice as fast."""
CAC = over("spent", "won")
KPIS = ("arr", "won", "cac")


@dataclass(frozen=True)
class Side:
    """One side of a study, one number per replication."""

    arr: Floats
    won: Floats
    spent: Floats
    stock: Floats
    """Luck as recurring revenue feels it."""
    count: Floats
    """Luck as purchases feel it."""
    book: Floats
    """Luck in what customers from before pay."""
    care: Floats
    """Luck in how fast people are."""


def studies(size: int, count: int) -> Iterator[tuple[Side, Side]]:
    """Studies of a size, the same ones whenever they are asked for."""
    luck = np.random.default_rng([SEED, size])
    width = np.sqrt(np.log1p(0.8**2))
    for _ in range(count):
        draws = luck.random((3, size, LEADS))
        sizes = np.exp(luck.normal(-(width**2) / 2, width, (size, LEADS)))
        before = np.exp(luck.normal(-(width**2) / 2, width, (size, THERE))).sum(axis=1)
        a, b = (
            _side(
                chances, (luck.random(size), luck.normal(size=(size, CARERS))), draws, sizes, (before, kept)
            )
            for chances, kept in zip(SIDES, KEPT, strict=True)
        )
        yield a, b


def _side(
    chances: tuple[float, float, float],
    people: tuple[Floats, Floats],
    draws: Floats,
    sizes: Floats,
    there: tuple[Floats, float],
) -> Side:
    first, second, moved = chances
    p = (first + np.where(people[0] < 0.5, -moved, moved))[:, None]
    passed = draws[0] < p
    bought = passed & (draws[1] < second)
    left = bought & (draws[2] < LEAVE)
    # The weights are the reference's, whatever the side is: .3 of those who pass buy there.
    gates = ((passed - p) * 0.3 + passed * (bought - second * passed)).sum(axis=1)
    later = (bought * (sizes - 1) - sizes * (left - LEAVE * bought)).sum(axis=1)
    won = bought.sum(axis=1).astype(float)
    spent = SPENT * (1 + 0.1 * passed.sum(axis=1))
    width = np.sqrt(np.log1p(CV**2))
    care = (np.exp(width * people[1] - width**2 / 2) - 1).sum(axis=1)
    arr = (sizes * (bought & ~left)).sum(axis=1) + (there[1] + HELPS * care / CARERS) * there[0]
    return Side(arr, won, spent, gates + later, gates, there[0] - THERE, care)


def truths() -> dict[str, float]:
    """What the second side is more, in closed form."""
    wins = [LEADS * first * second for first, second, _ in SIDES]
    costs = [SPENT * (1 + 0.1 * LEADS * first) for first, _, _ in SIDES]
    cac = [cost / won for cost, won in zip(costs, wins, strict=True)]
    arr = (wins[1] - wins[0]) * (1 - LEAVE) + THERE * (KEPT[1] - KEPT[0])
    return {"arr": arr, "won": wins[1] - wins[0], "cac": cac[1] - cac[0]}


def compared(a: Side, b: Side, control: bool = True) -> dict[str, PairedDifference]:
    """The three figures of the second side against the first."""
    stock = (b.stock - a.stock, a.book + b.book, b.care - a.care) if control else ()
    count = (b.count - a.count,) if control else ()
    sums = [replicated(CAC, [one.spent, one.won]) for one in (a, b)]
    return {
        "arr": paired_difference(a.arr, b.arr, stock),
        "won": paired_difference(a.won, b.won, count),
        "cac": paired_figures(*sums, count),
    }


def covered(size: int, count: int) -> dict[str, tuple[float, float, float]]:
    """Per figure: the share of studies whose interval held the truth, with the luck taken out and with it, and the median of half
    the interval over that with it."""
    held = {(kpi, control): 0 for kpi in KPIS for control in (True, False)}
    widths: dict[str, list[float]] = {kpi: [] for kpi in KPIS}
    truth = truths()
    for a, b in studies(size, count):
        found = {control: compared(a, b, control) for control in (True, False)}
        for kpi in KPIS:
            for control, one in found.items():
                held[kpi, control] += one[kpi].difference.low <= truth[kpi] <= one[kpi].difference.high
            widths[kpi].append(
                found[True][kpi].difference.half_width / found[False][kpi].difference.half_width
            )
    return {kpi: (held[kpi, True] / count, held[kpi, False] / count, median(widths[kpi])) for kpi in KPIS}


def lines(count: int) -> Iterator[str]:
    """The table of coverage, as Markdown."""
    yield "| runs | arr | won | cac |"
    yield "| --- | --- | --- | --- |"
    for size in SIZES:
        cells = (
            f"{100 * taken:.1f} ({100 * left:.1f}; {width:.2f})"
            for taken, left, width in covered(size, count).values()
        )
        yield f"| {size} | {' | '.join(cells)} |"


def packaged(months: int, replications: int, out: str | None, workers: int) -> Iterator[str]:
    """Half the interval of each difference of the packaged comparison over that with the luck left in, same replications."""
    from orgsim.cli.choice import chosen
    from orgsim.study.compare import compare

    choice = chosen((), {"scenario.horizon": f"{months} months"}, force=True)
    how: dict[str, Any] = {"replications": replications, "ledger": out, "workers": workers}
    study = compare(choice.scenarios, equal_payroll=choice.equal_payroll, pairs="all", **how)
    table = study.differences()
    table = table[table["control_width"].notna()]
    yield "| KPI | half-width over that with luck: median of the pairs | least | most |"
    yield "| --- | --- | --- | --- |"
    for kpi, own in table.groupby("kpi", sort=False)["control_width"]:
        yield f"| {kpi} | {own.median():.2f} | {own.min():.2f} | {own.max():.2f} |"


def main(say: Callable[[str], None] = print) -> int:
    """Print a table."""
    words = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    words.add_argument("what", choices=("coverage", "packaged"))
    words.add_argument("--studies", type=int, default=STUDIES)
    words.add_argument("--months", type=int, default=36)
    words.add_argument("-n", "--replications", type=int, default=40)
    words.add_argument("--out", help="folder of the ledger")
    words.add_argument("--workers", type=int, default=1)
    said = words.parse_args()
    made = packaged(said.months, said.replications, said.out, said.workers)
    for line in lines(said.studies) if said.what == "coverage" else made:
        say(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
