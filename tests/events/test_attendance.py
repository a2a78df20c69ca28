"""Rows of events: one for each that is held or called off, and the table made from them."""

import math

import numpy as np
import pytest
from engine.test_sources import FAIRS, KEPT_UP, NOONS
from estimates import SEED, scenario

from orgsim.events.attendance import attendance
from orgsim.events.columns import Row
from orgsim.setup.simulate import run


@pytest.mark.parametrize(
    ("prepare", "audit", "planned", "held"),
    [
        (24, 24, [7, 14, 21, 28], [7, 14, 21, 28]),
        (24, 300, [7, 14, 21, 28], [7, 14, math.nan, 28]),
        (8 * 24, 0, [7, 14, 21], [8, 16, 24]),
    ],
    ids=["in time", "not begun in time", "not finished in time"],
)
def test_a_row_for_each_event(prepare: int, audit: int, planned: list[float], held: list[float]) -> None:
    log = run(scenario(FAIRS.format(prepare=prepare, audit=audit)), SEED, 0)
    table = attendance(log)
    there = ~np.isnan(held)
    assert table["source"].tolist() == ["fair"] * len(planned)
    assert table["number"].tolist() == list(range(len(planned)))
    assert table["planned"].tolist() == planned
    assert table["held"].tolist() == pytest.approx(held, nan_ok=True)
    assert table["attended"].tolist() == table["leads"].tolist() == [3 * one for one in there.tolist()]
    assert table["cost"].tolist() == [100.0 * one for one in there.tolist()]
    assert table["hours"].tolist() == pytest.approx([prepare * one for one in there.tolist()])
    rows = log.of(Row.EVENT)
    assert [log.names.outcomes[code] for code in rows["outcome"]] == [
        "done" if one else "cancelled" for one in there
    ]
    assert {log.names.activities[code] for code in rows["activity"]} == {"prepare"}


def test_events_that_nobody_prepares_and_that_a_freeze_calls_off() -> None:
    plan = scenario(FAIRS.format(prepare=1, audit=0)).replace(
        {"sources.fair.activity": None, "journey.prepare": None, "teams.writers.does": ["audit"]}
    )
    log = run(plan, SEED, 0)
    assert set(log.of(Row.EVENT)["activity"].tolist()) == {-1}
    frozen = plan.replace({"freezes": [{"what": "spending", "at": "13 days", "lasts": "3 days"}]})
    table = attendance(run(frozen, SEED, 0))
    assert table["held"].tolist() == pytest.approx([7, math.nan, 21, 28], nan_ok=True)
    assert table["leads"].tolist() == [3, 0, 3, 3]


def test_an_event_that_could_not_wait_is_called_off_once() -> None:
    """Nobody begins to prepare the third within three days: it is called off on day 17, not again on day 21."""
    text = FAIRS.format(prepare=24, audit=300).replace(
        "[journey.prepare]", '[journey.prepare]\npatience = { mean = "3 days", distribution = "constant" }'
    )
    table = attendance(run(scenario(text), SEED, 0))
    assert table["number"].tolist() == sorted(set(table["number"].tolist()))
    assert np.isnan(table["held"]).sum() >= 1


def test_a_log_without_events() -> None:
    log = run(scenario(KEPT_UP.format(days=NOONS, write=1, audit=3.0)), SEED, 0)
    assert len(attendance(log)) == 0
