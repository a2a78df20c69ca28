"""The rooms of the mechanisms that need more of the engine than a function at the gate: who moves in when a run is set up."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from orgsim.engine import cold

if TYPE_CHECKING:
    from orgsim.engine.build import Run

ROOMS: dict[str, Callable[["Run"], None]] = {
    "cooling": cold.install,
}
"""By mechanism, what joins it to a run; called in this order for those in force."""
