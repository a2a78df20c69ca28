"""The luck of the decisions: chances before each draw, sums with mean 0, by hand and against the draws themselves."""

import importlib
from dataclasses import replace

import numpy as np
import pytest

import orgsim
from orgsim.events.log import EventLog
from orgsim.events.luck import SKILL_TYPE, Drawn
from orgsim.events.outcomes import NAMES
from orgsim.measures.kpis import KPIS
from orgsim.measures.luck import CARE, FELT, KINDS, MONEY, controls, decisions, surprises
from orgsim.measures.reading import read
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.randomness import case_key, entity_key, purpose_of, uniform
from orgsim.setup.simulate import run
from orgsim.units import DAYS_PER_YEAR, MONTH

CARES = tuple(f"{CARE}_{kind}" for kind in MONEY)
HAND = """
[scenario]
horizon = "900 days"
warm_up = "100 days"
mechanisms = []
[market]
title = "Market"
currency = "EUR"
[sources.web]
leads = "3 / week"
[journey.qualify]
work = { mean = "1 h" }
outcomes = [ { to = "close", rate = 0.5 }, { to = "lost", rate = 0.5 } ]
[journey.close]
work = { mean = "2 h" }
outcomes = [ { to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 } ]
[offering]
kind = "subscription"
price = "100 / month"
term = "12 months"
deal_size = { mean = 1.0, cv = 0.8 }
[customer]
churn = "20 % / year"
[teams.desk]
headcount = 2
does = ["qualify", "close"]
"""
FIRM = """
[scenario]
horizon = "400 days"
[market]
title = "Market"
currency = "EUR"
[sources.web]
leads = "1 / day"
[sources.friends]
kind = "referral"
rate = "0.05 / month"
[journey.qualify]
work = { mean = "1 h", cv = 1.0 }
judgement = 0.8
patience = { mean = "10 days" }
outcomes = [ { to = "close", rate = 0.4 }, { to = "nurture", rate = 0.3 }, { to = "lost", rate = 0.3 } ]
[journey.close]
work = { mean = "4 h", cv = 0.7 }
judgement = 0.8
patience = { mean = "20 days" }
outcomes = [ { to = "customer", rate = 0.3 }, { to = "nurture", rate = 0.3 }, { to = "lost", rate = 0.4 } ]
[journey.nurture]
work = { mean = "0.2 h" }
outcomes = [ { to = "close", rate = 0.1 }, { to = "nurture", rate = 0.9 } ]
[journey.check_in]
work = { mean = "1 h" }
[offering]
kind = "subscription"
price = "1_000 / month"
term = "6 months"
deal_size = { mean = 1.0, cv = 0.8 }
[customer]
churn = "25 % / year"
check_ins = { activity = "check_in", every = "2 months" }
upsell = { rate = 0.2, value = 0.2 }
contraction = { rate = 0.2, share = 0.3 }
[teams.front]
headcount = 1
does = ["qualify", "nurture"]
[teams.back]
headcount = 1
does = ["close", "check_in"]
"""


def firm(**changes: object) -> Scenario:
    return parse(FIRM, "firm.toml").replace(changes)


ONE = (
    FIRM[: FIRM.index("[teams.front]")]
    + """
[teams.all]
headcount = 2
does = ["qualify", "nurture", "close", "check_in"]
"""
)


