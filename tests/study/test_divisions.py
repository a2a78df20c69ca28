"""Divisions of people and of budgets: counted by formula, and by going through all there are."""

from itertools import product
from math import comb

import pytest

from orgsim.study.divisions import Pool


def people(teams: int, count: int) -> Pool:
    return Pool(tuple(f"team {k}" for k in range(teams)), (1.0,) * teams, float(count))


@pytest.mark.parametrize(("teams", "count"), [(2, 2), (2, 9), (3, 10), (4, 12), (5, 9)])
def test_as_many_divisions_as_compositions(teams: int, count: int) -> None:
    """n people in k teams, none empty: C(n − 1, k − 1)."""
    pool = people(teams, count)
    every = list(pool.all())
    assert len(every) == len(set(every)) == pool.number() == comb(count - 1, teams - 1)
    assert all(sum(one) == count and min(one) >= 1 for one in every)


def test_a_budget_is_spent_as_far_as_people_go() -> None:
    """All divisions within 100 at 7, 11, 15 and 9 each, to which nobody can be added, found by trying all."""
    costs, budget = (7.0, 11.0, 15.0, 9.0), 100.0
    pool = Pool(("a", "b", "c", "d"), costs, budget)
    spending = {
        one: sum(n * c for n, c in zip(one, costs, strict=True)) for one in product(range(1, 15), repeat=4)
    }
    expected = {one for one, cost in spending.items() if cost <= budget < cost + 7}
    assert set(pool.all()) == expected
    assert pool.number() == len(expected)


def test_every_division_is_reached_by_steps() -> None:
    for pool in (people(4, 9), Pool(("a", "b", "c"), (7.0, 11.0, 5.0), 90.0)):
        every = set(pool.all())
        seen, todo = set(), [next(iter(every))]
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                beside = pool.beside(one)
                assert one not in beside
                assert len(beside) == len(set(beside))
                todo += beside
        assert seen == every


def test_steps_among_people_move_one_of_them() -> None:
    assert set(people(3, 6).beside((1, 2, 3))) == {(2, 1, 3), (2, 2, 2), (1, 3, 2), (1, 1, 4)}


def test_people_are_dealt_by_weights() -> None:
    assert people(3, 30).dealt([6, 3, 1]) == (18, 9, 3)
    assert people(3, 4).dealt([100, 1, 1]) == (2, 1, 1)
    assert people(2, 7).dealt([0, 0]) == (4, 3)


def test_todays_payroll_deals_todays_people() -> None:
    costs = (70_000 / 12, 110_000 / 12, 150_000 / 12, 90_000 / 12)
    today = (3, 4, 2, 3)
    pool = Pool(("a", "b", "c", "d"), costs, sum(n * c for n, c in zip(today, costs, strict=True)))
    assert pool.dealt(today) == today
    assert today in set(pool.all())
