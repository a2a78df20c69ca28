"""The hiring rules of a plan, as the engine meets them."""

from orgsim.engine.hiring import QUANTITIES, Hiring, HiringRule
from orgsim.engine.world import World
from orgsim.plan.derived.in_force import acting
from orgsim.plan.scenario import Scenario


def install_hiring(world: World, scenario: Scenario) -> None:
    """Let teams hire by their rules; with the delay of turnover, where that is in force."""
    world.hooks.installing = "hiring"
    delay = scenario.effects.turnover.delay if "turnover" in acting(scenario) else 0.0
    codes = {name: code for code, name in enumerate(scenario.teams)}
    for name, stated in scenario.policies.hiring.items():
        staffing, when = world.staffing[codes[name]], stated.when
        rule = HiringRule(when.quantity, when.comparison, when.value, stated.most, delay)
        hiring = Hiring(world, staffing, rule, QUANTITIES[when.quantity](world, staffing))
        world.hooks.run_opens.add(hiring.open)
