"""Cross-selling: proposals at their chances, what they bring and cost, and how the division of work changes it."""

import math
from functools import cache
from typing import Any

import numpy as np
import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario

from orgsim.engine.entities import Job, Outcome
from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.load import parse
from orgsim.setup.build import close, core, install
from orgsim.setup.facts import facts_of
from orgsim.setup.simulate import run
from orgsim.units import MONTH

YEAR = 365.25
FIRM = """
[scenario]
horizon = "{years} years"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[journey.check_in]
work = {{ mean = "1 h", distribution = "constant" }}
[journey.propose]
work = {{ mean = "5 h", distribution = "constant" }}
judgement = {judgement}
outcomes = [ {{ to = "customer", rate = 0.4 }}, {{ to = "lost", rate = 0.6 }} ]

[offering]
{offering}
[customer]
churn = "{churn}"
[customer.check_ins]
every = "3 months"
[second_line]
{line}

[teams.software]
headcount = 3000
calendar = "continuous"
does = ["close", "check_in"{does}]
{services}
{policies}
"""
SUBSCRIPTION = 'kind = "subscription"\nprice = "100 / month"\nterm = "12 months"\nmargin = 0.8'
LICENCE = 'kind = "perpetual"\nprice = 1000\nmargin = 0.8'
SERVICES = '[teams.services]\nheadcount = 3000\ncalendar = "continuous"\ndoes = ["propose"]'
REWARDED = "[policies.incentive]\nbonus = 0.1"


def text(customers: int = 2000, **words: Any) -> str:
    filled = {"years": 1.1, "mechanisms": '"cross_selling"', "offering": SUBSCRIPTION, "churn": "0 % / year"}
    filled |= {"line": 'once = 300\nprice = "20 / month"', "does": "", "services": SERVICES, "policies": ""}
    filled |= {"judgement": 0, "arrivals": [0.0] * customers}
    return FIRM.format(**filled | words)


@cache
def firm(customers: int = 2000, **words: Any) -> EventLog:
    """Two divisions that sell to the same customers, who all buy on the first day; some runs are looked at by several tests."""
    log = run(scenario(text(customers, **words)), SEED, 0)
    conservation.check(log)
    return log


def sales(log: EventLog) -> np.ndarray:
    rows: np.ndarray = log.of(Row.CHANGE)
    return np.asarray(rows[rows["outcome"] == outcome(log, "cross_sold")])


CASE = Case(
    scenario=text(200, policies=REWARDED),
    neutral={f"effects.cross_selling.{name}": 0 for name in ("unasked", "asked", "own")},
    path="effects.cross_selling.asked",
    grid=(0.0, 0.2, 0.6, 1.0),
    observed=lambda log: float(len(sales(log))),
    sign=1,
    replications=1,
)


@pytest.mark.parametrize(
    ("words", "chance"),
    [
        ({}, 0.05),
        ({"policies": REWARDED}, 0.25),
        ({"policies": REWARDED + "\nother_product = false"}, 0.05),
        ({"does": ', "propose"', "services": ""}, 0.25),
    ],
    ids=["no incentive", "incentive", "an incentive for something else", "both divisions in one team"],
)
def test_talks_until_the_second_line_is_sold(words: dict[str, Any], chance: float) -> None:
    """Five talks in a year (the purchase, four check-ins), each a proposal with its chance, of which .4 are sales."""
    log = firm(**words)
    proposed, sold = len(jobs(log, "propose")), len(sales(log))
    still = (1 - 0.4 * chance) ** np.arange(5)
    expected = 2000 * chance * still.sum()
    assert abs(proposed - expected) <= 4 * math.sqrt(expected)
    expected = 2000 * (1 - (1 - 0.4 * chance) ** 5)
    assert abs(sold - expected) <= 4 * math.sqrt(expected)
    assert len(set(sales(log)["number"])) == sold == summarize(log).kpis["cross_sold"]
    assert (
        jobs(log, "propose")["team"] == log.names.teams.index("software" if "does" in words else "services")
    ).all()


def test_an_incentive_raises_combined_sales_and_costs_its_bonus() -> None:
    without, rewarded = firm(), firm(policies=REWARDED)
    assert rewarded.of(Row.PAYMENT)["money"].sum() > without.of(Row.PAYMENT)["money"].sum()
    paid = rewarded.of(Row.SPENDING)
    assert (paid["entity"] == rewarded.names.entities.index("organization")).all()
    rest = (
        1 / 24 + YEAR - sales(rewarded)["end"]
    )  # of the year that began with the purchase, or with its renewal
    assert np.sort(paid["cost"]) == pytest.approx(np.sort(0.1 * (300 + 20 * (rest % YEAR) / MONTH)))
    assert len(without.of(Row.SPENDING)) == 0
    # Those who would have proposed it anyway still do: the same customers, and more.
    assert set(sales(without)["number"]) <= set(sales(rewarded)["number"])


