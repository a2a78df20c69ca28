"""Deals: what a customer pays, from the offering and the size of the deal."""

from collections.abc import Callable
from dataclasses import dataclass

from orgsim.distributions import Distribution
from orgsim.engine.deal import Deal
from orgsim.engine.draws import OF_CUSTOMERS, Draw
from orgsim.engine.entities import Account, Case
from orgsim.randomness import purpose
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
    rise: float = 1.0
    """Factor on what recurs at each renewal."""
    discount: float = 0.0
    """Share taken off what recurs in the first term."""
    offering: int = 0
    """Which of the offerings that follow one another they are of, from 0."""
    placed: float = 1.0
    """Share of orders that are placed and not skipped, in the reference; `mrr` is the mean over both."""
    lists: tuple[tuple[float, float, float], ...] = ()
    """From which day on `once` and `mrr` are others, in order of time."""

    def listed(self, now: float) -> tuple[float, float]:
        """What is paid at once and per model month by who signs now."""
        found = self.once, self.mrr
        for day, once, mrr in self.lists:
            if day <= now:
                found = once, mrr
        return found


class Price:
    """What the offering asks of each customer."""

    def __init__(
        self,
        terms: Terms,
        size: Distribution,
        segment_sizes: list[float],
        by_segment: list[Terms],
        of_offering: dict[int, Terms],
    ) -> None:
        self.terms = terms
        """Those of the offering, which hold where a segment has none of its own."""
        self.by_segment = by_segment
        """Of what the customers of each segment begin with."""
        self.of_offering = of_offering
        """Those of the offering, by the segments whose customers begin with the second line."""
        self._size = Draw(
            _SIZE, OF_CUSTOMERS, lambda _, u: size.quantiles(u), lambda _, __, u: size.quantile(u)
        )
        self._segments = segment_sizes
        self._mean = size.mean
        self.known: dict[int, float] = {}
        """Sizes that are known and not drawn, by the key of their case."""
        self.factors: tuple[Callable[[Case], float], ...] = ()
        """Who moves the price that a case pays (see `Hooks.price`)."""

    def size(self, case: Case) -> float:
        """Factor on all that a case pays: its own luck, the same under every organization."""
        if self.known and (size := self.known.get(case.key)) is not None:
            return size
        return self._size.of(case, 0) * self._segments[case.segment]

    def mean_size(self, segment: int) -> float:
        """What `size` is to be expected to be in a segment."""
        return self._mean * self._segments[segment]

    def drawn(self, case: Case) -> tuple[float, float] | None:
        """What the size of a case is to be expected to be and what it is, above 0; None for one that is known and not drawn."""
        return None if case.key in self.known else (self.mean_size(case.segment), self.size(case))

    def agreed(self, case: Case) -> float:
        """Factor on all that a case pays as things stand now."""
        size = self.size(case)
        for factor in self.factors:
            size *= factor(case)
        return size

    def offered(self, case: Case, now: float) -> Terms:  # noqa: ARG002
        """The terms by which a case signs now."""
        return self.by_segment[case.segment]

    def signed(self, account: Account) -> Terms:
        """The terms by which an account has signed."""
        return self.by_segment[account.case.segment]

    def deal(self, case: Case, now: float, number: int = 0) -> Deal:
        """The contract a case signs now, as its `number`-th after the first."""
        size, terms = self.agreed(case), self.offered(case, now)
        replaced, (once, monthly) = None, terms.listed(now)
        if terms.lasts is not None:
            replaced = max(1.0, terms.lasts.quantile(case.luck(_LIFE, number)))
        if terms.uptake < 1 and case.luck(_UPTAKE) >= terms.uptake:
            return Deal(once * size, 0.0, None, terms.monthly, replaced)
        mrr = monthly * size * (1 - terms.discount)
        if case.segment in self.of_offering:
            return Deal(once * size, mrr, terms.term, terms.monthly, replaced, beside=mrr, alone=True)
        deal = Deal(once * size, mrr, terms.term, terms.monthly, replaced, terms.discount, listed=monthly)
        deal.offering, deal.placed = terms.offering, terms.placed
        return deal

    def complete(self, account: Account, now: float) -> float:
        """Let an account that has the second line alone hold the offering, too; what that costs per model month."""
        deal, terms = account.deal, self.of_offering[account.case.segment]
        deal.alone, deal.listed = False, terms.listed(now)[1]
        return deal.listed * self.agreed(account.case)

    def renew(self, account: Account, now: float) -> float:
        """Set what recurs in the term that begins with a renewal, and give by how much that is more.

        The discount of the first term ends, the price rises, and it moves as the list does that holds now; what is sold beside
        the offering keeps its price.
        """
        deal = account.deal
        if deal.alone:
            return 0.0
        terms = self.of_offering.get(account.case.segment) or self.signed(account)
        listed = terms.listed(now)[1]
        moved = 1.0 if listed == deal.listed else listed / deal.listed
        more = (deal.mrr - deal.beside) * (terms.rise * moved / (1 - deal.discount) - 1)
        deal.mrr += more
        deal.discount, deal.listed = 0.0, listed
        return more


def term_value(account: Account) -> float:
    """What an account pays over one term of its contract, that of an order; nothing for one that it skips."""
    deal = account.deal
    return 0.0 if deal.term is None or deal.skipped else deal.mrr * deal.term / MONTH / deal.placed


def for_the_rest(account: Account, monthly: float, now: float) -> float:
    """What a price per model month comes to from now until the end of what an account has signed for."""
    return monthly * max(0.0, account.signed_to - now) / MONTH


def discount_left(account: Account) -> float:
    """What is still taken off what recurs in a model month, until the first renewal."""
    deal = account.deal
    return (deal.mrr - deal.beside) * deal.discount / (1 - deal.discount)


def unused(account: Account, now: float) -> float:
    """What an account has paid for the time from now on."""
    rate = account.billed if account.deal.monthly else account.deal.mrr
    return rate * max(0.0, account.paid_to - now) / MONTH


def unpaid(account: Account) -> float:
    """What an account has signed for and is to pay only later."""
    return account.deal.mrr * max(0.0, account.signed_to - account.paid_to) / MONTH
