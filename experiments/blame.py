"""What do conflict, blame, interviews and preparation move in the packaged firm, usually and at the high end of their ranges?

    python experiments/blame.py                      12 paired runs of 36 months for each, as a table
    python experiments/blame.py --replications 5     quicker, with wider intervals

The answer is in docs/findings/blame.md.
"""

import argparse
from collections.abc import Mapping
from typing import Any

import orgsim

KPIS = ("arr", "leads", "won", "logo_churn", "time_to_win_median")
HORIZON = {"scenario.horizon": "36 months"}
CHANGE = {"reorganizations": [{"at": "12 months", "organization": "the-model"}]}
"""Conflict is of new teams: those of day 0 have it behind them, those into which a firm divides itself later have not."""
APART = {"effects.understanding.friction": 5.0}
"""Handovers that go wrong among strangers: what takes an hour between teams that know each other takes them six."""
SHARED = {
    "policies.interviews": {"team": "customer_success", "every": "7 days"},
    "policies.customer_news": {},
}
OFF = {"effects.conflict.strength": 0.0, "effects.blame.strength": 0.0}
CASES: dict[str, tuple[str, Mapping[str, Any], Mapping[str, Mapping[str, Any]]]] = {
    "conflict": (
        "generalist",
        {**CHANGE, **OFF},
        {
            "default": {"effects.conflict.strength": 0.3},
            "high": {"effects.conflict.strength": 1.0, "effects.conflict.half_life": "365 days"},
        },
    ),
    "blame": (
        "the-model-siloed",
        OFF,
        {
            "default": {"effects.blame.strength": 0.5},
            "high": {"effects.blame.strength": 2.0, "effects.blame.half_life": "365 days"},
        },
    ),
    "blame, high friction": (
        "the-model-siloed",
        {**OFF, **APART},
        {
            "default": {"effects.blame.strength": 0.5},
            "high": {"effects.blame.strength": 2.0, "effects.blame.half_life": "365 days"},
        },
    ),
    "interviews": (
        "the-model",
        {},
        {
            "default": SHARED,
            "high": {**SHARED, "effects.customer_understanding.strength": 0.078},
            "no effect": {**SHARED, "effects.customer_understanding.strength": 0.0},
        },
    ),
    "preparation": (
        "the-model",
        {},
        {
            "half": {"policies.effort.campaign": 0.5},
            "twice": {"policies.effort.campaign": 2.0},
            "twice, high": {"policies.effort.campaign": 2.0, "effects.effort.events": 0.34},
        },
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
        organization, base, changes = CASES[case]
        without = orgsim.load("b2b-saas", organization, HORIZON).replace(dict(base))
        sides = {"without": without} | {name: without.replace(dict(one)) for name, one in changes.items()}
        study = orgsim.compare(
            sides, replications=asked.replications, workers=asked.workers, kpis=list(KPIS), control=False
        )
        print(case, "in", organization, flush=True)
        found = study.differences()
        found = found[found["kpi"].isin(KPIS) & (found["a"] == "without")]
        print(
            found[["b", "kpi", "mean_a", "relative", "relative_low", "relative_high"]].to_string(index=False),
            flush=True,
        )


if __name__ == "__main__":
    main()
