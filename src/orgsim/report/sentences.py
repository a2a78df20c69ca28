"""What a study says in sentences: verdicts, payrolls, bottlenecks, and what it rests on."""

from collections.abc import Mapping
from typing import Any

from orgsim.measures.kpis import KPIS
from orgsim.plan.budget import payroll
from orgsim.plan.scenario import Scenario
from orgsim.report.reading import Reading, finite
from orgsim.report.tables import longest_wait
from orgsim.report.words import activity_title, team_title
from orgsim.units import MONTH

_SAYS = {
    "better": "{kpi}: {b} does better than {a}: {difference} (95 % interval {interval}).",
    "worse": "{kpi}: {b} does worse than {a}: {difference} (95 % interval {interval}).",
    "cannot tell": "{kpi}: {b} and {a} cannot be told apart: {difference} (95 % interval {interval}).",
}
_GROUPS = {
    "better": "better in {kpis}",
    "worse": "worse in {kpis}",
    "cannot tell": "no telling for {kpis}",
}


def about(reading: Reading) -> str:
    """One line on what was run."""
    head = reading.first.scenario
    counted = reading.quantity(head.horizon / MONTH, "months") if head.horizon >= MONTH else reading.quantity(head.horizon, "days")
    return reading.say(
        "{market}, {horizon}, {replications} replications, seed {seed}",
        market=reading.first.market.title.say(reading.language),
        horizon=counted,
        replications=reading.study.replications,
        seed=reading.study.seed,
    )


def summary(reading: Reading, a: str, b: str) -> str:
    """One sentence on a pair: in what b does better, in what worse, and what cannot be told."""
    rows = reading.of_pair(a, b, reading.headline)
    parts = []
    for verdict, phrase in _GROUPS.items():
        named = [_briefly(reading, row) for row in rows if row["verdict"] == verdict]
        if named:
            parts.append(reading.say(phrase, kpis=reading.say(", ").join(named)))
    pair = reading.say("{b} against {a}", a=reading.titles[a], b=reading.titles[b])
    return reading.say("{pair}: {verdicts}.", pair=pair, verdicts=reading.say("; ").join(parts))


def _briefly(reading: Reading, row: Mapping[Any, Any]) -> str:
    """A KPI's title, and for a verdict the size of the difference."""
    title = reading.kpi_title(row["kpi"])
    if row["verdict"] == "cannot tell":
        return title
    return f"{title} ({reading.change(row['difference'], KPIS[row['kpi']].unit)})"


def verdicts(reading: Reading, a: str, b: str) -> list[str]:
    """One full sentence per headline KPI on b against a."""
    return [
        reading.say(
            _SAYS[row["verdict"]],
            kpi=reading.kpi_title(row["kpi"]),
            a=reading.titles[a],
            b=reading.titles[b],
            difference=reading.change(row["difference"], KPIS[row["kpi"]].unit),
            interval=reading.changes(row["low"], row["high"], KPIS[row["kpi"]].unit),
        )
        for row in reading.of_pair(a, b, reading.headline)
        if row["verdict"] in _SAYS
    ]


def payrolls(reading: Reading) -> list[str]:
    """What each organization costs a month at the start, and whether that is the same for all."""
    costs = {name: payroll(scenario) for name, scenario in reading.study.scenarios.items()}
    listed = reading.say(", ").join(
        f"{reading.titles[name]} {reading.quantity(cost, 'money')}" for name, cost in costs.items()
    )
    said = [reading.say("Payroll a month at the start: {listed}.", listed=listed)]
    base = costs[reading.baseline]
    if len(costs) == 1 or base <= 0:
        return said
    apart = max(abs(cost / base - 1) for cost in costs.values())
    gap = reading.quantity(apart, "share")
    if reading.unscaled:
        said.append(reading.say("Headcounts were scaled to the payroll of {a}; whole people leave at most {gap}.", a=reading.titles[reading.baseline], gap=gap))
    elif apart > 0.001:
        said.append(reading.say("Payrolls differ by up to {gap}, so part of every difference is money (--equal payroll scales them).", gap=gap))
    return said


def scaled(reading: Reading) -> list[str]:
    """Which teams were made larger or smaller to reach the same payroll."""
    said = []
    for name, before in reading.unscaled.items():
        after = reading.study.scenarios[name]
        moved = [
            f"{team_title(after, team, reading.language)} {before.teams[team].headcount} → {after.teams[team].headcount}"
            for team in after.teams
            if before.teams[team].headcount != after.teams[team].headcount
        ]
        if moved:
            said.append(f"{reading.titles[name]}: {reading.say(', ').join(moved)}")
    return said


def bottleneck(reading: Reading, name: str) -> list[str]:
    """The busiest team and the longest wait of a scenario, as the rules of thumb they are."""
    scenario = reading.study.scenarios[name]
    found = reading.results[name]
    loads = {team: found["teams"][team]["utilisation"]["mean"] for team in scenario.teams}
    known = {team: load for team, load in loads.items() if finite(load)}
    said = []
    if known:
        busiest = max(known, key=known.__getitem__)
        said.append(
            reading.say(
                "By the rule of the busiest team, the bottleneck is {team}: {load} busy.",
                team=team_title(scenario, busiest, reading.language),
                load=reading.quantity(known[busiest], "share"),
            )
        )
    said += _longest_wait(reading, name, scenario)
    return [*said, reading.say("Both are rules of thumb; one more person there, compared with today, shows what it is worth.")] if said else []


def _longest_wait(reading: Reading, name: str, scenario: Scenario) -> list[str]:
    waits = {}
    for team in scenario.teams:
        activity = longest_wait(reading, name, team)
        if activity is not None:
            waits[activity] = reading.results[name]["activities"][activity]["wait_hours"]["mean"]
    if not waits:
        return []
    slowest = max(waits, key=waits.__getitem__)
    return [
        reading.say(
            "By the rule of the longest mean wait, it is {activity}: {wait}.",
            activity=activity_title(scenario, slowest, reading.language),
            wait=reading.quantity(waits[slowest], "hours"),
        )
    ]


def sources(reading: Reading) -> list[str]:
    """What the market and the organizations rest on, in their files' own words, and which mechanisms act."""
    head = reading.first.scenario
    said = [
        reading.say("Horizon {horizon}, of which the first {warm_up} are not counted.", horizon=reading.quantity(head.horizon, "days"), warm_up=reading.quantity(head.warm_up, "days")),
        reading.say("Mechanisms in force: {names}.", names=reading.say(", ").join(head.mechanisms) or reading.say("none")),
    ]
    named = {reading.first.market.title.say(reading.language): reading.first.market.about}
    named |= {reading.titles[name]: scenario.organization.about for name, scenario in reading.study.scenarios.items()}
    return said + [f"{title}: {text}" for title, text in named.items() if text]
