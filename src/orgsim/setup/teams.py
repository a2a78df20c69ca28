"""The teams of a plan, as the engine meets them: calendars, queues, places, and what they are measured on."""

from datetime import date

from orgsim.engine.calendar import Calendar, Continuous, WorkingHours
from orgsim.engine.clock import Clock
from orgsim.engine.entities import Activity
from orgsim.engine.helping import HelpedOwnedTeam, HelpedTeam
from orgsim.engine.log import LogWriter
from orgsim.engine.staffing import Staffing
from orgsim.engine.teams import OwnedTeam, Team
from orgsim.engine.turns import HelpedInTurn, InTurn
from orgsim.engine.world import TeamFacts
from orgsim.plan.derived.kpi_work import counting, fulfilling
from orgsim.plan.model import organization as plan
from orgsim.plan.scenario import Scenario
from orgsim.setup.places import build_places

_KINDS: dict[tuple[str, bool], type[Team]] = {
    ("pooled", False): Team,
    ("least_busy", False): OwnedTeam,
    ("strict", False): InTurn,
    ("pooled", True): HelpedTeam,
    ("least_busy", True): HelpedOwnedTeam,
    ("strict", True): HelpedInTurn,
}
"""By the rule that deals out cases, and whether others help."""
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def calendar_of(team: plan.Team, start: date) -> Calendar:
    """The calendar a team works by; `start` is the date of day 0."""
    if team.calendar == "continuous":
        return Continuous()
    hours = plan.Hours() if team.calendar == "office" else team.calendar
    days = [_WEEKDAYS.index(day) for day in hours.days]
    return WorkingHours(hours.opens, hours.hours, days, hours.holidays, start)


def build_teams(scenario: Scenario, clock: Clock, activities: dict[str, Activity]) -> list[Team]:
    """Every team, joined to the activities it does in the order in which it prefers them."""
    return [_team(clock, code, name, scenario, activities) for code, name in enumerate(scenario.teams)]


def _team(clock: Clock, code: int, name: str, scenario: Scenario, activities: dict[str, Activity]) -> Team:
    stated = scenario.teams[name]
    does = [activities[activity] for activity in stated.does if activity in activities]
    ordered = bool(stated.priority) or any(scenario.journey[one.name].order != "fifo" for one in does)
    helped = {one for other in scenario.teams.values() for one in other.helps} & set(stated.does)
    rule = stated.turns or "least_busy" if stated.ownership == "person" else "pooled"
    kind = _KINDS[rule, bool(helped)]
    team = kind(clock, code, name, calendar_of(stated, scenario.scenario.start), ordered)
    for activity in does:
        activity.team = code
        activity.rank = rank_of(activity.name, stated)
    team.does = tuple(activity.code for activity in does)
    team.helps = tuple(activities[one].code for one in stated.helps)
    return team


def rank_of(name: str, team: plan.Team) -> int:
    """The place of an activity in a team's priorities; 0 goes first."""
    return team.priority.index(name) if name in team.priority else len(team.priority)


def build_staffing(
    scenario: Scenario, clock: Clock, log: LogWriter, teams: list[Team], seed: tuple[int, int]
) -> list[Staffing]:
    """Who is in every team, and when that changes."""
    places = build_places(scenario, seed)
    return [
        Staffing(
            clock,
            log,
            team,
            stated.cost,
            ((0.0, stated.headcount), *((change.at, change.headcount) for change in stated.changes)),
            places[team.code],
        )
        for team, stated in zip(teams, scenario.teams.values(), strict=True)
    ]


def on_duty(scenario: Scenario, teams: list[Team], until: float) -> tuple[tuple[float, ...], ...]:
    """Per team, when its people come on duty and go off again (see `Calendar.turns`); one object for teams of one calendar."""
    stated = [team.calendar for team in scenario.teams.values()]
    turns = {
        calendar: team.calendar.turns(until)
        for calendar, team in dict(zip(stated, teams, strict=True)).items()
    }
    return tuple(turns[calendar] for calendar in stated)


def team_facts(scenario: Scenario, name: str, activities: dict[str, Activity]) -> TeamFacts:
    """What mechanisms ask for of a team."""
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
        quota=stated.quota,
        priority=frozenset(activities[one].code for one in stated.priority if one in activities),
        turnover=stated.turnover,
        in_time_order=all(activity.order == "fifo" for activity in does),
    )
