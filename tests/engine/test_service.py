"""Customers: how long they stay, what they are worth, and what is done for them."""

import math
from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from estimates import SEED, jobs, outcome, scenario
from theory import geometric

from orgsim.engine.entities import Account, Duty, Talk
from orgsim.engine.hooks import Hooks
from orgsim.engine.owned_team import OwnedTeam
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.setup.build import close, core
from orgsim.setup.simulate import run
from orgsim.units import MONTH

YEAR = 365.25
MANY = """
[scenario]
horizon = "{years} years"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
{journey}

[offering]
kind = "subscription"
price = "100 / month"
term = "{term}"
margin = 0.8

[customer]
churn = "{churn}"
{customer}

[teams.sales]
headcount = {people}
calendar = "continuous"
does = ["close"{does}]
"""


def many(customers: int = 4000, **words: object) -> EventLog:
    """Customers who all buy on the first day."""
    filled = {"years": 40, "mechanisms": "", "term": "12 months", "churn": "30 % / year", "people": 5000}
    filled |= {"journey": "", "customer": "", "does": "", "arrivals": [0.0] * customers}
    return run(scenario(MANY.format(**{**filled, **words})), SEED, 0)


@cache
def forty_years() -> EventLog:
    """Those who all buy on the first day, until nobody is left."""
    return many()


def terms_until_churn(log: EventLog) -> np.ndarray:
    """For each customer who left, in which term."""
    rows = log.of(Row.CHANGE)
    renewed = rows[rows["outcome"] == outcome(log, "renewed")]["number"]
    gone = rows[rows["outcome"] == outcome(log, "churned")]["number"]
    return 1 + np.bincount(renewed, minlength=int(gone.max()) + 1)[gone]


def test_terms_are_geometric() -> None:
    """With a churn of 0.3 a year and terms of a year, the number of terms is geometric: mean 1 / 0.3."""
    terms = terms_until_churn(forty_years())
    assert len(terms) == 4000
    assert abs(terms.mean() - 1 / 0.3) <= 4 * math.sqrt(0.7) / 0.3 / math.sqrt(len(terms))
    for k, p in enumerate(geometric(0.3, 6), start=1):
        assert abs((terms == k).mean() - p) <= 4 * math.sqrt(p * (1 - p) / len(terms))


def test_churn_within_a_year_is_the_same_for_shorter_terms() -> None:
    """Terms of 3 months, each with 1 - 0.7^(1/4): of all customers 0.3 leave within the first four."""
    terms = terms_until_churn(many(term="3 months", years=1.1, customers=3000))
    assert abs((terms <= 4).sum() / 3000 - 0.3) <= 4 * math.sqrt(0.21 / 3000)


def test_lifetime_value_is_what_customers_pay() -> None:
    """LTV = margin x MRR x expected lifetime = 0.8 x 100 x 12 / 0.3, measured from the log and paid in it."""
    log = forty_years()
    expected = 0.8 * 100 * 12 / 0.3
    error = 0.8 * 100 * 12 * math.sqrt(0.7) / 0.3 / math.sqrt(4000)
    paid = log.of(Row.PAYMENT)
    assert abs((paid["money"] - paid["cost"]).sum() / 4000 - expected) <= 4 * error
    said = summarize(log).kpis
    assert abs(said["ltv"] - expected) <= 4 * error
    assert said["ltv"] == pytest.approx((paid["money"] - paid["cost"]).sum() / 4000, rel=1e-6)
    assert said["logo_churn"] == pytest.approx(1 / terms_until_churn(log).mean(), rel=1e-6)


