"""Verdicts that do not depend on company: named KPIs, all pairs, which is best, and steps."""

import json
from pathlib import Path

import numpy as np
import pytest

import orgsim
from orgsim.errors import OrgsimError
from orgsim.measures.kpis import KPIS, over
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.study.best import best
from orgsim.study.quantities import Quantity
from orgsim.study.sample import Sample
from orgsim.study.sentences import best_sentence, best_words

DESK = """
[scenario]
horizon = "60 days"
mechanisms = []
[market]
title = "Desk"
currency = "JPY"
[organization]
title = "Desk"
[sources.web]
leads = "4 / day"
[journey.serve]
title = { en = "Serve", ja = "対応" }
work = { mean = "2 h", cv = 0.5 }
patience = { mean = "2 days" }
cold = "lost"
outcomes = [ { to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 } ]
[offering]
price = "10_000 / month"
[teams.desk]
headcount = 1
cost = "300_000 / month"
does = ["serve"]
"""


def people(headcount: int) -> Scenario:
    return parse(DESK, "desk.toml").replace({"teams.desk.headcount": headcount})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the runs that several studies look at."""
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def three(kept: Path) -> orgsim.Study:
    sides = {"one": people(1), "two": people(2), "three": people(3)}
    return orgsim.compare(
        sides, replications=12, seed=5, workers=1, kpis=["cac", "won", "leads"], pairs="all", ledger=kept
    )


def sample(**columns: list[float]) -> Sample:
    return Sample(tuple(columns), np.array(list(columns.values()), dtype=float).T, {})


def test_a_side_more_changes_no_verdict(three: orgsim.Study, kept: Path) -> None:
    pair = orgsim.compare(
        {"one": people(1), "two": people(2)},
        replications=12,
        seed=5,
        kpis=["cac", "won", "leads"],
        ledger=kept,
    )
    for part in ("kpis", "activities", "teams"):
        alone, among = pair.differences(part=part), three.differences(part=part)  # type: ignore[arg-type]
        both = among[(among["a"] == "one") & (among["b"] == "two")].reset_index(drop=True)
        assert both.drop(columns="note").equals(alone.drop(columns="note"))


def test_named_kpis_lead_and_are_judged_even_without_a_better_side(three: orgsim.Study) -> None:
    table = three.differences(pairs="baseline")
    first = table[table["b"] == "two"]
    assert list(first["kpi"][:3]) == ["cac", "won", "leads"]
    assert list(first["headline"][:4]) == [True, True, True, False]
    assert list(first["verdict"][:3]) == ["worse", "better", "cannot tell"]
    usual = three.differences(kpis=["arr"], pairs="baseline")
    assert list(usual[usual["headline"]]["kpi"].unique()) == ["arr"]
    assert three.to_json()["kpis"] == ["cac", "won", "leads"]


def test_all_pairs_on_demand(three: orgsim.Study) -> None:
    def pairs(table: object) -> list[tuple[str, str]]:
        return list(dict.fromkeys(zip(table["a"], table["b"], strict=True)))  # type: ignore[index]

    assert pairs(three.differences()) == [("one", "two"), ("one", "three"), ("two", "three")]
    assert pairs(three.differences(pairs="baseline")) == [("one", "two"), ("one", "three")]
    assert pairs(three.differences(against="three", pairs="baseline")) == [("three", "one"), ("three", "two")]


@pytest.mark.parametrize(
    ("kpis", "said"),
    [
        (["wonn"], 'there is no KPI "wonn"; did you mean won?'),
        ("won", 'kpis is "won"; it must be a list of names'),
    ],
)
def test_kpis_that_there_are_not_are_refused(kpis: list[str], said: str) -> None:
    with pytest.raises(OrgsimError, match=said):
        orgsim.compare({"one": people(1)}, kpis=kpis)


def test_steps_have_paired_differences_and_verdicts(three: orgsim.Study) -> None:
    table = three.differences(part="activities").set_index(["b", "activity", "kpi"])
    wait = table.loc[("three", "serve", "wait_hours")].iloc[0]
    assert wait["verdict"] == "better"
    assert wait["sentence"].startswith("Facing the same demand, the mean wait at Serve is ")
    assert "shorter under “three” than under “one”" in wait["sentence"]
    assert table.loc[("three", "serve", "cold_share")].iloc[0]["verdict"] == "better"
    load = (
        three.differences(part="teams")
        .set_index(["b", "team", "kpi"])
        .loc[("three", "desk", "utilisation")]
        .iloc[0]
    )
    assert load["verdict"] == "lower"
    rows = json.loads(json.dumps(three.to_json(), allow_nan=False))["steps"]
    assert {row.get("activity") or row.get("team") for row in rows} == {"serve", "desk"}
    assert (
        next(row for row in rows if row["kpi"] == "wait_hours" and row["b"] == "three")["verdict"] == "better"
    )


def test_the_difference_of_a_wait_is_that_of_the_sums(three: orgsim.Study) -> None:
    """Hours waited in all runs over jobs begun in all runs, side by side; not the mean of the runs' means."""
    row = three.differences(part="activities").set_index(["b", "kpi"]).loc[("three", "wait_hours")].iloc[0]
    values = {name: three.values(name).sum() for name in ("one", "three")}
    one, other = (
        values[name]["parts.activities.serve.waited_hours"] / values[name]["parts.activities.serve.begun"]
        for name in ("one", "three")
    )
    assert (row["mean_a"], row["mean_b"]) == pytest.approx((one, other))
    assert row["difference"] == pytest.approx(other - one)


