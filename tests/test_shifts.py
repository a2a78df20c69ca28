"""Shifts, breaks and closing time: who is there when, worked by hand."""

from collections.abc import Callable

import numpy as np
import pytest
from estimates import SEED, jobs, outcome, scenario

from orgsim.engine.presence import Presence
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.summary import summarize
from orgsim.plan.derived.working_hours import on_duty, open_share
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

WORLD = """
[scenario]
horizon = "{days} days"
start = 2024-01-01
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.answer]
work = {{ mean = "{work} h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = {people}
cost = "30_437.5 / month"
does = ["answer"]
ownership = "{ownership}"
changes = {changes}
calendar = {calendar}
"""
USUAL = {
    "days": 10,
    "work": 2,
    "people": 2,
    "ownership": "pooled",
    "changes": "[]",
    "arrivals": "[0.5, 0.5, 0.5, 0.5]",
}
EARLY_AND_LATE = (
    "{ shifts = [ { people = 1, opens = 8, hours = 8 }, { people = 1, opens = 12, hours = 8 } ] }"
)


def world(calendar: str, **changes: object) -> Scenario:
    """A desk with such a calendar."""
    return scenario(WORLD.format(calendar=calendar, **(USUAL | changes)))


def played(calendar: str, **changes: object) -> EventLog:
    """One run of it."""
    return run(world(calendar, **changes), SEED, 0)


def spans(log: EventLog) -> list[tuple[float, float]]:
    """When work begins and ends, in hours from day 0."""
    return [(float(row["start"]) * 24, float(row["end"]) * 24) for row in jobs(log, "answer")]


def hours(*pairs: tuple[float, float]) -> object:
    """Such spans, but for rounding."""
    return [pytest.approx(pair, abs=1e-6) for pair in pairs]


def test_two_shifts_one_queue() -> None:
    """From 12 to 16 both are there: starts at 12, 12, 14, 14 o'clock, mean wait one hour, done by 16; 16 hours on duty a day."""
    log = played(EARLY_AND_LATE)
    assert spans(log) == hours((12, 14), (12, 14), (14, 16), (14, 16))
    found = summarize(log)
    assert found.activities["answer"]["wait_hours"] == pytest.approx(1)
    desk = found.teams["desk"]
    assert desk["capacity_hours"] == pytest.approx(8 * 16)
    assert desk["hours"] == pytest.approx(8)
    assert desk["cost"] == pytest.approx(2 * 30_437.5 * 10 / 30.4375)


def test_one_person_of_twelve_hours_is_somebody_else() -> None:
    assert spans(played("{ opens = 8, hours = 12 }", people=1)) == hours(
        (12, 14), (14, 16), (16, 18), (18, 20)
    )


def test_who_comes_on_duty_takes_what_waits() -> None:
    """The early one is busy from 8 to 10; what came at 9 waits for 10, what came at 11:30 for the late one at 12."""
    found = spans(played(EARLY_AND_LATE, arrivals="[0.3333333333333, 0.375, 0.4791666667]", work=4))
    assert found == hours((8, 12), (12, 16), (12, 16))


def test_who_goes_home_takes_nothing_more() -> None:
    """Six at noon, two hours each: at 16 the early one goes, and the late one does the last two alone."""
    found = spans(played(EARLY_AND_LATE, arrivals="[0.5, 0.5, 0.5, 0.5, 0.5, 0.5]"))
    assert found == hours((12, 14), (12, 14), (14, 16), (14, 16), (16, 18), (18, 20))


def test_work_of_the_late_shift_is_carried_over_to_its_own_next_day() -> None:
    found = spans(played(EARLY_AND_LATE, arrivals="[0.76]", work=4))
    assert found == hours((18.24, 36 + 2.24))


def test_a_break_at_noon() -> None:
    """Three hours from 11 on are done at 15; what comes in the break begins at 13."""
    calendar = '{ opens = 9, hours = 8, breaks = ["12:00-13:00"] }'
    assert spans(played(calendar, people=1, arrivals="[0.458333333333333]", work=3)) == hours((11, 15))
    log = played(calendar, people=1, arrivals="[0.51]", work=1)
    assert spans(log) == hours((13, 14))
    assert summarize(log).teams["desk"]["capacity_hours"] == pytest.approx(8 * 7)


def test_a_night_shift() -> None:
    """From 22 to 6 with half an hour's break at 2: seven and a half hours a night, of five nights a week."""
    calendar = '{ opens = 22, hours = 8, breaks = ["02:00-02:30"] }'
    log = played(calendar, people=1, arrivals="[1.0]", work=4, days=14)
    assert spans(log) == hours((24, 28.5))
    # The night of Friday the 12th ends within the horizon; that of Sunday the 31st of December did not begin.
    assert summarize(log).teams["desk"]["capacity_hours"] == pytest.approx(10 * 7.5)


