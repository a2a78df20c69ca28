"""Attribution: shares that are Shapley values, add up exactly, and leave nothing to a mechanism that does nothing."""

import itertools
import math

import numpy as np
import pytest

from orgsim.errors import OrgsimError
from orgsim.measures.kpis import KPIS
from orgsim.plan.load import load, parse
from orgsim.study.attribution import (
    STRUCTURE,
    TITLES,
    TOTAL,
    Attribution,
    _shapley,
    attribute,
    families,
    shares,
)
from orgsim.study.run import simulate
from orgsim.study.sample import Sample

MEMBERS = {"a": ("a1", "a2"), "b": ("b1",), "c": ("c1",)}
SMALL = """
[scenario]
horizon = "60 days"
mechanisms = ["cooling", "handoff", "knowledge"]

[sources.web]
leads = "3 / day"

[journey.first]
work = { mean = "2 h" }
outcomes = [ { to = "second", rate = 0.6 }, { to = "lost", rate = 0.4 } ]

[journey.second]
work = { mean = "3 h" }
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[teams.one]
headcount = 2
does = ["first"]

[teams.two]
headcount = 2
does = ["second"]
"""


def game(on: frozenset[str]) -> np.ndarray:
    """A game by hand: a (both members) is worth 10, b 4, c nothing; a and b together 6 more."""
    a, b = {"a1", "a2"} <= on, "b1" in on
    return np.array([10.0 * a + 4.0 * b + 6.0 * (a and b)])


def test_shares_averaged_over_orders_are_shapley_values() -> None:
    """What two do together is shared evenly: a 10 + 3, b 4 + 3, c 0."""
    orders = list(itertools.permutations(MEMBERS))
    found = [shares(game, MEMBERS, order) for order in orders]
    mean = {name: np.mean([one[name].item() for one in found]) for name in MEMBERS}
    assert mean == pytest.approx({"a": 13, "b": 7, "c": 0})


@pytest.mark.parametrize("order", list(itertools.permutations(MEMBERS)))
def test_shares_add_up_in_every_order(order: tuple[str, ...]) -> None:
    """An order and its reverse already share a pair's joint effect evenly."""
    found = shares(game, MEMBERS, order)
    assert sum(one.item() for one in found.values()) == 20
    assert found["a"].item() == 13


@pytest.fixture(scope="module")
def taken() -> Attribution:
    one = parse(SMALL)
    other = one.replace({"policies.records.kind": "crm", "teams.two.headcount": 3})
    return attribute({"one": one, "other": other}, replications=3, workers=1)


def test_structure_and_families_add_up_to_the_whole_difference(taken: Attribution) -> None:
    table = taken.table()
    shapley = table[table["method"] == "shapley"]
    for _, own in shapley.groupby("kpi"):
        values = dict(zip(own["part"], own["mean"], strict=True))
        if math.isfinite(values[TOTAL]):
            whole = values.pop(TOTAL)
            assert sum(values.values()) == pytest.approx(whole, abs=1e-9 * max(1.0, abs(whole)))


def test_the_whole_is_what_a_comparison_finds(taken: Attribution) -> None:
    runs = {
        name: [simulate(plan, 1, number).summary.kpis["won"] for number in range(3)]
        for name, plan in taken.scenarios.items()
    }
    assert taken.share("other", "won", TOTAL).mean == pytest.approx(
        np.mean(runs["other"]) - np.mean(runs["one"])
    )


def test_structure_is_the_difference_with_no_mechanism_on(taken: Attribution) -> None:
    off = {"scenario.mechanisms": []}
    runs = {
        name: np.mean([simulate(plan.replace(off), 1, number).summary.kpis["won"] for number in range(3)])
        for name, plan in taken.scenarios.items()
    }
    assert taken.share("other", "won", STRUCTURE).mean == pytest.approx(runs["other"] - runs["one"])


def test_ablation_is_the_difference_less_the_one_without(taken: Attribution) -> None:
    without = {"scenario.mechanisms": ["cooling", "handoff"]}
    difference = [
        simulate(taken.scenarios["other"].replace(changes), 1, 0).summary.kpis["won"]
        - simulate(taken.scenarios["one"].replace(changes), 1, 0).summary.kpis["won"]
        for changes in ({}, without)
    ]
    one = attribute(dict(taken.scenarios), replications=1, workers=1)
    assert one.ablation("other", "won", "knowledge").mean == pytest.approx(difference[0] - difference[1])


