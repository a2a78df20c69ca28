"""What every figure is before it is drawn: plain values, which can be kept in a file, and one way to draw them."""

from typing import TYPE_CHECKING, Any, ClassVar, Protocol

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class Chart(Protocol):
    """A frozen dataclass of texts and numbers that draws itself, without what they came from."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    def draw(self) -> "Figure":
        """The figure, in the house's look."""
