"""What every mechanism has to show: a case in which it acts, how it is made to do nothing, and what it moves which way."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from orgsim.events.log import EventLog


@dataclass(frozen=True)
class Case:
    """One small scenario for one mechanism; `tests/test_mechanism_NAME.py` states it as CASE."""

    scenario: str
    """TOML of a whole scenario in which the mechanism is on and acts; it runs in a second or less."""
    neutral: Mapping[str, Any]
    """Changes (as `Scenario.replace` takes them) with which it is still on and does nothing at all."""
    path: str
    """Dotted path of the parameter or policy value whose strength is tried."""
    grid: tuple[Any, ...]
    """At least three values of it, from weak to strong."""
    observed: Callable[[EventLog], float]
    """What the strength moves, read from the log; averaged over `replications`."""
    sign: int
    """+1: the stronger, the more of it; -1: the less."""
    replications: int = 3
