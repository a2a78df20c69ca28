"""Mark 4: what mechanisms cost per job, against the reference workload W0, in one run.

    python benchmarks/mechanisms.py --days 60 --repeats 5

Four workloads take turns: W0; W0 with every mechanism on (all.toml: the same network with all that mechanisms need beside
it); and a whole firm of the gallery (b2b-saas under the-model-collaborating), with no mechanism on and with all. CPU time per
row of work in the log; of each the fastest turn, since whatever else runs on the machine only ever slows one down.
"""

import argparse
import gc
import time
from pathlib import Path

import orgsim
from orgsim.engine.simulate import run
from orgsim.events.columns import Row
from orgsim.plan.acting import acting

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
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--days", type=int, default=60)
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
    best = {name: min(times) for name, times in spent.items()}
    for name, one in best.items():
        print(f"{name:12}{one * 1e6:8.1f} µs per job, {one / best['W0']:.2f} times W0")


if __name__ == "__main__":
    main()
