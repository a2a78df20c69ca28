"""Every KPI once more in other code: a sample of what `experiments/benchmark_kpis.py` does for all pairs of the gallery."""

import importlib.util
import sys
from types import ModuleType

import pytest
import tomli_w
from customer_lives import lives
from hypothesis import given, settings
from places import ROOT
from small_worlds import World, worlds

import orgsim
from orgsim.plan.load import parse


def _experiment() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "benchmark_kpis", ROOT / "experiments" / "benchmark_kpis.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


benchmark = _experiment()


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
@given(lives())
def test_lives_of_customers(world: World) -> None:
    gap, kpi = benchmark.largest(parse(tomli_w.dumps(world)))
    assert gap < 1e-6, kpi
