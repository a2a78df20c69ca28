"""A world built from a plan, with the mechanisms in force installed and the list of hooks closed."""

import math
from collections.abc import Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

from orgsim.engine.clock import Clock
from orgsim.engine.entities import NOBODY, Activity, Case, Reason
from orgsim.engine.gates import shifted
from orgsim.engine.guard import Guard
from orgsim.engine.hooks import Hooks, Moment
from orgsim.engine.joint import Joint, Reservations
from orgsim.engine.journey import Journey
from orgsim.engine.log import CUSTOMER, LogWriter, PausingLog
from orgsim.engine.nurture import Nurture, NurturePlan
from orgsim.engine.own_work import OwnWork
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.pausing import Pausing
from orgsim.engine.ramping import RampingTeam
from orgsim.engine.routing import RoutedJourney
from orgsim.engine.veterans import Veterans
from orgsim.engine.world import World
from orgsim.errors import OrgsimError
from orgsim.events.columns import FIRM, ORGANIZATION, Facts, Names
from orgsim.events.outcomes import NAMES
from orgsim.mechanisms.shared.facts import install_gate
from orgsim.plan.checks import size
from orgsim.plan.derived.in_force import acting, stated
from orgsim.plan.derived.purposes import acquisition_shares
from orgsim.plan.derived.routes import doers, lending
from orgsim.plan.derived.worth import per_hour
from orgsim.plan.scenario import Scenario
from orgsim.randomness import entity_key
from orgsim.setup import customers, sources
from orgsim.setup.activities import build_activities
from orgsim.setup.arrivals import event_entity
from orgsim.setup.calibration import calibrate
from orgsim.setup.customers import words_of
from orgsim.setup.firm import build_start, build_veterans
from orgsim.setup.forms import build_forms
from orgsim.setup.helping import Helpers, let_help
from orgsim.setup.hiring import install_hiring
from orgsim.setup.pay import install_commissions
from orgsim.setup.teams import build_staffing, build_teams, on_duty, team_facts
from orgsim.setup.transfers import install_transfers

_SHOCK = "shock"
"""The engine's own effect on gates and decisions: market changes."""
_REASONS = {
    "nurture": Reason.NURTURE,
    "cold": Reason.COLD,
    "unworked": Reason.UNWORKED,
    "lost": Reason.LOST,
    "churned": Reason.CHURNED,
}


def names_of(scenario: Scenario) -> Names:
    """What the codes in the log of a scenario stand for."""
    found = acting(scenario).values()
    entities = [entity for source in scenario.sources for entity in (source, event_entity(source))]
    work = [
        name
        for mechanism in found
        if not mechanism.policies
        or any(stated(scenario, f"policies.{policy}") for policy in mechanism.policies)
        for name in mechanism.work
    ]
    effects = [mechanism.name for mechanism in found if mechanism.has_column]
    segments = tuple(scenario.segments) or ("all",)
    if scenario.firm is not None:
        entities.append(FIRM)
    spends = bool(work) or any(mechanism.spends for mechanism in found)
    return Names(
        entities=(*entities, ORGANIZATION) if spends else tuple(entities),
        activities=tuple(dict.fromkeys((*scenario.journey, *work))),
        teams=tuple(scenario.teams),
        outcomes=tuple(dict.fromkeys((*NAMES, *scenario.journey, *segments, *words_of(scenario)))),
        effects=(*effects, _SHOCK) if scenario.shocks else tuple(effects),
        segments=segments,
    )


def build(scenario: Scenario, seed: int, replication: int) -> World:
    """The world of one run, ready to open."""
    world = core(scenario, (seed, replication))
    install(world, scenario)
    close(world)
    world.start = build_start(world, scenario)
    if (veterans := build_veterans(world, scenario)) is not None:
        world.parts[Veterans] = veterans
    return world


