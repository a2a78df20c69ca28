"""Another organization takes over on a date: people, work that waits and pay, worked out by hand."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from people_worlds import simulated, worked
from taking_over import ONE, SECOND, jobs, moves, paid, team, two

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.events.xes import write
from orgsim.measures.summary import summarize
from orgsim.units import MONTH

# -- people and work that waits ----------------------------------------------------------------------------------------


def test_who_is_at_work_ends_it_and_moves_then_while_what_waits_keeps_its_time() -> None:
    """Three leads of day 0 and one person for the first step. On day 0.5 one team takes over that does both steps."""
    log = simulated(
        two(0.5, {"all": team("first", "second", headcount=2)}, {"sources.web.arrivals": [0.0] * 3})
    )
    assert moves(log) == [
        (0.5, "all", 0, "joined"),
        (0.5, "two", 0, "left"),
        (1.0, "all", 1, "joined"),
        (1.0, "one", 0, "left"),
    ]
    assert jobs(log) == [
        ("first", "one", 0, 0.0, 0.0, 1.0),
        ("first", "all", 0, 0.0, 0.5, 1.5),
        ("first", "all", 1, 0.0, 1.0, 2.0),
        ("second", "all", 0, 1.0, 1.5, 2.5),
        ("second", "all", 1, 1.5, 2.0, 3.0),
        ("second", "all", 0, 2.0, 2.5, 3.5),
    ]


def test_patience_goes_on() -> None:
    """Three days of it from day 0 on end on day 3, whoever the lead waits for from day 1 on; the one at work is done."""
    patient = {"journey.first.patience": {"mean": "3 days", "distribution": "constant"}}
    patient |= {"journey.first.cold": "lost", "journey.first.work.mean": "240 h"}
    log = simulated(two(1.0, {"all": team("first", "second")}, patient | {"sources.web.arrivals": [0.0] * 3}))
    rows = log.of(Row.JOB)
    cold = rows[rows["outcome"] == log.names.outcomes.index("cold")]
    assert cold["end"].tolist() == [3.0, 3.0]
    assert cold["ready"].tolist() == [0.0, 0.0]
    assert [log.names.teams[code] for code in cold["team"]] == ["all", "all"]


def test_a_team_that_goes_on_goes_on_with_what_it_is_at_and_what_waits() -> None:
    """The first team is the same in both: on day 0.5 nothing of it changes, though the second is another from then on."""
    log = simulated(two(0.5, {"one": ONE, "new": team("second")}, {"sources.web.arrivals": [0.0] * 2}))
    assert moves(log) == [(0.5, "new", 0, "joined"), (0.5, "two", 0, "left")]
    assert jobs(log) == [
        ("first", "one", 0, 0.0, 0.0, 1.0),
        ("second", "new", 0, 1.0, 1.0, 2.0),
        ("first", "one", 0, 0.0, 1.0, 2.0),
        ("second", "new", 0, 2.0, 2.0, 3.0),
    ]


def test_a_team_of_the_same_name_and_other_work_is_another_team() -> None:
    log = simulated(two(10.0, {"one": team("first", "second")}))
    assert log.names.teams == ("one", "two", "one 2")
    assert moves(log) == [(10.0, "one 2", 0, "joined"), (10.0, "one", 0, "left"), (10.0, "two", 0, "left")]


def test_people_go_where_they_are_told_to_the_first_first_and_the_rest_where_their_work_is() -> None:
    """Of three who did the first step the first goes to the second step; the other two go where the first step is done."""
    log = simulated(
        two(
            10.0,
            {"b": team("first", headcount=2), "a": team("second", headcount=2)},
            {"teams.one.headcount": 3},
            people={"one": {"a": 1}},
        )
    )
    assert log.names.teams == ("one", "two", "a", "b")
    assert moves(log) == [
        (10.0, "a", 0, "joined"),
        (10.0, "one", 0, "left"),
        (10.0, "b", 0, "joined"),
        (10.0, "one", 1, "left"),
        (10.0, "b", 1, "joined"),
        (10.0, "one", 2, "left"),
        (10.0, "a", 1, "joined"),
        (10.0, "two", 0, "left"),
    ]


def test_people_of_a_team_that_goes_on_can_be_told_to_go_and_leave_a_place_that_is_filled() -> None:
    """One of three goes; the team keeps three places by its plan, so somebody new comes for them, by the delay."""
    log = simulated(
        two(
            10.0,
            {"one": ONE | {"headcount": 3}, "new": team("second", headcount=2)},
            {"teams.one.headcount": 3},
            people={"one": {"new": 1}},
            delay="5 days",
        )
    )
    assert moves(log) == [
        (10.0, "new", 0, "joined"),
        (10.0, "one", 0, "left"),
        (10.0, "new", 1, "joined"),
        (10.0, "two", 0, "left"),
        (15.0, "one", 3, "joined"),
    ]


def test_a_team_that_goes_on_with_less_lets_those_go_who_came_last() -> None:
    """Three become one: of the two who came last one fills the place that is open where the first step is done too."""
    log = simulated(
        two(
            10.0,
            {"one": ONE, "new": team("second", headcount=2)},
            {"teams.one.headcount": 3},
            notice="30 days",
        )
    )
    assert moves(log) == [
        (10.0, "new", 0, "joined"),
        (10.0, "one", 1, "left"),
        (10.0, "one", 2, "left"),
        (10.0, "new", 1, "joined"),
        (10.0, "two", 0, "left"),
    ]
    assert paid(log)["one"] == pytest.approx((100 * (3 * 10 + 190) + 100 * 30) / MONTH)


def test_a_team_that_goes_on_with_more_has_the_others_filled_after_the_delay() -> None:
    log = simulated(two(10.0, {"one": ONE | {"headcount": 3}, "two": SECOND}, delay="20 days"))
    assert moves(log) == [(30.0, "one", 1, "joined"), (30.0, "one", 2, "joined")]
    assert paid(log) == pytest.approx({"one": 100 * (200 + 2 * 170) / MONTH, "two": 300 * 200 / MONTH})
    assert summarize(log).teams["one"]["headcount"] == pytest.approx((200 + 2 * 170) / 200)


# -- pay ---------------------------------------------------------------------------------------------------------------


def test_whoever_has_no_place_is_paid_to_the_stated_date_and_works_no_more() -> None:
    """Both teams become one of one person. The one of the second step has a place; by codes the first comes first."""
    log = simulated(two(10.0, {"all": team("first", "second", cost=200)}, notice="1 month"))
    assert [name for _, name, _, how in moves(log) if how == "joined" and name == "all"] == ["all"]
    assert paid(log) == pytest.approx(
        {"one": 100 * 10 / MONTH, "two": 300 * 10 / MONTH + 300, "all": 200 * 190 / MONTH}
    )


def test_notice_runs_from_the_day_whenever_the_last_job_ends_and_no_longer_than_the_run() -> None:
    """Both are at jobs of 40 days. Who has no place is paid to day 50 anyhow: 40 days of work and 10 of notice."""
    long = {"journey.first.work.mean": "960 h", "journey.second.work.mean": "960 h"}
    long |= {"sources.more": {"kind": "recorded", "arrivals": [0.0], "entry": "second"}}
    log = simulated(two(10.0, {"all": team("first", "second")}, long, notice="40 days"))
    assert paid(log)["two"] == pytest.approx(300 * 50 / MONTH)
    assert paid(log)["all"] == pytest.approx(100 * 160 / MONTH)
    log = simulated(two(190.0, {"all": team("first", "second")}, notice="40 days"))
    assert paid(log)["two"] == pytest.approx(300 * 200 / MONTH)


def test_a_team_that_goes_on_may_cost_something_else_from_the_day_on() -> None:
    log = simulated(two(40.0, {"one": ONE | {"cost": "700 / month"}, "two": SECOND}))
    assert moves(log) == []
    assert paid(log) == pytest.approx({"one": (100 * 40 + 700 * 160) / MONTH, "two": 300 * 200 / MONTH})


# -- places, changes of headcount, transfers ---------------------------------------------------------------------------


def test_missing_people_come_after_the_delay_and_cost_what_turnover_says() -> None:
    """With turnover in force its delay holds, and what filling a place costs, in months of pay; else they are there at once."""
    teams = {"all": team("first", "second", headcount=4, cost=600)}
    log = simulated(two(10.0, teams))
    assert moves(log)[-2:] == [(10.0, "all", 2, "joined"), (10.0, "all", 3, "joined")]
    turnover = {
        "scenario.mechanisms": ["turnover"],
        "effects.turnover.delay": "50 days",
        "effects.turnover.cost": 2.0,
    }
    turnover |= {"teams.one.turnover": "0 % / year", "teams.two.turnover": "0 % / year"}
    stable = {"all": teams["all"] | {"turnover": "0 % / year"}}
    log = simulated(two(10.0, stable, turnover))
    assert moves(log)[-2:] == [(60.0, "all", 2, "joined"), (60.0, "all", 3, "joined")]
    assert log.of(Row.SPENDING)["cost"].tolist() == [1200.0, 1200.0]
    assert log.of(Row.SPENDING)["end"].tolist() == [60.0, 60.0]


def test_missing_people_wait_for_the_end_of_a_freeze() -> None:
    freeze = {"freezes": [{"what": "hiring", "at": "5 days", "lasts": "40 days"}]}
    log = simulated(two(10.0, {"all": team("first", "second", headcount=3)}, freeze, delay="10 days"))
    assert moves(log)[-1] == (45.0, "all", 2, "joined")


def test_changes_planned_before_the_day_count_and_later_ones_are_carried_out() -> None:
    """A team of the new organization has the headcount that it would have by then, counted from day 0 of the run."""
    changes = [
        {"at": "5 days", "headcount": 2},
        {"at": "10 days", "headcount": "+1"},
        {"at": "20 days", "headcount": 1},
    ]
    log = simulated(two(10.0, {"all": team("first", "second", headcount=7, changes=changes)}))
    assert moves(log) == [
        (10.0, "all", 0, "joined"),
        (10.0, "one", 0, "left"),
        (10.0, "all", 1, "joined"),
        (10.0, "two", 0, "left"),
        (10.0, "all", 2, "joined"),
        (20.0, "all", 2, "left"),
        (20.0, "all", 1, "left"),
    ]


def test_changes_that_the_old_organization_planned_for_later_do_not_happen() -> None:
    """A team that goes on follows the new plan: no third person on day 50, but one less on day 60."""
    later = {"teams.one.headcount": 2, "teams.one.changes": [{"at": "50 days", "headcount": 3}]}
    own = ONE | {"headcount": 2, "changes": [{"at": "60 days", "headcount": 1}]}
    assert moves(simulated(two(10.0, {"one": own, "two": SECOND}, later))) == [(60.0, "one", 1, "left")]
    assert moves(simulated(two(55.0, {"one": own, "two": SECOND}, later))) == [
        (50.0, "one", 2, "joined"),
        (55.0, "one", 2, "left"),
        (60.0, "one", 1, "left"),
    ]


def test_transfers_are_carried_out_between_the_teams_of_their_day() -> None:
    """On day 5 from one to two, which go on; on day 50 between teams of the new organization."""
    rows = [{"at": "5 days", "from": "one", "to": "two"}, {"at": "50 days", "from": "new", "to": "two"}]
    plan = two(
        10.0,
        {"new": team("first", headcount=2), "two": SECOND},
        {"transfers": rows, "teams.one.headcount": 2},
    )
    assert moves(simulated(plan)) == [
        (5.0, "two", 1, "joined"),
        (5.0, "one", 1, "left"),
        (10.0, "new", 0, "joined"),
        (10.0, "one", 0, "left"),
        (10.0, "new", 1, "joined"),
        (50.0, "two", 2, "joined"),
        (50.0, "new", 1, "left"),
    ]


def test_who_is_on_the_way_to_a_team_that_closes_comes_to_where_its_work_is_done() -> None:
    """Told on day 1 to go to the second step, and at a job until day 10; on day 5 others do the second step."""
    slow = {"journey.first.work.mean": "240 h", "transfers": [{"at": "1 day", "from": "one", "to": "two"}]}
    log = simulated(two(5.0, {"one": ONE, "new": team("second")}, slow))
    assert moves(log)[-2:] == [(10.0, "new", 1, "joined"), (10.0, "one", 0, "left")]


@pytest.mark.parametrize(
    ("sittings", "last"), [({}, 120.0), ({"sittings": {"length": "960 h", "gap": {"mean": "1 day"}}}, 59.0)]
)
def test_who_was_to_change_teams_and_is_told_to_go_elsewhere_goes_there_alone(
    sittings: dict[str, Any], last: float
) -> None:
    """A review on day 20 sends one of the second team to the first, once the job of 100 days is done, or the sitting of 40 that
    they are in; day 50 sends all elsewhere."""
    long = {"work": {"mean": "2400 h", "distribution": "constant"}, "outcomes": [{"to": "lost", "rate": 1.0}]}
    busy = {
        "scenario.mechanisms": ["strategy"],
        "policies.strategy": {
            "every": "20 days",
            "rule": "busiest",
            "action": "people",
            "hours": "0 h",
            "gap": 0.1,
        },
        "teams.two.headcount": 3,
        "sources.web.arrivals": [0.0] * 90,
        "sources.late": {"kind": "recorded", "arrivals": [19.0, 19.0, 19.0], "entry": "long"},
        "journey.long": long | sittings,
        "teams.two.does": ["second", "long"],
    }
    log = simulated(two(50.0, {"all": team("first", "second", "long", headcount=4)}, busy))
    left = [(name, person) for _, name, person, how in moves(log) if how == "left"]
    assert sorted(left) == [("one", 0), ("two", 0), ("two", 1), ("two", 2)]
    assert [name for _, name, _, how in moves(log) if how == "joined"] == ["all"] * 4
    assert log.of(Row.STAFFING)["end"].max() == pytest.approx(last)


def test_a_transfer_on_the_very_day_is_carried_out_in_the_new_organization_once() -> None:
    """Two are in the new team by the plan, one of whom goes on at once."""
    rows = {"transfers": [{"at": "10 days", "from": "new", "to": "two"}]}
    found = moves(simulated(two(10.0, {"new": team("first", headcount=2), "two": SECOND}, rows)))
    assert [move[1:] for move in found if move[3] == "joined"] == [
        ("new", 0, "joined"),
        ("new", 1, "joined"),
        ("two", 1, "joined"),
    ]
    assert [move[1:3] for move in found if move[3] == "left"][-1][0] == "new"
    assert len(found) == 5


# -- work in the middle ------------------------------------------------------------------------------------------------

SITTINGS = {"length": "24 h", "gap": {"mean": "2 days", "distribution": "constant"}}
IN_SITTINGS = {"journey.first.sittings": SITTINGS, "journey.first.work.mean": "72 h"}


def stretches(log: EventLog) -> list[tuple[str, int, float, float]]:
    """Team, person, begin and end of each stretch, in the order in which they ended."""
    rows = log.of(Row.STRETCH)
    return [
        (
            log.names.teams[row["team"]],
            int(row["person"]),
            *(round(float(row[name]), 6) for name in ("start", "end")),
        )
        for row in rows
    ]  # type: ignore[misc]


def hours(log: EventLog) -> dict[str, float]:
    """What each team worked."""
    return {name: found["hours"] for name, found in summarize(log).teams.items()}


def test_a_sitting_is_ended_and_the_next_is_held_by_the_same_person_in_the_new_team() -> None:
    """Sittings of a day on days 0, 3 and 6; on day 0.5 the team becomes another, on day 4 a third."""
    plan = two(0.5, {"all": team("first", "second", headcount=2)}, IN_SITTINGS)
    third = {
        "at": "4 days",
        "organization": {"teams": {"most": team("first", "second", headcount=2, cost=1)}},
    }
    log = simulated(plan.replace({"reorganizations": [*plan.document().get("reorganizations"), third]}))
    assert stretches(log) == [("one", 0, 0.0, 1.0), ("all", 1, 3.0, 4.0), ("most", 1, 6.0, 7.0)]
    assert jobs(log)[0] == ("first", "most", 1, 0.0, 0.0, 7.0)
    assert worked(log)["hours"].tolist() == [72.0, 24.0]
    assert hours(log) == pytest.approx({"one": 24, "two": 0, "all": 24, "most": 48})


def test_sittings_of_somebody_without_a_place_are_held_by_whoever_does_the_work_now() -> None:
    """The one who held the first is not wanted any more: the next is held by the one who is."""
    log = simulated(two(0.5, {"all": team("first", "second")}, IN_SITTINGS, people={"two": {"all": 1}}))
    assert stretches(log) == [("one", 0, 0.0, 1.0), ("all", 0, 3.0, 4.0), ("all", 0, 6.0, 7.0)]
    assert moves(log)[-1] == (1.0, "one", 0, "left")


def test_sittings_that_are_due_for_anybody_are_taken_along() -> None:
    """Two jobs in sittings and people who leave on day 1.5; on day 5 others take over what is due since day 3."""
    gone = IN_SITTINGS | {"teams.one.headcount": 2, "teams.one.changes": [{"at": "1.5 days", "headcount": 0}]}
    log = simulated(
        two(5.0, {"all": team("first", "second", headcount=2)}, gone | {"sources.web.arrivals": [0.0] * 2})
    )
    assert sorted(stretches(log))[:2] == [("all", 0, 5.0, 6.0), ("all", 0, 8.0, 9.0)]
    assert len(worked(log)) == 4
    assert (worked(log)["end"] < 11).all()


def test_what_waits_in_the_middle_when_the_run_ends_is_told_where_it_was_worked_on() -> None:
    """A sitting of day 0 and nobody for the next one: its hours are the old team's, once."""
    log = simulated(two(0.5, {"all": team("first", "second", headcount=0)}, IN_SITTINGS))
    (row,) = worked(log)
    assert (log.names.teams[row["team"]], row["person"], row["start"], row["hours"]) == ("one", 0, 0.0, 24.0)
    assert np.isnan(row["end"])
    assert hours(log) == {"one": 24, "two": 0, "all": 0}


