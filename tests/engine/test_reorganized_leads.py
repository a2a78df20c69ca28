"""What becomes of leads, customers, quotas and pay when another organization takes over; worked out by hand."""

from datetime import date
from typing import Any

import numpy as np
import pytest
from people_worlds import simulated, worked
from taking_over import ONE, SECOND, jobs, moves, team, two

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.conservation import check
from orgsim.measures.summary import summarize
from orgsim.units import MONTH

CONSTANT = {"distribution": "constant"}


def ends(log: EventLog) -> list[tuple[str, int, str, float]]:
    """Activity, lead, outcome and end of every job, in the order in which they ended."""
    rows, names = log.of(Row.JOB), log.names
    return [
        (
            names.activities[row["activity"]],
            int(row["number"]),
            names.outcomes[row["outcome"]],
            round(float(row["end"]), 6),
        )
        for row in rows
    ]


# -- steps -------------------------------------------------------------------------------------------------------------

OPTIONAL = {"journey.first.optional": True, "journey.first.skipped": "second"}


def test_leads_that_wait_for_a_step_that_is_left_out_go_on_as_if_they_came_now() -> None:
    """Of three leads one is at work and two wait: these leave the queue on day 0.5 for the second step."""
    log = simulated(
        two(0.5, {"two": SECOND | {"headcount": 2}}, OPTIONAL | {"sources.web.arrivals": [0.0] * 3})
    )
    assert ends(log) == [
        ("first", 1, "cancelled", 0.5),
        ("first", 2, "cancelled", 0.5),
        ("first", 0, "second", 1.0),
        ("second", 1, "lost", 1.5),
        ("second", 2, "lost", 2.0),
        ("second", 0, "lost", 2.5),
    ]
    assert moves(log) == [(1.0, "two", 1, "joined"), (1.0, "one", 0, "left")]


def test_a_step_that_nobody_did_begins_with_those_who_do_it() -> None:
    """Until day 10 leads go to the second step at once."""
    late = OPTIONAL | {"sources.web.arrivals": [0.0, 9.0, 10.0, 11.0], "teams.one.does": ["other"]}
    late |= {"journey.other": {"work": {"mean": "1 h"}, "outcomes": [{"to": "lost", "rate": 1.0}]}}
    late |= {"sources.more": {"kind": "recorded", "arrivals": [199.0], "entry": "other"}}
    log = simulated(two(10.0, {"new": team("first", "other"), "two": SECOND}, late))
    assert [(job[0], job[1], job[4]) for job in jobs(log)][:5] == [
        ("second", "two", 0.0),
        ("second", "two", 9.0),
        ("first", "new", 10.0),
        ("second", "two", 11.0),
        ("first", "new", 11.0),
    ]


BESIDE = {
    "journey.first.outcomes": [{"to": ["law", "safety"], "rate": 1.0, "join": "second"}],
    "journey.law": {
        "work": {"mean": "24 h"} | CONSTANT,
        "optional": True,
        "skipped": "second",
        "outcomes": [{"to": "second", "rate": 1.0}, {"to": "lost", "rate": 0.0}],
    },
    "journey.safety": {
        "work": {"mean": "240 h"} | CONSTANT,
        "outcomes": [{"to": "second", "rate": 1.0}, {"to": "lost", "rate": 0.0}],
    },
    "teams.law": team("law"),
    "teams.safety": team("safety"),
    "sources.web.arrivals": [0.0, 0.0],
}


def test_of_steps_side_by_side_one_that_is_left_out_is_passed() -> None:
    """The second lead waits for the lawyer from day 2 on, whose first job ends on day 2 and who is at the second until day 3.

    On day 1.5 the lawyers close: the first lead's job ends on day 2; the second lead has only the other step.
    """
    log = simulated(two(1.5, {"one": ONE, "two": SECOND, "safety": team("safety", headcount=2)}, BESIDE))
    check(log)
    assert [one for one in ends(log) if one[0] in ("law", "second")] == [
        ("law", 0, "second", 2.0),
        ("second", 0, "lost", 12.0),
        ("second", 1, "lost", 13.0),
    ]


