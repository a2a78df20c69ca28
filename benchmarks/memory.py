"""Mark 2: the cost of a lead is flat from 10,000 to 1,000,000 leads of W0, and a million with their log fit into 1 GiB.

    python benchmarks/memory.py

Each size runs in a process of its own, whose greatest memory in use (resident set) is printed.
"""

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

SIZES = (10_000, 100_000, 1_000_000)


def one(leads: int) -> None:
    """Run one size; print CPU seconds, bytes of log and greatest memory in use in bytes."""
    import orgsim
    from orgsim.setup.simulate import run

    scenario = orgsim.load(Path(__file__).with_name("w0.toml")).replace(
        {"scenario.horizon": f"{leads / 100} days"}
    )
    run(scenario.replace({"scenario.horizon": "1 day"}), 1, 0)
    begun = time.process_time()
    log = run(scenario, 1, 0)
    spent = time.process_time() - begun
    scale = 1 if sys.platform == "darwin" else 1024
    print(spent, log.rows.nbytes, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale)


def main() -> None:
    """Print a line for each size."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", type=int, help="run this number of leads in this process")
    asked = parser.parse_args()
    if asked.only:
        one(asked.only)
        return
    first = None
    for leads in SIZES:
        said = subprocess.run(
            [sys.executable, __file__, "--only", str(leads)], capture_output=True, text=True, check=True
        ).stdout
        seconds, log, memory = (float(word) for word in said.split())
        each = seconds / leads * 1e6
        first = first or each
        print(
            f"{leads:9,} leads   {each:5.1f} µs of CPU per lead ({each / first:.2f} of the first)   "
            f"{log / leads:4.0f} bytes of log per lead   {memory / 2**20:5.0f} MiB at most"
        )


if __name__ == "__main__":
    main()
