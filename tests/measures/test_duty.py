"""Duty: hours on duty up to a day, also where days are no longer looked up."""

from datetime import date

import numpy as np
import pytest

from orgsim.engine.calendar import WorkingHours
from orgsim.measures.duty import on_duty


@pytest.mark.parametrize("looked_up", [9, 40, 40_000])
def test_hours_far_ahead_are_those_of_the_calendar(monkeypatch: pytest.MonkeyPatch, looked_up: int) -> None:
    """Monday, Wednesday and Sunday, with a holiday; 200 days are read of so many that are looked up."""
    monkeypatch.setattr("orgsim.engine.calendar._LOOKED_UP", looked_up)
    team = WorkingHours(8.5, 7.25, (0, 2, 6), [date(2024, 1, 3)], date(2024, 1, 1))
    turns = team.turns(200.0)
    assert len(turns) % 2 == (looked_up < 200)
    clock, days = on_duty(turns, 200.0), np.linspace(0, 200, 997)
    assert clock(days) == pytest.approx([team.hours_between(0.0, day) for day in days.tolist()], abs=1e-9)
