"""This checkout against another one, in turns: what a change costs, where no mechanism acts and where all do.

    git worktree add ../before 810b7d1
    python benchmarks/against.py ../before/src --turns 12

Each side is a process of its own with its own copy of orgsim; they take turns within a second, so that both meet the same
moments of a busy machine. CPU time of 4,000 leads of W0, of the same with all mechanisms on (all.toml), and of a packaged
firm; each side runs the files of its own checkout, since one may know mechanisms that the other does not.
"""

import argparse
import os
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
try:
    from orgsim.setup.simulate import run
except ModuleNotFoundError:  # before setup had a room of its own
    from orgsim.engine.simulate import run
days = {"scenario.horizon": "40 days"}
plans = (
    orgsim.load(sys.argv[2]).replace(days),
    orgsim.load(sys.argv[3]).replace(days),
    orgsim.load("b2b-saas", "the-model-collaborating"),
)
for plan in plans:
    run(plan, 1, 0)  # imports come first
for line in sys.stdin:
    begun = time.process_time()
    run(plans[int(line)], 1, 0)
    print(time.process_time() - begun, flush=True)
"""
PLANS = ("W0", "W0, all on", "firm")


class Side:
    """A process that runs plans with the orgsim of one folder, when told."""

    def __init__(self, source: Path) -> None:
        files = source.parent / "benchmarks"
        line = [sys.executable, "-c", WORK, str(source), str(files / "w0.toml"), str(files / "all.toml")]
        here = {**os.environ, "PYTHONPATH": str(source)}
        self.process = subprocess.Popen(
            line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=here
        )

    def seconds(self, plan: int) -> float:
        """CPU seconds of one run of a plan."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{plan}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def main() -> None:
    """Print the median ratio of each plan over all turns, with its quartiles."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("other", type=Path)
    parser.add_argument("--turns", type=int, default=12)
    asked = parser.parse_args()
    other, ours = Side(asked.other.resolve()), Side(OURS)
    ratios: dict[str, list[float]] = {plan: [] for plan in PLANS}
    for turn in range(asked.turns):
        for k, plan in enumerate(PLANS):
            first, second = (other, ours) if turn % 2 else (ours, other)
            found = {first: first.seconds(k), second: second.seconds(k)}
            ratios[plan].append(found[ours] / found[other])
    for plan, found_ratios in ratios.items():
        low, middle, high = statistics.quantiles(found_ratios, n=4, method="inclusive")
        print(f"{plan:12} {middle:.3f} times the CPU time of the other ({low:.3f} to {high:.3f})")
    for side in (other, ours):
        assert side.process.stdin is not None
        side.process.stdin.close()
        side.process.wait()


if __name__ == "__main__":
    main()
