"""Estimates before a run where segments differ: the hours of a world of two segments, by hand and beside what is simulated."""

import math
from typing import Any

import pytest
from estimates import SEED, Estimate, estimate, scenario

from orgsim.events.columns import Row
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.derived.purposes import acquisition_shares
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run
from orgsim.units import DAYS_PER_YEAR

WORLD = """
[scenario]
horizon = "12 months"
mechanisms = []
[segments.small]
share = 0.7
{small}
[segments.large]
share = 0.3
{large}
{journeys}
[sources.web]
{leads}
[journey.qualify]
work = {{ mean = "1 h", distribution = "constant" }}
judgement = 0
outcomes = [ {{ to = "close", rate = 0.5 }}, {{ to = "lost", rate = 0.5 }} ]
[journey.close]
work = {{ mean = "4 h", distribution = "constant" }}
judgement = 0
outcomes = [ {{ to = "customer", rate = {bought} }}, {{ to = "lost", rate = {lost} }} ]
{care}
[offering]
price = "100 / month"
[customer]
{life}
[teams.sales]
headcount = 900
cost = "1 / month"
calendar = "continuous"
does = ["qualify", "close"]
[teams.success]
headcount = 900
cost = "1 / month"
calendar = "continuous"
does = [{cares}]
{firm}
"""
JOURNEYS = """
[segments.small.journey.qualify]
rates = { close = 0.8, lost = 0.2 }
[segments.large.journey.qualify]
rates = { close = 0.1, lost = 0.9 }
work = { mean = "3 h" }
[segments.large.journey.close]
rates = { customer = 0.5, lost = 0.5 }
work = { mean = "20 h" }
"""
CARE = """
[journey.check_in]
work = { mean = "1 h", distribution = "constant" }
[journey.renew]
work = { mean = "2 h", distribution = "constant" }
"""
LIFE = """
churn = "0 % / year"
check_ins = { every = "20 days" }
renewal = { notice = "15 days" }
"""
FEW = 'kind = "recorded"\narrivals = [1.0]'


def world(**words: Any) -> Scenario:
    """Two segments, all of whose work is begun at once."""
    filled = {"small": "", "large": "", "journeys": JOURNEYS, "leads": 'leads = "100 / month"', "bought": 0.2}
    filled |= {"care": CARE, "life": LIFE, "cares": '"check_in", "renew"', "firm": ""}
    filled |= words
    return scenario(WORLD.format(**filled, lost=round(1 - filled["bought"], 9)))


def simulated(plan: Scenario, team: str, replications: int) -> Estimate:
    """Hours of the work of a team that begins within the horizon."""
    found = []
    for replication in range(replications):
        log = run(plan, SEED, replication)
        jobs = log.of(Row.JOB)
        of_team = jobs["team"] == log.names.teams.index(team)
        found.append(jobs["hours"][of_team & (jobs["start"] < plan.scenario.horizon)].sum())
    return estimate(found)


def test_hours_of_the_journey_are_those_of_each_segment() -> None:
    """Of 1,200 leads 840 are small: an hour each and 80 % of them four more; 360 are large: 3 hours and 10 % of them 20."""
    plan = world()
    hours = 840 * (1 + 0.8 * 4) + 360 * (3 + 0.1 * 20)
    assert wanted(plan)["sales"] == pytest.approx(hours)
    assert simulated(plan, "sales", 20).agrees(hours)


def test_leads_of_day_0_are_of_the_segments_that_come_that_far() -> None:
    """Of those who come to the last step .7 x .8 are small for .3 x .1 who are large: 59 parts are 56 small and 3 large."""
    plan = world(leads=FEW, firm="[firm]\npipeline = { close = 590 }")
    hours = 560 * 4 + 30 * 20 + 0.7 * (1 + 0.8 * 4) + 0.3 * (3 + 0.1 * 20)
    assert wanted(plan)["sales"] == pytest.approx(hours)
    assert simulated(plan, "sales", 20).agrees(hours)


