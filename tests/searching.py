"""How much the property tests search: a part of their examples in `make test`, all of them in `make test-all`."""

import os

PART = float(os.environ.get("ORGSIM_EXAMPLES", "0.2"))
"""The share of the examples that is tried; they are drawn in the same order, so that these are the first of all."""


def examples(most: int) -> int:
    """How many of at most so many examples are tried."""
    return max(1, round(most * PART))