def test_what_nobody_does_any_more_ends_in_the_middle_with_the_hours_worked() -> None:
    """The first step is left out by the new organization: the lead goes on to the second, when the next sitting is due."""
    skip = IN_SITTINGS | {"journey.first.optional": True, "journey.first.skipped": "second"}
    log = simulated(two(0.5, {"all": team("second")}, skip))
    rows = log.of(Row.JOB)
    assert [log.names.outcomes[code] for code in rows["outcome"]] == ["cancelled", "lost"]
    assert rows["hours"].tolist() == [24.0, 24.0]
    assert jobs(log) == [("first", "one", 0, 0.0, 0.0, 3.0), ("second", "all", 0, 3.0, 3.0, 4.0)]
    assert hours(log) == {"one": 24, "two": 0, "all": 24}


URGENT = {
    "journey.call": {
        "work": {"mean": "12 h", "distribution": "constant"},
        "urgent": True,
        "outcomes": [{"to": "lost", "rate": 1.0}],
    },
    "sources.calls": {"kind": "recorded", "arrivals": [0.5], "entry": "call"},
    "teams.one.does": ["first", "call"],
}


def test_whoever_was_called_away_ends_both_jobs_before_they_go() -> None:
    """At the first step from day 0 on, called from day 0.5 to 1, and told on day 0.75 to go: back to it until day 1.5."""
    log = simulated(two(0.75, {"all": team("first", "second", "call", headcount=2)}, URGENT))
    assert stretches(log) == [("one", 0, 0.0, 0.5), ("one", 0, 1.0, 1.5)]
    assert moves(log)[-1] == (1.5, "one", 0, "left")
    assert jobs(log)[0] == ("first", "one", 0, 0.0, 0.0, 1.5)


