"""A deal: what a customer has signed, and what becomes of that at renewals."""

from dataclasses import dataclass

FIRST_YEAR = 12
"""Model months of what recurs that count in the first-year value of a sale."""


@dataclass(slots=True, eq=False)
class Deal:
    """One customer's contract; money in the market's currency."""

    once: float
    """Paid at the purchase."""
    mrr: float
    """Recurring revenue per model month."""
    term: float | None
    """Days until the customer decides again; None: never."""
    monthly: bool
    """Whether recurring revenue is paid each model month, or in advance for the term."""
    replaced: float | None = None
    """Days until what was bought has to be replaced; None: never."""
    discount: float = 0.0
    """Share that is taken off what recurs of the offering in the present term."""
    listed: float = 0.0
    """What recurs for a customer of size 1 by the price list that it goes by."""
    beside: float = 0.0
    """Of `mrr`, what is paid for things beside the offering (the second line)."""
    offering: int = 0
    """Which of the offerings that follow one another it is for, from 0."""

    placed: float = 1.0
    """Share of its orders that such a customer places in the reference, of which `mrr` is the mean; it skips the others."""
    skipped: bool = False
    """Whether it skips the present one."""
    alone: bool = False
    """Whether it is for the second line alone, with which its customer began."""

    def shrink(self, share: float) -> float:
        """Take a share off all that recurs; how much that is."""
        less = self.mrr * share
        self.mrr -= less
        self.beside -= self.beside * share
        return less