def test_hsus_bounds_by_hand() -> None:
    """Three sides, three runs; gaps to the first: −4 ± and −1 ±. With k − 1 = 2 the one-sided level is .025: t = 4.302653."""
    a, b, c = [10.0, 12.0, 11.0], [6.0, 8.0, 7.0], [9.5, 10.5, 10.0]
    found = best({"a": sample(arr=a), "b": sample(arr=b), "c": sample(arr=c)}, KPIS["arr"])
    assert found is not None
    # a − c: .5, 1.5, 1: mean 1, s = .5, margin 4.302653 · .5 / √3 = 1.242069. a − b = 4 always. c − b: 3.5, 2.5, 3.
    assert [one.may_be_best for one in found.standings] == [True, False, True]
    first, second, third = found.standings
    assert (first.low, first.high) == pytest.approx((1 - 1.242069, 1 + 1.242069), abs=1e-6)
    assert (third.low, third.high) == pytest.approx((-1 - 1.242069, -1 + 1.242069), abs=1e-6)
    # b against the candidates: −4 from a, −3 ± 1.242069 from c; its upper bound is below 0.
    assert (second.low, second.high) == pytest.approx((-3 - 1.242069, 0.0), abs=1e-6)
    names = {"a": "A", "b": "B", "c": "C"}
    assert best_sentence(found, names) == "Annual recurring revenue: the best is one of A, C (95% sure)."
    assert best_sentence(found, names, "ja") == (
        "年間経常収益（ARR）：最も良いのはA、Cのいずれかです（95%の確からしさ）。"
    )


def test_one_that_leads_all_others_is_best_and_less_cost_is_better() -> None:
    dear, cheap = [10.0, 12.0, 11.0, 13.0], [5.0, 7.5, 6.0, 8.0]
    found = best({"a": sample(payroll=dear), "b": sample(payroll=cheap)}, KPIS["payroll"])
    assert found is not None
    assert found.candidates == ("b",)
    assert found.standings[1].low == 0.0
    assert best_sentence(found, {"a": "A", "b": "B"}) == "Payroll: the best is B (95% sure)."


def test_where_nobody_can_be_told_apart_all_may_be_best() -> None:
    same = sample(arr=[1.0, 2.0, 3.0])
    found = best({"a": same, "b": same}, KPIS["arr"])
    assert found is not None
    assert found.candidates == ("a", "b")
    assert (
        best_sentence(found, {"a": "A", "b": "B"})
        == "Annual recurring revenue: which is best cannot be told."
    )
    assert best_sentence(found, {"a": "A", "b": "B"}, "ja") == (
        "年間経常収益（ARR）：どれが最も良いかは判断できません。"
    )


def test_what_has_no_better_side_or_is_undefined_has_no_best() -> None:
    same = sample(leads=[1.0, 2.0], arr=[1.0, np.nan])
    assert best({"a": same, "b": same}, KPIS["leads"]) is None
    assert best({"a": same, "b": same}, KPIS["arr"]) is None
    assert best({"a": same}, KPIS["leads"]) is None


def test_the_truly_best_is_left_out_in_at_most_one_of_twenty() -> None:
    """2,000 studies of four sides, the first better by a hair; their luck is shared in part. 4 standard errors of .05: .02."""
    luck = np.random.default_rng(20240101)
    missed = 0
    for _ in range(2000):
        runs = luck.normal(0, 1, (8, 4)) + luck.normal(0, 2, (8, 1)) + np.array([1e-9, 0, 0, 0])
        found = best({name: sample(arr=list(runs[:, i])) for i, name in enumerate("abcd")}, KPIS["arr"])
        assert found is not None
        missed += "a" not in found.candidates
    assert missed / 2000 <= 0.07


def test_a_ratio_is_best_by_its_sums() -> None:
    """100 and 110 spent in every run; b's customers come in other runs, but as many: a is cheaper by 10 / 2."""
    numbers = {
        "a": sample(**{"parts.acquisition_cost": [100.0] * 4, "parts.won": [2, 2, 3, 1]}),
        "b": sample(**{"parts.acquisition_cost": [110.0] * 4, "parts.won": [2, 2, 3, 1]}),
    }
    found = best(numbers, KPIS["cac_plain"])
    assert found is not None
    assert [one.value for one in found.standings] == [50, 55]
    assert KPIS["cac_plain"].combined == over("acquisition_cost", "won")
    assert Quantity(KPIS["cac_plain"]).compare(numbers["a"], numbers["b"]).difference.mean == pytest.approx(5)


def test_kpis_of_one_answer_share_a_sentence() -> None:
    assert best_words(["Revenue", "Profit"], ["A"]) == "Revenue, Profit: the best in each is A (95% sure)."
    assert best_words(["Revenue", "Profit"], []) == "Revenue, Profit: which is best in each cannot be told."
    assert best_words(["売上", "利益"], ["A", "B"], "ja") == (
        "売上、利益：いずれも最も良いのはA、Bのいずれかです（95%の確からしさ）。"
    )


def test_a_study_says_which_is_best(three: orgsim.Study) -> None:
    table = three.best().set_index(["kpi", "scenario"])
    assert list(table.index.get_level_values(0).unique()) == ["cac", "won"]
    assert not table.loc[("won", "one"), "may_be_best"]
    assert table.loc[("cac", "one"), "may_be_best"]
    told = {row["kpi"]: row for row in three.to_json()["best"]}
    assert told["cac"]["candidates"] == ["one"]
    assert told["cac"]["sentence"] == "Cost of winning a customer: the best is “one” (95% sure)."
