"""How alike are a person's speeds at different activities, and what is it worth to put strengths where they count?

    python experiments/people_differ.py                measured: a bank's work items, the noise of few items taken off
    python experiments/people_differ.py --firms 24     simulated: so many replications of each firm, a few minutes

The answer is in docs/findings/people-differ.md.
"""

import argparse
import os
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import t as student

import orgsim
from orgsim.measures.summary import summarize
from orgsim.plan.derived.in_force import acting
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

DATA = Path(os.environ.get("ORGSIM_DATA", Path(__file__).resolve().parents[2] / "shared" / "data"))
FILE = "bpi2012_work_items.csv.gz"
LEAST_ITEMS, LEAST_PEOPLE = 30, 8
"""Items of a person at an activity, and people at two activities, from which on they are looked at."""
SHORTEST, LONGEST = 0.1, 60.0
"""Minutes between which an item is taken for work: below it was opened by mistake, above the screen was left open."""
DRAWS, SEED = 1000, 1


def items() -> pd.DataFrame:
    """Work items of known people: activity, resource, log of the minutes."""
    found = pd.read_csv(DATA / FILE).dropna(subset=["resource"])
    start, end = (pd.to_datetime(found[name], utc=True, format="ISO8601") for name in ("start", "end"))
    minutes = (end - start).dt.total_seconds() / 60
    found["log"] = np.log(minutes.where((minutes > SHORTEST) & (minutes < LONGEST)))
    return found.dropna(subset=["log"])


def people(found: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Mean log minutes by person and activity, less the mean of the activity's people, and the squared errors of those means."""
    grouped = found.groupby(["activity", "resource"])["log"].agg(["mean", "count", "var"]).reset_index()
    grouped = grouped[grouped["count"] >= LEAST_ITEMS]
    grouped["level"] = grouped["mean"] - grouped.groupby("activity")["mean"].transform("mean")
    grouped["noise"] = grouped["var"] / grouped["count"]
    levels, noise = (
        grouped.pivot(index="resource", columns="activity", values=name) for name in ("level", "noise")
    )
    return levels, noise


def alike(levels: pd.DataFrame, noise: pd.DataFrame) -> float:
    """Correlation between two activities of one person, pooled over pairs of activities by their people: the sum of covariances
    over that of what they would be if people were as fast at one as at the other."""
    shared = whole = 0.0
    for one, other in combinations(levels.columns, 2):
        both = levels[[one, other]].notna().all(axis=1)
        if both.sum() < LEAST_PEOPLE:
            continue
        pair = levels.loc[both, [one, other]]
        true = [max(pair[name].var() - noise.loc[both, name].mean(), 0.0) for name in (one, other)]
        shared += both.sum() * pair.cov().iloc[0, 1]
        whole += both.sum() * float(np.sqrt(true[0] * true[1]))
    return shared / whole


def measured() -> None:
    """Print the correlation with its interval by the bootstrap over people."""
    levels, noise = people(items())
    generator, drawn = np.random.default_rng(SEED), []
    for _ in range(DRAWS):
        chosen = generator.integers(len(levels), size=len(levels))
        drawn.append(
            alike(levels.iloc[chosen].reset_index(drop=True), noise.iloc[chosen].reset_index(drop=True))
        )
    low, high = np.quantile(drawn, [0.025, 0.975])
    pairs = sum(
        (levels[[one, other]].notna().all(axis=1).sum() >= LEAST_PEOPLE)
        for one, other in combinations(levels.columns, 2)
    )
    print(
        f"{len(levels)} people, {pairs} pairs of activities: {alike(levels, noise):.2f} (95 % {low:.2f} to {high:.2f})"
    )


def simulated(replications: int) -> None:
    """Print what each firm wins against another, in percent (churn: points), with half of the paired 95 % interval."""
    model, generalists = (
        orgsim.load("b2b-saas", name, {"scenario.horizon": "36 months"})
        for name in ("the-model", "generalist")
    )
    firms: dict[str, Scenario] = {
        "THE MODEL": model,
        "generalists": generalists.replace({"policies.records.kind": "crm"}),
        "strengths": model.replace({"policies.strengths": {}}),
        "all seen": model.replace({"policies.strengths": {}, "effects.strengths.seen": 1.0}),
        "all alike": model.replace(
            {"scenario.mechanisms": [name for name in acting(model) if name not in ("ability", "strengths")]}
        ),
    }
    found = {
        name: np.array(
            [
                [summary.kpis[kpi] for kpi in ("won", "arr", "logo_churn")]
                for summary in (summarize(run(firm, 7, k)) for k in range(replications))
            ]
        )
        for name, firm in firms.items()
    }
    for name in ("THE MODEL", "all alike"):
        won = found[name][:, 0]
        print("won by", name, won.mean().round(1), "standard deviation", won.std(ddof=1).round(1))
    for one, other in (
        ("THE MODEL", "generalists"),
        ("strengths", "generalists"),
        ("all seen", "generalists"),
        ("strengths", "THE MODEL"),
        ("all seen", "THE MODEL"),
        ("THE MODEL", "all alike"),
    ):
        difference = found[one] - found[other]
        unit = np.array([*found[other].mean(axis=0)[:2], 1.0]) / 100
        half = student.ppf(0.975, replications - 1) * difference.std(axis=0, ddof=1) / np.sqrt(replications)
        print(
            f"{one} against {other}:", (difference.mean(axis=0) / unit).round(1), "±", (half / unit).round(1)
        )


def main() -> None:
    """Say what is asked for."""
    words = argparse.ArgumentParser()
    words.add_argument("--firms", type=int, metavar="N")
    stated = words.parse_args()
    if stated.firms is None:
        measured()
    else:
        simulated(stated.firms)


if __name__ == "__main__":
    main()
