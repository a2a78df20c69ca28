"""Every KPI once more in other code: a sample of what `experiments/benchmark_kpis.py` does for all pairs of the gallery."""

import pytest
import tomli_w
from customer_lives import lives
from hypothesis import given, settings
from recomputed import benchmark
from small_worlds import World, founded, worlds

import orgsim
from orgsim.plan.load import parse


@pytest.mark.parametrize(
    ("market", "organization", "changes"),
    [
        ("b2b-saas", "the-model", {"scenario.horizon": "20 months", "scenario.warm_up": "5 months"}),
        ("membership", "generalist", {"scenario.horizon": "10 months", "scenario.drain": True}),
        ("perpetual", "pre-post-sales", {"scenario.horizon": "24 months"}),
        ("two-divisions", "two-divisions", {"scenario.horizon": "15 months"}),
    ],
)
def test_packaged_pairs(market: str, organization: str, changes: dict[str, object]) -> None:
    gap, kpi = benchmark.largest(orgsim.load(market, organization).replace(changes))
    assert gap < 1e-6, kpi


@settings(max_examples=25, deadline=None)
@given(worlds())
def test_small_worlds(world: World) -> None:
    gap, kpi = benchmark.largest(parse(tomli_w.dumps(world)))
    assert gap < 1e-6, kpi


@settings(max_examples=40, deadline=None)
@given(founded())
def test_small_firms_that_exist_on_day_0(world: World) -> None:
    gap, kpi = benchmark.largest(parse(tomli_w.dumps(world)))
    assert gap < 1e-6, kpi


@pytest.mark.parametrize(
    ("market", "organization", "step"),
    [
        ("b2b-saas", "generalist", "close"),
        ("perpetual", "pre-post-sales", None),
        ("membership", "generalist", None),
    ],
)
def test_packaged_pairs_with_a_firm(market: str, organization: str, step: str | None) -> None:
    waiting = {} if step is None else {step: {"leads": 20, "age": {"mean": "20 days"}}}
    firm = {"customers": 80, "pipeline": waiting, "resting": {"leads": 90, "age": {"mean": "60 days"}}}
    for warm_up in ("0 days", "4 months"):
        changes = {"scenario.horizon": "14 months", "scenario.warm_up": warm_up, "firm": firm}
        gap, kpi = benchmark.largest(orgsim.load(market, organization).replace(changes))
        assert gap < 1e-6, kpi


@settings(max_examples=40, deadline=None)
@given(lives())
def test_lives_of_customers(world: World) -> None:
    gap, kpi = benchmark.largest(parse(tomli_w.dumps(world)))
    assert gap < 1e-6, kpi