def core(scenario: Scenario, seed: tuple[int, int]) -> World:
    """A world without mechanisms."""
    clock, hooks, names = Clock(), Hooks(), names_of(scenario)
    log, blank = _log(scenario, names), list[float]()
    codes = {name: code for code, name in enumerate(names.outcomes)}
    gates = calibrate(scenario)
    activities = build_activities(scenario, codes, gates)
    teams = build_teams(scenario, clock, activities)
    forms, among = build_forms(scenario, activities, gates)
    Guard(clock, log, teams, size.MOST_EVENTS, partial(size.meant_rows, scenario))
    for team in teams:
        if isinstance(team, Pausing) and isinstance(log, PausingLog):
            team.log = log
    whole = (clock, log, teams, scenario.scenario.horizon)
    journey = RoutedJourney(*whole, among) if among else Journey(*whole)
    helpers = Helpers()
    forms += helpers.build(scenario, teams, forms, journey)
    work = {name: code for code, name in enumerate(names.activities)}
    world = World(
        seed=seed,
        until=scenario.scenario.horizon,
        drain=scenario.scenario.drain,
        names=names,
        clock=clock,
        log=log,
        hooks=hooks,
        activities=activities,
        forms=forms,
        gates=gates,
        teams=teams,
        staffing=build_staffing(scenario, clock, log, teams, seed),
        facts=[team_facts(scenario, name, activities) for name in scenario.teams],
        journey=journey,
        own_work=OwnWork(
            clock, log, hooks, len(names.entities) - 1, entity_key(*seed, ORGANIZATION), work, blank
        ),
        blank=blank,
        entries=sources.entries(scenario, activities),
        contracts=customers.build_contracts(scenario, journey, hooks, activities, codes),
        second_line=customers.second_line(scenario, activities),
    )
    world.worth = _worth(scenario, activities)
    if helpers.found:
        world.parts[Helpers] = helpers
    world.reservations = _reservations(world)
    _join_journey(world, scenario)
    sources.open_sources(world, scenario)
    return world


def _worth(scenario: Scenario, activities: Mapping[str, Activity]) -> dict[int, float]:
    """What a job of each activity is worth to the whole per staff hour, where teams work for that."""
    found = per_hour(scenario) if scenario.policies.goal.kind == "shared" else {}
    return {activities[name].code: worth for name, worth in found.items() if name in activities}


def _log(scenario: Scenario, names: Names) -> LogWriter:
    """The log of a run, with a column of pauses where work is put aside or done together."""
    pauses = any(activity.pauses and name in doers(scenario) for name, activity in scenario.journey.items())
    return PausingLog(names) if pauses or lending(scenario) else LogWriter(names)


def _reservations(world: World) -> Reservations | None:
    """The joint work of a run; None where there is none."""
    joint = {team.code: team for team in world.teams if isinstance(team, Joint)}
    if not joint:
        return None
    reservations = Reservations(world.clock, joint, world.journey.form)
    for team in joint.values():
        team.reservations = reservations
    if world.contracts is not None:
        service = world.contracts.service
        service.met = reservations.met
        if service.plan.onboarding is not None:
            reservations.onboards = service.plan.onboarding[0]
    return reservations


def _join_journey(world: World, scenario: Scenario) -> None:
    """Say what a purchase starts, and who follows up cases at rest."""
    journey, contracts = world.journey, world.contracts
    if contracts is not None:
        journey.purchase = contracts.buy
    else:
        journey.purchase = partial(_note_purchase, world)
    activity, policy = world.activities.get("nurture"), scenario.policies.nurture
    if activity is not None and activity.team != NOBODY:
        recycles = frozenset(_REASONS[reason] for reason in policy.recycles)
        plan = NurturePlan(policy.every, policy.touches, recycles, policy.cycles)
        journey.nurture = Nurture(
            world.clock, world.log, world.until, activity, plan,
            journey.order, journey.submit, journey.decide, journey.call_off,
        )  # fmt: skip


def _note_purchase(world: World, case: Case) -> None:
    world.log.move(world.clock.now, case, CUSTOMER)


def install(world: World, scenario: Scenario) -> None:
    """Let the mechanisms in force join, in the order of their list."""
    for name, mechanism in acting(scenario).items():
        world.hooks.installing = name
        policies = {policy: getattr(scenario.policies, policy) for policy in mechanism.policies}
        parameters: Any = getattr(scenario.effects, name, None)
        if mechanism.install is not None:
            mechanism.install(world, parameters, policies)
        elif mechanism.gate is not None:
            install_gate(world, mechanism, parameters)
    install_commissions(world, scenario)
    install_transfers(world, scenario)
    install_hiring(world, scenario)
    world.hooks.installing = _SHOCK
    shaken = [activity.code for activity in world.activities.values() if activity.shifts.spans]
    if _SHOCK in world.names.effects:
        world.hooks.gate.add(shifted, at=shaken)


