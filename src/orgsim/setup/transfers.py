"""The transfers of a plan, as the engine meets them."""

from orgsim.engine.transfers import PlannedTransfer, Transfers
from orgsim.engine.world import World
from orgsim.plan.scenario import Scenario


def install_transfers(world: World, scenario: Scenario) -> None:
    """Let people change teams on the dates planned; to be called when all mechanisms are there, which have to know first."""
    if not scenario.transfers:
        return
    world.hooks.installing = "transfers"
    codes = {name: code for code, name in enumerate(scenario.teams)}
    planned = tuple(
        PlannedTransfer(one.at, codes[one.from_], codes[one.to], one.people) for one in scenario.transfers
    )
    transfers = Transfers(world, planned)
    world.hooks.run_opens.add(transfers.open)
    world.hooks.person_leaves.add(transfers.left)
    world.hooks.person_joins.add(transfers.joined)
