"""Mark 4: what mechanisms cost per job, against the reference workload W0, in one run.

    python benchmarks/mechanisms.py --repeats 3

Three workloads take turns: W0; a whole firm (the market b2b-saas under the-model-collaborating, with every policy that there
is) with no mechanism on; and the same firm with all of them on. CPU time per row of work in the log; ratios of medians.
"""

import argparse
import gc
import statistics
import time
from pathlib import Path

import orgsim
from orgsim.engine.simulate import run
from orgsim.events.columns import Row
from orgsim.plan.acting import acting

HERE = Path(__file__).parent
EVERYTHING = {
    "policies.training": {"hours": "16 h", "who": "all", "every": "12 months"},
    "policies.usage_data": {"every": "1 month", "sensitivity": 0.7, "specificity": 0.8},
    "policies.recovery": {"kind": "apology"},
    "policies.confirmation": {"hours": "0.5 h"},
    "policies.development": {"team": "marketing", "share": 0.02},
    "policies.assurance": {"team": "customer_success", "share": 0.02},
    "policies.analytics": {"team": "marketing", "share": 0.02},
    "policies.strategy": {"every": "3 months", "rule": "busiest"},
}
"""Policies that the organization of the gallery does not have."""


def seconds(scenario: orgsim.Scenario, replication: int) -> tuple[float, int]:
    """CPU seconds of one run and how many rows of work it wrote."""
    gc.collect()
    begun = time.process_time()
    log = run(scenario, 1, replication)
    return time.process_time() - begun, len(log.of(Row.JOB))


def main() -> None:
    """Print CPU time per job and the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    repeats = parser.parse_args().repeats
    firm = orgsim.load("b2b-saas", "the-model-collaborating").replace(EVERYTHING)
    plans = {
        "W0": orgsim.load(HERE / "w0.toml").replace({"scenario.horizon": "200 days"}),
        "firm, off": firm.replace({"scenario.mechanisms": []}),
        "firm, all on": firm,
    }
    print(f"{len(acting(firm))} of {len(firm.scenario.mechanisms)} mechanisms act in the firm")
    spent: dict[str, list[float]] = {name: [] for name in plans}
    for turn in range(repeats):
        for name, plan in plans.items():
            time_taken, jobs = seconds(plan, turn)
            spent[name].append(time_taken / jobs)
    middle = {name: statistics.median(times) for name, times in spent.items()}
    for name, one in middle.items():
        print(f"{name:14}{one * 1e6:8.1f} µs per job, {one / middle['W0']:.2f} times W0")


if __name__ == "__main__":
    main()
