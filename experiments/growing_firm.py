"""At which size does each division of work pay, in one firm that grows from one person by hiring?

The firm of growing-firm.toml goes through five organizations as it grows. Here it stops at each of them in turn, and goes on
hiring there by the same rule, with the same luck.

    python experiments/growing_firm.py [--replications N]
"""

import argparse
from typing import Any

import numpy as np
import numpy.typing as npt

from orgsim import load
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import MONTH

STAGES = ("alone", "pair", "split", "quality and analytics", "strategy")
TEAMS = {"founder": "alone", "partner": "pair", "sales": "split", "awareness": "quality and analytics"}
PAY = "8_000_000 / year"
MOST = 24
"""People of one team from which on nobody is hired in the last organization of a firm; none comes that far."""
FIGURES = ("people", "customers_end", "arr", "payroll", "profit", "firm_value")
Sample = npt.NDArray[np.float64]
"""One row per replication, one column per figure."""


def firm(last: int) -> Scenario:
    """The firm that goes on in one of its organizations for good, and hires there by the same rules as before; everybody is paid
    alike, founders too, so that payroll tells people apart and nothing else."""
    base = load("growing-firm").replace({"teams.founder.cost": PAY})
    document = base.document()
    rows: list[dict[str, Any]] = [_paid_alike(row) for row in document.get("reorganizations")[:last]]
    if last == 0:
        rule = document.get("policies", "hiring", "founder")
        return base.replace({"reorganizations": [], "policies.hiring.founder": {**rule, "most": MOST}})
    final = rows[-1]["organization"]
    hiring = {team: {**rule, "most": MOST} for team, rule in final["policies"]["hiring"].items()}
    policies = {**final["policies"], "hiring": hiring}
    rows[-1] = {**rows[-1], "organization": {**final, "policies": policies}}
    return base.replace({"reorganizations": rows})


def _paid_alike(row: dict[str, Any]) -> dict[str, Any]:
    organization = row["organization"]
    teams = {name: {**team, "cost": PAY} for name, team in organization["teams"].items()}
    return {**row, "organization": {**organization, "teams": teams}}


def people(log: EventLog) -> float:
    """People of the firm at the end."""
    rows = log.of(Row.STAFFING)
    left = rows["outcome"] == log.names.outcomes.index("left")
    return float(len(rows) - 2 * left.sum())


def measured(plan: Scenario, replications: int) -> Sample:
    """The figures of every replication; of organizations that take over, when and how often is printed."""
    found = []
    days: dict[str, list[float]] = {}
    for number in range(replications):
        log = run(plan, 1, number)
        kpis = summarize(log).kpis
        found.append([people(log), *(kpis[name] for name in FIGURES[1:])])
        rows = log.of(Row.STAFFING)
        for code, name in enumerate(log.names.teams):
            here = rows["end"][rows["team"] == code]
            if len(here):
                days.setdefault(name, []).append(float(here[0]) / MONTH)
    for name in (*TEAMS, "strategy"):
        if name != "founder" and name in days:
            months = days[name]
            print(
                f"    {TEAMS.get(name, name)}: {len(months)} of {replications}, month {np.median(months):.0f}"
            )
    return np.array(found)


def shown(sample: Sample) -> str:
    """Means with standard errors."""
    means, errors = sample.mean(axis=0), sample.std(axis=0, ddof=1) / np.sqrt(len(sample))
    said = (
        f"{name} {mean:,.1f} ± {error:,.1f}" for name, mean, error in zip(FIGURES, means, errors, strict=True)
    )
    return ", ".join(said)


def main() -> None:
    """Print the figures of each firm, and what each organization adds to the one before it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=12)
    replications = parser.parse_args().replications
    before: Sample | None = None
    for last, name in enumerate(STAGES):
        print(f"up to {name}", flush=True)
        sample = measured(firm(last), replications)
        print(f"  {shown(sample)}", flush=True)
        if before is not None:
            print(f"  more than the one before: {shown(sample - before)}", flush=True)
        before = sample


if __name__ == "__main__":
    main()
