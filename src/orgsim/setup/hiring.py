"""The hiring rules of a plan, as the engine meets them."""

from dataclasses import dataclass, field

from orgsim.engine.hiring import QUANTITIES, Hiring, HiringRule
from orgsim.engine.world import World
from orgsim.plan.derived.in_force import acts
from orgsim.plan.scenario import Scenario


@dataclass(slots=True)
class _Hirings:
    """The hiring of teams, by their code: it goes on for as long as its rule is the same."""

    of: dict[int, Hiring] = field(default_factory=dict)


def install_hiring(world: World, scenario: Scenario) -> None:
    """Let teams hire by their rules; with the delay of turnover, where that is in force."""
    world.hooks.installing = "hiring"
    delay = scenario.effects.turnover.delay if acts(scenario, "turnover") else 0.0
    kept = world.lasting(_Hirings, _Hirings).of
    for name, stated in scenario.policies.hiring.items():
        staffing, when = world.staffing[world.codes[name]], stated.when
        rule = HiringRule(when.quantity, when.comparison, when.value, stated.most, delay)
        hiring = kept.get(staffing.team.code)
        if hiring is None or hiring.rule != rule:
            measured = QUANTITIES[when.quantity](world, staffing)
            hiring = kept[staffing.team.code] = Hiring(world, staffing, rule, measured)
        hiring.measured.install(world)
        world.hooks.run_opens.add(hiring.open)
