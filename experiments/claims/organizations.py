"""Claims about who does what: cuts, handovers, specialists, silos, people who leave (essays A, B and C)."""

from collections.abc import Callable, Mapping

from experiments.claims.firms import CRM, SFA, cut, firm, people, quotas, turnover
from experiments.claims.trial import Sides
from orgsim.plan.matched import matched

UNTRAINED = {
    "effects.learning.initial": 0.0,
    "effects.learning.progress": 0.85,
    "effects.learning.transfer": 0.0,
}


def _pre_and_post(market: str) -> Sides:
    return {
        f"{offering}, {name}": side
        for offering, place in (("subscribed", market), ("sold once", "perpetual"))
        for name, side in (("pre/post", cut(place, "pre-post-sales")), ("THE MODEL", cut(place, "the-model")))
    }


def _specialists(market: str) -> Sides:
    sides = {"generalists": cut(market, "generalist"), "specialists": cut(market, "the-model")}
    return {**sides, **{f"{name}, untrained": one.replace(UNTRAINED) for name, one in sides.items()}}


def _resignations(market: str) -> Sides:
    own = {"teams.sales.ownership": "person", "policies.records": {"kind": "personal"}}
    sides = {
        "each for their own": cut(market, "generalist").replace(own),
        "THE MODEL": cut(market, "the-model").replace({"teams.customer_success.ownership": "person"}),
    }
    return {
        f"{name}, {rate} leave": one.replace(turnover(one, f"{rate} / year"))
        for name, one in sides.items()
        for rate in ("0 %", "50 %")
    }


def _chart_and_work(market: str) -> Sides:
    old, new = firm(market, "pre-post-sales"), firm(market)
    return {
        "old chart, old work": old,
        "new chart, old work": matched(old, new),
        "old chart, new work": matched(new, old),
        "new chart, new work": matched(new, new),
    }


def _goals(market: str) -> Sides:
    silos = firm(market, "the-model-siloed")
    silos = silos.replace(quotas(silos))
    shared = silos.replace({"policies.goal": {"kind": "shared"}})
    return {"each for its quota": silos, "a shared goal": shared}


def _two_or_one(market: str) -> Sides:
    two = firm(market)
    one = two.replace(
        {
            "teams.inside_sales": None,
            "policies.hiring.inside_sales": None,
            "teams.marketing.does": ["campaign", "respond", "qualify", "develop", "nurture"],
            "policies.hiring.marketing.most": 16,
            "teams.marketing.headcount": 8,
            "teams.marketing.cost": "7_625_000 / year",
        }
    )
    return {"one team": one, "two teams": two}


def _meetings(market: str) -> Sides:
    sides = {}
    for name, records in (("crm", CRM), ("sfa", SFA)):
        sides[f"{name}, no meetings"] = firm(market, "the-model", records)
        sides[f"{name}, meetings"] = firm(market, "the-model", records, {"policies.meetings": {}})
    return sides


def _friction(market: str) -> Sides:
    rough = {"effects.understanding.friction": 5}
    return {
        "no meetings": firm(market, "the-model", rough),
        "an hour a week": firm(market, "the-model", rough, {"policies.meetings": {}}),
    }


def _rotation(market: str) -> Sides:
    stays = {"policies.rotation": {"every": "6 months", "lasts": "1 month"}}
    return {"no stays": firm(market), "a month in another team": firm(market, "the-model", stays)}


def _care(market: str) -> Sides:
    usual = firm(market)
    return {
        f"{number} in customer success": usual.replace(people(usual, "customer_success", number - 3))
        for number in (3, 1, 5)
    }


SIDES: Mapping[str, Callable[[str], Sides]] = {
    "A1": _pre_and_post,
    "B2": _meetings,
    "B3": _rotation,
    "B7": _care,
    "B8": _specialists,
    "B9": _resignations,
    "B11": _friction,
    "C1": _chart_and_work,
    "C3": _goals,
    "E3": _two_or_one,
}
"""By key of the claim and market."""
