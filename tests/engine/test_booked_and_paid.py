"""What is booked is paid or still owed: expansions, second lines, renewals, replacements and leaving, whatever is offered."""

import math
from dataclasses import dataclass, field
from typing import Any

import pytest
import tomli_w
from customer_lives import Sold, World, lives, sold
from estimates import SEED, outcome, scenario
from hypothesis import given, settings

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures import conservation
from orgsim.measures.summary import summarize
from orgsim.setup.simulate import run
from orgsim.units import DAYS_PER_YEAR, MONTH

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


@dataclass
class Relation:
    """One customer relation, kept by hand from the changes that the log tells of."""

    offer: Sold
    since: float
    size: float
    by_month: bool
    begin: float
    """When the present term began, or what is signed without a term."""
    end: float
    """Until when it is signed for."""
    mrr: float
    worth: float
    """What is paid once, and price times time until the end of what is signed."""
    booked: float = 0.0
    """What the log says has been signed."""
    given: float = 0.0
    """What bills by the month do not charge: the rest of the month in which more is sold."""
    until: float = math.inf
    back: bool = False
    """Whether who leaves early is paid back what is unused."""
    bills: list[tuple[float, float]] = field(default_factory=list)
    """When recurring revenue moved, and to what."""
    discount: float = 0.0
    """What is still taken off the offering's price."""
    beside: float = 0.0
    """What is paid for the second line."""
    alone: bool = False
    """Whether what recurs has no contract of terms."""

    def paid_to(self, now: float) -> float:
        """Until when is paid for."""
        if not self.by_month:
            return self.end
        return min(self.end, self.begin + MONTH * (math.floor((now - self.begin) / MONTH) + 1))

    def unused(self, now: float) -> float:
        """What is paid for the time from now on: by the month at what recurred when the last bill came."""
        rest = max(0.0, self.paid_to(now) - now) / MONTH
        if not self.by_month:
            return self.mrr * rest
        billed = self.begin + MONTH * math.floor((now - self.begin) / MONTH)
        return [mrr for when, mrr in self.bills if when <= billed + 1e-9][-1] * rest

    def owed(self, now: float) -> float:
        """What is signed and to be paid later."""
        return self.mrr * max(0.0, self.end - self.paid_to(now)) / MONTH

    def change(self, what: str, now: float, mrr: float, once: float) -> None:
        """What happens to the customer; `once` is what a customer of size 1 pays at once for the second line."""
        if what == "renewed":
            moved = 1.0 if self.offer.licence else self.offer.factor(now) / self.offer.factor(self.begin)
            full = (self.mrr - self.beside) * moved * self.offer.rise / (1 - self.discount)
            assert self.mrr + mrr == pytest.approx(full + self.beside)
            self.mrr, self.discount = full + self.beside, 0.0
            self.worth += self.mrr * (self.end - self.begin) / MONTH
            self.begin, self.end = now, now + (self.end - self.begin)
        elif what in ("upsold", "cross_sold"):
            if (
                not self.mrr and mrr
            ):  # the second line alone: a year is signed, and its first month paid at once
                self.begin, self.end, self.alone = now, now + DAYS_PER_YEAR, True
            elif self.by_month:
                self.given += mrr * max(0.0, self.paid_to(now) - now) / MONTH
            self.worth += mrr * max(0.0, self.end - now) / MONTH
            if what == "cross_sold":
                self.worth += once * self.size
                self.beside += mrr
            self.mrr += mrr
        elif what == "contracted":
            assert mrr == pytest.approx(-0.3 * self.mrr)
            self.mrr, self.beside = self.mrr * 0.7, self.beside * 0.7
        elif what in ("churned", "retired"):
            early = what == "churned" and now < self.end - 1e-6
            self.worth -= self.owed(now) + (self.unused(now) if early and self.back else 0.0)
            self.mrr, self.until = 0.0, now


def bought(offer: Sold, now: float, row: Any) -> Relation:
    """A new customer, by the prices of the offering or its segment."""
    mrr = float(row["mrr"])
    factor = offer.factor(now)
    once, monthly = offer.once * factor, offer.monthly * (1.0 if offer.licence else factor)
    size = mrr / (monthly * (1 - offer.discount)) if mrr else float(row["booked"]) / once
    end = now + offer.term if mrr else now
    worth = once * size + mrr * (end - now) / MONTH
    by_month = offer.by_month or not mrr
    relation = Relation(offer, now, size, by_month, now, end, mrr, worth, discount=offer.discount)
    relation.bills.append((now, mrr))
    return relation


def relations(log: EventLog, number: int, world: World) -> list[Relation]:
    """The relations of a customer, one after the other."""
    found: list[Relation] = []
    offer = sold(world, number)
    rows = log.of(Row.CHANGE)
    for row in rows[rows["number"] == number]:
        what, now = log.names.outcomes[row["outcome"]], float(row["end"])
        if what == "customer":
            found.append(bought(offer, now, row))
            found[-1].back = world["customer"].get("early_leaving", {}).get("refund") == "unused"
        if found:
            found[-1].change(what, now, float(row["mrr"]), world["second_line"].get("once", 0))
            found[-1].booked += float(row["booked"])
            found[-1].bills.append((now, found[-1].mrr))
    return found


@settings(max_examples=100, deadline=None)
@given(lives())
def test_what_is_booked_is_paid_or_still_owed(world: World) -> None:
    """For every customer: signed is price times time, until the end of what is signed; and that is paid, still owed or, where
    bills come by the month, the rest of the month in which more was sold, which is given away.

    A second line without a contract of terms goes on after the year that is signed; what is paid then was never booked.
    """
    log = run(scenario(tomli_w.dumps(world)), SEED, 0)
    conservation.check(log)
    payments = log.of(Row.PAYMENT)
    for number in range(len(world["sources"]["list"]["arrivals"])):
        own = payments[payments["number"] == number]
        for one in relations(log, number, world):
            assert one.booked == pytest.approx(one.worth)
            within = (own["end"] >= one.since) & (own["end"] <= one.until)
            if one.alone:
                within &= own["end"] < one.end - 1e-6
            paid = float(own["money"][within].sum())
            owed = one.owed(log.facts.horizon) if math.isinf(one.until) else 0.0
            assert paid + owed + one.given == pytest.approx(one.booked)
