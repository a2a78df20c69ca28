"""Enquiries by hour of the day: in their hours, as many as stated, the same leads, met by any number of servers."""

import math

import numpy as np
import pytest
from estimates import SEED, scenario
from scipy.integrate import quad
from scipy.stats import lognorm
from theory import erlang_c

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

WORLD = """
[scenario]
horizon = "{days} days"
start = 2024-01-01
mechanisms = []

[sources.web]
leads = "{leads} / day"
growth = "{growth} % / month"

[sources.web.seasonality]
{season}

[journey.respond]
work = {{ mean = "{work} h", distribution = "{kind}" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = {people}
calendar = "{calendar}"
does = ["respond"]
"""
USUAL = {
    "days": 70, "leads": 10, "growth": 0, "season": "", "work": 0, "kind": "constant", "people": 1,
    "calendar": "continuous",
}  # fmt: skip
OFFICE = [0] * 9 + [1] * 8 + [0] * 7


def world(**changes: object) -> Scenario:
    """A world, with some of it other than usual."""
    return scenario(WORLD.format(**(USUAL | changes)))


def came(**changes: object) -> np.ndarray:
    """When its leads come (days)."""
    found: np.ndarray = run(world(**changes), SEED, 0).of(Row.ARRIVAL)["end"]
    return found


def test_enquiries_by_hour_of_day() -> None:
    """Fourteen a working day, all from 9 to 17, three people, a tenth of an hour each: hardly anybody waits."""
    season = f"weekdays = [1.4, 1.4, 1.4, 1.4, 1.4, 0, 0]\nhours = {OFFICE}"
    case = world(days=364, season=season, work=0.1, people=3, calendar="office")
    log = run(case, SEED, 0)
    arrivals = log.of(Row.ARRIVAL)["end"]
    hours = arrivals % 1 * 24
    assert ((hours >= 9) & (hours < 17)).all()
    assert (arrivals % 7 < 5).all()
    assert abs(len(arrivals) - 3640) <= 4 * math.sqrt(3640)
    load = 1.75 * 0.1
    share = erlang_c(load, 3)
    figures = summarize(log).activities["respond"]
    # Who calls in the last minutes may have to wait for the next day; that is 1.4 % of an hour's enquiries at most.
    assert abs(figures["waited_share"] - share) <= 4 * math.sqrt(share / 3640) + 1e-3
    waits = log.of(Row.JOB)["start"] - log.of(Row.JOB)["ready"]
    assert float(waits[(hours < 16.9)].mean()) * 24 < 0.001


def test_the_leads_of_a_day_are_as_many_as_without_hours() -> None:
    """Unit-rate luck is carried through the rate: each lead comes on the day on which it came, whatever the hours."""
    even, shaped = came(), came(season=f"hours = {[0.5] * 12 + [1.0] * 12}")
    assert len(even) == len(shaped)
    assert (even.astype(int) == shaped.astype(int)).all()
    # A third of the day's leads come in its first half: what has passed of a day by the hour t is t / 36 up to noon.
    early = even % 1 < 1 / 3
    assert (shaped % 1 < 0.5)[early].all()
    assert (shaped % 1)[early] == pytest.approx((even % 1)[early] * 1.5, abs=1e-9)


@pytest.mark.parametrize("factor", [1, 0.1, 8.0])
def test_hours_are_relative_to_each_other(factor: float) -> None:
    assert came(season=f"hours = {[factor * hour for hour in OFFICE]}") == pytest.approx(
        came(season=f"hours = {OFFICE}"), abs=1e-9
    )


def test_even_hours_are_those_of_no_hours() -> None:
    assert came(season=f"hours = {[1] * 24}") == pytest.approx(came(), abs=1e-9)


def test_hours_months_weekdays_and_growth_are_multiplied() -> None:
    """At the horizon, 31 days on, leads have doubled: the integral of 10 x 2^(t / month) over January's Mondays, all by noon."""
    season = f"hours = {[1] * 12 + [0] * 12}\nweekdays = [1, 0, 0, 0, 0, 0, 0]\nmonths = [3{', 0' * 11}]"
    found = came(season=season, growth=100, days=60, leads=100)
    assert set(found.astype(int)) <= {0, 7, 14, 21, 28}
    assert (found % 1 < 0.5).all()
    expected = sum(300 * 2 ** ((day + 0.5) / 30.4375) for day in (0, 7, 14, 21, 28))
    assert abs(len(found) - expected) <= 4 * math.sqrt(expected)


def test_a_horizon_within_an_hour() -> None:
    found = came(days=1.52, leads=2000, season=f"hours = {[0] * 12 + [1] * 12}")
    assert found.max() < 1.52
    assert abs(len(found) - 2000 * (1 + 0.02 * 2)) <= 4 * math.sqrt(2080)


HOURS = [0.2] * 8 + [2.0] * 4 + [1.0] + [2.5] * 5 + [0.3] * 6


@pytest.fixture(scope="module")
def many_days() -> EventLog:
    """400 days of 48 leads each, all of whom are served at once."""
    season = f"hours = {HOURS}"
    return run(world(days=401, leads=48, season=season, work=3, kind="lognormal", people=150), SEED, 0)


@pytest.mark.parametrize("at", [3.0, 11.0, 13.5, 20.0])
def test_people_at_work_are_those_of_infinitely_many_servers(at: float, many_days: EventLog) -> None:
    """M_t/G/infinity (Khinchine; Eick, Massey and Whitt 1993): the number in service at t is Poisson with the mean
    of the rate at t - u times the share of the work that takes longer than u."""
    jobs = many_days.of(Row.JOB)
    assert (jobs["start"] == jobs["ready"])[jobs["start"] < 400].all()
    times = np.arange(1, 401) + at / 24
    ends = np.where(np.isnan(jobs["end"]), np.inf, jobs["end"])
    found = np.searchsorted(np.sort(jobs["start"]), times, side="right") - np.searchsorted(
        np.sort(ends), times, side="right"
    )
    rate = np.array(HOURS) * 48 / sum(HOURS)
    spread = math.sqrt(math.log(2))
    work = lognorm(s=spread, scale=3 / math.sqrt(2))
    last = math.ceil(at)
    mean = sum(
        rate[hour % 24] * quad(work.sf, max(0.0, at - hour - 1), at - hour)[0]
        for hour in range(last - 400, last)
    )
    assert abs(found.mean() - mean) <= 4 * math.sqrt(mean / 400)
    assert math.sqrt(mean / 400) < 0.06 * mean