def test_what_waits_beside_another_step_when_that_is_left_out_is_called_off_alone() -> None:
    """Both leads have a step to do at the lawyers', whose one person is at work until day 11; at the other step they are
    until days 11 and 21."""
    slow = BESIDE | {"journey.law": BESIDE["journey.law"] | {"work": {"mean": "240 h"} | CONSTANT}}  # type: ignore[dict-item]
    log = simulated(two(5.0, {"one": ONE, "two": SECOND, "safety": team("safety", headcount=2)}, slow))
    assert [one for one in ends(log) if one[0] == "law"] == [
        ("law", 1, "cancelled", 5.0),
        ("law", 0, "second", 11.0),
    ]
    assert [one for one in ends(log) if one[0] == "second"] == [
        ("second", 0, "lost", 12.0),
        ("second", 1, "lost", 22.0),
    ]


JOINT = {
    "journey.first.with": ["two"],
    "journey.first.with_patience": "0 h",
    "sources.web.arrivals": [0.0] * 3,
}


def test_joint_work_is_ended_by_both_and_the_rest_is_done_by_the_new_teams() -> None:
    """One of each team, all day long. On day 0.5 two others of the same names take over; who was there comes on day 1."""
    teams = {"one": ONE | {"priority": ["first"]}, "two": SECOND | {"priority": ["second"]}}
    log = simulated(two(0.5, teams, JOINT))
    assert log.names.teams == ("one", "two", "one 2", "two 2")
    assert sorted(moves(log)) == [
        (1.0, "one", 0, "left"),
        (1.0, "one 2", 0, "joined"),
        (1.0, "two", 0, "left"),
        (1.0, "two 2", 0, "joined"),
    ]
    done = jobs(log)
    assert done[0] == ("first", "one", 0, 0.0, 0.0, 1.0)
    assert [job[1] for job in done[1:]] == ["two 2" if job[0] == "second" else "one 2" for job in done[1:]]
    assert len(done) == 6
    stretches = log.of(Row.STRETCH)
    assert [log.names.teams[code] for code in stretches["team"]] == ["two", "two 2", "two 2"]


# -- leads at rest -----------------------------------------------------------------------------------------------------

REST = {
    "journey.second.outcomes": [{"to": "nurture", "rate": 1.0}],
    "journey.nurture": {
        "work": {"mean": "1 h"} | CONSTANT,
        "optional": True,
        "outcomes": [{"to": "first", "rate": 0.0}, {"to": "nurture", "rate": 1.0}],
    },
}
"""A lead that rests from day 2 on."""


def touches(before: Any, after: Any, at: float = 25.0, **changes: Any) -> list[float]:
    """When a lead is touched, under one policy and another; None where nobody does it."""
    first = {} if before is None else {"teams.care": team("nurture"), "policies.nurture": before}
    teams = {"one": ONE, "two": SECOND} | ({} if after is None else {"care": team("nurture")})
    policies = {} if after is None else {"nurture": after}
    log = simulated(
        two(at, teams, REST | {"scenario.horizon": "60 days"} | first | changes, policies=policies)
    )
    rows = worked(log)
    return [
        round(float(one), 6)
        for one in rows[rows["activity"] == log.names.activities.index("nurture")]["start"]
    ]


def test_leads_at_rest_are_touched_as_before_or_by_the_rules_of_then() -> None:
    """Every ten days from day 2 on; or not any more; or from the day on, as if it had just come to rest."""
    ten, seven = {"every": "10 days", "touches": 9}, {"every": "7 days", "touches": 9}
    gap = 1 / 24
    assert touches(ten, ten) == pytest.approx([12 + 10 * k + gap * k for k in range(5)])
    assert touches(ten, None) == pytest.approx([12, 22 + gap])
    assert touches(None, ten) == pytest.approx([35, 45 + gap, 55 + 2 * gap])
    changed = touches(ten, seven)
    assert changed[:3] == pytest.approx([12, 22 + gap, 32 + 2 * gap])
    assert np.diff(changed)[2:] == pytest.approx([7 + gap] * (len(changed) - 3))


