"""Money and customers, worked out in the head: a year is 365.25 days, a model month a twelfth of it."""

from dataclasses import replace

import numpy as np
import pytest
from logbook import FACTS, NAN, Logbook

from orgsim.measures.summary import summarize
from orgsim.units import MONTH

YEAR = 12 * MONTH
TWO_YEARS = replace(FACTS, horizon=2 * YEAR)


def kpis(book: Logbook) -> dict[str, float]:
    """The totals."""
    return summarize(book.read()).kpis


def test_totals_of_the_window() -> None:
    book = (
        Logbook(replace(FACTS, warm_up=2.0))
        .arrive(0, 1, day=1.0, cost=5)
        .arrive(2, day=3.0, cost=7)
        .spend(4, 20)
    )
    book.change("customer", 0, 1, booked=12, mrr=1).change("customer", 2, 5, booked=24, mrr=2).change(
        "upsold", 0, 6, mrr=3
    )
    book.pay(0, 1, 100).pay(2, 5, 200, cost=50).pay(0, 9, 100, cost=10).payroll(
        0, (0, 10), hours=80, cost=100
    )
    found = kpis(book)
    assert found["bookings"] == 24
    assert found["revenue"] == 300
    assert found["delivery_cost"] == 60
    assert found["spending"] == 27
    assert found["payroll"] == pytest.approx(80)
    assert found["profit"] == pytest.approx(300 - 60 - 27 - 80)
    assert found["mrr"] == 6  # of the whole run: 1 + 2 + 3
    assert found["arr"] == 72
    assert found["customers_end"] == 2


def test_cash_falls_into_a_valley_and_climbs_out() -> None:
    book = (
        Logbook()
        .arrive(0, day=1.0, cost=30)
        .payroll(0, (0, 5), hours=40, cost=50)
        .payroll(0, (5, 10), hours=40, cost=50)
    )
    book.change("customer", 0, 2, booked=90, mrr=1).pay(0, 2, 40, cost=10).pay(0, 7, 120, cost=10)
    found = kpis(book)
    assert found["cash_valley"] == pytest.approx(-50)  # -30, 0, -50 on day 5, then 60, 10
    assert found["cash_end"] == pytest.approx(10)


def test_development_that_is_bought_in_accrues_and_is_paid_when_its_span_ends() -> None:
    """Of 100 for ten days 80 lie behind the warm-up; it wins no customers, and is no payroll."""
    book = Logbook(replace(FACTS, warm_up=2.0)).arrive(0, day=3.0, cost=5).change("customer", 0, 4, mrr=1)
    plain = kpis(book.pay(0, 4, 60))
    found = kpis(book.buy_in((0, 10), hours=50, cost=100))
    assert found["development_cost"] == pytest.approx(80)
    assert plain["development_cost"] == 0
    assert found["profit"] == pytest.approx(plain["profit"] - 80)
    assert found["cash_end"] == plain["cash_end"] - 100 == pytest.approx(-45)
    assert found["cash_valley"] == pytest.approx(-45)  # when it is paid
    for name in ("payroll", "spending", "acquisition_cost", "cac", "cac_plain"):
        assert found[name] == plain[name]


def test_cash_counts_from_day_0_whatever_the_warm_up() -> None:
    book = (
        Logbook(replace(FACTS, warm_up=5.0))
        .arrive(0, day=1.0, cost=30)
        .change("customer", 0, 2)
        .pay(0, 6, 10)
    )
    assert kpis(book)["cash_valley"] == -30
    assert kpis(book)["cash_end"] == -20


def test_cash_never_below_zero_has_a_valley_of_zero() -> None:
    assert kpis(Logbook().arrive(0).change("customer", 0, 1).pay(0, 1, 10))["cash_valley"] == 0


def test_flows_of_one_moment_count_together() -> None:
    book = (
        Logbook()
        .arrive(0, 1)
        .change("customer", 0, 3)
        .change("customer", 1, 3)
        .pay(0, 3, 0, cost=50)
        .pay(1, 3, 60)
    )
    assert kpis(book)["cash_valley"] == 0


def test_discounting_halves_what_comes_a_year_later_at_100_percent() -> None:
    book = Logbook(replace(TWO_YEARS, discount_rate=1.0)).arrive(0, cost=10).change("customer", 0, 0)
    book.pay(0, 0, 50).pay(0, YEAR, 50)
    assert kpis(book)["discounted_value"] == pytest.approx(-10 + 50 + 25)


def test_discounting_begins_where_the_warm_up_ends() -> None:
    """At 100 % a year, after a warm-up of half a year: 40 there count in full, 40 a year later by half, what came before not."""
    halfway = replace(TWO_YEARS, discount_rate=1.0, warm_up=YEAR / 2)
    book = Logbook(halfway).arrive(0).change("customer", 0, 0).pay(0, 0, 1000)
    book.pay(0, YEAR / 2, 40).pay(0, 1.5 * YEAR, 40)
    assert kpis(book)["discounted_value"] == pytest.approx(40 + 20)


