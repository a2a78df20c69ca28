"""What do second offers bring: more meetings, the other direction, purchase data, approvals and a skills programme?

    python experiments/second_offers.py                      12 paired runs of 36 months for each, as a table
    python experiments/second_offers.py --replications 5     quicker, with wider intervals

The answer is in docs/findings/second-offers.md.
"""

import argparse
from collections.abc import Mapping
from typing import Any

import orgsim

KPIS = ("cross_sold", "arr", "revenue", "won")
HORIZON = {"scenario.horizon": "36 months"}
REWARDED = {"policies.incentive": {"bonus": 0.05}}
TALKS = ["purchase", "onboarding", "answer", "check_in", "renewal_talk"]
DATA = {"policies.purchase_data": {"team": "services"}}
SHARP = {
    "policies.purchase_data": {"team": "services", "sensitivity": 0.9, "specificity": 0.95},
    "effects.purchase_data.named": 0.7,
}
APPROVED = {"policies.approvals": {"teams": ["software", "services"]}}
LONG = {"policies.approvals": {"teams": ["software", "services"], "after": "60 days", "hours": "40 h"}}
LEARNING = {"second_line.learning": "40 h"}
PROGRAMME = {"policies.skills": {"hours": "40 h", "who": "all"}}
BOTH = {
    "segments": {
        "software": {"share": 0.5},
        "services": {"share": 0.5, "begins": "second_line"},
    },
    "journey.propose_software": {
        "work": {"mean": "12 h", "cv": 0.7},
        "outcomes": [{"to": "customer", "rate": 0.3}, {"to": "lost", "rate": 0.7}],
    },
    "second_line.offering_activity": "propose_software",
    "teams.software.does": [
        "campaign", "respond", "qualify", "develop", "close", "nurture", "renew", "propose_software",
    ],
    "teams.services.does": ["onboard", "support", "propose", "check_in"],
    "teams.services.headcount": 4,
    "teams.software.headcount": 10,
}  # fmt: skip
"""Half of the leads come for services first; the services division calls all customers."""
CASES: dict[str, tuple[Mapping[str, Any], Mapping[str, Mapping[str, Any]]]] = {
    "meetings": (REWARDED, {"all five": {"second_line.talks": TALKS}}),
    "directions": (BOTH, {"rewarded": REWARDED, "all five": {**REWARDED, "second_line.talks": TALKS}}),
    "purchase data": (REWARDED, {"default": DATA, "sharp": SHARP}),
    "approvals": (
        REWARDED,
        {"default": APPROVED, "long": LONG, "with numbers": {**LONG, **DATA}},
    ),
    "skills": (
        {**REWARDED, **LEARNING},
        {"programme": PROGRAMME, "untaught 0": {"effects.skills.untaught": 0}},
    ),
}


def main() -> None:
    """Print what each changes against none of it, with 95 % intervals."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--replications", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--case", choices=list(CASES), action="append")
    asked = parser.parse_args()
    for case in asked.case or CASES:
        base, changes = CASES[case]
        without = orgsim.load("two-divisions", "two-divisions", HORIZON).replace(dict(base))
        sides = {"without": without} | {name: without.replace(dict(one)) for name, one in changes.items()}
        study = orgsim.compare(
            sides, replications=asked.replications, workers=asked.workers, kpis=list(KPIS), control=False
        )
        print(case)
        found = study.differences()
        found = found[found["kpi"].isin(KPIS) & (found["a"] == "without")]
        columns = ["b", "kpi", "mean_a", "relative", "relative_low", "relative_high"]
        print(found[columns].to_string(index=False), flush=True)


if __name__ == "__main__":
    main()