def test_a_touch_that_waits_is_made_by_the_new_team() -> None:
    """The team of touches is at another job from day 10 to day 30."""
    busy = {
        "sources.more": {"kind": "recorded", "arrivals": [10.0], "entry": "long"},
        "journey.long": {"work": {"mean": "480 h"} | CONSTANT, "outcomes": [{"to": "lost", "rate": 1.0}]},
    }
    teams = {"one": ONE, "two": SECOND, "new": team("nurture", "long", headcount=2)}
    ten = {"every": "10 days", "touches": 9}
    plan = two(
        15.0,
        teams,
        REST
        | busy
        | {"teams.care": team("nurture", "long"), "policies.nurture": ten, "scenario.horizon": "30 days"},
        policies={"nurture": ten},
    )
    found = [job for job in jobs(simulated(plan)) if job[0] == "nurture"]
    assert [job[1:5] for job in found] == [
        ("new", 0, 12.0, 15.0),
        ("new", 0, pytest.approx(25 + 1 / 24), pytest.approx(25 + 1 / 24)),
    ]


# -- customers ---------------------------------------------------------------------------------------------------------

SOLD = {
    "journey.second.outcomes": [{"to": "customer", "rate": 1.0}],
    "journey.support": {"work": {"mean": "24 h"} | CONSTANT, "optional": True},
    "offering": {"kind": "subscription", "price": "100 / month", "term": "12 months"},
    "customer": {"churn": "0 % / year", "check_ins": {"activity": "support", "every": "20 days"}},
    "scenario.horizon": "100 days",
}


def test_check_ins_keep_their_days_whoever_holds_them() -> None:
    """A customer from day 2 on: check-ins on days 22, 42, 62 and 82, missed while nobody does them."""
    care = {"teams.care": team("support")}
    teams = {"one": ONE, "two": SECOND}
    log = simulated(two(30.0, teams | {"new": team("support")}, SOLD | care))
    assert [job[1:5] for job in jobs(log) if job[0] == "support"] == [
        ("care", 0, 22.0, 22.0),
        *(("new", 0, day, day) for day in (42.0, 62.0, 82.0)),
    ]
    missed = [one for one in ends(simulated(two(30.0, teams, SOLD | care))) if one[0] == "support"]
    assert missed == [
        ("support", 0, "done", 23.0),
        *(("support", 0, "missed", day) for day in (42.0, 62.0, 82.0)),
    ]
    begun = [
        one
        for one in ends(simulated(two(30.0, teams | {"new": team("support")}, SOLD)))
        if one[0] == "support"
    ]
    assert begun == [
        ("support", 0, "missed", 22.0),
        *(("support", 0, "done", day + 1) for day in (42.0, 62.0, 82.0)),
    ]


def test_customers_go_along_with_who_keeps_them() -> None:
    """Two customers, each kept by one of two; in the new team the two come in the same order."""
    both = {"ownership": "person", "headcount": 2}
    plan = two(
        30.0,
        {"one": ONE, "two": SECOND, "new": team("support", **both, cost=7)},
        SOLD
        | {
            "teams.care": team("support", **both),
            "sources.web.arrivals": [0.0, 0.0],
            "teams.one.headcount": 1,
        },
    )
    log = simulated(plan)
    rows = worked(log)
    rows = rows[rows["activity"] == log.names.activities.index("support")]
    keepers = {(int(row["number"]), log.names.teams[row["team"]]): int(row["person"]) for row in rows}
    assert keepers[0, "care"] == keepers[0, "new"] != keepers[1, "new"] == keepers[1, "care"]


# -- quotas, pay and rules ---------------------------------------------------------------------------------------------


