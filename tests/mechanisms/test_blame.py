"""Blame: what a missed quota takes from the understanding of a team and those before it, and what handovers feel of it."""

import pytest
from contract import Case
from estimates import SEED, jobs, scenario

from orgsim.events.log import EventLog
from orgsim.mechanisms.incentives import blame
from orgsim.plan.derived.in_force import acting
from orgsim.setup.simulate import run

FOUR_TEAMS = """
[scenario]
horizon = "{days} days"
mechanisms = ["handoff", "understanding", "blame"]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.answer]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "meet", rate = 1.0 }} ]

[journey.meet]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "close", rate = 1.0 }} ]

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[journey.begin]
work = {{ mean = "1 h", distribution = "constant" }}

[offering]
price = "1 / month"

[customer]
onboarding = {{ activity = "begin", target = "5 days" }}

[teams.desk]
headcount = 5
calendar = "continuous"
does = ["answer"]

[teams.inside]
headcount = 5
calendar = "continuous"
does = ["meet"]
kpi = "appointments"
quota = "{inside} / day"

[teams.field]
headcount = 5
calendar = "continuous"
does = ["close"]
kpi = "bookings"
quota{each} = "{field} / day"

[teams.care]
headcount = 5
calendar = "continuous"
does = ["begin"]

[policies]
handoff = {{ delay = "0 h", confirmation = "1 h" }}
goal = {{ kind = "{goal}" }}

[effects.blame]
period = "10 days"
half_life = "{half_life}"
{effects}
"""
DAILY = [k + 0.5 for k in range(58)]


def text(days: int = 20, **words: object) -> str:
    usual = {
        "arrivals": DAILY,
        "inside": 0.5,
        "field": 2,
        "goal": "local",
        "effects": "",
        "each": "",
        "half_life": "100000 days",
    }
    return FOUR_TEAMS.format(days=days, **{**usual, **words})


def four_teams(days: int = 20, **words: object) -> EventLog:
    return run(scenario(text(days, **words)), SEED, 0)


def reading_up(log: EventLog, activity: str) -> list[float]:
    """Hours of reading up at the handover to a step, lead by lead."""
    return (jobs(log, activity)["hours"] - 1).tolist()


CASE = Case(
    scenario=text(40),
    neutral={"effects.blame.strength": 0.0},
    path="effects.blame.strength",
    grid=(0.0, 0.5, 2.0),
    observed=lambda log: float(jobs(log, "close")["hours"].mean()),
    sign=1,
    replications=1,
)


def test_by_hand() -> None:
    """Of 20 deals of ten days 10 are won, nearly: half a quota missed takes .25. A handover between teams that do not know each
    other takes 1.5 h of reading up, then 1 + .5 (1 + .25)."""
    assert blame.missed(20, 10) == 0.5
    assert blame.missed(20, 30) == blame.missed(0, 0) == 0
    assert blame.reproach(0.5, 0.5) == 0.25
    log = four_teams()
    hours = reading_up(log, "close")
    won = 10  # the tenth at day 9.5 and 6 hours
    assert hours[:won] == pytest.approx([1.5] * won)
    assert hours[won:20] == pytest.approx([1 + 0.5 * (1 + 0.25)] * (20 - won), rel=1e-5)


def test_only_the_teams_before_are_blamed() -> None:
    log = four_teams()
    for activity in ("meet", "begin"):
        assert reading_up(log, activity) == pytest.approx([1.5] * len(jobs(log, activity)))


def test_a_reproach_is_forgotten() -> None:
    late = four_teams(29, half_life="1 day", field=1.25)
    hours = reading_up(late, "close")
    assert hours[10] > 1.5 + 0.5 * 0.1 * 0.5
    assert hours[18] == pytest.approx(1.5, abs=1e-3)


def test_who_reaches_the_quota_blames_nobody() -> None:
    assert reading_up(four_teams(field=0.9), "close") == pytest.approx([1.5] * 20)


def test_teams_with_a_common_goal_have_nobody_to_blame() -> None:
    shared = scenario(text(goal="shared"))
    assert "blame" not in acting(shared)
    assert "blame" in acting(scenario(text()))


def test_a_quota_for_each_person() -> None:
    """Five people, 0.4 a day each: the same 2 a day."""
    each = four_teams(each=".per_person", field=0.4)
    assert reading_up(each, "close") == pytest.approx(reading_up(four_teams(), "close"))


def test_a_reorganization_that_changes_nothing_changes_no_reproach() -> None:
    plan = scenario(text(30))
    own = {key: plan.document().data[key] for key in ("teams", "policies")}
    same = plan.replace({"reorganizations": [{"at": "15 days", "organization": own}]})
    assert run(same, SEED, 0).rows.tobytes() == run(plan, SEED, 0).rows.tobytes()


def test_what_was_said_outlasts_the_local_goal() -> None:
    """From day 15 teams of the same work have one goal: nobody looks back on day 20, and what was said on day 10 stands."""
    plan = scenario(text(30))
    own = {key: plan.document().data[key] for key in ("teams", "policies")}
    shared = {**own, "policies": {**own["policies"], "goal": {"kind": "shared"}}}
    after = plan.replace({"reorganizations": [{"at": "15 days", "organization": shared}]})
    hours, local = reading_up(run(after, SEED, 0), "close"), reading_up(run(plan, SEED, 0), "close")
    assert hours[12:25] == pytest.approx([1.625] * 13, rel=1e-3)
    assert local[25] == pytest.approx(1.75, rel=1e-3)
