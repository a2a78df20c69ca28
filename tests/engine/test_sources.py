"""When leads come: on the days of the week and in the months that are busy, growing day by day, and while a source is kept up."""

import math
from datetime import date, timedelta

import numpy as np
import pytest
from estimates import SEED, jobs, outcome, scenario

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.load import parse
from orgsim.setup.simulate import run
from orgsim.units import MONTH

STEADY = """
[scenario]
horizon = "{days} days"
start = 2024-01-03
mechanisms = []

[sources.web]
leads = "10 / day"
{web}

[journey.serve]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["serve"]
"""
START = date(2024, 1, 3)
"""A Wednesday."""


def arrivals(log: EventLog, source: str = "web") -> np.ndarray:
    """When the leads of a source came (days)."""
    rows = log.of(Row.ARRIVAL)
    found: np.ndarray = rows["end"][rows["entity"] == log.names.entities.index(source)]
    return found


def steady(web: str = "", days: int = 70) -> np.ndarray:
    """When the leads of a steady source come."""
    return arrivals(run(scenario(STEADY.format(days=days, web=web)), SEED, 0))


@pytest.mark.parametrize("day", [0, 3, 6])
def test_the_rush_of_a_weekday_comes_on_that_weekday(day: int) -> None:
    """Leads come on one day of the week only, three times as many as usual: 30 a week over ten weeks."""
    weekdays = [0] * 7
    weekdays[day] = 3
    came = steady(f"seasonality = {{ weekdays = {weekdays} }}")
    assert {(START + timedelta(days=int(moment))).weekday() for moment in came} == {day}
    assert abs(len(came) - 300) <= 4 * math.sqrt(300)


def test_the_season_of_a_month_comes_in_that_month() -> None:
    """Leads of February alone, in a year that has a 29th: from day 29 on, counted from January 3, for 29 days."""
    came = steady("seasonality = { months = [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0] }", days=200)
    assert (came >= 29).all()
    assert (came < 58).all()
    assert abs(len(came) - 290) <= 4 * math.sqrt(290)


def test_growth_is_neither_early_nor_late() -> None:
    """Each lead comes when the growing rate has brought as many as the even rate had brought when it came there.

    After t days a rate of 10 a day that grows by half each month has brought 10 (e^(k t) - 1) / k leads, k = ln 1.5 / month.
    The rate rises once a day, by k = 1.3 %, at most k / 8 of a day's leads beside that; half a day late would be k / 2 of all.
    """
    even, grown = steady(days=400), steady('growth = "50 % / month"', days=100)
    k = math.log(1.5) / MONTH
    assert len(grown) > 1500
    assert 10 * np.expm1(k * grown) / k == pytest.approx(10 * even[: len(grown)], abs=0.1)


KEPT_UP = """
[scenario]
horizon = "28 days"
mechanisms = []

[sources.blog]
kind = "recorded"
activity = "write"
arrivals = {days}
[sources.list]
kind = "recorded"
entry = "audit"
arrivals = [{audit}]

[journey.serve]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.audit]
work = {{ mean = "1_000 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.write]
work = {{ mean = "{write} h", distribution = "constant" }}

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["serve"]
[teams.writers]
headcount = 1
calendar = "continuous"
does = ["write", "audit"]
"""
NOONS = [day + 0.5 for day in range(28)]


def kept_up(write: int, audit: float) -> EventLog:
    """A blog that would bring a lead each noon; it is written for once a week, by one person."""
    return run(scenario(KEPT_UP.format(days=NOONS, write=write, audit=audit)), SEED, 0)


def test_work_done_keeps_a_source_alive_to_the_end_of_the_next_span() -> None:
    """The first week's work is done within the hour, that of later weeks waits behind an audit: leads come for two weeks."""
    log = kept_up(write=1, audit=3.0)
    assert arrivals(log, "blog").tolist() == NOONS[:14]
    written = jobs(log, "write")
    assert written["ready"].tolist() == [0, 7, 14, 21]
    assert written["outcome"].tolist() == [
        outcome(log, how) for how in ("done", "cancelled", "cancelled", "open")
    ]


