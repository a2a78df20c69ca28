"""Attention: what counts for a team's KPI goes first, against Cobham's formula, by hand, and as it shows in the log."""

from typing import Any

import numpy as np
import pytest
from contract import Case
from estimates import SEED, controlled, jobs, outcome, replicate, scenario
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from small_worlds import World, worlds
from theory import cobham

from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.plan.derived.worth import contract, loss, per_hour
from orgsim.plan.load import load, parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import build
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "{days} days"
drain = true
mechanisms = ["attention"]

[sources.orders]
leads = "0.3 / day"
entry = "sell"
[sources.questions]
leads = "0.4 / day"
entry = "answer"

[journey.answer]
work = {{ mean = "18 h", cv = 0.5 }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.sell]
work = {{ mean = "12 h", distribution = "exponential" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["answer", "sell"]
kpi = "bookings"
"""


TWO_DAYS = {"passed_over": "2 days"}


def wait(log: EventLog, activity: str) -> float:
    rows = jobs(log, activity)
    return float((rows["start"] - rows["ready"]).mean())


CASE = Case(
    scenario=DESK.format(days=1000),
    neutral={"effects.attention.passed_over": "0 days"},
    path="effects.attention.passed_over",
    grid=("0 days", "12 h", "2 days", "1000 days"),
    observed=lambda log: wait(log, "answer"),
    sign=1,
    replications=1,
)


def test_waits_of_what_counts_and_of_what_does_not() -> None:
    """M/G/1 with two classes, purchases first but never interrupting: Cobham's mean waits."""
    seen, names = (100.0, 5_400.0), ("sell", "answer")

    def measure(log: EventLog) -> dict[str, float]:
        said = {}
        for name in names:
            rows = jobs(log, name, seen)
            said[name] = (rows["start"] - rows["ready"]).mean()
            said |= {f"{name} jobs": len(rows), f"{name} work": rows["hours"].mean() / 24}
        return said

    found = replicate(scenario(DESK.format(days=5_500)), 30, measure)
    rates, work = [0.3, 0.4], [0.5, 0.75]
    controls = [(found[f"{name} jobs"], 5_300 * rate) for name, rate in zip(names, rates, strict=True)]
    controls += [(found[f"{name} work"], mean) for name, mean in zip(names, work, strict=True)]
    first, second = cobham(rates, work, [1.0, 0.5])
    assert controlled(found["sell"], *controls).agrees(first, half_width=0.03)
    assert controlled(found["answer"], *controls).agrees(second, half_width=0.03)


def same(one: Scenario, other: Scenario) -> bool:
    """Whether two scenarios give the same rows, byte for byte."""
    return run(one, SEED, 0).rows.tobytes() == run(other, SEED, 0).rows.tobytes()


def test_without_a_kpi_nothing_is_ordered() -> None:
    plan = scenario(DESK.format(days=300))
    off = plan.replace({"scenario.mechanisms": []})
    assert not same(plan, off)
    assert same(plan.replace({"teams.desk.kpi": "none"}), off)
    assert same(plan.replace({"teams.desk.kpi": "none", "policies.goal": {"kind": "shared"}}), off)


def test_a_stated_priority_wins() -> None:
    plan = scenario(DESK.format(days=300)).replace({"teams.desk.priority": ["answer"]})
    assert same(plan, plan.replace({"scenario.mechanisms": []}))


def standings(plan: Scenario) -> dict[str, tuple[int, float]]:
    """By activity, its rank in its team's queue, and the days by which it stands behind others of the rank."""
    activities = build(plan, SEED, 0).activities
    return {name: (activity.rank, activity.behind) for name, activity in activities.items()}


def first(plan: Scenario) -> dict[str, list[str]]:
    """By team, what it does first, where its attention is drawn to anything."""
    ranks = standings(plan)
    return {
        name: [step for step in team.does if ranks[step][0] == 0]
        for name, team in plan.teams.items()
        if len({ranks[step] for step in team.does if step in ranks}) > 1
    }


@pytest.mark.parametrize(
    ("organization", "expected"),
    [
        # Marketing: all it does brings leads to others. Inside sales: developing, and no touches of leads at rest.
        ("the-model", {"inside_sales": ["develop"]}),
        # What brings no booking by itself waits: seminars, touches of leads at rest, and all care for customers.
        ("generalist", {"sales": ["respond", "qualify", "develop", "close"]}),
        ("pre-post-sales", {"sales": ["respond", "qualify", "develop", "close"]}),
    ],
)
def test_what_counts_in_the_gallery(organization: str, expected: dict[str, list[str]]) -> None:
    plan = load("b2b-saas", organization).replace({"journey.support.urgent": False})
    assert first(plan) == expected


KPIS = """
[sources.web]
leads = "1 / day"
activity = "content"
[sources.fair]
kind = "event"
every = "30 days"
attendees = { mean = 10 }
leads_per_attendee = 0.5
activity = "stand"
entry = "greet"
[journey.respond]
work = { mean = "1 h" }
outcomes = [ { to = "qualify", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[journey.greet]
work = { mean = "1 h" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[journey.qualify]
work = { mean = "2 h" }
outcomes = [ { to = "audit", rate = 0.4 }, { to = "nurture", rate = 0.6 } ]
[journey.audit]
work = { mean = "1 h" }
optional = true
skipped = "close"
outcomes = [ { to = "close", rate = 1.0 } ]
[journey.close]
work = { mean = "4 h" }
outcomes = [ { to = "customer", rate = 0.25 }, { to = "lost", rate = 0.75 } ]
[journey.nurture]
work = { mean = "1 h" }
outcomes = [ { to = "qualify", rate = 0.1 }, { to = "nurture", rate = 0.9 } ]
[journey.stand]
work = { mean = "5 h" }
[journey.content]
work = { mean = "5 h" }
[journey.support]
work = { mean = "1 h" }
[journey.check_in]
work = { mean = "2 h" }
[journey.quote]
work = { mean = "1 h" }
[journey.propose]
work = { mean = "5 h" }
outcomes = [ { to = "customer", rate = 0.2 }, { to = "lost", rate = 0.8 } ]
[offering]
price = "100 / month"
margin = 0.5
[customer]
churn = "50 % / year"
[customer.incidents]
activity = "support"
rate = "1 / month"
[customer.check_ins]
activity = "check_in"
[customer.upsell]
rate = 0.1
value = 0.2
activity = "quote"
[second_line]
once = 80
[teams.front]
headcount = 1
does = ["respond", "greet", "qualify", "nurture", "stand", "content", "support", "check_in", "quote", "propose"]
kpi = "KPI"
[teams.back]
headcount = 1
does = ["close"]
"""


@pytest.mark.parametrize(
    ("kpi", "counted"),
    [
        # Leads come to the other team through qualify alone (nobody audits); greeting leads nowhere.
        ("leads", ["respond", "qualify", "stand", "content"]),
        ("appointments", ["qualify"]),
        ("bookings", ["respond", "qualify", "quote", "propose"]),
        ("retention", ["support", "check_in"]),
        ("lifetime_value", ["support", "check_in", "quote", "propose"]),
    ],
)
def test_what_counts_for_each_kpi(kpi: str, counted: list[str]) -> None:
    assert first(parse(KPIS.replace("KPI", kpi))) == {"front": counted}


def test_worth_by_hand() -> None:
    """A customer pays 50 a month after cost; with half leaving each year it stays two years: 1,200."""
    plan = parse(KPIS.replace("KPI", "bookings")).replace({"scenario.horizon": "60 months"})
    assert contract(plan).months == pytest.approx(24)
    worth = per_hour(plan)
    assert worth["close"] == pytest.approx(0.25 * 1200 / 4)
    # At rest: touches until one of nine brings it back; qualify is worth .4 x 300 and .6 of what a lead at rest is worth.
    back = 1 - 0.9**9
    qualify = 0.4 * 300 / (1 - 0.6 * back)
    hours = (2 + 0.4 * 4 + 0.6 * back / 0.1) / (1 - 0.6 * back)
    assert worth["qualify"] == pytest.approx(qualify / hours)
    assert worth["respond"] == pytest.approx(0.5 * qualify / (1 + 0.5 * hours))
    assert worth["nurture"] == pytest.approx(0.1 * qualify / (1 + 0.1 * hours))
    assert worth["greet"] == 0
    # Upkeep every week of a source of one lead a day; ten people at the fair of whom five become leads worth nothing.
    assert worth["content"] == pytest.approx(7 * 0.5 * qualify / (5 + 7 * (1 + 0.5 * hours)))
    assert worth["stand"] == 0
    assert worth["quote"] == pytest.approx(0.2 * 1200)
    assert worth["propose"] == pytest.approx(0.2 * 0.5 * 80 / 5)


def test_a_second_line_without_a_contract_of_terms_is_paid_until_the_horizon() -> None:
    """A licence has no term: one sale in five is worth half of 80 at once and of 20 a month for 60 months, for five hours."""
    licence = {"kind": "perpetual", "price": 100, "margin": 0.5}
    plan = parse(KPIS.replace("KPI", "bookings")).replace(
        {"scenario.horizon": "60 months", "offering": licence, "second_line.price": "20 / month"}
    )
    assert per_hour(plan)["propose"] == pytest.approx(0.2 * 0.5 * (80 + 20 * 60) / 5)


def test_what_neglect_costs_by_hand() -> None:
    """Health .4 lower with half a term to go: the odds of leaving rise by exp(.4 x .85^6), those of later terms by less."""
    plan = parse(KPIS.replace("KPI", "bookings")).replace({"scenario.horizon": "60 months"})
    expected = 0.0
    for term in range(30):
        odds = np.exp(0.4 * 0.85 ** (6 + 12 * term))
        expected += 0.5**term * (odds / (1 + odds) - 0.5)
    assert loss(plan, 0.4, 0.5) == pytest.approx(expected * 1200)
    assert per_hour(plan)["support"] == pytest.approx(loss(plan, 0.4, 0.5) / 1)
    assert per_hour(plan)["check_in"] == pytest.approx((loss(plan, 0.15, 0.5) + 0.1 * 0.2 * 1200) / 2)
    assert loss(plan.replace({"scenario.mechanisms": ["attention"]}), 0.4, 6) == 0


def test_a_shared_goal_orders_by_worth() -> None:
    plan = parse(KPIS.replace("KPI", "leads")).replace({"policies.goal": {"kind": "shared"}})
    worth, ranks = per_hour(plan), standings(plan)
    does = plan.teams["front"].does
    by_rank = sorted(does, key=lambda name: ranks[name][0])
    assert [worth[name] for name in by_rank] == sorted((worth[name] for name in does), reverse=True)
    assert ranks["greet"] == ranks["stand"]


def test_care_for_customers_is_left_lying() -> None:
    """Of a busy team measured on bookings, fewer of the planned check-ins are held than without a KPI."""
    # A month: 30 leads x 3 h = 91 h, and 2 h a month for each of 9 customers more every month, with 174 hours on duty.
    text = """
    [scenario]
    horizon = "12 months"
    mechanisms = ["attention"]
    [sources.web]
    leads = "1 / day"
    [journey.close]
    work = { mean = "3 h" }
    outcomes = [ { to = "customer", rate = 0.3 }, { to = "lost", rate = 0.7 } ]
    [journey.check_in]
    work = { mean = "2 h" }
    [offering]
    price = "100 / month"
    [customer.check_ins]
    every = "1 month"
    [teams.sales]
    headcount = 1
    does = ["close", "check_in"]
    kpi = "bookings"
    """

    def held(kpi: str) -> float:
        logs = [run(scenario(text).replace({"teams.sales.kpi": kpi}), SEED, number) for number in range(4)]
        return float(
            np.mean([(jobs(log, "check_in")["outcome"] == outcome(log, "done")).mean() for log in logs])
        )

    assert held("bookings") < held("none") - 0.03
    assert held("retention") > held("none") + 0.05


def toml(world: World) -> Scenario:
    import tomli_w

    def stated(value: Any) -> Any:
        return {k: stated(v) for k, v in value.items() if v is not None} if isinstance(value, dict) else value

    return parse(tomli_w.dumps(stated(world)))


@settings(max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate])
@given(worlds(), st.data())
def test_any_organization_with_kpis_runs(world: World, draws: st.DataObject) -> None:
    """Every KPI, quota, goal and second line, in any organization: it runs, and nothing is lost."""
    kpis = ("none", "leads", "appointments", "bookings", "retention", "lifetime_value")
    for team in world["teams"].values():
        team["kpi"] = draws.draw(st.sampled_from(kpis))
        team["quota"] = draws.draw(st.sampled_from([None, "0 / day", "1 / day"]))
    world["policies"]["goal"] = {"kind": draws.draw(st.sampled_from(["local", "shared"]))}
    world["effects"] = {
        "attention": {"passed_over": draws.draw(st.sampled_from([None, "2 days"]))},
        "pressure": {"period": "10 days", "strength": 3.0, "discount": 0.9},
        "cross_selling": {"unasked": 0.9},
    }
    if "offering" in world and draws.draw(st.booleans()):
        world["second_line"] = draws.draw(st.sampled_from([{"once": 5}, {"price": "7 / month"}]))
        step = draws.draw(st.sampled_from([*world["journey"], "propose"]))
        sells = any(way["to"] == "customer" for way in world["journey"].get(step, {}).get("outcomes", ()))
        world["second_line"]["activity"] = step if sells else "propose"
        if not sells:
            ways = [{"to": "customer", "rate": 0.5, "after": {"mean": "3 days"}}, {"to": "lost", "rate": 0.5}]
            world["journey"]["propose"] = {"work": {"mean": "1 h"}, "optional": True, "outcomes": ways}
            next(iter(world["teams"].values()))["does"].append("propose")
        world["policies"]["incentive"] = {"bonus": 0.1}
    mechanisms = ("cooling", "handoff", "knowledge", "health", "attention", "pressure", "cross_selling")
    world["scenario"]["mechanisms"] = list(mechanisms)
    plan = toml(world)
    conservation.check(run(plan, SEED, 0))


def test_a_head_start_in_days_means_nothing_where_the_order_is_not_that_of_time() -> None:
    from orgsim.plan.load import load

    plan = load("the-model", changes={"effects.attention.passed_over": "5 days"})
    assert standings(plan)["nurture"] == (0, 5)
    newest = plan.replace({"journey.nurture.order": "newest"})
    assert standings(newest)["nurture"] == (1, 0)


@pytest.mark.parametrize(
    ("changes", "order"),
    [
        ({"teams.desk.kpi": "none"}, {"sell": (1, 0), "answer": (1, 0), "audit": (0, 0)}),
        ({}, {"sell": (1, 0), "answer": (2, 0), "audit": (0, 0)}),
        ({"effects.attention": TWO_DAYS}, {"sell": (1, 0), "answer": (1, 2), "audit": (0, 0)}),
        (
            {"effects.attention": TWO_DAYS, "journey.audit.order": "newest"},
            {"sell": (1, 0), "answer": (2, 0), "audit": (0, 0)},
        ),
        (
            {"effects.attention": TWO_DAYS, "policies.goal": {"kind": "shared"}},
            {"sell": (1, 0), "answer": (2, 0), "audit": (0, 0)},
        ),
    ],
    ids=["no KPI", "for ever", "two days", "not in order of time", "shared goal"],
)
def test_where_each_work_stands_in_its_teams_line(
    changes: dict[str, Any], order: dict[str, tuple[int, float]]
) -> None:
    """Rank, and days behind others of the rank: what is stated goes first, then what counts, then what does not."""
    audit = {"work": {"mean": "1 h"}, "outcomes": [{"to": "lost", "rate": 1.0}]}
    desk = {"teams.desk.does": ["answer", "sell", "audit"], "teams.desk.priority": ["audit"]}
    list_of = {"sources.list": {"kind": "recorded", "arrivals": [0.0], "entry": "audit"}}
    plan = scenario(DESK.format(days=9)).replace({"journey.audit": audit, **list_of, **desk, **changes})
    activities = build(plan, SEED, 0).activities
    assert {name: (activities[name].rank, activities[name].behind) for name in order} == order
