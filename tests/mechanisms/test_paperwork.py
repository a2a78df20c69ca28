"""Paperwork: who gets it, what it takes of them, and who is uneasy without."""

import numpy as np
import pytest
from estimates import SEED, jobs, outcome
from mechanisms.test_care import club, decisions
from mechanisms.test_failures import desk

from orgsim.errors import ScenarioError
from orgsim.plan.load import parse
from orgsim.setup.simulate import run

NEVER = {"base": 0.0, "burdened": 0.1, "uneasy": 0.4, "familiar": 0.5}


def booked(given: str, **rules: object) -> tuple[list[float], list[float]]:
    """Log-odds and hours by visit of leads who book again and again, where jobs never fail."""
    again = [{"to": "customer", "rate": 0.02}, {"to": "close", "rate": 0.98}]
    words = {"given": given, "hours": "30 min"}
    plan = desk([0.0] * 50, rate=1.0, effects__failures=NEVER | rules, policies__confirmation=words)
    log = run(plan.replace({"journey.close.outcomes": again}), SEED, 0)
    closed = jobs(log, "close")
    assert (jobs(log, "talk")["effect_failures"] == 0).all()
    firsts = [closed[closed["visit"] == visit][0] for visit in range(3)]
    return [float(one["effect_failures"]) for one in firsts], [float(one["hours"]) for one in firsts]


@pytest.mark.parametrize(
    ("given", "odds", "hours"),
    [
        ("all", [-0.1, -0.1, -0.1], [1.5, 1.5, 1.5]),
        ("first", [-0.1, -0.2, -0.1], [1.5, 1.0, 1.0]),
        ("none", [-0.4, -0.2, -0.1], [1.0, 1.0, 1.0]),
    ],
)
def test_burden_and_unease_by_hand(given: str, odds: list[float], hours: list[float]) -> None:
    """A confirmation takes .1; without one a first booking lacks .4, and half as much each time after."""
    assert booked(given) == (pytest.approx(odds), hours)


def test_nothing_is_felt_where_nothing_is_stated() -> None:
    log = run(desk([0.0] * 50, rate=1.0, effects__failures=NEVER), SEED, 0)
    assert (jobs(log, "close")["effect_failures"] == 0).all()


def test_strangers_stay_uneasy_where_nobody_gets_familiar() -> None:
    odds, _ = booked("none", familiar=1.0)
    assert odds == pytest.approx([-0.4] * 3)


def test_customers_are_bothered_by_hand() -> None:
    """Each of the calls in a term is confirmed: .2 of health every time, of which some is left at the decision."""
    plan = parse(club(40).replace('"health", "care"', '"health", "failures"')).replace(
        {"effects.failures.base": 0.0}
    )
    (activity,) = [
        name for name in plan.journey if plan.customer.check_ins and name == plan.customer.check_ins.activity
    ]
    words = {"activity": activity, "hours": "0 h"}
    odds = []
    for bothered in (0.0, 0.2, 0.4):
        changes = {"policies.confirmation": words, "effects.failures.bothered": bothered}
        odds.append(
            np.array([row["effect_health"] for row in decisions(run(plan.replace(changes), SEED, 0))])
        )
    assert (odds[0] == 0).all()
    assert (odds[1] < -0.2).all()
    assert odds[2] == pytest.approx(2 * odds[1])


def test_who_is_a_customer_has_booked_before() -> None:
    """Receipts for first bookings alone are none for customers who are called."""
    plan = parse(club(40).replace('"health", "care"', '"health", "failures"')).replace(
        {"effects.failures.base": 0.0}
    )
    activity = plan.customer.check_ins.activity
    words = {"activity": activity, "hours": "1 h", "given": "first"}
    with_it = jobs(run(plan.replace({"policies.confirmation": words}), SEED, 0), activity)
    assert with_it["hours"].tolist() == jobs(run(plan, SEED, 0), activity)["hours"].tolist() != []


def test_a_word_that_is_none_of_the_three() -> None:
    with pytest.raises(
        ScenarioError,
        match=r'policies.confirmation.given is "al"; it must be one of "all", "first" or "none"',
    ):
        desk([0.0], policies__confirmation={"given": "al"})


def test_rates_of_purchase_fall_by_the_burden() -> None:
    """With a burden of 2, half of the closes become logistic(-2)."""
    plan = desk([0.0] * 4000, rate=1.0, effects__failures=NEVER | {"burdened": 2.0})
    log = run(plan.replace({"policies.confirmation": {"hours": "0 h"}}), SEED, 0)
    share = (jobs(log, "close")["outcome"] == outcome(log, "customer")).mean()
    expected = 1 / (1 + np.exp(2.0))
    assert abs(share - expected) <= 4 * np.sqrt(expected * (1 - expected) / 4000)
