"""Product: quality settles where development and the market's standard balance, and buyers and customers feel it."""

import math
from functools import cache

import numpy as np
import pytest
from contract import Case
from estimates import SEED, first_of_the_day, jobs, outcome

from orgsim.engine.clock import Clock
from orgsim.engine.entities import Person
from orgsim.engine.queues import FifoQueue
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.loops import developers, product
from orgsim.mechanisms.loops.product import Product
from orgsim.plan.derived.in_force import acting
from orgsim.plan.load import parse
from orgsim.setup.simulate import run
from orgsim.units import MONTH

WORLD = """
[scenario]
horizon = "{years} years"
mechanisms = ["product"]

[sources.web]
leads = "{leads} / day"

[journey.qualify]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [{{ to = "close", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }}]

[journey.close]
work = {{ mean = "3 h", distribution = "constant" }}
outcomes = [{{ to = "customer", rate = 0.25 }}, {{ to = "lost", rate = 0.75 }}]

[offering]
price = "100 / month"
term = "6 months"

[customer]
churn = "20 % / year"

[effects.product]
half_life = "6 months"
keeps_up = "80 h"
set_up = "0 h"

[teams.sellers]
headcount = 20
does = ["qualify", "close"]

[teams.makers]
headcount = 1
does = []

[policies.development]
team = "makers"
{policies}
"""
NOBODY_ELSE = "[teams.makers]\nheadcount = 1\ndoes = []\n"
ON_DUTY = 8 * 5 / 7 * MONTH
"""Staff hours of one person a model month."""


def world(policies: str, **words: object) -> str:
    return WORLD.format(policies=policies, **{"years": 3, "leads": 2, **words})


def decided(log: EventLog, name: str) -> np.ndarray:
    """Renewals and departures, in order."""
    rows = log.of(Row.CHANGE)
    return rows[np.isin(rows["outcome"], [outcome(log, "renewed"), outcome(log, "churned")])][name]


def closed(log: EventLog) -> np.ndarray:
    """The jobs of the last step that are done."""
    rows = jobs(log, "close")
    return rows[~np.isnan(rows["end"])]


def quality(log: EventLog) -> np.ndarray:
    """Quality felt at the last step, at a strength of 1."""
    return closed(log)["effect_product"]


CASE = Case(
    scenario=world("share = 0.6"),
    neutral={"policies.development.share": 0, "effects.product.purchase": 0, "effects.product.renewal": 0},
    path="policies.development.share",
    grid=(0, 0.2, 0.5, 1),
    observed=lambda log: float(quality(log).mean()),
    sign=1,
    replications=1,
)


def test_quality_settles_where_hours_and_the_standard_balance() -> None:
    """Q = hours a month / keeps_up - 1: with .6 x 173.9 = 104.4 h for 80 h, Q = .305 after many half-lives of 6 months."""
    log = run(parse(world("share = 0.6", years=5)), SEED, 0)
    settled = quality(log)[closed(log)["end"] > 4 * 365.25]
    expected = 0.6 * ON_DUTY / 80 - 1
    assert expected == pytest.approx(0.3045, abs=1e-4)
    assert abs(settled.mean() - expected) < 0.02
    assert settled.std() < 0.03


def test_a_product_that_nobody_develops_falls_behind_by_half_each_half_life() -> None:
    """1 + Q halves every 6 months, from 1."""
    log = run(parse(world("share = 0")), SEED, 0)
    assert quality(log) == pytest.approx(
        2 ** (-first_of_the_day(closed(log)["end"], closed(log)["end"]) / (6 * MONTH)) - 1, abs=1e-6
    )


def test_quality_is_bounded() -> None:
    plan = parse(world("share = 1")).replace({"effects.product.keeps_up": "10 h"})
    assert 0.99 < quality(run(plan, SEED, 0)).max() <= 1


def test_feedback_guides_development() -> None:
    """Half the makers' hours fill the feedback (87 h for 40 h needed): the other half yields 1.5 times as much."""
    policies = 'share = 0.5\n[policies.assurance]\nteam = "makers"\nshare = 0.5'
    plan = parse(world(policies, years=5)).replace({"effects.product.hears_all": "40 h"})
    log = run(plan, SEED, 0)
    late = closed(log)["end"] > 4 * 365.25
    expected = 1.5 * 0.5 * ON_DUTY / 80 - 1
    assert abs(quality(log)[late].mean() - expected) < 0.03
    deaf = run(plan.replace({"effects.product.guided": 0}), SEED, 0)
    assert abs(quality(deaf)[late].mean() - (0.5 * ON_DUTY / 80 - 1)) < 0.02


def test_feedback_settles_below_its_bound() -> None:
    """F = assurance / hears_all = .25 x 173.9 / 80 = .543; the yield is then 1 + guided F = 1.272 times as much."""
    policies = 'share = 0.5\n[policies.assurance]\nteam = "makers"\nshare = 0.25'
    log = run(parse(world(policies, years=5)), SEED, 0)
    late = closed(log)["end"] > 4 * 365.25
    fed = 0.25 * ON_DUTY / 80
    assert abs(quality(log)[late].mean() - ((1 + 0.5 * fed) * 0.5 * ON_DUTY / 80 - 1)) < 0.03


