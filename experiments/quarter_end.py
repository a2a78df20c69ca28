"""What quarter-end pressure costs or brings THE MODEL in the b2b-saas market, beside the reported loss of 6-8 % of revenue.

Usage: python experiments/quarter_end.py [--replications N] [--workers W]
"""

import argparse

import numpy as np
import pandas as pd

from orgsim import load
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

QUOTAS = {"teams.inside_sales.quota": "23 / month", "teams.field_sales.quota": "6.2 / month"}
"""The market's reference flows (b2b-saas.toml, by hand): 23 leads a month come to the close, 6.2 buy."""
MECHANISMS = ("cooling", "handoff", "knowledge", "health", "attention", "pressure")
"""What is on; the mechanisms of people, sharing and works stay out, so that the answer does not hang on them."""


def scenarios() -> dict[str, Scenario]:
    """THE MODEL for three years: without quotas, with them, and with single parts of the pressure on or off, or stronger."""
    usual = load(
        "the-model", changes={"scenario.horizon": "36 months", "scenario.mechanisms": list(MECHANISMS)}
    )
    pressed = usual.replace(QUOTAS)
    return {
        "without quotas": usual,
        "quotas for both": pressed,
        "no discounts": pressed.replace({"effects.pressure.discount": 0}),
        "no promises": pressed.replace({"effects.pressure.promised": 0}),
        "quota for field sales alone": usual.replace(
            {"teams.field_sales.quota": QUOTAS["teams.field_sales.quota"]}
        ),
        "quota for inside sales alone": usual.replace(
            {"teams.inside_sales.quota": QUOTAS["teams.inside_sales.quota"]}
        ),
        "quotas 1.5 times": usual.replace(
            {"teams.inside_sales.quota": "34.5 / month", "teams.field_sales.quota": "9.3 / month"}
        ),
        "strength 3": pressed.replace({"effects.pressure.strength": 3}),
        "discount .5": pressed.replace({"effects.pressure.discount": 0.5}),
    }


def share(log: EventLog, activity: str) -> float:
    """Share of the decisions at a step that had the best outcome."""
    rows = log.of(Row.JOB)
    code = log.names.activities.index(activity)
    best = log.names.outcomes.index(log.facts.gates[code][0])
    targets = [log.names.outcomes.index(target) for target in log.facts.gates[code]]
    here = rows[(rows["activity"] == code) & np.isin(rows["outcome"], targets)]
    return float((here["outcome"] == best).mean())


def measured(scenario: Scenario, replication: int) -> dict[str, float]:
    """The figures of one replication."""
    log = run(scenario, 1, replication)
    kpis = summarize(log).kpis
    found = {name: kpis[name] for name in ("revenue", "won", "arr", "logo_churn")}
    return found | {"develop passed": share(log, "develop"), "close won": share(log, "close")}


def table(results: dict[str, pd.DataFrame]) -> str:
    """Each scenario against the first, same seeds: change with the half width of its 95 % interval."""
    from scipy.stats import t

    usual = next(iter(results.values()))
    lines = []
    for name, found in results.items():
        cells = []
        for column in found:
            change = found[column] - usual[column]
            if column in ("revenue", "won", "arr"):
                change, unit = 100 * change / usual[column].mean(), "%"
            else:
                change, unit = 100 * change, "points"
            half = t.ppf(0.975, len(change) - 1) * change.std(ddof=1) / np.sqrt(len(change))
            cells.append(f"{change.mean():+.1f} ± {half:.1f} {unit}")
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    means = " | ".join(f"{usual[column].mean():,.3g}" for column in usual)
    head = "| | " + " | ".join(map(str, usual)) + " |\n|" + "---|" * (len(usual.columns) + 1)
    return "\n".join([head, f"| mean without quotas | {means} |", *lines[1:]])


def _one(job: tuple[str, int]) -> dict[str, float]:
    name, replication = job
    return measured(scenarios()[name], replication)


def main() -> None:
    """Run everything and print the table."""
    from concurrent.futures import ProcessPoolExecutor

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    jobs = [(name, number) for name in scenarios() for number in range(asked.replications)]
    with ProcessPoolExecutor(asked.workers) as pool:
        found = list(pool.map(_one, jobs, chunksize=asked.replications))
    results = {
        name: pd.DataFrame([figures for (of, _), figures in zip(jobs, found, strict=True) if of == name])
        for name in scenarios()
    }
    print(table(results))


if __name__ == "__main__":
    main()
