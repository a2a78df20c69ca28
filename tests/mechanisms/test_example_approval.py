"""The example of the documentation: deals wait for a manager's approval, worked out by hand; and it keeps the contract."""

import math
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from contract import Case
from estimates import SEED, jobs, outcome, scenario
from outsiders import EXAMPLE, imported, taken_out_after
from test_docs import DOCS, blocks

import orgsim
from orgsim.events.columns import Row
from orgsim.events.log import EventLog
from orgsim.plan.scenario import Scenario
from orgsim.setup.build import close, core
from orgsim.setup.simulate import run
from orgsim.study.contract import broken

TEXT = """
[scenario]
horizon = "30 days"
mechanisms = ["approval"]

[sources.list]
kind = "recorded"
arrivals = {arrivals}

[journey.close]
work = {{ mean = "8 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = {wins}{after} }}, {{ to = "lost", rate = {loses} }} ]

[teams.sales]
headcount = 3
calendar = "continuous"
does = ["close"]

[teams.managers]
headcount = 1
calendar = "{calendar}"
does = []

[policies.approval]
team = "managers"
hours = "12 h"

[effects.approval]
discounted = {discounted}
refused = {refused}
"""


def text(leads: int = 3, calendar: str = "continuous", **words: object) -> str:
    """Leads who all come on day 0, each with eight hours of work until the gate."""
    usual = {"wins": 1.0, "loses": 0.0, "after": "", "discounted": 1.0, "refused": 0.0}
    return TEXT.format(arrivals=[0.0] * leads, calendar=calendar, **{**usual, **words})


def bought(log: EventLog) -> list[float]:
    """When leads became customers (days)."""
    rows = log.of(Row.CHANGE)
    found: list[float] = rows["end"][rows["outcome"] == outcome(log, "customer")].tolist()
    return found


CASE = Case(
    scenario=text(leads=200, wins=0.5, loses=0.5, refused=0.5),
    neutral={"effects.approval.discounted": 0.0},
    path="effects.approval.discounted",
    grid=(0.0, 0.3, 1.0),
    observed=lambda log: len(bought(log)),
    sign=-1,
    replications=1,
)


@pytest.fixture(autouse=True, scope="module")
def example() -> Iterator[ModuleType]:
    with taken_out_after(), imported(EXAMPLE, "orgsim_discounts") as found:
        orgsim.register(found.MECHANISM)
        yield found


def test_it_keeps_the_contract() -> None:
    assert broken("approval", CASE) == []


def test_its_own_test_passes() -> None:
    with imported(EXAMPLE, "test_orgsim_discounts") as own:
        own.test_it_keeps_the_contract()


def test_the_script_of_the_page_works_as_written(monkeypatch: pytest.MonkeyPatch) -> None:
    (script,) = blocks(DOCS / "how-to" / "add-a-mechanism.md", "python")
    monkeypatch.chdir(EXAMPLE)
    names: dict[str, Any] = {}
    exec(script, names)
    assert (names["log"]["activity"] == "approval").sum() > 20


def test_deals_wait_for_the_only_manager_one_after_another() -> None:
    """Three deals are ready at eight o'clock; twelve hours each, by one manager who never sleeps."""
    log = run(scenario(text()), SEED, 0)
    assert bought(log) == pytest.approx([1 / 3 + 0.5, 1 / 3 + 1.0, 1 / 3 + 1.5])
    approvals = jobs(log, "approval")
    assert approvals["hours"].tolist() == [12.0] * 3
    assert approvals["ready"].tolist() == pytest.approx([1 / 3] * 3)
    assert {log.names.teams[code] for code in approvals["team"]} == {"managers"}


def test_a_manager_approves_in_working_hours() -> None:
    """Ready at 8:00 on a Monday: eight hours of the twelve from 9:00 to 17:00, the rest on Tuesday until 13:00."""
    log = run(scenario(text(leads=1, calendar="office")), SEED, 0)
    assert bought(log) == pytest.approx([1 + 13 / 24])


def test_the_time_after_an_outcome_begins_with_the_approval() -> None:
    log = run(
        scenario(text(leads=1, after=', after = { mean = "2 days", distribution = "constant" }')), SEED, 0
    )
    assert bought(log) == pytest.approx([1 / 3 + 0.5 + 2])


def test_as_many_are_asked_and_refused_as_their_shares_say_and_the_gate_has_said_what_it_said() -> None:
    leads = 3000
    plan = scenario(text(leads=leads, discounted=0.6, refused=0.3)).replace(
        {"teams.sales.headcount": leads, "policies.approval.hours": "0 h"}
    )
    log = run(plan, SEED, 0)
    asked = len(jobs(log, "approval"))
    refused = leads - len(bought(log))
    assert abs(asked / leads - 0.6) <= 4 * math.sqrt(0.6 * 0.4 / leads)
    assert abs(refused / asked - 0.3) <= 4 * math.sqrt(0.3 * 0.7 / asked)
    assert (jobs(log, "close")["outcome"] == outcome(log, "customer")).all()
    gone = log.of(Row.CHANGE)
    assert (gone["outcome"] == outcome(log, "lost")).sum() == refused


def test_a_free_manager_who_takes_no_time_and_refuses_nobody_changes_nothing() -> None:
    def plan(*mechanisms: str) -> Scenario:
        managers = {"headcount": 50, "does": [], "calendar": "continuous"}
        return orgsim.load("b2b-saas", "the-model").replace(
            {
                "firm": None,
                "scenario.horizon": "6 months",
                "scenario.mechanisms": ["cooling", "handoff", "knowledge", "health", *mechanisms],
                "teams.managers": managers,
                "policies.approval": {"team": "managers", "hours": "0 h"},
                "effects.approval": {"discounted": 1.0, "refused": 0.0},
            }
        )

    off, on = run(plan(), SEED, 0), run(plan("approval"), SEED, 0)
    assert len(jobs(on, "approval")) >= len(bought(on)) > 10
    kept = on.rows[on.rows["activity"] != on.names.activities.index("approval")]
    assert sorted(row.tobytes() for row in kept) == sorted(row.tobytes() for row in off.rows)


RESTING = """
[scenario]
horizon = "60 days"
mechanisms = []

[sources.list]
kind = "recorded"
arrivals = [0.0]

[journey.call]
work = { mean = "0 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 0.0 }, { to = "nurture", rate = 1.0 } ]

[journey.nurture]
work = { mean = "0 h", distribution = "constant" }
outcomes = [ { to = "customer", rate = 1.0 }, { to = "nurture", rate = 0.0 } ]

[teams.sales]
headcount = 1
calendar = "continuous"
does = ["call", "nurture"]
"""


@pytest.mark.parametrize("comes_back", [False, True])
def test_a_lead_at_rest_that_comes_back_by_itself_while_it_waits_is_not_sent_on_twice(
    comes_back: bool,
) -> None:
    """Touched on day 30, it would buy; before that is approved it is back in the journey, and rests again."""
    world = core(scenario(RESTING), (SEED, 0))
    waiting = []
    touch = world.activities["nurture"].code
    world.hooks.outcome_taken.add(lambda *deal: waiting.append(deal) or True, at=[touch])  # type: ignore[func-returns-value]
    close(world)
    world.open()
    world.clock.pass_time(31.0)
    ((job, outcome_of_touch),) = waiting
    if comes_back:
        world.journey.come_back(job.case, world.activities["call"])
    world.journey.follow(job, outcome_of_touch)
    assert (job.case.state.name == "CUSTOMER") is not comes_back
