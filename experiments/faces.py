"""What faces change in the packaged firms: owners against a pooled desk, and a purchase from which others go on.

python experiments/faces.py [REPLICATIONS [WORKERS]]
"""

import sys
from collections.abc import Iterator
from typing import Any

import orgsim
from orgsim.plan.scenario import Scenario

KPIS = ("logo_churn", "won", "arr")
POOLED = {"teams.customer_success.ownership": "pooled"}
BEFORE = ["campaign", "respond", "qualify", "develop", "close", "nurture"]
AFTER = ["onboard", "support", "check_in", "renew"]
RULE = {"when": "load > 0.95", "begins": "12 months"}
"""The packaged rule of hiring, for each part of who is divided; as many more as on day 0."""


def stay(scenario: Scenario) -> dict[str, str]:
    """Changes by which nobody leaves."""
    return {f"teams.{name}.turnover": "0 % / year" for name in scenario.teams}


def questions() -> Iterator[tuple[str, dict[str, Scenario]]]:
    """Each question with its scenarios; the first is what the others are compared with."""
    model = orgsim.load("b2b-saas", "the-model", {"scenario.horizon": "36 months"})
    faces = {f"a stranger costs {odds}": {"effects.acquaintance.odds": odds} for odds in (0.0, 2.0)}
    teams = {"one hour in person between teams": {"policies.handover": {"hours": "1 h", "at": "teams"}}}
    changes: dict[str, dict[str, Any]] = {
        "pooled": POOLED,
        "nobody leaves": stay(model),
        "nobody leaves, pooled": stay(model) | POOLED,
        **faces,
        **teams,
    }
    yield "customer success", {"owned": model, **{name: model.replace(one) for name, one in changes.items()}}
    for market, months in (("b2b-saas", 36), ("perpetual", 60)):
        yield f"the purchase in {market}", purchase(market, months)


def purchase(market: str, months: int) -> dict[str, Scenario]:
    """Fourteen people of whom nobody leaves, with notes of their own: each keeps all, or a desk goes on from the purchase."""
    keeps = orgsim.load(market, "generalist").replace({"scenario.horizon": f"{months} months"})
    keeps = keeps.replace(stay(keeps))
    done = [name for name in AFTER if name in keeps.journey]
    pay = {"cost": "8_000_000 / year"}
    desk = keeps.replace(
        {
            "teams.sales.headcount": 11,
            "teams.sales.does": BEFORE,
            "policies.hiring": {"sales": RULE | {"most": 22}, "desk": RULE | {"most": 6}},
            "teams.desk": {"headcount": 3, "does": done, "kpi": "retention", "turnover": "0 % / year", **pay},
        }
    )
    return {
        "a desk goes on": desk,
        "who sold goes on": keeps,
        "a desk, handed over in person": desk.replace({"policies.handover": {"hours": "2 h"}}),
        "a desk with records of the relation": desk.replace({"policies.records.kind": "crm"}),
        "a desk of owners": desk.replace({"teams.desk.ownership": "person"}),
    }


def main() -> None:
    """Print each difference from the first scenario of its question, with its 95 % interval."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 12
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 2
    for question, scenarios in questions():
        study = orgsim.compare(
            scenarios, replications=replications, kpis=KPIS, workers=workers, control=False
        )
        print(f"{question}, against {next(iter(scenarios))}", flush=True)
        for row in study.differences(kpis=KPIS).itertuples():
            if row.kpi in KPIS:
                print(
                    f"  {row.b:36} {row.kpi:12} {row.difference:+14.4g} ({row.low:.4g} to {row.high:.4g})",
                    flush=True,
                )


if __name__ == "__main__":
    main()
