"""Usage data: who is flagged, who is called for it, and what it costs."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome
from mechanisms.test_care import UNANSWERED, club, incidents, standing

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.customers import usage_data
from orgsim.mechanisms.loops.automation import Automation, AutomationLevel
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import build
from orgsim.setup.facts import facts_of
from orgsim.setup.simulate import run
from orgsim.units import MONTH

OFTEN = incidents("3 / month")
MECHANISMS = '"health", "care", "usage_data"'


def watched(text: str) -> str:
    """A club whose usage data are read."""
    return text.replace('"health", "care"', MECHANISMS) + '\n[policies.usage_data]\nevery = "1 month"\n'


CASE = Case(
    scenario=watched(club(300, customer=UNANSWERED)),
    neutral={"policies.usage_data.sensitivity": 0.0, "policies.usage_data.specificity": 1.0},
    path="policies.usage_data.sensitivity",
    grid=(0.0, 0.5, 1.0),
    observed=standing,
    sign=1,
    replications=1,
)


def flagged(log: EventLog) -> list[int]:
    """Numbers of the customers flagged, in order."""
    rows = log.of(Row.CHANGE)
    return rows[rows["outcome"] == outcome(log, "flagged")]["number"].tolist()


def one_reading(customers: int, **policy: object) -> Scenario:
    """Customers with unanswered incidents at three a month, looked at once, after ten days."""
    stated = {f"policies.usage_data.{name}": value for name, value in {"every": "10 days", **policy}.items()}
    return parse(watched(club(customers, customer=OFTEN))).replace({"scenario.horizon": "11 days", **stated})


def test_the_share_flagged_is_that_of_the_errors_of_the_reading() -> None:
    """Unhappy is who had an incident, 1 - exp(-rate t): sensitivity of them and 1 - specificity of the others."""
    log = run(one_reading(4000), SEED, 0)
    unhappy = 1 - math.exp(-3 / MONTH * (10 - 1 / 24))
    expected = 0.7 * unhappy + (1 - 0.8) * (1 - unhappy)
    error = math.sqrt(expected * (1 - expected) / 4000)
    assert error < 0.01
    assert abs(len(flagged(log)) / 4000 - expected) <= 4 * error


def test_those_flagged_are_called_at_once_and_only_they() -> None:
    log = run(one_reading(200), SEED, 0)
    calls = jobs(log, "check_in")
    assert 0 < len(calls) < 200
    assert sorted(calls["number"].tolist()) == sorted(flagged(log))
    assert calls["ready"] == pytest.approx(10.0)


def test_what_is_sharpened_finds_exactly_the_unhappy() -> None:
    """With an accuracy of 1 the same customers are flagged as with a sensitivity and specificity of 1."""
    plan = one_reading(300)
    world = build(plan, SEED, 0)
    world.parts[AutomationLevel] = automation = AutomationLevel(world, Automation(aims=1.0))
    automation.level.half_life, automation.level.amount = math.inf, 1.0
    world.go()
    sure = run(one_reading(300, sensitivity=1.0, specificity=1.0), SEED, 0)
    assert (
        flagged(world.log.read(facts_of(plan, world)))
        == flagged(sure)
        != flagged(run(one_reading(300), SEED, 0))
    )


def test_each_reading_has_luck_of_its_own() -> None:
    """Of 2,000 happy customers a fifth is flagged falsely each month, a fifth of these again the month after."""
    log = run(parse(watched(club(2000, months=2.5))), SEED, 0)
    rows = log.of(Row.CHANGE)
    rows = rows[rows["outcome"] == outcome(log, "flagged")]
    first, second = (set(rows["number"][np.isclose(rows["end"], k * MONTH)].tolist()) for k in (1, 2))
    for share, expected in ((len(first), 0.2), (len(second), 0.2), (len(first & second), 0.04)):
        assert abs(share / 2000 - expected) <= 4 * math.sqrt(expected * (1 - expected) / 2000)


def test_the_cost_of_each_month_begun() -> None:
    plan = parse(watched(club(months=2.5))).replace({"policies.usage_data.cost": "100 / month"})
    log = run(plan, SEED, 0)
    spent = log.of(Row.SPENDING)
    assert spent["cost"] == pytest.approx([100, 100, 50])
    assert spent["end"] == pytest.approx([0, MONTH, 2 * MONTH])
    assert {log.names.entities[code] for code in spent["entity"]} == {"organization"}


@pytest.mark.parametrize(("sensitivity", "specificity", "held"), [(0.0, 1.0, 0), (1.0, 0.0, 40)])
def test_planned_check_ins_only_with_those_flagged(sensitivity: float, specificity: float, held: int) -> None:
    """Of 40 customers none or all are flagged before the one check-in planned: it is missed with all, or held."""
    words = {"sensitivity": sensitivity, "specificity": specificity, "instead": True, "every": "2 months"}
    plan = one_reading(40, **words).replace({"scenario.horizon": "3.5 months"})
    planned = [row for row in jobs(run(plan, SEED, 0), "check_in") if row["ready"] > 2.5 * MONTH]
    assert len(planned) == 40
    assert sum(not np.isnan(row["start"]) for row in planned) == held


def test_happy_is_who_is_not_further_down_than_that() -> None:
    assert usage_data.chance(-0.2, 0.2, 0.7, 0.8) == pytest.approx(0.2)
    assert usage_data.chance(-0.21, 0.2, 0.7, 0.8) == 0.7


def test_calls_out_of_turn_sell_nothing() -> None:
    life = 'upsell = { rate = 1.0, value = "10 %" }'
    plan = parse(watched(club(50, customer=life, months=2.5))).replace(
        {"policies.usage_data.specificity": 0.0}
    )
    log = run(plan, SEED, 0)
    assert len(jobs(log, "check_in")) == 100
    assert outcome(log, "upsold") not in log.of(Row.CHANGE)["outcome"]
