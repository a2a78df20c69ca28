"""All shapes of work at once, with all mechanisms on: nothing is lost, nobody is in two places, no load is above all hours."""

import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from logbook import worked
from places import BENCHMARKS
from searching import examples

import orgsim
from orgsim.events.columns import Row
from orgsim.measures.conservation import check
from orgsim.measures.summary import summarize
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

EVERYTHING = orgsim.load(BENCHMARKS / "all.toml")


def shaped(luck: random.Random) -> Scenario:
    """The network of the benchmarks, each of its activities laid out somehow, its teams cut somehow."""
    changes: dict[str, Any] = {
        "scenario.horizon": "12 days",
        "policies.strategy": {"every": "4 days", "rule": "longest_wait", "action": "people"},
        "effects.turnover.per_year": "99 % / year",
    }
    done = {activity: team for team, plan in EVERYTHING.teams.items() for activity in plan.does}
    calendar = luck.choice(["office", "continuous"])
    for team in EVERYTHING.teams:
        changes[f"teams.{team}.ownership"] = luck.choice(["pooled", "person"])
        changes[f"teams.{team}.ties"] = luck.choice(["events", "priority"])
        changes[f"teams.{team}.calendar"] = calendar
    for activity, team in done.items():
        others = [other for other in EVERYTHING.teams if other != team]
        shape = luck.choice(
            [
                {},
                {"urgent": True},
                {"sittings": {"length": luck.choice(["0.3 h", "1 h"]), "gap": {"mean": "8 h"}}},
                {
                    "with": luck.sample(others, luck.choice([1, 2])),
                    "with_patience": luck.choice(["0 h", "1 day"]),
                },
            ]
        )
        changes |= {f"journey.{activity}.{key}": value for key, value in shape.items()}
    return EVERYTHING.replace(changes)


@pytest.mark.parametrize("number", [*range(1, examples(6)), pytest.param(0, marks=pytest.mark.slow)])
def test_nothing_is_lost_and_nobody_is_in_two_places(number: int) -> None:
    plan = shaped(random.Random(number))
    log = run(plan, number)
    check(log)
    for spans in worked(log, float(np.nanmax(log.rows["end"]))).values():
        assert all(before[1] <= after[0] + 1e-7 for before, after in pairwise(spans))
    stretches, hours = log.of(Row.STRETCH), dict[tuple[int, ...], float]()
    for row in stretches:
        name = tuple(int(row[one]) for one in ("entity", "number", "activity", "visit", "team"))
        hours[name] = hours.get(name, 0.0) + float(row["hours"])
    for row in log.of(Row.JOB):
        name = tuple(int(row[one]) for one in ("entity", "number", "activity", "visit", "team"))
        if name in hours:
            assert hours[name] == pytest.approx(float(row["hours"]), abs=1e-6)
    for team in summarize(log).teams.values():
        assert team["hours"] + team["held_hours"] <= team["capacity_hours"] + 1e-6
