"""The pay of a plan that follows what is sold, as the engine meets it."""

from functools import partial

from orgsim.engine.commission import CommissionPlan, Commissions
from orgsim.engine.quotas import Target, TrainedPeople
from orgsim.engine.world import World
from orgsim.plan.model.people import PersonQuota
from orgsim.plan.scenario import Scenario


def install_commissions(world: World, scenario: Scenario) -> None:
    """Let teams be paid for what they close and for what they sell later."""
    world.hooks.installing = "commission"
    for team, (name, stated) in enumerate(scenario.teams.items()):
        if stated.commission is None or world.contracts is None:
            continue
        said, above = stated.commission, stated.commission.above_quota
        plan = CommissionPlan(
            said.share, said.share if above is None else above, said.expansion, said.claw_back or 0.0
        )
        target = None if above is None else _target(world, scenario, name, team)
        commission = Commissions(world.clock, world.log, team, plan, target)
        world.hooks.customer_begins.add(commission.signed)
        if plan.expansion:
            world.hooks.added.add(commission.added)
        if plan.claw_back:
            world.hooks.journey_ends.add(commission.ended)


def _target(world: World, scenario: Scenario, name: str, team: int) -> Target:
    """What a team shall close in each period."""
    quota, people = scenario.teams[name].quota, None
    if isinstance(quota, PersonQuota):
        people = TrainedPeople(world.clock, world.teams[team])
        world.hooks.person_leaves.add(people.left, at=(team,))
        quota = quota.per_person
    target = Target(world.clock, quota or 0.0, scenario.effects.pressure.period, people)
    world.hooks.run_opens.add(partial(target.open, world.until))
    return target
