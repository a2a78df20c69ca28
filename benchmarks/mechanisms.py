"""Mark 4: what mechanisms cost per job, against the reference workload W0, in one run.

    python benchmarks/mechanisms.py --days 100 --repeats 9

Four workloads take turns: W0; W0 with every mechanism on (all.toml: the same network with all that mechanisms need beside
it); and a whole firm of the gallery (b2b-saas under the-model-collaborating), with no mechanism on and with all. CPU time per
row of work in the log, over that of W0 in the same turn: the median turn and the quartiles, since the fastest turn of each
would compare moments at which the machine was idle with such at which it was not.
"""

import argparse
import gc
import statistics
import time
from pathlib import Path

import orgsim
from orgsim.events.columns import Row
from orgsim.plan.derived.in_force import acting
from orgsim.setup.simulate import run

HERE = Path(__file__).parent


def seconds(scenario: orgsim.Scenario, replication: int) -> tuple[float, int]:
    """CPU seconds of one run and how many rows of work it wrote."""
    gc.collect()
    begun = time.process_time()
    log = run(scenario, 1, replication)
    return time.process_time() - begun, len(log.of(Row.JOB))


def main() -> None:
    """Print CPU time per job and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=9)
    parser.add_argument("--days", type=int, default=100)
    asked = parser.parse_args()
    days = {"scenario.horizon": f"{asked.days} days"}
    every = orgsim.load(HERE / "all.toml").replace(days)
    firm = orgsim.load("b2b-saas", "the-model-collaborating")
    plans = {
        "W0": orgsim.load(HERE / "w0.toml").replace(days),
        "W0, all on": every,
        "firm, off": firm.replace({"scenario.mechanisms": []}),
        "firm": firm,
    }
    for name, plan in plans.items():
        print(f"{name:12}{len(acting(plan)):3} mechanisms act")
    spent: dict[str, list[float]] = {name: [] for name in plans}
    for turn in range(asked.repeats):
        for name, plan in plans.items():
            time_taken, jobs = seconds(plan, turn % 2)
            spent[name].append(time_taken / jobs)
    for name, times in spent.items():
        ratios = [one / base for one, base in zip(times, spent["W0"], strict=True)]
        low, middle, high = statistics.quantiles(ratios, n=4, method="inclusive")
        print(
            f"{name:12}{statistics.median(times) * 1e6:8.1f} µs per job, {middle:.2f} times W0 ({low:.2f} to {high:.2f})"
        )


if __name__ == "__main__":
    main()
