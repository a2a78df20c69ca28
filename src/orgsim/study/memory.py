"""Memory: how many runs fit side by side into that of this computer."""

import math
import os
from collections.abc import Iterable

_USABLE = 0.75
"""Share of the computer's memory that the runs of a study may take; the rest is for everything else."""


def affordable(workers: int, needs: Iterable[float]) -> int:
    """As many workers as are wanted, or fewer where their runs, which need so many bytes, would need more memory than there is;
    1 at least."""
    most = max(needs, default=0.0)
    return max(1, min(workers, math.floor(_USABLE * _installed() / most))) if most > 0 else workers


def _installed() -> float:
    """Bytes of memory of this computer; infinite where the system does not tell."""
    try:
        return float(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    except (AttributeError, OSError, ValueError):
        return math.inf
