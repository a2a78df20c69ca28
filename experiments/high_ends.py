"""What each mechanism moves of a packaged firm at the high end of its range, or that it is inert (docs/findings/mechanisms.md).

For each mechanism two paired studies of a packaged firm: with the mechanism at the strong end of what its page names, or of what
a practitioner would still believe, and without it; what it needs beside that both have. Of the headline KPIs the one that moves
most beyond its interval is told (Holm over the headline KPIs); a mechanism of which none does is inert there.

    python experiments/high_ends.py [--replications 8] [--months 36] [--workers 2] [NAME ...]
"""

import argparse
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

import orgsim
from orgsim.measures.kpis import KPIS
from orgsim.plan.scenario import Scenario

SEED = 1
CARE, SALES = "customer_success", "inside_sales"


@dataclass(frozen=True)
class HighEnd:
    """A mechanism at its high end."""

    changes: Mapping[str, Any]
    """What it is at its high end; a policy of its own is left out on the other side."""
    beside: Mapping[str, Any] = field(default_factory=dict)
    """What both sides have."""
    market: str = "b2b-saas"
    organization: str = "the-model"
    by_policy: bool = False
    """Whether it is the changes that the other side has not, where it acts only by them."""


def effects(name: str, **parameters: Any) -> HighEnd:
    """A mechanism that acts by default, with stronger parameters."""
    return HighEnd({f"effects.{name}.{key}": value for key, value in parameters.items()})


def policy(beside: Mapping[str, Any] | None = None, **changes: Any) -> HighEnd:
    """A mechanism that acts by a policy alone."""
    stated = {f"policies.{key}": value for key, value in changes.items()}
    return HighEnd(stated, beside or {}, by_policy=True)


QUOTAS = {
    "teams.marketing.quota": {"per_person": "21 / month"},
    "teams.inside_sales.quota": {"per_person": "4.5 / month"},
    "teams.field_sales.quota": {"per_person": "1.4 / month"},
    "policies.goal": {"kind": "local"},
}
"""Half as much again as each team does in the first year (the-model-siloed.toml), the most a quota would ask."""
MEETINGS = {"policies.meetings": {"every": "7 days", "hours": "1 h"}}
DEVELOPERS = {"teams.development": {"headcount": 2, "cost": "8_000_000 / year", "does": []}}
GONE = {"teams.analytics.changes": [{"at": "12 months", "headcount": 0}]}
"""The analyst leaves and nobody comes: only an automation that nobody keeps up is out of date."""
ANALYSTS = {"teams.analytics": {"headcount": 1, "cost": "8_000_000 / year", "does": []}}

BEFORE_ARTICLES = ["support", "respond", "qualify", "close", "develop", "onboard", "check_in", "nurture"]
"""What a founder does first: only a source that is not kept up is forgotten."""

