"""Claims about who does what: cuts, handovers, specialists, silos, people who leave (essays A, B and C)."""

from collections.abc import Callable, Mapping

from experiments.claims.firms import CRM, SFA, cut, firm, people, quotas, turnover
from experiments.claims.trial import Sides
from orgsim.plan.matched import matched
from orgsim.plan.scenario import Scenario

UNTRAINED = {
    "effects.learning.initial": 0.0,
    "effects.learning.progress": 0.85,
    "effects.learning.transfer": 0.0,
}


CHECK_INS = {
    "journey.check_in": {"work": {"mean": "3.5 h", "cv": 0.5}, "turnover": "20 % / year", "optional": True},
    "customer.check_ins": {"activity": "check_in", "every": "3 months"},
}
"""As in b2b-saas.toml, for buyers of licences too: a customer whom nobody calls feels it whatever was sold."""


def _pre_and_post(market: str) -> Sides:
    sides = {}
    for offering, place in (("subscribed", market), ("sold once", "perpetual")):
        split = firm(place, "pre-post-sales", CHECK_INS if place == "perpetual" else {}, CRM)
        sides[f"{offering}, the desk reacts"] = split
        sides[f"{offering}, the desk keeps the relation"] = split.replace(
            {
                "teams.support_desk.does": ["onboard", "support", "check_in", "renew"],
                "teams.support_desk.ownership": "person",
            }
        )
    return sides


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
    charts = {"old": firm(market, "pre-post-sales"), "new": firm(market)}
    return {
        f"{chart} chart, {work} work": _own_deals(matched(charts[work], charts[chart]))
        for work in charts
        for chart in charts
    }


def _own_deals(side: Scenario) -> Scenario:
    """Whoever began with a lead goes on with it, as long as it is their team's."""
    before = [name for name, team in side.teams.items() if {"respond", "develop", "close"} & set(team.does)]
    return side.replace({f"teams.{name}.ownership": "person" for name in before})


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
        sides[f"{name}, no meetings"] = firm(market, "continuous", records)
        sides[f"{name}, meetings"] = firm(market, "continuous", records, {"policies.meetings": {}})
    return sides


def _friction(market: str) -> Sides:
    smooth = {"effects.understanding.friction": 0}
    return {
        "no meetings": firm(market),
        "an hour a week": firm(market, "the-model", {"policies.meetings": {}}),
        "no friction, no meetings": firm(market, "the-model", smooth),
        "no friction, an hour a week": firm(market, "the-model", smooth, {"policies.meetings": {}}),
    }


def _rotation(market: str) -> Sides:
    stays = {"policies.rotation": {"every": "6 months", "lasts": "1 month"}}
    return {
        "no stays": firm(market),
        "a month in another team": firm(market, "the-model", stays),
        "no stays, deals alone": firm(market, "the-model", SFA),
        "a month in another team, deals alone": firm(market, "the-model", SFA, stays),
    }


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
