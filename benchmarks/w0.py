"""Mark 1: orgsim against an idiomatic SimPy model of the same work, W0 and W1, in one run.

    python benchmarks/w0.py --leads 50000 --repeats 5

Both write a log of every visit; orgsim's draws are keyed besides. CPU time; the two take turns, and the ratio is that of the
medians. Both models are checked to have done the same: the mean number of visits per lead agrees within 2 %.
"""

import argparse
import gc
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import idiomatic

import orgsim
from orgsim.events.columns import Row
from orgsim.setup.simulate import run

HERE = Path(__file__).parent


def cpu(work: Callable[[], int]) -> tuple[float, float]:
    """CPU seconds of one call, and what it returns."""
    gc.collect()
    begun = time.process_time()
    said = work()
    return time.process_time() - begun, said


def take_turns(name: str, leads: int, repeats: int) -> tuple[list[float], list[float]]:
    """Seconds of orgsim and of the yardstick, each `repeats` times; `name` is w0 or w1."""
    scenario = orgsim.load(HERE / f"{name}.toml").replace({"scenario.horizon": f"{leads / 100} days"})
    visits: dict[str, list[float]] = {"orgsim": [], "plain": []}
    seconds: dict[str, list[float]] = {"orgsim": [], "plain": []}
    for k in range(repeats):
        for who, work in (
            ("orgsim", lambda k=k: len(run(scenario, 1, k).of(Row.JOB))),
            ("plain", lambda k=k: len(idiomatic.run(leads, k, patient=name == "w0"))),
        ):
            spent, said = cpu(work)
            seconds[who].append(spent)
            visits[who].append(said)
    ours, plain = (statistics.mean(visits[who]) for who in ("orgsim", "plain"))
    if abs(ours / plain - 1) > 0.02:
        raise SystemExit(
            f"{name}: orgsim made {ours:.0f} visits, the plain model {plain:.0f}: not the same work"
        )
    return seconds["orgsim"], seconds["plain"]


def main() -> None:
    """Print CPU time per lead and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--leads", type=int, default=50_000)
    parser.add_argument("--repeats", type=int, default=5)
    asked = parser.parse_args()
    print(
        f"{asked.leads:,} leads, {asked.repeats} repeats; CPU time per lead (median), and how much faster orgsim is"
    )
    for name in ("w0", "w1"):
        ours, plain = take_turns(name, asked.leads, asked.repeats)
        each = [b / a for a, b in zip(ours, plain, strict=True)]
        a, b = (statistics.median(seconds) / asked.leads * 1e6 for seconds in (ours, plain))
        print(
            f"{name.upper()}  orgsim {a:.1f} µs, plain SimPy {b:.1f} µs: {b / a:.2f} times ({min(each):.2f}-{max(each):.2f})"
        )


if __name__ == "__main__":
    main()
