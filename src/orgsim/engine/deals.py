"""Deals: what a customer pays, from the offering and the size of the deal."""

from collections.abc import Callable
from dataclasses import dataclass

from orgsim.distributions import Distribution
from orgsim.engine.happenings import Subject
from orgsim.plan.model.offering import FlatFee, Offering, Perpetual, Reorder, Subscription
from orgsim.randomness import name_key, uniform
from orgsim.units import MONTH

_SIZE, _UPTAKE, _LIFE = name_key("deal size"), name_key("maintenance uptake"), name_key("product life")


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

    def term_value(self) -> float:
        """Recurring revenue over one term."""
        return 0.0 if self.term is None else self.mrr * self.term / MONTH


class Price:
    """What the offering asks of each customer."""

    def __init__(self, offering: Offering, segment_sizes: list[float]) -> None:
        self.offering = offering
        self.margin = offering.margin
        self._size: Distribution = offering.deal_size.build()
        self._life: Distribution | None = None
        self.loyalty = 1.0
        """Share of customers who come back when what they bought has to be replaced, in the reference."""
        if isinstance(offering, Perpetual) and offering.replaced is not None:
            self._life, self.loyalty = offering.replaced.build(), offering.loyalty
        self._segments = segment_sizes
        self.factors: tuple[Callable[[Subject], float], ...] = ()
        """What moves the price that a subject pays, as factors on it."""

    def size(self, subject: Subject) -> float:
        """Factor on all that a subject pays: its own luck, the same under every organization."""
        return self._size.quantile(uniform(subject.key, _SIZE)) * self._segments[subject.segment]

    def priced(self, subject: Subject) -> float:
        """Factor on all that a subject pays as things stand now."""
        size = self.size(subject)
        for factor in self.factors:
            size *= factor(subject)
        return size

    def deal(self, subject: Subject, number: int = 0) -> Deal:
        """The contract a subject signs as its `number`-th after the first; the size is its own luck, the same under every
        organization."""
        size = self.priced(subject)
        offering = self.offering
        if isinstance(offering, Subscription):
            return Deal(0.0, offering.price * size, offering.term, offering.billing == "monthly")
        if isinstance(offering, FlatFee):
            return Deal(0.0, offering.price * size, MONTH, True)
        if isinstance(offering, Reorder):
            return Deal(0.0, offering.price * size * MONTH / offering.every, offering.every, False)
        return self._licence(offering, subject, size, number)

    def _licence(self, offering: Perpetual, subject: Subject, size: float, number: int) -> Deal:
        maintenance, replaced = offering.maintenance, None
        if self._life is not None:
            replaced = max(1.0, self._life.quantile(uniform(subject.key, _LIFE, number)))
        if maintenance is None or uniform(subject.key, _UPTAKE) >= maintenance.uptake:
            return Deal(offering.price * size, 0.0, None, True, replaced)
        return Deal(offering.price * size, maintenance.price * size, maintenance.term, True, replaced)
