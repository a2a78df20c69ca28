"""Claims about leads, customers and the relation with them (essays B to E)."""

from collections.abc import Callable, Mapping

from experiments.claims.firms import CRM, DESK, SFA, firm, leads, odds, people
from experiments.claims.trial import Sides

REACHED = {"journey.nurture.reach": 1, "effects.touches.blind": 0}
"""Every touch reaches, whoever makes it: nothing changes, but that what was told when a lead came to rest can be moved."""
CALLED_BLINDLY = 0.23
"""Share of customers called a month: about as many as monthly reading flags, .2 of those who are well, .7 of the few who fell."""


def _follow_up(market: str) -> Sides:
    kinds = {
        "nobody": [],
        "those not ready": ["nurture"],
        "cold and unworked, too": ["nurture", "cold", "unworked"],
    }
    kinds["lost and gone, too"] = [*kinds["cold and unworked, too"], "lost", "churned"]
    return {
        name: firm(market, "the-model", {"policies.nurture.recycles": kind, **REACHED})
        for name, kind in kinds.items()
    }


def _leads(market: str) -> Sides:
    full = firm(market)
    half = leads(full, 0.5)
    more = {
        key: value
        for team in ("inside_sales", "field_sales", "customer_success")
        for key, value in people(full, team, 1).items()
    }
    better = odds(develop=1.25, close=1.25)
    return {
        "all leads": full,
        "half the leads": full.replace(half),
        "half the leads, 3 more people": full.replace(half).replace(more),
        "half the leads, 3 more people, who win more": full.replace(half).replace(more).replace(better),
    }


def _stories(market: str) -> Sides:
    told = {"team": "customer_success"}
    return {
        "none": firm(market),
        "told to newcomers": firm(market, "the-model", {"policies.stories": {**told, "renewals": False}}),
        "told to customers, too": firm(market, "the-model", {"policies.stories": told}),
    }


def _keep_or_win(market: str) -> Sides:
    usual = firm(market)
    churn = usual.customer.churn
    return {
        "as it is": usual,
        "a fifth more leads": usual.replace(leads(usual, 1.2)),
        "a fifth fewer leave": usual.replace({"customer.churn": f"{80 * churn:.4f} % / year"}),
    }


def _success(market: str) -> Sides:
    usual = firm(market, "the-model", {"policies.stories": {"team": "customer_success"}})
    led = {
        "policies.care": {"every": "2 months"},
        "policies.effort": {"onboard": 1.5},
        **people(usual, "customer_success", 2),
    }
    return {
        "as planned": usual,
        "two more people": usual.replace(people(usual, "customer_success", 2)),
        "led to success": usual.replace(led),
    }


def _records(market: str) -> Sides:
    return {
        "deals, one desk": firm(market, "the-model", SFA, DESK),
        "the whole relation, one desk": firm(market, "the-model", CRM, DESK),
        "deals, owners": firm(market, "the-model", SFA),
        "the whole relation, owners": firm(market, "the-model", CRM),
    }


def _usage(market: str) -> Sides:
    called = {"sensitivity": CALLED_BLINDLY, "specificity": 1 - CALLED_BLINDLY}
    return {
        "not read": firm(market),
        "as many called blindly": firm(market, "the-model", {"policies.usage_data": called}),
        "read monthly": firm(market, "the-model", {"policies.usage_data": {}}),
        "read sharply": firm(
            market, "the-model", {"policies.usage_data": {"sensitivity": 0.95, "specificity": 0.95}}
        ),
    }


def _idle_stocks(market: str) -> Sides:
    kinds = {
        "those not ready alone": ["nurture"],
        "never talked to, too": ["nurture", "unworked"],
        "never talked to and deals lost, too": ["nurture", "unworked", "deals"],
    }
    uncalled = firm(market).replace({"teams.customer_success.does": ["onboard", "support", "renew"]})
    return {
        **{
            name: firm(market, "the-model", {"policies.nurture.recycles": kind, **REACHED})
            for name, kind in kinds.items()
        },
        "no check-ins": uncalled,
        "no check-ins, the neglected are touched": uncalled.replace({"policies.neglected": {}}),
    }


SIDES: Mapping[str, Callable[[str], Sides]] = {
    "B6": _leads,
    "B10": _follow_up,
    "C7": _stories,
    "D3": _keep_or_win,
    "D4": _success,
    "E2": _records,
    "E4": _usage,
    "E7": _idle_stocks,
}
"""By key of the claim and market."""