def test_those_who_leave_take_their_revenue_with_them() -> None:
    log = many(years=3.5, customers=2000)
    rows = log.of(Row.CHANGE)
    left = rows[rows["outcome"] == outcome(log, "churned")]
    stay = 2000 - len(left)
    assert (left["mrr"] == -100).all()
    assert rows["mrr"].sum() == pytest.approx(100 * stay)
    said = summarize(log).kpis
    assert (said["customers_end"], said["mrr"], said["arr"]) == pytest.approx((stay, 100 * stay, 1200 * stay))
    assert abs(stay / 2000 - 0.7**3) <= 4 * math.sqrt(0.343 * 0.657 / 2000)


def test_churn_that_a_competitor_doubles() -> None:
    """Odds of 0.3 / 0.7 times 2 are a share of 6/13, from the shock on."""
    log = many(customer='[shocks.rival]\nat = "18 months"\nchurn_odds = 2.0', years=2.1)
    terms = terms_until_churn(log)
    stayed = 4000 - (terms == 1).sum()
    first, second = 1 - stayed / 4000, (terms == 2).sum() / stayed
    assert abs(first - 0.3) <= 4 * math.sqrt(0.21 / 4000)
    assert abs(second - 6 / 13) <= 4 * math.sqrt(6 * 7 / 169 / stayed)


CARE = {
    "journey": "\n".join(
        f'[journey.{name}]\nwork = {{ mean = "1 h", distribution = "constant" }}\noptional = true'
        for name in ("onboard", "support", "check_in", "renew")
    ),
    "customer": """
onboarding = { activity = "onboard", target = "14 days" }
incidents = { activity = "support", rate = "2 / year", target = "1 day" }
check_ins = { activity = "check_in", every = "3 months" }
renewal = { activity = "renew", notice = "30 days" }
""",
}
ALL_DONE = ', "onboard", "support", "check_in", "renew"'


def test_the_work_a_customer_needs_by_hand() -> None:
    """A year of one customer who stays: onboarded at once, talked to each quarter and 30 days before each term's end."""
    log = many(customers=1, years=1.9, churn="0 % / year", does=ALL_DONE, **CARE)
    bought = 1 / 24
    assert jobs(log, "onboard")["ready"].tolist() == pytest.approx([bought])
    assert jobs(log, "check_in")["ready"].tolist() == pytest.approx(
        [bought + 3 * k * MONTH for k in range(1, 8)]
    )
    assert jobs(log, "renew")["ready"].tolist() == pytest.approx([bought + YEAR - 30])
    assert [log.names.outcomes[code] for code in jobs(log, "renew")["outcome"]] == ["done"]


def test_incidents_come_at_their_rate() -> None:
    """2 a year for 1,500 customers over two years, as a Poisson process: mean and spread of the number per customer."""
    log = many(customers=1500, years=2, churn="0 % / year", does=ALL_DONE, **CARE)
    numbers = np.bincount(jobs(log, "support")["number"], minlength=1500)
    assert abs(numbers.mean() - 4) <= 4 * math.sqrt(4 / 1500)
    assert abs(numbers.var() - 4) <= 4 * math.sqrt((4 + 2 * 16) / 1500)


def test_care_as_planned_leaves_churn_as_in_the_reference() -> None:
    """With health in force and everything done at once, nothing moves the odds and churn stays at its base."""
    log = many(mechanisms='"health"', customers=2000, years=1.5, does=ALL_DONE, **CARE)
    rows = log.of(Row.CHANGE)
    assert (rows["effect_health"] == 0).all()
    left = rows[rows["outcome"] == outcome(log, "churned")]
    assert abs(len(left) / 2000 - 0.3) <= 4 * math.sqrt(0.21 / 2000)


@pytest.mark.parametrize(("people", "falls"), [(1, False), (50, True)])
def test_care_by_people_who_do_not_know_the_customer(people: int, falls: bool) -> None:
    """One person who does everything for 20 customers knows them; with fifty, each job meets a stranger."""
    life = CARE["customer"].replace('target = "1 day"', 'target = "10 days"')
    words = {"mechanisms": '"health", "knowledge"', "years": 5, "does": ALL_DONE, "people": people}
    log = many(customers=20, journey=CARE["journey"], customer=life, **words)
    rows = log.of(Row.CHANGE)
    decided = rows[np.isin(rows["outcome"], [outcome(log, "renewed"), outcome(log, "churned")])]
    assert len(decided) > 20
    assert (decided["effect_health"] < 0).all() == falls
    assert (decided["effect_health"] == 0).all() != falls


