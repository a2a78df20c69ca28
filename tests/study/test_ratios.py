"""Ratios over replications: the value at the means of the sums, Fieller's interval, the jackknife, and what they leave open."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgsim.measures.bins import ratios
from orgsim.measures.kpis import KPIS, Combined, over
from orgsim.measures.steps import ACTIVITY_KPIS, TEAM_KPIS
from orgsim.measures.summary import summarize
from orgsim.plan.load import parse
from orgsim.setup.simulate import run
from orgsim.study.paired import paired_difference, paired_figures, relative_change
from orgsim.study.quantities import Quantity
from orgsim.study.ratios import clipped, estimate_combined, fieller, possible, replicated, replicated_mean
from orgsim.study.sample import Sample
from orgsim.study.statistics import Estimate

CAC = over("cost", "won")


def values(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=float)


def test_a_ratio_is_that_of_the_means_and_no_run_is_left_out() -> None:
    """100 spent in each of four runs that won 0, 1, 1, 2: 100 a customer, not the (100 + 100 + 50) / 3 of the lucky ones."""
    found = estimate_combined(CAC, [np.full(4, 100.0), values(0, 1, 1, 2)])
    assert (found.mean, found.count) == (100, 4)


def test_fieller_by_hand() -> None:
    """100 against 3, 5, 4, 4: mean 4, variance 2/3, t = 3.182446 with 3 degrees of freedom.

    100 is certain, so the set is 100 / r within 4 ± 3.182446 √(2/3 / 4) = 4 ± 1.299228: 18.870 to 37.026.
    """
    [(low, high)] = fieller(np.full(4, 100.0), values(3, 5, 4, 4))
    assert low == pytest.approx(100 / 5.299228, rel=1e-6)
    assert high == pytest.approx(100 / 2.700772, rel=1e-6)


def test_fieller_with_both_sides_uncertain_solves_its_equation() -> None:
    """At each bound r the t-statistic of above − r below is the quantile, 2.776445 with 4 degrees of freedom."""
    above, below = values(90, 120, 100, 95, 130), values(9, 13, 11, 8, 12)
    for bound in fieller(above, below)[0]:
        rest = above - bound * below
        assert abs(rest.mean()) / (rest.std(ddof=1) / math.sqrt(5)) == pytest.approx(2.776445, rel=1e-6)


def test_a_denominator_that_may_be_nothing_sets_no_upper_bound() -> None:
    """One customer in four runs: 0.25 ± .80. All that is sure is that a customer costs 100 / 1.0456 or more."""
    parts = [np.full(4, 100.0), values(0, 0, 1, 0)]
    assert estimate_combined(CAC, parts).doubts == ("unbounded",)
    found = possible(CAC, parts, 0.0, math.inf)
    assert found.low == pytest.approx(100 / (0.25 + 3.182446 * 0.25), rel=1e-6)
    assert (found.mean, found.high) == (400, math.inf)


def test_nothing_certain_above_and_below_sets_no_bound_at_all() -> None:
    parts = [values(-100, 100, 10, 30), values(0, 0, 1, 0)]
    assert fieller(*parts) == ((-math.inf, math.inf),)
    found = possible(CAC, parts, -math.inf, math.inf)
    assert (found.low, found.high) == (-math.inf, math.inf)


def test_nothing_below_in_any_run_is_undefined() -> None:
    assert estimate_combined(CAC, [np.full(3, 100.0), np.zeros(3)]).count == 0
    one = estimate_combined(CAC, [values(100), values(4)])
    assert one.mean == 25
    assert math.isnan(one.low)


def test_what_never_varies_has_an_interval_of_no_width() -> None:
    found = estimate_combined(CAC, [np.full(10, 0.1), np.full(10, 0.3)])
    assert (found.low, found.mean, found.high) == pytest.approx((1 / 3, 1 / 3, 1 / 3), rel=1e-12)


def test_other_combinations_take_the_jackknife() -> None:
    """A sum is linear, so the pseudo-values are the runs: where it is not above 0, mean ± t s / √n; 2 ± 2.484138 here."""
    less = Combined(("in", "out"), lambda a, b: a - b)
    found = estimate_combined(less, [values(1, 2, 6), values(0, 0, 3)])
    assert found.mean == 2
    low = estimate_combined(less, [values(1, -2, 7), values(0, 0, 0)])
    # 1, −2, 7: s = 4.582576, t = 4.302653: 2 ± 11.383749. Without the 7 it is below 0, so no log is taken.
    assert (low.low, low.high) == pytest.approx((2 - 11.383749, 2 + 11.383749), abs=1e-5)


def test_a_figure_above_0_keeps_its_interval_above_0() -> None:
    square = Combined(("a", "b"), lambda a, b: a * a / b)
    found = estimate_combined(square, [values(1, 2, 9, 4), values(1, 5, 2, 2)])
    assert 0 < found.low < found.mean < found.high
    alone = Combined(("a", "b"), ratios)
    hung = estimate_combined(alone, [np.full(4, 100.0), values(0, 0, 1, 0)])
    assert (hung.low, hung.high, hung.doubts) == (-math.inf, math.inf, ("unbounded",))


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=20))
def test_of_a_mean_the_pseudo_values_are_the_replications(numbers: list[float]) -> None:
    found = replicated_mean(np.array(numbers))
    assert np.allclose(found.pseudo, numbers, atol=1e-6)


def test_the_same_seller_at_half_the_win_rate_is_twice_as_dear() -> None:
    """Spending 100,000 in every run; 1 customer a run on average against half of them. From all pairs, not from the lucky."""
    luck = np.random.default_rng(20240101)
    whole = luck.poisson(1.0, 4000).astype(float)
    half = luck.binomial(whole.astype(int), 0.5).astype(float)
    spent = np.full(4000, 100_000.0)
    found = paired_figures(replicated(CAC, [spent, whole]), replicated(CAC, [spent, half]))
    assert found.difference.count == 4000
    assert found.relative.mean == pytest.approx(1.0, abs=0.1)
    assert found.relative.low < 1.0 < found.relative.high
    assert found.difference.low < 100_000 < found.difference.high
    lucky = (whole > 0) & (half > 0)
    wrong = paired_difference(spent[lucky] / whole[lucky], spent[lucky] / half[lucky])
    assert wrong.difference.mean / wrong.mean_a < 0.5


def test_a_pair_that_is_twice_as_dear_in_every_run_is_so_without_doubt() -> None:
    won = values(3, 1, 4, 1, 5)
    found = paired_figures(replicated(CAC, [np.full(5, 10.0), won]), replicated(CAC, [np.full(5, 20.0), won]))
    assert (found.relative.low, found.relative.mean, found.relative.high) == pytest.approx((1, 1, 1))
    assert found.difference.mean == pytest.approx(found.mean_a)
    assert found.difference.low < found.difference.mean < found.difference.high


@given(st.integers(0, 10_000))
def test_the_interval_of_a_difference_leaves_0_out_exactly_when_its_test_does(seed: int) -> None:
    luck = np.random.default_rng(seed)
    won = luck.poisson(3.0, (2, 8)) + 1.0
    spent = luck.lognormal(0.0, 0.5, (2, 8))
    found = paired_figures(replicated(CAC, [spent[0], won[0]]), replicated(CAC, [spent[1], won[1]]))
    leaves_out = found.difference.low > 0 or found.difference.high < 0
    assert leaves_out == (found.p < 0.05)
    assert leaves_out == (found.relative.low > 0 or found.relative.high < 0)
    assert found.difference.low <= found.difference.mean <= found.difference.high


def test_at_its_bounds_a_difference_is_just_not_told_from_what_was_seen() -> None:
    """The bound d above: the jackknife's t-statistic of log(b / (a + d)) is −2.262157 with 9 degrees of freedom."""
    luck = np.random.default_rng(3)
    one = replicated(CAC, [luck.lognormal(0, 0.3, 10), luck.poisson(5.0, 10) + 1.0])
    other = replicated(CAC, [luck.lognormal(0.2, 0.3, 10), luck.poisson(3.0, 10) + 1.0])
    d = paired_figures(one, other).difference.high
    assert d > 0
    whole, without = math.log(other.value / (one.value + d)), np.log(other.without / (one.without + d))
    pseudo = 10 * whole - 9 * without
    assert whole / (pseudo.std(ddof=1) / math.sqrt(10)) == pytest.approx(-2.262157, rel=1e-5)


