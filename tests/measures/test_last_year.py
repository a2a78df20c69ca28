"""The last 12 months of a run, worked out in the head; in scenarios that change half-way, against the monthly series."""

import math
from dataclasses import replace

import numpy as np
import pytest
from logbook import FACTS, Logbook
from long_desks import desk

from orgsim.measures.bins import cut
from orgsim.measures.kpis import KPIS
from orgsim.measures.last_year import LAST_YEAR_KPIS, LAST_YEAR_TEAM_KPIS, LastYear
from orgsim.measures.summary import Summary, summarize
from orgsim.study.run import Run, simulate
from orgsim.units import DAYS_PER_YEAR, MONTH


def book(months: float, warm_up: float = 0.0) -> Logbook:
    return Logbook(replace(FACTS, horizon=months * MONTH, warm_up=warm_up * MONTH))


def apart(one: Logbook) -> LastYear:
    found = summarize(one.read()).last_year
    assert found is not None
    return found


def busy() -> Logbook:
    """30 months: a customer of month 6 pays 100 then and 70 in month 18, one of month 20 pays 200, of which delivery takes 50;
    300 of pay over all 30 months, 9 for a lead of month 25, and 40 for an event of month 10."""
    one = book(30).arrive(0, 1).arrive(2, day=25 * MONTH, cost=9).spend(10 * MONTH, 40)
    one.change("customer", 0, 6 * MONTH, booked=120, mrr=10).pay(0, 6 * MONTH, 100).pay(0, 18 * MONTH, 70)
    one.change("customer", 1, 20 * MONTH, booked=240, mrr=20).pay(1, 20 * MONTH, 200, cost=50)
    return one.payroll(1, (0, 30 * MONTH), hours=3000, cost=300)


def test_the_last_year_by_hand() -> None:
    """Month 18 to 30: 270 come in, 50 of delivery, 120 of pay and 9 for a lead go out; one purchase."""
    found = apart(busy()).kpis
    assert found["revenue"] == 270
    assert found["payroll"] == pytest.approx(120)
    assert found["profit"] == pytest.approx(270 - 50 - 120 - 9)
    assert found["won"] == 1
    assert found["arr"] == 12 * 30
    assert math.isnan(found["logo_churn"])


def test_the_total_is_what_it_was() -> None:
    found = summarize(busy().read()).kpis
    assert (found["revenue"], found["won"]) == (370, 2)
    assert found["profit"] == pytest.approx(370 - 50 - 300 - 9 - 40)


@pytest.mark.parametrize(
    ("months", "warm_up", "told"),
    [(24, 0, True), (30, 6, True), (30, 7, False), (23.9, 0, False), (12, 0, False)],
)
def test_it_is_told_apart_from_24_months_after_the_warm_up_on(
    months: float, warm_up: float, told: bool
) -> None:
    found = summarize(book(months, warm_up).arrive(0).read())
    assert (found.last_year is not None) == told
    assert any("_year" in name and name.startswith("teams.") for name in found.parts) == told


def test_where_the_horizon_is_within_a_month_the_year_begins_within_one() -> None:
    """25.5 months: of 255 of pay, 10 a month, and of two payments a day to either side, what lies behind month 13.5 counts."""
    one = book(25.5).arrive(0).change("customer", 0, MONTH, booked=120, mrr=10)
    one.pay(0, 13.5 * MONTH - 1, 8).pay(0, 13.5 * MONTH + 1, 16)
    one.payroll(1, (0, 25.5 * MONTH), hours=100, cost=255)
    found = apart(one).kpis
    assert found["payroll"] == pytest.approx(120)
    assert found["revenue"] == 16
    series = summarize(one.read()).series
    assert len(series["payroll"]) == 26
    assert series["payroll"][13] == pytest.approx(10)


def test_its_bins_are_those_of_the_months() -> None:
    whole, broken = cut(36 * MONTH, 6 * MONTH), cut(1000.0, 0.0)
    assert whole.year is not None
    assert whole.edges[whole.year] == 24 * MONTH
    assert len(whole.edges) == 37
    assert broken.year is not None
    assert broken.edges[broken.year] == 1000 - DAYS_PER_YEAR
    assert cut(24 * MONTH, MONTH).year is None


def two_classes() -> Logbook:
    """36 months. Ten come in month 12 for a year each: 2 of 10 leave in month 24, 1 of 8 in month 36. Four come in month 18 for
    half a year each: all renew in month 24, 1 of 4 leaves in month 30, 1 of 3 in month 36."""
    one = book(36).arrive(*range(14))
    for lead in range(14):
        begin, term = (12, 12) if lead < 10 else (18, 6)
        one.change("customer", lead, begin * MONTH, booked=10 * term, mrr=10)
    gone: set[int] = set()
    for month, leaving in ((24, (0, 1)), (30, (10,)), (36, (2, 11))):
        for lead in range(14):
            if lead in gone or (lead < 10 and month == 30):
                continue
            leaves = lead in leaving
            one.change("churned" if leaves else "renewed", lead, month * MONTH, mrr=-10 if leaves else 0)
        gone |= set(leaving)
    return one


