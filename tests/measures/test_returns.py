"""Measures of customers who leave and come back, by hand: first purchase for the funnel, every purchase for money."""

import math
from dataclasses import replace

import pytest
from logbook import FACTS, Logbook

from orgsim.measures import conservation
from orgsim.measures.conservation import ConservationError
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.measures.summary import summarize
from orgsim.units import DAYS_PER_YEAR

NAN = math.nan


def one_who_returns() -> Logbook:
    """Ten days: lead 0 buys on day 2, leaves on day 4, is back on day 5 and buys again on day 8; lead 1 is lost on day 3."""
    book = Logbook().arrive(0, 1).payroll(0, (0, 10), 240, 100).payroll(1, (0, 10), 240, 100)
    book.job("close", 0, (0, 1, 2), "customer").change("customer", 0, 2, 1200, 100)
    book.job("onboard", 0, (2, 2, 3))
    book.change("lost", 1, 3)
    book.change("churned", 0, 4, 0, -100)
    book.job("qualify", 0, (5, 5, 5), "close", visit=1).change("returned", 0, 5)
    book.job("close", 0, (5, 6, 8), "customer", visit=1).change("customer", 0, 8, 1200, 100)
    book.job("onboard", 0, (8, 8, 9), visit=1)
    return book


def test_a_returning_customer_counts_once_in_the_funnel_and_twice_in_sales() -> None:
    said = summarize(one_who_returns().read()).kpis
    assert (said["leads"], said["won"], said["win_rate"]) == (2, 2, 0.5)
    assert (said["open_leads"], said["at_rest"], said["lost"]) == (0, 0, 1)
    assert said["time_to_win_median"] == 2
    assert (said["customers_end"], said["churned"], said["mrr"], said["bookings"]) == (1, 1, 100, 2400)
    assert math.isnan(said["logo_churn"])  # nobody came to the end of a term
    assert said["early_leaving"] == pytest.approx(1 / ((2 + 2) / DAYS_PER_YEAR))


def test_what_wins_a_customer_back_is_cost_of_winning() -> None:
    """Before purchases: close a day, close again two days; after them: onboarding twice a day. Qualify took no time."""
    done = work(read(one_who_returns().read()))
    assert done.before[1].sum() == pytest.approx(3 * 24)
    assert done.after[1].sum() == 0
    assert done.before[2].sum() == 0
    assert done.after[2].sum() == pytest.approx(2 * 24)
    said = summarize(one_who_returns().read()).kpis
    assert said["acquisition_cost"] == pytest.approx(200)
    assert said["cac_plain"] == pytest.approx(100)


def test_care_begun_after_a_customer_left_stays_care() -> None:
    """An onboarding that begins on day 4.5, when the customer has just gone, won nobody."""
    done = work(read(one_who_returns().job("onboard", 0, (4, 4.5, 5)).read()))
    assert done.before[2].sum() == 0
    assert done.after[2].sum() == pytest.approx(2.5 * 24)


@pytest.mark.parametrize(("what", "key"), [("lost", "lost"), ("resting", "at_rest"), ("", "open_leads")])
def test_who_bought_is_won_whatever_came_later(what: str, key: str) -> None:
    """Bought, left, back and in the end lost, at rest or still open: one of one lead is won, none is anything else."""
    book = Logbook().arrive(0).change("customer", 0, 1, 0, 10).change("churned", 0, 2, 0, -10)
    book.change("returned", 0, 3)
    if what:
        book.change(what, 0, 4)
    said = summarize(book.read()).kpis
    assert (said["win_rate"], said[key], said["win_rate_decided"]) == (1, 0, 1)


def test_retention_counts_who_left_and_is_back() -> None:
    """Two customers of 100 a year before the end; one leaves and is back with 150: 250 of 200 is there, 200 of it as before."""
    facts = replace(FACTS, horizon=2 * DAYS_PER_YEAR)
    book = Logbook(facts=facts).arrive(0, 1).change("customer", 0, 1, 0, 100).change("customer", 1, 1, 0, 100)
    book.change("churned", 0, 400, 0, -100).change("returned", 0, 450).change("customer", 0, 500, 0, 150)
    said = summarize(book.read()).kpis
    assert (said["nrr"], said["grr"]) == pytest.approx((1.25, 1.0))


def test_who_replaces_is_no_customer_meanwhile_and_not_lost() -> None:
    names = replace(Logbook().names, outcomes=(*Logbook().names.outcomes, "retired"))
    book = Logbook(names=names).arrive(0).change("customer", 0, 1, 0, 10).change("retired", 0, 5, 0, -10)
    book.change("returned", 0, 5)
    log = book.read()
    conservation.check(log)
    said = summarize(log).kpis
    assert (said["customers_end"], said["churned"], said["early_leaving"], said["mrr"]) == (0, 0, 0, 0)
    assert summarize(book.change("customer", 0, 9, 0, 20).read()).series["customers"] == [1]


def test_revenue_left_between_two_relations_is_a_contradiction() -> None:
    book = Logbook().arrive(0).change("customer", 0, 1, 0, 10).change("churned", 0, 2, 0, -5)
    book.change("returned", 0, 3).change("customer", 0, 4, 0, 10).change("churned", 0, 5, 0, -15)
    with pytest.raises(ConservationError, match="web-0 is no customer but has recurring revenue on day 2"):
        conservation.check(book.read())


def test_customers_come_back_only_from_having_left() -> None:
    book = Logbook().arrive(0).change("customer", 0, 1).change("returned", 0, 2)
    with pytest.raises(ConservationError, match="web-0 was customer and became 'returned' on day 2"):
        conservation.check(book.read())