def test_three_shifts_around_the_clock() -> None:
    """Nobody waits longer than it takes for one of three to be free, at any hour of any day."""
    days = 'days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], '
    calendar = f"{{ {days} shifts = [ {', '.join(f'{{ people = 1, opens = {h}, hours = 8 }}' for h in (0, 8, 16))} ] }}"
    arrivals = [k * 0.2 + 0.01 for k in range(40)]
    log = played(calendar, people=3, arrivals=arrivals, work=0.5)
    assert [begin for begin, _ in spans(log)] == pytest.approx([24 * at for at in arrivals])
    assert summarize(log).teams["desk"]["capacity_hours"] == pytest.approx(240)


def test_a_shift_of_saturdays() -> None:
    calendar = '{ shifts = [ { people = 1, opens = 9, hours = 8 }, { people = 1, days = ["sat"], opens = 10, hours = 4 } ] }'
    assert spans(played(calendar, arrivals="[5.0]")) == hours((5 * 24 + 10, 5 * 24 + 12))
    assert on_duty(world(calendar).teams["desk"], world(calendar).scenario.start, 14.0) == pytest.approx(
        44 / 2 / 7
    )


def test_who_begins_is_finished_first_where_closing_says_so() -> None:
    """At 16 two hours are begun and ended at 18 instead of at 10 the next day; the hour beyond is on duty, and load is right."""
    arrivals = "[0.66666666666667]"
    assert spans(played("{ opens = 9, hours = 8 }", people=1, arrivals=arrivals)) == hours((16, 24 + 10))
    log = played('{ opens = 9, hours = 8, closing = "finish" }', people=1, arrivals=arrivals, days=0.72)
    assert spans(log)[0][0] == pytest.approx(16)
    whole = played('{ opens = 9, hours = 8, closing = "finish" }', people=1, arrivals=arrivals)
    assert spans(whole) == hours((16, 18))
    desk = summarize(whole).teams["desk"]
    assert (desk["hours"], desk["capacity_hours"]) == pytest.approx((2, 8 * 8 + 1))
    # At 17:16:48 a job is under way that was begun at 16: the hour and the minutes are worked, and on duty.
    desk = summarize(log).teams["desk"]
    assert (desk["hours"], desk["capacity_hours"]) == pytest.approx((1.28, 8.28))


def test_nobody_begins_after_closing_time() -> None:
    """Three of two hours from 16 on: the second waits for the morning, though the first was ended at 18."""
    calendar = '{ opens = 9, hours = 8, closing = "finish", breaks = ["12:00-13:00"] }'
    found = spans(played(calendar, people=1, arrivals="[0.66666666666667, 0.67, 1.47]"))
    assert found == hours((16, 18), (33, 35), (24 + 11.28, 24 + 13.28))


def test_meetings_are_carried_over() -> None:
    """What is done for the organization itself keeps its hours, however long: a stay in another team is no night's work."""
    text = WORLD.format(
        calendar='{ closing = "finish" }', **(USUAL | {"days": 60, "arrivals": "[0.5]"})
    ).replace("mechanisms = []", 'mechanisms = ["rotation"]')
    text = text.replace('to = "lost"', 'to = "help"')
    other = '\n[journey.help]\nwork = { mean = "1 h" }\noutcomes = [ { to = "lost", rate = 1.0 } ]\n'
    other += '[teams.other]\nheadcount = 2\ndoes = ["help"]\n[policies.rotation]\nevery = "7 days"\nlasts = "7 days"\n'
    log = run(scenario(text + other), SEED, 0)
    away = jobs(log, "rotation")
    assert len(away)
    ended = away[~np.isnan(away["end"])]
    assert ended["hours"] == pytest.approx(np.full(len(ended), 40.0))
    assert (ended["end"] - ended["start"] > 4).all()


def test_work_in_spare_time_is_carried_over() -> None:
    """Blocks of three hours from 9 on: the third goes on the next morning, though a job begun then would be finished."""
    plan = world('{ opens = 9, hours = 8, closing = "finish" }', people=1, arrivals="[2.66666666666667]")
    left_over = {"team": "desk", "left_over": True, "block": "3 h"}
    log = run(plan.replace({"scenario.mechanisms": ["product"], "policies.development": left_over}), SEED, 0)
    rows = jobs(log, "development")[:3]
    found = [(float(row["start"]) * 24, float(row["end"]) * 24) for row in rows]
    assert found == hours((9, 12), (12, 15), (15, 34))
    assert rows["hours"].tolist() == pytest.approx([3, 3, 3])


def test_people_who_join_later_fill_the_shift_that_misses_most() -> None:
    """Two of three early; of six, four: the shifts keep their proportion, whoever came first."""
    calendar = "{ shifts = [ { people = 2, opens = 8, hours = 8 }, { people = 1, opens = 12, hours = 8 } ] }"
    plan = world(
        calendar, people=3, changes='[ { at = "3 days", headcount = 6 }, { at = "6 days", headcount = 4 } ]'
    )
    log = run(plan, SEED, 0)
    begins = {number: turns[0] * 24 for _, number, turns in log.hours.personal}
    assert [begins[number] for number in range(6)] == pytest.approx([8, 12, 8, 8, 12, 8])
    assert summarize(log).teams["desk"]["capacity_hours"] == pytest.approx(8 * (3 * 3 + 2 * 6 + 3 * 4))


