"""Attentiveness: a habit that hurry and paperwork wear down, quiet work builds up, and failures, gates and customers feel."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.customers import attentiveness
from orgsim.mechanisms.customers.attentiveness import TeamAttention
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import close, core, install
from orgsim.setup.facts import facts_of
from orgsim.setup.simulate import run
from orgsim.units import MONTH

DESK = """
[scenario]
horizon = "{days} days"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.talk]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }}]

[teams.desk]
headcount = {people}
calendar = "continuous"
does = ["talk"]
"""


def desk(arrivals: list[float], people: int = 1, others: tuple[str, ...] = (), **changes: object) -> Scenario:
    """Leads who come at stated times for a talk."""
    names = ", ".join(f'"{name}"' for name in (*others, "attentiveness"))
    words = {"arrivals": arrivals, "people": people, "mechanisms": names, "days": max(arrivals) + 10}
    return parse(DESK.format(**words)).replace(
        {name.replace("__", "."): value for name, value in changes.items()}
    )


def bought(log: EventLog) -> float:
    """Share of the talks after which a lead bought."""
    return float((jobs(log, "talk")["outcome"] == outcome(log, "customer")).mean())


CASE = Case(
    scenario=desk([k / 25 for k in range(3000)]).to_toml(),
    neutral={"effects.attentiveness.felt": 0.0},
    path="effects.attentiveness.felt",
    grid=(0.0, 0.5, 2.0, 6.0),
    observed=bought,
    sign=-1,
    replications=1,
)

RULES = {"hurry": 0.5, "habit": "6 h", "felt": 1.0}


def lacking(log: EventLog, number: int) -> float:
    """Attention that the first talk of a lead lacked, by its log-odds where `felt` is 1."""
    talks = jobs(log, "talk")
    return -float(talks["effect_attentiveness"][talks["number"] == number][0])


def test_a_day_of_work_becomes_habit_by_hand() -> None:
    """Of three at once the first begins alone, and its decision finds all well. What begins between that and the next day's first
    decision counts on it: three hours, of which one, with another waiting, lacked a third of attention."""
    log = run(desk([0.0, 0.0, 0.0, 1.5], effects__attentiveness=RULES), SEED, 0)
    assert [lacking(log, number) for number in range(3)] == [0.0, 0.0, 0.0]
    assert lacking(log, 3) == pytest.approx((1 / 3) / 3 * (1 - math.exp(-3 / 6)), rel=1e-6)


def test_more_people_for_as_many_who_wait_are_less_hurried() -> None:
    """Five at once: after the first decision one person begins with 3, 2, 1 and 0 waiting; of two, who have twice the habit, each
    begins with half as many of the 2, 1 and 0 that wait."""
    arrivals = [0.0] * 5 + [1.5]
    for people, loads in ((1, (3, 2, 1, 0)), (2, (1, 0.5, 0))):
        log = run(desk(arrivals, people, effects__attentiveness=RULES), SEED, 0)
        lost = sum(0.5 * load / (1 + 0.5 * load) for load in loads)
        hours = len(loads) + 1
        assert lacking(log, 5) == pytest.approx(
            lost / hours * (1 - math.exp(-hours / (6 * people))), rel=1e-6
        )


def test_quiet_work_brings_attention_back_and_idle_days_do_not() -> None:
    hurried = [0.0] * 30
    idle = run(desk([*hurried, 40.0], effects__attentiveness=RULES), SEED, 0)
    busy = run(
        desk([*hurried, *[2.0 + k / 12 for k in range(450)], 40.0], effects__attentiveness=RULES), SEED, 0
    )
    soon = run(desk([*hurried, 2.0], effects__attentiveness=RULES), SEED, 0)
    assert lacking(idle, 30) == pytest.approx(lacking(soon, 30))
    assert lacking(soon, 30) > 0.5
    assert 0 <= lacking(busy, 480) < 1e-6


def test_paperwork_crowds_attention_out_by_hand() -> None:
    """Half an hour of it counts as an hour without attention beside an hour's talk, on the day before and on the day itself."""
    words = {"hours": "30 min"}
    plan = desk(
        [0.0, 1.5], others=("failures",), effects__attentiveness=RULES, effects__failures={"base": 0.0}
    )
    log = run(plan.replace({"policies.confirmation": words}), SEED, 0)
    assert lacking(log, 1) == pytest.approx(0.5 * (1 - math.exp(-4 / 6)), rel=1e-6)
    unmoved = plan.replace({"policies.confirmation": words, "effects.attentiveness.crowding": 0.0})
    assert lacking(run(unmoved, SEED, 0), 1) == 0


