"""Joint work takes one person of each of several teams: schedules worked by hand, theory, and nobody ever waits for ever."""

import random
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from estimates import controlled, jobs, replicate
from theory import cobham, mmc_wait

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.checks.size import expected_events
from orgsim.plan.derived.capacity import wanted
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.report.diagrams.diagram import draw
from orgsim.setup.simulate import run

CASE = """
[scenario]
horizon = "5 days"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [0.0, 0.0, 0.0]
[journey.demonstrate]
work = { mean = "2 h", distribution = "constant" }
with = ["sellers"]
outcomes = [ { to = "follow_up", rate = 1.0 } ]
[journey.follow_up]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.specialists]
headcount = 1
calendar = "continuous"
does = ["demonstrate"]
[teams.sellers]
headcount = 1
calendar = "continuous"
does = ["follow_up"]
"""
TWO = """
[scenario]
horizon = "{horizon} days"
mechanisms = []
[sources.a]
leads = "{meetings} / day"
entry = "meet"
[sources.b]
leads = "{alone} / day"
entry = "work"
[journey.meet]
work = {{ mean = "6 h", distribution = "exponential" }}
with = ["others"]
with_patience = "{patience}"
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.work]
work = {{ mean = "12 h", distribution = "exponential" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[teams.those]
headcount = {those}
calendar = "continuous"
does = ["meet"]
[teams.others]
headcount = {others}
calendar = "continuous"
does = ["work"]
"""


def two(**values: Any) -> Scenario:
    usual = {"horizon": 3000, "meetings": 1.2, "alone": 0.8, "patience": "1000 days", "those": 1, "others": 1}
    return parse(TWO.format(**(usual | values)))


def spans(log: EventLog, kind: Row, activity: str) -> list[tuple[float, float]]:
    """Begin and end of the rows of a kind and an activity, in hours, in the order in which they began."""
    rows = log.of(kind)
    rows = rows[rows["activity"] == log.names.activities.index(activity)]
    return sorted((round(float(row["start"]) * 24, 4), round(float(row["end"]) * 24, 4)) for row in rows)


def busy(log: EventLog) -> dict[tuple[int, int], list[tuple[float, float]]]:
    """By team and person, the spans in which they worked, in order of time."""
    found: dict[tuple[int, int], list[tuple[float, float]]] = {}
    for row in (*log.of(Row.JOB), *log.of(Row.STRETCH)):
        if not np.isnan(row["start"]):
            span = float(row["start"]), float(row["end"])
            found.setdefault((int(row["team"]), int(row["person"])), []).append(span)
    return {who: sorted(one) for who, one in found.items()}


def test_meeting_needs_two_people() -> None:
    log = run(parse(CASE))
    assert spans(log, Row.JOB, "demonstrate") == [(0, 2), (4, 6), (8, 10)]
    assert spans(log, Row.JOB, "follow_up") == [(2, 4), (6, 8), (10, 12)]
    assert spans(log, Row.STRETCH, "demonstrate") == [(0, 2), (4, 6), (8, 10)]
    teams = summarize(run(parse(CASE).replace({"scenario.horizon": "12 h"}))).teams
    assert {name: (one["hours"], one["utilisation"]) for name, one in teams.items()} == {
        "specialists": (pytest.approx(6), pytest.approx(0.5)),
        "sellers": (pytest.approx(12), pytest.approx(1.0)),
    }


def test_two_sellers_meet_in_turn() -> None:
    """The specialist goes on without a break; the sellers work 12 h between them."""
    log = run(parse(CASE).replace({"teams.sellers.headcount": 2}))
    assert spans(log, Row.JOB, "demonstrate") == [(0, 2), (2, 4), (4, 6)]
    assert spans(log, Row.JOB, "follow_up") == [(2, 4), (4, 6), (6, 8)]
    assert summarize(log).teams["sellers"]["hours"] == pytest.approx(12)


def test_pairs_are_servers() -> None:
    """Two teams of 3 who do nothing but meet are 3 servers: M/M/3."""
    plan = two(meetings=7, alone=0, those=3, others=3, horizon=200)

    def measure(log: EventLog) -> dict[str, float]:
        rows = jobs(log, "meet", (10, 190))
        wait, work = (rows["start"] - rows["ready"]).mean(), rows["hours"].mean() / 24
        return {"wait": wait, "jobs": len(rows), "work": work}

    found = replicate(plan, 10, measure)
    controls = (found["jobs"], 180 * 7), (found["work"], 0.25)
    assert controlled(found["wait"], *controls).agrees(mmc_wait(7.0, 0.25, 3), 0.18)


