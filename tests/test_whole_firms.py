"""What holds of any firm with everything that a scenario may state at once: people, hours, segments, work, contracts."""

from typing import Any

import pytest
import tomli_w
from customer_relations import check_contracts
from estimates import SEED, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from log_checks import check
from recomputed import benchmark
from searching import examples
from small_worlds import World
from whole_firms import whole_firms

from orgsim.measures.summary import summarize
from orgsim.plan.model.content import IN_ANY_ORDER
from orgsim.setup.simulate import run
from orgsim.study.compare import compare

COSTS_OF_PEOPLE = {
    "acquisition_cost", "cac", "cac_plain", "cash_end", "cash_valley", "discounted_value", "firm_value", "ltv", "ltv_cac",
    "ltv_plain", "payback_months", "payback_plain", "payroll", "profit",
}  # fmt: skip
"""Figures of which the other code knows neither commissions nor hours that people of a team have of their own."""


def keeps_its_books(world: World) -> None:
    """Leads, hours, people and money add up, nothing waits for who is idle, and figures are as other code has them."""
    plan = scenario(tomli_w.dumps(world))
    log = run(plan, SEED, 0)
    check(plan, log)
    if can_be_followed(world):
        check_contracts(world, log)
    said, again = summarize(log).kpis, benchmark.recomputed(log)
    assert said.keys() == again.keys()
    gaps = {name: benchmark.difference(value, again[name]) for name, value in said.items()}
    assert {name: gap for name, gap in gaps.items() if not gap < 1e-6 and name not in COSTS_OF_PEOPLE} == {}


def can_be_followed(world: World) -> bool:
    """Whether contracts can be kept by hand from a log: each term is paid as stated, and it says why somebody left within one."""
    bent = "pressure" in world["scenario"]["mechanisms"] and "once" in world.get("second_line", {})
    unclear = "replaced" in world.get("offering", {}) and "early_leaving" in world.get("customer", {})
    skips = "skips" in world.get("offering", {})
    return "offering" in world and not bent and not unclear and not skips


def is_the_same_again(world: World) -> None:
    """Twice in one process, with another run in between, and with its tables in another order, a run gives the same bytes."""
    plan, other = scenario(tomli_w.dumps(world)), scenario(tomli_w.dumps(in_another_order(world)))
    first = run(plan, SEED, 0).rows.tobytes()
    run(plan, SEED, 1)
    assert run(plan, SEED, 0).rows.tobytes() == first
    assert run(other, SEED, 0).rows.tobytes() == first


def in_another_order(world: World) -> World:
    """The same world, its tables whose order says nothing turned round, and those of what is there on day 0."""

    def turned(table: Any) -> Any:
        return dict(reversed(table.items())) if isinstance(table, dict) else table

    firm = {key: turned(table) for key, table in world.get("firm", {}).items()}
    return (
        world
        | {key: turned(world[key]) for key in IN_ANY_ORDER if key in world}
        | ({"firm": firm} if firm else {})
    )


@settings(max_examples=examples(20))
@given(whole_firms())
def test_a_firm_with_everything_at_once_keeps_its_books(world: World) -> None:
    keeps_its_books(world)


@settings(max_examples=examples(20))
@given(whole_firms())
def test_a_firm_with_everything_at_once_is_the_same_again(world: World) -> None:
    is_the_same_again(world)


@settings(max_examples=1)
@given(st.lists(whole_firms(), min_size=2, max_size=2))
def test_firms_with_everything_at_once_are_the_same_for_any_number_of_workers(worlds: list[World]) -> None:
    plans = {f"{number}": scenario(tomli_w.dumps(world)) for number, world in enumerate(worlds)}
    one, two = (compare(plans, replications=2, seed=SEED, workers=workers) for workers in (1, 2))
    for name in plans:
        assert one.values(name).equals(two.values(name))


@pytest.mark.slow
@settings(max_examples=600)
@given(whole_firms())
def test_many_firms_with_everything_at_once(world: World) -> None:
    keeps_its_books(world)
    is_the_same_again(world)
