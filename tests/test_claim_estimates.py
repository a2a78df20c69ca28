"""Claims that are answered by estimates: intervals, errors and regrets by hand, firms in proportion, rates that were kept."""

import json

import numpy as np
import pytest

from experiments.claims.counting import NAMED, off
from experiments.claims.growth import SIDES, mature
from experiments.claims.hiring import regret
from experiments.claims.rows import combined, counted, of_figure
from orgsim.study.ratios import replicated_mean


def test_a_share_of_cases_by_hand() -> None:
    """Wilson: of none in ten up to z² / (10 + z²) = 3.8415 / 13.8415 can be true; of nothing nothing is known."""
    none = counted("none", 0, 10)
    assert (none["value"], none["low"], none["high"]) == pytest.approx((0, 0, 0.2775), abs=1e-4)
    half = counted("half", 5, 10)
    assert half["high"] - 0.5 == pytest.approx(0.5 - half["low"])
    nothing = counted("nothing", 0, 0)
    assert np.isnan(nothing["value"])
    assert (nothing["low"], nothing["high"]) == (0, 1)


def test_what_follows_from_figures_of_the_same_runs() -> None:
    """12 months over a mean payback of 20, with each run left out in turn."""
    back = combined(lambda months: 12 / months, replicated_mean(np.array([16.0, 20.0, 24.0])))
    assert back.value == pytest.approx(0.6)
    assert back.without == pytest.approx([12 / 22, 12 / 20, 12 / 18])
    row = of_figure("back", "share", back)
    assert row["low"] < 0.6 < row["high"]


def test_the_distance_of_leads_from_a_forecast() -> None:
    """Of 10 expected 8, 12 and 13 came; the rest of a span is left out: (2 + 2 + 3) / 3 / 10; two together 0 / 20."""
    leads = np.array([8, 12, 13])
    assert off(leads, 10, 1) == pytest.approx(7 / 30)
    assert off(leads, 10, 2) == pytest.approx(0)


def test_the_best_place_is_chosen_by_the_other_half_of_the_runs() -> None:
    """In even runs a is best, in odd ones b: so even runs are measured at b, which brings less there, and odd ones at a."""
    gains = {"a": np.array([0.1, 0.0, 0.1, 0.0]), "b": np.array([0.0, 0.2, 0.0, 0.2])}
    assert regret(gains, "a") == pytest.approx([-0.1, 0, -0.1, 0])
    assert regret(gains, "b") == pytest.approx([0, -0.2, 0, -0.2])


def test_smaller_firms_have_leads_and_customers_in_proportion_to_the_people_beside_one_developer() -> None:
    sides = SIDES["A4"]("b2b-saas")
    small, large = sides["8 people, all do all"], sides["8 people, development apart"]
    assert small.firm is not None
    assert small.firm.customers == 50  # 100 x 7 / 14
    assert small.sources["web"].leads == pytest.approx(160 / 30.4375 / 2, rel=1e-5)
    assert small.sources["seminar"].every == pytest.approx(28)
    for side in (small, large):
        assert sum(team.headcount for team in side.teams.values()) == 8
        assert side.policies.hiring == {}


def test_a_firm_whose_market_dries_up_has_fewer_people_each_year() -> None:
    firm = mature()["licences alone"]
    assert [one.headcount for one in firm.teams["inside_sales"].changes] == [4, 3, 2]


def test_the_hit_rates_that_were_kept_stand_on_their_page() -> None:
    page = NAMED.with_suffix(".md").read_text(encoding="utf-8")
    for one in json.loads(NAMED.read_text(encoding="utf-8"))["named"]:
        assert f"{100 * one['rate']:.0f} %" in page, one
        assert "silent" not in one or f"{100 * one['silent']:.0f} %" in page, one