def test_nobody_is_rewarded_for_what_the_own_team_sells() -> None:
    log = firm(does=', "propose"', services="", policies=REWARDED)
    assert len(sales(log)) > 0
    assert len(log.of(Row.SPENDING)) == 0


def test_what_a_sale_brings_by_hand() -> None:
    """Sold five hours after the purchase: 300 at once, 20 a month from the next payment of the subscription on."""
    certain = "[effects.cross_selling]\nunasked = 1"
    made = text(1, policies=certain, line='once = 300\nprice = "20 / month"\ntalks = ["purchase"]', years=0.2)
    sold = '{ to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 }'
    log = run(scenario(made.replace(sold, '{ to = "customer", rate = 1.0 }')), SEED, 0)
    (sale,) = sales(log)
    assert sale["end"] == pytest.approx(6 / 24)
    assert (sale["booked"], sale["mrr"]) == pytest.approx((300 + 20 * (YEAR - 5 / 24) / MONTH, 20))
    paid = log.of(Row.PAYMENT)
    assert paid["money"].tolist() == pytest.approx([100, 300, 120, 120])
    assert paid["end"].tolist() == pytest.approx([1 / 24, 6 / 24, 1 / 24 + MONTH, 1 / 24 + 2 * MONTH])
    assert paid["cost"].tolist() == pytest.approx((0.2 * paid["money"]).tolist())


def test_a_sale_in_a_term_paid_in_advance_by_hand() -> None:
    """Who has paid for the year pays for the second line what is left of it, at once; the next year is paid with it."""
    certain = "[effects.cross_selling]\nunasked = 1"
    offering = SUBSCRIPTION + '\nbilling = "term"'
    made = text(
        1, policies=certain, offering=offering, line='once = 300\nprice = "20 / month"\ntalks = ["check_in"]'
    )
    sold = '{ to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 }'
    log = run(scenario(made.replace(sold, '{ to = "customer", rate = 1.0 }')), SEED, 0)
    (sale,) = sales(log)
    assert sale["end"] == pytest.approx(1 / 24 + 3 * MONTH + 6 / 24)
    rest = 20 * (9 - 6 / 24 / MONTH)
    assert sale["booked"] == pytest.approx(300 + rest)
    assert log.of(Row.PAYMENT)["money"].tolist() == pytest.approx([1200, 300 + rest, 1440])


def test_a_licence_owner_signs_a_year_of_the_second_line_and_pays_by_the_month() -> None:
    """20 a month from the sale on; what is sold more at a check-in is paid with the next month."""
    certain = "[effects.cross_selling]\nunasked = 1"
    more = "[customer.upsell]\nrate = 1.0\nvalue = 0.5\n[second_line]"
    made = text(
        1, policies=certain, offering=LICENCE, line='price = "20 / month"\ntalks = ["purchase"]', years=0.4
    )
    sold = '{ to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 }'
    made = made.replace(sold, '{ to = "customer", rate = 1.0 }').replace("[second_line]", more)
    log = run(scenario(made), SEED, 0)
    (sale,) = sales(log)
    assert sale["booked"] == pytest.approx(240)
    (upsold,) = log.of(Row.CHANGE)[log.of(Row.CHANGE)["outcome"] == outcome(log, "upsold")]
    assert (upsold["mrr"], upsold["booked"]) == pytest.approx(
        (10, 10 * (sale["end"] + YEAR - upsold["end"]) / MONTH)
    )
    assert log.of(Row.PAYMENT)["money"].tolist() == pytest.approx([1000, 20, 20, 20, 30, 30])


def test_who_leaves_takes_all_recurring_revenue_along() -> None:
    log = firm(policies="[effects.cross_selling]\nunasked = 1", churn="50 % / year", years=2.5)
    rows = log.of(Row.CHANGE)
    left = rows[rows["outcome"] == outcome(log, "churned")]
    both = np.isin(left["number"], sales(log)["number"])
    assert both.any()
    assert not both.all()
    assert left["mrr"][both] == pytest.approx(np.full(both.sum(), -120))
    assert left["mrr"][~both] == pytest.approx(np.full((~both).sum(), -100))


