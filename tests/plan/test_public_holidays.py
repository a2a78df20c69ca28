"""Public holidays: those of a country beside dates, in calendars, loads and estimates; the library is loaded only when needed."""

import re
import subprocess
import sys
from datetime import date

import pytest
from estimates import SEED, scenario

from orgsim.measures.summary import summarize
from orgsim.plan.derived.working_hours import days_off, hours_of, on_duty
from orgsim.plan.model.public_holidays import check, public_holidays
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

WORLD = """
[scenario]
horizon = "31 days"
start = 2024-01-01
mechanisms = []

[sources.web]
leads = "1 / day"

[journey.answer]
work = {{ mean = "1 h" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = 1
does = ["answer"]
calendar = {{ holidays = {holidays} }}
"""


def world(holidays: str) -> Scenario:
    """One person at a desk in January 2024, which has 23 working days."""
    return scenario(WORLD.format(holidays=holidays))


@pytest.mark.parametrize(
    ("holidays", "working"),
    [
        ("[]", 23),
        ('"JP"', 21),  # New Year's Day, and Coming of Age Day on the 8th
        ('"US"', 21),  # New Year's Day, and Martin Luther King's on the 15th
        ('["JP", 2024-01-02, 2024-01-03]', 19),
        ('["JP", "US"]', 20),
        ('"DE-ST"', 22),  # New Year's Day, and Epiphany on a Saturday
    ],
)
def test_hours_on_duty_of_january(holidays: str, working: int) -> None:
    plan = world(holidays)
    assert summarize(run(plan, SEED, 0)).teams["desk"]["capacity_hours"] == pytest.approx(8 * working)
    office = 31 * 5 / 7  # an average month of 31 days, less those that are free
    assert on_duty(plan.teams["desk"], date(2024, 1, 1), 31.0) * 31 == pytest.approx(
        8 * (office + working - 23)
    )


def test_holidays_are_counted_from_day_0() -> None:
    hours = hours_of(world('"JP"').teams["desk"])
    assert hours is not None
    assert {0, 7, 41} <= days_off(hours, date(2024, 1, 1))
    assert {-50, 3} <= days_off(hours, date(2024, 2, 20))


def test_holidays_go_on_for_as_long_as_the_library_knows_them() -> None:
    found = public_holidays("GB", date(2024, 6, 1))
    assert found[0] == date(2024, 1, 1)
    assert found[-1].year >= 2099
    assert {day.year for day in found} == set(range(2024, found[-1].year + 1))


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("Japan", '; did you mean "JP" (Japan)?'),
        ("jpn", '; did you mean "JP" (Japan)?'),
        ("UK", '; did you mean "GB" (UnitedKingdom)?'),
        ("Swizerland", '; did you mean "CH" (Switzerland)'),
        ("SG-1", "; SG has no parts"),
        ("US-ZZ", '; US has "AK", "AL", "AR"'),
        ("FR-", "; FR has "),
    ],
)
def test_an_unknown_place_is_told_its_like(place: str, said: str) -> None:
    with pytest.raises(ValueError, match=re.escape(said)):
        check(place)


def test_the_library_is_loaded_only_when_a_country_is_named() -> None:
    code = (
        "import sys, orgsim; from orgsim.plan.load import parse; from orgsim.setup.simulate import run; "
        f"run(parse({WORLD.format(holidays='[2024-01-02]')!r}), 1, 0); print('holidays' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
