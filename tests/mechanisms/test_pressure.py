"""Pressure: shortfalls by hand, soft appointments, promises and discounts, as they show in the log."""

import math

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario
from places import GALLERY

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.incentives import pressure
from orgsim.plan.derived.in_force import acting
from orgsim.plan.derived.kpi_work import fulfilling
from orgsim.plan.load import check
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

QUARTER = 365.25 / 4
FUNNEL = """
[scenario]
horizon = "12 months"
mechanisms = ["pressure", "health"]
[sources.web]
leads = "12 / day"
[journey.develop]
work = { mean = "1 h", distribution = "constant" }
judgement = 1.5
outcomes = [ { to = "close", rate = 0.4 }, { to = "lost", rate = 0.6 } ]
[journey.close]
work = { mean = "1 h", distribution = "constant" }
judgement = 1.5
outcomes = [ { to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 } ]
[offering]
price = "100 / month"
term = "3 months"
[customer]
churn = "50 % / year"
[teams.inside]
headcount = 40
calendar = "continuous"
does = ["develop"]
kpi = "appointments"
quota = "10 / day"
[teams.field]
headcount = 40
calendar = "continuous"
does = ["close"]
kpi = "bookings"
"""


def pass_rate(log: EventLog, activity: str) -> float:
    rows = jobs(log, activity)
    best = log.facts.gates[log.names.activities.index(activity)][0]
    return float((rows["outcome"] == outcome(log, best)).mean())


CASE = Case(
    scenario=FUNNEL.replace("12 months", "6 months"),
    neutral={"effects.pressure.strength": 0, "effects.pressure.discount": 0},
    path="effects.pressure.strength",
    grid=(0.0, 1.0, 4.0),
    observed=lambda log: pass_rate(log, "develop"),
    sign=1,
    replications=1,
)


@pytest.mark.parametrize(
    ("elapsed", "done", "expected"),
    [
        (0.5, 0, 0.0),  # too early to press
        (0.75, 0, 0.75),
        (0.75, 30, 0.25),  # 45 of 60 should be there
        (0.75, 45, 0.0),
        (0.75, 60, 0.0),
        (1.0, 15, 0.75),
    ],
)
def test_shortfall_by_hand(elapsed: float, done: float, expected: float) -> None:
    assert pressure.shortfall(60, elapsed, done, 1 / 3) == pytest.approx(expected)
    assert pressure.effect(expected, 2.0) == pytest.approx(2 * expected)
    assert pressure.price(expected, 0.2) == pytest.approx(1 - 0.2 * expected)


BY_HAND = """
[scenario]
horizon = "70 days"
mechanisms = ["pressure"]
[sources.web]
kind = "recorded"
arrivals = [1, 19, 21, 25, 29, 31, 59]
[journey.meet]
work = { mean = "0 h", distribution = "constant" }
outcomes = [ { to = "pay", rate = 1.0 } ]
[journey.pay]
work = { mean = "0 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[effects.pressure]
period = "30 days"
strength = 2.0
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["meet"]
kpi = "appointments"
quota = "10 / month"
[teams.till]
headcount = 1
calendar = "continuous"
does = ["pay"]
"""


def test_the_log_shows_each_shortfall() -> None:
    """A quota of 300/30.4375 a month of 30 days: nothing presses before day 20 of each; then elapsed share less done."""
    plan = scenario(BY_HAND)
    log = run(plan, SEED, 0)
    quota = 10 / (365.25 / 12) * 30
    expected = [0, 0, *(2 * (day / 30 - done / quota) for day, done in ((21, 2), (25, 3), (29, 4)))]
    expected += [0, 2 * (29 / 30 - 1 / quota)]  # of the second month one was sent on
    assert jobs(log, "meet")["effect_pressure"].tolist() == pytest.approx(expected, rel=1e-6)
    assert (jobs(log, "pay")["effect_pressure"] == 0).all()