def test_neglect_makes_customers_leave() -> None:
    """Nobody onboards, answers or calls: every planned talk is missed, health falls, and more than 0.3 leave each year."""
    log = many(mechanisms='"health"', customers=2000, years=1.5, **CARE)
    rows = log.of(Row.CHANGE)
    left = rows[rows["outcome"] == outcome(log, "churned")]
    assert (left["effect_health"] < -0.5).all()
    assert len(left) / 2000 > 0.3 + 4 * math.sqrt(0.21 / 2000)
    missed = jobs(log, "check_in")
    assert (missed["outcome"] == outcome(log, "missed")).all()
    assert (missed["team"] == -1).all()


def test_upsell_at_its_rate() -> None:
    """Each check-in held sells a tenth more to one customer in five."""
    text = CARE["customer"] + 'upsell = { rate = 0.2, value = "10 %" }'
    log = many(
        customers=2000, years=1.1, churn="0 % / year", does=ALL_DONE, journey=CARE["journey"], customer=text
    )
    rows = log.of(Row.CHANGE)
    sold = rows[rows["outcome"] == outcome(log, "upsold")]
    held = len(jobs(log, "check_in"))
    assert held == 4 * 2000
    assert abs(len(sold) / held - 0.2) <= 4 * math.sqrt(0.16 / held)
    bought_more = np.bincount(sold["number"], minlength=2000)
    assert rows["mrr"].sum() == pytest.approx((100 * 1.1**bought_more).sum())


LEAVING = """
[scenario]
horizon = "40 days"
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = [0.0]
[sources.list]
kind = "recorded"
entry = "audit"
arrivals = [8.0]

[journey.close]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]
[journey.audit]
work = { mean = "96 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[journey.check_in]
work = { mean = "48 h", distribution = "constant" }

[offering]
kind = "perpetual"
price = 900
replaced = { mean = "10 days", distribution = "constant" }
loyalty = 0.0

[customer]
check_ins = { every = "9 days" }

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["close", "audit", "check_in"]
"""
"""One person sells a licence within the first hour; nine days later a call is due, another day later the customer is gone."""


def test_work_that_waits_for_a_customer_who_leaves_is_cancelled() -> None:
    """The call waits behind an audit that takes from day 8 to 12, and is cancelled when the customer leaves."""
    log = run(scenario(LEAVING), SEED, 0)
    (call,) = jobs(log, "check_in")
    assert (call["ready"], call["end"]) == pytest.approx((9 + 1 / 24, 10 + 1 / 24))
    assert math.isnan(call["start"])
    assert (call["person"], call["outcome"]) == (-1, outcome(log, "cancelled"))


def test_work_begun_for_a_customer_who_leaves_is_finished() -> None:
    """Without the audit the call begins at once and goes on for two days, one of them after the customer has left."""
    log = run(scenario(LEAVING.replace("[8.0]", "[39.0]")), SEED, 0)
    (call,) = jobs(log, "check_in")
    (left,) = log.of(Row.CHANGE)[1:]
    assert (left["outcome"], left["end"]) == (outcome(log, "churned"), pytest.approx(10 + 1 / 24))
    assert (call["start"], call["end"]) == pytest.approx((9 + 1 / 24, 11 + 1 / 24))
    assert call["outcome"] == outcome(log, "done")


