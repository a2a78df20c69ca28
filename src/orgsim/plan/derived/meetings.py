"""Meetings: how often customers are met when what they do not have may be proposed to them, and who begins with which line."""

from orgsim.plan.derived.contracts import contracts
from orgsim.plan.model.content import Content


def beginning(content: Content) -> float:
    """Share of customers who begin with the second line."""
    return sum(one.share for one in contracts(content) if one.later is not None)


def proposals(content: Content, amount: float) -> list[tuple[str, float]]:
    """The activities that sell the other line, with their part of so many proposals to customers who all have one line."""
    line = content.second_line
    if line is None:
        return []
    share = beginning(content)
    found = [(line.activity, amount * (1 - share))]
    if line.offering_activity is not None:
        found.append((line.offering_activity, amount * share))
    return found


def meetings(content: Content, purchases: float, days: float) -> float:
    """Purchases and talks, of so many purchases whose customers are seen so many `days` all together, at which something may be
    proposed by the market's base rates: check-ins, and what else the second line's `talks` name."""
    line, life = content.second_line, content.customer
    if line is None:
        return 0.0
    found = purchases
    if life is None:
        return found
    if life.check_ins is not None:
        found += days / life.check_ins.every
    if life.onboarding is not None and "onboarding" in line.talks:
        found += purchases
    if life.incidents is not None and "answer" in line.talks:
        found += days * life.incidents.rate
    if life.renewal is not None and "renewal_talk" in line.talks:
        found += days * sum(one.share * one.decisions for one in contracts(content))
    return found
