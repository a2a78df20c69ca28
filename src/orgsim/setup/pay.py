"""The pay of a plan that follows what is sold, as the engine meets it."""

from dataclasses import dataclass, field
from functools import partial

from orgsim.engine.commission import CommissionPlan, Commissions
from orgsim.engine.quotas import Target, TrainedPeople
from orgsim.engine.world import World
from orgsim.plan.model.people import PersonQuota
from orgsim.plan.scenario import Scenario


@dataclass(slots=True)
class _Pay:
    """The commissions of teams, by their code: what was paid may come back when the team is no more."""

    of: dict[int, Commissions] = field(default_factory=dict)


def install_commissions(world: World, scenario: Scenario) -> None:
    """Let teams be paid for what they close and for what they sell later."""
    world.hooks.installing = "commission"
    kept = world.lasting(_Pay, _Pay).of
    for name, stated in scenario.teams.items():
        team = world.codes[name]
        if stated.commission is None or world.contracts is None or team in kept:
            continue
        said, above = stated.commission, stated.commission.above_quota
        plan = CommissionPlan(
            said.share, said.share if above is None else above, said.expansion, said.claw_back or 0.0
        )
        target = None if above is None else _target(world, scenario, name, team)
        kept[team] = Commissions(world.clock, world.log, team, plan, target)
    for commission in kept.values():
        _let_pay(world, commission)


def _let_pay(world: World, commission: Commissions) -> None:
    target = commission.target
    if target is not None:
        if target.people is not None:
            world.hooks.person_leaves.add(target.people.left, at=(commission.team,))
        name = "commission", commission.team
        world.hooks.run_opens.add(partial(world.standing.rounds, name, None, target.period, target.turn))
    world.hooks.customer_begins.add(commission.signed)
    if commission.plan.expansion:
        world.hooks.added.add(commission.added)
    if commission.plan.claw_back:
        world.hooks.journey_ends.add(commission.ended)


def _target(world: World, scenario: Scenario, name: str, team: int) -> Target:
    """What a team shall close in each period."""
    quota, people = scenario.teams[name].quota, None
    if isinstance(quota, PersonQuota):
        people = TrainedPeople(world.clock, world.teams[team])
        quota = quota.per_person
    return Target(world.clock, quota or 0.0, scenario.effects.pressure.period, people)
