"""Work in sittings: cut by hand, held by the same person, waited for, handed on, and counted where it was worked."""

from typing import Any

import numpy as np
import pytest

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.measures.people import work
from orgsim.measures.reading import read
from orgsim.plan.checks.size import expected_events
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

DEALS = """
[scenario]
horizon = "40 days"
start = 2024-01-01
mechanisms = []
[sources.deal]
kind = "recorded"
entry = "close"
arrivals = [0.0]
[sources.other]
kind = "recorded"
entry = "call"
arrivals = [100.0]
[journey.close]
work = { mean = "7 h", distribution = "constant" }
sittings = { length = "3 h", gap = { mean = "12 h", distribution = "constant" } }
outcomes = [ { to = "lost", rate = 1.0 } ]
[journey.call]
work = { mean = "2 h", distribution = "constant" }
outcomes = [ { to = "lost", rate = 1.0 } ]
[teams.desk]
headcount = 1
calendar = "continuous"
does = ["close", "call"]
"""


def deals(**changes: Any) -> Scenario:
    return parse(DEALS).replace({name.replace("__", "."): value for name, value in changes.items()})


def sittings(log: EventLog) -> list[tuple[int, float, float, float]]:
    """Person, begin, end (hours since day 0) and staff hours of each stretch, in the order in which they ended."""
    return [
        (
            int(row["person"]),
            *(round(float(row[name]) * 24, 3) for name in ("start", "end")),
            round(float(row["hours"]), 3),
        )
        for row in log.of(Row.STRETCH)
    ]


def calls(log: EventLog) -> list[tuple[float, float]]:
    rows = log.of(Row.JOB)
    rows = rows[rows["activity"] == log.names.activities.index("call")]
    return [(round(float(row["start"]) * 24, 3), round(float(row["end"]) * 24, 3)) for row in rows]


def test_a_job_is_cut_into_sittings() -> None:
    log = run(deals())
    assert sittings(log) == [(0, 0, 3, 3), (0, 15, 18, 3), (0, 30, 31, 1)]
    (row,) = log.of(Row.JOB)
    assert (float(row["start"]), float(row["end"]) * 24, float(row["hours"])) == pytest.approx((0, 31, 7))
    assert float(row["paused"]) * 24 == pytest.approx(24)
    assert log.names.outcomes[row["outcome"]] == "lost"


def test_other_work_is_done_between_and_the_sitting_goes_first() -> None:
    """Calls at hours 4, 14, 14.5 and 14.6: the second takes until 16, then comes the sitting that was due at 15."""
    log = run(deals(sources__other__arrivals=[4 / 24, 14 / 24, 14.5 / 24, 14.6 / 24]))
    assert sittings(log)[:2] == [(0, 0, 3, 3), (0, 16, 19, 3)]
    assert calls(log) == [(4, 6), (14, 16), (19, 21), (21, 23)]


def test_sittings_go_on_over_nights() -> None:
    """Office hours 9 to 17, a sitting begun at 15: 2 h on Monday, 1 h on Tuesday; due again at 22, held on Wednesday at 9."""
    log = run(deals(teams__desk__calendar="office", sources__deal__arrivals=[15 / 24]))
    assert sittings(log)[:2] == [(0, 15, 34, 3), (0, 57, 60, 3)]


def test_the_same_person_comes_back() -> None:
    log = run(deals(teams__desk__headcount=3, sources__deal__arrivals=[0.0, 0.01, 0.02]))
    rows = log.of(Row.STRETCH)
    assert {int(row["number"]): int(row["person"]) for row in rows} == {0: 0, 1: 1, 2: 2}
    assert len({(int(row["number"]), int(row["person"])) for row in rows}) == 3


def test_hours_lie_in_the_sittings_they_were_worked_in() -> None:
    month = 30.4375
    log = run(deals(sources__deal__arrivals=[month - 4 / 24], scenario__horizon="60.875 days"))
    reading = read(log)
    assert reading.bins.monthly(work(reading).hours)[0] == pytest.approx([3, 4])


@pytest.mark.parametrize("ownership", ["pooled", "person"])
def test_who_leaves_is_followed_by_somebody_else(ownership: str) -> None:
    """The person who came last holds the first sitting (the other is on the phone), leaves at hour 10, and the other goes on."""
    plan = deals(
        teams__desk__headcount=2,
        teams__desk__ownership=ownership,
        teams__desk__changes=[{"at": "10 h", "headcount": 1}],
        sources__other__arrivals=[0.5 / 24],
        sources__deal__arrivals=[1 / 24],
    )
    assert sittings(run(plan)) == [(1, 1, 4, 3), (0, 16, 19, 3), (0, 31, 32, 1)]


