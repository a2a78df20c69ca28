"""Strengths: people are put where they are strongest on day 0, as far as that is seen, and nobody becomes another person."""

import math
from itertools import chain

import numpy as np
import pytest
from contract import Case
from estimates import SEED
from people_worlds import worked

from orgsim.engine.places import person_key
from orgsim.errors import ScenarioError
from orgsim.events.log import EventLog
from orgsim.mechanisms.people.ability import Abilities
from orgsim.mechanisms.people.strengths import _dealt, doubt, strength
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import build

SCENARIO = """
[scenario]
horizon = "6 days"
mechanisms = ["ability", "strengths"]

[sources.web]
leads = "500 / day"

[journey.opening]
work = { mean = "3 h", distribution = "constant" }
outcomes = [ { to = "keeping", rate = 1.0 } ]

[journey.keeping]
work = { mean = "3 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]

[teams.openers]
headcount = 40
calendar = "continuous"
does = ["opening"]

[teams.keepers]
headcount = 40
calendar = "continuous"
does = ["keeping"]

[policies.strengths]
"""


def hours_per_job(log: EventLog) -> float:
    """Log of the staff hours of a job, of the average person of each team."""
    rows = worked(log)
    means = [np.log(rows["hours"][rows["person"] == person].mean()) for person in np.unique(rows["person"])]
    return float(np.mean(means))


CASE = Case(
    scenario=SCENARIO,
    neutral={"effects.strengths.seen": 0.0},
    path="effects.strengths.seen",
    grid=(0.0, 0.7, 1.0),
    observed=hours_per_job,
    sign=-1,
    replications=1,
)


def keys(plan: Scenario) -> dict[str, list[int]]:
    """The keys of the people of day 0, by team."""
    world = build(plan, SEED, 0)
    world.open()
    return {world.names.teams[team.code]: [person.key for person in team.people] for team in world.teams}


def test_strength_by_hand() -> None:
    """Who takes half the time gets through twice as much; .2 log-odds at a gate of .25 make .15 more passes, to first order."""
    assert strength(0.5, 0.0, 0.25) == pytest.approx(math.log(2))
    assert strength(1.0, 0.2, 0.25) == pytest.approx(0.15)
    assert strength(1.0, 0.2, 1.0) == 0.0


def test_beliefs_correlate_as_stated() -> None:
    """A belief with an error of spread s sqrt(1/r^2 - 1) correlates by r with what is so: s / sqrt(s^2 + error^2)."""
    assert 0.7 / math.hypot(0.7, doubt(0.7, 0.4)) == pytest.approx(0.4)
    assert doubt(0.7, 1.0) == 0.0


def test_who_stands_out_most_is_placed_first() -> None:
    """Of two places in each of two teams: the third stands out most (by 2 at team 1), then the first (by 1 at team 1), which
    fills it; the others go to team 0, though the last is better at everything than they are."""
    beliefs = [[0.0, 2.0], [0.0, 0.5], [0.0, 4.0], [9.0, 9.1]]
    assert _dealt(beliefs, [0, 0, 1, 1], [2, 2]) == [1, 0, 1, 0]


def test_equals_stay_where_they_would_be() -> None:
    assert _dealt([[1.0, 1.0]] * 4, [0, 1, 1, 0], [2, 2]) == [0, 1, 1, 0]


def test_the_same_people_are_dealt_and_everybody_is_somewhere() -> None:
    plan = parse(SCENARIO)
    before, after = keys(plan.replace({"effects.strengths.seen": 0.0})), keys(plan)
    assert sorted(chain(*before.values())) == sorted(chain(*after.values()))
    assert [len(one) for one in after.values()] == [40, 40]
    assert before != after


def test_who_knows_all_puts_the_best_half_of_each_where_they_are_better() -> None:
    """With all seen, the mean advantage of people in their team is that of the better halves by relative strength."""
    plan = parse(SCENARIO).replace({"effects.strengths.seen": 1.0})
    world = build(plan, SEED, 0)
    world.open()
    abilities = world.part(Abilities)
    assert abilities is not None
    leaning = {
        person.key: math.log(abilities.slowness(person.key, 0) / abilities.slowness(person.key, 1))
        for team in world.teams
        for person in team.people
    }
    openers = {person.key for person in world.teams[0].people}
    assert openers == set(sorted(leaning, key=leaning.__getitem__)[:40])


def test_only_the_teams_that_are_named() -> None:
    third = '[teams.others]\nheadcount = 40\ncalendar = "continuous"\ndoes = ["more"]\n'
    more = '[journey.more]\nwork = { mean = "1 h" }\noutcomes = [ { to = "lost", rate = 1.0 } ]\n'
    text = SCENARIO.replace("[teams.openers]", f"{more}{third}[teams.openers]").replace("lost", "more", 1)
    named = parse(
        text.replace("[policies.strengths]", '[policies.strengths]\nteams = ["openers", "keepers"]')
    )
    before, after = keys(named.replace({"effects.strengths.seen": 0.0})), keys(named)
    assert before["others"] == after["others"]
    assert before["openers"] != after["openers"]
    assert keys(parse(text))["others"] != before["others"]


def test_who_comes_later_is_who_would_come_anyway() -> None:
    """A place more is the same place, and who replaces somebody in a place that was dealt is the next for that place."""
    grown = parse(SCENARIO).replace({"teams.keepers.changes": [{"at": "3 days", "headcount": 41}]})
    usual, dealt = (build(grown.replace({"effects.strengths.seen": seen}), SEED, 0) for seen in (0.0, 0.4))
    late = []
    for world in (usual, dealt):
        world.go()
        late.append(next(person.key for person in world.teams[1].people if person.since > 0))
    assert late[0] == late[1]
    assert person_key(7, 1) != person_key(7)


def test_where_people_differ_in_speed_alone_nobody_is_moved() -> None:
    """Who is as good at one thing as at any other stands out nowhere, as far as what is believed is true."""
    plan = parse(SCENARIO).replace(
        {"effects.ability.alike": 1.0, "effects.ability.across": 1.0, "effects.ability.quality": 0.0}
    )
    assert keys(plan.replace({"effects.strengths.seen": 1.0})) == keys(
        plan.replace({"effects.strengths.seen": 0.0})
    )


def test_who_has_no_work_of_the_journey_is_not_dealt() -> None:
    """A team that does nothing of the journey is left out, and naming it is an error."""
    staff = '[teams.staff]\nheadcount = 40\ndoes = []\n[policies.development]\nteam = "staff"\nshare = 0.5\n'
    text = SCENARIO.replace("[teams.openers]", f"{staff}[teams.openers]").replace("[policies.strengths]", "")
    before, after = keys(parse(text)), keys(parse(f"{text}\n[policies.strengths]"))
    assert before["staff"] == after["staff"]
    assert before["openers"] != after["openers"]
    with pytest.raises(ScenarioError) as error:
        parse(f'{text}\n[policies.strengths]\nteams = ["openers", "staff"]')
    assert str(error.value).endswith(
        "teams.staff does nothing of the journey, so nobody is stronger there than elsewhere; leave it out"
    )


def test_without_ability_nobody_is_moved() -> None:
    plan = parse(SCENARIO).replace({"scenario.mechanisms": ["strengths"]})
    assert keys(plan) == keys(plan.replace({"scenario.mechanisms": []}))
