"""How busy packaged organizations are in their first year, and what they come to: the figures at the head of their files.

    python experiments/first_year.py [--market b2b-saas] [--replications 24] [--workers 2] [ORGANIZATION ...]

Without names: those that the market's headers speak of. Load is hours worked over hours on duty, months 1 to 12; of
steps, how many leads each person of the team passes on a month (all of them, where several teams do a step).
"""

import argparse
from collections.abc import Sequence

import orgsim
from orgsim import Study

USUAL = {
    "b2b-saas": (
        "the-model",
        "generalist",
        "pre-post-sales",
        "continuous",
        "continuous-strategy",
        "membership-first",
        "pods",
    ),
    "b2b-segments": ("by-segment",),
    "two-divisions": ("two-divisions", "two-divisions-incentive"),
    "jeweller": ("jeweller",),
}
SEED = 1
STEPS = ("qualify", "develop", "close")
"""Whose leads that go on are told, each person's a month: quotas are set by them."""


def first_years(market: str, organizations: Sequence[str], replications: int, workers: int) -> Study:
    """The first year of some organizations in a market."""
    year = {"scenario.horizon": "12 months"}
    scenarios = {name: orgsim.load(market, name, year) for name in organizations}
    return orgsim.compare(scenarios, replications=replications, seed=SEED, workers=workers)


def main() -> None:
    """Print a line for each team, and one for each organization."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("organizations", nargs="*")
    parser.add_argument("--market", default="b2b-saas")
    parser.add_argument("--replications", type=int, default=24)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    names = asked.organizations or USUAL.get(asked.market, ("the-model",))
    study = first_years(asked.market, names, asked.replications, asked.workers)
    for name in names:
        values = study.values(name).mean()
        print(
            f"{name}: won {values['won']:.1f}, customers {values['customers_end']:.0f}, churn {values['logo_churn']:.3f}"
        )
        for team, stated in orgsim.load(asked.market, name).teams.items():
            passed = {
                step: values[f"parts.activities.{step}.passed"] / 12 / stated.headcount
                for step in STEPS
                if step in stated.does
            }
            said = "".join(f"  {step} {number:.2f}" for step, number in passed.items())
            print(
                f"  {team:20} {stated.headcount:3} people  load {values[f'teams.{team}.utilisation']:.2f}{said}"
            )


if __name__ == "__main__":
    main()