def test_a_quota_holds_for_the_days_of_its_team() -> None:
    """One lead a day for 40 days; from day 10 on the team is another: 10 of 10 x 2, then 30 of 30 x 3 with the last one open."""
    daily = {
        "scenario.horizon": "40 days",
        "sources.web.arrivals": [float(day) for day in range(40)],
        "journey.first.work.mean": "12 h",
        "teams.one.kpi": "leads",
        "teams.one.quota": "2 / day",
    }
    new = team("first", kpi="leads", quota="3 / day", cost=9)
    found = summarize(simulated(two(10.0, {"one": new, "two": SECOND}, daily))).teams
    assert found["one"]["quota_attainment"] == pytest.approx(10 / 20)
    assert found["one 2"]["quota_attainment"] == pytest.approx(30 / 90)
    same = team("first", kpi="leads", quota="2 / day", headcount=2)
    found = summarize(simulated(two(10.0, {"one": same, "two": SECOND}, daily))).teams
    assert found["one"]["quota_attainment"] == pytest.approx(40 / 80)


def test_quotas_of_persons_ask_of_movers_at_once_and_of_newcomers_by_their_ramp() -> None:
    """One comes from the same work, one is new and does half the work in the first month: 1.5 persons' quota."""
    daily = {
        "scenario.horizon": f"{10 + MONTH} days",
        "sources.web.arrivals": [float(day) for day in range(40)],
        "journey.first.work.mean": "2 h",
    }
    new = team("first", kpi="leads", quota={"per_person": "2 / day"}, headcount=2, ramp=[0.5])
    log = simulated(two(10.0, {"new": new, "two": SECOND}, daily))
    assert moves(log) == [(10.0, "new", 0, "moved_in"), (10.0, "one", 0, "left"), (10.0, "new", 1, "joined")]
    assert summarize(log).teams["new"]["quota_attainment"] == pytest.approx(30 / (1.5 * 2 * MONTH), rel=1e-6)
    hours = {
        int(row["person"]): round(float(row["hours"]), 6)
        for row in worked(log)
        if row["team"] == log.names.teams.index("new")
    }
    assert hours[0] == 2.0
    assert hours.get(1, 4.0) == 4.0


def test_commission_is_paid_back_after_its_team_has_closed() -> None:
    """Nine of ten customers a year go; the first team sells until day 60, what it earned comes back until month 14."""
    sold = {key: value for key, value in SOLD.items() if key != "journey.support"} | {
        "scenario.horizon": "500 days",
        "sources.web.arrivals": [float(day) for day in range(0, 200, 2)],
        "customer": {"churn": "90 % / year"},
        "teams.two.commission": {"share": 0.1, "claw_back": "13 months"},
    }
    log = simulated(two(60.0, {"one": ONE, "new": team("second")}, sold))
    rows = log.of(Row.COMMISSION)
    assert {log.names.teams[code] for code in rows["team"]} == {"two"}
    earned, back = rows[rows["cost"] > 0], rows[rows["cost"] < 0]
    assert earned["end"].max() < 62
    assert len(back) > 0
    assert back["end"].min() > 60
    alone = simulated(two(499.0, {"one": ONE, "new": team("second")}, sold)).of(Row.COMMISSION)
    before = alone[np.isin(alone["number"], earned["number"])]
    assert sorted(before["cost"].tolist()) == sorted(rows["cost"].tolist())


def test_rules_of_hiring_hold_from_the_day_on() -> None:
    """A team of one that may hire up to three while it has fewer: in each month from the day on, and not before."""
    rule = {"hiring": {"new": {"when": "people < 3", "most": 3}}}
    log = simulated(two(MONTH * 1.5, {"new": team("first"), "two": SECOND}, policies=rule))
    joined = [day for day, name, _, how in moves(log) if (name, how) == ("new", "joined")]
    assert joined[0] == pytest.approx(MONTH * 1.5)
    assert len(joined) == 3
    assert np.diff(joined[1:]) == pytest.approx([MONTH])
    first = {"policies.hiring": {"one": {"when": "people < 3", "most": 3}}}
    log = simulated(two(MONTH * 1.5, {"one": ONE, "two": SECOND}, first))
    assert [move for move in moves(log) if move[0] > MONTH * 1.5] == []


