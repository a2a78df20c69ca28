"""Usage data: who is flagged, who is called for it, and what it costs."""

import math
from statistics import NormalDist

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome
from mechanisms.test_adoption import club as uncalled
from mechanisms.test_adoption import looked_at
from mechanisms.test_care import ANSWERS, LATE, club, decisions, incidents, standing

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.customers import usage_data
from orgsim.mechanisms.customers.adoption import CustomerUse
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
    scenario=watched(club(300, customer=LATE, does=ANSWERS)),
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
    at_once = {"customer.incidents.target": "0 days", "effects.health.late_answer_scale": "1 min"}
    log = run(one_reading(4000).replace(at_once), SEED, 0)
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


@pytest.mark.parametrize(("falls", "expected"), [(0.0, 0.2), (0.5, 0.4366), (1.0, 0.7), (2.0, 0.9706)])
def test_the_share_flagged_grows_with_the_fall_of_use(falls: float, expected: float) -> None:
    """1 - specificity at the usual use, the sensitivity at `fallen`; at half of that Phi((-.8416 + .5244) / 2) = .4366, at twice
    Phi(-.8416 + 2 x 1.366) = .9706."""
    fallen = 0.1
    text = watched(club(2000)).replace(MECHANISMS, MECHANISMS + ', "adoption"')
    kept = {"alone": 0.7, "onboarding": 0.0, "kept": 0.7, "lapses": "0 / year"}
    plan = parse(text).replace({f"effects.adoption.{name}": value for name, value in kept.items()})
    plan = plan.replace({"effects.usage_data.fallen": fallen, "scenario.horizon": "1.2 months"})
    world = build(plan, SEED, 0)
    use = world.part(CustomerUse)
    assert use is not None
    use.usual = 0.7 + falls * fallen  # whoever uses .7 has fallen by so much
    world.go()
    share = len(flagged(world.log.read(facts_of(plan, world)))) / 2000
    assert abs(share - expected) <= 4 * math.sqrt(expected * (1 - expected) / 2000)


def test_a_score_by_hand() -> None:
    """At no fall z(1 - .8) = -.8416, at a fall of .2 z(.7) = .5244, on a straight line."""
    assert usage_data.score(0.0, 0.2, 0.7, 0.8) == pytest.approx(-0.84162, abs=1e-5)
    assert usage_data.score(0.2, 0.2, 0.7, 0.8) == pytest.approx(0.52440, abs=1e-5)
    assert usage_data.score(0.4, 0.2, 0.7, 0.8) == pytest.approx(2 * 0.52440 + 0.84162, abs=1e-5)
    assert usage_data.score(-0.2, 0.2, 0.7, 0.8) < usage_data.score(0.0, 0.2, 0.7, 0.8)
    assert usage_data.score(0.0, 0.2, 0.0, 1.0) < -7
    assert usage_data.score(0.2, 0.2, 1.0, 1.0) > 7


LAPSING = """
[effects.adoption]
lapses = "1 / year"
alone = 0.8
onboarding = 0
kept = 0.8
"""
SHARP = {
    "policies.usage_data.sensitivity": 0.99,
    "policies.usage_data.specificity": 0.99,
    "effects.usage_data.fallen": 0.35,
}


def test_readings_see_use_fall_before_decisions_feel_it() -> None:
    """Use that halves is flagged at the next reading, whatever its outcome; of the others 1 in 100 is."""
    plan = parse(watched(club(400)).replace(MECHANISMS, MECHANISMS + ', "adoption"') + LAPSING)
    log = run(
        plan.replace({"scenario.horizon": "2.5 months", "effects.adoption.check_in": 0.0, **SHARP}), SEED, 0
    )
    rows = log.of(Row.CHANGE)
    rows = rows[rows["outcome"] == outcome(log, "flagged")]
    lapsed = 1 - math.exp(-MONTH / 365.25)
    share = np.isclose(rows["end"], MONTH).sum() / 400
    assert abs(share - lapsed) <= 4 * math.sqrt(lapsed * (1 - lapsed) / 400) + 0.02


def test_calls_aimed_by_readings_raise_use() -> None:
    """Called at once when use has halved, customers stand better at their decisions than planned; without calls as planned."""
    plan = parse(watched(club(200)).replace(MECHANISMS, MECHANISMS + ', "adoption"') + LAPSING).replace(SHARP)
    log = run(plan, SEED, 0)
    called, plain = (
        decisions(log)["effect_adoption"],
        decisions(run(plan.replace({"policies.usage_data": None}), SEED, 0)),
    )
    assert (plain["effect_adoption"] == 0).all()
    assert (called >= 0).all()
    assert called.mean() > 0.02


def test_nobody_is_flagged_while_being_onboarded() -> None:
    step = '\n[journey.welcome]\nwork = { mean = "1 h" }\noptional = true\n'
    life = 'onboarding = { activity = "welcome", target = "20 days" }'
    text = watched(club(50, customer=life + "\n" + step)).replace(MECHANISMS, MECHANISMS + ', "adoption"')
    read = {
        "policies.usage_data.every": "15 days",
        "scenario.horizon": "31 days",
        "policies.usage_data.specificity": 0.0,
        "policies.usage_data.sensitivity": 1.0,
    }
    log = run(parse(text).replace(read), SEED, 0)
    rows = log.of(Row.CHANGE)
    rows = rows[rows["outcome"] == outcome(log, "flagged")]
    assert len(rows) == 50
    assert rows["end"] == pytest.approx(30)


def test_a_reading_is_ahead_of_the_outcome() -> None:
    """A customer whom nobody calls: by month 6 its chance to be flagged has risen by more than half of its rise in a year,
    from .18 to .45 to .64, what customers decide by has fallen by little more than a third."""
    seen = []
    for months in (1, 6.1, 12):
        use, _, account = looked_at(
            uncalled(does=', "welcome"').replace('"10 months"', '"40 months"'), months * MONTH
        )
        fall = use.fallen(account)
        assert fall is not None
        seen.append((NormalDist().cdf(usage_data.score(fall, 0.2, 0.7, 0.8)), use.now(account).outcome))
    chances, outcomes = zip(*seen, strict=True)
    assert chances == pytest.approx((0.18, 0.45, 0.64), abs=0.005)
    assert (chances[1] - chances[0]) / (chances[2] - chances[0]) > 0.55
    assert outcomes[1] / outcomes[2] < 0.4