def test_discounted_value_at_rate_0_is_the_profit() -> None:
    book = (
        Logbook(replace(FACTS, warm_up=4.0))
        .arrive(0, day=5.0, cost=3)
        .change("customer", 0, 6)
        .pay(0, 6, 50, cost=20)
    )
    book.payroll(0, (0, 8), hours=8, cost=16).payroll(0, (8, 10), hours=8, cost=2)
    assert kpis(book)["profit"] == pytest.approx(-3 + 50 - 20 - 8 - 2)
    assert kpis(book)["discounted_value"] == pytest.approx(kpis(book)["profit"])


def a_year_of_customers() -> Logbook:
    """Four customers from day 0 at 10 a month over two years; in year two one leaves half-way and one buys 15 more."""
    book = Logbook(TWO_YEARS).arrive(0, 1, 2, 3)
    for lead in range(4):
        book.change("customer", lead, 0, booked=120, mrr=10)
    return book.change("churned", 0, 1.5 * YEAR, mrr=-10).change("upsold", 1, 1.5 * YEAR, mrr=15)


def test_retention_over_the_last_year() -> None:
    found = kpis(a_year_of_customers())
    assert found["nrr"] == pytest.approx(45 / 40)
    assert found["grr"] == pytest.approx(30 / 40)


def test_retention_leaves_out_new_customers() -> None:
    book = (
        a_year_of_customers()
        .arrive(9, day=1.2 * YEAR)
        .change("customer", 9, 1.3 * YEAR, booked=1200, mrr=100)
    )
    assert kpis(book)["nrr"] == pytest.approx(45 / 40)


def test_retention_over_half_a_year_is_squared_to_a_year() -> None:
    book = a_year_of_customers()
    book.facts = replace(TWO_YEARS, warm_up=1.25 * YEAR, horizon=1.75 * YEAR)
    assert kpis(book)["grr"] == pytest.approx((30 / 40) ** 2)
    assert kpis(book)["nrr"] == pytest.approx((45 / 40) ** 2)


def test_who_leaves_within_a_term_counts_apart() -> None:
    """One leaves half a year into the second term; the others do not come to a decision that the log tells of."""
    found = kpis(a_year_of_customers())
    assert found["churned"] == 1
    assert np.isnan(found["logo_churn"])
    assert found["early_leaving"] == pytest.approx(1 / (3 * 2 + 1.5))


def test_acquisition_splits_a_team_by_its_reference_hours() -> None:
    """A quarter of what inside sales is there for comes after the purchase; what it really did, or nothing, changes nothing."""
    book = Logbook(replace(FACTS, acquisition=(0.75, 1.0, NAN))).arrive(0, 1, cost=10).spend(1, 30)
    book.job("qualify", 0, (0, 0, 1), "close", hours=6).change("customer", 0, 2)
    for team, cost in enumerate((120, 50, 70)):
        book.payroll(team, (0, 10), hours=100, cost=cost)
    found = kpis(book)
    assert found["acquisition_cost"] == pytest.approx(
        20 + 30 + 120 * 0.75 + 50 + 0
    )  # the third team is there for neither
    assert found["cac_plain"] == pytest.approx(190)


def test_payback_and_lifetime_value_of_a_subscription() -> None:
    """Four customers at 10 a month and a margin of .8, 50 of care for 42 customer-months of the last year: one of three who
    decide leaves, so that a customer stays for three terms."""
    book = Logbook(TWO_YEARS).arrive(0, 1, 2, 3).spend(1, 400).pay(1, 5, 100, cost=20)
    for lead in range(4):
        book.change("customer", lead, 0.5 * YEAR if lead == 3 else 0, booked=120, mrr=10)
    book.change("renewed", 0, YEAR, 120).change("renewed", 1, YEAR, 120).change("churned", 2, YEAR, mrr=-10)
    book.payroll(2, (YEAR, 2 * YEAR), hours=10, cost=50)
    found = kpis(book)
    assert found["cac_plain"] == found["cac"] == pytest.approx(100)
    assert found["payback_months"] == pytest.approx(100 / (0.8 * 10))
    assert found["logo_churn"] == pytest.approx(1 / 3)
    assert found["ltv"] == pytest.approx((0.8 * 10 - 50 / 36) * 36)
    assert found["ltv_cac"] == pytest.approx(found["ltv"] / 100)


@pytest.mark.parametrize(("spent", "months"), [(40, 0), (60, NAN)])
def test_a_licence_alone_pays_back_at_once_or_never(spent: float, months: float) -> None:
    book = (
        Logbook(replace(FACTS, term=0.0))
        .arrive(0, cost=spent)
        .change("customer", 0, 1, booked=100)
        .pay(0, 1, 100, cost=50)
    )
    assert kpis(book)["payback_months"] == pytest.approx(months, nan_ok=True)
    assert kpis(book)["ltv"] == pytest.approx(50)