def test_what_is_in_force_nowhere_has_no_part(taken: Attribution) -> None:
    assert families(taken.scenarios["one"]) == {"handoffs": ("cooling", "handoff", "knowledge")}
    assert taken.parts() == [STRUCTURE, "handoffs", TOTAL]
    assert set(taken.parts()) < set(TITLES)


def test_a_scenario_against_itself_has_nothing_to_explain() -> None:
    one = parse(SMALL)
    table = attribute({"one": one, "same": one}, replications=2, workers=1).table()
    assert (table["mean"].dropna() == 0).all()
    assert set(table["kpi"]) <= set(KPIS)


def test_a_family_in_force_in_one_scenario_alone_carries_its_difference() -> None:
    one = parse(SMALL).replace({"scenario.mechanisms": []})
    other = parse(SMALL)
    found = attribute({"one": one, "other": other}, replications=2, workers=1)
    assert found.share("other", "won", STRUCTURE).mean == 0
    assert found.share("other", "won", "handoffs").mean == found.share("other", "won", TOTAL).mean != 0


def test_a_cost_per_customer_is_taken_apart_by_its_sums(taken: Attribution) -> None:
    """The parts add up to the difference of the ratios of the sums, though one replication of three may win nobody."""
    sums = {
        name: [simulate(plan, 1, number).summary.parts for number in range(3)]
        for name, plan in taken.scenarios.items()
    }
    rate = {
        name: sum(one["leads_won"] for one in own) / sum(one["leads"] for one in own)
        for name, own in sums.items()
    }
    whole = taken.share("other", "win_rate", TOTAL)
    assert whole.mean == pytest.approx(rate["other"] - rate["one"])
    found = [taken.share("other", "win_rate", part).mean for part in (STRUCTURE, "handoffs")]
    assert sum(found) == pytest.approx(whole.mean)
    assert whole.low < whole.mean < whole.high


def test_shares_of_a_ratio_by_hand() -> None:
    """Spent 100, won 10 at first: 10 each. Family a adds 100 to spending, b 10 customers: 20, 5, together 10 again.

    Shapley: a is worth (20 − 10 + 10 − 5) / 2 = 7.5, b (5 − 10 + 10 − 20) / 2 = −7.5; structure 10, total 10.
    """
    parts = {STRUCTURE: (100.0, 10.0), "a": (100.0, 0.0), "b": (0.0, 10.0), TOTAL: (200.0, 20.0)}
    keys = [f"parts.{name}/{part}" for part in parts for name in ("acquisition_cost", "won")]
    row = [number for pair in parts.values() for number in pair]
    none = [0.0 if key.endswith(("/a", "/b")) else 1.0 for key in keys]
    samples = {name: Sample(tuple(keys), np.array([r, r]), {}) for name, r in (("one", none), ("other", row))}
    plan = parse(SMALL)
    found = Attribution({"one": plan, "other": plan}, 1, samples, (0, 1), True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Attribution, "parts", lambda _: [STRUCTURE, "a", "b", TOTAL])
        told = [found.share("other", "cac_plain", part).mean for part in (STRUCTURE, "a", "b", TOTAL)]
    # The first scenario costs 1 / 1 whatever is on.
    assert told == pytest.approx([9.0, 7.5, -7.5, 9.0])


def test_shapley_values_over_all_coalitions() -> None:
    """The game above: a 10 and half of what a and b do together, b 4 and the other half, c nothing."""

    def value(on: frozenset[str]) -> np.ndarray:
        return game(frozenset(member for name in on for member in MEMBERS[name]))

    found = {one: _shapley(value, one, list(MEMBERS)).item() for one in MEMBERS}
    assert found == pytest.approx({"a": 13, "b": 7, "c": 0})


def test_it_needs_two_scenarios_and_takes_no_precision() -> None:
    one = load("queue")
    with pytest.raises(OrgsimError, match="an attribution needs two scenarios or more"):
        attribute({"one": one})
    with pytest.raises(OrgsimError, match="cannot be run to a precision"):
        attribute({"one": one, "two": one}, precision=0.1)


def test_a_ledger_keeps_it_apart_from_comparisons(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from orgsim.study.compare import compare

    plans = {"one": parse(SMALL), "other": parse(SMALL).replace({"teams.two.headcount": 3})}
    told: list[int] = []
    compare(plans, replications=2, workers=1, ledger=tmp_path)
    first = attribute(plans, replications=2, workers=1, ledger=tmp_path)
    again = attribute(
        plans, replications=2, workers=1, ledger=tmp_path, progress=lambda done, *_: told.append(done)
    )
    assert told == [4]
    assert first.to_json() == again.to_json()