# -- hours, segments, the firm of day 0 --------------------------------------------------------------------------------


def test_what_waits_is_taken_up_when_the_new_team_comes_on_duty() -> None:
    """Two leads of day 0 (a Monday); on day 0.5 a team takes over that works from 18 to 22 o'clock."""
    evening = {"days": ["mon", "tue", "wed", "thu", "fri"], "opens": 18.0, "hours": 4.0}
    teams = {"new": team("first", calendar=evening), "two": SECOND}
    log = simulated(
        two(
            0.5,
            teams,
            {
                "sources.web.arrivals": [0.0] * 2,
                "scenario.start": date(2024, 1, 1),
                "journey.first.work.mean": "12 h",
            },
        )
    )
    assert [job[1:] for job in jobs(log) if job[0] == "first"] == [
        ("one", 0, 0.0, 0.0, 0.5),
        ("new", 0, 0.0, 0.75, pytest.approx(2 + 22 / 24)),
    ]


def test_shifts_are_dealt_to_those_who_come() -> None:
    """Two people, one in each shift of half a day; what waits is begun by who is on duty, and the other follows at noon."""
    shifts = {
        "days": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"],
        "shifts": [{"people": 1, "opens": 0.0, "hours": 12.0}, {"people": 1, "opens": 12.0, "hours": 12.0}],
    }
    teams = {"new": team("first", calendar=shifts, headcount=2), "two": SECOND}
    quick = {"sources.web.arrivals": [0.0] * 3 + [10.0] * 3, "journey.first.work.mean": "6 h"}
    log = simulated(two(9.0, teams, quick))
    assert [job[1:5] for job in jobs(log) if job[0] == "first" and job[4] > 9] == [
        ("new", 0, 10.0, 10.0),
        ("new", 0, 10.0, 10.25),
        ("new", 1, 10.0, 10.5),
    ]


def test_teams_may_serve_segments_from_the_day_on() -> None:
    """Leads of both segments wait for one team; two others take over, one for each."""
    segments = {
        "segments": {"small": {"share": 0.5}, "large": {"share": 0.5}},
        "sources.web.arrivals": [0.0] * 40,
    }
    teams = {
        "a": team("first", serves=["small"]),
        "b": team("first", serves=["large"]),
        "two": SECOND,
    }
    log = simulated(two(0.5, teams, segments))
    segment = {int(row["number"]): log.names.outcomes[row["outcome"]] for row in log.of(Row.ARRIVAL)}
    rows = worked(log)
    rows = rows[(rows["activity"] == log.names.activities.index("first")) & (rows["start"] >= 0.5)]
    served = {"a": "small", "b": "large"}
    assert {served[log.names.teams[row["team"]]] == segment[int(row["number"])] for row in rows} == {True}
    assert set(segment.values()) == {"small", "large"}
    back = two(
        0.5,
        {"one": team("first", cost=9), "two": SECOND},
        segments | {"teams.more": team("second") | {"serves": ["large"]}, "teams.two.serves": ["small"]},
    )
    check(simulated(back))


def test_the_firm_of_day_0_is_reorganized_like_any_other() -> None:
    """Leads that wait, customers who are kept, people of some tenure: the day after, all is with the new team."""
    firm = {
        "firm": {"customers": 6, "pipeline": {"first": {"leads": 5}}, "staff_tenure": {"mean": "400 days"}}
    }
    learning = {"scenario.mechanisms": ["learning"], "effects.learning.hours": "200 h"}
    care = {"teams.care": team("support", ownership="person", headcount=2)}
    teams = {"all": team("first", "second", "support", headcount=4, ownership="person")}
    log = simulated(two(1.0, teams, SOLD | firm | learning | care))
    check(log)
    late = [job for job in jobs(log) if job[4] > 1]
    assert {job[1] for job in late} == {"all"}
    assert {job[0] for job in late} == {"first", "second", "support"}
