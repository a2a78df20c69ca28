"""Lifetimes: what decisions say of how long customers stay, from sums over customers. Plain arithmetic.

Every function takes sums by name (see `orgsim.measures.terms`), of one run or means over replications, element by element,
and is NaN where a figure is undefined. Survival is that of Kaplan and Meier (1958) over terms: the share that stays at each
age is 1 - lost / due of that age.
"""

from collections.abc import Mapping

import numpy as np

from orgsim.measures.bins import Floats, ratios
from orgsim.measures.terms import AGES, CLASSES, YEAR

Parts = Mapping[str, Floats]

CREDIBLE = 50
"""Decisions from which on an age speaks for itself; below, in proportion to its decisions, the ages before it speak too."""


def churn_per_year(parts: Parts, end: str = "") -> Floats:
    """Share of customers lost per year: 1 - (1 - lost / due)^(12 / term) of each class, weighted by customers held."""
    chances, weights = [], []
    for kind in CLASSES:
        due, lost = (_of_class(parts, what, kind, end) for what in ("due", "lost"))
        chances.append(_per_year(ratios(lost, due), term(parts, kind)))
        weights.append(np.where(due > 0, parts[f"held.{kind}"], 0.0))
    due, span = parts[f"due.between{end}"], parts[f"months.between{end}"]
    chances.append(_per_year(ratios(parts[f"lost.between{end}"], due), ratios(span, due)))
    weights.append(np.where(due > 0, parts["held.never"], 0.0))
    weight = np.array(weights)
    known = np.where(weight > 0, np.array(chances), 0.0)
    return ratios((known * weight).sum(axis=0), weight.sum(axis=0))