def test_sides_turned_round_turn_the_difference_round() -> None:
    luck = np.random.default_rng(4)
    one, other = (replicated(CAC, [luck.lognormal(0, 0.3, 10), luck.poisson(5.0, 10) + 1.0]) for _ in "ab")
    there, back = paired_figures(one, other), paired_figures(other, one)
    assert (back.difference.low, back.difference.high) == pytest.approx(
        (-there.difference.high, -there.difference.low)
    )
    assert back.p == pytest.approx(there.p)


def test_the_same_on_both_sides_is_no_difference() -> None:
    one = replicated(CAC, [values(1, 2, 3), values(2, 2, 5)])
    found = paired_figures(one, one)
    assert (found.difference.low, found.difference.mean, found.difference.high, found.p) == (0, 0, 0, 1)


def test_a_side_that_hangs_on_one_run_sets_no_bounds() -> None:
    spent = np.full(4, 100.0)
    found = paired_figures(
        replicated(CAC, [spent, values(1, 2, 1, 2)]), replicated(CAC, [spent, values(0, 0, 1, 0)])
    )
    assert found.difference == Estimate(
        pytest.approx(400 - 100 / 1.5), -math.inf, math.inf, 4, ("unbounded",)
    )
    assert math.isnan(found.p)
    nothing = paired_figures(
        replicated(CAC, [spent, values(1, 2, 1, 2)]), replicated(CAC, [spent, np.zeros(4)])
    )
    assert nothing.difference.count == 0