def test_after_a_licence_the_second_line_is_billed_by_itself() -> None:
    log = firm(
        200, offering=LICENCE, line='price = "20 / month"', policies="[effects.cross_selling]\nunasked = 1"
    )
    paid, sold = log.of(Row.PAYMENT), sales(log)
    months = np.ceil((log.facts.horizon - sold["end"]) / MONTH)
    assert (paid["money"] == 20).sum() == months.sum()
    assert summarize(log).kpis["mrr"] == pytest.approx(20 * len(sold))


def test_the_rate_is_that_of_customers_however_ready_they_are() -> None:
    """The gate is calibrated on those who buy: with a choosy first step, .4 of its buyers still say yes."""
    choosy = '{ to = "customer", rate = 0.3 }, { to = "lost", rate = 0.7 } ]\njudgement = 2.0'
    made = text(6000, judgement=2.0, policies="[effects.cross_selling]\nunasked = 1", years=0.2)
    log = run(scenario(made.replace('{ to = "customer", rate = 1.0 } ]', choosy)), SEED, 0)
    proposed = jobs(log, "propose")
    sold = (proposed["outcome"] == outcome(log, "customer")).mean()
    assert abs(sold - 0.4) <= 4 * math.sqrt(0.24 / len(proposed))


def test_handing_over_takes_time_only_between_divisions() -> None:
    words: dict[str, Any] = {
        "mechanisms": '"cross_selling", "handoff"',
        "policies": "[effects.cross_selling]\nunasked = 1\nown = 1",
        "line": 'once = 1\ntalks = ["purchase"]',
        "years": 0.1,
    }
    apart, together = firm(50, **words), firm(50, does=', "propose"', services="", **words)
    assert jobs(apart, "propose")["ready"] == pytest.approx(np.full(50, 1 / 24 + 0.25))
    assert jobs(apart, "propose")["hours"] == pytest.approx(np.full(50, 5.2))
    assert jobs(together, "propose")["ready"] == pytest.approx(np.full(50, 1 / 24))
    assert jobs(together, "propose")["hours"] == pytest.approx(np.full(50, 5.0))


def test_left_undone_it_is_not_sold() -> None:
    words = {"services": "", "policies": REWARDED}
    made = text(50, **words).replace("[journey.propose]", "[journey.propose]\noptional = true")
    plan = scenario(made)
    assert 'nobody does "propose", so the second line is not sold' in plan.notes
    assert len(jobs(run(plan, SEED, 0), "propose")) == 0


def problems(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        parse(text, "firm.toml")
    return [str(problem.message) for problem in caught.value.problems]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "once = 300",
            'activity = "propse"',
            'second_line.activity is "propse"; it must be an activity of the journey; did you mean "propose"?',
        ),
        (
            "once = 300",
            'activity = "check_in"',
            "journey.check_in sells the second line, so one of its outcomes must lead to customer",
        ),
        ('once = 300\nprice = "20 / month"', "", "second_line: the second line needs a price or something paid once"),
        (
            f"[offering]\n{SUBSCRIPTION}",
            "",
            "[second_line] is sold to customers, but nothing says what they buy first: add [offering]",
        ),
        (
            SERVICES,
            "",
            'nobody does "propose": add it to a team\'s does, state that it is optional, or remove it from the journey'
            " (firm.toml line 15)",
        ),
        (
            "[journey.propose]",
            "[journey.offer]",
            'second_line needs the activity "propose", which the journey does not have; add it or name another',
        ),
    ],
)  # fmt: skip
def test_what_a_file_may_get_wrong(old: str, new: str, message: str) -> None:
    made = text(2)
    assert old in made
    assert message in problems(made.replace(old, new))


def test_expected_events_count_proposals() -> None:
    plan = scenario(text(1000, policies=REWARDED))
    rows = len(run(plan, SEED, 0).rows)
    assert rows * 0.8 < expected_events(plan) < rows * 1.6
    assert expected_events(plan) > expected_events(plan.replace({"scenario.mechanisms": []}))


def test_a_sale_of_the_second_line_waits_for_what_is_put_before_it() -> None:
    """Proposed at once and worked on for 5 h; every sale is held back for 3 days, and lets the others go as they were."""
    plan = scenario(text(200, policies=REWARDED, years=0.2))
    before = sales(run(plan, SEED, 0))
    world = core(plan, (SEED, 0))

    def hold(job: Job, way: Outcome) -> bool:
        world.clock.after(3.0, lambda held: world.journey.follow(job, held), way)
        return True

    world.hooks.outcome_taken.add(hold, at=(world.activities["propose"].code,))
    install(world, plan)
    close(world)
    world.go()
    after = sales(world.log.read(facts_of(plan, world)))
    assert after["number"].tolist() == before["number"].tolist() != []
    assert after["end"] == pytest.approx(before["end"] + 3.0)