HIGH: dict[str, HighEnd] = {
    "cooling": effects("cooling", factor=7),
    "handoff": HighEnd({"policies.handoff": {"delay": "2 days", "confirmation": "1 h"}}),
    "knowledge": effects("knowledge", odds=2),
    "acquaintance": effects("acquaintance", odds=2, hours="60 h"),
    "health": effects("health", odds=2),
    "adoption": effects("adoption", odds=4),
    "effort": policy(effort={"close": 2.0, "develop": 2.0}),
    "ability": effects("ability", cv=0.41, quality=0.4),
    "strengths": policy({"effects.ability": {"quality": 0.4}}, strengths={}),
    "learning": effects("learning", progress=0.8),
    "switching": effects("switching", set_up="0.5 h"),
    "training": policy({"effects.learning.progress": 0.8}, training={"hours": "160 h"}),
    "turnover": effects("turnover", delay="180 days", cost=6),
    "attention": HighEnd({"policies.goal": {"kind": "local"}}, {}, "b2b-saas-busy"),
    "criteria": policy(criteria={"qualify": 1.0, "develop": 1.0}),
    "pressure": HighEnd({"effects.pressure.strength": 3, "effects.pressure.discount": 0.5}, QUOTAS),
    "cross_selling": HighEnd(
        {"policies.incentive": {"bonus": 0.05}, "effects.cross_selling.asked": 0.7},
        {"second_line.talks": ["purchase", "onboarding", "answer", "check_in", "renewal_talk"]},
        "two-divisions",
        "two-divisions",
        by_policy=True,
    ),
    "skills": HighEnd(
        {"policies.skills": {"hours": "40 h", "who": "all"}},
        {"second_line.learning": "40 h", "effects.skills.untaught": 0},
        "two-divisions",
        "two-divisions-incentive",
        by_policy=True,
    ),
    "purchase_data": HighEnd(
        {"policies.purchase_data": {"team": "services", "sensitivity": 0.9, "specificity": 0.95}},
        {"effects.purchase_data.named": 0.7},
        "two-divisions",
        "two-divisions-incentive",
        by_policy=True,
    ),
    "approvals": HighEnd(
        {"policies.approvals": {"teams": ["software", "services"], "after": "60 days", "hours": "40 h"}},
        {},
        "two-divisions",
        "two-divisions-incentive",
        by_policy=True,
    ),
    "ageing": effects("ageing", rate=0.2, fresh="1 month"),
    "touches": HighEnd(
        {"journey.nurture.reach": 0.3, "effects.touches.told_not_ready": -1, "effects.touches.blind": 1}
    ),
    "mail": HighEnd({"policies.mail": {"team": "marketing"}, "effects.mail.worth": 0.2}, by_policy=True),
    "invitations": HighEnd({"sources.seminar.invites": 0.05}, by_policy=True),
    "referrals": HighEnd({"effects.referrals.health": 2, "effects.referrals.loyalty": 1}),
    "word_of_mouth": HighEnd(
        {
            "sources.told.returns": 0.3,
            "sources.told.rate": "0.05 / month",
            "effects.word_of_mouth.lasts": "12 months",
        },
        {},
        "jeweller",
        "jeweller",
    ),
    "care": HighEnd({"policies.care": {"every": "1 month"}, "effects.care.repair": 0.6}, by_policy=True),
    "usage_data": policy(usage_data={"sensitivity": 0.95, "specificity": 0.95}),
    "neglected": HighEnd(
        {
            "policies.neglected": {"after": "2 months"},
            "effects.neglected.sells": 1,
            "effects.neglected.repair": 0.3,
        },
        {"teams.customer_success.does": ["onboard", "support", "renew"]},
        by_policy=True,
    ),
    "promotions": HighEnd(
        {
            "policies.promotions": {"team": CARE, "every": "1 month"},
            "effects.promotions.worth": 0.3,
            "effects.promotions.ripens": "1 month",
        },
        by_policy=True,
    ),
    "record_keeping": effects("record_keeping", entry="0.5 h", half_life="6 months", reported=0.2),
    "attentiveness": effects("attentiveness", hurry=1, felt=0.5, noticed=0.3),
    "failures": effects("failures", base=0.05, overload=1, trust=1.5, harm=0.8),
    "understanding": HighEnd({"effects.understanding.friction": 5}, MEETINGS),
    "conflict": HighEnd(
        {"effects.conflict.strength": 1, "effects.conflict.half_life": "365 days"},
        {
            "effects.understanding.friction": 5,
            "reorganizations": [{"at": "12 months", "organization": "the-model"}],
        },
        organization="generalist",
    ),
    "blame": HighEnd(
        {"effects.blame.strength": 2, "effects.blame.half_life": "365 days"},
        {**QUOTAS, "effects.understanding.friction": 5},
    ),
    "rotation": policy(rotation={"every": "3 months", "lasts": "1 month"}),
    "strategy": HighEnd(
        {"policies.strategy": {"team": SALES, "every": "1 month", "action": "people"}}, by_policy=True
    ),
    "product": HighEnd(
        {**DEVELOPERS, "policies.development": {"team": "development", "left_over": True}}, by_policy=True
    ),
    "automation": HighEnd(
        {
            **ANALYSTS,
            "policies.analytics": {"team": "analytics", "left_over": True},
            "effects.automation.saving": 0.3,
        },
        by_policy=True,
    ),
    "automation that fails": HighEnd(
        {"effects.automation.fails": 0.1},
        {**ANALYSTS, **GONE, "policies.analytics": {"team": "analytics", "left_over": True}},
        by_policy=True,
    ),
    "stories": HighEnd(
        {
            "policies.stories": {"team": CARE},
            "effects.stories.strength": 0.57,
            "effects.stories.staying": 0.22,
        },
        by_policy=True,
    ),
    "community": HighEnd(
        {
            "policies.community": {"team": CARE},
            "effects.community.strength": 0.6,
            "effects.community.half": 20,
        },
        by_policy=True,
    ),
    "customer_understanding": HighEnd(
        {
            "policies.interviews": {"team": CARE},
            "policies.customer_news": {},
            "effects.customer_understanding.strength": 0.078,
        },
        by_policy=True,
    ),
    "reputation": effects("reputation", strength=4),
    "competitors": HighEnd(
        {"effects.competitors.noticed": "2 / month", "effects.competitors.strength": 1}, by_policy=True
    ),
    "skipped orders": HighEnd(
        {"offering.skips": 0.3, "offering.again": 0.6}, {}, "recurring-orders", by_policy=True
    ),
    "sources that fade": HighEnd(
        {"sources.articles.fades": "12 months"},
        {"sources.acquaintances.leads": "24 / month", "teams.founder.priority": BEFORE_ARTICLES},
        "young-firm",
        "solo-founder",
        by_policy=True,
    ),
}
"""Every mechanism, and three things of markets that are none."""


