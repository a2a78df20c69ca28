"""Work for customers: what those who have bought ask for, as far as the market states it."""

from collections.abc import Iterator, Mapping

from orgsim.plan.derived.contracts import apart, contracts
from orgsim.plan.derived.leaving import days_seen
from orgsim.plan.model.content import Content

Jobs = Iterator[tuple[str, float]]
"""Activities and how often each is done."""


def work_for_customers(
    content: Content, purchases: float, held: Mapping[str, float], rhythm: float | None = None
) -> Jobs:
    """What is done for so many customers who come evenly over the horizon, and for those of day 0 whose segments stay so many
    days (`held`)."""
    horizon = content.scenario.horizon
    days = purchases * days_seen(content, horizon) + sum(held.values())
    talks = None
    if apart(content):
        sold = zip(content.segments, contracts(content), strict=True)
        talks = sum(
            one.decisions
            * (purchases * one.share * days_seen(content, horizon, {name: 1.0}) + held.get(name, 0.0))
            for name, one in sold
        )
    return customer_jobs(content, purchases, days, rhythm, talks)


def customer_jobs(
    content: Content,
    purchases: float,
    days: float,
    rhythm: float | None = None,
    talks: float | None = None,
) -> Jobs:
    """Activities and how often each is done, for so many purchases whose customers are seen so many `days` all together.

    `talks` are held before the ends of terms; as many as such customers have decisions where it is not stated. `rhythm` is the
    elapsed days between two check-ins with a customer; the market's where it is not stated. Upsell counts by its rate at
    check-ins; what sells the second line is not among it.
    """
    life, offering = content.customer, content.offering
    if life is None:
        return
    if life.onboarding is not None:
        yield life.onboarding.activity, purchases
    if life.incidents is not None:
        yield life.incidents.activity, days * life.incidents.rate
    if life.check_ins is not None:
        held = days / (life.check_ins.every if rhythm is None else rhythm)
        yield life.check_ins.activity, held
        if life.upsell is not None and life.upsell.activity is not None:
            yield life.upsell.activity, held * life.upsell.rate
    if life.renewal is not None and offering is not None:
        if talks is not None:
            yield life.renewal.activity, talks
        elif not apart(content):
            yield life.renewal.activity, days / offering.term_days
        else:
            yield life.renewal.activity, days * sum(one.share * one.decisions for one in contracts(content))
