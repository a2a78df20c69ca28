"""Mark 3: two worker processes do a comparison at least 1.8 times as fast as one.

    python benchmarks/workers.py --replications 40

Elapsed time of the same comparison (W0 today and with one more person), one worker and two taking turns. The answers are
checked to be the same. Meaningful on a machine whose second core is idle.
"""

import argparse
import statistics
import time
from pathlib import Path

import orgsim


def main() -> None:
    """Print elapsed seconds and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    today = orgsim.load(Path(__file__).with_name("w0.toml"))
    scenarios = {"today": today, "one more": today.replace({"teams.marketing.headcount": 5})}
    seconds: dict[int, list[float]] = {1: [], 2: []}
    tables = []
    for _ in range(asked.repeats):
        for workers, spent in seconds.items():
            begun = time.perf_counter()
            study = orgsim.compare(scenarios, replications=asked.replications, seed=1, workers=workers)
            spent.append(time.perf_counter() - begun)
            tables.append(study.table())
    if not all(table.equals(tables[0]) for table in tables):
        raise SystemExit("one worker and two give different answers")
    one, two = (statistics.median(spent) for spent in seconds.values())
    print(f"2 scenarios, {asked.replications} replications of 10,000 leads")
    print(f"1 worker {one:.1f} s, 2 workers {two:.1f} s: {one / two:.2f} times")


if __name__ == "__main__":
    main()
