"""Every KPI once more in other code: a sample of what `experiments/benchmark_kpis.py` does for all pairs of the gallery."""

import pytest
import tomli_w
from customer_lives import lives
from hypothesis import given, settings
from hypothesis import strategies as st
from recomputed import benchmark
from searching import examples
from small_worlds import World, founded, worlds

import orgsim
from orgsim.plan.load import parse


@pytest.mark.parametrize(
    ("market", "organization", "changes"),
    [
        ("b2b-saas", "the-model", {"scenario.horizon": "16 months", "scenario.warm_up": "3 months"}),
        pytest.param(*("membership", "generalist", {"scenario.horizon": "1 month"}), marks=pytest.mark.slow),
        pytest.param(
            *("membership", "generalist", {"scenario.horizon": "10 months", "scenario.drain": True}),
            marks=pytest.mark.slow,
        ),
        ("perpetual", "pre-post-sales", {"scenario.horizon": "24 months"}),
        ("two-divisions", "two-divisions", {"scenario.horizon": "13 months"}),
    ],
)
def test_packaged_pairs(market: str, organization: str, changes: dict[str, object]) -> None:
    gap, kpi = benchmark.largest(orgsim.load(market, organization).replace(changes))
    assert gap < 1e-6, kpi


@settings(max_examples=examples(25), deadline=None)
@given(worlds())
def test_small_worlds(world: World) -> None:
    gap, kpi = benchmark.largest(parse(tomli_w.dumps(world)))
    assert gap < 1e-6, kpi


@settings(max_examples=examples(40), deadline=None)
@given(founded())
def test_small_firms_that_exist_on_day_0(world: World) -> None:
    gap, kpi = benchmark.largest(parse(tomli_w.dumps(world)))
    assert gap < 1e-6, kpi


@pytest.mark.parametrize(
    ("market", "organization", "step"),
    [
        ("b2b-saas", "generalist", "close"),
        pytest.param("perpetual", "pre-post-sales", None, marks=pytest.mark.slow),
        pytest.param("membership", "generalist", None, marks=pytest.mark.slow),
    ],
)
def test_packaged_pairs_with_a_firm(market: str, organization: str, step: str | None) -> None:
    waiting = {} if step is None else {step: {"leads": 20, "age": {"mean": "20 days"}}}
    firm = {"customers": 80, "pipeline": waiting, "resting": {"leads": 90, "age": {"mean": "60 days"}}}
    for warm_up in ("0 days", "4 months"):
        changes = {"scenario.horizon": "13 months", "scenario.warm_up": warm_up, "firm": firm}
        gap, kpi = benchmark.largest(orgsim.load(market, organization).replace(changes))
        assert gap < 1e-6, kpi


@settings(max_examples=examples(40), deadline=None)
@given(lives())
def test_lives_of_customers(world: World) -> None:
    gap, kpi = benchmark.largest(parse(tomli_w.dumps(world)))
    assert gap < 1e-6, kpi


@settings(max_examples=examples(40), deadline=None)
@given(lives(), st.data())
def test_lives_of_customers_to_whom_something_else_is_sold_later(world: World, data: st.DataObject) -> None:
    """A licence with maintenance of some term, perhaps to be replaced, and a subscription from a day on."""
    term, begins = data.draw(st.integers(20, 400)), data.draw(st.integers(1, 300))
    kept = {"price": "30 / month", "term": f"{term} days", "uptake": data.draw(st.sampled_from([0.5, 1.0]))}
    offering = {"kind": "perpetual", "price": 500, "margin": 0.7, "maintenance": kept}
    early = "early_leaving" in world["customer"]
    if not early and data.draw(st.booleans()):
        offering |= {"replaced": {"mean": "150 days", "cv": 0.5}, "loyalty": 0.7}
    later = {"at": f"{begins} days", "price": "45 / month"}
    later["share_converting"] = data.draw(st.sampled_from([0.0, 0.5, 1.0]))
    segments = {
        name: {key: value for key, value in one.items() if key not in ("price", "term", "billing")}
        for name, one in world.get("segments", {}).items()
    }
    changed = {**world, "offering": offering, "offerings": [later], "segments": segments}
    changed.pop("price_lists", None)
    gap, kpi = benchmark.largest(parse(tomli_w.dumps(changed)))
    assert gap < 1e-6, kpi
