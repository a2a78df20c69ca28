"""Start-up: CPU time of `orgsim --help`, beside that of an interpreter that does nothing.

python benchmarks/startup.py
"""

import os
import statistics
import subprocess
import sys

REPEATS = 9


def cpu(command: list[str]) -> float:
    """CPU seconds of a child process."""
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user + after.children_system - before.children_user - before.children_system


def main() -> None:
    """Print both medians."""
    commands = {
        "orgsim --help": [sys.executable, "-c", "from orgsim.cli import main; main()", "--help"],
        "python -c pass": [sys.executable, "-c", "pass"],
    }
    spent: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(REPEATS):
        for name, command in commands.items():
            spent[name].append(cpu(command))
    for name, seconds in spent.items():
        print(f"{name:15} {statistics.median(seconds):.2f} s of CPU (median of {REPEATS})")


if __name__ == "__main__":
    main()
