"""What decides at one instant, and how long a priority may pass work over: worked by hand."""

from typing import Any

import pytest

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "60 days"
mechanisms = []
[sources.letters]
kind = "recorded"
entry = "write"
arrivals = {slow}
[sources.phone]
kind = "recorded"
entry = "call"
arrivals = {quick}
[journey.write]
work = {{ mean = "1 day", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.call]
work = {{ mean = "1 day", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["write", "call"]
priority = ["call"]
"""


def desk(slow: list[float], quick: list[float], **stated: Any) -> Scenario:
    text = DESK.format(slow=slow, quick=quick).replace("1 day", "24 h")
    return parse(text).replace({f"teams.desk.{key}": value for key, value in stated.items()})


def order(log: EventLog) -> list[tuple[str, int, float]]:
    """Activity, number of the lead and begin (days) of the jobs, as they began."""
    rows = sorted(log.of(Row.JOB), key=lambda row: float(row["start"]))
    return [
        (log.names.activities[row["activity"]], int(row["number"]), round(float(row["start"]), 6))
        for row in rows
    ]


def test_events_decide_unless_told_otherwise() -> None:
    """Both come on day 0, the letter of the source that is first by name; on day 1 its end is before the second call comes."""
    log = run(desk([0.0, 0.5], [0.0]))
    assert order(log) == [("write", 0, 0), ("call", 0, 1), ("write", 1, 2)]


def test_priority_decides_between_jobs_that_come_at_one_instant() -> None:
    log = run(desk([0.0, 0.5], [0.0], ties="priority"))
    assert order(log) == [("call", 0, 0), ("write", 0, 1), ("write", 1, 2)]


def test_priority_decides_when_a_job_comes_as_another_ends() -> None:
    """On day 1 the first call ends, another comes, and a letter has waited since day 0.5."""
    slow, quick = [0.5], [0.0, 1.0]
    assert order(run(desk(slow, quick)))[1:] == [("write", 0, 1), ("call", 1, 2)]
    assert order(run(desk(slow, quick, ties="priority")))[1:] == [("call", 1, 1), ("write", 0, 2)]


def test_then_the_case_decides() -> None:
    """Without a priority: what was ready first, then the source that is first by name, then the number of the lead."""
    log = run(desk([0.0, 0.0], [0.0, 0.0], ties="priority", priority=[]))
    assert [one[:2] for one in order(log)] == [("write", 0), ("write", 1), ("call", 0), ("call", 1)]


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_without_ties_it_decides_nothing(ownership: str) -> None:
    plan = desk([0.1, 0.35, 1.7, 3.2], [0.2, 1.25, 2.9], headcount=2, ownership=ownership)
    plain, strict = (run(plan.replace({"teams.desk.ties": ties})) for ties in ("events", "priority"))
    assert order(plain) == order(strict)
    assert plain.rows.dtype == strict.rows.dtype


CALLS = [round(0.1 + 0.95 * k, 2) for k in range(20)]


def test_a_priority_passes_over_for_ever() -> None:
    """Calls of a day come a little faster than that: a letter of day 0 waits until they end."""
    log = run(desk([0.2], CALLS))
    assert next(begins for name, _, begins in order(log) if name == "write") == pytest.approx(20.1)


@pytest.mark.parametrize("kpi", ["none", "leads"])
def test_nothing_is_passed_over_longer_than_stated(kpi: str) -> None:
    """The letter of day 0.2 stands behind the calls that have come by day 5.2: six of them, 0.1 to 4.85."""
    plan = desk([0.2], CALLS, passed_over="5 days", kpi=kpi).replace({"scenario.mechanisms": ["attention"]})
    assert next(begins for name, _, begins in order(run(plan)) if name == "write") == pytest.approx(6.1)


def test_the_kpi_passes_over_no_longer_either() -> None:
    """No priority: what counts for the KPI goes first, and no further than stated."""
    plan = desk([0.2], CALLS, kpi="leads", priority=[]).replace({"scenario.mechanisms": ["attention"]})
    plan = plan.replace({"journey.call.outcomes": [{"to": "there", "rate": 1.0}], "journey.there": {
        "work": {"mean": "1 h"}, "outcomes": [{"to": "lost", "rate": 1.0}]},
        "teams.others": {"headcount": 1, "does": ["there"]}})  # fmt: skip
    waits = {
        limit: next(b for n, _, b in order(run(plan.replace(changes))) if n == "write")
        for limit, changes in ((None, {}), (5, {"teams.desk.passed_over": "5 days"}))
    }
    assert waits == {None: pytest.approx(20.1), 5: pytest.approx(6.1)}


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ({"passed_over": "5 days", "priority": []}, "has neither priority nor kpi, so none is"),
        ({"passed_over": "0 days"}, "it must be more than 0"),
        (
            {"ties": "prioritiy"},
            'teams.desk.ties is "prioritiy"; it must be one of "events" or "priority"; did you mean "priority"?',
        ),
    ],
)
def test_what_does_not_go_together_is_an_error(stated: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        desk([0.0], [0.0], **stated)
    assert said in str(caught.value)


def test_a_limit_needs_a_line_by_time() -> None:
    plan = desk([0.0], [0.0], passed_over="5 days")
    with pytest.raises(ScenarioError) as caught:
        plan.replace({"journey.write.order": "newest"})
    assert 'journey.write has order = "newest": set it to "fifo", or drop passed_over' in str(caught.value)
