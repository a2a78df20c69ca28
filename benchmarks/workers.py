"""Mark 3: two worker processes do a comparison at least 1.8 times as fast as one.

    python benchmarks/workers.py --replications 40

Elapsed time of the same comparison (W0 today and with one more person), one worker and two taking turns. The answers are
checked to be the same. Beside it, what two processes that only count gain over one: more than the machine has to give,
nobody gets.
"""

import argparse
import multiprocessing
import statistics
import time
from pathlib import Path

import orgsim


def count(numbers: int) -> int:
    """Some arithmetic."""
    return sum(number * number for number in range(numbers))


def possible(numbers: int = 20_000_000) -> float:
    """How many times as fast two processes count as one does."""
    begun = time.perf_counter()
    count(numbers)
    count(numbers)
    one = time.perf_counter() - begun
    processes = [multiprocessing.Process(target=count, args=(numbers,)) for _ in range(2)]
    begun = time.perf_counter()
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return one / (time.perf_counter() - begun)


def main() -> None:
    """Print elapsed seconds and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--repeats", type=int, default=3)
    asked = parser.parse_args()
    today = orgsim.load(Path(__file__).with_name("w0.toml"))
    scenarios = {"today": today, "one more": today.replace({"teams.marketing.headcount": 5})}
    seconds: dict[int, list[float]] = {1: [], 2: []}
    tables, best = [], []
    for _ in range(asked.repeats):
        best.append(possible())
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
    print(f"two processes that only count: {statistics.median(best):.2f} times one")


if __name__ == "__main__":
    main()
