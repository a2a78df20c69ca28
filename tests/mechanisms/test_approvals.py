"""Approvals: what it takes until an incentive is in force, and how numbers shorten it."""

from typing import Any

import pytest
from baseline.digests import digest
from contract import Case
from estimates import SEED, jobs, scenario
from second_line_worlds import firm, sales, text

from orgsim.mechanisms.incentives.approvals import eased
from orgsim.plan.files import ORGANIZATION_KEYS
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

ON = '"cross_selling", "purchase_data", "approvals"'
REWARDED = "[policies.incentive]\nbonus = 0.1\n"
ALL = "[effects.cross_selling]\nunasked = 0\nasked = 1\n[effects.purchase_data]\nnamed = 1\n"
APPROVED = (
    REWARDED + '[policies.approvals]\nteams = ["software", "services"]\nafter = "10 days"\nhours = "12 h"\n'
)
DATA = '[policies.purchase_data]\nteam = "services"\nhours = "24 h"\nsensitivity = 1\nspecificity = 1\n'
DAILY: dict[str, Any] = {"arrivals": [float(day) for day in range(60)], "sold": 1.0, "mechanisms": ON}

CASE = Case(
    scenario=text(60, more=ALL + APPROVED, **DAILY),
    neutral={"policies.approvals.after": "0 days", "policies.approvals.hours": "0 h"},
    path="policies.approvals.after",
    grid=("0 days", "5 days", "10 days", "20 days"),
    observed=lambda log: float(len(sales(log))),
    sign=-1,
    replications=1,
)


def test_numbers_take_a_share_off() -> None:
    assert eased(14.0, 0.5, True) == 7.0
    assert eased(14.0, 0.5, False) == 14.0


def test_two_divisions_approve_one_after_the_other() -> None:
    """Ten days and half a day each: customers who buy on day 21 and later are the first for whose proposal there is a reward."""
    log = firm(60, more=ALL + APPROVED, **DAILY)
    approved = jobs(log, "incentive_approval")
    assert approved["ready"].tolist() == [10.0, 20.5]
    assert approved["end"].tolist() == [10.5, 21.0]
    assert [log.names.teams[team] for team in approved["team"]] == ["software", "services"]
    assert sorted(jobs(log, "propose")["number"]) == list(range(21, 60))


def test_with_numbers_the_same_takes_half_after_the_analysis() -> None:
    """A day of analysis, then five days and 6 h for each: in force after 11.5 days."""
    log = firm(60, more=ALL + APPROVED + DATA, **DAILY)
    assert jobs(log, "purchase_data")["end"].tolist() == [1.0]
    assert jobs(log, "incentive_approval")["end"].tolist() == [6.25, 11.5]
    assert sorted(jobs(log, "propose")["number"]) == list(range(12, 60))


def test_approvals_stand_behind_all_other_work() -> None:
    """Software's one person is busy closing for 60 h when the matter comes up after 1 day; services waits for software."""
    words = DAILY | {"arrivals": [0.0] * 60, "software": 1}
    log = firm(60, more=ALL + APPROVED.replace("10 days", "1 day"), **words)
    first, second = jobs(log, "incentive_approval")
    assert first["ready"] == 1.0
    assert first["start"] >= 60 / 24
    assert second["ready"] == pytest.approx(first["end"] + 1.0)


def taken_over(plan: Scenario, day: str, **changes: Any) -> Scenario:
    """The same organization, or with changes, takes over on a day."""
    document = plan.replace(changes).document()
    own = {key: table for key in ORGANIZATION_KEYS if (table := document.get(key)) is not None}
    return plan.replace({"reorganizations": [{"at": day, "organization": own}]})


@pytest.mark.parametrize("day", ["0.5 days", "10.25 days", "15 days", "30 days"])
def test_the_same_organization_goes_on_with_what_is_under_way(day: str) -> None:
    plan = scenario(text(60, more=ALL + APPROVED + DATA, **DAILY))
    assert digest(run(taken_over(plan, day), SEED, 0)) == digest(run(plan, SEED, 0))


def test_another_incentive_is_approved_anew() -> None:
    """In force from day 21; on day 30 it becomes another one, which is in force 21 days later."""
    plan = scenario(text(60, more=ALL + APPROVED, **DAILY))
    log = run(taken_over(plan, "30 days", **{"policies.incentive.bonus": 0.2}), SEED, 0)
    assert sorted(jobs(log, "propose")["number"]) == [*range(21, 30), *range(51, 60)]


def test_an_organization_that_asks_nobody_rewards_at_once() -> None:
    plan = scenario(text(60, more=ALL + APPROVED + DATA, **DAILY))
    changes = {"policies.approvals": None, "policies.purchase_data": None}
    log = run(taken_over(plan, "5 days", **changes), SEED, 0)
    assert sorted(jobs(log, "propose")["number"]) == list(range(5, 60))
    assert len(jobs(log, "incentive_approval")) == 0