def test_work_that_is_being_handed_over_when_a_customer_leaves_is_not_begun() -> None:
    """Sold within the first hour and handed over for twelve days, to be onboarded by others; gone after ten."""
    text = LEAVING.replace("mechanisms = []", 'mechanisms = ["handoff"]').replace("[8.0]", "[39.0]")
    text = text.replace('check_ins = { every = "9 days" }', 'onboarding = { activity = "check_in" }')
    text = text.replace(', "check_in"]', "]") + '[teams.care]\nheadcount = 1\ndoes = ["check_in"]\n'
    log = run(scenario(text + '[policies.handoff]\ndelay = "12 days"\n'), SEED, 0)
    assert log.of(Row.CHANGE)["outcome"].tolist() == [outcome(log, how) for how in ("customer", "churned")]
    assert np.isnan(jobs(log, "check_in")["start"]).all()


MISSED_CALLS = LEAVING.replace("9 days", "1 day").replace("[8.0]", "[0.5]")
"""A call is due each day from the first hour of day 1 on; the only person audits from noon of day 0 for four days."""


def missed_until(day: float, prepare: Callable[[Hooks], None]) -> list[tuple[float, str]]:
    """When a customer misses what, as those are told who are told of it."""
    world = core(scenario(MISSED_CALLS), (SEED, 0))
    told: list[tuple[float, str]] = []
    world.hooks.service_missed.add(lambda _, duty: told.append((round(world.clock.now, 3), duty.name)))
    prepare(world.hooks)
    close(world)
    world.open()
    world.clock.pass_time(day)
    return told


def test_a_call_that_waits_when_the_next_is_due_is_missed() -> None:
    """The calls of days 1 to 3 are overtaken by those of days 2 to 4."""
    assert missed_until(4.4, lambda _: None) == [(round(day + 1 / 24, 3), "CHECK_IN") for day in (2, 3, 4)]


def test_a_call_left_out_is_missed_at_once() -> None:
    found = missed_until(4.4, lambda hooks: hooks.check_in_skipped.add(lambda _: True))
    assert found == [(round(day + 1 / 24, 3), "CHECK_IN") for day in (1, 2, 3, 4)]


def test_who_sets_the_rhythm_of_calls_tells_of_those_missed_and_nobody_else() -> None:
    assert missed_until(4.4, lambda hooks: hooks.check_in_rhythm.add(lambda: 1.0)) == []


OVERLOADED = """
[scenario]
horizon = "120 days"
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]

[journey.close]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]
[journey.support]
work = { mean = "20 h", distribution = "constant" }
patience = { mean = "2 days" }
[journey.call]
work = { mean = "20 h", distribution = "constant" }
patience = { mean = "9 days" }

[offering]
price = "100 / month"
term = "1 month"

[customer]
churn = "90 % / year"
incidents = { activity = "support", rate = "0.2 / day", target = "1 day" }
check_ins = { activity = "call", every = "5 days" }

[teams.sales]
headcount = 8
calendar = "continuous"
does = ["close"]
[teams.care]
headcount = 1
calendar = "continuous"
does = ["support", "call"]
"""
"""Eight customers need 64 hours of care a day; their only carer has 24."""


def test_what_is_owed_or_planned_is_a_job_that_is_still_open() -> None:
    """On every day; and each answer or call that was given up, or overtaken, is told as missed once."""
    world = core(scenario(OVERLOADED), (SEED, 0))
    customers: list[Account] = []
    told: list[Duty] = []
    world.hooks.customer_begins.add(customers.append)
    world.hooks.service_missed.add(lambda _, duty: told.append(duty))
    close(world)
    world.open()
    for day in range(1, 121):
        world.clock.pass_time(float(day))
        for account in customers:
            assert {*account.answers_due, *account.planned.values()} <= account.open.keys()
    rows = world.log.since(0)
    ends = {
        (name, how): ((rows["activity"] == code) & (rows["outcome"] == world.names.outcomes.index(how))).sum()
        for code, name in enumerate(world.names.activities)
        for how in ("cold", "missed")
    }
    assert told.count(Duty.ANSWER) == ends["support", "cold"] > 10
    assert told.count(Duty.CHECK_IN) == ends["call", "cold"] + ends["call", "missed"] > 10
    assert ends["call", "missed"] > 0


