"""The relation with customers as diagrams say it: when they decide, how many leave; by segment where these have contracts of
their own."""

from collections.abc import Iterator

from orgsim.language.numbers import number, percent
from orgsim.language.spans import every, span
from orgsim.plan.derived.contracts import Contracted, contracts, leaving
from orgsim.plan.model.offering import Reorder
from orgsim.report.diagrams.content.pen import Pen


def deciding(pen: Pen) -> Iterator[str]:
    """When customers decide again."""
    for prefix, one in _by_term(pen):
        yield prefix + pen.say("decides {every}", every=every(one.offering.term_days, pen.language))


def staying(pen: Pen) -> Iterator[str]:
    """For how long customers stay who do."""
    for prefix, one in _by_term(pen):
        yield prefix + pen.say("stays for another {time}", time=span(one.offering.term_days, pen.language))


def repriced(pen: Pen) -> Iterator[str]:
    """How what customers pay moves when they stay."""
    offering = pen.scenario.offering
    if offering is None:
        return
    if offering.price_rise:
        rise = (1 + offering.price_rise) ** 12 - 1
        yield pen.say("{rate} a year dearer", rate=percent(rise, pen.language))
    for one in pen.scenario.price_lists:
        yield pen.say("another price from day {day} on", day=number(one.at, pen.language, 5))
    for later in pen.scenario.offerings:
        share = percent(later.share_converting, pen.language)
        yield pen.say(
            "{share} go over to the subscription from day {day} on",
            share=share,
            day=number(later.at, pen.language, 5),
        )
    if isinstance(offering, Reorder) and offering.skips:
        yield pen.say("{rate} of them skip an order", rate=percent(1 - offering.placed, pen.language))
    contraction = None if pen.scenario.customer is None else pen.scenario.customer.contraction
    if contraction is not None:
        rate, less = (percent(one, pen.language) for one in (contraction.rate, contraction.share))
        yield pen.say("{rate} of them go on with {share} less", rate=rate, share=less)
    if offering.first_term_discount:
        taken = percent(offering.first_term_discount, pen.language)
        yield pen.say("at first {share} less to pay", share=taken)


def departing(pen: Pen) -> Iterator[str]:
    """How many customers leave in a year, in the reference."""
    segments = pen.scenario.segments
    if all(one.churn is None for one in segments.values()):
        yield pen.leaving(leaving(pen.scenario))
        return
    for name, segment in segments.items():
        yield pen.of_segment(name) + pen.leaving(leaving(pen.scenario, segment))


def leaving_early(pen: Pen) -> Iterator[str]:
    """How many leave within a term."""
    early = None if pen.scenario.customer is None else pen.scenario.customer.early_leaving
    if early is not None:
        yield pen.say("{rate} a year within a term", rate=percent(early.rate, pen.language))
        if early.heirs:
            yield pen.say(
                "{share} of these contracts pass to heirs", share=percent(early.heirs, pen.language)
            )


def _by_term(pen: Pen) -> Iterator[tuple[str, Contracted]]:
    """What there is to say of the terms of contracts: for all at once, or segment by segment with whose it is."""
    found = contracts(pen.scenario)
    if len({one.offering.term_days for one in found}) == 1:
        yield "", found[0]
    else:
        yield from zip(map(pen.of_segment, pen.scenario.segments), found, strict=True)
