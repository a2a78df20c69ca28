"""Forecasts of leads from attendance: against binomials, against the closed form of moments, and against simulated events."""

import math

import numpy as np
import pytest
from estimates import scenario
from scipy import stats

import orgsim
from orgsim.distributions import Distribution
from orgsim.errors import OrgsimError
from orgsim.events.attendance import attendance
from orgsim.setup.simulate import run
from orgsim.study.forecast import crowd, forecast

SEMINARS = """
[scenario]
horizon = "{days} days"
mechanisms = []
[sources.seminar]
kind = "event"
every = "1 day"
attendees = {attendees}
leads_per_attendee = {share}
[sources.web]
leads = "1 / month"
[journey.sell]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["sell"]
"""


def seminars(
    attendees: str = "{ mean = 40, cv = 0.4 }", share: float = 0.35, days: int = 10
) -> orgsim.Scenario:
    return scenario(SEMINARS.format(attendees=attendees, share=share, days=days))


def test_a_known_attendance_is_a_binomial() -> None:
    found = forecast(seminars(), "seminar", attended=50)
    assert found.chances == pytest.approx(stats.binom.pmf(np.arange(51), 50, 0.35), abs=1e-12)
    assert (found.low, found.high) == (
        int(stats.binom.ppf(0.05, 50, 0.35)),
        int(stats.binom.ppf(0.95, 50, 0.35)),
    )
    assert (found.events, found.attendance, found.mean, found.from_attendance) == (1, 50, 17.5, 0)
    both = forecast(seminars(), "seminar", attended=[20, 30])
    assert both.events == 2
    assert both.chances == pytest.approx(found.chances, abs=1e-12)


def test_a_planned_attendance_is_the_mixture_by_hand() -> None:
    """Two or four people come, each equally likely, and half of them become leads."""
    found = forecast(seminars("{ values = [2, 4], distribution = 'empirical' }", 0.5), "seminar")
    mixed = (stats.binom.pmf(np.arange(5), 2, 0.5) + stats.binom.pmf(np.arange(5), 4, 0.5)) / 2
    assert found.chances[:5] == pytest.approx(mixed, abs=1e-12)
    assert found.chances[5:].sum() == pytest.approx(0, abs=1e-12)
    twice = forecast(seminars("{ values = [2, 4], distribution = 'empirical' }", 0.5), "seminar", events=2)
    assert twice.chances[:9] == pytest.approx(np.convolve(mixed, mixed), abs=1e-12)


@pytest.mark.parametrize("events", [1, 6, 26])
def test_moments_are_those_of_the_closed_form(events: int) -> None:
    """Variance m p (1 - p) + p^2 s^2 for each event: people's own decisions, and how many come."""
    found = forecast(seminars(), "seminar", events=events)
    number = np.arange(len(found.chances))
    assert found.chances.sum() == pytest.approx(1)
    assert found.chances @ number == pytest.approx(14 * events, rel=1e-4)
    # Rounding to whole people adds a twelfth to their variance.
    variance = events * (40 * 0.35 * 0.65 + 0.35**2 * (16**2 + 1 / 12))
    assert found.sd == pytest.approx(math.sqrt(variance), rel=1e-4)
    assert found.chances @ (number - found.mean) ** 2 == pytest.approx(variance, rel=1e-3)
    assert found.from_attendance == pytest.approx(0.35**2 * 16**2 / (variance / events), rel=1e-3)


def test_how_well_leads_can_be_computed_from_attendance() -> None:
    """One seminar, a quarter of six, a year of 26; and one of which it is known that 40 people come."""
    errors = [forecast(seminars(), "seminar", events=events).error for events in (1, 6, 26)]
    assert errors == pytest.approx([0.349, 0.147, 0.071], abs=0.001)
    assert forecast(seminars(), "seminar", attended=40).error == pytest.approx(0.171, abs=0.001)
    quarter = forecast(seminars(), "seminar", events=6)
    assert (quarter.low, quarter.high) == (60, 111)


def test_simulated_events_are_as_surely_forecast_as_it_says() -> None:
    """Of 6,000 seminars and 1,000 quarters of six, as many lie in the interval, and err as much, as is said."""
    table = attendance(run(seminars(days=6001), 1, 0))
    leads = table["leads"].to_numpy()
    assert len(leads) == 6000
    one, six = forecast(seminars(), "seminar"), forecast(seminars(), "seminar", events=6)
    for found, seen in ((one, leads), (six, leads.reshape(-1, 6).sum(axis=1))):
        covered = found.chances[found.low : found.high + 1].sum()
        assert covered >= 0.9
        within = ((seen >= found.low) & (seen <= found.high)).mean()
        assert within == pytest.approx(covered, abs=4 * math.sqrt(0.1 * 0.9 / len(seen)))
        assert np.abs(seen - found.mean).mean() / found.mean == pytest.approx(found.error, rel=0.08)
    known = table["attended"].to_numpy()
    assert np.abs(leads - 0.35 * known).mean() / 14 == pytest.approx(
        np.mean([forecast(seminars(), "seminar", attended=int(n)).error * 0.35 * n for n in known[:200]])
        / 14,
        rel=0.1,
    )


@pytest.mark.parametrize(
    "stated",
    [
        Distribution("lognormal", 40, 0.4),
        Distribution("gamma", 12, 0.8),
        Distribution("exponential", 9),
        Distribution("constant", 17),
        Distribution("uniform", 6, low=2, high=10),
        Distribution("empirical", 5, values=(1.0, 4.0, 10.0)),
    ],
    ids=lambda one: one.kind,
)
def test_attendance_is_what_a_run_draws(stated: Distribution) -> None:
    chances = crowd(stated)
    drawn = np.rint(stated.quantiles((np.arange(100_000) + 0.5) / 100_000)).astype(int)
    seen = np.bincount(drawn, minlength=len(chances)) / len(drawn)
    assert np.abs(seen[: len(chances)] - chances).max() < 2e-4
    assert chances.sum() == pytest.approx(1)


def test_a_source_that_shares_nothing_brings_nothing() -> None:
    found = forecast(seminars(share=0.0), "seminar", events=3)
    assert (found.mean, found.low, found.high) == (0, 0, 0)
    assert math.isnan(found.error)
    assert math.isnan(found.from_attendance)
    sure = forecast(seminars(share=1.0), "seminar", attended=[3, 4])
    assert (sure.low, sure.high, sure.error) == (7, 7, pytest.approx(0, abs=1e-9))


@pytest.mark.parametrize(
    ("source", "asked", "said"),
    [
        ("web", {}, 'sources.web holds no events; a forecast from attendance needs kind = "event"'),
        ("semnar", {}, 'there is no source "semnar" that holds events; did you mean seminar?'),
        ("fair", {}, 'there is no source "fair" that holds events; there are seminar'),
        ("seminar", {"events": 0}, "events is 0; it must be 1 or more"),
        ("seminar", {"level": 1.0}, "level is 1.0; it must lie between 0 and 1"),
        (
            "seminar",
            {"attended": []},
            "attended is []; it must be a number of people, 0 or more, or one for each event",
        ),
        (
            "seminar",
            {"attended": -1},
            "attended is -1; it must be a number of people, 0 or more, or one for each event",
        ),
        ("seminar", {"attended": 10_000_000}, "are too many for a forecast; ask for fewer"),
    ],
)
def test_errors(source: str, asked: dict[str, object], said: str) -> None:
    with pytest.raises(OrgsimError) as error:
        forecast(seminars(), source, **asked)  # type: ignore[arg-type]
    assert said in str(error.value)