def test_leads_of_day_0_that_are_listed_are_of_their_own_segments() -> None:
    """Two large ones at the last step, a small and a large one at the first."""
    steps, segments = '["close", "close", "qualify", "qualify"]', '["large", "large", "small", "large"]'
    plan = world(leads=FEW, firm=f"[firm]\npipeline = {{ activity = {steps}, segment = {segments} }}")
    small, large = 1 + 0.8 * 4, 3 + 0.1 * 20
    assert wanted(plan)["sales"] == pytest.approx(2 * 20 + small + large + 0.7 * small + 0.3 * large)


def test_a_segment_that_no_source_brings_counts_where_a_firm_has_it() -> None:
    """A large deal at the first step, and ten large customers whom success cares for, where only small ones come."""
    firm = '[firm]\ncustomers = 10\nsegments = { large = 1 }\npipeline = { activity = ["qualify"], segment = ["large"] }'
    plan = world(leads=FEW + "\nsegments = { small = 1 }", firm=firm)
    assert wanted(plan)["sales"] == pytest.approx(1 + 0.8 * 4 + 3 + 0.1 * 20)
    # Nobody leaves: a check-in of an hour every 20 days, and a talk of two a year.
    found = wanted(plan)["success"]
    assert found == pytest.approx(10 * (365.25 / 20 + 2), rel=0.06)
    assert simulated(plan, "success", 2).mean == pytest.approx(found, rel=0.06)


HELD = {
    "small": 'term = "1 month"\nchurn = "60 % / year"',
    "large": 'term = "24 months"\nchurn = "10 % / year"',
    "journeys": "",
    "leads": FEW,
    "bought": 0.0,
    "firm": "[firm]\ncustomers = 600\nsegments = { small = 0.4, large = 0.6 }",
}


def test_care_of_the_customers_of_day_0_is_that_of_their_segments() -> None:
    """Of 240 small ones 60 % leave in the year, so that they stay 240 x .6 / -ln .4 years, with 12 renewals in each; of 360
    large ones 10 % leave, and there is half a renewal in each year. The market's shares are others."""
    plan = world(**HELD)
    small, large = 240 * 0.6 / -math.log(0.4), 360 * 0.1 / -math.log(0.9)
    hours = (small + large) * DAYS_PER_YEAR / 20 + 2 * (small * 12 + large / 2)
    assert wanted(plan)["success"] == pytest.approx(hours)
    assert simulated(plan, "success", 10).agrees(hours)


def test_pay_for_the_care_of_the_customers_of_day_0_goes_by_their_segments() -> None:
    """One team does all: the share of its pay that wins customers is that of the hours before the purchase, 3 of the one lead."""
    does = ["qualify", "close", "check_in", "renew"]
    plan = world(**HELD).replace({"teams.success": None, "teams.sales.does": does})
    small, large = 240 * 0.6 / -math.log(0.4), 360 * 0.1 / -math.log(0.9)
    after = (small + large) * DAYS_PER_YEAR / 20 + 2 * (small * 12 + large / 2)
    assert acquisition_shares(plan)["sales"] == pytest.approx(3 / (3 + after))


def test_care_of_new_customers_is_that_of_their_own_kind() -> None:
    """Of 1,200 leads 840 x .8 x .2 small ones buy, who never leave and are seen for half a year on average, and 360 x .1 x .5
    large ones with a hazard of leaving of 2 a year: for 1/2 - (1 - e^-2) / 4 years. There are 12 renewals a year, and a half."""
    plan = world(
        small='term = "1 month"',
        large=f'term = "24 months"\nchurn = "{100 * -math.expm1(-2):.12f} % / year"',
    )
    small, large = 840 * 0.8 * 0.2 / 2, 360 * 0.1 * 0.5 * (1 / 2 + math.expm1(-2) / 4)
    hours = (small + large) * DAYS_PER_YEAR / 20 + 2 * (small * 12 + large / 2)
    assert wanted(plan)["success"] == pytest.approx(hours)
