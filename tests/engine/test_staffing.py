"""Staffing: who is told to go finishes the present job, on duty and paid until then; worked out by hand."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from estimates import SEED, scenario
from people_worlds import desk, simulated, staffing, worked

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.bins import Floats
from orgsim.measures.monthly import monthly
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.measures.summary import summarize
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import close, core
from orgsim.setup.simulate import run
from orgsim.units import MONTH

OFFICE = """
[scenario]
horizon = "{days} days"
warm_up = "{warm_up} days"
drain = {drain}
start = 2024-01-01
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.close]
work = {{ mean = "{hours} h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.sales]
headcount = {people}
cost = "120_000 / year"
does = ["close"]
{team}
"""
"""Monday to Friday, 9 to 17; leads that come at .4 of a day come at 9:36."""
PERSON_DAY = 120_000 / 365.25


def firm(**words: object) -> Scenario:
    """One team whose leads take constant work."""
    usual = {
        "days": 20,
        "warm_up": 0,
        "drain": "false",
        "people": 6,
        "hours": 160,
        "team": "",
        "arrivals": [0.4] * 6,
    }
    return scenario(OFFICE.format(**usual | words))


def office(**words: object) -> EventLog:
    """A run of it."""
    return run(firm(**words), SEED, 0)


def months(log: EventLog, amounts: str) -> list[float]:
    """Amounts of the team by month."""
    reading = read(log)
    found: Floats = reading.bins.monthly(getattr(work(reading), amounts))
    return found[0].tolist()  # type: ignore[no-any-return]


def shut(days: Sequence[int], **words: object) -> EventLog:
    """Three months of one person whose jobs take 400 hours, closed on some days."""
    off = ", ".join(str(date(2024, 1, 1) + timedelta(days=day)) for day in days)
    closure = f"[teams.sales.calendar]\nholidays = [{off}]"
    return office(days=3 * MONTH, people=1, hours=400, team=closure, **words)


def test_load_of_a_month_with_a_closure() -> None:
    """One person on a job of 400 hours, closed from 5 to 23 February: 177.5, 62.5 and 160 hours on duty, all worked but .6."""
    log = shut(range(35, 54), arrivals=[0.4] * 3)
    assert months(log, "capacity") == pytest.approx([177.5, 62.5, 160])
    assert months(log, "hours") == pytest.approx([176.9, 62.5, 160])
    assert monthly(log)["utilisation.sales"].tolist() == pytest.approx([176.9 / 177.5, 1, 1])


def test_a_month_in_which_nobody_is_on_duty_has_no_load() -> None:
    """Closed from 29 January to 8 March; the job begun in January goes on in March, and no hour of it lies in February."""
    log = shut(range(28, 68), arrivals=[0.4])
    assert months(log, "capacity") == pytest.approx([160, 0, 120])
    assert months(log, "hours") == pytest.approx([159.4, 0, 120])
    load = monthly(log)["utilisation.sales"]
    assert load.isna().tolist() == [False, True, False]
    assert summarize(log).teams["sales"]["utilisation"] == pytest.approx(279.4 / 280)


def test_team_cut_while_busy() -> None:
    """Six people on jobs of twenty working days, cut to one on day 10: 7 working days to day 20, six at work and six paid."""
    log = office(warm_up=10, team='changes = [ { at = "10 days", headcount = 1 } ]')
    found = summarize(log)
    sales = found.teams["sales"]
    assert sales["hours"] == pytest.approx(336)
    assert sales["capacity_hours"] == pytest.approx(336)
    assert sales["utilisation"] == pytest.approx(1)
    assert sales["cost"] == found.kpis["payroll"] == pytest.approx(19_712.53, abs=0.005)
    assert sales["headcount"] == pytest.approx(6)
    assert len(staffing(log, "left")) == 0


def test_those_who_are_cut_are_paid_to_the_hour_in_which_they_are_done() -> None:
    """Jobs of 20 hours from Monday 9:36 end on Wednesday at 13:36; three of six were told on Tuesday to go."""
    log = office(days=7, hours=20, team='changes = [ { at = "1 day", headcount = 3 } ]')
    done = 2 + (9.6 + 4) / 24
    assert staffing(log, "left")["end"].tolist() == pytest.approx([done] * 3)
    assert staffing(log, "left")["person"].tolist() == [3, 4, 5]
    sales = summarize(log).teams["sales"]
    assert sales["hours"] == pytest.approx(6 * 20)
    assert sales["capacity_hours"] == pytest.approx(6 * 20.6 + 3 * 19.4)
    assert sales["cost"] == pytest.approx((3 * done + 3 * 7) * PERSON_DAY)
    assert sales["headcount"] == pytest.approx((3 * done + 3 * 7) / 7)


def test_who_is_free_goes_at_once() -> None:
    log = office(days=7, arrivals=[6.9], team='changes = [ { at = "1 day", headcount = 3 } ]')
    assert staffing(log, "left")["end"].tolist() == [1.0] * 3
    pay = log.of(Row.PAYROLL)
    assert pay["hours"].tolist() == pytest.approx([6 * 8, 3 * 4 * 8])
    assert pay["cost"].tolist() == pytest.approx([6 * PERSON_DAY, 3 * 6 * PERSON_DAY])


def test_who_is_hired_again_meets_those_who_have_not_gone_yet() -> None:
    """Six, cut to one on day 1 and to be six again on day 2: five newcomers beside six at work, and all eleven are paid."""
    plan = 'changes = [ { at = "1 day", headcount = 1 }, { at = "2 days", headcount = 6 } ]'
    sales = summarize(office(days=4, team=plan)).teams["sales"]
    assert sales["headcount"] == pytest.approx((6 * 2 + 11 * 2) / 4)
    assert sales["cost"] == pytest.approx((6 * 2 + 11 * 2) * PERSON_DAY)
    assert sales["capacity_hours"] == pytest.approx((6 * 2 + 11 * 2) * 8)


def test_nobody_is_paid_beyond_the_horizon_for_a_job_that_goes_on() -> None:
    """Drained, the jobs end on Monday, 29 January at 9:36; pay ends with day 20."""
    log = office(drain="true", team='changes = [ { at = "10 days", headcount = 1 } ]')
    assert len(staffing(log, "left")) == 5
    assert staffing(log, "left")["end"].tolist() == pytest.approx([28.4] * 5)
    sales = summarize(log).teams["sales"]
    assert sales["cost"] == pytest.approx(6 * 20 * PERSON_DAY)
    assert sales["hours"] == pytest.approx(sales["capacity_hours"] - 6 * 0.6)


def test_hours_of_a_job_lie_in_the_window_in_which_they_were_worked() -> None:
    """From Monday 9:36 on; warmed up on Saturday noon, seen until Monday noon: of a job of 160 hours three lie between."""
    log = office(days=7.5, warm_up=5.5, people=1, arrivals=[0.4])
    sales = summarize(log).teams["sales"]
    assert (sales["hours"], sales["capacity_hours"]) == pytest.approx((3, 3))
    assert months(log, "hours") == pytest.approx([39.4 + 3])


def alone(days: float, hours: float, arrival: float = 0.0) -> EventLog:
    """One person who will give notice; the place is filled after 30 days. A job comes on a day and takes so many hours."""
    team, effects = (
        'turnover = "95 % / year"\ncost = "3_000 / month"\n',
        '[effects.turnover]\ndelay = "30 days"\n',
    )
    return simulated(desk("turnover", arrivals=[arrival], hours=hours, days=days, team=team, effects=effects))


def notice() -> float:
    """The day on which that person gives notice, and goes if free."""
    return float(staffing(alone(900, 1, 899.9), "left")["end"][0])


@pytest.mark.parametrize("longer", [-1.0, 8.0, 40.0])
def test_a_leaver_is_paid_until_the_present_job_is_done(longer: float) -> None:
    """Who gives notice goes when the job ends, 8 days later or beyond the horizon; who is free on that day goes at once."""
    day = notice()
    log = alone(day + 20, (day + longer) * 24)
    until = day + min(max(longer, 0.0), 20.0)
    assert staffing(log, "left")["end"].tolist() == pytest.approx([until] if longer < 20 else [])
    assert worked(log)["hours"].tolist() == pytest.approx([min(day + longer, day + 20) * 24])
    found = summarize(log).teams["desk"]
    assert found["capacity_hours"] == pytest.approx(until * 24)
    assert found["cost"] == pytest.approx(until * 3000 / MONTH)
    assert found["headcount"] == pytest.approx(until / (day + 20))
    assert found["utilisation"] <= 1 + 1e-9


def test_a_place_is_vacant_from_the_day_of_notice() -> None:
    """The newcomer comes 30 days after notice, whether the leaver is still at work or not; then two are paid."""
    day = notice()
    log = alone(day + 31, (day + 100) * 24)
    assert staffing(log, "joined")["end"].tolist() == pytest.approx([0, day + 30])
    assert summarize(log).teams["desk"]["cost"] == pytest.approx((day + 31 + 1) * 3000 / MONTH)


def test_jobs_wait_for_those_who_will_take_them() -> None:
    """Five people at work and six jobs that wait: 1.2 for each; who is about to go, or will be away, takes none of them."""
    world = core(firm(people=5, hours=30, arrivals=[0.4] * 11), (SEED, 0))
    close(world)
    world.open()
    world.clock.pass_time(1.0)
    (team,) = world.teams
    person = team.people[0]
    assert team.waiting_per_person(person) == pytest.approx(6 / 5)
    team.dismiss(team.people[4])
    assert team.waiting_per_person(person) == pytest.approx(6 / 4)
    team.send_away(team.people[3])
    assert team.waiting_per_person(person) == pytest.approx(6 / 3)