@pytest.mark.parametrize(("patience", "first"), [("1000 days", "work"), ("0 h", "meet")])
def test_own_work_goes_first_until_patience_ends(patience: str, first: str) -> None:
    """One person of the other team is in all work: M/M/1 with two classes, the own work first, or the meetings when their
    patience is over at once (Cobham). Those who do the meetings are always free."""
    rates, means = {"work": 0.8, "meet": 1.2}, {"work": 0.5, "meet": 0.25}
    order = [first, "meet" if first == "work" else "work"]
    expected = cobham([rates[name] for name in order], [means[name] for name in order], [1.0, 1.0])

    def measure(log: EventLog) -> dict[str, float]:
        rows = {name: jobs(log, name, (20, 180)) for name in order}
        said = {name: np.nanmean(one["start"] - one["ready"]) for name, one in rows.items()}
        said |= {f"{name} jobs": len(one) for name, one in rows.items()}
        return said | {f"{name} work": np.nanmean(one["hours"]) / 24 for name, one in rows.items()}

    found = replicate(two(patience=patience, those=8, horizon=200), 16, measure)
    controls = [(found[f"{name} jobs"], 160 * rates[name]) for name in order]
    controls += [(found[f"{name} work"], means[name]) for name in order]
    for name, wait in zip(order, expected, strict=True):
        assert controlled(found[name], *controls).agrees(wait, 0.22)


THREE = """
[scenario]
horizon = "1 h"
drain = true
mechanisms = []
{sources}
{steps}
[teams.a]
headcount = {a}
calendar = "{calendar}"
does = ["ab", "alone"]
[teams.b]
headcount = {b}
calendar = "{calendar}"
does = ["bc"]
[teams.c]
headcount = {c}
calendar = "{calendar}"
does = ["ca", "abc"]
"""
MEETINGS = {"ab": ["b"], "bc": ["c"], "ca": ["a"], "abc": ["a", "b"], "alone": []}


def meetings(counts: dict[str, int], people: tuple[int, int, int], calendar: str, patience: str) -> Scenario:
    """So many jobs of each kind, all there on day 0."""
    steps, sources = "", ""
    for name, others in MEETINGS.items():
        steps += f'[journey.{name}]\nwork = {{ mean = "1 h", cv = 0.8 }}\noutcomes = [ {{ to = "lost", rate = 1.0 }} ]\n'
        steps += f'with = {others}\nwith_patience = "{patience}"\n' if others else ""
        arrivals = [0.0] * counts.get(name, 0) or [1.0]  # behind the horizon: none
        sources += f'[sources.s_{name}]\nkind = "recorded"\nentry = "{name}"\narrivals = {arrivals}\n'
    a, b, c = people
    return parse(
        THREE.format(sources=sources, steps=steps, a=a, b=b, c=c, calendar=calendar).replace("'", '"')
    )


def test_saturated_pairs_work_without_a_break() -> None:
    """One person each of three teams and meetings of two of them: one at a time, and never none."""
    log = run(meetings({"ab": 30, "bc": 30, "ca": 30}, (1, 1, 1), "continuous", "1 day"))
    rows = log.of(Row.JOB)
    assert len(rows) == 90
    assert float(rows["end"].max()) * 24 == pytest.approx(float(rows["hours"].sum()))


@pytest.mark.parametrize("number", range(8))
def test_a_hundred_meetings_of_three_teams_are_all_held(number: int) -> None:
    luck = random.Random(number)
    counts = {name: luck.randint(10, 30) for name in MEETINGS}
    people = luck.randint(1, 3), luck.randint(1, 3), luck.randint(1, 3)
    calendar, patience = luck.choice(["continuous", "office"]), luck.choice(["0 h", "1 day", "20 days"])
    owned = {f"teams.{team}.ownership": luck.choice(["pooled", "person"]) for team in "abc"}
    log = run(meetings(counts, people, calendar, patience).replace(owned))
    rows = log.of(Row.JOB)
    assert len(rows) == sum(counts.values())
    assert not np.isnan(rows["end"]).any()
    lent = log.of(Row.STRETCH)
    assert len(lent) == sum(count * len(MEETINGS[name]) for name, count in counts.items())
    for one in busy(log).values():
        assert all(before[1] <= after[0] + 1e-9 for before, after in pairwise(one))
    own = {(row["entity"], row["number"]): (row["start"], row["end"]) for row in rows}
    assert all(own[row["entity"], row["number"]] == (row["start"], row["end"]) for row in lent)


def test_who_is_free_at_closing_time_meets_the_next_morning() -> None:
    """The other works from 9 until the team closes at 17; the meeting that has waited since 10 is held at 9 of the next day."""
    plan = two(patience="20 days", horizon=10, meetings=0, alone=0).replace(
        {
            "sources.a": {"kind": "recorded", "entry": "meet", "arrivals": [10 / 24]},
            "sources.b": {"kind": "recorded", "entry": "work", "arrivals": [9 / 24]},
            "journey.work.work": {"mean": "8 h", "distribution": "constant"},
            "journey.meet.work": {"mean": "6 h", "distribution": "constant"},
            "teams.those.calendar": "office",
            "teams.others.calendar": "office",
        }
    )
    log = run(plan)
    assert spans(log, Row.JOB, "work") == [(9, 17)]
    assert spans(log, Row.JOB, "meet") == [(33, 39)]


