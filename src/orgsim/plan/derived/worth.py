"""Worth: what one job of each activity is expected to bring the whole per staff hour, from the rates and prices of the market.

A customer is worth margin × (what is paid at once + recurring revenue per month × expected months), the months being term
over churn within a term, at most the horizon; 1 where nothing is sold. A job for a lead is worth the chance that the lead
buys, by the base rates, times that; its hours are its own and those of all steps that are expected to follow it, whoever
does them, since the value comes with the last. Work for a source is worth the leads it brings, less what they cost. Work
for customers is worth the revenue that is expected to be lost if it is not done: health falls, and the odds of leaving at
the ends of the terms that follow rise.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from orgsim.engine import odds
from orgsim.mechanisms.customers import health
from orgsim.plan.derived.as_worked import kinds_as_worked
from orgsim.plan.derived.contracts import Contracted, apart, contracts, early_hazard, given_up
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.leaving import average, yearly
from orgsim.plan.derived.mix import mean_shares, usual_mix
from orgsim.plan.derived.reaching import part_of_work, reach
from orgsim.plan.derived.routes import POOL, arrives, doers, entry, gathered, jobs, steps, ways
from orgsim.plan.model.content import Content
from orgsim.plan.model.sources import EventSource, SteadySource
from orgsim.units import DAYS_PER_YEAR, MONTH

_TERMS = 100
"""Terms after which a loss of health counts no more."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What an average customer pays and how long; money in the market's currency."""

    once: float
    """Paid at the purchase, after the cost of delivery."""
    monthly: float
    """Recurring revenue per model month, after the cost of delivery."""
    term: float
    """Model months between two decisions; 0 where there are none."""
    churn: float
    """Chance to leave at each of them, in the reference; where customers differ, at the first."""
    months: float
    """Expected model months of recurring revenue, at most the horizon, weighted with what rises, discounts and contraction make
    of it."""

    @property
    def worth(self) -> float:
        """What a purchase brings."""
        return self.once + self.monthly * self.months


def contract(content: Content) -> Contract:
    """The contract of an average customer; a purchase is worth 1 where nothing is sold. Months are weighted with what is paid."""
    found = deals(content)
    if len(found) == 1:
        return found[0][1]
    once, monthly, term, churn, money = (
        sum(share * value for (share, _), value in zip(found, values, strict=True))
        for values in zip(
            *((d.once, d.monthly, d.term, d.churn, d.monthly * d.months) for _, d in found), strict=True
        )
    )
    return Contract(once, monthly, term, churn, money / monthly if monthly else 0.0)


def deals(content: Content) -> list[tuple[float, Contract]]:
    """Shares of the customers with the contract of each: one for all, or by segment where some have terms of their own."""
    found = contracts(content)
    if not found:
        return [(1.0, Contract(1.0, 0.0, 0.0, 0.0, 0.0))]
    if not apart(content):
        return [(1.0, _deal(content, found[0], _size(content)))]
    assert content.offering is not None
    mean = content.offering.deal_size.build().mean
    return [(one.share, _deal(content, one, mean * one.size)) for one in found]


def _deal(content: Content, one: Contracted, size: float) -> Contract:
    """The contract of customers who sign alike; `size`: the mean factor on what they pay."""
    offering = one.average(content.scenario.horizon)
    factor = offering.margin * size
    once, monthly = offering.paid_at_once * factor, offering.paid_per_month * offering.uptake * factor
    for later in content.offerings:  # what is sold on average over the horizon
        share = max(0.0, 1 - later.at / content.scenario.horizon)
        once, monthly = (1 - share) * once, (1 - share) * monthly + share * later.price * factor
    horizon, term = content.scenario.horizon / MONTH, offering.term_days / MONTH
    if not math.isfinite(term):
        return Contract(once, 0.0, 0.0, 0.0, 0.0)
    leaving = [odds.term_churn(churn, offering.term_days / DAYS_PER_YEAR) for churn in yearly(one.churn)]
    growth = (1 + offering.price_rise) ** term * (1 - given_up(content))
    kept, paid = _within(content, one, term)
    months = average([_months(term, (chance, kept, paid), growth, horizon) for chance in leaving])
    months -= offering.first_term_discount * min(term * paid, horizon)
    return Contract(once, monthly, term, average(leaving), months)


