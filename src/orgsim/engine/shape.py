"""Shape: how the work of an activity is laid out, where one person does not simply work it from start to end."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """What an activity's work has of its own; nothing of it for most."""

    urgent: bool = False
    """Goes before all other work of its team, and interrupts what one of its people does that is not urgent."""

    @property
    def pauses(self) -> bool:
        """Whether work is put aside because of it."""
        return self.urgent


PLAIN = Shape()
"""Work that one person does from start to end."""
