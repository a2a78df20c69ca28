"""Rows of customers: how many rows of the log their life brings, for the estimate of a run's size."""

from orgsim.plan.derived.contracts import Contracted, contracts, giving_up_hazard
from orgsim.plan.derived.leaving import months_of_life
from orgsim.plan.derived.meetings import meetings
from orgsim.plan.model.content import Content
from orgsim.units import MONTH

COMMISSIONS = 2
"""Rows that tell of the commission on a sale: paid, and paid back."""


def failed(content: Content) -> float:
    """Rows per job at most that tell of failures, and of apologies for them: where most wait, by people who know their work."""
    if "failures" not in content.scenario.mechanisms:
        return 0.0
    parameters, recovery = content.effects.failures, content.policies.recovery
    attentive = "attentiveness" not in content.scenario.mechanisms
    careless = 1.0 if attentive else content.effects.attentiveness.careless
    chance = parameters.chance(parameters.overwhelmed, 1.0, False, careless)
    return float(chance * (2 if recovery is not None and recovery.sorry else 1))


def won_back(content: Content, visits: float, customers: float) -> float:
    """Visits of customers who left and are followed up, or whose product has to be replaced."""
    offering, nurture, horizon = content.offering, content.policies.nurture, content.scenario.horizon
    total = 0.0
    if "churned" in nurture.recycles:
        total += customers * min(nurture.touches, horizon / nurture.every)
    if offering is not None and offering.lifetime is not None:
        total += visits * horizon / max(1.0, offering.lifetime.build().mean)
    return total


def stories(content: Content) -> float:
    """Rows per customer-month at most of success stories."""
    if content.policies.stories is None:
        return 0.0
    return float(MONTH * content.effects.stories.rate * content.effects.stories.most)


def lapses(content: Content) -> float:
    """Moments per customer-month at which use falls: as much work as a row, though they leave none."""
    on = "adoption" in content.scenario.mechanisms and content.effects.adoption.lapse > 0
    return float(MONTH * content.effects.adoption.lapses) if on else 0.0


def _called(content: Content) -> float:
    """Rows per customer-month at most of an organization's own rhythm of check-ins and of its readings of usage data."""
    rhythm, usage = content.policies.care, content.policies.usage_data
    total: float = 0.0 if rhythm is None else 2 * MONTH / rhythm.every
    if usage is not None:
        seen = (
            1.0
            if "adoption" in content.scenario.mechanisms
            else max(usage.sensitivity, 1 - usage.specificity)
        )
        total += MONTH / usage.every * (1 + 2 * seen)
    return total


def proposed(content: Content) -> float:
    """Rows that the line which a customer does not have makes at most: proposals, the sale, and what is then billed by itself."""
    line, chances = content.second_line, content.effects.cross_selling
    if line is None or "cross_selling" not in content.scenario.mechanisms:
        return 0.0
    months = months_of_life(content)
    # Who has no contract of terms is billed for the second line alone.
    billed = months * (1 - content.offering.uptake) if content.offering is not None and line.price else 0.0
    named = content.effects.purchase_data.named if content.policies.purchase_data is not None else 0.0
    often = max(chances.own, chances.asked, chances.unasked, named)
    return float(meetings(content, 1.0, months * MONTH) * often + 3 + billed + _expansion(content))


def per_month(content: Content, found: list[Contracted]) -> float:
    """Rows that a customer makes per month, of some with such contracts: payments, decisions, and the parts of its life that are
    stated."""
    decided = MONTH * sum(one.share * one.decisions for one in found)
    life = content.customer
    shrunk = 0.0 if life is None or life.contraction is None else life.contraction.rate * decided
    over = decided * sum(one.share_converting for one in content.offerings)
    total = (
        2 * decided
        + shrunk
        + over
        + 2 * giving_up_hazard(content) / 12
        + sum(one.share for one in found if one.offering.billed_monthly)
    )
    return total + _cared(content, decided) * (1 + failed(content))


def _sold(content: Content) -> int:
    """Rows at most by which a sale at a check-in is more than one: the work that closes it, and what is paid at once."""
    life = content.customer
    if life is None or life.upsell is None:
        return 0
    at_once = any(not one.offering.billed_monthly for one in contracts(content))
    return (life.upsell.activity is not None) + at_once + _expansion(content)


def _expansion(content: Content) -> int:
    """Rows that tell of the commission on what is sold to a customer later."""
    paid = any(team.commission and team.commission.expansion for team in content.teams.values())
    return COMMISSIONS * paid


def _cared(content: Content, decided: float) -> float:
    """Rows of work for a customer per month, and of what it sells; `decided`: its decisions in a month."""
    life, total = content.customer, 0.0
    if (touched := content.policies.neglected) is not None:
        total += (1 + touched.touches + _sold(content)) * MONTH / touched.after
    if life is None:
        return total
    if (promoted := content.policies.promotions) is not None and life.upsell is not None:
        takes = content.effects.promotions.worth * life.upsell.rate
        total += (1 + _sold(content)) * takes * MONTH / promoted.every
    if life.incidents is not None:
        total += MONTH * life.incidents.rate
    if life.check_ins is not None:
        total += (2 + _sold(content)) * MONTH / life.check_ins.every + _called(content)
    if life.renewal is not None:
        total += decided
    return total
