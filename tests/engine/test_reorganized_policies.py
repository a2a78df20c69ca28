"""What policies and plans become when another organization takes over: they go on, change, end or begin; worked out by hand."""

import math
from typing import Any

import pytest
from estimates import SEED
from people_worlds import simulated, worked
from taking_over import ONE, SECOND, jobs, team, two

from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.mechanisms.handoffs.understanding import MutualUnderstanding
from orgsim.setup.build import build

# -- handoffs and what is known ----------------------------------------------------------------------------------------

HANDOFF = {"delay": "2 days", "confirmation": "6 h"}
CHARGED = {"scenario.mechanisms": ["handoff"], "policies.handoff": HANDOFF, "sources.web.arrivals": [0.0] * 2}
APART = {"first": team("first", headcount=2), "other": team("second")}


def waited(people: dict[str, dict[str, int]], **more: Any) -> EventLog:
    """Two leads of day 0 and one person at the first of them; on day 0.5 others take over."""
    return simulated(two(0.5, APART, CHARGED | more, people=people, policies={"handoff": HANDOFF}))


def test_no_handoff_is_charged_where_somebody_comes_along() -> None:
    first = [job for job in jobs(waited({})) if job[0] == "first"]
    assert first == [("first", "one", 0, 0.0, 0.0, 1.0), ("first", "first", 0, 0.0, 0.5, 1.5)]


def test_a_handoff_is_charged_where_nobody_comes_along() -> None:
    """Two days until the new team sees the lead, and six hours of reading up; it was ready on day 0 all the same."""
    first = [job for job in jobs(waited({"one": {"other": 1}})) if job[0] == "first"]
    assert first == [("first", "one", 0, 0.0, 0.0, 1.0), ("first", "first", 0, 0.0, 2.5, 3.75)]


def test_patience_may_end_on_the_way() -> None:
    """A day and a half of it end on day 1.5, and not when the lead has come."""
    patient = {
        "journey.first.patience": {"mean": "1.5 days", "distribution": "constant"},
        "journey.first.cold": "lost",
    }
    log = waited({"one": {"other": 1}}, **patient)
    rows = log.of(Row.JOB)
    (cold,) = rows[rows["outcome"] == log.names.outcomes.index("cold")]
    assert (cold["ready"], cold["end"]) == (0.0, 1.5)
    assert [job[3:5] for job in jobs(log) if job[0] == "first"] == [(0.0, 0.0)]


def test_a_lead_on_its_way_comes_to_the_team_of_then() -> None:
    plan = two(0.5, APART, CHARGED, people={"one": {"other": 1}}, policies={"handoff": HANDOFF})
    last = {"teams": {"last": team("first", "second", headcount=3)}, "policies": {"handoff": HANDOFF}}
    log = simulated(
        plan.replace(
            {
                "reorganizations": [
                    *plan.document().get("reorganizations"),
                    {"at": "1.5 days", "organization": last},
                ]
            }
        )
    )
    assert [job[1:5] for job in jobs(log) if job[0] == "first"][1] == ("last", 0, 0.0, 2.5)


def test_owners_who_come_along_are_no_handoff_though_others_are() -> None:
    """Two leads wait, each for who keeps it; one of these two goes where the first step is done, the other elsewhere."""
    owned = CHARGED | {
        "sources.web.arrivals": [0.0] * 4,
        "teams.one": team("first", headcount=2, ownership="person"),
    }
    apart = APART | {"first": APART["first"] | {"ownership": "person"}}
    people = {"one": {"other": 1}, "two": {"first": 1}}
    plan = two(0.5, apart, owned, people=people, policies={"handoff": HANDOFF})
    first = [job for job in jobs(simulated(plan)) if job[0] == "first" and job[1] == "first"]
    assert sorted(job[4:] for job in first) == [(1.0, 2.0), (2.5, 3.75)]


def test_knowledge_keeps_what_the_records_of_then_keep() -> None:
    """What was learned in jobs begun before the day is kept by the records of then at the next change of person."""
    kept = {"personal": 0.2, "crm": 0.8}
    for before, after, day, share in (
        ("crm", "personal", 5.0, 0.8),
        ("personal", "crm", 5.0, 0.2),
        ("crm", "personal", 0.5, 0.8),
        ("personal", "crm", 0.0625, 0.2),
    ):
        known = {
            "scenario.mechanisms": ["knowledge"],
            "effects.knowledge": {f"kept_{name}": one for name, one in kept.items()},
            "policies.records.kind": before,
            "journey.first.outcomes": [
                {"to": "second", "rate": 1.0, "after": {"mean": "9 days", "distribution": "constant"}}
            ],
            "journey.second.outcomes": [{"to": "lost", "rate": 0.5}, {"to": "first", "rate": 0.5}],
        }
        log = simulated(two(day, {"one": ONE, "two": SECOND}, known, policies={"records": {"kind": after}}))
        row = worked(log)[1]
        one = 1 - math.exp(-1)
        assert row["effect_knowledge"] == pytest.approx(
            1 - (1 - share * one) * math.exp(-1) - (1 - math.exp(-2)), rel=1e-5
        ), (before, after, day)


