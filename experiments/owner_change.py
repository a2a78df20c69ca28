"""What a change of the person who owns an account costs of its revenue in the year after, and what owning it is worth at all.

Every account whose owner left is compared with its twin: the same account, with the same luck, in the same organization
where nobody leaves. Reported (Shi, Sridhar, Grewal & Lilien, J. Marketing 2017; a distributor of electrical components,
difference in differences): 13.2 to 17.6 % of annual sales, and more where a new hire takes over. Then accounts that are owned
are compared with the same accounts at a desk where whoever is free answers.

    python experiments/owner_change.py [REPLICATIONS]
"""

import math
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

YEAR = 365.25
SEED = 1
REPORTED = (0.132, 0.176)
ACCOUNTS, PEOPLE = 300, 6
WORLD = f"""
[scenario]
horizon = "60 months"
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = {[round(120 * k / ACCOUNTS, 3) for k in range(ACCOUNTS)]}

[journey.close]
work = {{ mean = "4 h", cv = 0.7 }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[journey.support]
work = {{ mean = "2 h", cv = 1.2 }}

[journey.check_in]
work = {{ mean = "3 h", cv = 0.5 }}

[offering]
kind = "reorder"
price = 100
every = "1 month"

[customer]
churn = "12 % / year"
incidents = {{ rate = "0.8 / month", target = "1 day" }}
check_ins = {{ every = "3 months" }}
upsell = {{ rate = 0.1, value = 0.2 }}

[teams.sales]
headcount = {PEOPLE}
cost = "1_000 / month"
does = ["close", "support", "check_in"]
ownership = "person"
turnover = "10 % / year"              # few, so that hardly an account changes hands twice within a year

[policies.records]
kind = "crm"
"""
CONTRACT = {"offering": {"kind": "subscription", "price": "100 / month", "term": "12 months"}}
ALL = ["health", "turnover", "knowledge", "acquaintance", "learning", "ability"]
PERSONAL = {"policies.records.kind": "personal"}
POOLED = {"teams.sales.ownership": "pooled"}
FACES = ["acquaintance", "turnover"]
GRID = (0.5, 1.5, 1.75, 2.0)
STAYING = ("0 % / year", "10 % / year", "27 % / year")
STRANGER = "effects.acquaintance.odds"
VARIANTS: dict[str, dict[str, Any]] = {
    "a new face alone": {"on": FACES, "effects.turnover.delay": "0 days"},
    "and 42 days of vacancy": {"on": FACES},
    "and what waits hurts": {"on": [*FACES, "health"]},
    "and knowledge lost, records of the relation": {"on": [*FACES, "health", "knowledge"]},
    "and knowledge lost, personal notes": {"on": [*FACES, "health", "knowledge"], **PERSONAL},
    "and newcomers who learn: everything, records of the relation": {"on": ALL},
    "everything, personal notes": {"on": ALL, **PERSONAL},
    "everything but the face, records of the relation": {"on": ALL, STRANGER: 0.0},
    "everything but the face, personal notes": {"on": ALL, STRANGER: 0.0, **PERSONAL},
    "everything, contracts of 12 months": {"on": ALL, **CONTRACT},
    "everything, contracts of 36 months": {"on": ALL, **CONTRACT, "offering.term": "36 months"},
    "everything, churn of 30 % a year": {"on": ALL, "customer.churn": "30 % / year"},
}
"""What is in force; each is compared with the same without turnover."""


class Loss(NamedTuple):
    """Share of revenue lost in the year after, with its standard error, and the accounts compared."""

    share: float
    error: float
    accounts: int


@cache
def twin(scenario: Scenario, number: int) -> EventLog:
    """A replication in which nobody leaves; what a leave does is set aside, so that variants share their twins."""
    return run(scenario, SEED, number)


def losses(scenario: Scenario, replications: int) -> Loss:
    """What accounts lose whose owner left, against their twins, over all replications."""
    nobody_leaves = {
        "teams.sales.turnover": "0 % / year",
        "effects.turnover.delay": "0 days",
    }
    stable = scenario.replace(nobody_leaves)
    pairs = []
    for number in range(replications):
        after = np.array(
            list(compared(run(scenario, SEED, number), twin(stable, number))), dtype=float
        ).reshape(-1, 2)
        pairs.append((after[:, 0].sum(), after[:, 1].sum(), len(after)))
    sums = np.array(pairs)
    ratio = sums[:, 0].sum() / sums[:, 1].sum()
    residual = sums[:, 0] - ratio * sums[:, 1]
    error = math.sqrt(replications * residual.var(ddof=1)) / sums[:, 1].sum()
    return Loss(1 - ratio, error, int(sums[:, 2].sum()))