def sides(name: str, months: int) -> dict[str, Scenario]:
    """The firm without the mechanism, and with it at its high end."""
    one = HIGH[name]
    base = orgsim.load(one.market, one.organization, {"scenario.horizon": f"{months} months"})
    base = base.replace(dict(one.beside))
    high = base.replace(dict(one.changes))
    if not one.by_policy:
        base = base.replace({"scenario.mechanisms": [key for key in base.scenario.mechanisms if key != name]})
    return {"without": base, "high": high}


def moved(row: Mapping[str, Any]) -> str:
    """A change with its interval: shares in points, all else as a part of what it is without the mechanism."""
    name = row["kpi"]
    if KPIS[name].unit.startswith("share"):
        change, low, high = (100 * row[key] for key in ("difference", "low", "high"))
        return f"{name} {change:+.1f} points ({low:+.1f} to {high:+.1f})"
    if math.isfinite(row["relative"]) and row["mean_a"] > 0:
        return f"{name} {row['relative']:+.1%} ({row['relative_low']:+.1%} to {row['relative_high']:+.1%})"
    return f"{name} {row['difference']:+.3g} ({row['low']:+.3g} to {row['high']:+.3g})"


def line(name: str, table: pd.DataFrame) -> str:
    """What a mechanism moves most, what it does to recurring revenue (else revenue), and which other figures it moves."""
    rows = table[table["headline"] & table["difference"].notna()].to_dict("records")
    by_name = {row["kpi"]: row for row in rows}
    money = moved(by_name.get("arr", by_name["revenue"]))
    told = [row for row in rows if row["p_adjusted"] < 0.05]
    if not told:
        return f"| {name} | inert | {money} | |"
    most = max(told, key=lambda row: abs(row["difference"]) / max(row["high"] - row["low"], math.ulp(1)))
    others = ", ".join(row["kpi"] for row in told if row is not most)
    return f"| {name} | {moved(most)} | {money} | {others} |"


def groups(names: Sequence[str], months: int) -> list[dict[str, Scenario]]:
    """The scenarios to run: each firm without something, which comes first, and the high ends that are compared with it."""
    found: list[dict[str, Scenario]] = []
    for name in names:
        both = sides(name, months)
        group = next((one for one in found if not one["without"].diff(both["without"])), None)
        if group is None:
            found.append({"without": both["without"], name: both["high"]})
        else:
            group[name] = both["high"]
    return found


def main() -> None:
    """A line for each mechanism."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--replications", type=int, default=8)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    print("| mechanism | moves most | recurring revenue (else revenue) | moves, too |\n|---|---|---|---|")
    for scenarios in groups(asked.names or list(HIGH), asked.months):
        study = orgsim.compare(
            scenarios, replications=asked.replications, seed=SEED, workers=asked.workers, control=False
        )
        table = study.differences()
        for name in list(scenarios)[1:]:
            print(line(name, table[table["b"] == name]), flush=True)


if __name__ == "__main__":
    main()
