"""Claims that are answered by counting: forecasts, payback, causes that are named, and diagrams (essays B, C and E)."""

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, get_args

import numpy as np

import orgsim
from experiments.claims.firms import HORIZON, firm
from experiments.claims.rows import Row, combined, exact, interval, of_figure, of_mean
from experiments.claims.trial import figure
from orgsim.errors import OrgsimError
from orgsim.plan.scenario import Scenario
from orgsim.plan.text.locations import gallery_names
from orgsim.randomness import Floats
from orgsim.report.diagrams.diagram import Kind

NAMED = Path(__file__).parents[2] / "docs" / "findings" / "diagnosis.json"
"""The hit rates of docs/findings/diagnosis.md."""
SOURCE = "seminar"
SPANS = {"one seminar": 1, "a quarter (6 seminars)": 6, "a year (26 seminars)": 26}
LEAVING = (12, 24, 36)
"""Months after the purchase at which a customer with yearly terms may leave."""
TERM = 12


def _attendance(market: str, replications: int, seed: int, **_: Any) -> list[Row]:
    """How far the leads of seminars lie from what was to be expected."""
    scenario = firm(market)
    expected = orgsim.forecast(scenario, SOURCE).mean
    source = scenario.sources[SOURCE]
    runs = []
    for number in range(replications):
        table = orgsim.simulate(scenario, seed, number).attendance()
        runs.append(table[(table["source"] == SOURCE) & table["held"].notna()])
    rows = []
    for said, events in SPANS.items():
        distance = np.array([off(run["leads"].to_numpy(), expected, events) for run in runs])
        rows.append(of_mean(f"the mean error of the forecast of the leads of {said}", "share", distance))
        worked_out = orgsim.forecast(scenario, SOURCE, events=events).error
        rows.append(exact(f"the same of {said}, worked out and not counted", "share", worked_out))
    chance = source.leads_per_attendee
    known = np.array(
        [
            np.abs(run["leads"] - chance * run["attended"]).sum() / (chance * run["attended"].sum())
            for run in runs
        ]
    )
    rows.append(of_mean("the same of one seminar, when it is known how many have come", "share", known))
    forty = orgsim.forecast(scenario, SOURCE, attended=round(source.attendees.mean))
    rows.append(
        exact(
            "the same of one seminar to which as many have come as usual, worked out and not counted",
            "share",
            forty.error,
        )
    )
    return rows


def off(leads: Floats, expected: float, events: int) -> float:
    """Mean absolute distance of the leads of so many events in a row from what was expected, as a share of that."""
    whole = len(leads) // events * events
    sums = leads[:whole].reshape(-1, events).sum(axis=1)
    return float(np.abs(sums - events * expected).mean() / (events * expected))


def _payback(market: str, replications: int, seed: int, **how: Any) -> list[Row]:
    """What a customer has brought back who leaves after so many months, against what winning it has cost."""
    side = "as it is"
    kpis = ["payback_months", "cac", "logo_churn", "ltv_cac"]
    study = orgsim.compare({side: firm(market)}, replications=replications, seed=seed, kpis=kpis, **how)
    payback, churn, worth = (figure(study, side, kpi) for kpi in ("payback_months", "logo_churn", "ltv_cac"))
    rows = []
    for months in LEAVING:
        back = combined(lambda paid, months=months: months / paid, payback)
        rows.append(
            of_figure(
                f"what is back of the cost of winning a customer that leaves after {months} months",
                "share",
                back,
            )
        )
    left = combined(lambda paid, lost: 1 - (1 - lost) ** np.floor(paid / TERM), payback, churn)
    later = combined(lambda paid, ratio: 1 - TERM / paid / ratio, payback, worth)
    return [
        *rows,
        of_figure("the time in which a customer pays back its cost", "months", payback),
        of_figure("the share of new customers who leave before they have paid it back", "share", left),
        of_figure(
            "the least share of a customer's lifetime value that comes after its first term",
            "share",
            later,
        ),
    ]


def _named(*_: Any, **__: Any) -> list[Row]:
    """How often a cause was named, from the runs of the finding on diagnosis."""
    kept = json.loads(NAMED.read_text(encoding="utf-8"))
    rows = []
    for one in kept["named"]:
        rate, kinds = one["rate"], kept["kinds"]
        each = [kept["cases"]] * (kinds - 1) + [kept["cases_of_people"]]
        error = math.sqrt(sum(rate * (1 - rate) / cases for cases in each)) / kinds
        says = f"the share of causes named by {one['by']}, from {one['months']} months of {one['figures']}"
        if one["figures"] == "all":
            says += " figures"
        rows.append(interval(says, "share", rate, rate - 1.96 * error, rate + 1.96 * error))
    return rows


def _diagrams(*_: Any, **__: Any) -> list[Row]:
    """In how many of the packaged scenarios each of the four diagrams is drawn, with all that belongs into it."""
    scenarios = _packaged()
    kinds: tuple[Kind, ...] = get_args(Kind)
    drawn = {kind: sum(_complete(one, kind) for one in scenarios) for kind in kinds}
    whole = len(scenarios)
    return [
        exact(
            "the share of packaged scenarios of which all four are drawn",
            "share",
            min(drawn.values()) / whole,
        ),
        exact("packaged scenarios, of each market with each organization that goes with it", "", whole),
        *(exact(f"those of which the {SAID[kind]} is drawn", "", drawn[kind]) for kind in kinds),
    ]


SAID: Mapping[Kind, str] = {
    "flow": "process flow",
    "states": "state diagram of a lead",
    "teams": "diagram of teams",
    "loops": "causal loop diagram",
}


def _packaged() -> list[Scenario]:
    """Every packaged scenario, and every market with every organization that goes with it."""
    found = [orgsim.load(name) for name in gallery_names("scenario")]
    for market in gallery_names("market"):
        for organization in gallery_names("organization"):
            try:
                found.append(orgsim.load(market, organization, HORIZON))
            except OrgsimError:
                continue  # cuts by segment, and pods, go with some markets alone
    return found


def _complete(scenario: Scenario, kind: Kind) -> bool:
    """Whether a diagram is drawn with every team, or every activity that somebody does, that belongs into it."""
    diagram = orgsim.draw(scenario, kind)
    graph = diagram.graph()
    boxes = {box.name for box in graph.boxes}
    teams = scenario.teams
    done = {f"do {one}" for team in teams.values() for one in team.does if one in scenario.journey}
    needed = {"flow": done, "teams": set(teams), "states": {"start"}, "loops": set[str]()}[kind]
    return needed <= boxes and len(boxes) > 1 and bool(graph.arrows) and bool(diagram.mermaid())


ESTIMATES: Mapping[str, Callable[..., list[Row]]] = {
    "B4": _attendance,
    "C4": _payback,
    "C6": _named,
    "E8": _diagrams,
}
"""By key of the claim: rows from market, replications and seed."""
