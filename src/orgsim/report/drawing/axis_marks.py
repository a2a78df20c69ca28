"""How the marks of an axis are written, as plain values that can be kept with a figure."""

from dataclasses import dataclass

from orgsim.language import Language
from orgsim.language.numbers import marks, quantity


@dataclass(frozen=True, slots=True)
class AxisMarks:
    """Writes the values of an axis, all in one scale."""

    language: Language
    unit: str = ""
    """As of a KPI; empty for bare numbers."""
    largest: float = 1.0
    """What the axis reaches, from which the scale of money follows."""
    currency: str = ""

    def __call__(self, value: float) -> str:
        """The mark at a value, such as "$2.5M"."""
        return marks(self.largest, self.unit, self.currency, self.language)(value)

    def number(self, value: float, signed: bool = False) -> str:
        """A number beside the axis, written as in tables and sentences, such as "$241K"; `signed` puts + before gains."""
        return quantity(value, self.unit, self.currency, self.language, signed)