def test_a_bound_that_is_out_of_this_world_is_none() -> None:
    """Two runs, one of which spends 10^15 times as much: whatever may be added is not told from what was seen."""
    won = values(1, 1)
    one, other = replicated(CAC, [values(1, 2), won]), replicated(CAC, [values(1, 1e15), won])
    found = paired_figures(one, other).difference
    assert found.high == math.inf
    assert math.isfinite(found.low)


def test_a_share_of_nothing_is_compared_without_a_log() -> None:
    """No job goes cold on one side: its log does not exist, the jackknife of the difference does."""
    over_all = np.full(6, 100.0)
    one = replicated(CAC, [np.zeros(6), over_all])
    other = replicated(CAC, [values(1, 3, 2, 2, 1, 3), over_all])
    found = paired_figures(one, other)
    # .01, .03, .02, .02, .01, .03: mean .02, s = .00894427, t = 2.570582 with 5 degrees of freedom.
    assert (found.difference.mean, found.difference.low) == pytest.approx(
        (0.02, 0.02 - 2.570582 * 0.00894427 / 6**0.5)
    )
    assert relative_change(one, other).count == 0


def test_an_interval_is_cut_at_what_is_possible_and_says_so() -> None:
    cut = clipped(Estimate(0.1, -0.17, 0.37, 5), 0.0, 1.0)
    assert (cut.low, cut.high, cut.doubts) == (0.0, 0.37, ("clipped",))
    assert clipped(Estimate(0.5, 0.4, 0.6, 5), 0.0, 1.0).doubts == ()
    assert Quantity(KPIS["profit"]).possible == (-math.inf, math.inf)
    assert Quantity(KPIS["cash_valley"]).possible == (-math.inf, 0.0)
    assert Quantity(KPIS["nrr"]).possible == (0.0, math.inf)
    assert Quantity(TEAM_KPIS["utilisation"], "teams", "sales").possible == (0.0, 1.0)


def test_a_measure_without_sums_has_the_mean_of_its_figures() -> None:
    sample = Sample(("cac",), values(1, 2, 3)[:, None], {})
    assert Quantity(KPIS["cac"]).estimate(sample).mean == 2
    assert Quantity(KPIS["cac"]).compare(sample, sample).difference.mean == 0


ONE_SELLER = """
[scenario]
horizon = "12 months"
mechanisms = []
[market]
title = "Few large deals"
currency = "USD"
[sources.web]
leads = "10 / month"
[journey.close]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 0.00833333333 }, { to = "lost", rate = 0.99166666667 } ]
[offering]
kind = "subscription"
price = "10_000 / month"
term = "12 months"
[organization]
title = "One seller"
[teams.sales]
headcount = 1
cost = "100_000 / year"
does = ["close"]
[policies.records]
kind = "crm"
"""


def test_the_figures_of_one_run_are_those_of_its_sums() -> None:
    """Every figure that follows from sums has its sums, and for one run they give its own value."""
    log = run(parse(ONE_SELLER.replace("0.00833333333", "0.1").replace("0.99166666667", "0.9")), 1, 0)
    found = summarize(log)
    for name, kpi in KPIS.items():
        if kpi.combined is not None:
            value = kpi.combined.value(*(np.array([found.parts[part]]) for part in kpi.combined.parts))[0]
            assert value == pytest.approx(found.kpis[name], nan_ok=True), name
    for place, owner, kpis, own in (
        ("activities", "close", ACTIVITY_KPIS, found.activities["close"]),
        ("teams", "sales", TEAM_KPIS, found.teams["sales"]),
    ):
        for name, kpi in kpis.items():
            if kpi.combined is not None:
                sums = (np.array([found.parts[f"{place}.{owner}.{part}"]]) for part in kpi.combined.parts)
                assert kpi.combined.value(*sums)[0] == pytest.approx(own[name], nan_ok=True), name
    assert found.kpis["won"] > 0
    assert found.kpis["handoffs_per_customer"] == 0


@pytest.mark.slow
def test_a_customer_of_a_seller_who_often_wins_nobody_costs_what_it_costs() -> None:
    """100,000 a year and one customer a year on average: 100,000, not the 76,699 of the years that won somebody."""
    from orgsim.study.compare import compare

    plan = parse(ONE_SELLER)
    half = plan.replace(
        {
            "journey.close.outcomes": [
                {"to": "customer", "rate": 0.00416666667},
                {"to": "lost", "rate": 0.99583333333},
            ]
        }
    )
    study = compare({"today": plan, "half": half}, replications=600, workers=2)
    table = study.table().set_index(["scenario", "kpi"])
    cost = table.loc[("today", "cac_plain")]
    assert cost["low"] < 100_000 < cost["high"]
    assert cost["count"] == 600
    assert cost["mean"] == pytest.approx(
        table.loc[("today", "acquisition_cost"), "mean"] / table.loc[("today", "won"), "mean"]
    )
    gap = study.differences().set_index("kpi").loc["cac_plain"]
    assert gap["count"] == 600
    assert gap["relative_low"] < 1.0 < gap["relative_high"]
    assert gap["verdict"] == "worse"
