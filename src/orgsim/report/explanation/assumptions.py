"""What the model takes for granted, in sentences, as far as the mechanisms in force leave it standing."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from orgsim.distributions import Chances
from orgsim.fields import Title
from orgsim.language.numbers import money, number, percent
from orgsim.language.phrases import Phrase, counting
from orgsim.language.spans import span
from orgsim.mechanisms.shared.declaration import Mechanism
from orgsim.study.labels import plain


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing taken for granted."""

    says: Phrase
    unless: frozenset[str] = frozenset()
    """Variables of the causal links; a mechanism in force that moves one of them lifts the assumption."""
    about: frozenset[str] = frozenset()
    """Variables without which the assumption means nothing."""


def _assumption(says: Phrase, unless: str = "", about: str = "") -> Assumption:
    return Assumption(says, frozenset(unless.split()), frozenset(about.split()))


_ONE_AT_A_TIME = _assumption(Phrase("A person works on one job at a time, to its end."))
_INTERRUPTED = _assumption(
    Phrase(
        "A person works on one job at a time, to its end but for urgent work and between sittings; it is taken up where it was"
        " left."
    )
)
ASSUMPTIONS = (
    _assumption(
        Phrase(
            "The base rates of the market hold when every step is done at once by a trained person who knows all that was"
            " learned; what the organization does worse than that costs something."
        ),
    ),
    _assumption(
        Phrase("The market does not react to the organization: it sends the same leads to all."),
        unless="reputation word_of_mouth referrals rivals",
    ),
    _assumption(Phrase("Leads are independent of one another.")),
    _assumption(
        Phrase("Enquiries of steady sources come at random moments at their rate, not in bursts."),
    ),
    _assumption(
        Phrase("Everyone works like a trained person: nobody is new, slower or faster."),
        unless="skill novices practice",
    ),
    _assumption(
        Phrase("People stay: teams change only as planned."),
        unless="turnover vacancies",
    ),
    _assumption(
        Phrase("Work takes as long as it takes, however long the queue."),
    ),
    _ONE_AT_A_TIME,
    _assumption(
        Phrase("Teams are measured, but their KPIs change nothing in what they do."),
        unless="pressure neglect",
    ),
    _assumption(
        Phrase("Effects add up on the log-odds: each is an odds ratio of its own."),
    ),
    _assumption(
        Phrase("How ready a lead is to buy is one number, unseen by the organization."),
    ),
    _assumption(
        Phrase("How well a relation stands is one number, which recovers by a fixed share a month."),
        about="health",
    ),
)


def of_customers(churn: Chances) -> Assumption:
    """What is taken for granted of how likely customers are to leave within a year."""
    share = partial(percent, churn.mean)
    if not churn.cv:
        return _assumption(
            Phrase(
                "In the reference {share} of the customers leave in a year: all of a segment are equally likely to, however long"
                " they have been there.",
                share=share,
            )
        )
    return _assumption(
        Phrase(
            "In the reference {share} of new customers leave within a year, on average: they differ in how likely they are to, by"
            " a beta distribution with a coefficient of variation of {cv}, and those who are likely to leave do so early.",
            share=share,
            cv=partial(number, churn.cv),
        )
    )


def of_segment(name: str, title: Title | None, churn: Chances) -> Assumption:
    """The same of the customers of a segment with a churn of its own."""
    said, rate = title or plain(name), partial(percent, churn.mean)
    if not churn.cv:
        return _assumption(
            Phrase(
                "Of the customers of {segment} {rate} leave in a year in the reference.",
                segment=said,
                rate=rate,
            )
        )
    return _assumption(
        Phrase(
            "Of the new customers of {segment} {rate} leave within a year in the reference, on average (coefficient of"
            " variation {cv}).",
            segment=said,
            rate=rate,
            cv=partial(number, churn.cv),
        )
    )


def of_contraction(rate: float, share: float) -> Assumption:
    """What is taken for granted of customers who stay and go on with less: how many, and the share they give up."""
    return _assumption(
        Phrase(
            "In the reference {rate} of the customers who renew go on with {share} less, and those who are more likely to leave"
            " are more likely to; nobody gives up anything between two renewals.",
            rate=partial(percent, rate),
            share=partial(percent, share),
        )
    )