@pytest.mark.parametrize(("spent", "months"), [(100, (100 - 30) / 2), (20, 0)])
def test_maintenance_adds_to_the_licence(spent: float, months: float) -> None:
    book = Logbook(replace(TWO_YEARS, term=YEAR)).arrive(0, 1, cost=spent)
    for lead in (0, 1):
        book.change("customer", lead, 0, booked=30 + 24, mrr=2).pay(lead, 0, 30)
    book.change("renewed", 0, YEAR, 24).change("churned", 1, YEAR, mrr=-2)
    found = kpis(book)
    assert found["payback_months"] == pytest.approx(months)
    assert found["ltv"] == pytest.approx(30 + 2 * 12 * 2)  # one of two stays: two terms


def test_lifetime_value_is_unknown_before_anybody_left() -> None:
    book = Logbook().arrive(0, cost=5).change("customer", 0, 1, booked=120, mrr=10).pay(0, 1, 10)
    book.facts = replace(FACTS, horizon=YEAR + 2)
    found = kpis(book.change("renewed", 0, YEAR + 1, booked=120))
    assert np.isnan(found["ltv"])
    assert np.isnan(found["ltv_cac"])
    assert found["logo_churn"] == 0
    assert found["payback_months"] == pytest.approx(0.5)


def test_churn_and_retention_are_unknown_before_anybody_has_decided() -> None:
    """A figure of 0 % lost would say what nobody can know yet."""
    book = Logbook().arrive(0).change("customer", 0, 1, booked=120, mrr=10)
    found = kpis(book)
    assert [np.isnan(found[name]) for name in ("logo_churn", "nrr", "grr")] == [True, True, True]
    assert found["arr"] == 120


def test_nothing_recurs_where_licences_alone_are_sold() -> None:
    found = kpis(
        Logbook(replace(FACTS, term=np.inf)).arrive(0).change("customer", 0, 1, booked=900).pay(0, 1, 900)
    )
    assert [np.isnan(found[name]) for name in ("mrr", "arr", "logo_churn")] == [True, True, True]
    assert found["revenue"] == 900


def test_where_nothing_is_sold_money_from_customers_is_not_a_zero() -> None:
    book = (
        Logbook(replace(FACTS, term=NAN))
        .arrive(0, cost=5)
        .change("customer", 0, 1)
        .payroll(0, (0, 10), hours=1, cost=7)
    )
    found = kpis(book)
    unknown = "arr mrr revenue bookings profit cash_end cash_valley discounted_value ltv payback_months"
    for name in unknown.split():
        assert np.isnan(found[name]), name
    assert found["payroll"] == 7
    assert found["spending"] == 5
    assert found["won"] == 1


def test_monthly_flows_and_stocks() -> None:
    book = (
        Logbook(replace(FACTS, horizon=2.5 * MONTH, warm_up=MONTH)).arrive(0, 1, cost=4).arrive(2, day=MONTH)
    )
    book.change("customer", 0, MONTH, booked=24, mrr=2).pay(0, MONTH, 9, cost=1).change("lost", 1, 3)
    book.change("customer", 2, 70, booked=12, mrr=1).change("churned", 0, 75, mrr=-2).spend(40, 3)
    book.payroll(0, (0, MONTH), hours=1, cost=10).payroll(0, (MONTH, 2 * MONTH), hours=1, cost=10)
    series = summarize(book.read()).series
    assert series["days"] == pytest.approx([MONTH, MONTH, MONTH / 2])
    assert series["leads"] == [2, 1, 0]
    assert series["won"] == [0, 1, 1]
    assert series["lost"] == [1, 0, 0]
    assert series["churned"] == [0, 0, 1]
    assert series["customers"] == [0, 1, 1]
    assert series["mrr"] == [0, 2, 1]
    assert series["arr"] == [0, 24, 12]
    assert series["bookings"] == [0, 24, 12]
    assert series["revenue"] == [0, 9, 0]
    assert series["delivery_cost"] == [0, 1, 0]
    assert series["spending"] == [8, 3, 0]
    assert series["cash"] == [-18, -23, -23]  # a month's pay belongs to that month
    assert [key for key in series if "." in key and not key.startswith("funnel.")] == [
        f"{what}.{name}"
        for what, names in (
            ("utilisation", ("inside", "field", "care")),
            ("headcount", ("inside", "field", "care")),
            ("wait_hours", ("qualify", "close", "onboard")),
            ("queue_length", ("qualify", "close", "onboard")),
            ("cohort", ("before", "1")),
        )
        for name in names
    ]