def test_what_counts_toward_a_quota() -> None:
    plan = scenario(FUNNEL)
    assert fulfilling(plan, "inside") == {("develop", "close")}
    assert fulfilling(plan, "field") == {("close", "customer")}
    # Who closes nothing itself is measured on all purchases.
    assert fulfilling(plan.replace({"teams.inside.kpi": "bookings"}), "inside") == {("close", "customer")}
    assert fulfilling(plan.replace({"teams.field.kpi": "appointments"}), "field") == set()


def logs(plan: Scenario, replications: int = 6) -> list[EventLog]:
    return [run(plan, SEED, number) for number in range(replications)]


def test_soft_appointments_lower_the_next_teams_win_rate() -> None:
    """Behind its quota, the first team passes on more, those who are less ready; the second wins fewer of them."""
    plan = scenario(FUNNEL)
    pressed, free = logs(plan), logs(plan.replace({"effects.pressure.strength": 0}))
    more = [pass_rate(a, "develop") - pass_rate(b, "develop") for a, b in zip(pressed, free, strict=True)]
    fewer = [pass_rate(a, "close") - pass_rate(b, "close") for a, b in zip(pressed, free, strict=True)]
    assert np.mean(more) > 4 * np.std(more, ddof=1) / math.sqrt(len(more))
    assert np.mean(fewer) < -4 * np.std(fewer, ddof=1) / math.sqrt(len(fewer))


def test_who_was_promised_too_much_leaves_more() -> None:
    """Half a log-odds less for staying at the first decision, and no less at later ones."""
    plan = scenario(FUNNEL).replace({"effects.pressure.strength": 4})
    log = run(plan, SEED, 0)
    rows = log.of(Row.CHANGE)
    decided = rows[np.isin(rows["outcome"], [outcome(log, "renewed"), outcome(log, "churned")])]
    _, at = np.unique(log.case(decided), return_index=True)
    first = decided[at]
    soft = first["effect_pressure"] < 0
    assert 0 < soft.sum() < len(first)
    assert first["effect_pressure"][soft] == pytest.approx(-0.5)
    assert (np.delete(decided, at)["effect_pressure"] == 0).all()
    left = first["outcome"] == outcome(log, "churned")
    base = 1 - 0.5**0.25
    odds = base / (1 - base)
    expected = odds * math.exp(0.5) / (1 + odds * math.exp(0.5))
    for group, chance in ((soft, expected), (~soft, base)):
        assert abs(left[group].mean() - chance) <= 4 * math.sqrt(chance * (1 - chance) / group.sum())
    calm = run(plan.replace({"effects.pressure.promised": 0}), SEED, 0).of(Row.CHANGE)
    assert (calm["effect_pressure"] == 0).all()


CLOSING = FUNNEL.replace('quota = "10 / day"', "").replace(
    'kpi = "bookings"', 'kpi = "bookings"\nquota = "9 / day"'
)


def test_pressure_makes_nobody_buy() -> None:
    """A closing team far behind its quota wins the same customers; those who only just buy are promised too much."""
    plan = scenario(CLOSING).replace({"effects.pressure.strength": 2})
    log, free = run(plan, SEED, 0), run(plan.replace({"scenario.mechanisms": ["health"]}), SEED, 0)
    assert (jobs(log, "close")["effect_pressure"] == 0).all()
    assert (jobs(log, "close")["outcome"] == jobs(free, "close")["outcome"]).all()
    rows = log.of(Row.CHANGE)
    decided = rows[np.isin(rows["outcome"], [outcome(log, "renewed"), outcome(log, "churned")])]
    _, at = np.unique(log.case(decided), return_index=True)
    misled = (decided[at]["effect_pressure"] < 0).mean()
    # Pressure acts in a third of the time and reaches 2 x .3 or so: between nobody and a third of them.
    assert 0.02 < misled < 1 / 3


