"""Payroll, and the same organization at another one."""

import math

from orgsim.errors import OrgsimError
from orgsim.plan.scenario import Scenario


def payroll(scenario: Scenario) -> float:
    """Pay per model month on day 0: headcount times cost, over all teams."""
    return sum(team.headcount * team.cost for team in scenario.teams.values())


def at_payroll(scenario: Scenario, budget: float) -> Scenario:
    """The scenario with its teams grown or shrunk alike until they cost about `budget` per month.

    Whole people: every team gets the whole part of its scaled headcount, at least 1 where it has anybody, and people are added
    in order of the largest remainder while that brings the payroll nearer to the budget. Planned changes are scaled like their
    team. Teams that cost nothing stay as they are. Raises OrgsimError when no team costs anything, or for a budget that is not
    a finite amount above 0.
    """
    now = payroll(scenario)
    if not now > 0:
        raise OrgsimError(f"{scenario.name} has no payroll to scale: no team states a cost")
    if not 0 < budget < math.inf:
        raise OrgsimError(f"a payroll must be more than 0 and finite; this one is {budget:g}")
    changes: dict[str, int] = {}
    for name, people in _people(scenario, budget).items():
        team, before = scenario.teams[name], scenario.teams[name].headcount
        above, below = (people, before) if before else (budget, now)
        changes[f"teams.{name}.headcount"] = people
        for k, planned in enumerate(team.changes):
            before += planned.by(before)
            scaled = math.floor(before * above / below + 0.5)
            changes[f"teams.{name}.changes.{k}.headcount"] = max(min(1, before), scaled)
    return scenario.replace(changes)


def _people(scenario: Scenario, budget: float) -> dict[str, int]:
    """The headcount of each team that costs anything at a payroll of `budget`."""
    scale = budget / payroll(scenario)
    ideal = {name: team.headcount * scale for name, team in scenario.teams.items() if team.cost > 0}
    there = {name: min(1, scenario.teams[name].headcount) for name in ideal}
    people = {name: max(there[name], math.floor(wanted + 1e-9)) for name, wanted in ideal.items()}
    rest = budget - sum(people[name] * scenario.teams[name].cost for name in people)
    for name in sorted(ideal, key=lambda name: people[name] - ideal[name]):
        cost = scenario.teams[name].cost
        if ideal[name] > people[name] + 1e-9 and rest >= cost / 2:
            people[name] += 1
            rest -= cost
    return people
