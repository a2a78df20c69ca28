"""The teams of a plan, as the engine meets them: calendars, queues, places, and what they are measured on."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from orgsim.engine.clock import Clock
from orgsim.engine.course import duty_day
from orgsim.engine.entities import Activity
from orgsim.engine.helping import Helped
from orgsim.engine.joint import Joint, JointOwnedTeam, JointTeam
from orgsim.engine.log import LogWriter
from orgsim.engine.owned_team import OwnedTeam
from orgsim.engine.pausing import PausingOwnedTeam, PausingTeam
from orgsim.engine.ramping import RampingTeam
from orgsim.engine.sharing_out import SharesOut
from orgsim.engine.staffing import Staffing
from orgsim.engine.teams import Team
from orgsim.engine.turns import InTurn
from orgsim.engine.world import TeamFacts
from orgsim.events.quotas import StatedQuota
from orgsim.plan.derived.freezes import freezes
from orgsim.plan.derived.headcounts import moves
from orgsim.plan.derived.kpi_work import counting, fulfilling
from orgsim.plan.derived.posts import hours_by_team, turnover_by_team
from orgsim.plan.derived.routes import lending
from orgsim.plan.derived.serving import teams_of
from orgsim.plan.derived.stages import Stage, TeamOfRun, roster
from orgsim.plan.model import organization as plan
from orgsim.plan.model.people import PersonQuota
from orgsim.plan.model.working_time import Hours
from orgsim.plan.scenario import Scenario
from orgsim.setup.calendars import calendar_of, presence
from orgsim.setup.places import build_places

_KINDS: dict[str, tuple[type[Team], type[Team], type[Team]]] = {
    "pooled": (Team, PausingTeam, JointTeam),
    "person": (OwnedTeam, PausingOwnedTeam, JointOwnedTeam),
}
"""By ownership, what a team is, what one is that puts work aside, and what one is that takes part in joint work."""
_URGENT = -1_000_000
"""Rank of urgent work, before all that priorities and mechanisms give."""


def build_teams(
    stage: Stage[Scenario], clock: Clock, activities: dict[str, Activity], there: list[Team]
) -> list[Team]:
    """Every team of a stage, joined to the activities it does in the order in which it prefers them.

    Teams that are not `there` since an earlier stage are added to that list, whose places are the codes of teams.
    """
    scenario, known = stage.plan, {team.name: team for team in there}
    lent, by_name = lending(scenario), dict[str, Team]()
    for key, name in stage.names.items():
        team = known.get(name)
        if team is None:
            team = _team(clock, (len(there), name), key, scenario, activities)
            there.append(team)
        for one in (activities[activity] for activity in scenario.teams[key].does if activity in activities):
            stand(one, team.code, scenario.teams[key])
        by_name[key] = team
    for name, others in lent.items():
        activity, patience = activities[name], scenario.journey[name].with_patience
        held_after = (1.0 if patience is None else patience) * duty_day(there[activity.team].calendar)
        codes = tuple(by_name[other].code for other in others)
        activity.shape = replace(activity.shape, lent=codes, held_after=held_after)
        borrowers = [by_name[team] for team in teams_of(scenario, name)]  # all keep one calendar
        for lender, borrower in product((there[code] for code in codes), borrowers):
            if isinstance(lender, Joint) and isinstance(borrower, Joint) and borrower not in lender.borrowers:
                lender.borrowers.append(borrower)
    return list(by_name.values())


def _team(
    clock: Clock, called: tuple[int, str], name: str, scenario: Scenario, activities: dict[str, Activity]
) -> Team:
    """A team by its name in the plan, with the code and the name it has in the run."""
    stated = scenario.teams[name]
    does = [activities[activity] for activity in stated.does if activity in activities]
    ordered = bool(stated.priority) or any(scenario.journey[one.name].order != "fifo" for one in does)
    team = _kind(name, scenario)(clock, *called, calendar_of(stated, scenario.scenario.start), ordered)
    if isinstance(team, RampingTeam):
        team.ramp = stated.ramp or ()
    team.presence = presence(team, scenario, name)
    team.always = team.always and team.presence is None
    team.finishes = isinstance(stated.calendar, Hours) and stated.calendar.closing == "finish"
    team.does = tuple(activity.code for activity in does)
    team.helps = tuple(activities[one].code for one in stated.helps)
    return team


def _kind(name: str, scenario: Scenario) -> type[Team]:
    """What a team is, by how it works: pooled or not, what of it pauses or is joint, and what comes on top of that."""
    stated = scenario.teams[name]
    plain, pausing, joint = _KINDS[stated.ownership]
    lent = lending(scenario)
    if any(name in others or activity in stated.does for activity, others in lent.items()):
        kind = joint
    elif stated.ties == "priority" or any(
        scenario.journey[one].pauses for one in (*stated.does, *stated.helps) if one in scenario.journey
    ):
        kind = pausing
    else:
        kind = plain
    on_top: list[type[Team]] = []
    if any(one in stated.does for other in scenario.teams.values() for one in other.helps):
        on_top.append(Helped)
    if any(share < 1 for share in stated.ramp or ()):
        on_top.append(RampingTeam)
    if stated.turns == "strict":
        on_top.append(InTurn)
    if stated.ownership == "person" and stated.newcomers != "new_cases":
        on_top.append(SharesOut)
    return _stacked(kind, tuple(on_top))


def _stacked(kind: type[Team], on_top: tuple[type[Team], ...]) -> type[Team]:
    """A kind of team with others on top of it, the first of them first."""
    return type("And".join(one.__name__ for one in (*on_top, kind)), (*on_top, kind), {}) if on_top else kind


def stand(activity: Activity, code: int, team: plan.Team) -> None:
    """Have an activity, or a form of it, done by a team: its place in the order in which the team takes work."""
    activity.team = code
    place = _rank(activity.name, team.priority)
    if team.passed_over is None or not team.priority:
        activity.rank, activity.behind = place, 0.0
    else:
        last = max(_rank(one, team.priority) for one in (activity.name, *team.does))
        activity.rank, activity.behind = 0, team.passed_over * place / max(1, last)
    if activity.shape.urgent:
        activity.rank += _URGENT


def _rank(name: str, priority: tuple[str, ...]) -> int:
    """The place of an activity in the priorities of a team; 0 goes first."""
    return priority.index(name) if name in priority else len(priority)


def build_staffing(
    stage: Stage[Scenario], clock: Clock, log: LogWriter, teams: list[Team], seed: tuple[int, int]
) -> list[Staffing]:
    """Who is in each of some teams of a stage, and when that changes; nobody yet in those of a later stage than the first."""
    scenario, first = stage.plan, stage.begins == 0
    places, frozen = build_places(scenario, seed, _since(stage)), freezes(scenario, "hiring")
    keys = {name: key for key, name in stage.names.items()}
    found = []
    for team in teams:
        stated = scenario.teams[keys[team.name]]
        staffing = Staffing(
            clock,
            log,
            team,
            stated.cost,
            stated.headcount if first else 0,
            planned_moves(stage, keys[team.name]) if first else (),
            places[keys[team.name]],
        )
        staffing.freezes = frozen
        found.append(staffing)
    return found


def _since(stage: Stage[Scenario]) -> str:
    """What tells the people who come under an organization from those who came under others."""
    if not stage.begins:
        return ""
    return f" from day {stage.begins:g} on" if stage.dated else f" of takeover {stage.number}"


def planned_moves(stage: Stage[Scenario], key: str) -> tuple[tuple[float, int], ...]:
    """The changes of headcount that a team plans for the time after a stage has begun: when, and by how many."""
    found = (move for move in moves(stage.plan, key) if not move.transfer)
    return tuple((move.day, move.by) for move in found if move.day > stage.begins)


def on_duty(
    found: tuple[Stage[Scenario], ...], teams: list[Team], until: float
) -> tuple[tuple[float, ...], ...]:
    """Per team, when its people come on duty and go off again (see `Calendar.turns`); one object for teams of one calendar."""
    stated = [found[one.stage].plan.teams[one.key].calendar for one in roster(found)]
    turns = {
        calendar: team.calendar.turns(until)
        for calendar, team in dict(zip(stated, teams, strict=True)).items()
    }
    return tuple(turns[calendar] for calendar in stated)


def quotas(found: tuple[Stage[Scenario], ...]) -> tuple[StatedQuota | None, ...]:
    """What the reader of a log has to know of the quotas of the teams; empty where no team has one."""
    every = tuple(_quota(found, one) for one in roster(found))
    return every if any(every) else ()


def _quota(found: tuple[Stage[Scenario], ...], one: TeamOfRun) -> StatedQuota | None:
    scenario = found[one.stage].plan
    team = scenario.teams[one.key]
    if team.quota is None:
        return None
    there = [stage for stage in found if one.name in stage.names.values()]
    return StatedQuota(
        per_day=team.quota.per_person if isinstance(team.quota, PersonQuota) else team.quota,
        per_person=isinstance(team.quota, PersonQuota),
        ramp=team.ramp or (),
        counts=tuple(sorted(fulfilling(scenario, one.key))),
        since=there[0].begins,
        until=there[-1].ends,
    )


def team_facts(scenario: Scenario, names: Sequence[str], activities: dict[str, Activity]) -> list[TeamFacts]:
    """What mechanisms ask for of some teams."""
    turnover = turnover_by_team(scenario)
    hours = hours_by_team(scenario) if scenario.policies.strengths is not None else {}
    asked = {name: {activities[one].code: part for one, part in own.items()} for name, own in hours.items()}
    return [
        replace(_facts(scenario, name, activities), turnover=turnover[name], hours=asked.get(name, {}))
        for name in names
    ]


def _facts(scenario: Scenario, name: str, activities: dict[str, Activity]) -> TeamFacts:
    """What the plan says of a team itself."""
    stated = scenario.teams[name]
    outcomes = {
        (activity.name, outcome.name): (activity.code, outcome.code)
        for activity in activities.values()
        for outcome in activity.outcomes
    }
    does = [scenario.journey[activity] for activity in stated.does if activity in scenario.journey]
    return TeamFacts(
        kpi=stated.kpi,
        counts=frozenset(activities[activity].code for activity in counting(scenario, name)),
        fulfils=frozenset(outcomes[way] for way in fulfilling(scenario, name) if way in outcomes),
        quota=stated.quota.per_person if isinstance(stated.quota, PersonQuota) else stated.quota,
        quota_per_person=isinstance(stated.quota, PersonQuota),
        priority=frozenset(activities[one].code for one in stated.priority if one in activities),
        turnover=stated.turnover,
        in_time_order=all(activity.order == "fifo" for activity in does),
        passed_over=stated.passed_over,
    )