def _within(content: Content, one: Contracted, term: float) -> tuple[float, float]:
    """Shares of the customers who begin a term of so many model months who do not leave within it, and of the term that is paid
    on average."""
    hazard = early_hazard(content) / 12
    if not hazard:
        return 1.0, 1.0
    assert content.customer is not None
    assert content.customer.early_leaving is not None
    bill = min(1.0, term) if one.offering.billed_monthly else term
    refund = content.customer.early_leaving.refund == "unused"
    lived = -math.expm1(-hazard * term) / hazard / term
    return math.exp(-hazard * term), lived if refund else lived * hazard * bill / -math.expm1(-hazard * bill)


def _months(term: float, leaving: tuple[float, float, float], growth: float, horizon: float) -> float:
    """Expected months until a customer leaves, at most the horizon, each weighted with what `growth` at renewals has made of
    the price by then; `leaving`: the chance to leave at the end of a term, and what is said of those who leave `_within` one."""
    chance, kept, paid = leaving
    if growth == 1 and kept == 1:
        return min(horizon, term / chance) if chance > 0 else horizon
    most = horizon if growth == 1 else term * (growth ** (horizon / term) - 1) / (growth - 1)
    stays = (1 - chance) * kept * growth
    return float(min(most, term * paid / (1 - stays)) if stays < 1 else most)


def per_hour(content: Content) -> dict[str, float]:
    """For each activity that somebody does, what one job is worth to the whole per staff hour; the best of its uses.

    Where leads of several kinds are told apart, the mean over the kinds that come, by the market's mix.
    """
    mix, told = usual_mix(content), kinds_as_worked(content)
    if len(told) == 1:
        return _per_hour(told[0].content)
    total = dict.fromkeys(doers(content), 0.0)
    for kind in told:
        share = sum(mix[source] * part for source, part in kind.shares.items()) / sum(mix.values())
        for name, worth in _per_hour(kind.content).items():
            total[name] += share * worth
    return total


def _per_hour(content: Content) -> dict[str, float]:
    found = dict.fromkeys(doers(content), 0.0)
    uses = (*_lead_work(content), *_source_work(content), *_customer_work(content), *_more_sales(content))
    for name, worth, following in uses:
        if name in found and name in content.journey:
            hours = max(_work(content, name) + following, 1e-9)
            found[name] = max(found[name], worth / hours)
    return found


Job = tuple[str, float, float]
"""An activity, what a job of it is worth, and the staff hours expected to follow from it."""


@dataclass(frozen=True, slots=True)
class Lead:
    """What is expected of a lead at some place of the journey."""

    worth: float
    hours: float
    """Staff hours until it has bought or left the journey."""


def leads(content: Content) -> dict[str, Lead]:
    """What is expected of a lead by the base rates, at each activity and at the journey's ends; "nurture" is at rest."""
    purchase = contract(content).worth
    worth = gathered(content, {"customer": purchase})
    hours = gathered(content, {name: jobs(content, name) * _work(content, name) for name in content.journey})
    return {place: Lead(worth[place], hours[place]) for place in worth}


def _work(content: Content, name: str) -> float:
    if name not in content.journey:
        return 0.0
    return content.journey[name].work.build().mean * part_of_work(content, name)


def _lead_work(content: Content) -> Iterator[Job]:
    """Jobs for leads; a touch in vain leaves a lead at rest where it was, and is worth nothing."""
    at = leads(content)
    for name in (*steps(content), *({POOL} & content.journey.keys())):
        onward = [
            (at[arrives(content, way.to)], way.flow * (reach(content) if name == POOL else 1.0))
            for way in ways(content, name)
            if way.kind == "outcome" and (name, way.to) != (POOL, POOL)
        ]
        yield (
            name,
            sum(rate * lead.worth for lead, rate in onward),
            sum(rate * lead.hours for lead, rate in onward),
        )


