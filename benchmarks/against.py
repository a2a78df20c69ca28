"""W0 with this checkout against W0 with another one, in turns: what a change costs where nothing of it is on.

    git worktree add ../before 30e49ee
    python benchmarks/against.py ../before/src --turns 7

Each turn is a process of its own with its own copy of orgsim. CPU seconds of 30,000 leads.
"""

import argparse
import statistics
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
OURS = HERE.parent / "src"
WORK = """
import sys, time
sys.path.insert(0, sys.argv[1])
import orgsim
from orgsim.setup.simulate import run
plan = orgsim.load(sys.argv[2]).replace({"scenario.horizon": "300 days"})
run(plan.replace({"scenario.horizon": "1 day"}), 1, 0)  # imports come first
begun = time.process_time()
run(plan, 1, 0)
print(time.process_time() - begun)
"""


def seconds(source: Path) -> float:
    """CPU seconds of one run with the orgsim in a folder."""
    line = [sys.executable, "-c", WORK, str(source), str(HERE / "w0.toml")]
    return float(subprocess.run(line, capture_output=True, text=True, check=True).stdout)


def main() -> None:
    """Print both sides of every turn, and the median ratio."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("--turns", type=int, default=7)
    asked = parser.parse_args()
    ratios = []
    for _ in range(asked.turns):
        other, ours = seconds(asked.other), seconds(OURS)
        ratios.append(ours / other)
        print(f"other {other:.2f} s, this {ours:.2f} s: {ours / other:.2f} times", flush=True)
    print(f"median {statistics.median(ratios):.2f} times")


if __name__ == "__main__":
    main()
