"""Day 0 as the end of another organization's run: what is there then, and how the scenario goes on from it."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest

import orgsim
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.conservation import check
from orgsim.measures.summary import summarize
from orgsim.plan.derived.stages import stages
from orgsim.plan.derived.taken_over import days_before, whole
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import MONTH

DAYS = 365.0
"""Whole days of 12 model months (365.25)."""
AFTER = {"organization": "pre-post-sales", "months": 12}


def firm(organization: str, **changes: object) -> Scenario:
    """Half a year of a market that does not grow."""
    even = {"scenario.horizon": "6 months", "sources.web.growth": "0 % / month"}
    return orgsim.load("b2b-saas", organization).replace(even | changes)


@cache
def taken_over_by(organization: str) -> EventLog:
    return run(firm(organization, firm={"after": AFTER}), 3, 0)


def moved(log: EventLog, days: float) -> bytes:
    """The rows of a log whose days are counted from so many days later."""
    rows = log.rows.copy()
    for name in ("ready", "start", "end"):
        rows[name] -= days
    return rows.tobytes()


def test_staying_as_one_is_goes_on_as_one_long_run_does() -> None:
    """The whole run, which began with nothing, and the same organization taking over from itself, differ in no byte but for the
    count of days."""
    plan = firm("pre-post-sales")
    start = plan.scenario.start - timedelta(days=DAYS)
    length = f"{plan.scenario.horizon + DAYS} days"
    long = plan.replace({"scenario.horizon": length, "scenario.start": start, "firm": None})
    after = run(plan.replace({"firm": {"after": AFTER}}), 3, 1)
    assert moved(run(long, 3, 1), DAYS) == after.rows.tobytes()
    assert after.facts.horizon == plan.scenario.horizon
    assert after.facts.start == plan.scenario.start.isoformat()


def test_whoever_takes_over_finds_the_same_past() -> None:
    logs = [taken_over_by(one) for one in ("pre-post-sales", "the-model")]
    pasts = []
    for log in logs:
        check(log)
        rows = log.rows[
            np.isin(log.rows["kind"], (Row.ARRIVAL, Row.CHANGE, Row.PAYMENT)) & (log.rows["end"] < 0)
        ]
        pasts.append([rows[name].tolist() for name in ("kind", "entity", "number", "end", "money", "mrr")])
    assert pasts[0] == pasts[1]
    assert len(pasts[0][0]) > 1000


def test_what_was_before_is_neither_won_nor_paid_for_again() -> None:
    """Customers, revenue and pay of the past are in no figure of the window; the customers there are counted as customers."""
    log = taken_over_by("the-model")
    rows, names = log.rows, log.names
    won = (rows["kind"] == Row.CHANGE) & (rows["outcome"] == names.outcomes.index("customer"))
    found = summarize(log).kpis
    assert found["won"] == (won & (rows["end"] >= 0)).sum()
    assert found["revenue"] == pytest.approx(rows["money"][(rows["end"] >= 0)].sum())
    assert (won & (rows["end"] < 0)).sum() > 5
    mrr = rows["mrr"][(rows["kind"] == Row.CHANGE)].sum()
    assert found["arr"] == pytest.approx(12 * mrr)


def test_teams_of_before_are_told_apart_and_teams_of_now_keep_their_names() -> None:
    plan = firm("the-model", firm={"after": {"organization": "the-model", "months": 12}})
    changed = plan.replace({"teams.field_sales.calendar": "continuous"})
    before, now = stages(whole(changed))
    assert now.names == {name: name for name in changed.teams}
    assert before.names["field_sales"] == "field_sales before"
    assert before.names["marketing"] == "marketing"


def test_all_days_of_the_scenario_are_moved_and_those_of_the_organization_before_are_not() -> None:
    """By hand: 12 model months are 365.25 days, of which 365 pass before day 0; the leads grow by 1 % a month."""
    changes = {
        "sources.web.growth": "1 % / month",
        "teams.field_sales.changes": [{"at": "30 days", "headcount": 4}],
        "teams.marketing.absences": [
            {"from": "10 days", "lasts": "5 days"},
            {"from": "2024-03-01", "to": "2024-03-05"},
        ],
        "transfers": [{"at": "20 days", "from": "marketing", "to": "inside_sales"}],
        "freezes": [{"what": "hiring", "at": "40 days", "lasts": "9 days"}],
        "price_lists": [{"at": "50 days", "price": "1 / month"}],
        "shocks.storm": {"at": "60 days", "churn_odds": 2},
        "reorganizations": [{"at": "70 days", "organization": "generalist"}],
        "firm": {"after": AFTER},
    }
    plan = firm("the-model").replace(changes)
    long = whole(plan)
    own = stages(long)[1].plan
    assert days_before(plan) == DAYS
    assert long.scenario.horizon == 6 * MONTH + DAYS
    assert long.scenario.start == date(2023, 1, 1)
    assert [one.at for one in own.teams["field_sales"].changes] == [395.0]
    assert [one.from_ for one in own.teams["marketing"].absences] == [375.0, date(2024, 3, 1)]
    assert [one.at for table in (long.transfers, long.freezes, long.price_lists) for one in table] == [
        385,
        405,
        415,
    ]
    assert long.shocks["storm"].at == 425
    assert [one.at for one in long.reorganizations] == [365, 435]
    assert long.sources["web"].leads == pytest.approx(plan.sources["web"].leads * 1.01 ** (-365 / MONTH))  # type: ignore[union-attr]


def test_a_scenario_that_takes_nothing_over_is_its_own_whole_run() -> None:
    plan = firm("the-model")
    assert whole(plan) is plan
    assert days_before(plan) == 0


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        (
            {"after": AFTER, "customers": 5},
            "after says all that is there on day 0: leave out customers, or after",
        ),
        (
            {"after": {"organization": "pre-post-sale", "months": 12}},
            "did you mean pre-post-sales from the gallery?",
        ),
        ({"after": {"organization": "the-model", "months": 0}}, "firm.after.months"),
        (
            {"after": {"organization": "the-model", "months": 6, "people": {"sales": {"marketing": 1}}}},
            '"sales"',
        ),
    ],
)
def test_errors(stated: dict[str, object], said: str) -> None:
    with pytest.raises(ScenarioError, match="firm") as error:
        firm("the-model", firm=stated)
    assert said in str(error.value)


def test_the_scenario_of_a_day_is_that_of_its_organization() -> None:
    rows = [{"at": "2 months", "organization": "the-model"}, {"at": "4 months", "organization": "generalist"}]
    plan = firm("pre-post-sales", reorganizations=rows)
    titles = [plan.on(months * MONTH).title() for months in (0, 1.99, 2, 3, 4, 5)]
    before, model, last = (firm(name).title() for name in ("pre-post-sales", "the-model", "generalist"))
    assert titles == [before, before, model, model, last, last]
    assert plan.on(0) == firm("pre-post-sales")
    assert plan.on(100.0) == firm("the-model")