def test_only_the_last_step_before_the_purchase_feels_it() -> None:
    log = run(parse(CASE.scenario), SEED, 0)
    assert (jobs(log, "qualify")["effect_product"] == 0).all()
    assert (jobs(log, "close")["effect_product"][5:] != 0).all()


def test_buyers_and_customers_follow_the_odds() -> None:
    """Nobody develops for years: at Q near -1 and a strength of 1, of 1 in 4 buyers .25/(.25 + .75 e) are left, and churn
    of .2 a year, .1056 in half a year, becomes .1056 e/(.8944 + .1056 e)."""
    plan = parse(world("share = 0", years=8, leads=6)).replace({"effects.product.half_life": "1 month"})
    log = run(plan, SEED, 0)
    rows = closed(log)
    rows = rows[rows["end"] > 365]
    bought, expected = (rows["outcome"] == outcome(log, "customer")).mean(), 0.25 / (0.25 + 0.75 * math.e)
    assert abs(bought - expected) <= 4 * math.sqrt(expected * (1 - expected) / len(rows))
    assert len(rows) > 7000
    late = decided(log, "end") > 365
    assert decided(log, "effect_product")[late] == pytest.approx(-1, abs=1e-3)
    left, base = (decided(log, "outcome")[late] == outcome(log, "churned")).mean(), 1 - 0.8**0.5
    expected = base * math.e / (1 - base + base * math.e)
    assert abs(left - expected) <= 4 * math.sqrt(expected * (1 - expected) / late.sum())
    assert late.sum() > 2000


def test_without_a_development_policy_it_does_not_act() -> None:
    plan = parse(world("share = 1").split("[policies")[0].replace(NOBODY_ELSE, ""))
    assert "product" not in acting(plan)
    log = run(plan, SEED, 0)
    assert "effect_product" not in (log.rows.dtype.names or ())


def test_the_more_a_founder_sells_the_less_is_shipped() -> None:
    """One person sells first and develops in what is left over: hours of it fall as leads grow, and quality with them."""
    hours, felt = [], []
    for leads in (0.5, 1, 1.5, 2.5):
        alone = world("left_over = true", years=2, leads=leads).replace("headcount = 20", "headcount = 1")
        alone = alone.replace(NOBODY_ELSE, "").replace('team = "makers"', 'team = "sellers"')
        log = run(parse(alone), SEED, 0)
        hours.append(jobs(log, "development")["hours"].sum() / log.of(Row.PAYROLL)["hours"].sum())
        felt.append(quality(log)[-50:].mean())
    needed = [leads * 2.5 / (8 * 5 / 7) for leads in (0.5, 1, 1.5, 2.5)]
    assert hours[:3] == pytest.approx([1 - share for share in needed[:3]], abs=0.06)
    assert hours[3] < 0.03
    assert felt == sorted(felt, reverse=True)
    assert felt[0] > 0.4
    assert felt[3] < -0.8


def test_a_block_that_follows_other_things_loses_what_it_takes_to_get_into_it() -> None:
    """.6 of the hours in blocks of 8 h with something else between them: 7.7 h of each count, Q = .6 x 7.7/8 x 173.9/80 - 1."""
    plan = parse(world("share = 0.6", years=5)).replace({"effects.product.set_up": "0.3 h"})
    log = run(plan, SEED, 0)
    late = closed(log)["end"] > 4 * 365.25
    assert abs(quality(log)[late].mean() - (0.6 * 7.7 / 8 * ON_DUTY / 80 - 1)) < 0.02
    lost = [parse(world("share = 0.6")).replace({"effects.product.set_up": f"{h} h"}) for h in (0, 0.3, 1, 4)]
    felt = [quality(run(one, SEED, 0)).mean() for one in lost]
    assert felt == sorted(felt, reverse=True)


def test_who_does_nothing_else_loses_it_once() -> None:
    """Blocks that follow one another need no getting into: with all hours kept, Q is what it is without any set-up."""
    plan = parse(world("share = 1")).replace({"effects.product.keeps_up": "160 h"})
    felt = [
        quality(run(plan.replace({"effects.product.set_up": f"{h} h"}), SEED, 0)).mean() for h in (0, 0.5)
    ]
    assert felt[0] == pytest.approx(felt[1], abs=1e-3)


def test_development_by_hand() -> None:
    """80 h in a month, held against a half-life of 6 months: ln 2 / 6 of a product, half as much again with full feedback."""
    assert product.built(80, 0, 0.5, 80, 6 * MONTH) == pytest.approx(math.log(2) / 6)
    assert product.built(80, 1, 0.5, 80, 6 * MONTH) == pytest.approx(1.5 * math.log(2) / 6)
    assert product.effect(-0.5, 2.0) == -1.0