# -- cases that people keep --------------------------------------------------------------------------------------------

LOOP = {
    "journey.first.outcomes": [
        {"to": "again", "rate": 1.0, "after": {"mean": "10 days", "distribution": "constant"}}
    ],
    "journey.again": {
        "work": {"mean": "24 h", "distribution": "constant"},
        "outcomes": [{"to": "second", "rate": 1.0}],
    },
    "teams.one": team("first", "again", headcount=2, ownership="person"),
    "sources.web.arrivals": [0.0, 0.0, 0.5],
}
"""Two people who keep the leads they begin with: 0 those that come first and third, 1 the second."""


def again(log: EventLog) -> list[tuple[str, int, int, float]]:
    """Team and person of each second talk, with the number of the lead and when it began."""
    rows = worked(log)
    rows = rows[rows["activity"] == log.names.activities.index("again")]
    return [
        (log.names.teams[row["team"]], int(row["person"]), int(row["number"]), round(float(row["start"]), 6))
        for row in rows
    ]


def test_cases_go_along_with_those_who_keep_them() -> None:
    """Who kept the first and the third lead keeps them in the new team; the other the second."""
    keep = team("first", "again", headcount=2, ownership="person", cost=1)
    log = simulated(two(5.0, {"keep": keep, "two": SECOND}, LOOP))
    assert again(log) == [("keep", 0, 0, 11.0), ("keep", 1, 1, 11.0), ("keep", 0, 2, 12.0)]
    # Who kept two does not come along: somebody new keeps theirs.
    log = simulated(
        two(5.0, {"keep": keep, "new": team("second", headcount=2)}, LOOP, people={"one": {"new": 1}})
    )
    assert [move for move in moves(log) if move[1] == "keep"] == [
        (5.0, "keep", 0, "joined"),
        (5.0, "keep", 1, "joined"),
    ]
    assert [(lead, person) for _, person, lead, _ in again(log)] == [(0, 1), (1, 0), (2, 0)]


