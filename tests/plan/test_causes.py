"""What may have changed in a firm: each cause is a change that a scenario can state, and acts from its date on."""

import math

import numpy as np
import pytest
from diagnosed_worlds import firm

from orgsim.errors import OrgsimError
from orgsim.measures.reading import read
from orgsim.measures.watched import watched
from orgsim.plan.causes import KINDS, SIZES, Cause, causes, way_to_purchase
from orgsim.plan.load import load
from orgsim.plan.scenario import Scenario
from orgsim.setup.simulate import run


def _months(scenario: Scenario) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """Sums over some replications, by month."""
    runs = [watched(read(run(scenario, 3, number))) for number in range(4)]
    return {name: np.sum([one[name] for one in runs], axis=0) for name in runs[0]}


@pytest.fixture(scope="module")
def before() -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]:
    """The months of the firm as it is."""
    return _months(firm())


def _of(kind: str) -> Cause:
    (found,) = causes(firm(), [kind]).found
    return found


def test_the_small_firm_can_have_every_cause() -> None:
    found = causes(firm())
    assert [one.kind for one in found.found] == list(KINDS)
    assert not found.left_out
    assert way_to_purchase(firm()) == ["qualify", "close"]


def test_changes_are_what_a_scenario_states() -> None:
    sizes = {
        "competitor": 0.5,
        "efficiency": 0.5,
        "churn": 2.0,
        "demand": 0.5,
        "people": 0.5,
        "decisions": 2.0,
    }
    stated = {kind: _of(kind).changes(5, size) for kind, size in sizes.items()}
    at = {"at": "4 months"}
    assert stated == {
        "competitor": {"shocks.competitor": {**at, "leads": round(0.5**0.45, 4), "odds": {"close": 0.5}}},
        "efficiency": {"shocks.less_efficient": {**at, "odds": {"qualify": 0.5}}},
        "churn": {"shocks.more_churn": {**at, "churn_odds": 2.0}},
        "demand": {"shocks.fewer_enquiries": {**at, "leads": 0.5}},
        "people": {"teams.sales.changes": [{**at, "headcount": "-2"}]},
        "decisions": {"shocks.longer_decisions": {**at, "delays": {"close": 2.0}}},
    }
    row = _of("criteria").changes(5, -1.0)["reorganizations"][0]
    assert row["at"] == "4 months"
    assert row["organization"]["policies"]["criteria"] == {"qualify": -1.0}
    assert row["organization"]["teams"] == firm().document().get("teams")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_moves_before_the_date_and_the_right_figure_does_after_it(
    kind: str, before: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]
) -> None:
    size = {"churn": 4.0, "decisions": 3.0, "people": 0.75, "criteria": -2.0}.get(kind, 0.3)
    after = _months(firm().replace(_of(kind).changes(7, size)))
    for name in before:
        np.testing.assert_allclose(before[name][:6], after[name][:6], rtol=1e-9, err_msg=name)

    def ratio(name: str, whole: str | None = None) -> float:
        return float(_rate(after, name, whole) / _rate(before, name, whole))

    moved = {
        "competitor": ratio("passed.close", "decided.close"),
        "efficiency": ratio("passed.qualify", "decided.qualify"),
        "churn": 1 / ratio("churned", "due"),
        "demand": ratio("leads"),
        "people": 1 / ratio("utilisation.sales"),
        "decisions": 1 / ratio("days_to_win"),
        "criteria": ratio("passed.qualify", "decided.qualify"),
    }
    assert moved[kind] < 0.7
    if kind in ("efficiency", "churn", "people", "decisions", "criteria"):
        assert moved["demand"] == 1.0


def _rate(
    months: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]], name: str, whole: str | None
) -> float:
    return float(months[name][6:].sum() / (months[whole][6:].sum() if whole else 1.0))


def test_sizes_are_spread_evenly_by_strength() -> None:
    churn = _of("churn")
    low, high = SIZES["churn"]
    assert churn.size(0.0) == pytest.approx(low)
    assert churn.size(0.5) == pytest.approx(math.sqrt(low * high), rel=1e-3)
    assert churn.strength(churn.size(0.25)) == pytest.approx(
        math.log(low) + 0.25 * math.log(high / low), abs=1e-3
    )
    people = _of("people")
    assert {people.size(share / 100) for share in range(100)} == {0.25, 0.5}
    bar = _of("criteria")
    assert [bar.size(share) for share in (0.0, 0.499999, 0.5, 0.75)] == pytest.approx(
        [-0.75, -2.0, 0.75, 1.375], abs=1e-3
    )


def test_what_a_scenario_cannot_have_is_left_out_with_the_reason() -> None:
    found = causes(load("queue"))
    assert [one.name for one in found.found] == ["demand", "people:desk"]
    assert found.left_out["competitor"].say("en") == "no step decides on a purchase"
    assert found.left_out["churn"].say("ja") == "離れうる顧客がいません"
    blunt = firm().replace({"journey.qualify.judgement": 0})
    assert causes(blunt).left_out["criteria"].say("en") == "a bar that is set changes nothing here"


def test_a_shock_that_is_there_keeps_its_name() -> None:
    there = firm().replace({"shocks.competitor": {"at": "2 months", "leads": 0.9}})
    (found,) = causes(there, ["competitor"]).found
    after = there.replace(found.changes(5, 0.5))
    assert list(after.shocks) == ["competitor", "competitor_again"]


@pytest.mark.parametrize(
    ("kinds", "sizes", "said"),
    [
        (["competitors"], None, "did you mean competitor?"),
        (["weather"], None, "is no cause; there are competitor,"),
        (
            KINDS,
            {"churn": (2.0, 1.5)},
            "the sizes of churn are 2 to 1.5; they must ascend and lie between 1 and 100",
        ),
        (KINDS, {"demand": (0.5, 1.5)}, "must ascend and lie between 0.01 and 1"),
        (KINDS, {"luck": (0.5, 1.5)}, "is no cause"),
    ],
)
def test_mistakes_are_told(kinds: list[str], sizes: dict[str, tuple[float, float]] | None, said: str) -> None:
    with pytest.raises(OrgsimError, match=said.replace("?", r"\?")):
        causes(firm(), kinds, sizes)