def test_the_worth_of_an_hour_follows_experience_as_the_source_has_it() -> None:
    """COCOMO II, effort at 2, 6, 12, 36, 72 months of experience with application, platform and language: the products of three
    multipliers each. The slope of their logarithms is .31, and the power law is off by 5 % at most."""
    months = np.array([2, 6, 12, 36, 72])
    effort = np.array([1.22 * 1.19 * 1.20, 1.10 * 1.09 * 1.09, 1, 0.88 * 0.91 * 0.91, 0.81 * 0.85 * 0.84])
    slope, level = np.polyfit(np.log(months), -np.log(effort), 1)
    assert slope == pytest.approx(Product().experience, abs=0.005)
    assert np.exp(slope * np.log(months) + level) * effort == pytest.approx(1, abs=0.05)


def test_an_hour_of_who_does_other_work_by_hand() -> None:
    """30 h of development and 90 h for customers: a quarter of the work, .25^.31 = .6507 of what a developer does in an hour."""
    assert developers.worth(30, 90, 0.31) == pytest.approx(0.6507, abs=1e-4)
    assert developers.worth(30, 0, 0.31) == 1.0
    assert developers.worth(30, 90, 0.0) == 1.0


TOGETHER = {"effects.product.keeps_up": "160 h", "effects.product.catching_up": 0}
"""What two people do in .4 of their hours is below the best there can be, and neither has to follow the other."""


@cache
def of_makers_who_sell(experience: float = 0.31, half_life: str = "1 year") -> np.ndarray:
    """Quality felt after four years, where two makers also do the first step: 6 leads a day of 1 h each."""
    effects = {"effects.product.experience": experience, "effects.product.experience_half_life": half_life}
    text = world("share = 0.4", years=5, leads=6).replace('does = ["qualify", "close"]', 'does = ["close"]')
    text = text.replace("headcount = 1\ndoes = []", 'headcount = 2\ndoes = ["qualify"]')
    log = run(parse(text).replace({**TOGETHER, **effects}), SEED, 0)
    return quality(log)[closed(log)["end"] > 4 * 365.25]


def test_who_meets_leads_too_develops_less_in_an_hour() -> None:
    """Two people on duty 80/7 h a day develop for .4 of them and are with leads for 6 h: d/(d + w) = .4324, and an hour is worth
    .4324^.31 = .771 of a developer's, whatever half-life both stocks share."""
    hours = 0.4 * 2 * ON_DUTY
    share = hours / (hours + 6 * MONTH)
    plain = hours / 160
    for half_life in ("3 months", "1 year"):
        assert of_makers_who_sell(half_life=half_life).mean() == pytest.approx(
            plain * share**0.31 - 1, abs=0.02
        )
    assert of_makers_who_sell(0.0).mean() == pytest.approx(plain - 1, abs=0.02)


def test_the_more_experience_decides_the_less_comes_of_divided_work() -> None:
    felt = [of_makers_who_sell(value).mean() for value in (0.0, 0.31, 1.0)]
    assert felt == sorted(felt, reverse=True)
    assert felt[0] > felt[2] + 0.1


def test_who_does_nothing_else_is_the_reference() -> None:
    """Experience moves nothing where developers only develop."""
    plan = parse(world("share = 0.6"))
    logs = [run(plan.replace({"effects.product.experience": value}), SEED, 0) for value in (0.31, 0, 1)]
    assert logs[0].rows.tobytes() == logs[1].rows.tobytes() == logs[2].rows.tobytes()


def test_catching_up_by_hand() -> None:
    """Two who develop by turns, at .1 each, 8 h at a stretch: the one changes 7.2 h after the other's 8, the other 7.28 h after
    those; who is new has nothing to follow, and who is gone is told nothing."""
    both = developers.Developers(Clock(), 0.0, math.inf, 0.1)
    one, other, new = (Person(number, 0, FifoQueue(), number, number) for number in range(3))
    assert [both.develop(person, 8) for person in (one, other, one, other)] == pytest.approx(
        [8, 8, 7.2, 7.28]
    )
    assert both.develop(new, 8) == 8
    assert both.develop(one, 1) == 0
    assert both.develop(one, 1) == pytest.approx(1 - (0.728 + 0.8 - 1))
    both.go(one)
    assert both.develop(one, 8) == 8


def test_the_more_develop_the_less_comes_of_an_hour() -> None:
    """Four people who keep .3 of their hours each: at .1 an hour is worth 1/(1 + .1 x 3) of what one alone does in it."""
    text = world("share = 0.3", years=5).replace("headcount = 1\ndoes = []", "headcount = 4\ndoes = []")
    plan = parse(text).replace({"effects.product.keeps_up": "160 h"})
    felt = []
    for value in (0, 0.022, 0.1):
        log = run(plan.replace({"effects.product.catching_up": value}), SEED, 0)
        felt.append(quality(log)[closed(log)["end"] > 4 * 365.25].mean())
        assert felt[-1] == pytest.approx(4 * 0.3 * ON_DUTY / 160 / (1 + 3 * value) - 1, abs=0.02)
    assert felt == sorted(felt, reverse=True)


def test_one_alone_has_nobody_to_follow() -> None:
    plan = parse(world("share = 0.6"))
    logs = [run(plan.replace({"effects.product.catching_up": value}), SEED, 0) for value in (0.022, 0, 1)]
    assert logs[0].rows.tobytes() == logs[1].rows.tobytes() == logs[2].rows.tobytes()
