"""The hiring rules of a plan, as the engine meets them."""

from dataclasses import dataclass, field

from orgsim.engine.hiring import OF_FIRM, OF_TEAM, Hiring, HiringRule, Watched
from orgsim.engine.labour import LabourMarket
from orgsim.engine.world import World
from orgsim.events.columns import ORGANIZATION
from orgsim.plan.derived.in_force import acts
from orgsim.plan.scenario import Scenario
from orgsim.randomness import entity_key


@dataclass(slots=True)
class _Hirings:
    """The hiring of teams, by their code: it goes on for as long as its rule is the same."""

    of: dict[int, Hiring] = field(default_factory=dict)


def install_hiring(world: World, scenario: Scenario) -> None:
    """Let teams hire by their rules; with the delay of turnover, where that is in force, and whom the labour market has."""
    world.hooks.installing = "hiring"
    candidates = scenario.market.candidates
    if candidates is not None:
        key = entity_key(*world.seed, ORGANIZATION)
        labour = world.lasting(LabourMarket, lambda: LabourMarket(world.clock, key, candidates))
        for staffing in world.staffing:
            staffing.seek = labour.seek
    delay = scenario.effects.turnover.delay if acts(scenario, "turnover") else 0.0
    kept = world.lasting(_Hirings, _Hirings).of
    for name, stated in scenario.policies.hiring.items():
        staffing, when = world.staffing[world.codes[name]], stated.when
        rule = HiringRule(when.quantity, when.comparison, when.value, stated.most, delay, stated.begins)
        hiring = kept.get(staffing.team.code)
        if hiring is None or hiring.rule != rule:
            one = when.quantity
            measured = OF_FIRM[one](world) if one in OF_FIRM else OF_TEAM[one](world, staffing)
            hiring = kept[staffing.team.code] = Hiring(world, staffing, rule, Watched(measured))
        hiring.watched.measured.install(world)
        world.hooks.run_opens.add(hiring.open)
