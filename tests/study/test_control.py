"""Luck taken out of paired differences: by hand, with the coverage that is stated, and through the public calls."""

import importlib.util
import json
import math
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from study.test_compare import desk, people
from study.test_split import BASE, ONE_TEAM, PAIR

import orgsim
from orgsim.measures.kpis import over
from orgsim.study.compare import with_parts
from orgsim.study.control import LEAST, control
from orgsim.study.paired import paired_difference, paired_figures
from orgsim.study.ratios import replicated
from orgsim.study.statistics import t_quantile

SHORT = {"scenario.horizon": "50 days"}
LUCK = np.random.default_rng(1)
DRAWN = {name: LUCK.normal(size=24) for name in ("a", "noise", "one", "other")}
SIDES = {"today": desk(**SHORT), "two more": people(3).replace(SHORT)}
GAPS = 3.0 + DRAWN["noise"] + 2.0 * DRAWN["one"] - 1.0 * DRAWN["other"]


def experiment() -> ModuleType:
    path = Path(__file__).parents[2] / "experiments" / "control.py"
    spec = importlib.util.spec_from_file_location("experiment_control", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("names", [("one",), ("one", "other")])
def test_it_is_the_intercept_of_least_squares_with_its_error(names: tuple[str, ...]) -> None:
    """The plane at a luck of 0: the textbook's (X'X)^-1 X'y, with s² (X'X)^-1 at n - 1 - q degrees of freedom."""
    lucks = [DRAWN[name] for name in names]
    table = np.column_stack([np.ones(24), *lucks])
    inverse = np.linalg.inv(table.T @ table)
    slopes = inverse @ table.T @ GAPS
    left = GAPS - table @ slopes
    error = math.sqrt(left @ left / (23 - len(names)) * inverse[0, 0])
    found = paired_difference(DRAWN["a"], DRAWN["a"] + GAPS, lucks)
    assert found.difference.mean == pytest.approx(slopes[0])
    assert found.difference.half_width == pytest.approx(t_quantile(24 - len(names)) * error)
    assert found.mean_b - found.mean_a == pytest.approx(GAPS.mean())
    plain = paired_difference(DRAWN["a"], DRAWN["a"] + GAPS)
    assert found.control is not None
    assert found.control.width == pytest.approx(found.difference.half_width / plain.difference.half_width)
    assert (found.variance_reduction, found.correlation) == (plain.variance_reduction, plain.correlation)


def test_the_test_agrees_with_the_interval() -> None:
    for shift in np.linspace(-4.5, -1.5, 31):
        found = paired_difference(DRAWN["a"], DRAWN["a"] + GAPS + shift, [DRAWN["one"]])
        assert (found.p < 0.05) == (found.difference.low > 0 or found.difference.high < 0)


def test_of_a_ratio_it_is_the_linear_part_that_is_taken() -> None:
    """Where the number below does not vary a ratio is a mean over it, and both ways lead to the same."""
    wins = np.full(24, 50.0)
    spent = [(500.0 + 10 * DRAWN["a"]), 500.0 + 10 * DRAWN["a"] + GAPS]
    cost = over("spent", "won")
    found = paired_figures(*(replicated(cost, [one, wins]) for one in spent), [DRAWN["one"]])
    mean = paired_difference(spent[0] / 50, spent[1] / 50, [DRAWN["one"]])
    assert found.difference.mean == pytest.approx(mean.difference.mean)
    assert found.difference.low == pytest.approx(mean.difference.low, rel=0.01)
    assert found.difference.high == pytest.approx(mean.difference.high, rel=0.01)
    assert found.relative.mean == pytest.approx(mean.relative.mean)


def test_where_it_takes_nothing() -> None:
    few, none = LEAST - 1, np.zeros(24)
    assert control(GAPS[:few], [DRAWN["one"][:few]]) is None
    assert control(GAPS[:LEAST], [DRAWN["one"][:LEAST]]) is not None
    assert control(GAPS, []) is None
    assert control(GAPS, [none]) is None
    assert control(np.ones(24), [DRAWN["one"]]) is None
    assert control(GAPS, [np.where(DRAWN["one"] > 1, np.nan, 0.5)]) is None
    one = control(GAPS, [DRAWN["one"]])
    for more in (none, 3 * DRAWN["one"], np.ones(24)):  # what the first says already, and what says nothing
        both = control(GAPS, [DRAWN["one"], more])
        assert one is not None
        assert both is not None
        assert both.taken == pytest.approx(one.taken)
        assert both.fit == one.fit


def test_where_a_pair_is_undefined_it_takes_nothing() -> None:
    """Luck has mean 0 over all replications, and another over those in which something came of it."""
    b = np.where(DRAWN["one"] > 0.8, np.nan, GAPS)
    assert paired_difference(DRAWN["a"], b, [DRAWN["one"]]).control is None


@pytest.mark.parametrize("size", [20, pytest.param(40, marks=pytest.mark.slow)])
def test_intervals_hold_the_truth_as_often_as_they_say(size: int) -> None:
    """A smaller form of experiments/control.py: 400 studies, standard error 1.1 points."""
    for kpi, (taken, _, width) in experiment().covered(size, 400).items():
        assert 0.92 <= taken <= 0.98, kpi
        assert width < 0.9, kpi


@pytest.mark.slow
@pytest.mark.parametrize("size", [20, 40])
def test_coverage_of_2000_studies(size: int) -> None:
    for kpi, (taken, _, _) in experiment().covered(size, 2000).items():
        assert 0.935 <= taken <= 0.965, kpi


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the runs that several studies look at."""
    return tmp_path_factory.mktemp("kept")


def looked_at(kept: Path, replications: int, control: bool) -> orgsim.Study:
    return orgsim.compare(SIDES, replications=replications, seed=5, workers=1, control=control, ledger=kept)


@pytest.fixture(scope="module")
def studies(kept: Path) -> dict[bool, orgsim.Study]:
    return {on: looked_at(kept, 22, on) for on in (True, False)}


def test_a_study_takes_luck_out_and_says_what_that_brings(studies: dict[bool, orgsim.Study]) -> None:
    on, off = (studies[one].differences().set_index("kpi") for one in (True, False))
    assert (on["mean_difference"] - off["difference"]).abs().max() <= 1e-9 * off["difference"].abs().max()
    for kpi in ("won", "arr", "revenue"):
        gaps = studies[True].values("two more")[kpi] - studies[True].values("today")[kpi]
        assert on.loc[kpi, "control_width"] < 1
        half = (on.loc[kpi, "high"] - on.loc[kpi, "low"]) / 2
        assert half == pytest.approx(
            on.loc[kpi, "control_width"] * t_quantile(22) * gaps.std() / math.sqrt(22)
        )
    told = studies[True].to_json()["control"]
    assert told["on"]
    assert told["width"] < 1
    assert any("luck of the decisions" in note for note in studies[True].notes())
    assert any("判断の運" in note for note in studies[True].notes("ja"))


def test_off_changes_nothing(studies: dict[bool, orgsim.Study]) -> None:
    off = studies[False]
    for row in off.differences().itertuples():
        a, b = (off.values(side)[row.kpi].to_numpy() for side in ("today", "two more"))
        if np.isfinite(a + b).all() and orgsim.study.quantities.KPIS[row.kpi].combined is None:
            plain = paired_difference(a, b)
            assert (row.difference, row.low, row.high) == (
                plain.difference.mean, plain.difference.low, plain.difference.high,
            )  # fmt: skip
    assert off.differences()["control_width"].isna().all()
    assert off.to_json()["control"] == {"on": False, "width": None}
    assert not any("luck of the decisions" in note for note in off.notes())
    assert off.table().equals(studies[True].table())  # levels are as they were


def test_fewer_than_20_replications_change_nothing(kept: Path) -> None:
    on, off = (looked_at(kept, 19, one) for one in (True, False))
    assert on.differences().equals(off.differences())
    assert on.to_json()["control"] == {"on": True, "width": None}


def test_from_a_ledger_comes_the_same(tmp_path: Path) -> None:
    how = {"seed": 5, "workers": 1}
    whole = orgsim.compare(SIDES, replications=LEAST, **how)  # type: ignore[arg-type]
    looked_at(tmp_path, 6, True)
    resumed = looked_at(tmp_path, LEAST, True)
    assert whole.to_json()["control"]["width"] < 1
    assert json.dumps(resumed.to_json()) == json.dumps(whole.to_json())


@pytest.fixture(scope="module")
def pair() -> orgsim.Study:
    sides = {name: one.replace(SHORT) for name, one in zip(PAIR, (BASE, ONE_TEAM), strict=True)}
    return orgsim.compare(sides, replications=21, workers=1, control=True)


@pytest.mark.parametrize("order", ["path", "shapley"])
def test_parts_still_add_up_to_the_difference(pair: orgsim.Study, order: str) -> None:
    done = with_parts(pair, order, workers=1)  # type: ignore[arg-type]
    table = done.parts().pivot(index="kpi", columns="part", values="mean")
    rest = (table["cut"] + table["work"] + table["policies"] - table["total"]).abs()
    assert (rest <= 1e-9 * table.abs().max(axis=1)).all()
    told, whole = pair.differences().set_index("kpi"), done.parts().query("part == 'total'").set_index("kpi")
    assert told.loc["won", "control_width"] < 1
    for kpi in ("won", "arr", "cac", "profit"):
        assert whole.loc[kpi, ["mean", "low", "high"]].tolist() == pytest.approx(
            told.loc[kpi, ["difference", "low", "high"]].tolist()
        )
