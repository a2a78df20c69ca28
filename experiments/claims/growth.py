"""Claims about firms that grow, and grow old: divisions by size, and what a mature firm lives on (essays A and D)."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import Any

import numpy as np

import orgsim
from experiments.claims.firms import CRM, firm
from experiments.claims.rows import Row, counted, of_mean
from experiments.claims.trial import Sides
from orgsim.plan.scenario import Scenario

SIZES = (2, 4, 8, 14)
PACKAGED = 14
"""People of the packaged firms, for whom their markets bring leads."""
DEVELOPER = {"headcount": 1, "cost": "8_000_000 / year", "does": []}
MONTHS = 120
PROSPECTS = 12_000
# People who win customers, by the enquiries still to come: 165 x (1 - share that has enquired) x growth, and 30 from
# seminars, over 195. By hand for 12,000 prospects: .92, .83, .75, .68, .60 and .54 of the start after one to six years,
# .46, .40 and .35 after seven to nine.
FEWER: Mapping[str, Sequence[int]] = {
    "marketing": (3, 3, 2, 2, 2, 2, 2, 1, 1, 1),
    "inside_sales": (5, 5, 4, 4, 3, 3, 3, 2, 2, 2),
    "field_sales": (3, 3, 2, 2, 2, 2, 2, 1, 1, 1),
}
SERVICES = {
    "second_line": {
        "price": "100_000 / month",
        "activity": "propose",
        "talks": ["purchase", "onboarding", "renewal_talk"],
    },
    "journey.propose": {
        "work": {"mean": "12 h", "cv": 0.7},
        "optional": True,
        "outcomes": [{"to": "customer", "rate": 0.3}, {"to": "lost", "rate": 0.7}],
    },
    "teams.customer_success.does": ["onboard", "support", "renew", "propose"],
}
"""As in two-divisions.toml, proposed by those who set up and answer."""
LATER = [{"at": "24 months", "price": "255_000 / month", "share_converting": 1}]
"""The subscription of b2b-saas.toml."""


def _smaller(scenario: Scenario, people: int) -> Scenario:
    """Leads and the firm of day 0 in proportion to the people beside one developer, and nobody hired beyond them."""
    share = (people - 1) / PACKAGED
    changes: dict[str, Any] = {"policies.hiring": None}
    for name, source in scenario.sources.items():
        if source.kind == "steady":
            changes[f"sources.{name}.leads"] = f"{source.leads * share:.6f} / day"
        elif source.kind == "event":
            changes[f"sources.{name}.every"] = f"{source.every / share:.6f} days"
    there = scenario.document().get("firm")
    changes["firm.customers"] = round(there["customers"] * share)
    changes["firm.pipeline"] = {step: round(leads * share) for step, leads in there["pipeline"].items()}
    changes["firm.resting.leads"] = round(there["resting"]["leads"] * share)
    return scenario.replace(changes)


def _divisions(market: str) -> Sides:
    sides: dict[str, Scenario] = {}
    for people in SIZES:
        alone = _smaller(firm(market, "generalist", CRM), people)
        spare = {"team": "sales", "share": 1 / people, "block": "8 h"}
        sides[f"{people} people, all do all"] = alone.replace(
            {"teams.sales.headcount": people, "policies.development": spare}
        )
        sides[f"{people} people, development apart"] = alone.replace(
            {
                "teams.sales.headcount": people - 1,
                "teams.development": DEVELOPER,
                "policies.development": {"team": "development", "share": 1, "left_over": False},
            }
        )
        assurance = max(1, round(people / 7))
        for said, organization, least, others in (
            ("quality and analytics", "continuous", 4, assurance + 2),
            ("strategy", "continuous-strategy", 8, assurance + 3),
        ):
            if people >= least:
                staffed = {
                    "teams.awareness.headcount": people - others,
                    "teams.quality_assurance.headcount": assurance,
                    "policies.development": {"team": "development", "share": 1, "left_over": False},
                }
                sides[f"{people} people, {said}"] = _smaller(firm(market, organization), people).replace(
                    staffed
                )
    return sides


def mature() -> Mapping[str, Scenario]:
    """What a firm sells in a market that is running dry, with fewer people each year to win customers."""
    fewer = {
        f"teams.{team}.changes": [
            {"at": f"{12 * year} months", "headcount": number}
            for year, (before, number) in enumerate(pairwise(numbers), 1)
            if number != before
        ]
        for team, numbers in FEWER.items()
    }
    base = firm("perpetual").replace(
        {
            "scenario.horizon": f"{MONTHS} months",
            "market.prospects": PROSPECTS,
            "offering.replaced": None,
            **fewer,
            "policies.hiring.marketing": None,
            "policies.hiring.inside_sales": None,
            "policies.hiring.field_sales": None,
        }
    )
    maintained = {
        f"{said} of ten buyers sign maintenance": base.replace({"offering.maintenance.uptake": share})
        for said, share in (("four", 0.4), ("eight", 0.8))
    }
    return {
        "licences alone": base.replace({"offering.maintenance.uptake": 0}),
        **maintained,
        "eight do, and services are sold": base.replace(SERVICES),
        "subscriptions from the third year on": base.replace({"offerings": LATER}),
    }


def _overtaken(_: str, replications: int, seed: int, **how: Any) -> list[Row]:
    """What recurs and what is earned in the last year, by what a mature firm sells."""
    sides = mature()
    study = orgsim.compare(sides, replications=replications, seed=seed, kpis=["revenue", "profit"], **how)
    held, any_profit, rows = [], [], []
    for side in sides:
        sample = study.samples[side]
        revenue, profit = (sample.column(f"last_year.{name}") for name in ("revenue", "profit"))
        recurs = sample.series["mrr"][:, -12:].sum(axis=1)
        share = np.divide(recurs, revenue, out=np.zeros_like(recurs), where=revenue > 0)
        rows.append(of_mean(f"{side}: share of the tenth year's revenue that recurs", "share", share))
        rows.append(of_mean(f"{side}: profit of the tenth year", "M", profit / 1e6))
        any_profit.append(profit > 0)
        held.append((profit <= 0) | (share > 0.5))
    some = np.any(any_profit, axis=0)
    true = int(np.all(held, axis=0)[some].sum())
    says = (
        "the share of runs, of those in which some firm earns a profit in its tenth year, in which what recurs has "
        "overtaken licences in each that does"
    )
    return [counted(says, true, int(some.sum())), *rows]


SIDES: Mapping[str, Callable[[str], Sides]] = {"A4": _divisions}
"""By key of the claim and market."""
ESTIMATES: Mapping[str, Callable[..., list[Row]]] = {"D1": _overtaken}
"""By key of the claim: rows from market, replications and seed."""
