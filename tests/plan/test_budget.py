"""Payrolls, and organizations scaled to them; worked out by hand."""

import pytest

from orgsim.errors import OrgsimError
from orgsim.plan.budget import at_payroll, payroll
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario


def office(one: int, two: int, cost: str = 'cost = "200 / month"') -> Scenario:
    """Two teams: people at 100 and, unless said otherwise, at 200 a month."""
    return parse(f"""
[sources.web]
leads = "1 / day"
[journey.greet]
work = {{ mean = "1 h" }}
outcomes = [{{ to = "close", rate = 1 }}]
[journey.close]
work = {{ mean = "1 h" }}
outcomes = [{{ to = "lost", rate = 1 }}]
[teams.one]
headcount = {one}
cost = "100 / month"
does = ["greet"]
changes = [{{ at = "6 months", headcount = {2 * one} }}]
[teams.two]
headcount = {two}
{cost}
does = ["close"]
""")


def people(scenario: Scenario) -> tuple[int, int]:
    """Headcounts of the two teams."""
    return scenario.teams["one"].headcount, scenario.teams["two"].headcount


def test_payroll_is_headcount_times_cost() -> None:
    assert payroll(office(6, 3)) == pytest.approx(6 * 100 + 3 * 200)


@pytest.mark.parametrize(
    ("budget", "expected"),
    [
        (1200, (6, 3)),
        (2400, (12, 6)),
        (600, (3, 2)),  # ideal 3 and 1.5: 3 + 1 cost 500, and the half of another at 200 is 100, what is left
        (1300, (7, 3)),  # ideal 6.5 and 3.25: 100 left, the larger remainder is that of the first
        (1000, (5, 3)),  # ideal 5 and 2.5: 900 for 5 + 2, 100 left is half a person of the second
        (
            1090,
            (5, 3),
        ),  # ideal 5.45 and 2.725: 190 left after 5 + 2, one of the second (0.725) leaves -10: no more
        (1, (1, 1)),
    ],
)
def test_headcounts_follow_the_budget(budget: float, expected: tuple[int, int]) -> None:
    assert people(at_payroll(office(6, 3), budget)) == expected


def test_planned_changes_are_scaled_with_their_team() -> None:
    scaled = at_payroll(office(6, 3), 2400)
    assert [change.headcount for change in scaled.teams["one"].changes] == [24]


def test_rules_of_hiring_are_scaled_with_their_team() -> None:
    """3 of at most 7 become 6 of at most 14: as many times the people of day 0."""
    hires = {"when": "load > 0.9", "most": 7}
    scaled = at_payroll(office(6, 3).replace({"policies.hiring": {"two": hires}}), 2400)
    assert (scaled.teams["two"].headcount, scaled.policies.hiring["two"].most) == (6, 14)


def test_the_same_payroll_changes_nothing() -> None:
    scenario = office(7, 5)
    assert at_payroll(scenario, payroll(scenario)) == scenario


def test_teams_without_cost_stay() -> None:
    assert people(at_payroll(office(4, 9, ""), 800)) == (8, 9)


def test_no_payroll_cannot_be_scaled() -> None:
    free = parse(office(4, 9, "").to_toml()).replace({"teams.one.cost": "0 / month"})
    with pytest.raises(OrgsimError, match="has no payroll to scale: no team states a cost"):
        at_payroll(free, 100)
    for budget in (0, -1, float("inf"), float("nan")):
        with pytest.raises(OrgsimError, match="a payroll must be more than 0 and finite"):
            at_payroll(office(1, 1), budget)
