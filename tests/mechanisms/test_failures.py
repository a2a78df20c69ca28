"""Failures: how often jobs fail, what it costs, and what paperwork and words do about it."""

import math
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from logbook import NAMES, Logbook
from mechanisms.test_care import club, decisions
from searching import examples
from small_worlds import World, worlds
from test_properties import plan_of

import orgsim
from orgsim.engine import entities
from orgsim.engine.entities import Job
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.mechanisms.customers import failures
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import close, core, install
from orgsim.setup.facts import facts_of
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "{days} days"
mechanisms = ["failures"]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.talk]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "close", rate = {rate} }}, {{ to = "lost", rate = {others} }}]

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }}]

[teams.desk]
headcount = {people}
calendar = "continuous"
does = ["talk"]

[teams.field]
headcount = 5000
calendar = "continuous"
does = ["close"]

[effects.failures]
base = 0.1
overload = 0.5
"""


def desk(arrivals: list[float], people: int = 5000, rate: float = 0.0, **changes: object) -> Scenario:
    """Leads who come at stated times for a talk, which `rate` of them leave for a second step."""
    words = {"arrivals": arrivals, "people": people, "rate": rate, "others": 1 - rate}
    plan = parse(DESK.format(days=max(arrivals) + 10, **words))
    return plan.replace({name.replace("__", "."): value for name, value in changes.items()})


def numbers(log: EventLog, word: str = "failed") -> list[int]:
    """The leads to whom something happened, in order."""
    rows = log.of(Row.CHANGE)
    return rows[rows["outcome"] == outcome(log, word)]["number"].tolist()


def failed(log: EventLog) -> float:
    """How many jobs failed."""
    return float(len(numbers(log)))


CASE = Case(
    scenario=DESK.format(days=60, arrivals=[k / 24 for k in range(1200)], people=2, rate=0.5, others=0.5),
    neutral={"effects.failures.base": 0.0},
    path="effects.failures.base",
    grid=(0.0, 0.01, 0.05, 0.2),
    observed=failed,
    sign=1,
    replications=1,
)


def test_as_many_fail_as_load_and_base_say() -> None:
    """Six leads at once for two people: as each talk begins 0, 0, 3, 2, 1, 0 wait, half as many for each person."""
    batches = 1500
    log = run(desk([float(day) for day in range(batches) for _ in range(6)], people=2), SEED, 0)
    seen = Counter(number % 6 for number in numbers(log))
    for place, load in enumerate((0.0, 0.0, 1.5, 1.0, 0.5, 0.0)):
        expected = 0.1 * math.exp(0.5 * (load - 1))
        error = math.sqrt(expected * (1 - expected) / batches)
        assert error < 0.01
        assert abs(seen[place] / batches - expected) <= 4 * error, place


def test_overload_makes_more_of_the_same_jobs_fail() -> None:
    """Whoever fails with people to spare fails also when everybody waits for two: luck is the lead's own."""
    arrivals = [float(day) for day in range(300) for _ in range(12)]
    spare, short = (set(numbers(run(desk(arrivals, people=people), SEED, 0))) for people in (12, 2))
    assert spare < short


def test_chances_are_bounded_and_rise_with_load_and_slowness() -> None:
    parameters = failures.Failures(base=0.1, overload=0.5)
    loads = [parameters.chance(load, 1.0, False) for load in (0.0, 1.0, 2.0, 1e9)]
    assert loads == pytest.approx([0.1 * math.exp(-0.5), 0.1, 0.1 * math.exp(0.5), 0.5])
    assert parameters.chance(1.0, 2.0, False) == pytest.approx(0.2)
    assert parameters.chance(1.0, 0.8, False) == pytest.approx(0.1)
    assert parameters.chance(1.0, 1.0, True) == pytest.approx(0.05)
    assert parameters.model_copy(update={"base": 0.0}).chance(1e9, 9.0, False) == 0.0


def test_novices_fail_more() -> None:
    """Twice a trained person's time means twice the chance."""

    def slow(job: Job) -> None:
        job.slowness = 2.0

    plan = desk([0.0] * 4000)
    world = core(plan, (SEED, 0))
    world.hooks.job_starts.add(slow)
    install(world, plan)
    close(world)
    world.go()
    expected = 2 * 0.1 * math.exp(-0.5)
    assert abs(failed(world.log.read(facts_of(plan, world))) / 4000 - expected) <= 4 * math.sqrt(
        expected * (1 - expected) / 4000
    )