@pytest.mark.parametrize("ownership", ["pooled", "person"])
@pytest.mark.parametrize(("lasts", "next_one"), [(3, (0, 33.0)), (20, (1, 35.125))])
def test_who_is_away_is_waited_for_up_to_five_days(
    ownership: str, lasts: int, next_one: tuple[int, float]
) -> None:
    """A sitting ends on day 29.625, the next is due on day 30.125; on day 30 the person goes to another team for some days."""
    text = DEALS.replace("mechanisms = []", 'mechanisms = ["handoff", "understanding", "rotation"]')
    text = text.replace('does = ["close", "call"]', f'does = ["close"]\nownership = "{ownership}"').replace(
        "headcount = 1", "headcount = 2"
    )
    text += (
        '[teams.there]\nheadcount = 2\ncalendar = "continuous"\ndoes = ["call"]\n[policies]\n'
        f'handoff = {{ delay = "0 h", confirmation = "0 h" }}\nrotation = {{ every = "30 days", lasts = "{lasts} days" }}\n'
    )
    log = run(parse(text).replace({"sources.deal.arrivals": [29.5], "scenario.horizon": "59 days"}))
    first, second, _ = sittings(log)
    assert first == (0, 29.5 * 24, 29.625 * 24, 3)
    assert (second[0], second[1] / 24) == next_one


def test_a_sitting_is_open_at_the_horizon() -> None:
    (row,) = run(deals(scenario__horizon="16 h")).of(Row.JOB)
    assert float(row["hours"]) == pytest.approx(4)
    assert float(row["paused"]) * 24 == pytest.approx(12)
    (row,) = run(deals(scenario__horizon="10 h")).of(Row.JOB)
    assert float(row["hours"]) == pytest.approx(3)
    assert float(row["paused"]) * 24 == pytest.approx(7)
    assert np.isnan(row["end"])


def test_urgent_work_interrupts_a_sitting() -> None:
    log = run(deals(journey__call__urgent=True, sources__other__arrivals=[2 / 24]))
    assert sittings(log) == [(0, 0, 2, 2), (0, 4, 5, 1), (0, 17, 20, 3), (0, 32, 33, 1)]


def test_gaps_are_the_luck_of_the_lead() -> None:
    """One person or three: each lead's gaps are the same, and differ from sitting to sitting."""
    gap = {"mean": "4 days", "distribution": "exponential"}
    one, three = (
        run(deals(journey__close__sittings={"length": "1 h", "gap": gap}, teams__desk__headcount=n))
        for n in (1, 3)
    )
    assert sittings(one) == sittings(three)
    begins = np.array([row[1] for row in sittings(one)])
    assert len(set(np.round(np.diff(begins), 6))) == len(begins) - 1


def test_a_change_of_person_loses_what_was_learned_in_earlier_sittings() -> None:
    """With records that keep nothing, whoever goes on knows what the last sittings taught; the gate of the reference is .5."""
    head = {
        "scenario.mechanisms": ["knowledge"],
        "effects.knowledge": {"kept_personal": 0.0, "odds": 2.0},
        "policies.records.kind": "personal",
        "teams.desk.headcount": 2,
        "sources.other.arrivals": [0.5 / 24],
        "sources.deal.arrivals": [1 / 24],
    }
    stays = run(parse(DEALS).replace(head))
    goes = run(parse(DEALS).replace({**head, "teams.desk.changes": [{"at": "10 h", "headcount": 1}]}))
    felt = [
        float(log.of(Row.JOB)["effect_knowledge"][log.of(Row.JOB)["activity"] == 0][0])
        for log in (stays, goes)
    ]
    # All 7 h: known 1 - 1/e. After the change: 4 h of 7.
    missing = (1 - np.exp(-4 / 7)) - (1 - np.exp(-1))
    assert felt == [0.0, pytest.approx(2 * missing, rel=1e-6)]


def test_a_run_is_as_large_as_expected() -> None:
    plan = deals(
        sources__deal={"kind": "steady", "leads": "1 / day", "entry": "close"}, scenario__horizon="400 days"
    )
    rows = len(run(plan))
    assert rows < expected_events(plan) < 2 * rows


def test_one_sitting_is_no_sitting() -> None:
    plan = deals(sources__deal__arrivals=[0.0, 0.1], sources__other__arrivals=[0.05, 0.2])
    long = run(plan.replace({"journey.close.sittings.length": "100 h"}))
    plain = run(parse(DEALS.replace("sittings =", "# sittings =")).replace(
        {"sources.deal.arrivals": [0.0, 0.1], "sources.other.arrivals": [0.05, 0.2]}
    ))  # fmt: skip
    for name in plain.rows.dtype.names or ():
        assert long.rows[name].tobytes() == plain.rows[name].tobytes()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"journey.close.urgent": True}, "journey.close is urgent and has sittings"),
        (
            {"journey.close.sittings.length": "0 h"},
            'journey.close.sittings.length is "0 h"; it must be more than 0',
        ),
        ({"journey.close.sittings.gap": None}, "journey.close.sittings.gap is missing"),
        ({"journey.close.sittings.lenght": "3 h"}, "did you mean length?"),
        ({"journey.close.with": ["desk"]}, "journey.close has both with and sittings"),
    ],
)
def test_what_does_not_go_together_is_an_error(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        parse(DEALS).replace(changes)
    assert said in str(caught.value)