def test_mutual_understanding_is_that_of_those_who_stay_together() -> None:
    """Two teams of two that meet; on day 50 two new ones of one of each: the mean over the four pairs, 1 within a team of old."""
    meeting = {"every": "5 days", "hours": "2 h"}
    mixed = {"x": team("first", headcount=2), "y": team("second", headcount=2)}
    plan = two(
        50.0,
        mixed,
        {
            "scenario.mechanisms": ["understanding"],
            "policies.meetings": meeting,
            "teams.one.headcount": 2,
            "teams.two.headcount": 2,
            "sources.web.arrivals": [199.0],
        },
        people={"one": {"x": 1, "y": 1}, "two": {"x": 1, "y": 1}},
    )
    world = build(plan.in_order(), SEED, 0)
    world.open()
    mutual = world.part(MutualUnderstanding)
    assert mutual is not None
    world.clock.pass_time(49.999)
    before = mutual.between(0, 1)
    assert 0 < before < 1
    world.clock.pass_time(50.001)
    assert mutual.between(2, 3) == pytest.approx((1 + 1 + before + before) / 4, rel=1e-3)
    assert mutual.between(0, 2) == pytest.approx((1 + before) / 2, rel=1e-3)


# -- what comes round --------------------------------------------------------------------------------------------------


def own_work(log: EventLog, activity: str) -> list[float]:
    """When each job of an own work began, where nobody is kept from it by other work."""
    rows = worked(log)
    return sorted(
        {
            round(float(one), 6)
            for one in rows[rows["activity"] == log.names.activities.index(activity)]["start"]
        }
    )


def under(mechanism: str, policy: str, before: object, after: object, **changes: Any) -> EventLog:
    """A run of 60 days in which an organization with the same teams takes over on day 25."""
    own = {} if after is None else {policy: after}
    stated = {} if before is None else {f"policies.{policy}": before}
    quiet = {
        "scenario.mechanisms": [mechanism],
        "scenario.horizon": "60 days",
        "sources.web.arrivals": [59.0],
    }
    return simulated(two(25.0, {"one": ONE, "two": SECOND}, quiet | stated | changes, policies=own))


def test_meetings_go_on_end_begin_and_change() -> None:
    """The same policy keeps its rhythm; another begins on the day."""
    ten, four = {"every": "10 days", "hours": "1 h"}, {"every": "4 days", "hours": "1 h"}
    assert own_work(under("understanding", "meetings", ten, ten), "meeting") == [10, 20, 30, 40, 50]
    assert own_work(under("understanding", "meetings", ten, None), "meeting") == [10, 20]
    assert own_work(under("understanding", "meetings", None, ten), "meeting") == [35, 45, 55]
    assert own_work(under("understanding", "meetings", ten, four), "meeting") == [10, 20, *range(29, 60, 4)]


def test_longer_meetings_in_the_same_rhythm_keep_the_days() -> None:
    log = under(
        "understanding",
        "meetings",
        {"every": "10 days", "hours": "1 h"},
        {"every": "10 days", "hours": "3 h"},
    )
    assert own_work(log, "meeting") == [10, 20, 30, 40, 50]
    rows = worked(log)
    assert (
        rows[rows["activity"] == log.names.activities.index("meeting")]["hours"].tolist()
        == [1.0] * 4 + [3.0] * 6
    )


def test_training_goes_on_ends_and_begins() -> None:
    ten = {"every": "10 days", "hours": "1 h", "who": "all"}
    quiet = {"effects.learning": {"hours": "100 h"}, "scenario.mechanisms": ["learning", "training"]}
    both = own_work(under("training", "training", ten, ten, **quiet), "training")
    assert [day for day in both if day > 0] == [10, 20, 30, 40, 50]
    ended = own_work(under("training", "training", ten, None, **quiet), "training")
    assert [day for day in ended if day > 0] == [10, 20]
    assert own_work(under("training", "training", None, ten, **quiet), "training") == [35, 45, 55]