def test_a_failure_lowers_the_odds_of_that_step_and_all_later_ones() -> None:
    """Each gate's log-odds are -0.5 for each failure of its lead so far."""
    once = {"base": 0.1, "overload": 0.5, "again": 0.0}
    log = run(desk([k / 1000 for k in range(4000)], rate=0.5, effects__failures=once), SEED, 0)
    so_far: Counter[int] = Counter()
    talks = {True: [], False: []}  # type: dict[bool, list[bool]]
    for row in log.rows[np.isin(log.rows["kind"], [Row.JOB, Row.CHANGE])]:
        if row["kind"] == Row.CHANGE:
            so_far[row["number"]] += log.names.outcomes[row["outcome"]] == "failed"
        else:
            assert row["effect_failures"] == pytest.approx(-0.5 * so_far[row["number"]])
            if row["activity"] == 0:
                talks[so_far[row["number"]] > 0].append(row["outcome"] == outcome(log, "close"))
    for trust, passed in ((-0.5, talks[True]), (0.0, talks[False])):
        expected = 1 / (1 + math.exp(-trust))
        assert abs(np.mean(passed) - expected) <= 4 * math.sqrt(0.25 / len(passed))
    assert len(talks[True]) > 150


def test_a_lead_whose_jobs_keep_failing_still_comes_to_an_end() -> None:
    """Every job fails, and who does not buy is asked again: odds of exp(-2) from the fourth failure on."""
    always = {"base": 1.0, "most": 1.0, "overload": 0.0, "again": 0.0}
    again = [{"to": "customer", "rate": 0.5}, {"to": "close", "rate": 0.5}]
    plan = desk([0.0] * 300, rate=1.0, effects__failures=always, scenario__drain=True)
    log = run(plan.replace({"journey.close.outcomes": again}), SEED, 0)
    closed = jobs(log, "close")
    late = closed[closed["visit"] >= 3]
    assert (late["effect_failures"] == -2).all()
    expected = 1 / (1 + math.exp(2))
    won = (late["outcome"] == outcome(log, "customer")).mean()
    assert abs(won - expected) <= 4 * math.sqrt(expected * (1 - expected) / len(late))
    assert (log.of(Row.CHANGE)["outcome"] == outcome(log, "customer")).sum() == 300


def after_failures(kind: str, base: float = 0.1) -> dict[int, float]:
    """By customer, the log-odds of staying at the first decision, when each is called four times by people who may fail."""
    plan = parse(club(300).replace('"health", "care"', '"health", "failures"'))
    words = {"kind": kind, "hours": "0 h"}
    rules = {"base": base, "worn": 0.0}
    log = run(plan.replace({"policies.recovery": words, "effects.failures": rules}), SEED, 0)
    return {int(row["number"]): float(row["effect_health"]) for row in decisions(log)}


def test_no_failure_then_apology_then_nothing_then_excuse_on_the_same_luck() -> None:
    """Where apologies do not wear out half of the loss is restored; 1.2 times as much is lost on top by an excuse; who had no
    failure is as without any."""
    nothing = after_failures("none")
    apology, excuse, without = (
        after_failures("apology"),
        after_failures("excuse"),
        after_failures("none", 0.0),
    )
    hit = [number for number, odds in nothing.items() if odds < 0]
    assert 50 < len(hit) < 250
    assert set(without.values()) == {0.0}
    for number, odds in nothing.items():
        assert apology[number] == pytest.approx(0.5 * odds)
        assert excuse[number] == pytest.approx(2.2 * odds)


def test_an_apology_takes_hours_and_is_noted() -> None:
    words = {"kind": "apology", "hours": "2 h"}
    log = run(desk([0.0] * 500, policies__recovery=words), SEED, 0)
    talks = jobs(log, "talk")
    assert numbers(log, "recovered") == numbers(log)
    assert sorted(talks["number"][talks["hours"] == 3].tolist()) == sorted(numbers(log)) != []
    assert set(talks["hours"].tolist()) == {1.0, 3.0}


@pytest.mark.parametrize(("activity", "one", "other"), [(None, 1.0, 1.5), ("talk", 1.5, 1.0)])
def test_paperwork_costs_hours_where_it_is_done(activity: str | None, one: float, other: float) -> None:
    words = {"hours": "30 min"} | ({} if activity is None else {"activity": activity})
    log = run(desk([0.0] * 50, rate=1.0, policies__confirmation=words), SEED, 0)
    assert set(jobs(log, "talk")["hours"].tolist()) == {one}
    assert set(jobs(log, "close")["hours"].tolist()) == {other}


def test_paperwork_prevents_half_of_the_failures() -> None:
    words = {"hours": "30 min", "activity": "talk"}
    with_it = run(desk([0.0] * 4000, policies__confirmation=words), SEED, 0)
    without = run(desk([0.0] * 4000), SEED, 0)
    expected = 0.05 * math.exp(-0.5)
    assert abs(failed(with_it) / 4000 - expected) <= 4 * math.sqrt(expected * (1 - expected) / 4000)
    assert set(numbers(with_it)) < set(numbers(without))


def test_those_who_care_hear_of_failures() -> None:
    heard: list[int] = []
    plan = desk([0.0] * 200)
    world = core(plan, (SEED, 0))
    world.hooks.job_fails.add(lambda case: heard.append(case.number))
    install(world, plan)
    close(world)
    world.go()
    assert heard == numbers(world.log.read(facts_of(plan, world))) != []


