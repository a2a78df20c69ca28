"""How busy packaged organizations are in their first year, and what they come to: the figures at the head of their files.

    python experiments/first_year.py [--market b2b-saas] [--replications 12] [--workers 2] [ORGANIZATION ...]

Without names: those that the market's headers speak of. Load is hours worked over hours on duty, months 1 to 12.
"""

import argparse

import orgsim

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


def main() -> None:
    """Print a line for each team, and one for each organization."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("organizations", nargs="*")
    parser.add_argument("--market", default="b2b-saas")
    parser.add_argument("--replications", type=int, default=12)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    names = asked.organizations or USUAL.get(asked.market, ("the-model",))
    year = {"scenario.horizon": "12 months"}
    scenarios = {name: orgsim.load(asked.market, name, year) for name in names}
    study = orgsim.compare(scenarios, replications=asked.replications, seed=SEED, workers=asked.workers)
    for name, scenario in scenarios.items():
        values = study.values(name).mean()
        print(
            f"{name}: won {values['won']:.1f}, customers {values['customers_end']:.0f}, churn {values['logo_churn']:.3f}"
        )
        for team, stated in scenario.teams.items():
            print(f"  {team:20} {stated.headcount:3} people  load {values[f'teams.{team}.utilisation']:.2f}")


if __name__ == "__main__":
    main()