def test_sums_by_hand() -> None:
    """Without mechanisms and readiness every chance is the stated rate, and a lead at the closing buys with a chance of .4."""
    log = run(parse(HAND), seed=3)
    reading = read(log)
    found = controls(surprises(log), reading)
    at, name = log.rows, log.names
    count = stock = flow = customers = 0.0
    decay = -np.log(1 - 0.2)

    def weights(time: float) -> tuple[float, float]:
        left, waits = (900 - time) / DAYS_PER_YEAR, max(0.0, 100 - time) / DAYS_PER_YEAR
        return np.exp(-decay * left), (
            np.exp(-decay * waits) - np.exp(-decay * left)
        ) / decay * DAYS_PER_YEAR / MONTH

    for row in at[(at["kind"] == 1) & ~np.isnan(at["end"])]:
        step, to = name.activities[row["activity"]], name.outcomes[row["outcome"]]
        gained = {"close": 0.4, "customer": 1.0, "lost": 0.0}[to] - (0.2 if step == "qualify" else 0.4)
        there, months = weights(row["end"])
        count += gained * (row["end"] >= 100)
        customers, stock, flow = (
            customers + gained * there,
            stock + 100 * gained * there,
            flow + 100 * gained * months,
        )
    assert log.luck is not None
    for draw in log.luck.draws:
        there, months = weights(draw["time"])
        gained = (draw["drawn"] - draw["expected"]) * (1 if draw["what"] == Drawn.SIZE else -1)
        stock, flow = stock + gained * draw["mrr"] * there, flow + gained * draw["mrr"] * months
        customers += gained * there * (draw["what"] == Drawn.LEAVES)
    expected = {"stock": stock, "customers": customers, "flow": flow, "count": count}
    assert {kind: found[f"luck.{kind}"] for kind in KINDS} == pytest.approx(expected, rel=1e-6)


def test_what_customers_draw_is_what_the_log_says_of_them() -> None:
    log = run(parse(HAND), seed=3)
    assert log.luck is not None
    draws, changes = log.luck.draws, log.of(orgsim.events.columns.Row.CHANGE)
    outcome = {
        word: changes[changes["outcome"] == NAMES.index(word)] for word in ("customer", "renewed", "churned")
    }
    sizes, ends = draws[draws["what"] == Drawn.SIZE], draws[draws["what"] == Drawn.LEAVES]
    assert sizes["mrr"] == pytest.approx(np.full(len(outcome["customer"]), 100.0))
    assert 100 * sizes["drawn"] == pytest.approx(outcome["customer"]["mrr"])
    assert ends["expected"] == pytest.approx(np.full(len(ends), 0.2))
    assert len(ends) == len(outcome["renewed"]) + len(outcome["churned"])
    assert ends["drawn"].sum() == len(outcome["churned"])
    assert ends["mrr"][ends["drawn"] == 1] == pytest.approx(-outcome["churned"]["mrr"])


@pytest.mark.parametrize("name", ["firm", "pressure", "segments", "all"])
def test_each_outcome_is_the_one_that_its_draw_and_its_chances_make(name: str) -> None:
    """The uniform number of a visit against the chances that stand for it, for all leads that sources bring by themselves."""
    scenario = {
        "firm": lambda: firm(**{"scenario.horizon": "300 days"}),
        "pressure": lambda: parse(importlib.import_module("mechanisms.test_pressure").CASE.scenario),
        "segments": lambda: orgsim.load("b2b-saas", "the-model", {"scenario.horizon": "3 months"}),
        "all": lambda: orgsim.load("benchmarks/all.toml", changes={"scenario.horizon": "20 days"}),
    }[name]()
    log = run(scenario, 7, 2)
    checked, pulled = 0, 0
    for one in decisions(log):
        key = purpose_of("gate {}", log.names.activities[one.activity])
        rows = log.rows[one.rows]
        visits = set(zip(log.case(rows).tolist(), rows["visit"].tolist(), strict=True))
        assert len(visits) == len(rows), "a draw decides once"
        reached = np.cumsum(one.chances, axis=1)
        pulled += sum(bool(np.any(rows[f"effect_{effect}"])) for effect in log.names.effects)
        for row, chances, drawn in zip(rows, reached, one.drawn, strict=True):
            source = log.names.entities[row["entity"]]
            if getattr(scenario.sources.get(source), "kind", "") in ("steady", "event", "recorded"):
                u = uniform(case_key(entity_key(7, 2, source), int(row["number"])), key, int(row["visit"]))
                place = int(np.searchsorted(chances, u))
                near = np.abs(chances - u).min() < 1e-5  # effects stand in the log with seven digits
                assert place == drawn or near
                checked += 1
    assert checked > 100
    assert pulled > 0


@pytest.fixture(scope="module")
def samples() -> list[orgsim.Study]:
    horizon = {"scenario.horizon": "330 days"}
    sides = {"two teams": firm(**horizon), "one team": parse(ONE, "one.toml").replace(horizon)}
    return [orgsim.compare(sides, replications=16, seed=4, workers=1)]


