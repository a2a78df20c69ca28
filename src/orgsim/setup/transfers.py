"""The transfers of a plan, as the engine meets them."""

from orgsim.engine.transfers import OnTheWay, PlannedTransfer, Transfers
from orgsim.engine.world import World
from orgsim.plan.scenario import Scenario


def install_transfers(world: World, scenario: Scenario, span: tuple[float, float]) -> None:
    """Let people change teams on the dates planned within a span of days; to be called when all mechanisms are there, which have
    to know first."""
    planned = tuple(
        PlannedTransfer(one.at, world.codes[one.from_], world.codes[one.to], one.people)
        for one in scenario.transfers
        if span[0] <= one.at < span[1]
    )
    if not planned:
        return
    world.hooks.installing = "transfers"
    transfers = Transfers(world, planned)
    world.lasting(OnTheWay, OnTheWay).movers.append(transfers)
    world.hooks.run_opens.add(transfers.open)
    world.hooks.person_leaves.add(transfers.left)
    world.hooks.person_joins.add(transfers.joined)
