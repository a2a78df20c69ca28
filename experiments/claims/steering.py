"""Claims about measuring, pressing and steering: weak steps, soft appointments, bottlenecks, quotas, incentives (all essays)."""

from collections.abc import Callable, Mapping

import orgsim
from experiments.claims.firms import CRM, HORIZON, busier, firm, odds, people, quotas, turnover
from experiments.claims.trial import Sides
from orgsim.plan.single_changes import TRAINING

AFTER = ["onboard", "support", "check_in", "renew"]
BEFORE = ["campaign", "respond", "qualify", "develop", "close", "nurture"]
BETTER = 1.25
"""Times the odds of a step at which people have become better."""
GROWS = {"when": "load > 0.95", "begins": "12 months"}
ASKED = {"sources.web.leads": "160 / month"}
"""Enquiries of the first month where buyers inform themselves: a third more than in informed-buyers.toml, which has as many in
three years as the market as it is."""


def _purchase(market: str) -> Sides:
    keeps = firm(market, "generalist")
    keeps = keeps.replace(turnover(keeps, "0 % / year"))
    desk = {
        "headcount": 3,
        "does": AFTER,
        "kpi": "retention",
        "cost": f"{keeps.teams['sales'].cost:.0f} / month",
        "ownership": "person",
    }
    hired = {"policies.hiring.desk": {**GROWS, "most": 6}}
    sells = {"teams.sales.headcount": 11, "teams.sales.does": BEFORE, "teams.desk": desk}
    parted = keeps.replace({**sells, **hired}).replace({"teams.desk.turnover": "0 % / year"})
    return {
        f"{records}, {name}": side.replace({"policies.records": {"kind": records}})
        for records in ("personal", "crm")
        for name, side in (("who sold goes on", keeps), ("others go on", parted))
    }


def _weak_step(market: str) -> Sides:
    usual, weak = firm(market), firm(market, "the-model", odds(develop=0.5))
    places = {"at the weak step": "inside_sales", "in customer success": "customer_success"}
    return {
        "no weak step": usual,
        "a weak step": weak,
        **{f"one more {where}": weak.replace(people(weak, team, 1)) for where, team in places.items()},
        **{
            f"training {where}": weak.replace({"policies.training": {**TRAINING, "teams": [team]}})
            for where, team in places.items()
        },
    }


def _soft_appointments(market: str) -> Sides:
    usual = firm(market)
    pressed = {
        "teams.inside_sales.quota": f"{45 * busier(usual):.10g} / month",
        "effects.pressure.strength": 1.0,
        "policies.goal": {"kind": "local"},
    }
    return {"no quota": usual, "three times as many are asked for": usual.replace(pressed)}


def _bottlenecks(_: str) -> Sides:
    usual = orgsim.load("changing-market", "the-model", HORIZON)
    review = {"teams": ["marketing", "inside_sales", "field_sales", "customer_success"], "every": "3 months"}
    return {
        "nobody is moved": usual,
        **{
            f"by {rule}": usual.replace({"policies.strategy": {**review, "rule": rule}})
            for rule in ("busiest", "longest_wait", "most_lost_money")
        },
    }


def _inside_sales(market: str) -> Sides:
    sides = {}
    for name, place in (("as it is", market), ("informed buyers", "informed-buyers")):
        apart = firm(place, "the-model", ASKED if place != market else {})
        together = {
            "teams.inside_sales": None,
            "policies.hiring.inside_sales": None,
            "teams.field_sales.does": ["develop", "nurture", "close"],
            "policies.hiring.field_sales.most": 16,
            "teams.field_sales.headcount": 8,
            "teams.field_sales.cost": "8_000_000 / year",
        }
        sides[f"{name}, one team"], sides[f"{name}, inside sales apart"] = apart.replace(together), apart
    return sides


def _each_alone(market: str) -> Sides:
    silos = firm(market, "the-model-siloed")
    return {"no quotas": firm(market), "a quota for each": silos.replace(quotas(silos))}


def _incentive(_: str) -> Sides:
    names = {"none": "two-divisions", "an incentive": "two-divisions-incentive"}
    return {said: orgsim.load("two-divisions", name, HORIZON) for said, name in names.items()}


def _feedback(market: str) -> Sides:
    usual = firm(market, "continuous", CRM)
    return {"nobody brings it back": usual.replace({"policies.assurance": None}), "brought back": usual}


def _before_the_talk(market: str) -> Sides:
    early = ("respond", "qualify", "develop")
    return {
        "better in the talk": firm(market, "the-model", odds(close=BETTER)),
        "as much better before it": firm(
            market, "the-model", odds(**dict.fromkeys(early, BETTER ** (1 / 3)))
        ),
        "each step before it better": firm(market, "the-model", odds(**dict.fromkeys(early, BETTER))),
        "leads at rest touched twice as often": firm(
            market, "the-model", {"policies.nurture": {"every": "15 days", "touches": 18}}
        ),
    }


SIDES: Mapping[str, Callable[[str], Sides]] = {
    "A2": _purchase,
    "B1": _weak_step,
    "B5": _soft_appointments,
    "C2": _bottlenecks,
    "C5": _inside_sales,
    "C8": _each_alone,
    "D2": _incentive,
    "D5": _feedback,
    "E1": _before_the_talk,
}
"""By key of the claim and market."""