@pytest.mark.parametrize("level", [1.0, 0.25, 0.0])
def test_attention_prevents_failures_while_nobody_waits(level: float) -> None:
    """As long as the habit lasts jobs fail careless^(1 - A) times as often, whatever the queue: it is not merely an empty one."""
    rules = {"careless": 3.0, "habit": "1000000 h"}
    plan = desk(
        [k / 12 for k in range(6000)],
        others=("failures",),
        effects__attentiveness=rules,
        effects__failures={"base": 0.05, "overload": 0.0},
    )
    world = core(plan, (SEED, 0))
    install(world, plan)
    close(world)
    attention = world.part(TeamAttention)
    assert attention is not None
    attention._set(0, level)
    world.go()
    log = world.log.read(facts_of(plan, world))
    failed = (log.of(Row.CHANGE)["outcome"] == outcome(log, "failed")).sum()
    expected = 0.05 * 3 ** (1 - level)
    assert abs(failed / 6000 - expected) <= 4 * math.sqrt(expected * (1 - expected) / 6000)


CARED = """
[scenario]
horizon = "100 days"
mechanisms = ["health", "attentiveness"]

[sources.web]
kind = "recorded"
arrivals = [0.0, 0.0, 0.0]

[journey.close]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]

[journey.care]
work = { mean = "1 h", distribution = "constant" }

[offering]
price = "100 / month"
term = "3 months"

[customer]
churn = "30 % / year"
onboarding = { activity = "care", target = "10 days" }
check_ins = { activity = "care", every = "60 days" }

[teams.sales]
headcount = 9
calendar = "continuous"
does = ["close"]

[teams.care]
headcount = 1
calendar = "continuous"
does = ["care"]

[effects.attentiveness]
hurry = 1.0
habit = "10 h"
noticed = 0.8
"""


def test_customers_notice_by_hand() -> None:
    """Of three onboardings one begins while another waits: half of its hour is lost. On the day of the check-ins that has become
    habit, with the hour of the first: 0.8 (1 - A) of health at each, of which 0.85 a month is left at the decision."""
    log = run(parse(CARED), SEED, 0)
    changes = log.of(Row.CHANGE)
    decisions = changes[np.isin(changes["outcome"], [outcome(log, "renewed"), outcome(log, "churned")])]
    lacking = 0.5 / 4 * (1 - math.exp(-4 / 10))
    for k, row in enumerate(decisions[np.argsort(decisions["number"])][:3]):
        months = 3 - (60 + (k + 1) / 24) / MONTH
        assert row["effect_health"] == pytest.approx(-0.8 * lacking * 0.85**months, rel=1e-4)


SEGMENTED = """
[scenario]
horizon = "20 days"
mechanisms = ["attentiveness"]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[segments.small]
share = 0.5

[segments.large]
share = 0.5

[journey.talk]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }}]

[teams.many]
headcount = 500
calendar = "continuous"
does = ["talk"]
serves = ["small"]

[teams.few]
headcount = 1
calendar = "continuous"
does = ["talk"]
serves = ["large"]

[effects.attentiveness]
hurry = 1.0
habit = "10 h"
"""


def test_each_lead_feels_the_attention_of_the_team_that_serves_it() -> None:
    """One of two teams that do the same step is hurried; only its leads feel it."""
    log = run(parse(SEGMENTED.format(arrivals=[0.0] * 200 + [10.0 + k / 50 for k in range(200)])), SEED, 0)
    talks = jobs(log, "talk")
    talks = talks[talks["start"] > 10]
    many = talks["team"] == log.names.teams.index("many")
    assert many.sum() > 50 < (~many).sum()
    assert (talks["effect_attentiveness"][many] == 0).all()
    assert (talks["effect_attentiveness"][~many] < -0.01).all()


def test_a_new_team_has_the_habits_of_its_people() -> None:
    """One of a team with .4 and one of a team with .8 bring .6 to theirs."""
    plan = parse(SEGMENTED.format(arrivals=[0.0]))
    world = core(plan, (SEED, 0))
    install(world, plan)
    close(world)
    world.open()
    attention = world.part(TeamAttention)
    assert attention is not None
    attention._set(0, 0.4)
    attention._set(1, 0.8)
    (one, *_), (other,) = (team.people for team in world.teams)
    attention.regroup([1], {one: 1, other: 1})
    assert attention.level(1) == pytest.approx(0.6)
    assert attention.carelessness(1) == pytest.approx(2**0.4)


def test_bounds_of_its_equations() -> None:
    assert attentiveness.lost_by(0, 0.3) == 0
    assert attentiveness.lost_by(1e9, 0.3) == pytest.approx(1)
    assert attentiveness.moved(1.0, 0.0, 1e9, 160) == 0
    assert attentiveness.carelessness(1.0, 5.0) == 1
    assert attentiveness.carelessness(0.0, 5.0) == pytest.approx(5)
    assert attentiveness.effect(1.0, 9.0) == 0
