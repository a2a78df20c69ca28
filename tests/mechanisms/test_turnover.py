"""Turnover: how long people stay, how long places are vacant, and what leaves with a person."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import estimate
from people_worlds import desk, simulated, staffing, worked
from scipy.stats import kstest

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.conservation import check
from orgsim.measures.summary import summarize
from orgsim.mechanisms.people.turnover import tenure
from orgsim.plan.load import parse
from orgsim.setup.build import build
from orgsim.units import DAYS_PER_YEAR, MONTH


def leavers(log: EventLog) -> float:
    return float(len(staffing(log, "left")))


CASE = Case(
    scenario="""
[scenario]
horizon = "12 months"
mechanisms = ["turnover", "knowledge"]

[sources.web]
leads = "2 / day"

[journey.serve]
work = { mean = "3 h" }
outcomes = [ { to = "customer", rate = 0.2 }, { to = "lost", rate = 0.8 } ]

[offering]
price = "100 / month"

[teams.desk]
headcount = 10
cost = "1_200 / year"
does = ["serve"]
ownership = "person"
""",
    neutral={"effects.turnover.per_year": "0 % / year"},
    path="effects.turnover.per_year",
    grid=("0 % / year", "20 % / year", "50 % / year", "90 % / year"),
    observed=leavers,
    sign=1,
    replications=1,
)

MOST = 'turnover = "95 % / year"\n'
HALF = 'turnover = "50 % / year"\n'
MEAN = DAYS_PER_YEAR / math.log(2)
"""Mean tenure in days where half the people leave within a year."""


def at_once(delay: float = 0.0, cost: float = 0.0) -> str:
    return f'[effects.turnover]\ndelay = "{delay} days"\ncost = {cost}\n'


def stays(log: EventLog) -> tuple[np.ndarray, np.ndarray]:
    """Days that people stayed who joined in the first half of the run, and whether they had left by its end."""
    joined, left = staffing(log, "joined"), staffing(log, "left")
    gone = dict(zip(left["person"].tolist(), left["end"].tolist(), strict=True))
    early = joined[joined["end"] < log.facts.horizon / 2]
    ends = np.array([gone.get(number, math.inf) for number in early["person"].tolist()])
    return ends - early["end"], np.isfinite(ends)


def test_tenure_is_exponential_with_the_stated_chance() -> None:
    """Half leave within a year; mean 365.25 / ln 2 days; for those of day 0 and those who join later alike."""
    assert tenure(0.5, 0.5) == pytest.approx(DAYS_PER_YEAR)
    assert tenure(0.3, 0.0) == math.inf
    log = simulated(desk("turnover", team=HALF, people=400, days=20 * 365, effects=at_once()))
    days, gone = stays(log)
    assert gone.mean() > 0.99
    days = days[np.isfinite(days)]
    assert len(days) > 2000
    assert abs(days.mean() / MEAN - 1) <= 4 / math.sqrt(len(days)) + 0.005
    assert kstest(days / MEAN, "expon").pvalue > 1e-4
    first_year = (stays(log)[0] < DAYS_PER_YEAR).mean()
    assert abs(first_year - 0.5) <= 4 * 0.5 / math.sqrt(len(days))


def test_mean_headcount_of_alternating_renewal() -> None:
    """Filled for MEAN days on average, vacant for 90: the share of filled places is MEAN / (MEAN + 90) in the long run."""
    plan = desk("turnover", team=HALF, people=30, days=8000, effects=at_once(90)).replace(
        {"scenario.warm_up": "1500 days"}
    )
    shares = estimate([summarize(simulated(plan, k)).teams["desk"]["headcount"] / 30 for k in range(12)])
    assert shares.agrees(MEAN / (MEAN + 90), half_width=0.01)


def test_vacant_places_are_not_paid() -> None:
    """Pay and hours on duty are those of the people who are there."""
    plan = desk(
        "turnover", team=HALF + 'cost = "3_000 / month"\n', people=5, effects=at_once(60), arrivals=[399.0]
    )
    log = simulated(plan)
    rows = log.of(Row.PAYROLL)
    person_days = 5 * 400.0
    for gone in staffing(log, "left")["end"]:
        person_days -= min(60.0, 400.0 - gone)
    assert len(staffing(log, "left")) > 0
    assert rows["hours"].sum() == pytest.approx(24 * person_days)
    assert rows["cost"].sum() == pytest.approx(3000 * person_days / MONTH)


def test_what_hiring_costs() -> None:
    """Two months of pay for every vacancy filled, and for the three of planned growth; nothing for the people of day 0."""
    team = HALF + 'cost = "3_000 / month"\nchanges = [ { at = "50 days", headcount = 8 } ]\n'
    log = simulated(desk("turnover", team=team, people=5, effects=at_once(20, 2.0)))
    filled = len(staffing(log, "joined")) - 5
    assert filled > 3
    spent = log.of(Row.SPENDING)
    assert spent["end"].tolist() == [day for day in staffing(log, "joined")["end"].tolist() if day > 0]
    assert spent["cost"].tolist() == [6000.0] * filled
    assert set(spent["team"]) == {0}
    assert {log.names.entities[code] for code in spent["entity"]} == {"organization"}
    said = summarize(log).kpis
    assert said["spending"] == 6000.0 * filled
    # The desk's only work was before a purchase, so all of it belongs to winning customers.
    assert said["acquisition_cost"] == pytest.approx(said["payroll"] + said["spending"])


def test_who_comes_from_another_team_costs_nothing_to_find() -> None:
    """Of a planned change after 20 days one of two is found outside; the one who changes teams and back has been there."""
    moves = "".join(
        f'[[transfers]]\nat = "{day} days"\nfrom = "{old}"\nto = "{new}"\n'
        for day, old, new in ((5, "desk", "other"), (30, "other", "desk"))
    )
    other = '[teams.other]\nheadcount = 1\ncost = "600 / month"\ndoes = ["other"]\n'
    other += '[journey.other]\nwork = { mean = "1 h" }\noutcomes = [ { to = "lost", rate = 1.0 } ]\n'
    other += '[sources.shop]\nkind = "recorded"\narrivals = [1.0]\nentry = "other"\n'
    team = 'turnover = "0 % / year"\ncost = "3_000 / month"\nchanges = [ { at = "20 days", headcount = "+1" } ]\n'
    log = simulated(desk("turnover", team=team, people=2, effects=other + moves))
    assert staffing(log, "joined")["end"].tolist() == [0, 0, 0, 5, 20, 30]
    spent = log.of(Row.SPENDING)
    assert [(row["end"], row["cost"], row["team"]) for row in spent] == [(20, 3000, 0)]


def test_planned_growth_costs_nothing_where_turnover_is_not_in_force() -> None:
    team = 'cost = "3_000 / month"\nchanges = [ { at = "50 days", headcount = 8 } ]\n'
    assert not len(simulated(desk(team=team, people=5)).of(Row.SPENDING))


def first_leave(people: int, delay: float, team: str = HALF) -> tuple[float, EventLog]:
    log = simulated(desk("turnover", team=team, people=people, days=900, effects=at_once(delay)))
    return float(staffing(log, "left")["end"][0]), log


def changed(people: int, delay: float, days: float, *changes: tuple[float, int]) -> EventLog:
    plans = ", ".join(f'{{ at = "{at} days", headcount = {size} }}' for at, size in changes)
    team = f"{HALF}changes = [ {plans} ]\n"
    return simulated(desk("turnover", team=team, people=people, days=days, effects=at_once(delay)))


def test_a_leaver_whose_place_is_cut_meanwhile_is_not_replaced() -> None:
    left, usual = first_leave(4, 30)
    end = left + 40
    usual_joined = staffing(usual, "joined")["end"]
    assert usual_joined[usual_joined <= end].tolist() == [0.0] * 4 + [pytest.approx(left + 30)]
    log = changed(4, 30, end, (left + 10, 3))
    assert len(staffing(log, "joined")) == 4
    assert len(staffing(log, "left")) == 1


def test_a_place_cut_and_opened_again_is_filled_as_planned_and_once() -> None:
    """The cut takes the vacancy, the growth brings somebody on its day, and the search that went on finds no place."""
    left, _ = first_leave(4, 30)
    log = changed(4, 30, left + 40, (left + 10, 3), (left + 20, 4))
    assert staffing(log, "joined")["end"][4:].tolist() == [pytest.approx(left + 20)]
    assert len(staffing(log, "left")) == 1


def test_planned_growth_comes_on_its_day_and_the_vacancy_is_filled_on_its_own() -> None:
    left, _ = first_leave(4, 30)
    log = changed(4, 30, left + 40, (left + 10, 5))
    assert staffing(log, "joined")["end"][4:].tolist() == pytest.approx([left + 10, left + 30])


def test_who_had_to_go_by_plan_does_not_leave_again() -> None:
    """Forty people, cut to one on day 1: nobody comes for those who go, nor on the day they would have left anyway."""
    log = changed(40, 0, 300, (1.0, 1))
    joined, left = staffing(log, "joined"), staffing(log, "left")
    assert len(joined) - len(left) == 1
    own = left["end"][left["end"] != 1.0]
    assert len(set(left["person"])) == len(left)
    assert len(joined) == 40 + len(own)


@pytest.mark.parametrize("ownership", ["person", "pooled"])
@pytest.mark.parametrize("calendar", ["continuous", "office"])
def test_a_team_of_one_waits_until_somebody_comes(ownership: str, calendar: str) -> None:
    """Work stands still for the 40 days of the vacancy, and goes on with the newcomer."""
    team = f'{MOST}ownership = "{ownership}"\n'
    plan = desk("turnover", team=team, arrivals=[float(k) for k in range(900)], days=900, effects=at_once(40))
    log = simulated(plan.replace({"teams.desk.calendar": calendar}))
    left, joined = staffing(log, "left")["end"], staffing(log, "joined")["end"]
    assert len(left) > 0
    rows = worked(log)
    for gone in left:
        back = joined[joined > gone]
        until = back[0] if len(back) else 900.0
        assert not ((rows["start"] > gone) & (rows["start"] < until)).any()
    last = joined[-1]
    assert last > 0
    assert (rows["start"] >= last).any()
    assert set(rows["person"][rows["start"] >= last]) == {log.of(Row.STAFFING)["person"].max()}
    check(log)


def test_a_drained_run_ends_even_if_the_last_person_leaves_before_the_horizon() -> None:
    """The place is filled after the horizon, the leads end their journey, and nobody is paid for it."""
    left, _ = first_leave(1, 30, MOST)
    horizon = left + 5
    team = f'{MOST}ownership = "person"\ncost = "3_000 / month"\n'
    plan = desk("turnover", team=team, arrivals=[left + 1.0], days=horizon, effects=at_once(30))
    log = simulated(plan.replace({"scenario.drain": True}))
    assert worked(log)["start"].tolist() == [pytest.approx(left + 30)]
    assert log.of(Row.PAYROLL)["end"].max() <= horizon
    check(log)


OWNERS = """
[scenario]
horizon = "900 days"
mechanisms = ["turnover", "knowledge", "health"]

