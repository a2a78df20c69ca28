"""What tells the luck of a run from its chances, as readers of its log get it."""

from dataclasses import replace

from orgsim.engine.world import World
from orgsim.events.luck import Luck
from orgsim.plan.derived.taken_over import days_before
from orgsim.plan.scenario import Scenario
from orgsim.setup.calibration import Cuts


def luck_of(plan: Scenario, world: World) -> Luck:
    """The luck of a run that is over, of a plan that was laid out (`whole`).

    Gates that sell a second line are not on the way to a first purchase, and left out.
    """
    names, contracts = world.names, world.contracts
    return Luck(
        readiness=world.log.readiness,
        judgement=tuple(
            plan.journey[name].judgement if name in plan.journey else 0.0 for name in names.activities
        ),
        cuts=_cuts(plan, world),
        draws=world.log.draws,
        prices=_prices(world),
        churn=() if contracts is None else tuple(one.mean for one in contracts.plan.churn),
    )


def since_day_0(luck: Luck, scenario: Scenario) -> Luck:
    """The same, its days counted from the day 0 of the scenario (see `orgsim.setup.taken_over`)."""
    draws = luck.draws.copy()
    draws["time"] -= days_before(scenario)
    return replace(luck, draws=draws)


def _cuts(plan: Scenario, world: World) -> dict[tuple[int, int], Cuts]:
    """By activity and segment, those by which `orgsim.setup.forms` makes gates."""
    apart = () if plan.second_line is None else plan.second_line.activities
    return {
        (code, segment): world.gates.get((name, of), world.gates[name, None])
        for code, name in enumerate(world.names.activities)
        if (name, None) in world.gates and name not in apart
        for segment, of in enumerate(world.names.segments)
    }


def _prices(world: World) -> tuple[tuple[float, float], ...]:
    """Per segment, what a customer of mean size pays at once and per model month by the list of day 0."""
    if world.contracts is None:
        return ()
    price = world.contracts.price
    listed = [terms.listed(0.0) for terms in price.by_segment]
    sizes = [price.mean_size(segment) for segment in range(len(listed))]
    return tuple((once * size, mrr * size) for (once, mrr), size in zip(listed, sizes, strict=True))
