"""Work begun in time: by the clock of those who answer, and by all time, of whom it is known."""

import math

import pytest
from estimates import SEED, scenario

from orgsim.measures.summary import Summary, summarize
from orgsim.plan.scenario import Scenario
from orgsim.report.study import tables
from orgsim.report.study.reading import StudyReading
from orgsim.setup.simulate import run
from orgsim.study.compare import compare

WORLD = """
[scenario]
horizon = "{days} days"
start = 2024-01-01
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = {arrivals}

[journey.answer]
work = {{ mean = "3 h", distribution = "constant" }}
{target}
{patience}
outcomes = [ {{ to = "lost", rate = 1.0 }} ]

[teams.desk]
headcount = 1
does = ["answer"]
calendar = {calendar}
"""
# Tuesday 10:00, Friday 16:30, Saturday 11:00, Monday 9:00
FOUR = "[1.416666667, 4.6875, 5.458333333, 7.375]"
USUAL = {
    "days": 14, "arrivals": FOUR, "patience": "", "calendar": '"office"',
    "target": 'target = { within = "4 h", clock = "office" }',
}  # fmt: skip


def world(**changes: object) -> Scenario:
    """One person, and four enquiries."""
    return scenario(WORLD.format(**(USUAL | changes)))


def found(**changes: object) -> dict[str, float]:
    """The figures of answering."""
    summary: Summary = summarize(run(world(**changes), SEED, 0))
    return summary.activities["answer"]


def test_share_answered_in_time() -> None:
    """Waits of 0, 0, 2.5 and 5.5 office hours: three of four within four; elapsed 0, 0, 48.5 and 5.5."""
    figures = found()
    assert figures["in_time_share"] == pytest.approx(0.75)
    assert figures["wait_office_hours"] == pytest.approx(2.0)
    assert figures["wait_hours"] == pytest.approx(13.5)


@pytest.mark.parametrize(
    ("target", "share"),
    [
        ('{ within = "4 h" }', 0.5),
        ('{ within = "4 h", clock = "elapsed" }', 0.5),
        ('{ within = "2 days" }', 0.75),
        ('{ within = "3 days" }', 1.0),
        ('{ within = "2.5 h", clock = "office" }', 0.75),
        ('{ within = "149 min", clock = "office" }', 0.5),
        ('{ within = "5.5 h", clock = "office" }', 1.0),
    ],
)
def test_targets(target: str, share: float) -> None:
    assert found(target=f"target = {target}")["in_time_share"] == pytest.approx(share)


def test_without_a_target_there_is_no_share() -> None:
    figures = found(target="")
    assert math.isnan(figures["in_time_share"])
    assert figures["wait_office_hours"] == pytest.approx(2.0)
    assert run(world(target=""), SEED, 0).rows.tobytes() == run(world(), SEED, 0).rows.tobytes()


def test_office_hours_are_those_in_which_anybody_of_the_team_is_there() -> None:
    """With a break from 12 to 13 the second of two at Tuesday 10 is begun at 14; two shifts keep the desk open from 8 to 20."""
    two = "[1.416666667, 1.416666667]"
    broken = '{ breaks = ["12:00-13:00"] }'
    assert found(arrivals=two, calendar=broken)["wait_office_hours"] == pytest.approx((0 + 3) / 2)
    shifts = "{ shifts = [ { people = 1, opens = 8, hours = 8 }, { people = 1, opens = 12, hours = 8 } ] }"
    # One person, who has the first shift: what comes at 17 waits 3 hours of the late shift, and is begun at 8.
    assert found(arrivals="[1.708333333]", calendar=shifts)["wait_office_hours"] == pytest.approx(
        3.0, abs=1e-6
    )


def test_hours_of_the_clock_around_are_all_hours() -> None:
    figures = found(calendar='"continuous"')
    assert figures["wait_office_hours"] == pytest.approx(figures["wait_hours"])


def test_who_still_waits_is_late_or_not_known_yet() -> None:
    """The third of three at Tuesday 9 waits; at 12:36 for 3.6 hours, at 13:12 for more than four."""
    three = "[1.375, 1.375, 1.375]"
    assert found(arrivals=three, days=1.525)["in_time_share"] == pytest.approx(1.0)
    assert found(arrivals=three, days=1.55)["in_time_share"] == pytest.approx(2 / 3)


def test_who_goes_cold_was_not_answered_in_time() -> None:
    patience = 'patience = { mean = "30 min", distribution = "constant" }\ncold = "lost"'
    figures = found(arrivals="[1.375, 1.375, 1.375]", patience=patience)
    assert figures["in_time_share"] == pytest.approx(1 / 3)
    assert figures["cold_share"] == pytest.approx(2 / 3)


def test_the_share_over_replications_is_a_ratio_of_sums() -> None:
    """A study pools jobs, not runs; the report has a column for it where a target is stated."""
    plan = world().replace(
        {"sources.web": {"kind": "steady", "leads": "2 / day"}, "scenario.horizon": "60 days"}
    )
    study = compare({"desk": plan}, replications=3, workers=1)
    runs = [summarize(run(plan, 1, replication)) for replication in range(3)]
    counts = [(one.parts["activities.answer.in_time"], one.parts["activities.answer.timed"]) for one in runs]
    share = sum(count for count, _ in counts) / sum(total for _, total in counts)
    told = study.to_json()["scenarios"]["desk"]["activities"]["answer"]
    assert told["in_time_share"]["mean"] == pytest.approx(share)
    assert told["wait_office_hours"]["mean"] > 0
    shown = tables.activities(StudyReading(study, "en"), "desk")
    assert shown.columns[-2:] == ("Begun in time", "Wait (office hours)")
    plain = compare({"desk": world(target="")}, replications=2, workers=1)
    assert "Begun in time" not in tables.activities(StudyReading(plain, "en"), "desk").columns