def of_early_leaving(rate: float, refund: bool) -> Assumption:
    """What is taken for granted of customers who leave within a term: the share a year, and whether they are paid back."""
    back = Phrase(
        "{rate} of the customers leave within a term in a year, at any moment of it, whatever is done for them; they are paid"
        " back what is unused."
    )
    lost = Phrase(
        "{rate} of the customers leave within a term in a year, at any moment of it, whatever is done for them; they are paid"
        " nothing back."
    )
    return _assumption((back if refund else lost).filled(rate=partial(percent, rate)))


def of_skips(rate: float, again: float) -> Assumption:
    """What is taken for granted of orders that are skipped: the shares after one that was placed, and after a skipped one."""
    return _assumption(
        Phrase(
            "In the reference {rate} of the customers who stay skip an order after one that they placed, and {again} after one"
            " that they skipped; those who are more likely to leave are more likely to. Recurring revenue is the mean over orders"
            " placed and skipped.",
            rate=partial(percent, rate),
            again=partial(percent, again),
        )
    )


def of_lists(count: int) -> Assumption:
    """What is taken for granted of so many lists of other prices."""
    return _assumption(
        counting(
            "Other prices hold from a later day on ({count} price list): for who buys from then on, and for a customer from its"
            " next renewal on, in proportion to what it paid. A price by itself wins and loses nobody.",
            "Other prices hold from later days on ({count} price lists): for who buys from then on, and for a customer from its"
            " next renewal on, in proportion to what it paid. A price by itself wins and loses nobody.",
            count,
            count=count,
        )
    )


def of_later(begins: float, share: float) -> Assumption:
    """What is taken for granted of a subscription that takes a licence's place from a day on, to which a share goes over."""
    return _assumption(
        Phrase(
            "After {time} a subscription takes the place of the licence: whoever buys from then on signs it, and {share} of those"
            " who stay when their maintenance falls due go over to it, in proportion to what they paid; the others stay on"
            " maintenance until it falls due again. A change of what is sold by itself wins and loses nobody.",
            time=partial(span, begins),
            share=partial(percent, share),
        )
    )


def of_development(hours: float, cost: float, currency: str) -> Assumption:
    """What is taken for granted of a product whose organization states no development of its own."""
    return _assumption(
        Phrase(
            "The organization states no development and buys it in: {hours} staff hours a month, which keep the product at the"
            " market's standard, at the mean pay per hour on duty of its people ({cost} a month at the start).",
            hours=partial(number, hours),
            cost=partial(money, cost, currency),
        )
    )


def of_heirs(share: float) -> Assumption:
    """What is taken for granted of contracts that somebody takes over."""
    return _assumption(
        Phrase(
            "{share} of those contracts pass to an heir or successor: they go on as they are, and nothing is known of the new"
            " holder.",
            share=partial(percent, share),
        )
    )


def of_prices(rise: float, discount: float) -> list[Assumption]:
    """What is taken for granted of prices at renewals: the rise per year, and the share taken off in first terms."""
    dearer = Phrase(
        "At each renewal what recurs becomes dearer by {rate} a year since the last, whatever the customer; the rise by itself"
        " makes nobody leave.",
        rate=partial(percent, rise),
    )
    cheaper = Phrase(
        "In its first term a customer pays {rate} less; the end of that counts in net revenue retention.",
        rate=partial(percent, discount),
    )
    return [_assumption(dearer)] * bool(rise) + [_assumption(cheaper)] * bool(discount)


def of_value(horizon: float, rate: float) -> Assumption:
    """What is taken for granted in the value of the firm, after a horizon (days) and at a discount rate per year."""
    return _assumption(
        Phrase(
            "The value of the firm is what comes in and goes out until the horizon ({horizon}) and what the customers of that day"
            " will still bring less their care, all discounted at {rate} a year. It looks ahead without end: each decides next"
            " with the chance it then has and later as customers did in the last 12 months, pays what it pays then, and nobody"
            " new comes.",
            horizon=partial(span, horizon),
            rate=partial(percent, rate),
        )
    )


def assumed(mechanisms: Iterable[Mechanism], pauses: bool) -> list[Assumption]:
    """The assumptions that the mechanisms in force leave standing; `pauses`: where work is put aside."""
    moved = {
        name for mechanism in mechanisms for link in mechanism.links for name in (link.cause, link.effect)
    }
    standing = [one for one in ASSUMPTIONS if not one.unless & moved and one.about <= moved]
    return [_INTERRUPTED if pauses and one is _ONE_AT_A_TIME else one for one in standing]