def _per_year(chance: Floats, months: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(1 - (1 - chance) ** (12 / months))


def _of_class(parts: Parts, what: str, kind: str, end: str) -> Floats:
    return np.asarray(sum(parts[f"{what}.{kind}.{age}{end}"] for age in range(1, AGES + 1)))


def term(parts: Parts, kind: str) -> Floats:
    """Model months of a term of a class."""
    return ratios(parts[f"months.{kind}"], parts[f"terms.{kind}"])


def leaving(parts: Parts, kind: str, end: str = "") -> list[Floats]:
    """The chance to leave at each age, the last one for all that follow.

    An age with fewer than CREDIBLE decisions takes part of the chance of the age before it (linear credibility), the first
    of all ages together: so the tail is that of the last age with enough decisions, without a jump where one more falls.
    """
    due, lost = _of_class(parts, "due", kind, end), _of_class(parts, "lost", kind, end)
    usual = 1 - (1 - churn_per_year(parts, end)) ** (term(parts, kind) / 12)
    before = np.where(due > 0, ratios(lost, due), usual)
    found = []
    for age in range(1, AGES + 1):
        own = parts[f"due.{kind}.{age}{end}"]
        weight = np.clip(own / CREDIBLE, 0.0, 1.0)
        chance = np.where(own > 0, ratios(parts[f"lost.{kind}.{age}{end}"], own), 0.0)
        before = weight * chance + (1 - weight) * before
        found.append(before)
    return found


def months_ahead(
    chances: list[Floats], months: Floats, rate: Floats, growth: Floats | float = 1.0
) -> list[Floats]:
    """Expected discounted months of who begins a term that ends with a decision of each age; NaN where that is without end.

    chances: of leaving, by age; months: of a term; rate: discount per year; growth: factor on what is paid at each renewal,
    where months are weighted with that.
    """
    one, kept = annuity(months, rate), growth * (1 + rate) ** (-months / 12)
    goes_on = kept * (1 - chances[-1])
    found = [np.where(goes_on < 1, ratios(one, np.where(goes_on < 1, 1 - goes_on, 0.0)), np.nan)]
    for chance in reversed(chances[:-1]):
        found.append(one + kept * (1 - chance) * found[-1])
    return found[::-1]


def annuity(months: Floats, rate: Floats) -> Floats:
    """Discounted months of a stream of so many months from now on; `rate` per year."""
    force = np.log1p(rate) / 12
    return np.where(force > 0, ratios(-np.expm1(-force * months), force), months)


def leaving_early(rate: Floats, hazard: Floats) -> Floats:
    """A discount rate per year that counts leaving within a term, at a hazard per year, too: what survives, discounted."""
    return np.where(hazard > 0, (1 + rate) * np.exp(hazard) - 1, rate)


def kept_of_bills(months: Floats, rate: Floats, hazard: Floats) -> Floats:
    """What is paid over what is lived of the months between two payments, of which nothing is paid back: 1 and more; 1 where
    `months` is 0. rate: discount per year; hazard: of leaving early, per year."""
    lived = annuity(months, leaving_early(rate, hazard))
    return np.where((months > 0) & (hazard > 0), ratios(annuity(months, rate), lived), 1.0)


def _bill(parts: Parts, kind: str, rate: Floats) -> Floats:
    """The same for a class of contracts."""
    months = np.nan_to_num(ratios(parts[f"bill.{kind}"], parts[f"terms.{kind}"]))
    return kept_of_bills(months, rate, parts["early_hazard"])


def margin(parts: Parts) -> Floats:
    """Share of revenue left after what delivering costs."""
    return 1 - ratios(parts["delivered"], parts["paid"])


def care_per_month(parts: Parts) -> Floats:
    """What caring for a customer for a month costs, in the last 12 months; 0 where there was none to care for."""
    return np.nan_to_num(ratios(parts[f"care{YEAR}"], parts[f"customer_months{YEAR}"]))


def lifetime_value(parts: Parts) -> Floats:
    """Margin on what a new customer pays over its expected lifetime, less what caring for it costs; no discount.

    Of customers without a contract of terms the one-off price, and what else they pay and cost for as long as they are
    customers before they replace what they bought, or, where nobody does, for the months held so far per purchase. Prices
    rise at renewals, and first terms are cheaper, as the log's facts say; what customers give up at renewals is as observed.
    """
    care = care_per_month(parts)
    bought = np.asarray(sum(parts[f"new.{kind}"] for kind in (*CLASSES, "never")))
    share = margin(parts)
    worth = share * parts["once"]
    for kind in CLASSES:
        new, length = parts[f"new.{kind}"], term(parts, kind)
        chances, none = leaving(parts, kind), np.zeros_like(new)
        early = leaving_early(none, parts["early_hazard"])
        months = months_ahead(chances, length, early)[0]
        growth = (1 + parts["rise"]) ** length * (1 - np.nan_to_num(_fading(parts, kind)))
        paid = months_ahead(chances, length, early, growth)[0] - parts["discount"] * annuity(length, early)
        paid = paid * _bill(parts, kind, none)
        price = ratios(parts[f"accrued.{kind}"] + parts[f"moved.{kind}"], parts[f"held.{kind}"])
        worth = worth + np.where(new > 0, new * (share * price * paid - care * months), 0.0)
    new, due = parts["new.never"], parts["due.between"]
    so_far = np.where(due > 0, ratios(parts["months.between"], due), ratios(parts["held.never"], new))
    price = ratios(parts["accrued.never"], parts["held.never"])
    lasting = (parts["held.never"] > 0) & (new > 0)
    worth = worth + np.where(lasting, new * (share * price - care) * so_far, 0.0)
    return ratios(worth, bought)


def living_value(parts: Parts) -> Floats:
    """What the customers of the horizon will still bring less their care, discounted to the warm-up's end.

    The next decision of each at the chance logged for it, later ones at the chances by age of the last 12 months; where
    nobody had to decide in those, at the mean of the logged chances. So with what they give up when they stay.
    """
    care = care_per_month(parts)
    share = np.where(parts["paid"] > 0, margin(parts), 1.0)
    worth = share * parts["living.money"] - care * parts["living.months"]
    for kind in CLASSES:
        there = parts[f"pending.{kind}"] > 0
        length = ratios(parts[f"pending_months.{kind}"], parts[f"pending.{kind}"])
        chances = _later(parts, kind)
        rate = parts["discount_rate"]
        early = leaving_early(rate, parts["early_hazard"])
        ahead = months_ahead(chances, length, early)
        kept = 1 - np.where(
            np.isnan(fading := _fading(parts, kind, YEAR)), _logged(parts, "fading", kind), fading
        )
        paid, bill = months_ahead(chances, length, early, kept), _bill(parts, kind, rate)
        for age in range(1, AGES + 1):
            money, months = (parts[f"living.{what}.{kind}.{age}"] for what in ("money", "months"))
            later = share * money * paid[age - 1] * bill - care * months * ahead[age - 1]
            worth = worth + np.where(there & (months > 0), later, 0.0)
    return worth


def _later(parts: Parts, kind: str) -> list[Floats]:
    logged = _logged(parts, "leaving", kind)
    due = _of_class(parts, "due", kind, YEAR)
    return [np.where(due > 0, chance, logged) for chance in leaving(parts, kind, YEAR)]


def _logged(parts: Parts, what: str, kind: str) -> Floats:
    """What is logged of the decisions that customers of the horizon have before them, on average."""
    return ratios(parts[f"{what}.{kind}"], parts[f"pending.{kind}"])


def _fading(parts: Parts, kind: str, end: str = "") -> Floats:
    """Share of their recurring revenue that customers who stay give up at a renewal; NaN where none has renewed."""
    return ratios(parts[f"given_up.{kind}{end}"], parts[f"went_on.{kind}{end}"])


def firm_value(parts: Parts) -> Floats:
    """The discounted flows of the window and what living customers will still bring less their care."""
    return parts["discounted_value"] + living_value(parts)
