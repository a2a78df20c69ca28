"""Money: what one customer pays and one team costs, worked by hand, row by row and as KPIs."""

import math

import pytest
from estimates import SEED, scenario

from orgsim.engine.entities import Account
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.setup.build import close, core
from orgsim.setup.simulate import run
from orgsim.units import DAYS_PER_YEAR, MONTH

BOUGHT = 1 / 24
"""The one lead comes on day 0 and buys an hour later."""
ONE = """
[scenario]
horizon = "{horizon}"
start = 2024-01-01
mechanisms = []
discount_rate = 0.1

[sources.web]
kind = "recorded"
arrivals = [0.0]
cost = 7

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]

[offering]
{offering}

[customer]
churn = "{churn}"

[teams.sales]
headcount = 2
cost = "10 / month"
calendar = "continuous"
does = ["close"]
{more}
"""


def one(offering: str, horizon: str = "2.5 months", churn: str = "0 % / year", more: str = "") -> EventLog:
    """One lead who buys."""
    return run(scenario(ONE.format(offering=offering, horizon=horizon, churn=churn, more=more)), SEED, 0)


def payments(log: EventLog) -> list[tuple[float, float, float]]:
    """When, how much, and what delivering it costs."""
    return [(float(row["end"]), float(row["money"]), float(row["cost"])) for row in log.of(Row.PAYMENT)]


def signed(log: EventLog) -> list[tuple[str, float, float]]:
    """Each change of the customer with the value signed and the change of recurring revenue."""
    return [
        (log.names.outcomes[row["outcome"]], float(row["booked"]), float(row["mrr"]))
        for row in log.of(Row.CHANGE)
    ]


def nearly(rows: list[tuple[float, ...]]) -> list[object]:
    """The same rows, up to rounding."""
    return [pytest.approx(row) for row in rows]


MONTHLY = 'price = "100 / month"\nterm = "3 months"\nmargin = 0.8'


def test_a_subscription_paid_by_the_month() -> None:
    log = one(MONTHLY)
    assert payments(log) == nearly([(BOUGHT + k * MONTH, 100, 20) for k in range(3)])
    assert signed(log) == [("customer", pytest.approx(300), pytest.approx(100))]


def test_its_kpis_by_hand() -> None:
    """300 in; 60 to deliver, 2 people for 2.5 months at 10, and 7 for the lead go out."""
    said = summarize(one(MONTHLY)).kpis
    assert said["revenue"] == pytest.approx(300)
    assert said["bookings"] == pytest.approx(300)
    assert said["payroll"] == pytest.approx(50)
    assert said["profit"] == pytest.approx(300 - 60 - 50 - 7)
    assert said["cash_end"] == pytest.approx(183)
    assert said["cash_valley"] == pytest.approx(-7)
    assert (said["mrr"], said["arr"], said["customers_end"]) == pytest.approx((100, 1200, 1))
    assert said["acquisition_cost"] == said["cac_plain"] == pytest.approx(57)
    assert said["payback_plain"] == pytest.approx(57 / 80)
    # Leads of the first two months: the hour worked on them in full, and four fifths of what else was paid in 2.5 months.
    hour = 50 / (2 * 24 * 2.5 * MONTH)
    assert said["cac"] == pytest.approx(7 + hour + 0.8 * (50 - hour))


def test_its_discounted_value_by_hand() -> None:
    """80 net at each payment, 20 of pay at the end of each month (10 for the last half), 7 at once; 10 % a year."""
    flows = [(0.0, -7.0)] + [(BOUGHT + k * MONTH, 80.0) for k in range(3)]
    flows += [(MONTH, -20.0), (2 * MONTH, -20.0), (2.5 * MONTH, -10.0)]
    expected = sum(amount / 1.1 ** (day / DAYS_PER_YEAR) for day, amount in flows)
    assert summarize(one(MONTHLY)).kpis["discounted_value"] == pytest.approx(expected)


def test_a_subscription_renewed_and_paid_by_the_term() -> None:
    log = one('price = "100 / month"\nterm = "3 months"\nbilling = "term"', horizon="7 months")
    assert payments(log) == nearly([(BOUGHT + 3 * k * MONTH, 300, 0) for k in range(3)])
    assert signed(log) == [
        ("customer", pytest.approx(300), pytest.approx(100)),
        ("renewed", pytest.approx(300), 0),
        ("renewed", pytest.approx(300), 0),
    ]


