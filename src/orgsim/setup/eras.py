"""Eras: the organizations of a plan, as the engine meets them one after the other, and how one takes over from another."""

import copy
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from orgsim.engine.clock import Clock
from orgsim.engine.entities import NOBODY, Activity, Reason
from orgsim.engine.hiring import OF_FIRM, Awaited, Watched
from orgsim.engine.hooks import Hooks
from orgsim.engine.journey import Journey
from orgsim.engine.log import LogWriter
from orgsim.engine.moving_journey import MovingCountingJourney, MovingJourney
from orgsim.engine.nurture import NurturePlan
from orgsim.engine.reorganization import Regrouping, Takeover
from orgsim.engine.routing import CountingJourney, Forms, RoutedJourney
from orgsim.engine.teams import Team
from orgsim.engine.transfers import OnTheWay
from orgsim.engine.world import World
from orgsim.plan.derived.headcounts import planned_on
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.reference_hours import reference_hours
from orgsim.plan.derived.routes import POOL, doers
from orgsim.plan.derived.serving import counted_to
from orgsim.plan.derived.stages import Stage
from orgsim.plan.derived.worth import per_hour
from orgsim.plan.model.people import HeadcountChange
from orgsim.plan.scenario import Scenario
from orgsim.setup.calibration import Gates
from orgsim.setup.forms import Known, build_forms
from orgsim.setup.teams import build_teams, planned_moves

_REASONS = {
    "nurture": Reason.NURTURE,
    "cold": Reason.COLD,
    "unworked": Reason.UNWORKED,
    "lost": Reason.LOST,
    "churned": Reason.CHURNED,
}


@dataclass(slots=True)
class Era:
    """One organization of a run."""

    stage: Stage[Scenario]
    teams: dict[str, Team]
    """By their names in its plan."""
    new: list[Team]
    """Those that have not been there before."""
    forms: list[Activity]
    """Every form that the activities of the journey have under it."""
    among: Forms
    """Which of them is whose, for each activity that is not the same for all."""

    @property
    def here(self) -> list[Team]:
        """Its teams, in the order of its plan."""
        return list(self.teams.values())

    @property
    def codes(self) -> dict[str, int]:
        """The codes of its teams, by their names in its plan."""
        return {key: team.code for key, team in self.teams.items()}

    def nurture(self, activities: Iterable[Activity]) -> NurturePlan | None:
        """How it follows up leads at rest, of all the activities; None where nobody does."""
        plan = self.stage.plan
        if POOL not in plan.journey or POOL not in doers(plan):
            return None
        policy = plan.policies.nurture
        recycles = frozenset(_REASONS[reason] for reason in policy.recycles if reason in _REASONS)
        sell = (one.code for one in activities if one.sells) if "deals" in policy.recycles else ()
        return NurturePlan(policy.every, policy.touches, recycles, frozenset(sell), policy.cycles)

    def key(self, team: Team) -> str:
        """What its plan calls a team."""
        return next(key for key, one in self.teams.items() if one is team)


@dataclass(slots=True)
class Eras:
    """The organizations of a run, one after the other."""

    found: list[Era]


def lived_through(world: World) -> tuple[Stage[Scenario], ...]:
    """The organizations of a run with the days on which they took over; infinite for one that waited for what never came."""
    return tuple(era.stage for era in world.lasting(Eras, lambda: Eras([])).found)


def build_eras(
    found: tuple[Stage[Scenario], ...],
    clock: Clock,
    market: tuple[dict[str, Activity], Gates],
    teams: list[Team],
) -> list[Era]:
    """The organizations of a run, their teams added to a list that is empty; `market`: its activities and their gates."""
    eras, known = list[Era](), Known()
    for stage in found:
        first, there = not eras, len(teams)
        steps = market[0] if first else {name: _undone(one) for name, one in market[0].items()}
        own = build_teams(stage, clock, steps, teams)
        here = dict(zip(stage.plan.teams, own, strict=True))
        codes = {key: team.code for key, team in here.items()}
        forms, rows = build_forms(stage.plan, steps, market[1], codes, known)
        among = {
            base: rows[name]
            for name, base in market[0].items()
            if any(form is not base for row in rows[name] for form in row)
        }
        eras.append(Era(stage, here, teams[there:], forms, among))
    return eras


def build_journey(whole: tuple[Clock, LogWriter, list[Team], float], eras: list[Era]) -> Journey:
    """The journey of a run, whose forms may change on a day."""
    among, counts = eras[0].among, any(counted_to(era.stage.plan) > 1 for era in eras)
    if len(eras) > 1:
        return (MovingCountingJourney if counts else MovingJourney)(*whole, among)
    if not among:
        return Journey(*whole)
    return (CountingJourney if counts else RoutedJourney)(*whole, among)


def _undone(activity: Activity) -> Activity:
    """An activity as it is before anybody does it."""
    form = copy.copy(activity)
    form.outcomes = [replace(outcome) for outcome in activity.outcomes]
    form.team, form.rank, form.behind = NOBODY, 0, 0.0
    form.shape = replace(activity.shape, lent=())
    return form


def worth_of(scenario: Scenario, activities: Mapping[str, Activity]) -> dict[int, float]:
    """What a job of each activity is worth to the whole per staff hour, where teams work for that or reviews ask for it."""
    reviews = scenario.policies.strategy
    asked = reviews is not None and reviews.rule == "most_lost_money"
    found = per_hour(scenario) if asked or scenario.policies.goal.kind == "shared" else {}
    return {activities[name].code: worth for name, worth in found.items() if name in activities}


