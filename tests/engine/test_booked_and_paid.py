"""What is booked is paid or still owed: expansions, second lines, renewals, replacements and leaving, whatever is offered."""

import pytest
import tomli_w
from customer_lives import World, lives
from customer_relations import check_contracts
from estimates import SEED, outcome, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from searching import examples

from orgsim.events.columns import Row
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.setup.simulate import run
from orgsim.units import MONTH

SEATS = """
[scenario]
horizon = "12 months"
mechanisms = []
[sources.signed]
kind = "recorded"
arrivals = [0.0]
[journey.sign]
work = { mean = "0 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 } ]
[journey.check_in]
work = { mean = "1 h", distribution = "constant" }
optional = true
[offering]
kind = "subscription"
price = "100 / month"
term = "12 months"
billing = "BILLING"
[customer]
churn = "0 % / year"
[customer.check_ins]
every = "3 months"
[customer.upsell]
rate = 1.0
value = 0.10
[teams.sales]
headcount = 1
calendar = "continuous"
does = ["sign", "check_in"]
"""
HOUR = 1 / 24


@pytest.mark.parametrize(("billing", "paid"), [("term", 1392.3), ("monthly", 1359.2)])
def test_more_seats_in_mid_term(billing: str, paid: float) -> None:
    """One customer adds a tenth after 3, 6 and 9 months and an hour: 9, 6 and 3 months less an hour are left of the year.

    Paid in advance: 1,200 + 10 x 8.999 + 11 x 5.999 + 12.1 x 2.999. By the month: 4 x 100 + 3 x 110 + 3 x 121 + 2 x 133.10; what
    is added counts from the next payment on. Signed is the same.
    """
    log = run(scenario(SEATS.replace("BILLING", billing)), SEED, 0)
    said, signed = summarize(log).kpis, 1392.3
    rests = sum(10 * 1.1**k * (9 - 3 * k - HOUR / MONTH) for k in range(3))
    assert said["mrr"] == pytest.approx(133.1)
    assert said["revenue"] == pytest.approx(paid, abs=0.05)
    assert said["bookings"] == pytest.approx(signed, abs=0.05)
    assert said["bookings"] == pytest.approx(1200 + rests)
    if billing == "term":
        assert said["revenue"] == pytest.approx(said["bookings"])


def test_expansion_over_three_years_paid_in_advance() -> None:
    """Eleven certain upsells of a quarter: what is signed for three years is paid; by the month, all but the months of sale are.

    Rests of the terms at hand: an upsell an hour after 3k months has 12 - 3 (k mod 4) months less an hour left.
    """
    grown = SEATS.replace('horizon = "12 months"', 'horizon = "36 months"').replace(
        "value = 0.10", "value = 0.25"
    )
    term, monthly = (
        summarize(run(scenario(grown.replace("BILLING", billing)), SEED, 0)).kpis
        for billing in ("term", "monthly")
    )
    assert term["mrr"] == monthly["mrr"] == pytest.approx(100 * 1.25**11)
    assert monthly["revenue"] == pytest.approx(15_198.15, abs=0.01)
    added = [(100 * 1.25**k * 0.25, 12 - 3 * ((k + 1) % 4) - HOUR / MONTH) for k in range(11)]
    # The fourth and the eighth fall an hour into a term that was renewed at the price before them.
    expected = sum(1200 * 1.25**k for k in (0, 3, 7)) + sum(more * rest for more, rest in added)
    assert term["revenue"] == term["bookings"] == pytest.approx(expected)
    assert monthly["bookings"] == pytest.approx(expected)
    # By the month, the month of each sale is not charged.
    assert monthly["revenue"] == pytest.approx(expected - sum(more for more, _ in added) * (1 - HOUR / MONTH))


def test_maintenance_that_ends_with_its_licence_is_no_longer_signed() -> None:
    """A year of maintenance is signed for 120; after 100 days, in its fourth month, the product is replaced: 40 were paid."""
    text = SEATS.replace(
        'kind = "subscription"\nprice = "100 / month"\nterm = "12 months"\nbilling = "BILLING"',
        'kind = "perpetual"\nprice = 900\nmaintenance = { price = "10 / month" }\nloyalty = 0.0\n'
        'replaced = { mean = "100 days", distribution = "constant" }',
    ).replace("rate = 1.0\nvalue", "rate = 0.0\nvalue")
    log = run(scenario(text), SEED, 0)
    said = summarize(log).kpis
    assert said["bookings"] == said["revenue"] == pytest.approx(940)
    rows = log.of(Row.CHANGE)
    assert rows["booked"].tolist() == pytest.approx([1020, -80])


def test_work_that_closes_an_expansion_books_when_it_is_done() -> None:
    """Ten days of closing: the rest of the term is shorter by so much."""
    text = SEATS.replace("value = 0.10", 'value = 0.10\nactivity = "expand"').replace("BILLING", "term")
    text = text.replace(
        "[offering]", '[journey.expand]\nwork = { mean = "240 h", distribution = "constant" }\n[offering]'
    )
    log = run(
        scenario(text.replace('"check_in"]', '"check_in", "expand"]').replace("= 1\n", "= 2\n")), SEED, 0
    )
    first = log.of(Row.CHANGE)[log.of(Row.CHANGE)["outcome"] == outcome(log, "upsold")][0]
    assert first["end"] == pytest.approx(3 * MONTH + HOUR + 10)
    assert first["booked"] == pytest.approx(10 * (9 - (10 + HOUR) / MONTH))


@settings(max_examples=examples(100), deadline=None)
@given(lives())
def test_what_is_booked_is_paid_or_still_owed(world: World) -> None:
    """For every customer: see `customer_relations.check_contracts`."""
    log = run(scenario(tomli_w.dumps(world)), SEED, 0)
    conservation.check(log)
    check_contracts(world, log)


@settings(max_examples=examples(60), deadline=None)
@given(lives(), st.integers(1, 6), st.integers(5, 900))
def test_what_customers_of_day_0_sign_is_paid_or_still_owed(world: World, number: int, days: int) -> None:
    """As above, of customers of day 0: what fell due before the last payment then, and the licence, had been paid."""
    world["firm"] = {"customers": number, "tenure": {"mean": f"{days} days", "cv": 0.7}}
    log = run(scenario(tomli_w.dumps(world)), SEED, 0)
    conservation.check(log)
    check_contracts(world, log)
