"""Precision: how many replications it takes, when it is reached for good, and that its intervals cover what they say."""

import math
from typing import Any

import numpy as np
import pytest

from orgsim.study.effort import settled
from orgsim.study.precision import (
    Precision,
    PrecisionGoal,
    RunsNeeded,
    Width,
    look_ahead,
    reached_from,
    runs_needed,
    still_to_see,
)
from orgsim.study.sample import Sample


def sample(values: Any, key: str = "won") -> Sample:
    column = np.asarray(values, dtype=float)
    return Sample((key,), column.reshape(-1, 1), {})


def test_the_runs_that_a_precision_takes_by_hand() -> None:
    # s = .1 √10 / 2.2622 = .13979; with 32 runs 2.0395 s / √32 = .0504 is too wide, with 33 2.0369 s / √33 = .0496 is not.
    # The chi-squared quantiles of 9 degrees of freedom are 2.7004 and 19.0228: s lies between .0961 and .2552.
    assert runs_needed(0.1, 10, 0.05) == RunsNeeded(33, 17, 103)
    assert runs_needed(0.0, 10, 0.05) == RunsNeeded(2, 2, 2)
    assert runs_needed(math.inf, 10, 0.05) is None
    assert runs_needed(0.1, 1, 0.05) is None


def test_half_the_width_takes_four_times_the_runs() -> None:
    wide, narrow = runs_needed(0.02, 4000, 0.01), runs_needed(0.02, 4000, 0.005)
    assert wide is not None
    assert narrow is not None
    assert wide.runs == pytest.approx(16_000, rel=0.002)
    assert narrow.runs == pytest.approx(64_000, rel=0.002)


def test_the_runs_it_takes_lie_between_the_bounds_in_95_of_100_studies() -> None:
    """Normal replications with a standard deviation of .3 of a mean that is known, 20 of them; 5 % of it is wanted."""
    random, told = np.random.default_rng(1), 0
    truth = runs_needed(1.959964 * 0.3 / math.sqrt(1e6), 10**6, 0.05)
    assert truth is not None
    repeats = 1000
    for values in random.normal(0, 0.3, (repeats, 20)):
        found = runs_needed(2.093024 * values.std(ddof=1) / math.sqrt(20), 20, 0.05)
        assert found is not None
        told += found.low <= truth.runs <= found.high
    assert abs(told / repeats - 0.95) < 4 * math.sqrt(0.95 * 0.05 / repeats)


def test_a_precision_is_looked_at_for_five_runs_more_and_for_five_percent_from_100_on() -> None:
    assert [look_ahead(count) for count in (2, 10, 100, 119, 120, 1000)] == [5, 5, 5, 5, 6, 50]


def test_a_precision_that_is_lost_again_was_not_reached() -> None:
    narrow, wide = 0.01, 0.03
    assert reached_from([wide, narrow, narrow, narrow, narrow, narrow, narrow], 10, 0.02) == 11
    assert reached_from([wide, narrow, narrow, narrow, narrow, narrow], 10, 0.02) is None
    assert reached_from([narrow] * 4 + [wide] + [narrow] * 6, 2, 0.02) == 7
    assert reached_from([math.nan] * 20, 2, 0.02) is None


def test_how_many_runs_are_still_to_be_looked_at() -> None:
    assert still_to_see(lambda count: count >= 20, 20) == 5
    assert still_to_see(lambda count: count >= 18, 20) == 3
    assert still_to_see(lambda count: count >= 15, 20) == 0
    assert still_to_see(lambda _: True, 10) == 0
    assert still_to_see(lambda count: count >= 200, 203) == 7
    assert still_to_see(lambda count: count not in (18,), 20) == 4


def test_a_study_goes_on_until_the_precision_has_stayed() -> None:
    """Equal values are looked at from the fifth on; of 100 and 130 in turn half the interval is 9 % of 115 at 10, 4 % at 40."""
    goal = PrecisionGoal(0.03, ("won",))
    assert goal.wanted({"a": sample([100.0] * 9)}, 9) == 10
    assert goal.wanted({"a": sample([100.0] * 10)}, 10) == 10
    late = sample([100.0, 130.0] * 20 + [115.0] * 60)
    assert [goal.wanted({"a": late.first(count)}, count) > count for count in (10, 40, 100)] == [
        True,
        True,
        False,
    ]


def test_differences_have_to_be_known_as_precisely() -> None:
    """Both means are known to 1.4 %; what differs between them goes against what they share, so it is known to 2.8 %."""
    up = 100 + 7 * np.tile([1.0, -1.0], 50)
    both = {"a": sample(up), "b": sample(200 - up)}
    means = PrecisionGoal(0.02, ("won",), None).precision(both)
    assert means.missed == []
    found = PrecisionGoal(0.02, ("won",)).precision(both)
    assert found.missed == [Width("won", "b", "a", pytest.approx(2 * found.widths[0].share))]  # type: ignore[arg-type]
    assert PrecisionGoal(0.02, ("won",)).wanted(both, 100) == 195
    assert found.reached == {"a": found.widths[0].share, "b": found.widths[2].share}
    alike = {"a": sample(up), "b": sample(up + 10)}
    assert PrecisionGoal(0.02, ("won",)).precision(alike).widths[-1].share == 0


def test_every_two_are_compared_where_that_is_told() -> None:
    three = {name: sample([1.0, 2.0, 3.0]) for name in "abc"}
    found = PrecisionGoal(0.02, ("won",), "all").precision(three).widths
    assert [(one.scenario, one.against) for one in found if one.against] == [
        ("b", "a"),
        ("c", "a"),
        ("c", "b"),
    ]


def test_the_runs_of_all_figures_are_those_of_the_widest() -> None:
    widths = (Width("won", "a", None, 0.1), Width("arr", "a", None, 0.01), Width("arr", "b", "a", 0.05))
    assert Precision(0.05, 10, widths).needed == runs_needed(0.1, 10, 0.05)
    assert Precision(0.2, 10, widths).needed is None
    assert Precision(0.05, 10, (*widths, Width("cac", "a", None, math.inf))).needed is None


def test_what_is_foreseen_is_told_before_a_round() -> None:
    told: list[tuple[int, int]] = []

    def foreseen(found: Precision, most: int) -> None:
        told.append((found.count, most))

    effort = settled({"precision": 0.02, "precision_kpi": ["won"], "workers": 1, "foreseen": foreseen})
    values = sample(np.random.default_rng(2).normal(100, 20, 400))
    count = effort.first_round
    while (more := effort.next_round({"a": values.first(count)}, count)) > count:
        count = more
    assert told[0] == (10, 1000)
    assert 300 < count < 450


@pytest.mark.slow
@pytest.mark.parametrize(("spread", "asked"), [(0.05, 0.02), (0.2, 0.04)])
def test_intervals_of_studies_that_stop_by_themselves_cover_what_they_say(
    spread: float, asked: float
) -> None:
    random, covered, repeats = np.random.default_rng(3), 0, 2000
    goal = PrecisionGoal(asked, ("won",))
    for _ in range(repeats):
        values = sample(random.normal(1, spread, 1000))
        count = 10
        while (more := goal.wanted({"a": values.first(count)}, count)) > count:
            count = more
        column = values.values[:count, 0]
        covered += (
            abs(column.mean() - 1)
            <= goal.precision({"a": values.first(count)}).widths[0].share * column.mean()
        )
    assert covered / repeats > 0.95 - 4 * math.sqrt(0.95 * 0.05 / repeats), covered / repeats