def test_cases_wait_for_who_keeps_them_and_is_still_at_work_in_the_old_team() -> None:
    """On day 0.25 both are at work until day 1; the third lead waits for the first person though another is free."""
    keep = team("first", "again", headcount=3, ownership="person", cost=1)
    late = LOOP | {"sources.web.arrivals": [0.0, 0.0, 0.125]}
    log = simulated(two(0.25, {"keep": keep, "two": SECOND}, late))
    assert moves(log)[0] == (0.25, "keep", 0, "joined")
    assert [job for job in jobs(log) if job[0] == "first"] == [
        ("first", "one", 0, 0.0, 0.0, 1.0),
        ("first", "one", 1, 0.0, 0.0, 1.0),
        ("first", "keep", 1, 0.125, 1.0, 2.0),
    ]
    assert again(log) == [("keep", 1, 0, 11.0), ("keep", 2, 1, 11.0), ("keep", 1, 2, 12.0)]


def test_in_a_pooled_team_nobody_keeps_a_case_and_in_one_of_owners_whoever_begins_does() -> None:
    pool = team("first", "again", headcount=2, cost=1)
    log = simulated(two(5.0, {"pool": pool, "two": SECOND}, LOOP))
    assert [(name, start) for name, _, _, start in again(log)] == [
        ("pool", 11.0),
        ("pool", 11.0),
        ("pool", 12.0),
    ]
    own = LOOP | {"teams.one.ownership": "pooled"}
    log = simulated(two(5.0, {"keep": pool | {"ownership": "person"}, "two": SECOND}, own))
    assert [(person, lead) for _, person, lead, _ in again(log)] == [(0, 0), (1, 1), (0, 2)]


