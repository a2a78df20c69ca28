"""Deals: what a customer pays, from the offering and the size of the deal."""

from collections.abc import Callable
from dataclasses import dataclass

from orgsim.distributions import Distribution
from orgsim.engine.entities import Account, Case, Deal
from orgsim.randomness import purpose, uniform
from orgsim.units import MONTH

_SIZE = purpose("deal size", "the size of a lead's deal")
_UPTAKE = purpose("maintenance uptake", "whether who buys a licence signs maintenance")
_LIFE = purpose("product life", "how long until what was bought has to be replaced")


@dataclass(frozen=True, slots=True)
class Terms:
    """What the offering asks of a customer of size 1; money in the market's currency."""

    once: float
    """Paid at the purchase."""
    mrr: float
    """Recurring revenue per model month, of those who sign for it."""
    term: float | None
    """Days until the customer decides again; None: never."""
    monthly: bool
    """Whether recurring revenue is paid each model month, or in advance for the term."""
    uptake: float = 1.0
    """Share of buyers who sign for what recurs."""
    lasts: Distribution | None = None
    """Days until what was bought has to be replaced; None: never."""
    loyalty: float = 1.0
    """Share of customers who come back when what they bought has to be replaced, in the reference."""
    margin: float = 1.0
    """Share of revenue left after what delivering costs."""


class Price:
    """What the offering asks of each customer."""

    def __init__(self, terms: Terms, size: Distribution, segment_sizes: list[float]) -> None:
        self.terms = terms
        self._size = size
        self._segments = segment_sizes
        self.known: dict[int, float] = {}
        """Sizes that are known and not drawn, by the key of their case."""
        self.factors: tuple[Callable[[Case], float], ...] = ()
        """Who moves the price that a case pays (see `Hooks.price`)."""

    def size(self, case: Case) -> float:
        """Factor on all that a case pays: its own luck, the same under every organization."""
        if self.known and (size := self.known.get(case.key)) is not None:
            return size
        return self._size.quantile(uniform(case.key, _SIZE)) * self._segments[case.segment]

    def agreed(self, case: Case) -> float:
        """Factor on all that a case pays as things stand now."""
        size = self.size(case)
        for factor in self.factors:
            size *= factor(case)
        return size

    def deal(self, case: Case, number: int = 0) -> Deal:
        """The contract a case signs as its `number`-th after the first."""
        size, terms = self.agreed(case), self.terms
        replaced = None
        if terms.lasts is not None:
            replaced = max(1.0, terms.lasts.quantile(uniform(case.key, _LIFE, number)))
        if terms.uptake < 1 and uniform(case.key, _UPTAKE) >= terms.uptake:
            return Deal(terms.once * size, 0.0, None, terms.monthly, replaced)
        return Deal(terms.once * size, terms.mrr * size, terms.term, terms.monthly, replaced)


def term_value(account: Account) -> float:
    """Recurring revenue over one term of an account's contract."""
    deal = account.deal
    return 0.0 if deal.term is None else deal.mrr * deal.term / MONTH


def for_the_rest(account: Account, monthly: float, now: float) -> float:
    """What a price per model month comes to from now until the end of what an account has signed for."""
    return monthly * max(0.0, account.signed_to - now) / MONTH


def unpaid(account: Account) -> float:
    """What an account has signed for and is to pay only later."""
    return account.deal.mrr * max(0.0, account.signed_to - account.paid_to) / MONTH
