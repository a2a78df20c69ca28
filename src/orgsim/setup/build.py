"""A world built from a plan, with the mechanisms in force installed and the list of hooks closed."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

from orgsim.engine.clock import Clock
from orgsim.engine.entities import NOBODY, Activity, Case
from orgsim.engine.gates import shifted
from orgsim.engine.guard import Guard
from orgsim.engine.hooks import Hooks
from orgsim.engine.joint import Joint, Reservations
from orgsim.engine.journey import Journey
from orgsim.engine.log import CUSTOMER, LogWriter, PausingLog
from orgsim.engine.nurture import Nurture
from orgsim.engine.own_work import OwnWork
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.pausing import Pausing
from orgsim.engine.ramping import RampingTeam
from orgsim.engine.sources import Events
from orgsim.engine.standing import StandingPlans
from orgsim.engine.teams import Team
from orgsim.engine.veterans import Veterans
from orgsim.engine.world import World
from orgsim.events.columns import ORGANIZATION, Names
from orgsim.events.outcomes import MOVED_IN, UNREACHED
from orgsim.mechanisms.shared.facts import install_gate
from orgsim.plan.checks import size
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.routes import doers, lending
from orgsim.plan.derived.stages import Stage, stages
from orgsim.plan.scenario import Scenario
from orgsim.randomness import entity_key
from orgsim.setup import customers, sources
from orgsim.setup.activities import build_activities
from orgsim.setup.calibration import Gates, calibrate
from orgsim.setup.columns import bind_gate, in_columns
from orgsim.setup.eras import (
    Era,
    Eras,
    begin_takeover,
    build_eras,
    build_journey,
    finish_takeover,
    let_move,
    plan_takeovers,
    settle_first,
    worth_of,
)
from orgsim.setup.facts import SHOCK, in_force, names_of
from orgsim.setup.firm import build_start, build_veterans
from orgsim.setup.helping import Helpers, let_help
from orgsim.setup.hiring import install_hiring
from orgsim.setup.pay import install_commissions
from orgsim.setup.teams import build_staffing, team_facts
from orgsim.setup.transfers import install_transfers


def build(scenario: Scenario, seed: int, replication: int) -> World:
    """The world of one run, ready to open."""
    world = core(scenario, (seed, replication))
    eras = world.lasting(Eras, lambda: Eras([])).found
    first = eras[0].stage.plan
    plan_takeovers(world, eras, partial(_take_over, world))
    install(world, first, (0.0, eras[0].stage.ends))
    _remember(world, [era.stage.plan for era in eras[1:]])
    close(world)
    world.start = build_start(world, first)
    if (veterans := build_veterans(world, first)) is not None:
        world.parts[Veterans] = veterans
    return world


def _take_over(world: World, pair: tuple[Era, Era]) -> None:
    """An organization takes over from the one before."""
    before, after = pair
    takeover = begin_takeover(world, before, after)
    install(world, after.stage.plan, (after.stage.begins, after.stage.ends))
    close(world)
    finish_takeover(world, takeover, after)


def _remember(world: World, later: Sequence[Scenario]) -> None:
    """Keep places for what mechanisms of later organizations remember of cases."""
    for mechanism in in_force(later):
        world.hooks.installing = mechanism.name
        for name in mechanism.remembers:
            world.remember(name)


def core(scenario: Scenario, seed: tuple[int, int]) -> World:
    """A world without mechanisms, under the first of its organizations."""
    found = stages(scenario)
    clock, names = Clock(), names_of(scenario)
    log = _log(scenario, found, names)
    codes = {name: code for code, name in enumerate(names.outcomes)}
    gates = calibrate(scenario)
    activities = build_activities(scenario, codes, gates)
    teams = list[Team]()
    eras = build_eras(found, clock, (activities, gates), teams)
    Guard(clock, log, teams, size.MOST_EVENTS, partial(size.meant_rows, scenario))
    for team in teams:
        if isinstance(team, Pausing) and isinstance(log, PausingLog):
            team.log = log
    journey = build_journey((clock, log, teams, scenario.scenario.horizon), eras)
    helpers = Helpers()
    for era in eras:
        era.forms += helpers.build(era.stage, era.teams, era.forms, journey)
    world = _world(scenario, seed, (names, gates, activities), eras, journey)
    if helpers.found:
        world.parts[Helpers] = helpers
    for staffing in world.staffing:
        staffing.moved_in = codes.get(MOVED_IN, NOBODY)
    world.reservations = _reservations(world)
    _join_journey(world, eras)
    sources.open_sources(world, eras[0].stage.plan)
    world.parts[Eras] = Eras(eras)
    return world


def _world(
    scenario: Scenario,
    seed: tuple[int, int],
    market: tuple[Names, Gates, dict[str, Activity]],
    eras: list[Era],
    journey: Journey,
) -> World:
    """The world under the first of its organizations, without what is told to it later."""
    (names, gates, activities), first = market, eras[0]
    clock, log, plan = journey.clock, journey.log, first.stage.plan
    hooks, blank = Hooks(), list[float]()
    codes = {name: code for code, name in enumerate(names.outcomes)}
    work = {name: code for code, name in enumerate(names.activities)}
    return World(
        seed=seed,
        until=journey.until,
        drain=scenario.scenario.drain,
        names=names,
        clock=clock,
        log=log,
        hooks=hooks,
        activities=activities,
        forms=first.forms,
        gates=gates,
        teams=journey.teams,
        here=first.here,
        codes=first.codes,
        new=first.new,
        staffing=[one for era in eras for one in build_staffing(era.stage, clock, log, era.new, seed)],
        facts=[
            one
            for era in eras
            for one in team_facts(era.stage.plan, [era.key(team) for team in era.new], activities)
        ],
        journey=journey,
        own_work=OwnWork(
            clock, log, hooks, len(names.entities) - 1, entity_key(*seed, ORGANIZATION), work, blank
        ),
        standing=StandingPlans(clock, journey.until),
        blank=blank,
        entries=sources.entries(plan, activities),
        worth=worth_of(plan, activities),
        contracts=customers.build_contracts(plan, journey, hooks, activities, codes),
        second_line=customers.second_line(plan, activities),
    )


def _log(scenario: Scenario, found: tuple[Stage[Scenario], ...], names: Names) -> LogWriter:
    """The log of a run, with a column of pauses where work is put aside or done together."""
    done = {name for stage in found for name in doers(stage.plan)}
    pauses = any(activity.pauses and name in done for name, activity in scenario.journey.items())
    return PausingLog(names) if pauses or any(lending(stage.plan) for stage in found) else LogWriter(names)


def _reservations(world: World) -> Reservations | None:
    """The joint work of a run; None where there is none."""
    joint = {team.code: team for team in world.teams if isinstance(team, Joint)}
    if not joint:
        return None
    reservations = Reservations(world.clock, joint, world.journey.next_step)
    for team in joint.values():
        team.reservations = reservations
    if world.contracts is not None:
        service = world.contracts.service
        service.met = reservations.met
        if service.plan.onboarding is not None:
            reservations.onboards = service.plan.onboarding[0]
    return reservations


def _join_journey(world: World, eras: list[Era]) -> None:
    """Say what a purchase starts, and who follows up cases at rest."""
    journey, contracts = world.journey, world.contracts
    if contracts is not None:
        journey.purchase = contracts.buy
    else:
        journey.purchase = partial(_note_purchase, world)
    rules = [era.nurture(world.activities.values()) for era in eras]
    if any(rules):
        journey.nurture = Nurture(
            world.clock, world.log, world.until, world.activities["nurture"], rules[0],
            journey.order, journey.submit, journey.decide, journey.call_off,
        )  # fmt: skip
        journey.nurture.left_alone = {} if len(eras) > 1 else None
        if UNREACHED in world.names.outcomes:
            journey.nurture.unreached = world.names.outcomes.index(UNREACHED)


def _note_purchase(world: World, case: Case) -> None:
    world.log.move(world.clock.now, case, CUSTOMER)


def install(world: World, scenario: Scenario, span: tuple[float, float] = (0.0, math.inf)) -> None:
    """Let the mechanisms in force join, in the order of their list, under the organization of a span of days."""
    if span[0] > 0:
        settle_first(world)
    for name, mechanism in acting(scenario).items():
        world.hooks.installing = name
        policies = {
            policy: getattr(scenario.policies, policy)
            for policy in (*mechanism.policies, *mechanism.by_activity)
        }
        parameters: Any = getattr(scenario.effects, name, None)
        if mechanism.install is not None:
            mechanism.install(world, parameters, policies)
        elif mechanism.gate is not None:
            install_gate(world, mechanism, parameters)
    install_commissions(world, scenario)
    if span[0] > 0:
        let_move(world)
    install_transfers(world, scenario, span)
    install_hiring(world, scenario)
    world.hooks.installing = SHOCK
    shaken = [activity.code for activity in world.activities.values() if activity.shifts.spans]
    if SHOCK in world.names.effects:
        world.hooks.gate.add(shifted, at=shaken)


def close(world: World) -> None:
    """Close the list of hooks, and give the engine plain tuples of it."""
    hooks, columns = world.hooks, {name: column for column, name in enumerate(world.names.effects)}
    hooks.close()
    for team in world.here:
        team.starts, team.ends = hooks.job_starts.calls(team.code), hooks.job_ends.calls(team.code)
        if isinstance(team, RampingTeam):
            team.starts = (*team.starts, team.stretch)
        staffing = world.staffing[team.code]
        team.joins = hooks.person_joins.calls(team.code)
        gone = () if team.presence is None else (team.presence.gone,)
        team.leaves = (*hooks.person_leaves.calls(team.code), staffing.gone, *gone)
        team.idles = hooks.person_idle.chosen_at(team.code)
        team.seeks = bool if team.idles is None else world.goes_on
        if isinstance(team, Pausing):
            team.paused = hooks.job_paused.calls(team.code)
            team.resumed = hooks.job_resumed.calls(team.code)
        team.own_work = team.own_work or team.idles is not None
        if isinstance(team, OwnedTeam):
            team.cares = _cares(world, team)
            team.owner_left = tuple(hooks.owner_left) if team.cares else ()
    let_help(world)
    for activity in world.forms:
        bind_gate(world, activity, columns)
        activity.decided = hooks.gate_decided.calls(activity.code)
        done_by = world.teams[activity.team] if activity.shape.lent else None
        if isinstance(done_by, Joint):
            activity.decided = (*activity.decided, done_by.stay)
        activity.taken = hooks.outcome_taken.chosen_at(activity.code)
    journey, contracts = world.journey, world.contracts
    journey.gates.daily = [activity for activity in world.forms if activity.daily]
    journey.ends = tuple(hooks.journey_ends)
    journey.handoff = hooks.handoff.chosen
    if journey.nurture is not None:
        journey.nurture.reaches = hooks.touch_reaches.chosen
    for flow in (one for one in world.flows if isinstance(one, Events)):
        flow.held = tuple(hooks.event_held)
    if contracts is not None:
        contracts.price.factors = tuple(hooks.price)
        contracts.stay, contracts.stay_alone = in_columns((hooks.stay, hooks.stay_alone), columns)
        contracts.shock_column = columns.get(SHOCK)


def _cares(world: World, team: OwnedTeam) -> bool:
    """Whether a team does anything for customers, so that they notice when one of its people leaves."""
    contracts = world.contracts
    return contracts is not None and bool(contracts.plan.work & set(team.does))
