"""The world: what is remembered of each case, and what a run leaves open."""

import math

import pytest
from estimates import SEED, jobs, outcome, scenario

from orgsim.setup.build import close, core
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "3 days"
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = [0.0, 0.0]

[journey.serve]
work = { mean = "30 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.desk]
headcount = 1
calendar = "office"
does = ["serve"]
"""


def test_whatever_is_remembered_has_a_place_of_its_own() -> None:
    """By mechanism, by name, and by what the name is of; who asks again gets the place that was given before."""
    world = core(scenario(DESK), (SEED, 0))
    wanted = [
        ("care", "since", ""),
        ("care", "called", ""),
        ("ageing", "since", ""),
        ("ageing", "since", "serve"),
    ]
    places = []
    for by, name, of in [*wanted, *wanted]:
        world.hooks.installing = by
        places.append(world.remember(name, of))
    assert places == [0, 1, 2, 3, 0, 1, 2, 3]
    assert world.blank == [0.0] * 4


def test_what_is_remembered_of_one_case_is_not_remembered_of_another() -> None:
    world = core(scenario(DESK), (SEED, 0))
    place = world.remember("known")
    world.open()
    world.clock.pass_time(1.0)
    first, second = (job.case for job in world.teams[0].unfinished())
    first.remembered[place] = 0.5
    assert (second.remembered, world.blank) == ([0.0], [0.0])


def test_a_job_open_at_the_horizon_has_taken_the_hours_on_duty_until_then() -> None:
    """Three days of eight hours from Monday on, of thirty that it would take; the other lead waits all the time."""
    log = run(scenario(DESK), SEED, 0)
    begun, waits = jobs(log, "serve")
    assert (begun["outcome"], waits["outcome"]) == (outcome(log, "open"), outcome(log, "open"))
    assert (begun["start"], begun["hours"]) == pytest.approx((9 / 24, 24))
    assert math.isnan(waits["start"])
    assert waits["hours"] == 0


def test_a_run_opens_before_anybody_has_joined_and_nobody_begins_before_the_team_is_there() -> None:
    world = core(scenario(DESK), (SEED, 0))
    (team,) = world.teams
    told: list[tuple[str, int, int]] = []

    def tell(what: str) -> None:
        told.append((what, len(team.people), len(team.unfinished())))

    world.hooks.run_opens.add(lambda: tell("opens"))
    world.hooks.person_joins.add(lambda _: tell("joins"))
    world.hooks.job_starts.add(lambda _: tell("starts"))
    close(world)
    world.go()
    assert told == [("opens", 0, 0), ("joins", 1, 0), ("starts", 1, 2)]
