"""Shape: how the work of an activity is laid out, where one person does not simply work it from start to end."""

from collections.abc import Callable
from dataclasses import dataclass

from orgsim.engine.draws import Keyed


@dataclass(frozen=True, slots=True)
class CutInSittings:
    """How long work is cut into sittings."""

    length: float
    """Staff hours of a sitting; the last may be shorter."""
    gap: Callable[[Keyed, int, int], float]
    """Elapsed days after a sitting before the next can be held: of a case's visit, and of the sitting counted from 0."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an activity's work has of its own; nothing of it for most."""

    urgent: bool = False
    """Goes before all other work of its team, and interrupts what one of its people does that is not urgent."""

    sittings: CutInSittings | None = None
    """How it is cut into sittings; None where it is worked in one."""
    lent: tuple[int, ...] = ()
    """Codes of the other teams of which one person each takes part."""
    held_after: float = 0.0
    """Staff hours on duty for which such a job may be passed over before people are kept free for it."""


PLAIN = Shape()
"""Work that one person does from start to end."""
