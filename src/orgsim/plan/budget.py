"""Payroll, and the same organization at another one."""

import math
from collections.abc import Mapping

from orgsim.errors import unusable
from orgsim.plan.scenario import Scenario


def payroll(scenario: Scenario) -> float:
    """Pay per model month on day 0: headcount times cost, over all teams."""
    return sum(team.headcount * team.cost for team in scenario.teams.values())


def at_payroll(scenario: Scenario, budget: float) -> Scenario:
    """The scenario with its teams grown or shrunk alike until they cost about `budget` per month.

    Whole people: every team gets the whole part of its scaled headcount, at least 1 where it has anybody, and people are added
    in order of the largest remainder while that brings the payroll nearer to the budget. Planned changes, and up to how many a
    rule of hiring takes people on, are scaled like their team. Teams that cost nothing stay as they are. Raises OrgsimError when
    no team costs anything, or for a budget that is not a finite amount above 0.
    """
    now = payroll(scenario)
    if not now > 0:
        raise unusable("{name} has no payroll to scale: no team states a cost", name=scenario.name)
    if not 0 < budget < math.inf:
        raise unusable(
            "a payroll must be more than 0 and finite; this one is {budget}", budget=format(budget, "g")
        )
    return staffed(scenario, _people(scenario, budget), budget / now)


def staffed(scenario: Scenario, people: Mapping[str, int], founded: float = 1.0) -> Scenario:
    """The scenario with other headcounts on day 0, by team.

    Planned changes of a team, and up to how many a rule of hiring takes people on, are scaled like the team; those of a team that
    is founded later by the factor `founded`. Raises ScenarioError when the scenario with these headcounts has problems.
    """
    changes: dict[str, int] = {}
    for name, count in people.items():
        team, before = scenario.teams[name], scenario.teams[name].headcount
        factor = count / before if before else founded
        changes[f"teams.{name}.headcount"] = count
        for k, planned in enumerate(team.changes):
            before += planned.by(before)
            changes[f"teams.{name}.changes.{k}.headcount"] = max(min(1, before), _nearest(before * factor))
        if (rule := scenario.policies.hiring.get(name)) is not None:
            changes[f"policies.hiring.{name}.most"] = max(1, _nearest(rule.most * factor))
    return scenario.replace(changes)


def _nearest(number: float) -> int:
    """The nearest whole number; the larger one of two, a trace of rounding below it included."""
    return math.floor(number + 0.5 + 1e-9)


def _people(scenario: Scenario, budget: float) -> dict[str, int]:
    """The headcount of each team that costs anything at a payroll of `budget`."""
    scale = budget / payroll(scenario)
    paid = {name: team for name, team in scenario.teams.items() if team.cost > 0}
    ideal = {name: team.headcount * scale for name, team in paid.items()}
    least = {name: min(1, team.headcount) for name, team in paid.items()}
    return _whole(ideal, least, {name: team.cost for name, team in paid.items()}, budget)


def dealt(
    weights: Mapping[str, float], costs: Mapping[str, float], people: int, budget: float, least: int = 0
) -> dict[str, int]:
    """Whole people for teams in proportion to some weights, by the largest remainder: as many as a budget pays per month, or
    so many people where one of the teams costs nothing; at least so many in each."""
    if not (budget > 0 and all(cost > 0 for cost in costs.values())):
        costs, budget = dict.fromkeys(costs, 1.0), float(people)
    if not sum(weights.values()) > 0:
        weights = dict.fromkeys(weights, 1.0)
    each = budget / sum(weight * costs[name] for name, weight in weights.items())
    ideal = {name: weight * each for name, weight in weights.items()}
    if few := {name: least for name, wanted in ideal.items() if wanted < least}:
        rest = {name: weight for name, weight in weights.items() if name not in few}
        left = budget - sum(costs[name] * number for name, number in few.items())
        more = dealt(rest, {name: costs[name] for name in rest}, people - sum(few.values()), left, least)
        return (
            {name: (few | more)[name] for name in weights}
            if rest and left > 0
            else dict.fromkeys(weights, least)
        )
    return _whole(ideal, dict.fromkeys(ideal, least), costs, budget)


def _whole(
    ideal: Mapping[str, float], least: Mapping[str, int], costs: Mapping[str, float], budget: float
) -> dict[str, int]:
    """Whole people: the whole part of each ideal, and more by the largest remainder while that comes nearer to the budget."""
    people = {name: max(least[name], math.floor(wanted + 1e-9)) for name, wanted in ideal.items()}
    rest = budget - sum(people[name] * costs[name] for name in people)
    for name in sorted(ideal, key=lambda name: people[name] - ideal[name]):
        if ideal[name] > people[name] + 1e-9 and rest >= costs[name] / 2:
            people[name] += 1
            rest -= costs[name]
    return people