def _source_work(content: Content) -> Iterator[Job]:
    at = leads(content)
    for name, source in content.sources.items():
        lead = at[arrives(content, entry(content, name))]
        if isinstance(source, EventSource) and source.activity is not None:
            brings = source.attendees.build().mean * source.leads_per_attendee
            yield source.activity, brings * lead.worth - source.cost, brings * lead.hours
        elif isinstance(source, SteadySource) and source.activity is not None:
            brings = source.leads * source.upkeep
            yield source.activity, brings * (lead.worth - source.cost), brings * lead.hours


def loss(content: Content, fall: float, left: float) -> float:
    """Revenue expected to be lost when a customer's health falls by `fall`, with `left` of the term to go (as a share of it)."""
    if "health" not in acting(content):
        return 0.0
    return sum(share * _lost(content, deal, fall, left) for share, deal in deals(content) if deal.term)


def _lost(content: Content, deal: Contract, fall: float, left: float) -> float:
    """The same of a customer with one contract."""
    effects = content.effects.health
    total, stays = 0.0, 1.0
    for term in range(_TERMS):
        now = health.decayed(-fall, left * deal.term + term * deal.term, effects.persistence)
        total += stays * (odds.churn(deal.churn, effects.odds * now) - deal.churn)
        stays *= 1 - deal.churn
    return total * deal.monthly * deal.months


def _customer_work(content: Content) -> Iterator[Job]:
    life, effects = content.customer, content.effects.health
    if life is None:
        return
    if life.onboarding is not None:
        yield life.onboarding.activity, loss(content, effects.late_onboarding, 1.0), 0.0
    if life.incidents is not None:
        yield life.incidents.activity, loss(content, effects.late_answer, 0.5), 0.0
    if life.check_ins is not None:
        yield (
            life.check_ins.activity,
            loss(content, effects.missed_check_in, 0.5) + _upsell(content),
            0.0,
        )
    if life.renewal is not None:
        yield life.renewal.activity, loss(content, effects.missed_renewal_talk, 0.0), 0.0


def _upsell(content: Content) -> float:
    """What selling more at a check-in is expected to bring."""
    deal, life = contract(content), content.customer
    if life is None or life.upsell is None:
        return 0.0
    return life.upsell.rate * life.upsell.value * deal.monthly * deal.months


def _more_sales(content: Content) -> Iterator[Job]:
    """The work that closes an upsell, and that which sells the other line."""
    life, line, deal = content.customer, content.second_line, contract(content)
    if life is not None and life.upsell is not None and life.upsell.activity is not None:
        yield life.upsell.activity, life.upsell.value * deal.monthly * deal.months, 0.0
    if line is not None and content.offering is not None and line.activity in content.journey:
        sold = sum(way.rate for way in content.journey[line.activity].outcomes if way.to == "customer")
        size = content.offering.margin * _size(content)
        # Who has no contract of terms never decides about it.
        months = deal.months if deal.term else content.scenario.horizon / MONTH
        yield line.activity, sold * size * (line.once + line.price * months), 0.0
        yield from _offering_later(content, line.offering_activity)


def _offering_later(content: Content, activity: str | None) -> Iterator[Job]:
    """The work that sells the offering to who began with the second line."""
    found = [(one, one.later) for one in contracts(content) if one.later is not None]
    share = sum(one.share for one, _ in found)
    if activity is None or activity not in content.journey or not share > 0:
        return
    sold = sum(way.rate for way in content.journey[activity].outcomes if way.to == "customer")
    monthly = sum(one.share * one.size * later.margin * later.paid_per_month for one, later in found) / share
    mean = found[0][1].deal_size.build().mean
    yield activity, sold * monthly * mean * contract(content).months, 0.0


def _size(content: Content) -> float:
    """Mean factor on what a customer pays."""
    assert content.offering is not None
    sizes = [content.segments[name].size * share for name, share in mean_shares(content).items()] or [1.0]
    return content.offering.deal_size.build().mean * sum(sizes)
