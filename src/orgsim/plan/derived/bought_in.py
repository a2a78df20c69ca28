"""Bought in: the development that an organization buys because it states none."""

from orgsim.plan.derived.in_force import acts
from orgsim.plan.derived.working_hours import on_duty
from orgsim.plan.model.content import Content
from orgsim.units import MONTH


def bought_in(content: Content) -> float:
    """Staff hours of development a model month that the organization of day 0 buys in; 0 where it states development, where the
    product has not to be developed, and where product is off."""
    if content.policies.development is not None or not acts(content, "product"):
        return 0.0
    return float(content.effects.product.keeps_up)


def bought_in_cost(content: Content) -> float:
    """What they cost a model month, at the mean full pay per hour on duty of the people of day 0; 0 where there are none."""
    start, horizon = content.scenario.start, content.scenario.horizon
    teams = [team for team in content.teams.values() if team.headcount]
    hours = sum(team.headcount * on_duty(team, start, horizon) * MONTH for team in teams)
    pay = sum(team.headcount * team.cost for team in teams)
    return bought_in(content) * pay / hours if hours > 0 else 0.0