def plan_takeovers(world: World, eras: list[Era], take_over: Callable[[tuple[Era, Era]], None]) -> None:
    """Have each of the later organizations take over from the one before: on its day, before all else that is due then, or when
    the condition holds for which it waits while that one is in force."""

    def plan() -> None:
        for number, after in enumerate(eras[1:], 1):
            if after.stage.begins < world.until:
                world.clock.after(after.stage.begins, follow, number)
        wait(1)

    def follow(number: int) -> None:
        take_over((eras[number - 1], eras[number]))
        wait(number + 1)

    def wait(number: int) -> None:
        by = eras[number].stage.by if number < len(eras) else None
        if by is not None and by.when is not None:
            when = by.when
            watched = Watched(OF_FIRM[when.quantity](world))
            Awaited(world, (when.comparison, when.value), watched, partial(follow, number)).begin()

    if len(eras) > 1:
        world.hooks.installing = "reorganization"
        world.hooks.run_opens.add(plan)


def begin_takeover(world: World, before: Era, after: Era) -> Takeover:
    """An organization takes over from the one before; mechanisms are still to be installed for it."""
    journey, plan, hooks = world.journey, after.stage.plan, Hooks()
    if not after.stage.dated:  # until now nobody knew the day
        before.stage = replace(before.stage, ends=world.clock.now)
        after.stage = replace(after.stage, begins=world.clock.now)
    assert isinstance(journey, MovingJourney)
    takeover = Takeover(world, journey, _regrouping(before, after))
    takeover.work.take_out()
    world.standing.turn()
    world.hooks = world.own_work.hooks = hooks
    if world.contracts is not None:
        world.contracts.hooks = world.contracts.service.hooks = hooks
    world.here, world.codes, world.new, world.forms = after.here, after.codes, after.new, after.forms
    world.worth = worth_of(plan, world.activities)
    journey.take_over(after.among, takeover.plan.closing, takeover.work.redirect)
    world.parts[Takeover] = takeover
    world.lasting(OnTheWay, OnTheWay).movers.append(takeover)
    return takeover


def settle_first(world: World) -> None:
    """Have everybody who acts when a job begins find its case where the person has gone who had it."""
    journey = world.journey
    assert isinstance(journey, MovingJourney)
    world.hooks.installing = "reorganization"
    world.hooks.job_starts.add(journey.begin)
    world.hooks.job_resumed.add(journey.resume)


def let_move(world: World) -> None:
    """Let people move who are told to, now or once they are free; when all mechanisms are there, which have to know first."""
    world.hooks.installing = "reorganization"
    known = [act.call for act in world.hooks.person_leaves.acts]
    for mover in world.lasting(OnTheWay, OnTheWay).movers:
        if (mover.ordered or mover is world.part(Takeover)) and mover.left not in known:
            world.hooks.person_leaves.add(mover.left)
            world.hooks.person_joins.add(mover.joined)


def finish_takeover(world: World, takeover: Takeover, era: Era) -> None:
    """The hooks of the organization are in place: it takes over, and plans what comes round regularly."""
    nurture, rules = world.journey.nurture, era.nurture(world.activities.values())
    if nurture is not None and nurture.rules != rules:
        nurture.change(rules)
    takeover.carry_out()
    for opens in world.hooks.run_opens:
        opens()
    world.standing.drop()


def _regrouping(before: Era, after: Era) -> Regrouping:
    """What the plan says of the people of a reorganization."""
    stage, by = after.stage, after.stage.by
    assert by is not None
    plan, day, hours = stage.plan, stage.begins, reference_hours(stage.plan)
    old, new = before.codes, after.codes
    goes_on = {key: code for key, code in new.items() if code in old.values()}
    begins = {key: code for key, code in new.items() if key not in goes_on}
    changed = {
        key: code
        for key, code in goes_on.items()
        if _staffing(plan, key) != _staffing(before.stage.plan, key)
    }
    usual = plan.effects.turnover.delay if "turnover" in acting(plan) else 0.0
    return Regrouping(
        day=day,
        closing=tuple(code for code in old.values() if code not in new.values()),
        places={code: _planned(plan, key, day) for key, code in begins.items()},
        changed={
            code: _planned(plan, key, day) - _planned(before.stage.plan, key, day)
            for key, code in changed.items()
        },
        moves={code: planned_moves(stage, key) for key, code in {**begins, **changed}.items()},
        costs={code: plan.teams[key].cost for key, code in new.items()},
        stated={
            old[one]: {new[other]: number for other, number in aims.items()}
            for one, aims in by.people.items()
        },
        shared={
            (left, joined): sum(
                hours[one] for one in set(stated.does) & set(plan.teams[key].does) if one in hours
            )
            for name, stated in before.stage.plan.teams.items()
            for key in plan.teams
            for left, joined in ((old[name], new[key]),)
        },
        notice=by.notice,
        delay=usual if by.delay is None else by.delay,
    )


def _planned(plan: Scenario, key: str, day: float) -> int:
    """How many people a team is planned to have on a day, before the transfers of that very day, which are still to come."""
    before = tuple(one for one in plan.transfers if one.at < day)
    return planned_on(plan.model_copy(update={"transfers": before}), key, day)


def _staffing(plan: Scenario, key: str) -> tuple[int, tuple[HeadcountChange, ...]]:
    """What a plan says of the people of a team."""
    return plan.teams[key].headcount, plan.teams[key].changes
