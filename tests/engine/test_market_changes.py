"""Market changes: from when to when something is moved, and what changes that overlap come to."""

import math

import pytest

from orgsim.engine.market_changes import MarketChanges

SPANS = ((10.0, 20.0, 2.0), (15.0, math.inf, 3.0))
"""One change for ten days, another from the middle of it on for good."""


@pytest.mark.parametrize(
    ("day", "added", "multiplied"),
    [
        (9.999, 0.0, 1.0),
        (10.0, 2.0, 2.0),
        (14.999, 2.0, 2.0),
        (15.0, 5.0, 6.0),
        (19.999, 5.0, 6.0),
        (20.0, 3.0, 3.0),
        (9999.0, 3.0, 3.0),
    ],
)
def test_a_change_begins_on_its_first_day_and_is_over_on_its_last(
    day: float, added: float, multiplied: float
) -> None:
    assert MarketChanges(SPANS).at(day) == added
    assert MarketChanges(SPANS, multiply=True).at(day) == multiplied


def test_where_nothing_changes_nothing_is_moved() -> None:
    assert (MarketChanges().at(5.0), MarketChanges(multiply=True).at(5.0)) == (0.0, 1.0)
    assert MarketChanges().edges() == []


def test_rates_have_an_edge_where_a_change_begins_and_where_it_ends() -> None:
    assert sorted(MarketChanges(SPANS).edges()) == [10.0, 15.0, 20.0, math.inf]
