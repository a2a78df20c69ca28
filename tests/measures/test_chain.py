"""The funnel as a chain, by hand: each lead at the furthest step it reached, and rates that multiply to what was won."""

from dataclasses import replace

import numpy as np
import pytest
import tomli_w
from hypothesis import given, settings
from hypothesis import strategies as st
from logbook import FACTS, NAN, Logbook
from small_worlds import worlds

import orgsim
from orgsim.errors import OrgsimError
from orgsim.measures.chain import CUSTOMER, chain, rates, window
from orgsim.measures.reading import read
from orgsim.plan.load import parse
from orgsim.study.run import Run, simulate


def five_leads() -> Logbook:
    """0 buys on day 6 after a second talk; 1 is closed and lost; 2 is qualified and rests; 3 goes cold; 4 comes in at close, is
    never called there, and buys all the same on day 3."""
    book = Logbook().arrive(0, 1, 2, 3, 4)
    book.job("qualify", 0, (0, 1, 2), "close").job("close", 0, (2, 3, 4), "nurture")
    book.job("close", 0, (4, 5, 6), "customer", visit=1).change("customer", 0, 6)
    book.job("qualify", 1, (0, 2, 3), "close").job("close", 1, (3, 5, 6), "lost").change("lost", 1, 6)
    book.job("qualify", 2, (0, 3, 4), "nurture").change("resting", 2, 4)
    book.job("qualify", 3, (0, NAN, 5), "cold").change("resting", 3, 5)
    return book.change("customer", 4, 3)


def test_counts_and_rates_by_hand() -> None:
    reading = read(five_leads().read())
    counted = window(reading, chain(reading))
    assert list(counted) == ["qualify", "close", CUSTOMER]
    assert counted["qualify"] == {"came": 5, "contacted": 4, "worked": 3, "again": 0, "days": 1 + 2 + 3}
    assert counted["close"] == {"came": 3, "contacted": 3, "worked": 2, "again": 1, "days": 3 + 5}
    assert counted[CUSTOMER] == {"came": 2, "contacted": 2, "worked": 2, "again": 0, "days": 6 + 3}
    said = rates({name: np.array([row[name] for row in counted.values()]) for name in counted["close"]})
    assert said["contact_rate"] == pytest.approx([4 / 5, 1, NAN], nan_ok=True)
    assert said["pass_rate"] == pytest.approx([3 / 4, 2 / 3, NAN], nan_ok=True)
    assert said["rate"] == pytest.approx([3 / 5, 2 / 3, 2 / 5])
    assert said["reproposal_rate"] == pytest.approx([0, 1 / 2, NAN], nan_ok=True)
    assert said["days"] == pytest.approx([2, 4, 4.5])


def test_the_cohort_is_what_arrived_in_the_window_and_work_after_the_purchase_is_none_of_it() -> None:
    book = five_leads().arrive(7, day=5.0).job("qualify", 0, (7, 7, 8), visit=1)
    book.facts = replace(FACTS, warm_up=4.0)
    reading = read(book.read())
    assert window(reading, chain(reading))["qualify"]["came"] == 1
    whole = read(five_leads().job("qualify", 0, (7, 7, 8), visit=1).read())
    assert window(whole, chain(whole))["qualify"]["again"] == 0


def test_a_step_that_nobody_does_is_no_part_of_the_chain() -> None:
    reading = read(Logbook(replace(FACTS, team_does=((), ("close",), ("onboard",)))).arrive(0).read())
    assert chain(reading).steps == ("close", CUSTOMER)


def check_products(run: Run) -> None:
    """In every period the rates of the steps multiply to won over leads, and the periods add up to the whole."""
    for period in ("total", "quarter", "month"):
        for _, rows in run.funnel(period).groupby("period"):
            came = rows["came"].to_numpy()
            assert (np.diff(came) <= 0).all()
            steps = rows.iloc[:-1]
            if came[0] and len(steps) and (steps["contacted"] > 0).all() and (steps["came"] > 0).all():
                chained = (steps["contact_rate"] * steps["pass_rate"]).prod()
                assert chained == pytest.approx(came[-1] / came[0], rel=1e-12, abs=1e-15)
    whole, months = run.funnel(), run.funnel("month")
    if run.events.facts.warm_up == 0:
        summed = months.groupby("step", sort=False)["came"].sum()
        assert summed[whole["step"]].tolist() == pytest.approx(whole["came"].tolist())
    said = run.summary.kpis
    assert whole["came"].iloc[-1] == pytest.approx(np.nan_to_num(said["win_rate"]) * said["leads"])


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_rates_multiply_to_what_was_won_in_any_world(data: st.DataObject) -> None:
    check_products(simulate(parse(tomli_w.dumps(data.draw(worlds()))), 1))


def test_a_study_has_the_same_table_from_means() -> None:
    scenario = orgsim.load("the-model").replace({"scenario.horizon": "4 months"})
    study = orgsim.compare({"one": scenario}, replications=2, workers=1)
    runs = [simulate(scenario, 1, k) for k in range(2)]
    for period in ("total", "quarter", "month"):
        came = np.mean([run.funnel(period)["came"] for run in runs], axis=0)
        found = study.funnel("one", period)
        assert found["came"].to_numpy() == pytest.approx(came)
    whole = study.funnel("one").set_index("step")
    assert (whole["contact_rate"] * whole["pass_rate"])[:-1].prod() == pytest.approx(whole["rate"].iloc[-1])
    told = study.to_json()["scenarios"]["one"]["funnel"]
    assert told["close"]["pass_rate"] == pytest.approx(whole["pass_rate"]["close"])
    assert told[CUSTOMER]["pass_rate"] is None


def test_a_period_that_there_is_not() -> None:
    run = simulate(orgsim.load("the-model").replace({"scenario.horizon": "1 month"}), 1)
    with pytest.raises(OrgsimError, match='period is \'week\'; it must be "total", "quarter" or "month"'):
        run.funnel("week")  # type: ignore[arg-type]