def test_churn_of_the_year_by_hand() -> None:
    """A decision on the day on which the year begins is of the days before it. Of the year: 1 of 8 after a year, 2 of 7 after
    half of one; held are 8 x 12 and 4 x 6 + 3 x 6 customer-months. In all: 3 of 18, and 2 of 11; 216 and 66."""
    found = summarize(two_classes().read())
    assert found.last_year is not None
    half = 1 - (5 / 7) ** 2
    assert found.last_year.kpis["logo_churn"] == pytest.approx((96 / 8 + 42 * half) / 138)
    half = 1 - (9 / 11) ** 2
    assert found.kpis["logo_churn"] == pytest.approx((216 * 3 / 18 + 66 * half) / 282)


def test_retention_is_that_of_the_last_12_months_in_both() -> None:
    """At month 24 twelve are there with 10 each (two have left that very day); 3 of them leave until the horizon."""
    found = summarize(two_classes().read())
    assert found.last_year is not None
    assert found.last_year.kpis["nrr"] == found.kpis["nrr"] == pytest.approx(9 / 12)
    assert found.last_year.kpis["grr"] == found.kpis["grr"] == pytest.approx(9 / 12)


def test_the_load_of_the_year_by_hand() -> None:
    """A job from month 17 to month 19 of 30 lies half in the year; on duty are 3000 hours evenly over 30 months."""
    one = busy().job("close", 0, (17 * MONTH, 17 * MONTH, 19 * MONTH), "done", hours=600.0)
    found = summarize(one.read())
    assert found.last_year is not None
    assert found.last_year.teams["field"]["utilisation"] == pytest.approx(300 / 1200)
    assert found.teams["field"]["utilisation"] == pytest.approx(600 / 3000)
    assert math.isnan(found.last_year.teams["care"]["utilisation"])
    assert found.parts["teams.field.hours_year"] == pytest.approx(300)
    assert found.parts["teams.field.capacity_hours_year"] == pytest.approx(1200)


def over_runs(name: str, *runs: Summary) -> float:
    combined = LAST_YEAR_KPIS[name].combined
    assert combined is not None
    return float(
        combined.value(*(np.mean([one.parts[part] for one in runs], axis=0) for part in combined.parts))
    )


def test_over_replications_churn_of_the_year_is_a_ratio_of_means() -> None:
    """Of two runs, in one of which nobody decides: as in the other alone, and no mean of a ratio and nothing."""
    one, none = summarize(two_classes().read()), summarize(book(36).arrive(0).read())
    assert one.last_year is not None
    assert none.last_year is not None
    assert math.isnan(none.last_year.kpis["logo_churn"])
    assert over_runs("logo_churn", one, none) == pytest.approx(one.last_year.kpis["logo_churn"])


def test_it_has_no_definitions_of_its_own() -> None:
    for name, kpi in LAST_YEAR_KPIS.items():
        usual = KPIS[name]
        assert replace(kpi, combined=None) == replace(usual, combined=None)
        assert (kpi.combined is None) == (usual.combined is None)
        if kpi.combined is not None and usual.combined is not None:
            assert kpi.combined.value is usual.combined.value
            assert len(kpi.combined.parts) == len(usual.combined.parts)
    assert list(LAST_YEAR_TEAM_KPIS) == ["utilisation"]


CHANGES = """
changes = [ { at = "24 months", headcount = 3 } ]
[[price_lists]]
at = "24 months"
price = "300 / month"
"""


@pytest.fixture(scope="module")
def changing() -> Run:
    plan = desk("36 months", CHANGES).replace(
        {"scenario.warm_up": "3 months", "sources.web.leads": "1 / day"}
    )
    return simulate(plan, seed=3)


def test_a_change_at_a_known_month_stands_in_the_year_alone(changing: Run) -> None:
    """Three people at 3,000 for 12 months, where one is paid in the 21 before; loads fall to about a third."""
    year = changing.kpis("last year").set_index("kpi")
    assert list(year.index) == list(LAST_YEAR_KPIS)
    assert year.loc["payroll", "value"] == pytest.approx(12 * 3 * 3000)
    assert changing.summary.kpis["payroll"] == pytest.approx((12 * 3 + 21) * 3000)
    assert year.loc["payroll", "unit"] == "money"
    found = changing.summary.last_year
    assert found is not None
    assert found.teams["desk"]["utilisation"] < 0.6 * changing.summary.teams["desk"]["utilisation"]


def test_the_year_is_what_its_months_add_up_to(changing: Run) -> None:
    monthly, found = changing.kpis("month"), changing.summary.last_year
    assert found is not None
    for name in ("won", "revenue", "payroll"):
        assert found.kpis[name] == pytest.approx(monthly[name].iloc[-12:].sum())
        assert found.kpis[name] != pytest.approx(changing.summary.kpis[name])
    costs = monthly[["delivery_cost", "payroll", "spending"]].iloc[-12:].to_numpy().sum()
    assert found.kpis["profit"] == pytest.approx(monthly["revenue"].iloc[-12:].sum() - costs)
    assert found.kpis["arr"] == pytest.approx(monthly["arr"].iloc[-1])


def test_a_run_of_two_years_is_two_years(changing: Run) -> None:
    """Cut at month 24, the run has what the whole one has until then: its last 12 months are months 13 to 24 of it."""
    short = simulate(changing.scenario.replace({"scenario.horizon": "27 months"}), seed=3)
    months, found = changing.kpis("month").iloc[15:27], short.summary.last_year
    assert found is not None
    for name in ("won", "revenue", "payroll"):
        assert found.kpis[name] == pytest.approx(months[name].sum())