def test_a_term_with_a_broken_month() -> None:
    """45 days cost 45 / 30.4375 months, the second payment for what the first month leaves."""
    log = one('price = "100 / month"\nterm = "45 days"', horizon="44 days")
    assert payments(log) == nearly([(BOUGHT, 100, 0), (BOUGHT + MONTH, 100 * (45 - MONTH) / MONTH, 0)])
    assert signed(log) == [("customer", pytest.approx(100 * 45 / MONTH), pytest.approx(100))]


def test_a_membership() -> None:
    log = one('kind = "flat_fee"\nprice = "30 / month"', horizon="2.5 months")
    assert payments(log) == nearly([(BOUGHT + k * MONTH, 30, 0) for k in range(3)])
    assert signed(log)[0] == ("customer", pytest.approx(30), pytest.approx(30))
    assert [change for change, _, _ in signed(log)] == ["customer", "renewed", "renewed"]


def test_orders_again_and_again() -> None:
    """An order of 50 every 12 days is recurring revenue of 50 x 30.4375 / 12 a month."""
    log = one('kind = "reorder"\nprice = 50\nevery = "12 days"\nmargin = 0.4', horizon="30 days")
    assert payments(log) == nearly([(BOUGHT + 12 * k, 50, 30) for k in range(3)])
    assert signed(log)[0] == ("customer", pytest.approx(50), pytest.approx(50 * MONTH / 12))


def test_a_licence_alone() -> None:
    log = one('kind = "perpetual"\nprice = 900')
    assert payments(log) == nearly([(BOUGHT, 900, 0)])
    assert signed(log) == [("customer", pytest.approx(900), 0)]
    said = summarize(log).kpis
    assert said["ltv"] == pytest.approx(900)
    assert math.isnan(said["arr"])


def test_a_licence_with_maintenance() -> None:
    log = one('kind = "perpetual"\nprice = 900\nmaintenance = { price = "10 / month", term = "12 months" }')
    assert payments(log) == nearly([(BOUGHT, 900, 0), *((BOUGHT + k * MONTH, 10, 0) for k in range(3))])
    assert signed(log) == [("customer", pytest.approx(900 + 120), pytest.approx(10))]


def test_a_licence_pays_back_before_its_maintenance_does() -> None:
    """57 to win the customer, 20 for the licence: the other 37 come from maintenance, 10 a month."""
    log = one('kind = "perpetual"\nprice = 20\nmaintenance = { price = "10 / month", term = "12 months" }')
    assert summarize(log).kpis["payback_plain"] == pytest.approx(3.7)


def test_the_size_of_a_deal_and_of_its_segment() -> None:
    large = "[segments.large]\nshare = 1.0\nsize = 3.0\n"
    log = one(MONTHLY + '\ndeal_size = { mean = 2.0, distribution = "constant" }', more=large)
    assert signed(log) == [("customer", pytest.approx(1800), pytest.approx(600))]


def test_a_customer_who_leaves_pays_no_more() -> None:
    """All but certain to leave within a year: at the end of the one-year term it goes with its revenue."""
    log = one('price = "100 / month"\nterm = "12 months"', horizon="30 months", churn="99.9999 % / year")
    assert len(payments(log)) == 12
    assert signed(log) == [
        ("customer", pytest.approx(1200), pytest.approx(100)),
        ("churned", 0, pytest.approx(-100)),
    ]
    said = summarize(log).kpis
    assert (said["mrr"], said["customers_end"], said["churned"]) == pytest.approx((0, 0, 1))
    assert said["ltv"] == pytest.approx(1200)
    assert said["logo_churn"] == pytest.approx(1)


def test_pay_is_cut_where_the_headcount_changes() -> None:
    """Two people for 10 days, then five: 1.5 months cost 10 a month for each, and hours on duty are 24 a day."""
    log = one(MONTHLY, horizon="1.5 months", more='changes = [ { at = "10 days", headcount = 5 } ]')
    spans = [
        (float(row["start"]), float(row["end"]), float(row["hours"]), float(row["cost"]))
        for row in log.of(Row.PAYROLL)
    ]
    expected = [
        (0, 10, 2 * 240, 20 * 10 / MONTH),
        (10, MONTH, 5 * 24 * (MONTH - 10), 50 * (MONTH - 10) / MONTH),
        (MONTH, 1.5 * MONTH, 5 * 24 * MONTH / 2, 25),
    ]
    assert spans == nearly(expected)


