"""The monthly table."""

from dataclasses import replace

import pytest
from logbook import FACTS, Logbook

from orgsim.measures.monthly import monthly
from orgsim.units import MONTH


def test_the_last_month_is_flagged_when_the_horizon_cuts_it() -> None:
    table = monthly(Logbook(replace(FACTS, horizon=2.5 * MONTH)).arrive(0, day=70.0).read())
    assert table.index.tolist() == [1, 2, 3]
    assert table["partial"].tolist() == [False, False, True]
    assert table["end"].tolist() == pytest.approx([MONTH, 2 * MONTH, 2.5 * MONTH])
    assert table["leads"].tolist() == [0, 0, 1]


@pytest.mark.parametrize("months", [1, 7, 12, 36])
def test_whole_months_are_not_cut_by_rounding(months: int) -> None:
    table = monthly(Logbook(replace(FACTS, horizon=months * 365.25 / 12)).read())
    assert len(table) == months
    assert not table["partial"].any()