def close(world: World) -> None:
    """Close the list of hooks, and give the engine plain tuples of it."""
    hooks, columns = world.hooks, {name: column for column, name in enumerate(world.names.effects)}
    hooks.close()
    for team in world.teams:
        team.starts, team.ends = hooks.job_starts.calls(team.code), hooks.job_ends.calls(team.code)
        if isinstance(team, RampingTeam):
            team.starts = (*team.starts, team.stretch)
        staffing = world.staffing[team.code]
        team.joins = hooks.person_joins.calls(team.code)
        gone = () if team.presence is None else (team.presence.gone,)
        team.leaves = (*hooks.person_leaves.calls(team.code), staffing.gone, *gone)
        team.idles = hooks.person_idle.chosen_at(team.code)
        if team.idles is not None:
            team.seeks = world.goes_on
        if isinstance(team, Pausing):
            team.paused = hooks.job_paused.calls(team.code)
            team.resumed = hooks.job_resumed.calls(team.code)
        team.own_work = team.own_work or team.idles is not None
        if isinstance(team, OwnedTeam) and _cares(world, team):
            team.owner_left = tuple(hooks.owner_left)
    let_help(world)
    for activity in world.forms:
        activity.effects, activity.daily = _columns((hooks.gate, hooks.gate_daily), columns, activity.code)
        if activity.effects or activity.daily:
            activity.today = [0.0] * len(columns)
        activity.decided = hooks.gate_decided.calls(activity.code)
        done_by = world.teams[activity.team] if activity.shape.lent else None
        if isinstance(done_by, Joint):
            activity.decided = (*activity.decided, done_by.stay)
        activity.taken = hooks.outcome_taken.chosen_at(activity.code)
    journey, contracts = world.journey, world.contracts
    journey.gates.daily = [activity for activity in world.forms if activity.daily]
    journey.ends = tuple(hooks.journey_ends)
    journey.handoff = hooks.handoff.chosen()
    if contracts is not None:
        contracts.price.factors = tuple(hooks.price)
        contracts.stay, contracts.stay_alone = _columns((hooks.stay, hooks.stay_alone), columns)
        contracts.shock_column = columns.get(_SHOCK)


def _columns(
    moments: Sequence[Moment[Any]], columns: Mapping[str, int], code: int | None = None
) -> list[tuple[tuple[int, Any], ...]]:
    """Who acts at moments that share the columns of the log, each with its column, in the order of the columns.

    Raises OrgsimError for a mechanism without a column, and for one with two effects that would share one.
    """
    found = []
    taken: set[str] = set()
    for moment in moments:
        acts = [act for act in moment.acts if code is None or act.at is None or code in act.at]
        for act in acts:
            if act.by not in columns:
                raise OrgsimError(
                    f"{act.by} acts at {moment.name} and has no column in the log: state its gate, or renewal=True"
                )
            if act.by in taken:
                raise OrgsimError(f"{act.by} acts twice at {moment.name}, and has one column in the log")
            taken.add(act.by)
        pairs = [(columns[act.by], act.call) for act in acts]
        found.append(tuple(sorted(pairs, key=itemgetter(0))))
    return found


def _cares(world: World, team: OwnedTeam) -> bool:
    """Whether a team does anything for customers, so that they notice when one of its people leaves."""
    contracts = world.contracts
    return contracts is not None and bool(contracts.plan.work & set(team.does))


def facts_of(scenario: Scenario, world: World) -> Facts:
    """What a reader of the log has to know about the run."""
    head, term = scenario.scenario, math.nan
    if world.contracts is not None:
        stated_term = world.contracts.price.terms.term
        term = math.inf if stated_term is None else stated_term
    return Facts(
        horizon=head.horizon,
        warm_up=head.warm_up,
        start=head.start.isoformat(),
        currency=scenario.market.currency,
        discount_rate=head.discount_rate,
        entry=next(iter(world.entries.values())).name,
        team_does=tuple(team.does for team in scenario.teams.values()),
        team_kpi=tuple(team.kpi for team in scenario.teams.values()),
        drained=head.drain,
        seed=world.seed[0],
        replication=world.seed[1],
        gates=tuple(
            tuple(o.to for o in scenario.journey[name].outcomes) if name in scenario.journey else ()
            for name in world.names.activities
        ),
        on_duty=on_duty(scenario, world.teams, world.clock.now),
        term=term,
        acquisition=tuple(acquisition_shares(scenario).values()),
    )