def compared(left: EventLog, stayed: EventLog) -> Iterator[tuple[float, float]]:
    """For each account that loses its first owner while it is a customer in both runs: revenue of the year after in both."""
    moments = first_changes(left)
    there, twins = payments(left), payments(stayed)
    end = lost_days(left), lost_days(stayed)
    for account, moment in moments.items():
        if YEAR <= moment <= left.facts.horizon - YEAR and all(
            gone.get(account, math.inf) > moment for gone in end
        ):
            yield within(there[account], moment), within(twins[account], moment)


def first_changes(log: EventLog) -> dict[int, float]:
    """By account: the day its first owner left, if they did. Until then one person does all its jobs."""
    staff, jobs = log.of(Row.STAFFING), log.of(Row.JOB)
    gone = staff[staff["outcome"] == log.names.outcomes.index("left")]
    days = dict(zip(gone["person"].tolist(), gone["end"].tolist(), strict=True))
    begun = jobs[(jobs["person"] >= 0) & (jobs["entity"] == 0)]
    _, first = np.unique(begun["number"], return_index=True)
    owners = zip(begun["number"][first].tolist(), begun["person"][first].tolist(), strict=True)
    return {account: days[person] for account, person in owners if person in days}


def lost_days(log: EventLog) -> Mapping[int, float]:
    """By account: the day it left, if it did."""
    rows = log.of(Row.CHANGE)
    rows = rows[rows["outcome"] == log.names.outcomes.index("churned")]
    return dict(zip(rows["number"].tolist(), rows["end"].tolist(), strict=True))


def payments(log: EventLog) -> dict[int, npt.NDArray[np.void]]:
    """The payments of each account."""
    rows = log.of(Row.PAYMENT)
    return {account: rows[rows["number"] == account] for account in np.unique(rows["number"]).tolist()}


def within(rows: npt.NDArray[np.void], moment: float) -> float:
    """Revenue of the year after a moment."""
    return float(rows["money"][(rows["end"] > moment) & (rows["end"] <= moment + YEAR)].sum())


def variant(changes: Mapping[str, Any], odds: float | None = None) -> Scenario:
    """The world with some mechanisms in force and some values changed."""
    rest = {name: value for name, value in changes.items() if name != "on"}
    if odds is not None:
        rest[STRANGER] = odds
    return parse(WORLD).replace({"scenario.mechanisms": changes["on"], **rest})


def gain(owned: Scenario, replications: int) -> Loss:
    """By what share accounts that are owned bring more than those of a pooled desk, from the second year to the horizon."""
    pooled = owned.replace(POOLED)
    sums = np.array(
        [[revenue(run(one, SEED, number)) for one in (owned, pooled)] for number in range(replications)]
    )
    ratio = sums[:, 0].sum() / sums[:, 1].sum()
    residual = sums[:, 0] - ratio * sums[:, 1]
    error = math.sqrt(replications * residual.var(ddof=1)) / sums[:, 1].sum()
    return Loss(ratio - 1, error, ACCOUNTS * replications)


def revenue(log: EventLog) -> float:
    """All that is paid from the second year on."""
    rows = log.of(Row.PAYMENT)
    return float(rows["money"][rows["end"] > YEAR].sum())


def main() -> None:
    """Print the losses of every variant, then over a grid of what a stranger costs; then what owning is worth."""
    replications = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    for title, changes in VARIANTS.items():
        loss = losses(variant(changes), replications)
        print(
            f"{title:62} {100 * loss.share:5.1f} % ({100 * loss.error:.1f})  {loss.accounts:6,} accounts",
            flush=True,
        )
    for odds in GRID:
        loss = losses(variant({"on": ALL}, odds), replications)
        inside = "within" if REPORTED[0] <= loss.share <= REPORTED[1] else "outside"
        print(
            f"odds {odds:4}: {100 * loss.share:5.1f} % ({100 * loss.error:.1f}), {inside} what is reported",
            flush=True,
        )
    for turnover in STAYING:
        for odds in (0.0, 0.25, 0.5, 1.0, 2.0):
            plan = variant({"on": ALL, "teams.sales.turnover": turnover}, odds)
            more = gain(plan, replications)
            print(
                f"owned against pooled, turnover {turnover}, odds {odds:4}: {100 * more.share:+5.1f} % ({100 * more.error:.1f})",
                flush=True,
            )


if __name__ == "__main__":
    main()