def test_new_cases_go_to_who_is_on_duty() -> None:
    """Each keeps their cases: at 9 the early one takes both, though the late one has nothing to do until noon."""
    found = spans(played(EARLY_AND_LATE, ownership="person", arrivals="[0.375, 0.38]"))
    assert found == hours((9, 11), (11, 13))


def test_at_night_new_cases_go_to_the_least_busy() -> None:
    found = spans(played(EARLY_AND_LATE, ownership="person", arrivals="[0.1, 0.1]"))
    assert found == hours((8, 10), (12, 14))


def test_a_calendar_of_one_shift_is_that_of_its_hours() -> None:
    """The same log, byte for byte; and breaks, shifts or closing times that nobody states leave every log as it was."""
    arrivals = [0.13 * k for k in range(60)]
    plain = played("{ opens = 8, hours = 10 }", arrivals=arrivals, days=30)
    one = played("{ shifts = [ { people = 2, opens = 8, hours = 10 } ] }", arrivals=arrivals, days=30)
    assert plain.rows.tobytes() == one.rows.tobytes()
    for name, figure in summarize(plain).teams["desk"].items():
        assert summarize(one).teams["desk"][name] == pytest.approx(figure, nan_ok=True)


def test_estimates_know_shifts_breaks_and_holidays() -> None:
    """Of 28 days 20 are working days, one of which is a holiday: 7 hours a day of two, 4 of one."""
    calendar = (
        '{ holidays = [2024-01-03, 2024-01-06, 2023-12-25], breaks = ["12:00-13:00"], '
        "shifts = [ { people = 2, opens = 8, hours = 8 }, { people = 1, opens = 13, hours = 4 } ] }"
    )
    plan = world(calendar, people=3, days=28)
    assert on_duty(plan.teams["desk"], plan.scenario.start, 28.0) == pytest.approx(19 / 28 * (7 + 7 + 4) / 3)
    assert open_share(plan.teams["desk"]) == pytest.approx(5 * 8 / 168)
    log = run(plan, SEED, 0)
    assert summarize(log).teams["desk"]["capacity_hours"] == pytest.approx(19 * 18)


def test_notes() -> None:
    """Shifts that are dealt in proportion, and jobs that nobody finishes in a day."""
    plan = world(EARLY_AND_LATE, people=3)
    said = "teams.desk has 3 people on day 0 and its shifts 2, so they are dealt to the shifts in proportion"
    assert said in plan.notes
    assert not any("shifts" in note for note in world(EARLY_AND_LATE).notes)
    long = world('{ closing = "finish" }', work=9)
    assert any("people work through the night" in note for note in long.notes)
    assert not any("night" in note for note in world('{ closing = "finish" }', work=8).notes)


def test_a_log_says_who_keeps_which_hours() -> None:
    log = played(EARLY_AND_LATE)
    assert [(team, number) for team, number, _ in log.hours.personal] == [(0, 0), (0, 1)]
    assert log.facts.on_duty[0][:2] == pytest.approx((8 / 24, 16 / 24))
    assert log.of(Row.PAYROLL)["hours"].sum() == pytest.approx(8 * 16)
    assert played("{ opens = 8 }").hours.personal == ()


APART = "{ shifts = [ { people = 1, opens = 8, hours = 4 }, { people = 1, opens = 14, hours = 4 } ] }"
LEFT_OVER = {"scenario.mechanisms": ["product"], "policies.development": {"team": "desk", "left_over": True}}
OTHERS = {
    "journey.rest": {"work": {"mean": "2 h"}, "outcomes": [{"to": "lost", "rate": 1.0}]},
    "journey.answer.outcomes": [{"to": "rest", "rate": 1.0}],
    "teams.other": {"headcount": 1, "does": ["rest"]},
    "teams.desk.helps": ["rest"],
}


@pytest.mark.parametrize("changes", [LEFT_OVER, OTHERS], ids=["left over", "helping"])
def test_a_drained_run_ends_though_shifts_may_find_something_to_do(
    changes: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who comes on duty after the last lead has ended looks for nothing: else somebody would, in turn, for ever."""
    looks = iter(range(2000))
    ask = Presence.open_later

    def counted(presence: Presence, look: Callable[[None], None]) -> None:
        assert next(looks, None) is not None
        ask(presence, look)

    monkeypatch.setattr(Presence, "open_later", counted)
    log = run(world(APART, arrivals="[9.9]").replace({"scenario.drain": True, **changes}), SEED, 0)
    done = jobs(log, "rest" if "teams.other" in changes else "answer")
    assert done["outcome"].tolist() == [outcome(log, "lost")]
    assert done["end"] > 10
