"""Understanding of customers: what interviews cost, who knows them, and what gates and customers feel of it."""

from pathlib import Path

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, scenario

from orgsim.engine import stocks
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.loops import customer_understanding
from orgsim.plan.load import load
from orgsim.setup.simulate import run

FIRM = """
[scenario]
horizon = "{days} days"
mechanisms = ["customer_understanding"]

[sources.web]
leads = "{leads} / day"

[journey.qualify]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "close", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }} ]

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }} ]

[journey.call]
work = {{ mean = "0.1 h" }}

[offering]
price = "1 / month"
term = "1 month"

[customer]
churn = "90 % / year"
check_ins = {{ activity = "call", every = "30 days" }}

[teams.inside]
headcount = 4
calendar = "continuous"
does = ["qualify"]

[teams.field]
headcount = 2
calendar = "continuous"
does = ["close"]

[teams.care]
headcount = 3
calendar = "continuous"
does = ["call"]

[policies]
interviews = {{ team = "care", hours = "2 h", every = "10 days" }}
{policies}

[effects.customer_understanding]
half_life = "{half_life}"
{effects}
"""
NEWS = 'customer_news = { hours = "0.5 h" }'


def text(days: int = 60, **words: object) -> str:
    usual = {"leads": 4, "policies": NEWS, "effects": "", "half_life": "100000 days"}
    return FIRM.format(days=days, **{**usual, **words})


def firm(days: int = 60, **words: object) -> EventLog:
    return run(scenario(text(days, **words)), SEED, 0)


def felt(log: EventLog, activity: str, span: tuple[float, float]) -> float:
    """What a step feels on some days, on which it is the same."""
    rows = jobs(log, activity)
    found = rows[(rows["end"] > span[0]) & (rows["end"] < span[1])]["effect_customer_understanding"]
    assert found.min() == pytest.approx(found.max(), rel=1e-4)
    return float(found.mean())


CASE = Case(
    scenario=text(200, leads=20),
    neutral={"policies.interviews.hours": "0 h"},
    path="effects.customer_understanding.strength",
    grid=(0.0, 0.5, 2.0),
    observed=lambda log: float((log.rows["outcome"] == log.names.outcomes.index("customer")).sum()),
    sign=1,
    replications=1,
)


def test_interviews_are_held_in_turn_and_read_by_all() -> None:
    log = firm()
    held, read = jobs(log, "interviews"), jobs(log, "customer_news")
    assert held["ready"].tolist() == [10.0, 20.0, 30.0, 40.0, 50.0]
    assert held["hours"] == pytest.approx([2.0] * 5)
    assert held["person"].tolist() == [0, 1, 2, 0, 1]
    assert read["hours"] == pytest.approx([0.5] * 40)  # 8 others, 5 times
    by_team = dict(zip(log.names.teams, np.bincount(read["team"]).tolist(), strict=True))
    assert by_team == {"inside": 20, "field": 10, "care": 10}


def test_what_a_team_knows_by_hand() -> None:
    """One interview, all have read it: strength/(1 + 2.8) from the next day on; two after the second."""
    log = firm(effects="strength = 0.4")
    for activity in ("qualify", "close"):
        assert felt(log, activity, (1, 10)) == 0.0
        for known, day in enumerate((11, 21, 31), 1):
            expected = customer_understanding.effect(known, 0.4, 2.8)
            assert felt(log, activity, (day + 0.5, day + 8)) == pytest.approx(expected, rel=1e-4)
    assert customer_understanding.effect(25, 1.0, 2.8) == pytest.approx(0.9, abs=2e-3)


def test_customers_decide_by_what_those_know_who_care_for_them() -> None:
    log = firm(100, effects="strength = 0.4", policies='customer_news = { teams = ["care"] }', leads=20)
    rows = log.of(Row.CHANGE)
    decided = rows[
        np.isin(rows["outcome"], [log.names.outcomes.index(one) for one in ("renewed", "churned")])
    ]
    day = decided[(decided["end"] > 51) & (decided["end"] < 59)]
    assert len(day) > 20
    expected = customer_understanding.effect(5, 0.4, 2.8)
    assert day["effect_customer_understanding"] == pytest.approx(expected, rel=1e-4)
    assert felt(log, "close", (50, 60)) == 0.0


def test_without_news_only_who_held_it_knows() -> None:
    log = firm(policies="")
    assert len(jobs(log, "customer_news")) == 0
    assert felt(log, "close", (20, 60)) == 0.0
    held = firm(policies='customer_news = { hours = "0 h" }')
    assert held.rows.tobytes() == log.rows.tobytes()


def test_it_settles_where_inflow_meets_decay() -> None:
    """An interview in ten days, out of date by half in 30: on average 10 days' inflow over a rate of decay of ln 2 / 30."""
    log = firm(600, half_life="30 days", effects="strength = 1.0\nhalf = 1000.0", policies=NEWS)
    rows = jobs(log, "qualify")
    rows = rows[rows["end"] > 400]
    known = 1000 * rows["effect_customer_understanding"] / (1 - rows["effect_customer_understanding"])
    assert known.mean() == pytest.approx(stocks.steady(0.1, 30.0), rel=0.03)


def test_people_who_change_teams_take_it_with_them() -> None:
    """From day 35 one team does both steps: its six people know three interviews, those of care, who read on, the same."""
    plan = scenario(text(effects="strength = 0.4"))
    own = {key: plan.document().data[key] for key in ("teams", "policies")}
    teams = {"sales": {**own["teams"]["inside"], "does": ["qualify", "close"], "headcount": 6}}
    teams["care"] = own["teams"]["care"]
    moved = plan.replace({"reorganizations": [{"at": "35 days", "organization": {**own, "teams": teams}}]})
    log = run(moved, SEED, 0)
    assert felt(log, "qualify", (36, 39)) == pytest.approx(
        customer_understanding.effect(3, 0.4, 2.8), rel=1e-4
    )
    assert jobs(log, "interviews")["ready"].tolist() == [10.0, 20.0, 30.0, 40.0, 50.0]
    same = plan.replace({"reorganizations": [{"at": "35 days", "organization": own}]})
    assert run(same, SEED, 0).rows.tobytes() == run(plan, SEED, 0).rows.tobytes()


def test_news_without_interviews(tmp_path: Path) -> None:
    stated = text().replace('interviews = { team = "care", hours = "2 h", every = "10 days" }', "")
    (tmp_path / "firm.toml").write_text(stated)
    with pytest.raises(ScenarioError) as caught:
        load(tmp_path / "firm.toml")
    assert "policies.customer_news shares what interviews tell: add [policies.interviews]" in str(
        caught.value
    )
