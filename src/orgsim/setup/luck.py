"""What tells the luck of a run from its chances, as readers of its log get it."""

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from orgsim.engine.world import World
from orgsim.events.luck import SKILL_TYPE, Luck
from orgsim.mechanisms.people.ability import Abilities
from orgsim.mechanisms.people.turnover import Leavers
from orgsim.plan.derived.reference_hours import reference_hours
from orgsim.plan.derived.taken_over import days_before
from orgsim.plan.scenario import Scenario
from orgsim.setup.calibration import Cuts


def luck_of(plan: Scenario, world: World) -> Luck:
    """The luck of a run that is over, of a plan that was laid out (`whole`).

    Gates that sell a second line are not on the way to a first purchase, and left out.
    """
    names, contracts, hours = world.names, world.contracts, reference_hours(plan)
    return Luck(
        readiness=world.log.readiness,
        judgement=tuple(
            plan.journey[name].judgement if name in plan.journey else 0.0 for name in names.activities
        ),
        cuts=_cuts(plan, world),
        draws=world.log.draws,
        prices=_prices(world),
        churn=() if contracts is None else tuple(one.mean for one in contracts.plan.churn),
        skills=_skills(hours, world),
        flows=_flows(plan, hours, world),
        mix=tuple(plan.segments[name].share if name in plan.segments else 1.0 for name in names.segments),
    )


def since_day_0(luck: Luck, scenario: Scenario) -> Luck:
    """The same, its days counted from the day 0 of the scenario (see `orgsim.setup.taken_over`)."""
    draws = luck.draws.copy()
    draws["time"] -= days_before(scenario)
    skills = luck.skills.copy()
    skills["since"] -= days_before(scenario)
    skills["until"] -= days_before(scenario)
    return replace(luck, draws=draws, skills=skills)


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


def _skills(stated: Mapping[str, float], world: World) -> npt.NDArray[np.void]:
    """How able everybody who has joined is at each activity of the journey that their team does."""
    abilities, leavers = world.part(Abilities), world.part(Leavers)
    if abilities is None or abilities.chosen:
        return np.zeros(0, dtype=SKILL_TYPE)
    quality, rows = abilities.parameters.quality, []
    hours = {code: stated[name] for code, name in enumerate(world.names.activities) if name in stated}
    people = {
        code: sum(one.first for one in world.staffing if code in world.teams[one.team.code].does)
        for code in hours
    }
    for key, (person, does) in abilities.came.items():
        until = person.since + (math.inf if leavers is None else leavers.stays(person))
        whole = sum(hours.get(code, 0.0) for code in does)
        for code in hours.keys() & set(does):
            share, care = 1 / max(1, people[code]), hours[code] / whole if whole > 0 else 0.0
            able = quality * abilities.goodness(key, code), 1 / abilities.slowness(key, code) - 1
            care = care if code in abilities.later else 0.0
            rows.append((person.since, until, code, share, able[0], care, able[1]))
    return np.array(rows, dtype=SKILL_TYPE)


def _flows(plan: Scenario, hours: Mapping[str, float], world: World) -> tuple[float, ...]:
    """Per activity, jobs a day in the reference; 0 for work that is none of the journey's."""
    return tuple(
        hours[name] / plan.journey[name].work.build().mean if hours.get(name, 0.0) > 0 else 0.0
        for name in world.names.activities
    )