[sources.web]
kind = "recorded"
arrivals = [0.0]

[journey.close]
work = { mean = "4 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]

[journey.check_in]
work = { mean = "1 h", distribution = "constant" }

[offering]
price = "100 / month"
term = "1 month"

[customer]
churn = "0 % / year"
check_ins = { every = "1 day" }

[teams.sales]
headcount = 2
calendar = "continuous"
does = ["close", "check_in"]
ownership = "person"
turnover = "60 % / year"

[policies.records]
kind = "personal"
"""


def health_after_leaving(records: str, **changes: float) -> tuple[float, float]:
    """Health of a sole account at its first decision after its owner left, and days since then."""
    plan = parse(OWNERS).replace({"policies.records.kind": records, **changes})
    log = simulated(plan)
    owner = worked(log)["person"][0]
    left = staffing(log, "left")
    gone = left["end"][left["person"] == owner][0]
    rows = log.of(Row.CHANGE)
    renewed = rows[(rows["outcome"] == log.names.outcomes.index("renewed")) & (rows["end"] >= gone)]
    before = rows[(rows["outcome"] == log.names.outcomes.index("renewed")) & (rows["end"] < gone)]
    assert (before["effect_health"] == 0).all()
    return float(renewed["effect_health"][0]), float(renewed["end"][0] - gone)


def test_personal_notes_lose_more_at_a_leave_than_records_of_the_relation() -> None:
    """Care by somebody who reads .2 or .8 of what was known costs health: four times as much; none where all of it is kept."""
    alone, _ = health_after_leaving("crm", **{"effects.knowledge.kept_crm": 1.0})
    assert alone == 0
    lost = {records: -health_after_leaving(records)[0] for records in ("personal", "crm")}
    assert lost["crm"] > 0
    assert lost["personal"] / lost["crm"] == pytest.approx(4.0, rel=1e-6)


def test_the_luck_of_people_is_that_of_their_team_and_number() -> None:
    """With two more people, the same persons leave on the same days."""

    def days(people: int) -> dict[int, float]:
        left = staffing(simulated(desk("turnover", team=HALF, people=people)), "left")
        both = zip(left["person"].tolist(), left["end"].tolist(), strict=True)
        return {person: day for person, day in both if person < 6}

    assert days(6)
    assert days(8) == days(6)


def test_teams_may_differ() -> None:
    plan = desk("turnover", team='turnover = "0 % / year"\n', people=50)
    assert len(staffing(simulated(plan), "left")) == 0
    assert len(staffing(simulated(plan.replace({"teams.desk.turnover": "27 % / year"})), "left")) > 0


def test_customers_do_not_notice_when_a_seller_leaves_who_does_nothing_for_them() -> None:
    """Sellers keep their deals until the purchase; the team that cares keeps its people."""
    text = """
[scenario]
horizon = "36 months"
mechanisms = ["turnover", "acquaintance"]
[sources.web]
leads = "1 / day"
[journey.sell]
work = { mean = "0 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[journey.check_in]
work = { mean = "1 h", distribution = "constant" }
[offering]
price = "100 / month"
[customer]
check_ins = { every = "1 month" }
[teams.sellers]
headcount = 6
calendar = "continuous"
ownership = "person"
does = ["sell"]
turnover = "90 % / year"
[teams.care]
headcount = 20
calendar = "continuous"
ownership = "person"
does = ["check_in"]
turnover = "TURNOVER"
"""
    stay, go = (simulated(parse(text.replace("TURNOVER", rate))) for rate in ("0 % / year", "90 % / year"))
    assert len(staffing(stay, "left")) > 3
    assert (stay.of(Row.CHANGE)["effect_acquaintance"] == 0).all()
    assert (go.of(Row.CHANGE)["effect_acquaintance"] < 0).any()


TWO = """
[scenario]
horizon = "10 days"
mechanisms = ["turnover"]

[sources.web]
leads = "2 / day"

[journey.find]
work = { mean = "1 h", distribution = "constant" }
turnover = "34 % / year"
outcomes = [ { to = "sell", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[journey.sell]
work = { mean = "6 h", distribution = "constant" }
turnover = "20 % / year"
outcomes = [ { to = "check", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[journey.check]
work = { mean = "4 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

TEAMS

[effects.turnover]
per_year = "10 % / year"
"""


def of_teams(*teams: str) -> list[float | None]:
    text = "".join(f"[teams.t{k}]\nheadcount = 2\n{team}\n" for k, team in enumerate(teams))
    world = build(parse(TWO.replace("TEAMS", text)), 20240101, 0)
    return [facts.turnover for facts in world.facts]


def test_turnover_of_what_people_do() -> None:
    """A lead asks for 1 h of finding, 3 h of selling, 1 h of checking: who does the first two leaves by (.34 + 3 x .20) / 4, who
    does all by (.34 + .60 + .10) / 5; a team that states its own by that, and what says nothing leaves the usual."""
    assert of_teams('does = ["find", "sell"]', 'does = ["check"]') == [pytest.approx(0.235), None]
    assert of_teams('does = ["find", "sell", "check"]') == [pytest.approx(1.04 / 5)]
    assert of_teams('does = ["find", "sell", "check"]\nturnover = "7 % / year"') == [pytest.approx(0.07)]
    assert of_teams('does = ["find"]', 'does = ["sell"]', 'does = ["check"]') == [
        pytest.approx(0.34),
        pytest.approx(0.20),
        None,
    ]


def test_turnover_of_leads_that_a_team_serves() -> None:
    """Who serves the small, who ask for no more than finding, leaves as finders do."""
    text = TWO.replace(
        "TEAMS",
        '[segments.small]\nshare = 0.5\njourney.sell.work = { mean = "0 h", distribution = "constant" }\n'
        "[segments.large]\nshare = 0.5\n"
        '[teams.a]\nheadcount = 2\ndoes = ["find", "sell"]\nserves = ["small"]\n'
        '[teams.b]\nheadcount = 2\ndoes = ["find", "sell"]\nserves = ["large"]\n'
        '[teams.c]\nheadcount = 1\ndoes = ["check"]\n',
    )
    facts = build(parse(text), 20240101, 0).facts
    assert [one.turnover for one in facts] == [pytest.approx(0.34), pytest.approx(0.235), None]


def test_people_leave_as_often_as_what_they_do_says() -> None:
    """Half of all who do the work leave within a year, whatever is usual."""
    usual = simulated(desk("turnover", team=HALF, people=50, days=600, effects=at_once()))
    plan = desk("turnover", people=50, days=600, effects=at_once())
    by_work = simulated(plan.replace({"journey.serve.turnover": "50 % / year"}))
    assert (by_work.rows == usual.rows).all()
