"""Recovery: how words after a failure wear out, what naming the harm prevents, and how failures in one visit add up."""

import math
from collections import Counter

import numpy as np
import pytest
from estimates import SEED, jobs, outcome
from mechanisms.test_failures import desk, failed, numbers

from orgsim.engine.entities import Case
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.customers import chances, failures, recovery
from orgsim.setup.build import core
from orgsim.setup.simulate import run

ALWAYS = {"base": 1.0, "most": 1.0, "overload": 0.0, "again": 0.0, "deepest": 5.0, "memory": "1200 months"}


def kept_failing(kind: str, **rules: object) -> list[float]:
    """Log-odds by visit of leads who are asked again and again, while every job fails."""
    again = [{"to": "customer", "rate": 0.02}, {"to": "close", "rate": 0.98}]
    plan = desk([0.0] * 50, rate=1.0, effects__failures=ALWAYS | rules, policies__recovery={"kind": kind})
    closed = jobs(run(plan.replace({"journey.close.outcomes": again}), SEED, 0), "close")
    return [float(closed["effect_failures"][closed["visit"] == visit][0]) for visit in range(4)]


def test_apologies_wear_out_and_the_third_does_harm_by_hand() -> None:
    """The talk and each close fail: .5 of the first loss of .5 is restored, then .2, then .1, .4 and .7 are taken on top."""
    expected = np.cumsum([0.5 * (1 - made_good) for made_good in (0.5, 0.2, -0.1, -0.4, -0.7)])
    assert kept_failing("apology") == pytest.approx(-expected[1:], abs=1e-3)


def test_naming_the_harm_restores_more_each_time() -> None:
    expected = np.cumsum([0.5 * (1 - made_good) for made_good in (0.7, 0.4, 0.1, -0.2, -0.5)])
    assert kept_failing("prevention", lesson=0.0) == pytest.approx(-expected[1:], abs=1e-3)


def test_too_many_apologies_cost_no_more_than_excuses() -> None:
    """With 3 per apology the first restores half, and every later one is worth an excuse."""
    worn = kept_failing("apology", worn=3.0, trust=0.2)
    excuses = kept_failing("excuse", trust=0.2)
    assert np.diff(worn) == pytest.approx(np.diff(excuses), abs=1e-6)
    assert np.diff(excuses) == pytest.approx([-0.2 * 2.2] * 3, abs=1e-6)


def test_an_apology_half_forgotten_wears_half() -> None:
    """A second one after the half-life of the first finds .5 of it, a third after another .75: .5 - .3 x .5 and .5 - .3 x .75."""
    world = core(desk([0.0]), (SEED, 0))
    world.hooks.installing = "failures"
    amends = recovery.Amends(world, failures.Failures(memory="10 days"))
    amends.policy = recovery.RecoveryPolicy(kind="apology")
    case = Case(1, None, 0, 0, 0, world.blank.copy())
    left = []
    for day in (0.0, 10.0, 20.0):
        world.clock.pass_time(day)
        left.append(amends.left(case))
    assert left == pytest.approx([0.5, 1 - (0.5 - 0.3 * 0.5), 1 - (0.5 - 0.3 * 0.75)])


def test_what_is_named_and_prevented_never_happens_again_where_one_lesson_is_enough() -> None:
    """With lessons that prevent all, and last, each activity fails once; an apology alone prevents nothing."""
    rules = {"base": 0.5, "overload": 0.0, "lesson": 1.0, "lessons_last": "1200 months"}
    arrivals = [float(k) for k in range(200)]
    named = desk(arrivals, rate=1.0, effects__failures=rules, policies__recovery={"kind": "prevention"})
    log = run(named, SEED, 0)
    assert failed(log) == 2
    sorry = run(named.replace({"policies.recovery.kind": "apology"}), SEED, 0)
    assert failed(sorry) > 150
    assert numbers(sorry, "recovered") == numbers(sorry)


def test_lessons_fade() -> None:
    """Each lesson prevents half of the failures; one of a half-life ago prevents 1 - .5^.5 of them."""
    world = core(desk([0.0]), (SEED, 0))
    world.hooks.installing = "failures"
    amends = recovery.Amends(world, failures.Failures(lesson=0.5, lessons_last="10 days"))
    amends.policy = recovery.RecoveryPolicy(kind="prevention")
    amends.learn(0)
    assert (amends.rarer(0), amends.rarer(1)) == (0.5, 1.0)
    world.clock.pass_time(10.0)
    assert amends.rarer(0) == pytest.approx(0.5**0.5)
    amends.learn(0)
    assert amends.rarer(0) == pytest.approx(0.5**1.5)


def test_prevention_makes_failures_rarer_the_more_a_lesson_teaches() -> None:
    rules = {"base": 0.2, "overload": 0.0}
    plan = desk(
        [k / 4 for k in range(3000)], effects__failures=rules, policies__recovery={"kind": "prevention"}
    )
    seen = [
        failed(run(plan.replace({"effects.failures.lesson": one}), SEED, 0)) for one in (0.0, 0.01, 0.05, 0.2)
    ]
    assert seen == sorted(seen, reverse=True)
    assert seen[-1] < seen[0] / 4


def test_what_it_takes_by_hand() -> None:
    """Half an hour to say sorry, an hour more to prevent the next one."""
    words = {"kind": "prevention", "hours": "30 min", "prevention": "1 h"}
    talks = jobs(run(desk([0.0] * 500, policies__recovery=words), SEED, 0), "talk")
    assert set(talks["hours"].tolist()) == {1.0, 2.5}
    words["kind"] = "excuse"
    assert set(jobs(run(desk([0.0] * 500, policies__recovery=words), SEED, 0), "talk")["hours"].tolist()) == {
        1.0
    }


def lost_in_one_visit(log: EventLog) -> Counter[float]:
    talks = jobs(log, "talk")
    return Counter(round(float(odds), 4) for odds in talks["effect_failures"])


def test_failures_in_one_visit_are_geometric_and_take_more_than_their_sum() -> None:
    """After each failure one visit in three fails once more; two take 2^1.3 times what one takes."""
    rules = ALWAYS | {"again": 1 / 3}
    seen = lost_in_one_visit(run(desk([0.0] * 6000, effects__failures=rules), SEED, 0))
    for count in (1, 2, 3):
        share = (1 / 3) ** (count - 1) * 2 / 3
        error = math.sqrt(share * (1 - share) / 6000)
        assert abs(seen[round(-0.5 * count**1.3, 4)] / 6000 - share) <= 4 * error
    assert sum(odds * n for odds, n in seen.items()) < -0.5 * 6000 * 1.5


def test_the_same_visits_fail_whether_or_not_they_can_fail_again() -> None:
    once, often = (
        run(desk([0.0] * 2000, effects__failures={"base": 0.2, "again": again}), SEED, 0)
        for again in (0.0, 0.5)
    )
    assert numbers(once) == numbers(often) != []


def test_a_visit_fails_as_often_as_its_luck_says() -> None:
    assert [chances.times(luck, 0.1, 0.1) for luck in (0.2, 0.05, 0.005, 0.0005)] == [0, 1, 2, 3]
    assert chances.times(0.05, 0.1, 0.0) == 1
    assert chances.piled(1, 2.0) == 1
    assert chances.piled(3, 1.0) == pytest.approx(3)


def test_one_row_tells_of_a_visit_that_failed() -> None:
    log = run(desk([0.0] * 300, effects__failures=ALWAYS | {"again": 0.5}), SEED, 0)
    assert (log.of(Row.CHANGE)["outcome"] == outcome(log, "failed")).sum() == 300
