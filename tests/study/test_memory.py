"""Memory: no more runs side by side than fit."""

import pytest

from orgsim.plan.checks import size
from orgsim.plan.load import parse
from orgsim.study import memory

QUEUE = """
[scenario]
horizon = "100 days"
mechanisms = []
[sources.web]
leads = "{leads} / day"
[journey.serve]
work = {{ mean = "2 h" }}
outcomes = [{{ to = "lost", rate = 1.0 }}]
[teams.desk]
headcount = 4
does = ["serve"]
"""


def test_memory_by_hand() -> None:
    rows = 3 * 100 * 10_000 + 4 + 100 / (365.25 / 12)
    plan = parse(QUEUE.format(leads=10_000))
    assert size.expected_memory(plan) == pytest.approx(150e6 + 700 * rows + 2500 * 4)


def test_fewer_workers_where_memory_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    small, large = (
        size.expected_memory(parse(QUEUE.format(leads=leads))) for leads in (1, 10_000)
    )  # 0.15 and 2.25 GB
    monkeypatch.setattr(memory, "_installed", lambda: 16e9)
    assert memory.affordable(16, [small]) == 16
    assert memory.affordable(16, [small, large]) == 5
    assert memory.affordable(4, [large]) == 4
    monkeypatch.setattr(memory, "_installed", lambda: 1e9)
    assert memory.affordable(16, [large]) == 1


def test_the_memory_of_this_computer_is_known() -> None:
    assert memory._installed() > 1e8
