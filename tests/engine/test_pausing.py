"""Urgent work interrupts other work, which is taken up again where it was left: against theory, and worked by hand."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from estimates import controlled, jobs, replicate, scenario
from theory import mmc_wait

from orgsim.errors import ScenarioError
from orgsim.events import export
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.plan.checks.size import expected_events
from orgsim.plan.load import parse
from orgsim.setup.simulate import run

DESK = """
[scenario]
horizon = "{horizon} days"
warm_up = "20 days"
mechanisms = []
[sources.urgent]
leads = "{answers} / day"
entry = "answer"
[sources.big]
leads = "{proposals} / day"
entry = "proposal"
[journey.answer]
work = {{ mean = "{short}", distribution = "{shape}" }}
urgent = true
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[journey.proposal]
work = {{ mean = "{long}", distribution = "{shape}" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[teams.desk]
headcount = {people}
calendar = "continuous"
does = ["answer", "proposal"]
"""


def desk(**values: Any) -> Any:
    usual = {
        "horizon": 400, "answers": 6, "proposals": 1, "short": "0.5 h", "long": "12 h", "shape": "constant", "people": 1,
    }  # fmt: skip
    return scenario(DESK.format(**(usual | values)))


def by_hand(
    text: str, horizon: str = "5 days", calendar: str = '"continuous"', **sources: list[float]
) -> EventLog:
    """The log of leads that come at stated days: answers of 1 h, which are urgent, and what `text` says of the rest."""
    head = f'[scenario]\nhorizon = "{horizon}"\nstart = 2024-01-01\nmechanisms = []\n'
    came = "".join(
        f'[sources.{name}]\nkind = "recorded"\nentry = "{name}"\narrivals = {days}\n'
        for name, days in sources.items()
    )
    answer = (
        '[journey.answer]\nurgent = true\nwork = { mean = "1 h", distribution = "constant" }\n'
        'outcomes = [ { to = "lost", rate = 1.0 } ]\n'
    )
    return run(parse(head + came + answer + text.format(calendar=calendar)))


PROPOSAL = """
[journey.proposal]
work = {{ mean = "6 h", distribution = "constant" }}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]
[teams.desk]
headcount = 1
calendar = {calendar}
does = ["answer", "proposal"]
"""


def hours(log: EventLog, kind: Row, *columns: str) -> list[tuple[float, ...]]:
    """Columns of the rows of a kind, in hours since day 0, to the second."""
    rows = log.of(kind)
    return [tuple(round(float(row[name]) * 24, 3) for name in columns) for row in rows]


def test_urgent_work_interrupts() -> None:
    """The answers are an M/D/1 queue of their own, 0.0357 h; a proposal takes 12/(1 - r1) + W0/((1 - r1)(1 - r)) = 22.95 h."""

    def measure(log: EventLog) -> dict[str, float]:
        answers, proposals = (jobs(log, name, (20.0, 420.0)) for name in ("answer", "proposal"))
        through = proposals[~np.isnan(proposals["end"])]
        return {
            "wait": 24 * (answers["start"] - answers["ready"]).mean(),
            "through": 24 * (through["end"] - through["ready"]).mean(),
            "answers": len(answers),
            "proposals": len(proposals),
        }

    found = replicate(desk(horizon=440), 16, measure)
    controls = (found["answers"], 6 * 400.0), (found["proposals"], 400.0)
    assert controlled(found["wait"], *controls).agrees(0.25 * 0.25 / 2 / 0.875, 0.08)
    assert controlled(found["through"], *controls).agrees(12 / 0.875 + 3.03125 / (0.875 * 0.375), 0.08)


def test_two_classes_wait_as_by_preemptive_resume() -> None:
    """M/M/1, two classes: the urgent ones wait W = r1 / (mu1 (1 - r1)); of the others T = (1/mu2 + W0 / (1 - r)) / (1 - r1)."""
    rates, means = (6.0, 1.0), (1 / 24, 8 / 24)
    loads = [rate * mean for rate, mean in zip(rates, means, strict=True)]

    def measure(log: EventLog) -> dict[str, float]:
        rows = [jobs(log, name, (30.0, 380.0)) for name in ("answer", "proposal")]
        first, second = rows
        said = {
            "wait": (first["start"] - first["ready"]).mean(),
            "through": np.nanmean(second["end"] - second["ready"]),
        }
        return (
            said
            | {f"n{k}": len(one) for k, one in enumerate(rows)}
            | {f"w{k}": np.nanmean(one["hours"]) / 24 for k, one in enumerate(rows)}
        )

    found = replicate(desk(horizon=420, short="1 h", long="8 h", shape="exponential"), 16, measure)
    controls = [(found[f"n{k}"], 350 * rates[k]) for k in (0, 1)] + [
        (found[f"w{k}"], means[k]) for k in (0, 1)
    ]
    rest = sum(rate * 2 * mean**2 for rate, mean in zip(rates, means, strict=True)) / 2
    assert controlled(found["wait"], *controls).agrees(mmc_wait(rates[0], means[0], 1), 0.1)
    expected = (means[1] + rest / (1 - sum(loads))) / (1 - loads[0])
    assert controlled(found["through"], *controls).agrees(expected, 0.1)


def test_two_people_answer_as_if_there_were_nothing_else() -> None:
    """Whoever interrupts meets only other urgent work: M/M/2 of the answers alone."""

    def measure(log: EventLog) -> dict[str, float]:
        rows = jobs(log, "answer", (30, 430))
        wait, work = (rows["start"] - rows["ready"]).mean(), rows["hours"].mean() / 24
        return {"wait": wait, "jobs": len(rows), "work": work}

    plan = desk(horizon=450, short="5 h", long="10 h", shape="exponential", people=2, proposals=1.2)
    found = replicate(plan, 12, measure)
    controls = (found["jobs"], 400 * 6), (found["work"], 5 / 24)
    assert controlled(found["wait"], *controls).agrees(mmc_wait(6.0, 5 / 24, 2), 0.15)


def test_work_is_put_aside_and_taken_up_where_it_was_left() -> None:
    log = by_hand(PROPOSAL, proposal=[0.0], answer=[2 / 24, 2.5 / 24])
    assert hours(log, Row.STRETCH, "start", "end") == [(0, 2), (4, 8)]
    assert [row["hours"] for row in log.of(Row.STRETCH)] == pytest.approx([2, 4])
    assert hours(log, Row.JOB, "start", "end", "paused") == [(2, 3, 0), (3, 4, 0), (0, 8, 2)]
    assert [row["hours"] for row in log.of(Row.JOB)] == pytest.approx([1, 1, 6])


def test_it_goes_on_over_nights() -> None:
    """Office hours are 9 to 17: an answer that comes at night is begun in the morning, and what was left goes on after it."""
    log = by_hand(PROPOSAL, calendar='"office"', proposal=[15 / 24], answer=[20 / 24])
    assert hours(log, Row.STRETCH, "start", "end") == [(15, 33), (34, 38)]
    assert [row["hours"] for row in log.of(Row.STRETCH)] == pytest.approx([2, 4])
    assert hours(log, Row.JOB, "start", "end", "paused") == [(33, 34, 0), (15, 38, 1)]


def test_hours_lie_where_they_were_worked() -> None:
    """A proposal of 2 h before midnight of day 30.4375 and 4 h after it, with 10 answers in between: no month above all hours."""
    month = 30.4375
    log = by_hand(
        PROPOSAL, horizon="60.875 days", proposal=[month - 2 / 24], answer=[month + k / 24 for k in range(10)]
    )
    reading = read(log)
    found = work(reading)
    assert reading.bins.monthly(found.hours)[0] == pytest.approx([2, 14])
    assert found.before.sum() == pytest.approx(16)


def test_xes_tells_when_work_was_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "log.xes"
    export.write(by_hand(PROPOSAL, proposal=[0.0], answer=[2 / 24]), path)
    (said,) = [trace for trace in path.read_text(encoding="utf-8").split("<trace>") if "proposal-0" in trace]
    names = re.findall(r'lifecycle:transition" value="(\w+)"', said)
    hours = re.findall(r"2024-01-01T(\d\d):00", said)
    assert names == ["complete", "start", "suspend", "resume", "complete", "complete"]
    assert hours == ["00", "00", "02", "03", "07", "07"]


def test_what_is_put_aside_at_the_horizon_is_open_with_its_hours() -> None:
    log = by_hand(PROPOSAL, horizon="2.5 h", proposal=[0.0], answer=[2 / 24])
    assert [round(float(row["hours"]), 6) for row in log.of(Row.JOB)] == [2, 0.5]
    assert hours(log, Row.JOB, "paused") == [(0.5,), (0,)]
    assert hours(log, Row.STRETCH, "start", "end") == [(0, 2)]


def test_urgent_work_never_interrupts_urgent_work() -> None:
    log = by_hand(PROPOSAL, proposal=[0.0], answer=[1 / 24, 1.2 / 24, 1.4 / 24])
    assert [row[:2] for row in hours(log, Row.JOB, "start", "end")] == [(1, 2), (2, 3), (3, 4), (0, 9)]


def test_the_one_with_most_left_is_interrupted() -> None:
    text = PROPOSAL.replace("headcount = 1", "headcount = 2")
    log = by_hand(text, proposal=[0.0, 1 / 24], answer=[2 / 24])
    rows = log.of(Row.STRETCH)
    assert set(rows["person"].tolist()) == {1}
    assert hours(log, Row.STRETCH, "start", "end") == [(1, 2), (3, 8)]


def test_an_owner_is_interrupted_for_their_own_case() -> None:
    text = """
[journey.call]
work = {{ mean = "4 h", distribution = "constant" }}
outcomes = [ {{ to = "answer", rate = 1.0, after = {{ mean = "1 h", distribution = "constant" }} }} ]
[teams.desk]
headcount = 2
calendar = {calendar}
ownership = "person"
does = ["answer", "call"]
"""
    # Leads 0 and 1 keep persons 0 and 1; lead 2 goes to person 0, who answers lead 0 in the middle of it.
    log = by_hand(text, call=[0.0, 0.0, 3 / 24])
    stretches = log.of(Row.STRETCH)
    assert stretches["person"].tolist() == [0, 0]
    assert hours(log, Row.STRETCH, "start", "end") == [(4, 5), (6, 9)]


def test_who_has_to_go_finishes_what_was_put_aside() -> None:
    """Person 1 has most left and is interrupted, then has to go: the next answer interrupts the other."""
    text = PROPOSAL.replace("headcount = 1", 'headcount = 2\nchanges = [ {{ at = "2.5 h", headcount = 1 }} ]')
    log = by_hand(text, proposal=[0.0, 0.5 / 24], answer=[2 / 24, 2.7 / 24])
    left = [row for row in log.of(Row.STAFFING) if row["outcome"] == log.names.outcomes.index("left")]
    assert [round(float(row["end"]) * 24, 6) for row in left] == [7.5]
    found = sorted(
        zip(log.of(Row.STRETCH)["person"].tolist(), hours(log, Row.STRETCH, "start", "end"), strict=True)
    )
    assert found == [(0, (0, 2.7)), (0, (3.7, 7)), (1, (0.5, 2)), (1, (3, 7.5))]


def test_turning_back_to_work_takes_setting_up() -> None:
    text = PROPOSAL.format(calendar='"continuous"')
    plan = parse(
        '[scenario]\nhorizon = "2 days"\nmechanisms = ["switching"]\n'
        '[sources.a]\nkind = "recorded"\nentry = "proposal"\narrivals = [0.0]\n'
        '[sources.b]\nkind = "recorded"\nentry = "answer"\narrivals = [0.0833333333333333333]\n'
        '[journey.answer]\nurgent = true\nwork = { mean = "1 h", distribution = "constant" }\n'
        'outcomes = [ { to = "lost", rate = 1.0 } ]\n' + text + '[effects.switching]\nset_up = "0.5 h"\n'
    )
    assert hours(run(plan), Row.JOB, "start", "end") == [(2, 3.5), (0, 8)]


def test_no_urgent_work_leaves_the_log_as_it_is() -> None:
    log = run(desk(horizon=30).replace({"journey.answer.urgent": False}))
    assert "paused" not in log.rows.dtype.names
    assert not len(log.of(Row.STRETCH))


def test_urgent_work_that_meets_no_other_work_changes_nothing() -> None:
    plan = desk(horizon=60).replace({"sources.big.leads": "0 / day"})
    urgent, plain = (run(plan.replace({"journey.answer.urgent": here})) for here in (True, False))
    for name in plain.rows.dtype.names or ():
        assert urgent.rows[name].tobytes() == plain.rows[name].tobytes()


def test_a_run_is_as_large_as_expected() -> None:
    plan = desk(horizon=300)
    rows = len(run(plan))
    assert rows < expected_events(plan) < 3 * rows


def test_a_priority_that_contradicts_is_an_error() -> None:
    text = DESK.format(
        horizon=50, answers=1, proposals=1, short="1 h", long="2 h", shape="constant", people=1
    )
    with pytest.raises(ScenarioError) as caught:
        parse(text + 'priority = ["proposal"]\n')
    assert (
        'teams.desk.priority puts "proposal" before "answer", which is urgent and goes before all that is not: name "answer" '
        "first, or drop journey.answer.urgent" in str(caught.value)
    )
    parse(text + 'priority = ["answer", "proposal"]\n')
