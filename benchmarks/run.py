"""All benchmarks, one after the other; the last results stand in docs/reference/benchmarks.md.

python benchmarks/run.py
"""

import subprocess
import sys
from pathlib import Path

NAMES = ("w0.py", "mechanisms.py", "memory.py", "workers.py", "startup.py")


def main() -> None:
    """Run each in a process of its own."""
    for name in NAMES:
        print(f"benchmarks/{name}", flush=True)
        subprocess.run([sys.executable, Path(__file__).with_name(name)], check=True)


if __name__ == "__main__":
    main()
