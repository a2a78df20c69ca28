"""Waits and queues, worked out in the head."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from logbook import FACTS, NAN, Logbook

from orgsim.events.columns import Facts
from orgsim.measures.bins import Spans, cut
from orgsim.measures.summary import summarize
from orgsim.units import MONTH


def qualify(book: Logbook) -> dict[str, float]:
    """The figures of the activity qualify."""
    return summarize(book.read()).activities["qualify"]


def three_waits(facts: Facts = FACTS) -> Logbook:
    """Three jobs that wait 0, 6 and 12 hours."""
    return (
        Logbook(facts)
        .job("qualify", 0, (1, 1, 2))
        .job("qualify", 1, (2, 2.25, 3))
        .job("qualify", 2, (3, 3.5, 4))
    )


def test_waits_in_elapsed_hours() -> None:
    found = qualify(three_waits())
    assert found["arrived"] == found["done"] == 3
    assert found["wait_hours"] == pytest.approx(6)
    assert found["wait_p90_hours"] == pytest.approx(10.8)  # 6 + 0.8 (12 - 6)
    assert found["waited_share"] == pytest.approx(2 / 3)
    assert found["cold_share"] == found["open"] == 0


def test_only_jobs_ready_in_the_window_count() -> None:
    found = qualify(three_waits(replace(FACTS, warm_up=2.0)))
    assert found["arrived"] == 2
    assert found["wait_hours"] == pytest.approx(9)
    assert found["waited_share"] == 1


def test_wait_figures_are_nan_where_no_job_tells() -> None:
    found = summarize(three_waits().read()).activities["close"]
    assert found["arrived"] == found["queue_length"] == 0
    for name in (
        "wait_hours",
        "wait_p90_hours",
        "waited_share",
        "cold_share",
        "pass_rate",
        "first_pass_rate",
    ):
        assert np.isnan(found[name]), name


def left_queue() -> Logbook:
    """Waits of 2 days (worked), 3 (gone cold) and 1 (still waiting at the horizon, day 10); one job is in work then."""
    return (
        Logbook()
        .job("qualify", 0, (1, 3, 4))
        .job("qualify", 1, (2, NAN, 5), "cold")
        .job("qualify", 2, (9, NAN, NAN), "open")
        .job("qualify", 3, (8, 8, NAN), "open")
    )


def test_cold_and_open_jobs() -> None:
    found = qualify(left_queue())
    assert found["arrived"] == 4
    assert found["done"] == 1
    assert found["open"] == 2
    assert found["cold_share"] == pytest.approx(1 / 3)  # of two begun and one cold; one is still waiting
    assert found["wait_hours"] == pytest.approx(24)  # of 48 and 0: the one still waiting is not known yet


def test_queue_is_the_time_average_of_waiting_jobs() -> None:
    assert qualify(left_queue())["queue_length"] == pytest.approx((2 + 3 + 1) / 10)


def test_queue_counts_only_the_days_inside_the_window() -> None:
    book = left_queue()
    book.facts = replace(FACTS, warm_up=2.0)
    assert qualify(book)["queue_length"] == pytest.approx((1 + 3 + 1) / 8)


def test_little_holds_exactly_when_all_waits_lie_inside() -> None:
    found = qualify(three_waits())
    assert found["queue_length"] * 10 == pytest.approx(found["arrived"] * found["wait_hours"] / 24)


def test_talks_nobody_holds_stand_in_no_queue() -> None:
    found = qualify(Logbook().job("qualify", 0, (1, NAN, 6), "missed", team=-1, person=-1))
    assert found["queue_length"] == 0
    assert found["arrived"] == 1
    assert found["cold_share"] == 0


def test_draining_completes_waits_but_not_the_queue() -> None:
    book = (
        Logbook(replace(FACTS, drained=True)).job("qualify", 0, (9, 12, 13)).job("qualify", 1, (11, 13, 14))
    )
    found = qualify(book)
    assert found["arrived"] == found["done"] == 1  # the second was ready after the horizon
    assert found["wait_hours"] == pytest.approx(72)
    assert found["queue_length"] == pytest.approx(1 / 10)


def test_monthly_waits_by_the_month_of_readiness_and_queue_by_time() -> None:
    book = Logbook(replace(FACTS, horizon=2 * MONTH))
    book.job("qualify", 0, (1, 2, 3)).job("qualify", 1, (MONTH - 1, MONTH + 2, MONTH + 3)).job(
        "qualify", 2, (MONTH, MONTH, 40)
    )
    series = summarize(book.read()).series
    assert series["wait_hours.qualify"] == pytest.approx([48, 0])
    assert series["queue_length.qualify"] == pytest.approx([2 / MONTH, 2 / MONTH])
    assert np.isnan(series["wait_hours.close"]).all()


def test_pass_rates_count_best_outcomes_of_decided_jobs() -> None:
    book = (
        Logbook()
        .job("qualify", 0, (1, 1, 2), "close")
        .job("qualify", 1, (1, 2, 3), "nurture")
        .job("qualify", 1, (4, 4, 5), "close", visit=1)
        .job("qualify", 2, (5, NAN, 6), "cold")
        .job("qualify", 3, (9, 9, NAN), "open")
        .job("onboard", 0, (3, 3, 4), "done")
    )
    found = summarize(book.read()).activities
    assert found["qualify"]["pass_rate"] == pytest.approx(2 / 3)
    assert found["qualify"]["first_pass_rate"] == pytest.approx(1 / 2)
    assert np.isnan(found["onboard"]["pass_rate"])


@pytest.mark.parametrize("back", ["again at qualify", "returned from rest"])
def test_first_pass_rate_leaves_out_leads_that_were_back(back: str) -> None:
    book = Logbook().arrive(0, 1).job("qualify", 0, (1, 1, 2), "close").job("close", 0, (2, 2, 3), "lost")
    if back == "again at qualify":
        book.job("qualify", 1, (3, 3, 4), "close", visit=1)
    else:
        book.change("resting", 1, 2).change("returned", 1, 4)
    book.job("close", 1, (4, 4, 5), "customer")  # its first visit to close, but not on its first way through
    found = summarize(book.read()).activities["close"]
    assert found["pass_rate"] == pytest.approx(1 / 2)
    assert found["first_pass_rate"] == 0


@given(
    st.lists(st.tuples(st.integers(0, 2), st.floats(0, 80), st.floats(0, 70), st.floats(0, 5)), max_size=20),
    st.floats(1, 100),
    st.floats(0, 0.99),
)
def test_bins_share_amounts_by_overlap(
    raw: list[tuple[int, float, float, float]], horizon: float, part: float
) -> None:
    bins = cut(horizon, part * horizon)
    group, start, length, amount = (np.array([row[k] for row in raw], float) for k in range(4))
    end = start + length
    table = bins.share(Spans(group.astype(int), start, end, amount), 3)
    for k in range(3):
        for at, (low, high) in enumerate(zip(bins.edges, bins.edges[1:], strict=False)):
            expected = sum(
                a * ((low <= s < high) if e == s else max(0.0, min(e, high) - max(s, low)) / (e - s))
                for g, s, e, a in zip(group, start, end, amount, strict=True)
                if g == k
            )
            assert table[k, at] == pytest.approx(expected, rel=1e-9, abs=1e-9)
