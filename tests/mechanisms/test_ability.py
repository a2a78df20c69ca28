"""Ability: people differ in speed, and are the same persons whatever the organization does."""

import math

import numpy as np
import pytest
from contract import Case
from people_worlds import desk, simulated, worked
from scipy.special import ndtri
from scipy.stats import kstest

from orgsim.events.log import EventLog
from orgsim.mechanisms.people.ability import factor
from orgsim.plan.load import parse


def spread_of_hours(log: EventLog) -> float:
    """Standard deviation between people of their mean hours a job."""
    rows = worked(log)
    means = [rows["hours"][rows["person"] == person].mean() for person in np.unique(rows["person"])]
    return float(np.std(means))


CASE = Case(
    scenario="""
[scenario]
horizon = "3 months"
mechanisms = ["ability"]

[sources.web]
leads = "20 / day"

[journey.serve]
work = { mean = "3 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.desk]
headcount = 8
calendar = "continuous"
does = ["serve"]
""",
    neutral={"effects.ability.cv": 0.0},
    path="effects.ability.cv",
    grid=(0.0, 0.2, 0.35, 0.7),
    observed=spread_of_hours,
    sign=1,
)


def factors(people: int, replication: int = 0) -> np.ndarray:
    """Each person's hours over the usual two, when everybody has one job at once."""
    log = simulated(desk("ability", people=people, arrivals=[0.0] * people), replication)
    rows = worked(log)
    assert sorted(rows["person"]) == list(range(people))
    return rows["hours"][np.argsort(rows["person"])] / 2.0


def test_speeds_are_lognormal_around_1() -> None:
    """Of 4,000 people's speeds the mean is 1, the coefficient of variation .35, the shape lognormal."""
    found = 1 / factors(4000)
    assert abs(found.mean() - 1.0) <= 4 * 0.35 / math.sqrt(4000)
    fourth = (
        (1 + 0.35**2) ** 6 - 4 * (1 + 0.35**2) ** 3 + 6 * (1 + 0.35**2) - 3
    ) / 1  # of a factor, about its mean
    error = math.sqrt((fourth - 0.35**4) / 4000) / (2 * 0.35)
    assert error < 0.02
    assert abs(found.std() - 0.35) <= 4 * error
    sigma = math.sqrt(math.log1p(0.35**2))
    assert kstest((np.log(found) + sigma**2 / 2) / sigma, "norm").pvalue > 1e-4


def test_the_mean_speed_is_exactly_1_in_expectation() -> None:
    """Averaged over a fine grid of the normal quantiles: a team that is always busy does what it would if all were alike."""
    grid = ndtri((np.arange(200_000) + 0.5) / 200_000)
    assert np.mean([1 / factor(z, 0.35) for z in grid]) == pytest.approx(1.0, abs=1e-4)
    assert np.mean([factor(z, 0.35) for z in grid]) == pytest.approx(1 + 0.35**2, abs=1e-3)
    assert factor(2.5, 0.0) == 1.0


def test_the_same_persons_under_every_what_if() -> None:
    """Person k is as fast in a larger team, and in one of another name."""
    assert (factors(30)[:10] == factors(10)).all()
    plan = parse(
        desk("ability", people=10, arrivals=[0.0] * 10).to_toml().replace("teams.desk", "teams.other")
    )
    rows = worked(simulated(plan))
    assert (rows["hours"][np.argsort(rows["person"])] / 2.0 == factors(10)).all()
    assert (factors(10, replication=1) != factors(10)).all()


def test_a_person_keeps_their_speed() -> None:
    log = simulated(desk("ability", people=3, arrivals=[float(k) for k in range(60)]))
    rows = worked(log)
    for person in range(3):
        assert len(set(rows["hours"][rows["person"] == person])) == 1
