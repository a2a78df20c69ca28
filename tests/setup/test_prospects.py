"""A market with so many prospects and no more: how fast enquiries run dry, against the closed form."""

import math

import numpy as np
import pytest
from estimates import scenario

from orgsim.errors import ScenarioError
from orgsim.plan.derived.demand import expected_leads
from orgsim.plan.scenario import Scenario
from orgsim.setup.arrivals import steady_times
from orgsim.setup.prospects import Intensity, enquiries
from orgsim.setup.simulate import run

MARKET = """
[scenario]
horizon = "{days} days"
mechanisms = []
[market]
title = "Town"
{prospects}
[sources.web]
leads = "3 / day"
{web}
[sources.ads]
leads = "1 / day"
[sources.list]
kind = "recorded"
arrivals = [5.0]
[journey.sell]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["sell"]
"""


def town(prospects: int | None = 500, days: int = 200, web: str = "") -> Scenario:
    said = "" if prospects is None else f"prospects = {prospects}"
    return scenario(MARKET.format(prospects=said, days=days, web=web))


def counts(plan: Scenario, day: float, seeds: int = 60) -> np.ndarray:
    """Mean enquiries of both sources until a day."""
    return np.mean(
        [[(steady_times(plan, name, (1, k)) < day).sum() for name in ("web", "ads")] for k in range(seeds)],
        axis=0,
    )


@pytest.mark.parametrize("day", [20, 100, 200])
def test_enquiries_run_dry_as_the_closed_form_says(day: int) -> None:
    """N (1 - exp(-L/N)) after stated rates of L in all; three in four from the web."""
    asked = 500 * (1 - math.exp(-4 * day / 500))
    slack = 4 * math.sqrt(500 * 0.25 / 60)
    assert counts(town(), day) == pytest.approx([0.75 * asked, 0.25 * asked], abs=slack)


def test_growth_and_seasons_go_on_until_nobody_is_left() -> None:
    plan = town(200, web='growth = "10 % / month"')
    for k in range(5):
        both = np.sort(np.concatenate([steady_times(plan, name, (1, k)) for name in ("web", "ads")]))
        assert len(both) <= 200
        assert both[-1] < 200
    mass = 200 + 3 * (1.1 ** (200 / 30.4375) - 1) / (math.log(1.1) / 30.4375)
    assert counts(plan, 200).sum() == pytest.approx(200 * (1 - math.exp(-mass / 200)), abs=1.5)


def test_by_hand() -> None:
    """Two prospects, a rate of 1 a day: the first comes when the luck says, the second after twice its gap."""
    course = Intensity(np.array([0.0, 100.0]), np.array([0.0, 100.0]))
    assert enquiries([course], [np.array([1.0, 3.0, 4.0])], 2) == [[1.0, 5.0]]
    # Another source takes the first prospect on day 1; from then on this one's clock runs at half its pace.
    assert enquiries([course, course], [np.array([2.0]), np.array([1.0])], 2) == [[3.0], [1.0]]


def test_a_source_that_rests_for_a_while() -> None:
    course = Intensity(np.array([0.0, 2.0, 10.0, 20.0]), np.array([0.0, 2.0, 2.0, 12.0]))
    assert course.at(5.0) == 2.0
    assert enquiries([course], [np.array([1.0, 2.0, 3.0])], 4)[0] == pytest.approx(
        [1.0, 10 + 1 / 3, 10 + 1 / 3 + 2]
    )


def test_without_end_nothing_changes_and_many_are_nearly_that() -> None:
    without, many = town(None), town(1_000_000_000)
    for name in ("web", "ads"):
        assert steady_times(many, name, (1, 0)) == pytest.approx(
            steady_times(without, name, (1, 0)), abs=1e-3
        )
    assert without.fingerprint() != town(1_000_000_000).fingerprint()


def test_fewer_prospects_bring_the_same_people_later() -> None:
    """The luck of a lead stays its own: it comes later or not at all."""
    few, more = (steady_times(town(number), "web", (1, 0)) for number in (300, 900))
    assert len(few) < len(more)
    assert (few >= more[: len(few)] - 1e-9).all()


def test_what_a_run_brings_and_is_expected_to_bring() -> None:
    plan = town()
    expected = expected_leads(plan)
    asked = 500 * (1 - math.exp(-800 / 500))
    assert expected == pytest.approx({"web": 0.75 * asked, "ads": 0.25 * asked, "list": 1})
    log = run(plan, 1, 0)
    codes = {name: log.names.entities.index(name) for name in expected}
    arrivals = log.rows[log.rows["kind"] == 0]
    assert (arrivals["entity"] == codes["list"]).sum() == 1
    assert (arrivals["entity"] == codes["web"]).sum() == len(steady_times(plan, "web", (1, 0)))
    assert expected_leads(town(web='growth = "100 % / month"', days=90_000))["web"] < math.inf


def test_no_prospects_at_all() -> None:
    with pytest.raises(ScenarioError, match=r"market.prospects is 0; it must be 1 or more"):
        town(0)
