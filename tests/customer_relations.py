"""The relations of customers, kept by hand from what a log says has changed: what is signed, paid and still owed."""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from customer_lives import Sold, World, offered

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.units import DAYS_PER_YEAR, MONTH


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


def relations(log: EventLog, rows: np.ndarray, offer: Sold, world: World) -> list[Relation]:
    """The relations of a customer with such changes, one after the other."""
    found: list[Relation] = []
    for row in rows:
        what, now = log.names.outcomes[row["outcome"]], float(row["end"])
        if what == "customer":
            found.append(bought(offer, now, row))
            found[-1].back = world.get("customer", {}).get("early_leaving", {}).get("refund") == "unused"
        if found:
            found[-1].change(what, now, float(row["mrr"]), world.get("second_line", {}).get("once", 0))
            found[-1].booked += float(row["booked"])
            # What is sold at the instant of a bill is on the next one.
            billed = now + 1e-6 if what in ("upsold", "cross_sold") else now
            found[-1].bills.append((billed, found[-1].mrr))
    return found


def check_contracts(world: World, log: EventLog) -> int:
    """For every customer: signed is price times time, until the end of what is signed; and that is paid, still owed or, where
    bills come by the month, the rest of the month in which more was sold, which is given away. How many relations there were.

    A second line without a contract of terms goes on after the year that is signed; what is paid then was never booked. Of
    customers of day 0, what fell due before the last payment then, and the licence, had been paid. Prices must be as stated: not
    with something sold once beside, where mechanisms change prices from sale to sale.
    """
    arrivals, changes, payments = (log.of(kind) for kind in (Row.ARRIVAL, Row.CHANGE, Row.PAYMENT))
    segment = dict(zip(log.case(arrivals).tolist(), arrivals["outcome"].tolist(), strict=True))
    cases, paying, checked = log.case(changes), log.case(payments), 0
    for case in np.unique(cases[changes["outcome"] == log.names.outcomes.index("customer")]).tolist():
        rows, own = changes[cases == case], payments[paying == case]
        for one in relations(log, rows, offered(world, log.names.outcomes[segment[case]]), world):
            if one.since < 0 and not (own["end"] < 0).any():
                continue  # nothing recurred
            before = 0.0
            if one.since < 0:
                last = float(own["end"][0])
                assert last <= 0 < last + max(MONTH, one.offer.term)
                then = rows[(rows["end"] >= one.since) & (rows["end"] < last)]
                before = float((then["mrr"] * (last - then["end"])).sum()) / MONTH + one.offer.once * one.size
                one.booked += one.offer.once * one.size
            assert one.booked == pytest.approx(one.worth)
            within = (own["end"] >= one.since) & (own["end"] <= one.until)
            if one.alone:
                within &= own["end"] < one.end - 1e-6
            owed = one.owed(max(log.facts.horizon, one.begin)) if math.isinf(one.until) else 0.0
            paid = float(own["money"][within].sum())
            assert before + paid + owed + one.given == pytest.approx(one.booked)
            checked += 1
    return checked