def test_work_for_an_earlier_relation_says_nothing_of_the_next() -> None:
    """Who has left and bought again meanwhile is no lead whose trust could fall."""
    world = core(scenario(DESK.format(days=10, arrivals=[0.0], rate=0.5, others=0.5, people=1)), (SEED, 0))
    world.hooks.installing = "failures"
    trust = failures.Trust(world, failures.Failures())
    trust.follow({"recovery": None, "confirmation": None})
    case = entities.Case(1, None, 0, 0, 0, world.blank.copy(), state=entities.CUSTOMER)
    job = world.journey.job(case, world.activities["talk"], print, print)
    deal = entities.Deal(0.0, 0.0, None, False)
    left = entities.Account(case, deal, 0, open={job: None})
    case.account = entities.Account(case, deal, 0, before=left, number=1)
    trust.fail(job)
    assert case.remembered[trust.trust] == 0
    assert len(world.log.since(0)) == 0


def test_paperwork_for_an_activity_that_is_not_there() -> None:
    text = DESK.format(days=9, arrivals=[0.0], people=1, rate=0.5, others=0.5)
    with pytest.raises(ScenarioError) as caught:
        parse(text + '\n[policies.confirmation]\nactivity = "clse"\n')
    assert str(caught.value) == (
        "scenario.toml has 1 problem\n"
        '  line 33  policies.confirmation.activity is "clse"; it must be an activity of the journey; did you mean "close"?'
    )


def test_a_failure_leaves_every_state_as_it_is() -> None:
    """Leads that fail in process, at rest, lost, as customers and after leaving stay what they were."""
    names = replace(NAMES, outcomes=(*NAMES.outcomes, "flagged", "failed", "recovered"))
    book = (
        Logbook(names=names)
        .arrive(0, 1, 2)
        .change("failed", 0, 1)
        .change("resting", 0, 2)
        .change("failed", 0, 3)
    )
    book.change("returned", 0, 4).change("customer", 0, 5).change("flagged", 0, 6).change("failed", 0, 7)
    book.change("churned", 0, 8).change("failed", 0, 9).change("lost", 1, 1).change("recovered", 1, 2)
    book.change("failed", 2, 1)
    conservation.check(book.read())
    kpis = summarize(book.read()).kpis
    assert (kpis["lost"], kpis["open_leads"], kpis["at_rest"]) == (1, 1, 0)
    with pytest.raises(
        conservation.ConservationError, match=r"^web-2 was in process and became 'flagged' on day 3$"
    ):
        conservation.check(book.change("flagged", 2, 3).read())


POLICIES = st.fixed_dictionaries(
    {},
    optional={
        "care": st.sampled_from([{"every": "4 days"}, {"every": "20 days"}]),
        "usage_data": st.sampled_from(
            [{"every": "5 days", "cost": "9 / month"}, {"every": "7 days", "instead": True}]
        ),
        "recovery": st.sampled_from([{"kind": kind} for kind in ("apology", "excuse", "none", "prevention")]),
        "confirmation": st.sampled_from(
            [
                {},
                {"hours": "1 h", "activity": "first"},
                {"given": "first"},
                {"given": "none", "activity": "first"},
            ]
        ),
    },
)


@settings(max_examples=examples(40))
@given(worlds(), POLICIES)
def test_nothing_is_lost_in_any_world(world: World, policies: World) -> None:
    """With failures at every turn, calls out of turn and rhythms of all kinds, leads and money still add up."""
    world["policies"] |= policies
    world["effects"] = {"failures": {"base": 0.3}}
    world["scenario"]["mechanisms"] = [
        *world["scenario"]["mechanisms"],
        "care",
        "usage_data",
        "attentiveness",
        "failures",
    ]
    log = run(plan_of(world), SEED, 0)
    conservation.check(log)
    assert scenario(plan_of(world).to_toml()) == plan_of(world)
    counted = summarize(log).kpis
    assert counted["leads"] >= counted["open_leads"] + counted["at_rest"] + counted["lost"]


def test_jobs_that_clearly_do_not_fail_are_those_that_would_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the luck of a job lies above all that so many waiting can bring about, nobody looks closer: with beginners, lessons,
    inattention and confirmations the log is the one of a run that always looks."""
    plan = orgsim.load("b2b-saas", "the-model").replace(
        {
            "scenario.horizon": "90 days",
            "effects.failures.base": 0.05,
            "policies.recovery": {"kind": "prevention"},
            "policies.confirmation": {"given": "all"},
        }
    )
    quick, look = run(plan, SEED, 0), failures.Trust.chance
    monkeypatch.setattr(failures.Trust, "chance", lambda self, job, _: look(self, job))
    assert quick.rows.tobytes() == run(plan, SEED, 0).rows.tobytes()
    assert (quick.rows["outcome"] == outcome(quick, "failed")).sum() > 20