def test_an_event_costs_once_it_is_held() -> None:
    """Three fall due within 30 days and are held; one that nobody has time to prepare is neither held nor paid."""
    text = """
[scenario]
horizon = "30 days"
mechanisms = []
[sources.fair]
kind = "event"
every = "8 days"
attendees = { mean = 10, distribution = "constant" }
leads_per_attendee = 1.0
cost = 400
activity = "campaign"
[journey.close]
work = { mean = "1 h" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[journey.campaign]
work = { mean = "WORK", distribution = "constant" }
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["campaign", "close"]
"""
    held = run(scenario(text.replace("WORK", "10 h")), SEED, 0).of(Row.SPENDING)
    assert held["end"].tolist() == pytest.approx([8, 16, 24])
    assert held["cost"].tolist() == [400] * 3
    late = run(scenario(text.replace("WORK", "480 h")), SEED, 0)
    assert late.of(Row.SPENDING)["end"].tolist() == pytest.approx([20])
    assert len(late.of(Row.ARRIVAL)) == 10


def test_months_add_up_to_totals() -> None:
    summary = summarize(one(MONTHLY, horizon="30 months", churn="20 % / year"))
    for name in ("revenue", "bookings", "delivery_cost", "payroll", "spending"):
        assert sum(summary.series[name]) == pytest.approx(summary.kpis[name])


def told(plan: str) -> list[object]:
    """What is told of the one customer of a plan until the horizon, in order."""
    world = core(scenario(plan), (SEED, 0))
    said: list[object] = []
    hooks = world.hooks

    def state(account: Account) -> tuple[int, str]:
        """Terms completed, and where the case stands."""
        return account.term, account.case.state.name

    hooks.customer_begins.add(lambda account: said.append(("begins", *state(account))))
    hooks.decided.add(lambda account, stays, chance: said.append((stays, round(chance, 6), *state(account))))
    hooks.renewed.add(lambda account: said.append(("renewed", *state(account))))
    hooks.customer_ends.add(lambda account: said.append(("ends", *state(account))))
    hooks.journey_ends.add(lambda case, reason: said.append((reason.name, case.state.name)))
    close(world)
    world.go()
    return said


def test_what_is_told_of_a_customer_who_stays() -> None:
    """Two terms of a month end before the horizon: the decision is told of first, then that the next term has begun."""
    plan = ONE.format(
        offering='price = "100 / month"\nterm = "1 month"', horizon="2.5 months", churn="0 % / year", more=""
    )
    assert told(plan) == [
        ("begins", 0, "CUSTOMER"),
        ("BOUGHT", "CUSTOMER"),
        (True, 0.0, 0, "CUSTOMER"),
        ("renewed", 1, "CUSTOMER"),
        (True, 0.0, 1, "CUSTOMER"),
        ("renewed", 2, "CUSTOMER"),
    ]


def test_what_is_told_of_a_customer_who_leaves() -> None:
    """Nobody is loyal: bought, gone after ten days; the relation has ended before it is told how the journey has."""
    offering = 'kind = "perpetual"\nprice = 900\nreplaced = { mean = "10 days", distribution = "constant" }\nloyalty = 0.0'
    plan = ONE.format(offering=offering, horizon="2.5 months", churn="0 % / year", more="")
    assert told(plan) == [
        ("begins", 0, "CUSTOMER"),
        ("BOUGHT", "CUSTOMER"),
        (False, 1.0, 0, "CUSTOMER"),
        ("ends", 0, "CHURNED"),
        ("CHURNED", "CHURNED"),
    ]


def test_the_chance_told_is_that_of_the_reference_and_the_log_notes_what_moved_it() -> None:
    """Half leave within a year; a rival makes that odds of 2 (a chance of 2/3), and what an organization does does not count.

    What it does adds 50 to the log-odds of staying, so that the customer stays; the rival takes ln 2 from them.
    """
    more = '[shocks.rival]\nat = "6 months"\nchurn_odds = 2\n'
    offering = 'price = "100 / month"\nterm = "12 months"'
    plan = scenario(ONE.format(offering=offering, horizon="25 months", churn="50 % / year", more=more))
    world = core(plan, (SEED, 0))
    chances: list[tuple[bool, float]] = []
    world.hooks.installing = "shock"
    world.hooks.stay_alone.add(lambda _: 50.0)
    world.hooks.decided.add(lambda _, stays, chance: chances.append((stays, chance)))
    close(world)
    world.go()
    assert chances == [(True, pytest.approx(2 / 3, abs=1e-3))] * 2
    rows = world.log.since(0)
    decided = rows[rows["outcome"] == world.names.outcomes.index("renewed")]
    assert decided["effect_shock"].tolist() == pytest.approx([-math.log(2)] * 2)
