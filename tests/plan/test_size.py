"""The estimate of a run's size beside the rows that are written: for every mechanism, and in the head where one adds rows."""

import math
from typing import Any

import numpy as np
import pytest
from estimates import SEED
from mechanisms.test_contract import case

from orgsim.events.columns import Row
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.checks.size import expected_events
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import DAYS_PER_YEAR, MONTH

LOW, HIGH = 1.5, 2.0
"""Rows written are at most LOW times the estimate, and the estimate at most HIGH times the rows written.

The first is the dangerous side. The estimate spreads purchases evenly over the horizon, so that customers who all buy on day 0,
as in several cases, make up to twice the payments, calls and renewals. On the other side it reckons with what each part can
bring at most: a check-in may sell something, everybody goes away in turn, a review may always move somebody.
"""
FROM_DAY_0 = {"referrals": 2.25, "care": 1.75}
"""What takes the place of LOW where those customers of day 0 also refer others for twice as long, who pay and refer in turn, or
where all that they ask is answered, nearly twice as much."""
DAILY = "1 day"
HUNGRY: dict[str, list[dict[str, Any]]] = {
    "training": [
        {"policies.training": {"who": "all", "every": DAILY, "hours": "1 h", "cost": 100}},
        {"teams.desk.turnover": "99.9 % / year", "effects.turnover.delay": "0 days"},
    ],
    "turnover": [
        {
            "teams.desk.turnover": "99.9 % / year",
            "effects.turnover.delay": "0 days",
            "teams.desk.headcount": 300,
        }
    ],
    "understanding": [{"policies.meetings": {"every": "0.1 days", "hours": "0.1 h"}}],
    "rotation": [
        {"policies.rotation": {"every": "0.2 days", "lasts": "0.1 days", "people": people}}
        for people in (1, 3)
    ],
    "strategy": [
        {"policies.strategy": {"every": DAILY, "rule": "busiest", "gap": 0.0, "hours": "0.5 h"}},
        {"policies.strategy": {"every": DAILY, "rule": "longest_wait", "team": "inside", "hours": "0.5 h"}},
    ],
    "care": [{"policies.care": {"every": "5 days"}}],
    "usage_data": [
        {
            "policies.usage_data": {
                "every": "5 days",
                "sensitivity": 1.0,
                "specificity": 0.0,
                "cost": "1 / month",
            }
        }
    ],
    "failures": [
        {
            "effects.failures": {"base": 1.0, "most": 1.0},
            "policies.recovery": {"kind": "apology", "hours": "0 h"},
        }
    ],
    "product": [
        {"policies.development": {"team": "makers", "block": "0.25 h"} | how, "scenario.horizon": "6 months"}
        for how in ({"share": 1.0}, {"share": None, "left_over": True})
    ],
    "automation": [
        {
            "policies.analytics": {"team": "analysts", "block": "0.25 h", "share": 1.0},
            "scenario.horizon": "6 months",
        }
    ],
    "stories": [{"effects.stories.rate": "5 / month", "policies.stories.hours": "0.5 h"}],
    "cross_selling": [{f"effects.cross_selling.{who}": 1.0 for who in ("own", "asked", "unasked")}],
    "promotions": [
        {
            "effects.promotions": {"worth": 1.0, "ripens": "1 day"},
            "policies.promotions.every": "3 days",
            "customer.upsell.rate": 0.9,
            "customer.upsell.value": 0.01,
        }
    ],
    "pressure": [{"effects.pressure.strength": 3.0, "teams.inside.quota": "100 / day"}],
}
"""By mechanism, settings with which it writes as many rows as it can, in the world of its case."""


def sizes(plan: Scenario, replications: int) -> tuple[float, float]:
    """Mean rows that a run writes and rows expected, both without those of the people who are there from the start."""
    people = sum(team.headcount for team in plan.teams.values())
    rows = np.mean([len(run(plan, SEED, number).rows) for number in range(replications)])
    return float(rows) - people, expected_events(plan) - people


@pytest.mark.parametrize("name", MECHANISMS)
def test_the_estimate_beside_the_rows_of_each_case(name: str) -> None:
    written, expected = sizes(parse(case(name).scenario), 1)
    assert written <= FROM_DAY_0.get(name, LOW) * expected
    assert expected <= HIGH * written


@pytest.mark.parametrize(
    ("name", "setting"), [(name, setting) for name in HUNGRY for setting in HUNGRY[name]]
)
def test_the_estimate_beside_the_most_that_a_mechanism_writes(name: str, setting: dict[str, Any]) -> None:
    written, expected = sizes(parse(case(name).scenario).replace(setting), 1)
    assert written <= LOW * expected
    assert expected <= HIGH * written


PLAIN = """
[scenario]
horizon = "10 months"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = [{arrivals}]

[journey.serve]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "lost", rate = 1.0 }}]

[teams.desk]
headcount = 2
cost = "100 / month"
calendar = "continuous"
does = ["serve"]
{more}
"""
BARE = 2 + 10
"""Two people join and are paid ten times."""


