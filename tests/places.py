"""Where things lie: the checkout, its source, gallery and benchmarks."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "orgsim"
GALLERY = ROOT / "scenarios"
BENCHMARKS = ROOT / "benchmarks"
