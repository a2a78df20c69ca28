"""Customers by when they first bought: worked out by hand, and adding up to the customers of every month."""

from dataclasses import replace

import pytest
from logbook import FACTS, Logbook

from orgsim.measures.cohorts import length
from orgsim.measures.monthly import monthly
from orgsim.units import MONTH


def test_cohorts_are_followed_month_by_month() -> None:
    """One from before day 0 leaves in month 2; of two of the first quarter one leaves in month 4, and comes back in month 6."""
    book = Logbook(replace(FACTS, horizon=6 * MONTH)).arrive(0, 1, 2, 3)
    book.change("customer", 0, -10.0).change("churned", 0, 1.5 * MONTH)
    book.change("customer", 1, 0.5 * MONTH).change("customer", 2, 2.5 * MONTH)
    book.change("churned", 2, 3.5 * MONTH).change("customer", 2, 5.5 * MONTH)
    book.change("customer", 3, 4.5 * MONTH)
    table = monthly(book.read())
    assert table["at_start"].tolist() == [1] * 6
    assert table["cohort.before"].tolist() == [1, 0, 0, 0, 0, 0]
    assert table["bought_first"].tolist() == [1, 0, 1, 0, 1, 0]
    assert table["cohort.1"].tolist() == [1, 1, 2, 1, 1, 2]
    assert table["cohort.2"].tolist() == [0, 0, 0, 0, 1, 1]
    own = [name for name in table if name.startswith("cohort.")]
    assert table[own].sum(axis=1).tolist() == table["customers"].tolist()


@pytest.mark.parametrize(("months", "each"), [(1, 3), (36, 3), (37, 6), (73, 12), (144, 12), (145, 13)])
def test_a_long_run_has_no_more_than_twelve(months: int, each: int) -> None:
    assert length(months) == each
    assert -(-months // each) <= 12


def test_people_of_a_month_are_those_who_were_there() -> None:
    book = Logbook(replace(FACTS, horizon=3 * MONTH))
    book.staff(0, "joined", 0).staff(0, "joined", 0.5 * MONTH, person=1).staff(0, "left", 1.75 * MONTH)
    table = monthly(book.read())
    assert table["headcount.inside"].tolist() == pytest.approx([1.5, 1.75, 1.0])
    assert table["headcount.field"].tolist() == [0, 0, 0]
