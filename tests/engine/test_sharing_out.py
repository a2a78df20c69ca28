"""Sharing out: whoever joins a team whose people keep their customers begins with a share of them, or with new cases alone."""

from collections import Counter

import pytest
from estimates import SEED, jobs, scenario

from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run

CALLS = """
[scenario]
horizon = "135 days"
mechanisms = []

[sources.web]
kind = "recorded"
arrivals = [{arrivals}]

[journey.close]
work = {{ mean = "1 h", distribution = "constant" }}
outcomes = [ {{ to = "customer", rate = 1.0 }} ]
[journey.call]
work = {{ mean = "1 h", distribution = "constant" }}

[offering]
price = "100 / month"
term = "12 months"
[customer]
check_ins = {{ activity = "call", every = "30 days" }}

[teams.sales]
headcount = 20
calendar = "continuous"
does = ["close"]
[teams.desk]
headcount = 2
calendar = "continuous"
does = ["call"]
ownership = "person"
changes = [ {changes} ]
"""
"""So many leads buy at one hour and are called on days 30, 60, 90 and 120; the first calls deal them out to a desk of two."""
THIRD = '{ at = "45 days", headcount = 3 }'


def calls(customers: int = 7, changes: str = THIRD) -> Scenario:
    return scenario(CALLS.format(arrivals=", ".join(["0.0"] * customers), changes=changes))


def callers(plan: Scenario) -> list[dict[int, int]]:
    """Month by month, by the number of the person, how many calls each made."""
    rows = jobs(run(plan, SEED), "call")
    months = (rows["ready"] // 30).astype(int)
    return [dict(sorted(Counter(rows["person"][months == k].tolist()).items())) for k in (1, 2, 3, 4)]


def test_a_newcomer_is_given_as_many_as_come_to_each() -> None:
    """Seven over three are two each: one from who keeps four, and one from the first of those who then keep three."""
    assert callers(calls()) == [{0: 4, 1: 3}, *[{0: 2, 1: 3, 2: 2}] * 3]


def test_those_taken_last_go_and_nobody_else_changes_hands() -> None:
    """The first keeps customers 0, 2, 4 and 6, and gives up 6 and 4."""
    rows = jobs(run(calls(), SEED), "call")
    by_customer = {
        key: rows["person"][rows["number"] == key].tolist() for key in sorted(set(rows["number"].tolist()))
    }
    assert list(by_customer.values()) == [
        [0] * 4,
        [1] * 4,
        [0] * 4,
        [1] * 4,
        [0, 2, 2, 2],
        [1] * 4,
        [0, 2, 2, 2],
    ]


def test_where_newcomers_get_new_cases_alone_books_stay_as_they_are() -> None:
    plan = calls().replace({"teams.desk.newcomers": "new_cases"})
    assert callers(plan) == [{0: 4, 1: 3}] * 4


def test_a_share_is_what_is_given_when_nothing_is_stated() -> None:
    stated = calls().replace({"teams.desk.newcomers": "share"})
    assert run(stated, SEED).rows.tobytes() == run(calls(), SEED).rows.tobytes()


@pytest.mark.parametrize("newcomers", ["share", "new_cases"])
def test_where_nobody_joins_it_changes_nothing(newcomers: str) -> None:
    plan = calls(changes="")
    stated = plan.replace({"teams.desk.newcomers": newcomers})
    assert run(stated, SEED).rows.tobytes() == run(plan, SEED).rows.tobytes()


def test_several_who_join_at_once_get_as_much_as_each_other() -> None:
    """Twelve customers of two; the third is given four, the fourth three."""
    found = callers(calls(12, '{ at = "45 days", headcount = 4 }'))
    assert found == [{0: 6, 1: 6}, *[{0: 3, 1: 3, 2: 3, 3: 3}] * 3]


def test_customers_of_a_leaver_come_to_the_next_newcomer() -> None:
    """The second goes on day 45, so that the first has all seven on day 60; on day 75 somebody comes and is given three."""
    changes = '{ at = "45 days", headcount = 1 }, { at = "75 days", headcount = 2 }'
    assert callers(calls(changes=changes)) == [{0: 4, 1: 3}, {0: 7}, {0: 4, 2: 3}, {0: 4, 2: 3}]


def test_who_does_no_work_at_first_is_given_them_with_the_work() -> None:
    """A month of 0 ends on day 75.4."""
    plan = calls().replace({"teams.desk.ramp": [0.0]})
    assert callers(plan) == [{0: 4, 1: 3}, {0: 4, 1: 3}, *[{0: 2, 1: 3, 2: 2}] * 2]


def test_leads_are_not_handed_on() -> None:
    """Four leads who rest with a desk of two, and are touched in turn: a newcomer gets none of them."""
    text = """
[scenario]
horizon = "80 days"
mechanisms = []
[sources.web]
kind = "recorded"
arrivals = [0.0, 0.0, 0.0, 0.0]
[journey.serve]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "nurture", rate = 1.0 } ]
[journey.nurture]
work = { mean = "1 h", distribution = "constant" }
outcomes = [ { to = "nurture", rate = 1.0 } ]
[policies.nurture]
touches = 2
[teams.desk]
headcount = 2
calendar = "continuous"
does = ["serve", "nurture"]
ownership = "person"
changes = [ { at = "20 days", headcount = 3 } ]
"""
    rows = jobs(run(scenario(text), SEED), "nurture")
    assert Counter(rows["person"].tolist()) == {0: 4, 1: 4}
