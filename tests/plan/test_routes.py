"""Routes: who does what and what leads where, worked out in the head on a journey with a step left out and a pool."""

import pytest

from orgsim.plan.derived.demand import expected_jobs, expected_leads
from orgsim.plan.derived.routes import (
    POOL,
    arrives,
    customer_work,
    doer,
    entry,
    gathered,
    jobs,
    reached,
    source_work,
    steps,
    touches,
    visits,
    ways,
)
from orgsim.plan.derived.walks import leading_to, walk
from orgsim.plan.load import parse

WORLD = """
[scenario]
horizon = "60 days"
[sources.web]
leads = "1 / day"
activity = "campaign"
[sources.fair]
kind = "event"
every = "30 days"
attendees = { mean = 10 }
leads_per_attendee = 1
entry = "demo"
[journey.qualify]
work = { mean = "1 h" }
patience = { mean = "3 days" }
cold = "lost"
outcomes = [{ to = "demo", rate = 0.5 }, { to = "nurture", rate = 0.4 }, { to = "audit", rate = 0 }, { to = "lost", rate = 0.1 }]
[journey.demo]
work = { mean = "1 h" }
optional = true
skipped = "close"
outcomes = [{ to = "close", rate = 1.0 }]
[journey.close]
work = { mean = "2 h" }
cold = "qualify"
outcomes = [{ to = "customer", rate = 0.25 }, { to = "lost", rate = 0.75 }]
[journey.audit]
work = { mean = "1 h" }
outcomes = [{ to = "lost", rate = 1.0 }]
[journey.nurture]
work = { mean = "1 h" }
optional = true
outcomes = [{ to = "demo", rate = 0.5 }, { to = "nurture", rate = 0.2 }, { to = "nurture", rate = 0.3 }]
[journey.campaign]
work = { mean = "1 h" }
[journey.onboard]
work = { mean = "1 h" }
[journey.expand]
work = { mean = "1 h" }
[journey.check_in]
work = { mean = "1 h" }
[offering]
price = "10 / month"
[customer.upsell]
rate = 0.1
value = 0.1
activity = "expand"
[customer.check_ins]
[customer.onboarding]
[teams.inside]
headcount = 1
does = ["qualify", "nurture", "campaign", "audit"]
[teams.field]
headcount = 1
does = ["close", "onboard", "check_in", "expand"]
[policies.nurture]
every = "20 days"
touches = 4
"""
UNFOLLOWED = WORLD.replace('"nurture", "campaign"', '"campaign"')


def test_who_does_what() -> None:
    world = parse(WORLD)
    assert (doer(world, "close"), doer(world, "demo")) == ("field", None)
    assert source_work(world) == {"web": "campaign"}
    assert list(customer_work(world).items()) == [
        ("onboarding", "onboard"),
        ("check_ins", "check_in"),
        ("upsell", "expand"),
    ]
    assert [entry(world, source) for source in world.sources] == ["qualify", "demo"]


def test_what_leads_where() -> None:
    world = parse(WORLD)
    assert [arrives(world, place) for place in ("demo", "close", "nurture", "lost")] == [
        "close", "close", "nurture", "lost",
    ]  # fmt: skip
    said = [(way.to, way.kind, way.rate) for way in ways(world, "qualify")]
    assert said == [
        ("demo", "outcome", 0.5), ("nurture", "outcome", 0.4), ("audit", "outcome", 0.0), ("lost", "outcome", 0.1),
        ("lost", "cold", 0.0),
    ]  # fmt: skip
    assert [(way.to, way.kind) for way in ways(world, "demo")] == [("close", "skipped")]
    assert "cold" not in [way.kind for way in ways(world, "close")], "nobody loses patience there"
    assert reached(world) == ["qualify", "demo", "nurture", "audit", "lost", "close", "customer"]


def test_steps_are_what_is_done_and_can_happen() -> None:
    assert steps(parse(WORLD)) == {"qualify": ("close", "nurture", "lost"), "close": ("customer", "lost")}


def test_a_pool_that_nobody_follows_up_keeps_its_leads() -> None:
    world = parse(UNFOLLOWED)
    assert ways(world, POOL) == []
    assert arrives(world, POOL) == POOL
    assert touches(world) == 0


def test_touches_stop_with_the_lead_the_policy_or_the_time() -> None:
    world = parse(WORLD)
    assert touches(world) == pytest.approx(1 + 1 / 2 + 1 / 4 + 1 / 8)
    assert touches(world, within=40) == pytest.approx(1 + 1 / 2)
    vain = parse(WORLD.replace('"demo", rate = 0.5 }, { to = "nurture", rate = 0.2', '"nurture", rate = 0.7'))
    assert touches(vain) == 4


def test_visits_follow_every_lead_to_its_end() -> None:
    found = visits(parse(WORLD), {"qualify": 100, "demo": 10})
    assert found is not None
    # 50 come to the close and 40 to rest, of whom 15 in 16 go on; the ten from the fair skip the demo.
    assert found["close"] == pytest.approx(50 + 40 * 15 / 16 + 10)
    assert found["demo"] == 0
    assert found["customer"] == pytest.approx(97.5 / 4)
    assert found["lost"] == pytest.approx(10 + 97.5 * 3 / 4)


def test_jobs_within_the_horizon() -> None:
    world = parse(WORLD)
    leads = expected_leads(world)
    assert leads == pytest.approx({"web": 60, "fair": 20})
    found, purchases = expected_jobs(world, leads)
    # At rest three touches in 60 days.
    assert found["nurture"] == pytest.approx(24 * (1 + 1 / 2 + 1 / 4))
    assert found["demo"] == 0
    assert purchases == pytest.approx((30 + 24 * 7 / 8 + 20) / 4)
    assert jobs(world, POOL, within=60) == pytest.approx(1.75)
    assert (jobs(world, "close"), jobs(world, "demo"), jobs(world, "customer")) == (1, 0, 0)


def test_what_a_lead_gathers_is_what_its_visits_bring() -> None:
    world = parse(WORLD)
    gains = {"close": 3.0, "customer": 40.0}
    found = gathered(world, gains)
    for place in ("qualify", "close", POOL):
        come_to = visits(world, {place: 1.0})
        assert come_to is not None
        assert found[place] == pytest.approx(sum(come_to[name] * gain for name, gain in gains.items()))
    assert (found["customer"], found["lost"]) == (40.0, 0.0)


ROUND = WORLD.replace('{ to = "demo", rate = 0.5 }, { to = "nurture", rate = 0.2 }', '{ to = "audit", rate = 0.7 }').replace(
    '{ to = "lost", rate = 1.0 }', '{ to = "nurture", rate = 1.0 }'
).replace("touches = 4", "touches = 1000")  # fmt: skip


def test_leads_that_go_round_for_ever_are_told_from_those_who_never_come_there() -> None:
    world = parse(
        ROUND.replace("rate = 0.4", "rate = 0").replace(
            "rate = 0.1 }]\n[journey.demo]", "rate = 0.5 }]\n[journey.demo]"
        )
    )
    found = visits(world, {"qualify": 100})
    assert found is not None
    assert found["close"] == pytest.approx(50)
    assert visits(world, {"audit": 1e-3}) is None
    assert gathered(world, {"customer": 1.0})["audit"] == pytest.approx(0)


def test_a_walk_goes_by_order_and_visits_each_once() -> None:
    onward = {"a": ("b", "c"), "b": ("d", "a"), "c": ("d",)}
    assert walk(["a"], lambda name: onward.get(name, ())) == ["a", "b", "c", "d"]
    assert leading_to(onward, {"c"}) == {"a", "b", "c"}
