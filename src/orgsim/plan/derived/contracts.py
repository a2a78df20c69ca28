"""Contracts of a plan: what the customers of each segment sign, and how likely they are to leave."""

import math
from dataclasses import dataclass

from orgsim.distributions import Chances
from orgsim.plan.derived.mix import mean_shares
from orgsim.plan.model.content import Content
from orgsim.plan.model.customer import Churn, CustomerLife, UnevenChurn
from orgsim.plan.model.market import Segment
from orgsim.plan.model.offering import Offering
from orgsim.plan.model.second_line import LineAlone, SecondLine

WHOLE = Segment(share=1.0)
"""The one segment of a market that states none."""
_SOLD = ("price", "term", "billing")
"""What a segment may say of the offering."""


@dataclass(frozen=True, slots=True)
class Contracted:
    """What the customers of a segment sign."""

    share: float
    """Of the leads."""
    offering: Offering
    """With the segment's own price, term and billing; the second line alone where its customers begin with that."""
    churn: Chances
    """Yearly chances to leave, in the reference."""
    size: float
    """Mean factor on the size of their deals."""
    lists: tuple[tuple[float, Offering], ...] = ()
    """From which day on the offering has another price, in order of time, and with that."""
    later: Offering | None = None
    """What they may buy later, where they begin with the second line: the offering, with its lists."""

    def average(self, horizon: float) -> Offering:
        """The offering with the mean of its prices over so many days."""
        if self.later is not None:
            return self.offering
        days = [0.0, *(min(day, horizon) for day, _ in self.lists), horizon]
        prices = [one.price for one in (self.offering, *(offering for _, offering in self.lists))]
        mean = sum(price * (b - a) for price, a, b in zip(prices, days, days[1:], strict=False)) / horizon
        return self.offering.model_copy(update={"price": mean}) if self.lists else self.offering

    @property
    def decisions(self) -> float:
        """How often a customer decides, per elapsed day; 0 for one who never does."""
        return 1 / self.offering.term_days


def contracts(content: Content) -> list[Contracted]:
    """By segment, in their order; one for all where a market has none, nothing where nothing is sold."""
    offering = content.offering
    if offering is None:
        return []
    shares = mean_shares(content) or {"": 1.0}
    return [
        _contracted(content, shares[name], _of(offering, one), name, one)
        for name, one in (content.segments or {"": WHOLE}).items()
    ]


def _contracted(content: Content, share: float, sold: Offering, name: str, segment: Segment) -> Contracted:
    line, first = content.second_line, sold
    later = sold if segment.begins == "second_line" and line is not None else None
    if later is not None and line is not None:
        first = alone(line, later)
    chances, lists = leaving(content, segment), _lists(content, name, segment)
    return Contracted(share, first, chances, segment.size, lists, later)


def alone(line: SecondLine, offering: Offering) -> LineAlone:
    """What who begins with the second line signs: it alone, in the terms of the offering."""
    return LineAlone.model_construct(
        once=line.once,
        price=line.price,
        term=offering.term_days,
        billing="monthly" if offering.billed_monthly else "term",
        deal_size=offering.deal_size,
        margin=offering.margin,
    )


def apart(content: Content) -> bool:
    """Whether some segment has a price, a term, a billing or a churn of its own."""
    return any(
        one.begins == "second_line" or any(getattr(one, what) is not None for what in (*_SOLD, "churn"))
        for one in content.segments.values()
    )


def leaving(content: Content, segment: Segment = WHOLE) -> Chances:
    """Yearly chances that customers of a segment leave, before its odds."""
    stated = segment.churn if segment.churn is not None else (content.customer or CustomerLife()).churn
    return chances(stated)


def chances(stated: Churn) -> Chances:
    """The yearly chances that a file states."""
    return Chances(stated.mean, stated.cv) if isinstance(stated, UnevenChurn) else Chances(stated)


def terms(content: Content) -> list[float]:
    """The terms that there are (days), in the order of the segments; none where nobody ever decides."""
    found = dict.fromkeys(one.offering.term_days for one in contracts(content))
    return [length for length in found if math.isfinite(length)]


def early_hazard(content: Content) -> float:
    """Hazard of leaving within a term without an heir, per year; 0 where nobody does."""
    early = None if content.customer is None else content.customer.early_leaving
    return 0.0 if early is None else giving_up_hazard(content) * (1 - early.heirs)


def giving_up_hazard(content: Content) -> float:
    """The same, those whose contract an heir takes over included."""
    early = None if content.customer is None else content.customer.early_leaving
    return 0.0 if early is None else -math.log1p(-early.rate)


def given_up(content: Content) -> float:
    """Share of its recurring revenue that a customer who stays gives up at a renewal, on average in the reference."""
    contraction = None if content.customer is None else content.customer.contraction
    return 0.0 if contraction is None else contraction.rate * contraction.share


def _lists(content: Content, name: str, segment: Segment) -> tuple[tuple[float, Offering], ...]:
    """The days on which the price of a segment changes, each with what is offered from then on."""
    assert content.offering is not None
    offering, found = _of(content.offering, segment), []
    for one in content.price_lists:
        price = one.segments.get(name) if segment.price is not None else one.price
        if price is not None:
            found.append((one.at, offering.model_copy(update={"price": price})))
    return tuple(found)


def _of(offering: Offering, segment: Segment) -> Offering:
    own = {what: getattr(segment, what) for what in _SOLD if getattr(segment, what) is not None}
    return offering.model_copy(update=own) if own else offering