def test_rotation_goes_on_ends_and_begins() -> None:
    stay = {"every": "10 days", "lasts": "1 day"}
    more = {"teams.one.headcount": 2, "teams.two.headcount": 2}

    def days(before: object, after: object) -> list[float]:
        quiet = {
            "scenario.mechanisms": ["rotation"],
            "scenario.horizon": "60 days",
            "sources.web.arrivals": [59.0],
        }
        stated = {} if before is None else {"policies.rotation": before}
        same = {"one": ONE | {"headcount": 2}, "two": SECOND | {"headcount": 2}}
        own = {} if after is None else {"rotation": after}
        return own_work(simulated(two(25.0, same, quiet | more | stated, policies=own)), "rotation")

    assert days(stay, stay) == [10, 20, 30, 40, 50]
    assert days(stay, None) == [10, 20]
    assert days(None, stay) == [35, 45, 55]


def test_development_in_reserved_hours_goes_on_ends_and_begins() -> None:
    """A tenth of every 10 days: a block of 24 h in each 240 h on duty."""
    tenth = {"team": "one", "share": 0.1, "block": "24 h"}

    def worked_on(before: object, after: object) -> tuple[float, float]:
        log = under(
            "product",
            "development",
            before,
            after,
            **{"scenario.horizon": "100 days", "sources.web.arrivals": [99.0]},
        )
        rows = worked(log)
        rows = rows[rows["activity"] == log.names.activities.index("development")]
        early = rows["start"] < 25
        return float(rows["hours"][early].sum()), float(rows["hours"][~early].sum())

    sooner, later = worked_on(tenth, tenth)
    assert sooner + later == pytest.approx(240, abs=24)
    assert worked_on(tenth, None) == (sooner, 0.0)
    assert worked_on(None, tenth)[0] == 0
    assert worked_on(None, tenth)[1] == pytest.approx(180, abs=24)


def test_spare_time_is_not_begun_while_work_waits_that_comes_along() -> None:
    """Development in left-over hours, in the new team: what waited for the old one comes first."""
    spare = {"team": "all", "left_over": True, "block": "10 h"}
    plan = two(
        0.5,
        {"all": team("first", "second", headcount=3)},
        {"scenario.mechanisms": ["product"], "sources.web.arrivals": [0.0] * 3},
        policies={"development": spare},
    )
    done = jobs(simulated(plan))
    assert [job[4] for job in done if job[0] == "first"] == [0.0, 0.5, 0.5]
    assert min(job[4] for job in done if job[0] == "development") == 1.0 + 1.0


def test_those_who_help_take_what_waited_for_the_team_before() -> None:
    """One person for the first step and four leads; from day 0.5 on the second team helps."""
    helping = {"new": team("first"), "helpers": team("second", helps=["first"])}
    log = simulated(two(0.5, helping, {"sources.web.arrivals": [0.0] * 4}))
    assert [job[1:5] for job in jobs(log) if job[0] == "first"] == [
        ("one", 0, 0.0, 0.0),
        ("helpers", 0, 0.0, 0.5),
        ("new", 0, 0.0, 1.0),
        ("new", 0, 0.0, 2.0),
    ]


def test_people_bring_what_they_have_practised_and_newcomers_do_not() -> None:
    """Who comes from the first step does it as before, in 24 h; who is new takes more, and so does who comes from the second."""
    learning = {
        "scenario.mechanisms": ["learning"],
        "effects.learning": {"hours": "2400 h", "progress": 0.8, "half_life": "1000000 days"},
        "sources.web.arrivals": [20.0] * 3,
    }
    plan = two(10.0, {"new": team("first", headcount=3), "two": team("second", headcount=2)}, learning)
    log = simulated(plan)
    hours = {
        int(row["person"]): float(row["hours"])
        for row in worked(log)
        if row["team"] == log.names.teams.index("new")
    }
    assert hours[0] == pytest.approx(24, rel=1e-4)
    assert min(hours[1], hours[2]) > 60


def test_a_meeting_that_somebody_owes_when_their_team_closes_is_not_held() -> None:
    """It falls due on day 10 for both, one of whom is at a job until day 10.5; on day 10.25 the teams close."""
    meeting = {"every": "10 days", "hours": "1 h"}
    plan = two(
        10.25,
        {"all": team("first", "second", headcount=2)},
        {
            "scenario.mechanisms": ["understanding"],
            "policies.meetings": meeting,
            "sources.web.arrivals": [9.5],
        },
        policies={"meetings": meeting | {"every": "15 days"}},
    )
    rows = worked(log := simulated(plan))
    met = rows[rows["activity"] == log.names.activities.index("meeting")]
    found = [(log.names.teams[row["team"]], round(float(row["start"]), 6)) for row in met]
    assert found[:3] == [("two", 10.0), ("all", 25.25), ("all", 25.25)]
