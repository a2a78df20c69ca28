"""Mark 3: two worker processes do a comparison at least 1.8 times as fast as one.

    python benchmarks/workers.py --replications 40
    python benchmarks/workers.py --replications 40 --packaged --repeats 1

Elapsed time of the same comparison (W0 today and with one more person; or the packaged firm), one worker and two taking turns.
The answers are checked to be the same. Beside it, what two processes that only count gain over one: more than the machine has to
give, nobody gets; and how long workers take to start, the first one and each further one.
"""

import argparse
import multiprocessing
import os
import statistics
import time
from pathlib import Path

import orgsim
from orgsim.study.workers import Workers


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


def start(workers: int) -> float:
    """Seconds until so many workers have each done next to nothing."""
    begun = time.perf_counter()
    with Workers(abs, workers) as some:
        list(some.results(range(workers * 2)))
    return time.perf_counter() - begun


def main() -> None:
    """Print elapsed seconds and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--replications", type=int, default=40)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--packaged", action="store_true", help="the packaged firm in place of W0")
    asked = parser.parse_args()
    first, both, four = start(2), start(2), start(4)
    today = orgsim.load(Path(__file__).with_name("w0.toml"))
    scenarios = {"today": today, "one more": today.replace({"teams.marketing.headcount": 5})}
    if asked.packaged:
        scenarios = {"the-model": orgsim.load("b2b-saas", "the-model")}
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
    what = "the packaged firm" if asked.packaged else "2 scenarios of 10,000 leads"
    print(
        f"{what}, {asked.replications} replications; load of the machine {os.getloadavg()[0]:.1f} at the end"
    )
    print(f"1 worker {one:.1f} s, 2 workers {two:.1f} s: {one / two:.2f} times")
    print(f"two workers start within {first:.2f} s, again within {both:.2f} s, four within {four:.2f} s")
    print(f"two processes that only count: {statistics.median(best):.2f} times one")


if __name__ == "__main__":
    main()
