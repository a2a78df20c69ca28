"""What the reader of a log has to know: what its codes stand for, and the facts of the run."""

import math
from collections.abc import Sequence

from orgsim.engine.world import World
from orgsim.events.columns import FIRM, ORGANIZATION, Facts, Names
from orgsim.events.outcomes import NAMES
from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.declaration import Mechanism
from orgsim.plan.derived.in_force import acting, stated
from orgsim.plan.derived.purposes import acquisition_shares
from orgsim.plan.derived.stages import roster, stages
from orgsim.plan.scenario import Scenario
from orgsim.setup.arrivals import event_entity
from orgsim.setup.customers import words_of
from orgsim.setup.teams import on_duty

SHOCK = "shock"
"""The engine's own effect on gates and decisions: market changes."""


def names_of(scenario: Scenario) -> Names:
    """What the codes in the log of a scenario stand for."""
    found = stages(scenario)
    plans = [stage.plan for stage in found]
    mechanisms = in_force(plans)
    entities = [entity for source in scenario.sources for entity in (source, event_entity(source))]
    work = [
        name
        for mechanism in mechanisms
        if not mechanism.policies
        or any(stated(plan, f"policies.{policy}") for plan in plans for policy in mechanism.policies)
        for name in mechanism.work
    ]
    effects = [mechanism.name for mechanism in mechanisms if mechanism.has_column]
    segments = tuple(scenario.segments) or ("all",)
    if scenario.firm is not None:
        entities.append(FIRM)
    spends = bool(work) or any(mechanism.spends for mechanism in mechanisms)
    return Names(
        entities=(*entities, ORGANIZATION) if spends else tuple(entities),
        activities=tuple(dict.fromkeys((*scenario.journey, *work))),
        teams=tuple(one.name for one in roster(found)),
        outcomes=tuple(dict.fromkeys((*NAMES, *scenario.journey, *segments, *words_of(scenario)))),
        effects=(*effects, SHOCK) if scenario.shocks else tuple(effects),
        segments=segments,
    )


def in_force(plans: Sequence[Scenario]) -> list[Mechanism]:
    """The mechanisms in force under any of some organizations, in the order of their list."""
    forces = {name for plan in plans for name in acting(plan)}
    return [mechanism for name, mechanism in MECHANISMS.items() if name in forces]


def facts_of(scenario: Scenario, world: World) -> Facts:
    """What a reader of the log has to know about the run."""
    head, term, found = scenario.scenario, math.nan, stages(scenario)
    if world.contracts is not None:
        stated_term = world.contracts.price.terms.term
        term = math.inf if stated_term is None else stated_term
    shares = [acquisition_shares(stage.plan) for stage in found]
    teams = [(found[one.stage].plan.teams[one.key], shares[one.stage][one.key]) for one in roster(found)]
    return Facts(
        horizon=head.horizon,
        warm_up=head.warm_up,
        start=head.start.isoformat(),
        currency=scenario.market.currency,
        discount_rate=head.discount_rate,
        entry=next(iter(world.entries.values())).name,
        team_does=tuple(team.does for team, _ in teams),
        team_kpi=tuple(team.kpi for team, _ in teams),
        drained=head.drain,
        seed=world.seed[0],
        replication=world.seed[1],
        gates=tuple(
            tuple(o.to for o in scenario.journey[name].outcomes) if name in scenario.journey else ()
            for name in world.names.activities
        ),
        on_duty=on_duty(found, world.teams, world.clock.now),
        term=term,
        acquisition=tuple(share for _, share in teams),
    )