@pytest.mark.parametrize("side", ["two teams", "one team"])
@pytest.mark.parametrize("kind", [*KINDS, *CARES])
def test_luck_has_mean_0_under_every_organization(samples: list[orgsim.Study], side: str, kind: str) -> None:
    values = samples[0].values(side)[f"parts.luck.{kind}"]
    assert abs(values.mean()) < 4 * values.std() / np.sqrt(len(values))


def test_luck_explains_levels_and_differences(samples: list[orgsim.Study]) -> None:
    one, other = (samples[0].values(side) for side in ("two teams", "one team"))
    for kpi in ("arr", "revenue", "won", "customers_end"):
        luck = f"parts.luck.{FELT[kpi]}"
        assert np.corrcoef(one[kpi], one[luck])[0, 1] ** 2 > 0.3, kpi
        assert np.corrcoef(one[kpi] - other[kpi], one[luck] - other[luck])[0, 1] ** 2 > 0.1, kpi


def test_the_last_12_months_have_luck_of_their_own() -> None:
    summary = orgsim.simulate(parse(HAND).replace({"scenario.horizon": "1100 days"})).summary
    assert {name for name in summary.parts if name.startswith("luck.")} == {
        "luck.book",
        *(f"luck.{kind}{end}" for kind in (*KINDS, *CARES) for end in ("", "_year")),
    }
    assert summary.parts["luck.stock"] == summary.parts["luck.stock_year"]
    assert summary.parts["luck.flow"] != summary.parts["luck.flow_year"]


def with_skill(log: EventLog, **stated: float) -> dict[str, float]:
    """What the sums are more when one person has joined besides, of whom something is known."""
    skill = {
        "since": 0.0,
        "until": np.inf,
        "activity": 0,
        "share": 1.0,
        "log_odds": 0.0,
        "care": 0.0,
        "speed": 0.0,
    }
    row = tuple((skill | stated)[name] for name in SKILL_TYPE.names or ())
    assert log.luck is not None
    more = replace(log, luck=replace(log.luck, skills=np.array([row], dtype=SKILL_TYPE)))
    none, one = (controls(surprises(each), read(each)) for each in (log, more))
    return {name: value - none[name] for name, value in one.items()}


def test_who_is_better_at_a_gate_is_worth_the_purchases_of_the_reference() -> None:
    """At the closing, to which 3 leads / week x .5 come: the chance of .4 moves by that of half a log-odds more and less. What is
    bought in a month counts from its middle on; 14 of the months until day 450 lie in the window, that opens on day 100."""
    log = run(parse(HAND), seed=3)
    found = with_skill(
        log, activity=log.names.activities.index("close"), until=450.0, share=0.5, log_odds=0.2
    )
    chance = np.diff(1 / (1 + np.exp(-(np.log(0.4 / 0.6) + np.array([-0.5, 0.5])))))[0]
    bought = 0.5 * 0.2 * chance * 3 / 7 * 0.5 * MONTH
    days = np.arange(0.5, 15) * MONTH
    decay = -np.log(1 - 0.2) / DAYS_PER_YEAR
    assert (days[-1] < 450) == (days[-1] + MONTH > 450)
    assert found["luck.count"] == pytest.approx(bought * (days >= 100).sum())
    there = bought * np.exp(-decay * (900 - days)).sum()
    assert found["luck.customers"] == pytest.approx(there)
    assert found["luck.stock"] == pytest.approx(100 * there)
    assert found["luck.care_stock"] == found["luck.care_flow"] == 0
    assert with_skill(log, activity=0, until=450.0, log_odds=0.0)["luck.count"] == 0