def test_who_does_no_work_of_a_new_team_yet_keeps_no_case_there() -> None:
    """Newcomers begin after a month. The person of the first steps is one in the team of the second, the other person is none."""
    late = {"ramp": [0.0], "ownership": "person", "headcount": 2}
    plan = two(
        5.0,
        {"keep": team("second", **late), "rest": team("first", "again", headcount=2)},
        LOOP | {"teams.one.headcount": 1},
        people={"one": {"keep": 1}},
    )
    log = simulated(plan)
    assert [move for move in moves(log) if move[0] == 5.0][:4] == [
        (5.0, "keep", 0, "joined"),
        (5.0, "one", 0, "left"),
        (5.0, "keep", 1, "moved_in"),
        (5.0, "two", 0, "left"),
    ]
    second = [job for job in jobs(log) if job[0] == "second"]
    assert [job[1:3] for job in second] == [("keep", 1)] * 3


def test_cases_on_their_way_with_their_person_go_on_to_where_that_person_comes() -> None:
    """At work until day 1; on day 0.25 one organization takes over, on day 0.5 another, both of people who keep leads."""
    keep = team("first", "again", headcount=2, ownership="person", cost=1)
    plan = two(0.25, {"keep": keep, "two": SECOND}, LOOP | {"sources.web.arrivals": [0.0, 0.0, 0.125]})
    third = {
        "at": "0.5 days",
        "organization": {
            "teams": {"last": keep | {"cost": "2 / month", "priority": ["first"]}, "two": SECOND}
        },
    }
    log = simulated(plan.replace({"reorganizations": [*plan.document().get("reorganizations"), third]}))
    assert {(name, lead) for name, _, lead, _ in again(log)} == {("last", 0), ("last", 1), ("last", 2)}
    kept = {lead: person for _, person, lead, _ in again(log)}
    assert kept[0] == kept[2] != kept[1]


def test_a_sitting_in_another_team_is_a_resumption_to_process_mining(tmp_path: Path) -> None:
    """Suspended and resumed between its sittings, though they are held by the people of two teams, and complete at its end."""
    plan = two(0.5, {"all": team("first", "second", headcount=2)}, IN_SITTINGS)
    write(simulated(plan), tmp_path / "log.xes")
    found = re.findall(
        r'"lifecycle:transition" value="(\w+)"', (tmp_path / "log.xes").read_text(encoding="utf-8")
    )
    assert found[2:8] == ["start", "suspend", "resume", "suspend", "resume", "complete"]
