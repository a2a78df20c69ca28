"""Do success stories told to buyers win 15 % more, as colleagues who exchange what works do, and what do queues leave of it?

    python experiments/success_stories.py                      the closed form, then the simulation, as a table
    python experiments/success_stories.py --replications 5     quicker, with wider intervals

The answer is in docs/findings/success-stories.md.
"""

import argparse
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.load import load
from orgsim.plan.scenario import Scenario
from orgsim.setup.calibration import calibrate
from orgsim.setup.simulate import run
from orgsim.study.paired import paired_difference

ROOT = Path(__file__).resolve().parents[1]
REPORTED = 0.15
"""Sandvik, Saouma, Seegert & Stanton, QJE 2020: productivity of sales agents who exchange what works."""
SEED = 1
MECHANISMS = ["cooling", "handoff", "knowledge", "health", "stories"]
"""Few, so that what is compared is stories and queues."""
FULL = {
    "effects.stories.half": 0.001,
    "effects.stories.rate": "1 / month",
    "effects.stories.after": "0 days",
    "effects.stories.threshold": -100.0,
    "policies.stories.hours": "0 h",
    "policies.stories.delay": "0 days",
}
"""More stories than anybody could make, at no cost, from the first customer on."""
CASES: dict[str, Mapping[str, Any]] = {
    "full use": FULL,
    "full use, marketing's steps alone": FULL | {"policies.stories.feeds": ["respond", "qualify"]},
    "made by marketing, defaults": {},
    "made at no cost": {"policies.stories.hours": "0 h"},
}
AMPLE = 3
"""Times as many people, so that nobody waits: then only the gates decide."""


def organization() -> Scenario:
    """THE MODEL in subscription software for three years, the first of which is not counted."""
    scenario = load(ROOT / "scenarios" / "the-model.toml")
    return scenario.replace(
        {"scenario.horizon": "36 months", "scenario.warm_up": "12 months", "scenario.mechanisms": MECHANISMS}
    )


def first_visits(scenario: Scenario, strength: float) -> float:
    """Share of leads that pass every step of the purchase at their first visit, with log-odds added to each step."""
    z = np.arange(-8.0, 8.0, 0.01)
    share = np.exp(-z * z / 2)
    everybody = share.sum()
    gates = calibrate(scenario)
    for name, step in scenario.journey.items():
        if step.outcomes and name != "nurture":
            share = share / (1 + np.exp(gates[name, None][0] - step.judgement * z - strength))
    return float(share.sum() / everybody)


def measured(log: EventLog) -> dict[str, float]:
    """Per year after the warm-up: customers won, stories made and hours on them; and what stories add to a step."""
    years = (log.facts.horizon - log.facts.warm_up) / 365.25
    changes, rows = log.of(Row.CHANGE), log.of(Row.JOB)
    bought = changes["outcome"] == log.names.outcomes.index("customer")
    found = {"won": (bought & (changes["end"] >= log.facts.warm_up)).sum() / years}
    if "story" not in log.names.activities:
        return found
    late = rows[rows["end"] >= log.facts.warm_up]
    told = late[late["activity"] == log.names.activities.index("story")]
    gate = late[late["activity"] == log.names.activities.index("qualify")]
    added = float(gate["effect_stories"].mean())
    return found | {"stories": len(told) / years, "hours": told["hours"].sum() / years, "added": added}


def replicated(scenario: Scenario, replications: int) -> dict[str, np.ndarray]:
    """What is measured in each replication."""
    found = [measured(run(scenario, SEED, replication)) for replication in range(replications)]
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def more(base: np.ndarray, other: np.ndarray) -> str:
    """Relative difference of the mean of `other` from that of `base`, with the half-width of its paired 95 % interval."""
    found = paired_difference(base, other)
    half = found.difference.half_width / found.mean_a
    return f"{found.difference.mean / found.mean_a:+.1%} ± {half:.1%}"


def report(replications: int) -> Iterator[str]:
    """The lines of the answer."""
    scenario = organization()
    policy = {"policies.stories": {"team": "marketing", "renewals": False}}
    strength = scenario.effects.stories.strength
    gain = first_visits(scenario, strength) / first_visits(scenario, 0.0) - 1
    yield f"reported (peer exchange): {REPORTED:+.0%}"
    yield f"closed form, first visits of the reference at full use: {gain:+.1%}"
    yield ""
    yield "| people | stories | won a year | more won | stories a year | hours a year | added log-odds |"
    yield "|---|---|---|---|---|---|---|"
    ample = {f"teams.{name}.headcount": AMPLE * team.headcount for name, team in scenario.teams.items()}
    for people, change, cases in (("as staffed", {}, CASES), (f"{AMPLE} times", ample, {"full use": FULL})):
        base = replicated(scenario.replace(change), replications)
        yield f"| {people} | none | {base['won'].mean():.1f} | | | | |"
        for name, changes in cases.items():
            one = replicated(scenario.replace(policy | change).replace(changes), replications)
            mean = {key: float(values.mean()) for key, values in one.items()}
            yield (
                f"| {people} | {name} | {mean['won']:.1f} | {more(base['won'], one['won'])} | "
                f"{mean['stories']:.0f} | {mean['hours']:.0f} | {mean['added']:.3f} |"
            )


def main(words: list[str]) -> int:
    """Print the answer; the exit code."""
    parser = argparse.ArgumentParser(description="What success stories told to buyers win.")
    parser.add_argument("--replications", type=int, default=16, help="per case (default 16)")
    for line in report(parser.parse_args(words).replications):
        print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