@pytest.mark.parametrize(("since", "until"), [(0.0, 60.0), (50.0, 400.0), (200.0, np.inf)])
def test_who_works_faster_for_customers_does_so_much_more(since: float, until: float) -> None:
    """A quarter more of two fifths of a person's time: a tenth of a person; in flows each day counts as long as the window lasts
    after it (or from its opening, on day 100, to its end, on day 900)."""
    found = with_skill(run(parse(HAND), seed=3), since=since, until=until, care=0.4, speed=0.25)
    days = np.arange(since, min(until, 900.0), 0.01) + 0.005
    assert found["luck.care_stock"] == pytest.approx(0.1 * (min(until, 900) - since) / DAYS_PER_YEAR)
    flow = 0.1 * (900 - np.maximum(days, 100)).sum() * 0.01 / DAYS_PER_YEAR**2
    assert found["luck.care_flow"] == pytest.approx(flow, rel=1e-6)
    assert found["luck.stock"] == 0


def test_people_are_as_able_as_they_happen_to_be_for_as_long_as_luck_would_have_them() -> None:
    """A firm of 40 whose people leave: rows by person and activity; who has to go counts as if they had stayed."""
    people = {
        "teams.front.headcount": 20,
        "teams.back.headcount": 20,
        "effects.turnover.per_year": "60 % / year",
        "scenario.horizon": "150 days",
    }
    log = run(firm(**people), 4)
    assert log.luck is not None
    skills, names = log.luck.skills, log.names.activities
    assert {names[code] for code in set(skills["activity"])} == {"qualify", "nurture", "close", "check_in"}
    joined = log.of(orgsim.events.columns.Row.STAFFING)
    joined = joined[joined["outcome"] == NAMES.index("joined")]
    assert len(skills) == 2 * len(joined) > 2 * 40
    assert set(skills["share"]) == {1 / 20}
    care = skills["care"] > 0
    assert {names[code] for code in skills["activity"][care]} == {"check_in"}
    assert abs(skills["log_odds"].mean()) < 4 * 0.15 / np.sqrt(len(joined))
    assert abs(skills["speed"].mean()) < 4 * 0.35 / np.sqrt(len(joined))
    assert 0.1 < skills["log_odds"].std() < 0.2
    fewer = run(firm(**people, **{"teams.front.changes": [{"at": "30 days", "headcount": "-10"}]}), 4)
    assert fewer.luck is not None
    first = [one.luck.skills[one.luck.skills["since"] == 0]["until"] for one in (log, fewer) if one.luck]
    assert first[0].tolist() == first[1].tolist()


def test_people_who_were_put_where_they_are_best_are_no_luck() -> None:
    policy = {"policies.strengths": {}}
    chosen, alike = firm(**policy), firm(**{"effects.ability.cv": 0.0, "effects.ability.quality": 0.0})
    for scenario in (chosen, alike):
        luck = run(scenario.replace({"scenario.horizon": "30 days"}), 4).luck
        assert luck is not None
        assert not luck.skills["log_odds"].any()
        assert not luck.skills["speed"].any()


def test_customers_of_day_0_are_as_large_as_they_happen_to_be() -> None:
    """What the firm has been drawn to be more than its price times the mean size is luck; what is stated of it is none."""
    firm_there = '[firm]\ncustomers = 30\ntenure = { mean = "1 year", distribution = "constant" }\n'
    drawn, known = (parse(HAND + firm_there + more) for more in ("", 'mrr = "3_000 / month"\n'))
    log = run(drawn, seed=3)
    mrr = log.rows["mrr"][(log.rows["kind"] == 2) & (log.rows["end"] < 0)].sum()
    found = controls(surprises(log), read(log))
    assert found["luck.book"] == pytest.approx(mrr - 30 * 100, rel=1e-6)
    for nothing in (run(parse(HAND), seed=3), run(known, seed=3)):
        assert controls(surprises(nothing), read(nothing))["luck.book"] == 0.0


def test_of_a_log_without_its_luck_nothing_is_said() -> None:
    log = replace(run(parse(HAND), seed=3), luck=None)
    assert decisions(log) == []
    assert surprises(log) is None
    assert controls(None, read(log)) == {}


def test_what_nobody_pays_for_has_no_luck() -> None:
    text = HAND[: HAND.index("[offering]")] + HAND[HAND.index("[teams.desk]") :]
    assert not [name for name in orgsim.simulate(parse(text)).summary.parts if name.startswith("luck.")]


def test_kinds_are_of_kpis_that_there_are() -> None:
    assert FELT.keys() <= KPIS.keys()
    assert set(FELT.values()) == set(KINDS)