def test_only_leads_between_the_thresholds_were_promised_too_much() -> None:
    """With every lead passed on by the base rates anyway, nobody is passed on only because of pressure."""
    sure = "outcomes = [ { to = "
    text = FUNNEL.replace(
        sure + '"close", rate = 0.4 }, { to = "lost", rate = 0.6 }', sure + '"close", rate = 1 }'
    )
    text = text.replace('quota = "10 / day"', 'quota = "100 / day"')
    log = run(scenario(text), SEED, 0)
    assert (jobs(log, "develop")["effect_pressure"] > 0).any()
    assert (log.of(Row.CHANGE)["effect_pressure"] == 0).all()


def test_deals_closed_under_pressure_are_discounted() -> None:
    """A closing team behind its quota gives discount × shortfall off the price, which stays in the contract."""
    text = FUNNEL.replace('quota = "10 / day"', "").replace(
        'kpi = "bookings"', 'kpi = "bookings"\nquota = "5 / day"'
    )
    log = run(scenario(text).replace({"effects.pressure.strength": 0}), SEED, 0)
    won = jobs(log, "close")
    won = won[won["outcome"] == outcome(log, "customer")]
    rows = log.of(Row.CHANGE)
    deals = rows[rows["outcome"] == outcome(log, "customer")]
    assert (won["number"] == deals["number"]).all()
    quota, elapsed = 5 * QUARTER, won["end"] / QUARTER
    done = np.array([((elapsed < now) & (elapsed >= np.floor(now))).sum() for now in elapsed])
    share = elapsed - np.floor(elapsed)
    shortfall = np.where(share < 2 / 3, 0.0, np.maximum(0.0, quota * share - done) / quota)
    assert (shortfall > 0.2).any()
    assert deals["mrr"] == pytest.approx(100 * (1 - 0.2 * shortfall))


def test_a_shared_goal_presses_nobody() -> None:
    plan = scenario(FUNNEL).replace({"policies.goal": {"kind": "shared"}})
    assert "pressure" not in acting(plan)
    assert "pressure" not in run(plan, SEED, 0).names.effects


def test_without_a_quota_nothing_presses() -> None:
    plan = scenario(FUNNEL.replace('quota = "10 / day"', ""))
    assert "pressure" not in acting(plan)


def test_a_quota_that_nothing_counts_toward_is_noted() -> None:
    plan = scenario(FUNNEL).replace({"teams.inside.kpi": "retention"})
    note = 'teams.inside has a quota, but its kpi, "retention", is nothing that a quota counts, so it presses nobody'
    assert note in plan.notes
    assert (run(plan, SEED, 0).rows["effect_pressure"] == 0).all()


@pytest.mark.parametrize(
    ("quota", "noted"),
    [
        ("10 / day", "be behind most of the time"),
        ("5 / day", None),
        ("4 / day", None),
        ("3 / day", "hardly ever be behind"),
    ],
)
def test_a_quota_far_from_what_the_rates_give_is_noted(quota: str, noted: str | None) -> None:
    """12 leads a day x .4 = 4.8 appointments a day, 146 a month."""
    plan = scenario(FUNNEL).replace({"teams.inside.quota": quota})
    notes = [note for note in plan.notes if "quota" in note]
    assert ("146 / month" in notes[0] and noted in notes[0]) if noted else not notes


def test_a_quota_for_what_never_comes_is_noted() -> None:
    silent = '[sources.silent]\nleads = "0 / day"\nentry = "develop"\n[sources.web]\nentry = "close"'
    plan = scenario(FUNNEL.replace("[sources.web]", silent))
    assert (
        "teams.inside has a quota, but no lead of this market comes to a step that counts for it"
        in plan.notes
    )


def test_an_organization_by_itself_has_no_market_to_hold_its_quotas_against() -> None:
    path = GALLERY / "organizations" / "the-model-siloed.toml"
    assert not [note for note in check(path) if "quota" in note]