def test_who_is_to_be_called_already_is_not_called_out_of_turn() -> None:
    """Called out of turn on day 0.4, for two days; the call planned for day 5 waits behind the audit and lasts until 8.4."""
    world = core(scenario(MISSED_CALLS.replace("1 day", "5 days")), (SEED, 0))
    customers: list[Account] = []
    world.hooks.customer_begins.add(customers.append)
    close(world)
    world.open()
    open_calls = []
    for day in (0.4, 0.7, 5.5, 6.9, 8.5):
        world.clock.pass_time(day)
        assert world.contracts is not None
        world.contracts.service.check_in_now(customers[0])
        assert len(customers[0].open) == 1
        open_calls += customers[0].planned
    assert open_calls == [Talk.AIMED, Talk.AIMED, Talk.CHECK_IN, Talk.CHECK_IN, Talk.AIMED]


def test_nothing_waits_for_a_customer_any_more_when_it_is_told_that_the_relation_has_ended() -> None:
    """Nor does anybody keep its case: the call that waited behind the audit is cancelled before."""
    world = core(scenario(LEAVING.replace("headcount = 1", 'headcount = 1\nownership = "person"')), (SEED, 0))
    found: list[tuple[int, int]] = []
    (team,) = world.teams
    assert isinstance(team, OwnedTeam)
    world.hooks.customer_ends.add(lambda account: found.append((len(account.open), len(team.owners))))
    close(world)
    world.open()
    world.clock.pass_time(10.0)
    audited, call = world.teams[0].unfinished()
    assert (audited.activity.name, call.activity.name, len(team.owners)) == ("audit", "check_in", 2)
    world.clock.pass_time(11.0)
    assert found == [(0, 1)]


def test_a_call_is_told_of_before_it_sells() -> None:
    """One customer who buys a tenth more at every call, on days 5, 10 and 15."""
    changes = {
        "sources.web.arrivals": [0.0],
        "customer.churn": "0 % / year",
        "customer.incidents.rate": "0 / day",
    }
    upsell = {"customer.upsell": {"rate": 1.0, "value": "10 %"}}
    world = core(scenario(OVERLOADED).replace(changes | upsell), (SEED, 0))
    found: list[float] = []
    world.hooks.check_in_held.add(lambda account, _: found.append(account.deal.mrr))
    close(world)
    world.open()
    world.clock.pass_time(19.0)
    assert found == pytest.approx([100, 110, 121])


@pytest.mark.parametrize(("lasts", "sold"), [("20 days", 1), ("10 days", 0)])
def test_who_has_left_buys_no_more_when_the_work_that_should_close_it_is_done(lasts: str, sold: int) -> None:
    """Called on day 9, sold to, and worked on for four days: the licence has ended by then, or not."""
    upsell = 'upsell = { rate = 1.0, value = "10 %", activity = "expand" }'
    text = LEAVING.replace('"10 days"', f'"{lasts}"').replace('"48 h"', '"1 h"').replace("[8.0]", "[39.0]")
    text = text.replace("price = 900", 'price = 900\nmaintenance = { price = "10 / month" }')
    text = text.replace('check_ins = { every = "9 days" }', f'check_ins = {{ every = "9 days" }}\n{upsell}')
    text = text.replace('"check_in"]', '"check_in", "expand"]')
    text += '\n[journey.expand]\nwork = { mean = "96 h", distribution = "constant" }\n'
    log = run(scenario(text), SEED, 0)
    assert jobs(log, "expand")["end"][0] == pytest.approx(9 + 2 / 24 + 4)
    changes = log.of(Row.CHANGE)
    assert (changes["outcome"][changes["end"] < 15] == outcome(log, "upsold")).sum() == sold