def test_a_source_is_asleep_while_its_work_is_late() -> None:
    """Work of eight days for each week is done on days 8, 16 and 24, for the spans that end on days 14, 21 and 28.

    The first span is alive by itself; noons between a span's end and the late work are lost: 7, then 14 and 15, then 21 to 23.
    """
    log = kept_up(write=8 * 24, audit=27.9)
    assert jobs(log, "write")["end"][:3].tolist() == pytest.approx([8, 16, 24])
    silent = {7, 14, 15, 21, 22, 23}
    assert arrivals(log, "blog").tolist() == [noon for noon in NOONS if int(noon) not in silent]


FAIRS = """
[scenario]
horizon = "30 days"
drain = true
mechanisms = []

[sources.fair]
kind = "event"
activity = "prepare"
every = "7 days"
attendees = {{ mean = 3, distribution = "constant" }}
leads_per_attendee = 1.0
cost = 100
[sources.list]
kind = "recorded"
entry = "audit"
arrivals = [9.0]

[journey.serve]
work = {{ mean = "0 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.audit]
work = {{ mean = "{audit} h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.prepare]
work = {{ mean = "{prepare} h", distribution = "constant" }}

[teams.desk]
headcount = 1
calendar = "continuous"
does = ["serve"]
[teams.writers]
headcount = 1
calendar = "continuous"
does = ["prepare", "audit"]
"""


@pytest.mark.parametrize(
    ("prepare", "audit", "held", "ends"),
    [
        (24, 24, [7, 14, 21, 28], "done done done done"),
        (24, 300, [7, 14, 28], "done done cancelled done"),
        (8 * 24, 0, [8, 16, 24], "done done done done"),
    ],
    ids=["in time", "not begun in time", "not finished in time"],
)
def test_an_event_is_held_once_it_is_prepared(prepare: int, audit: int, held: list[int], ends: str) -> None:
    """A fair each week of 30 days, to which three come; one person prepares each from the date of the one before.

    Audited from day 9 to 21.5, that person does not begin with the third before its date, the 21st: it is not held. If each
    takes eight days, all are late by 1, 2 and 3 days, and the fourth would be after the end of the run.
    """
    log = run(scenario(FAIRS.format(prepare=prepare, audit=audit)), SEED, 0)
    assert arrivals(log, "fair").tolist() == pytest.approx([day for day in held for _ in range(3)])
    assert log.of(Row.SPENDING)["end"].tolist() == pytest.approx(held)
    prepared = jobs(log, "prepare")
    assert prepared["ready"].tolist() == [0, 7, 14, 21]
    assert [log.names.outcomes[code] for code in prepared["outcome"]] == ends.split()
    assert prepared["end"][prepared["person"] < 0].tolist() == [21] * ends.count("cancelled")


def test_a_source_whose_work_nobody_does_brings_nothing() -> None:
    """Of that source alone: the lead of the other comes."""
    text = KEPT_UP.format(days=NOONS, write=1, audit=3.0).replace(
        'does = ["write", "audit"]', 'does = ["audit"]'
    )
    text = text.replace("[journey.write]", "[journey.write]\noptional = true")
    log = run(scenario(text), SEED, 0)
    assert arrivals(log, "blog").tolist() == []
    assert arrivals(log, "list").tolist() == [3.0]
    assert len(jobs(log, "write")) == 0


def test_a_lead_passes_any_number_of_steps_left_undone() -> None:
    steps = 490
    text = '[scenario]\nhorizon = "30 days"\nmechanisms = []\n[sources.web]\nleads = "1 / day"\n'
    for k in range(steps):
        text += f'[journey.a{k}]\noptional = true\nskipped = "a{k + 1}"\nwork = {{ mean = "1 h" }}\n'
        text += 'outcomes = [{ to = "lost", rate = 1 }]\n'
    text += f'[journey.a{steps}]\nwork = {{ mean = "1 h" }}\noutcomes = [{{ to = "lost", rate = 1 }}]\n'
    log = run(parse(f'{text}[teams.desk]\nheadcount = 1\ndoes = ["a{steps}"]\n'), SEED)
    assert set(log.of(Row.JOB)["activity"].tolist()) == {steps}