def expected(*mechanisms: str, more: str = "", leads: int = 0) -> float:
    """Rows expected beside those of the bare team."""
    named = ", ".join(f'"{name}"' for name in mechanisms)
    arrivals = ", ".join(str(200 + lead) for lead in range(leads)) if leads else "9_999"
    return expected_events(parse(PLAIN.format(mechanisms=named, arrivals=arrivals, more=more))) - BARE


def test_a_team_without_anything_to_do() -> None:
    assert expected() == pytest.approx(0)


def test_who_leaves_writes_five_rows() -> None:
    """One goes, one comes and costs something to find, and a month's pay is cut in two both times."""
    leavers = 2 * -math.log(1 - 0.9) * 10 * MONTH / DAYS_PER_YEAR
    team = 'turnover = "90 % / year"\n'
    assert expected("turnover", more=team) == pytest.approx(5 * leavers)
    free = team + "[effects.turnover]\ncost = 0\n"
    assert expected("turnover", more=free) == pytest.approx(4 * leavers)


def test_a_leaver_by_hand() -> None:
    """People leave at random and are replaced a day later: however many did, these are the rows that are written."""
    more = 'turnover = "99.9 % / year"\n[effects.turnover]\ndelay = "1 day"\n'
    log = run(parse(PLAIN.format(mechanisms='"turnover"', arrivals="9_999", more=more)), SEED, 0)
    left = int((log.of(Row.STAFFING)["outcome"] == log.names.outcomes.index("left")).sum())
    assert left > 5
    assert len(log.rows) == BARE + 5 * left


@pytest.mark.parametrize(("cost", "rows"), [(0, 1), (70, 2)])
def test_a_training_that_costs_money_writes_a_row_more(cost: int, rows: int) -> None:
    """Everybody every month: 2 people, 10 times; newcomers alone: each who replaces somebody."""
    policy = f'[policies.training]\nhours = "1 h"\ncost = {cost}\n'
    everybody = policy + 'who = "all"\nevery = "1 month"\n'
    assert expected("training", more=everybody) == pytest.approx(2 * 10 * rows)
    leavers = 2 * -math.log(1 - 0.27) * 10 * MONTH / DAYS_PER_YEAR
    assert expected("turnover", "training", more=policy) == pytest.approx((5 + rows) * leavers)


@pytest.mark.parametrize(("kind", "rows"), [("none", 1), ("excuse", 1), ("apology", 2)])
def test_failures_are_told_and_apologies_too(kind: str, rows: int) -> None:
    """Of 8 jobs half fail, where as many wait as matter: 0.25 x exp(ln 2 / 4 x (5 - 1)) = 0.5."""
    more = f'[policies.recovery]\nkind = "{kind}"\n[effects.failures]\nbase = 0.25\noverload = {math.log(2) / 4}\n'
    assert expected("failures", more=more, leads=8) == pytest.approx(8 * 3 + 4 * rows)


def test_customers_whose_work_fails() -> None:
    """One sale, and three incidents a month for the 5 of 10 months that a customer is seen on average: half of them fail."""
    more = """
[journey.help]
work = { mean = "1 h" }
optional = true
[offering]
price = "9 / month"
term = "1 year"
[customer]
churn = "0 % / year"
[customer.incidents]
activity = "help"
rate = "3 / month"
[effects.failures]
base = 1.0
most = 0.5
"""
    plain, failing = (
        expected_events(
            parse(
                PLAIN.format(mechanisms=named, arrivals="100", more=more)
                .replace('"lost"', '"customer"')
                .replace('["serve"]', '["serve", "help"]')
            )
        )
        for named in ("", '"failures"')
    )
    assert failing - plain == pytest.approx(0.5 * (1 + 5 * 3))


def test_a_review_moves_people_or_bends_gates() -> None:
    """One review a month by one team; who is moved leaves, joins and settles in, and the pay of both teams is cut."""
    policy = '[policies.strategy]\nevery = "1 month"\nmoves = 3\n'
    assert expected("strategy", more=policy + 'action = "people"\n') == pytest.approx(10 * (1 + 5 * 3))
    assert expected("strategy", more=policy + 'action = "gates"\n') == pytest.approx(10)


@pytest.mark.parametrize(
    ("calendar", "hours"),
    [
        ('"continuous"', 24.0),
        ('"office"', 40 / 7),
        ('{ days = ["sat", "sun", "mon"], opens = 2, hours = 21 }', 9.0),
    ],
)
def test_spare_time_is_as_long_as_the_calendar_is_open(calendar: str, hours: float) -> None:
    """Blocks of half an hour whenever nothing else waits, by two people."""
    more = '[policies.development]\nteam = "desk"\nleft_over = true\nblock = "0.5 h"\n'
    text = PLAIN.format(mechanisms='"product"', arrivals="9_999", more=more).replace('"continuous"', calendar)
    assert expected_events(parse(text)) - BARE == pytest.approx(2 * 10 * MONTH * hours / 0.5)
