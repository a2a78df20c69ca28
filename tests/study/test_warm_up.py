"""Warm-up advice: MSER-5 worked by hand, and on series whose transient is known."""

import json
from functools import cache

import numpy as np
import pytest

import orgsim
from orgsim.plan.load import parse
from orgsim.report.drawing.runs import WarmUpChart
from orgsim.report.study import warm_up
from orgsim.report.study.reading import StudyReading
from orgsim.study.sample import Sample
from orgsim.study.warm_up import advised, batch_means, mser, truncated


def test_the_statistic_by_hand() -> None:
    # Of 9 1 2 1 2 1 2 1: 97 − 19²/8 = 51.875 over 64; without the first 16 − 10²/7 = 12/7 over 49; of 2 1 2 1 2 1 1.5 over 36;
    # of 1 2 1 2 1 11 − 49/5 = 1.2 over 25; of 2 1 2 1 1 over 16.
    found = mser([9, 1, 2, 1, 2, 1, 2, 1])
    assert found == pytest.approx([51.875 / 64, 12 / 7 / 49, 1.5 / 36, 1.2 / 25, 1 / 16])
    assert truncated([9, 1, 2, 1, 2, 1, 2, 1]) == 1
    assert truncated([9, 8, 2, 1, 2, 1, 2, 1]) == 2


def test_what_still_moves_has_not_settled() -> None:
    assert truncated([1, 2, 3, 4, 5, 6, 7, 8]) is None
    assert truncated([8, 7, 6, 5, 1, 1, 1, 1]) is None
    assert truncated([1, 1, 1]) is None
    assert truncated([0.1, 0.1, 0.1, 0.1]) == 0
    assert truncated([5, 1, 1, 1]) == 1


def test_batches_are_whole() -> None:
    assert batch_means([1, 2, 3, 4, 5, 6, 6, 6, 6, 6, 99]).tolist() == [3, 6]
    assert batch_means([1, 2, 3]).tolist() == []


def test_an_autoregressive_series_that_begins_far_off_is_cut_where_that_is_over() -> None:
    """X(t) = .8 X(t−1) + e from 40: what is left of it after t is 40 × .8^t, below .1 (a 17th of the deviation) from t = 27."""
    random, cuts = np.random.default_rng(4), []
    for _ in range(300):
        value, series = 40.0, []
        for step in random.normal(0, 1, 300):
            value = 0.8 * value + step
            series.append(value)
        cuts.append(5 * (truncated(batch_means(series)) or 0))
    # By the time of the cut less than a tenth of the standard deviation of a mean of the rest is left of the start.
    assert 15 <= np.median(cuts) <= 30
    assert np.mean(np.array(cuts) >= 10) > 0.99


def test_a_queue_that_begins_with_a_backlog_is_seen_without_it() -> None:
    """Waits at M/M/1 with load .5, whose mean is 1: with 60 to wait at first the mean of all 1,000 is far off, what is left of
    them after the cut is not (Lindley's recursion, 20 queues)."""
    random = np.random.default_rng(5)
    full, left = [], []
    for _ in range(100):
        served, between = random.exponential(1, (20, 1000)), random.exponential(2, (20, 1000))
        wait, waits = np.full(20, 60.0), []
        for k in range(1000):
            waits.append(wait.mean())
            wait = np.maximum(0, wait + served[:, k] - between[:, k])
        cut = truncated(batch_means(waits))
        assert cut is not None
        full.append(np.mean(waits))
        left.append(np.mean(waits[5 * cut :]))
    assert np.mean(full) > 2
    assert abs(np.mean(left) - 1) < 4 * np.std(left) / 10 + 0.02


PLAN = """
[scenario]
horizon = "{months} months"
mechanisms = []
[sources.web]
leads = "{leads} / day"
[journey.serve]
title = "Serve"
work = {{ mean = "2 h" }}
outcomes = [{{ to = "lost", rate = 1.0 }}]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["serve"]
"""


@cache
def desk(months: int, leads: int) -> orgsim.Study:
    plan = parse(PLAN.format(months=months, leads=leads), "desk.toml")
    return orgsim.compare({"desk": plan}, replications=8, workers=1)


def advice(months: int, leads: int) -> tuple[str, list[dict[str, object]]]:
    study = desk(months, leads)
    told = StudyReading(study, advice=True)
    document = json.loads(json.dumps(warm_up.advised_document(told), allow_nan=False))["warm_up"]["desk"]
    table = study.warm_up()
    assert table["series"].tolist() == [row["series"] for row in document["series"]]
    assert table["state"].tolist() == [row["state"] for row in document["series"]]
    return document["sentence"], document["series"]


def test_a_desk_with_time_left_needs_little_and_one_without_never_settles() -> None:
    said, series = advice(40, 4)
    assert {row["series"] for row in series} == {"utilisation.desk", "queue_length.serve"}
    assert all(row["state"] == "settled" for row in series)
    assert "MSER-5" in said
    said, series = advice(40, 14)
    assert [row["months"] for row in series if row["state"] == "moving"] == [None]
    assert said.startswith(
        "No warm-up makes this a steady state within 40 months, since these still move at the end: "
    )
    assert "Waiting: Serve" in said


def test_a_series_of_which_half_would_be_left_out_is_short_where_nothing_shows_that_it_moves_on() -> None:
    """Two runs of 20 months, four batches: 8 4 2 2 by the mean; the last two quarters are the same but for noise."""
    random, level = np.random.default_rng(6), np.repeat([8.0, 4.0, 1.9, 2.0], 5)
    days = np.full((9, 20), 365.25 / 12)
    sample = Sample((), np.zeros((9, 0)), {"days": days, "won": level + random.normal(0, 1, (9, 20))})
    [one] = advised(sample)
    assert (one.state, one.months) == ("short", 10)
    rising = Sample(
        (), np.zeros((9, 0)), {"days": days, "won": np.arange(20.0) + random.normal(0, 1, (9, 20))}
    )
    [one] = advised(rising)
    assert (one.state, one.months) == ("moving", None)


def test_short_runs_say_what_advice_needs() -> None:
    said, _ = advice(19, 4)
    assert said == "Advice on a warm-up needs 20 whole months or more; there are 19."


def test_a_month_that_the_horizon_cuts_and_series_that_do_not_vary_are_left_out() -> None:
    month = 365.25 / 12
    days = np.array([[month] * 20 + [month / 2]])
    values = np.array([[1.0, 2.0] * 10 + [1000.0]])
    sample = Sample(
        (), np.zeros((1, 0)), {"days": days, "won": values, "customers": np.ones((1, 21)), "cash": values}
    )
    [one] = advised(sample)
    assert (one.series, len(one.means), max(one.means)) == ("won", 20, 2.0)


def test_the_figure_shows_the_series_that_take_longest() -> None:
    chart = desk(40, 14).charts()["warm-up"]
    assert isinstance(chart, WarmUpChart)
    assert [panel.cut is None for panel in chart.panels if panel.title == "Waiting: Serve"] == [True]
    assert all(len(panel.months) == 40 for panel in chart.panels)
