"""The words of the event log: one list, whose order fixes the codes, and no name of a scenario among them."""

import pytest

from orgsim.errors import ScenarioError
from orgsim.events.columns import Row
from orgsim.events.outcomes import EVERYONE, NAMES, OUTCOMES, RESERVED, STAYING
from orgsim.measures.conservation import MOVES
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.load import parse
from orgsim.setup.simulate import run

WORLD = """
[scenario]
horizon = "30 days"
[sources.web]
leads = "4 / day"
[journey.NAME]
work = { mean = "2 h" }
outcomes = [{ to = "lost", rate = 1.0 }]
[teams.desk]
headcount = 4
does = ["NAME"]
"""


def test_codes_of_logs_once_written_keep_their_meaning() -> None:
    assert NAMES == (
        "customer", "nurture", "lost", "done", "cold", "missed", "cancelled", "open", "resting", "returned",
        "renewed", "upsold", "churned", "joined", "left", "flagged", "failed", "recovered", "retired",
        "cross_sold",
    )  # fmt: skip


def test_changes_are_those_that_conservation_knows() -> None:
    assert {one.name for one in OUTCOMES if Row.CHANGE in one.rows} == set(MOVES)
    assert {name for name, (_, aim) in MOVES.items() if aim is None} == set(STAYING)


def test_a_log_holds_the_words_activities_and_segments_in_this_order() -> None:
    log = run(parse(WORLD.replace("NAME", "serve")), seed=1, replication=0)
    assert log.names.outcomes == (*NAMES, "serve", EVERYONE)


@pytest.mark.parametrize("name", RESERVED)
def test_no_activity_is_called_like_a_word_of_the_log(name: str) -> None:
    with pytest.raises(ScenarioError, match=rf"journey\.{name}: {name} is a word of the event log"):
        parse(WORLD.replace("NAME", name))


@pytest.mark.parametrize("name", NAMES)
def test_no_segment_is_called_like_a_word_of_the_log(name: str) -> None:
    with pytest.raises(ScenarioError, match=rf"segments\.{name}: {name} is a word of the event log"):
        parse(WORLD.replace("NAME", "serve") + f"[segments.{name}]\nshare = 1\n")


def test_a_segment_and_an_activity_have_names_of_their_own() -> None:
    with pytest.raises(ScenarioError, match=r"segments\.serve: serve is an activity of the journey"):
        parse(WORLD.replace("NAME", "serve") + "[segments.serve]\nshare = 1\n")


def test_the_pool_is_worked_by_an_activity_of_its_name() -> None:
    assert "nurture" in parse(WORLD.replace("NAME", "nurture")).journey


def test_work_of_mechanisms_has_names_of_its_own() -> None:
    assert not {name for room in MECHANISMS.values() for name in room.work} & set(NAMES)
