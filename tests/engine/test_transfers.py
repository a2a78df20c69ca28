"""People who change teams on a date: who goes, when, and what they keep; worked out by hand."""

import numpy as np
import pytest
from estimates import scenario
from people_worlds import simulated, worked

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.derived.headcounts import headcounts, people
from orgsim.plan.scenario import Scenario

TWO = """
[scenario]
horizon = "{days} days"
mechanisms = [{mechanisms}]

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.first]
work = {{ mean = "{hours} h", distribution = "constant" }}
outcomes = [ {{ to = "second", rate = 1.0 }} ]

[journey.second]
work = {{ mean = "{hours} h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.one]
headcount = 2
cost = "100 / month"
calendar = "continuous"
does = ["first"]
{one}

[teams.two]
headcount = {two}
cost = "300 / month"
calendar = "continuous"
does = ["second"]
{team}

{rest}
"""
GO = '[[transfers]]\nat = "50 days"\nfrom = "one"\nto = "two"\n'
BACK = '[[transfers]]\nat = "100 days"\nfrom = "two"\nto = "one"\n'


def two(*mechanisms: str, **words: object) -> Scenario:
    """Two teams always on duty, the second of which goes on with what the first has done."""
    usual = {"days": 200, "arrivals": [0.0], "hours": 24, "one": "", "two": 1, "team": "", "rest": GO}
    named = ", ".join(f'"{name}"' for name in mechanisms)
    return scenario(TWO.format(mechanisms=named, **usual | words))


def moves(log: EventLog) -> list[tuple[float, int, int, str]]:
    """Who joined and left after day 0, in the order of the log: day, team, person, and which."""
    rows = log.of(Row.STAFFING)
    return [
        (float(row["end"]), int(row["team"]), int(row["person"]), log.names.outcomes[row["outcome"]])
        for row in rows[rows["end"] > 0]
    ]


def test_who_is_free_goes_at_once_and_has_joined_before_having_left() -> None:
    log = simulated(two())
    assert moves(log) == [(50.0, 1, 1, "joined"), (50.0, 0, 1, "left")]
    found = summarize(log).teams
    assert [found[name]["headcount"] for name in ("one", "two")] == pytest.approx([1.25, 1.75])
    assert found["one"]["cost"] + found["two"]["cost"] == pytest.approx((100 * 250 + 300 * 350) / 30.4375)


def test_who_is_at_work_goes_when_the_job_is_done() -> None:
    """Jobs of ten days from day 45 on: both are done on day 55, and who goes helps the other team from then on."""
    log = simulated(two(arrivals=[45.0, 45.0, 45.0], hours=240))
    assert [team for _, team, _, _ in moves(log)] == [1, 0]
    assert [day for day, *_ in moves(log)] == pytest.approx([55.0, 55.0])
    second = worked(log)
    second = second[second["team"] == 1]
    assert second["start"].tolist() == pytest.approx([55.0, 55.0, 65.0])


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_practice_is_kept_where_it_was_got(ownership: str) -> None:
    """Day 50 to a team of other work, without practice of it; day 100 back to the old one, trained as before."""
    teams = {"one": f'ownership = "{ownership}"', "team": f'ownership = "{ownership}"', "two": 0}
    effects = '[effects.learning]\nhours = "2400 h"\nprogress = 0.8\nhalf_life = "1000000 days"\n'
    log = simulated(two("learning", arrivals=[40.0, 40.0, 110.0, 110.0], rest=effects + GO + BACK, **teams))
    done = worked(log)
    first, second = done[done["team"] == 0], done[done["team"] == 1]
    assert first["hours"].tolist() == pytest.approx([24.0] * 4, rel=1e-4)
    assert first["person"].tolist() == [0, 1, 0, 2]
    assert second["start"][0] == 50.0
    assert len(second) == 2
    assert (second["hours"] > 60).all()


def test_who_changes_teams_is_the_same_person() -> None:
    """Their speed, made alike at all work, is drawn by their key, which they keep."""
    arrivals = [0.0] * 8 + [60.0] * 8
    plan = two("ability", arrivals=arrivals, days=300)
    log = simulated(plan.replace({"effects.ability.alike": 1.0, "effects.ability.across": 1.0}))
    done = worked(log)
    before = set(np.round(done[(done["team"] == 0) & (done["person"] == 1)]["hours"], 9))
    after = set(np.round(done[(done["team"] == 1) & (done["person"] == 1)]["hours"], 9))
    assert len(before) == len(after) == 1
    assert before == after


def test_plans_count_transfers_and_numbers_stated_later_hold_from_then_on() -> None:
    """At one instant the transfer comes first: the change of the same day makes it four whoever came."""
    plan = two(team='changes = [ { at = "50 days", headcount = 4 }, { at = "60 days", headcount = "+1" } ]')
    assert headcounts(plan, "one") == [(0, 2), (50, 1)]
    assert headcounts(plan, "two") == [(0, 1), (50, 2), (50, 4), (60, 5)]
    assert people(plan, "two") == pytest.approx((50 + 40 + 5 * 140) / 200)
    assert summarize(simulated(plan)).teams["two"]["headcount"] == pytest.approx(790 / 200)


def test_a_team_can_be_founded_by_those_who_come_from_another() -> None:
    """Nobody is there before day 50; what has waited is done then."""
    log = simulated(two(two=0, arrivals=[1.0]))
    assert worked(log)["start"].tolist() == pytest.approx([1.0, 50.0])


def test_reviews_and_plans_move_people_beside_one_another() -> None:
    policy = '[policies.strategy]\nevery = "30 days"\nrule = "longest_wait"\nhours = "0 h"\n'
    log = simulated(
        two(
            "strategy",
            "turnover",
            "learning",
            arrivals=[float(day) for day in range(1, 150)],
            rest=policy + GO,
            hours=30,
        )
    )
    found = summarize(log).teams
    assert found["one"]["headcount"] + found["two"]["headcount"] <= 3 + 1e-9
    assert found["one"]["hours"] <= found["one"]["capacity_hours"] + 1e-6
    assert found["two"]["hours"] <= found["two"]["capacity_hours"] + 1e-6


@pytest.mark.parametrize(
    ("rest", "told"),
    [
        (GO.replace('"one"', '"ones"'), 'transfers.0.from is "ones"; it must be a team; did you mean "one"?'),
        (
            GO.replace('"two"', '"one"'),
            'transfers.0.to is "one", the team that they leave; it must be another',
        ),
        (GO + "people = 3\n", "transfers.0.people is 3; teams.one has 2 by then, so that 2 can go at most"),
        (GO + GO + GO, "transfers.2.people is 1; teams.one has 0 by then, so that 0 can go at most"),
        (GO + "people = 0\n", "transfers.0.people is 0; it must be 1 or more"),
        (GO.replace("from", "form"), "transfers.0.form is not known; did you mean from?"),
        (GO.replace('to = "two"\n', ""), "transfers.0.to is missing"),
        (GO + "seats = 1\n", "transfers.0.seats is not known; known here: at, from, to, people"),
    ],
)
def test_transfers_that_cannot_be(rest: str, told: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        two(rest=rest)
    assert told in str(caught.value)
    assert "line " in str(caught.value)


def test_transfers_behind_the_horizon_are_noted() -> None:
    assert "1 transfer(s) are planned after the horizon and never happen" in two(days=40).notes