def kept() -> Scenario:
    """The other has 12 h of own work at hour 0 and more after it; the meeting is passed over at hour 1 and overdue at hour 7."""
    return two(patience="6 h", horizon=2, meetings=0, alone=0).replace(
        {
            "sources.a": {"kind": "recorded", "entry": "meet", "arrivals": [1 / 24]},
            "sources.b": {"kind": "recorded", "entry": "work", "arrivals": [0.0, 0.0]},
            "journey.work.work": {"mean": "12 h", "distribution": "constant"},
            "journey.meet.work": {"mean": "6 h", "distribution": "constant"},
            "journey.meet.with_patience": "0.25 days",
        }
    )


def test_who_is_kept_free_is_shown() -> None:
    """The one who does it has been kept from hour 7 on until the other is free at hour 12."""
    log = run(kept())
    assert spans(log, Row.HELD, "meet") == [(7, 12)]
    assert spans(log, Row.JOB, "meet") == [(12, 18)]
    assert spans(log, Row.JOB, "work") == [(0, 12), (18, 30)]
    assert summarize(log).teams["those"]["held_hours"] == pytest.approx(5)


def test_who_is_kept_free_is_not_while_they_do_a_duty() -> None:
    """All have a meeting of an hour at hour 9: the one who is kept at once, the other when the work is done at hour 12."""
    log = run(
        kept().replace(
            {
                "scenario.mechanisms": ["understanding"],
                "policies.meetings": {"every": "0.375 days", "hours": "1 h"},
                "scenario.horizon": "0.7 days",
            }
        )
    )
    assert spans(log, Row.JOB, "meeting") == [(9, 10), (12, 13)]
    assert spans(log, Row.HELD, "meet") == [(7, 9), (10, 13)]
    assert spans(log, Row.STRETCH, "meet") == [(13, 16.8)]


HANDED = (
    CASE.replace("mechanisms = []", 'mechanisms = ["handoff", "knowledge"]')
    + """
ownership = "person"
[policies.records]
kind = "personal"
[policies.handoff]
delay = "3 h"
confirmation = "1 h"
"""
)


def test_who_was_there_keeps_the_case() -> None:
    log = run(parse(HANDED))
    assert spans(log, Row.JOB, "follow_up") == [(2, 4), (6, 8), (10, 12)]
    alone = run(parse(HANDED.replace('with = ["sellers"]', "")))
    assert spans(alone, Row.JOB, "follow_up") == [(5, 8), (8, 11), (11, 14)]
    two_of_them = run(parse(HANDED).replace({"teams.sellers.headcount": 2}))
    rows = two_of_them.of(Row.STRETCH)
    there = {int(row["number"]): int(row["person"]) for row in rows}
    after = {int(row["number"]): int(row["person"]) for row in jobs(two_of_them, "follow_up")}
    assert there == after


def test_joint_work_is_expected_of_all_who_are_in_it() -> None:
    plan = parse(CASE)
    assert wanted(plan) == {"specialists": pytest.approx(6), "sellers": pytest.approx(12)}
    rows = len(run(two(horizon=300)))
    assert rows < expected_events(two(horizon=300)) * 1.2 < 3 * rows


def test_a_meeting_at_the_horizon_is_open_for_all() -> None:
    log = run(parse(CASE).replace({"scenario.horizon": "1 h"}))
    (row,) = log.of(Row.STRETCH)
    assert float(row["hours"]) == pytest.approx(1)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"journey.demonstrate.with": ["seler"]}, 'with.0 is "seler"; it must be a team; did you mean "sellers"?'),
        ({"journey.demonstrate.with": ["specialists"]}, "which does it itself; one of its people is there anyway"),
        ({"journey.demonstrate.with": ["sellers", "sellers"]}, 'journey.demonstrate.with has "sellers" twice'),
        ({"journey.demonstrate.urgent": True}, "journey.demonstrate is urgent and has with"),
        ({"teams.sellers.calendar": "office"}, "so state one calendar for both"),
        ({"journey.follow_up.with_patience": "1 day"}, "journey.follow_up.with_patience is about joint work"),
        ({"journey.follow_up.wiht": ["specialists"]}, "did you mean with?"),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_an_error(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(CASE).replace(changes)
    assert said in str(caught.value)


def test_diagrams_show_who_is_there_and_no_handoff() -> None:
    plan = parse(CASE)
    flow, teams = (draw(plan, kind).mermaid() for kind in ("flow", "teams"))
    assert "Demonstrate (with Sellers)" in flow
    assert "==>" not in flow
    assert "==>" not in teams
    assert "==>" in draw(plan.replace({"journey.demonstrate.with": []}), "teams").mermaid()


def test_nothing_joint_is_as_ever() -> None:
    plan = parse(CASE).replace({"journey.demonstrate.with": []})
    assert not len(run(plan).of(Row.STRETCH))
    assert "paused" not in (run(plan).rows.dtype.names or ())
    assert parse(CASE).journey["demonstrate"].with_ == ("sellers",)
