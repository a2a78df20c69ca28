"""The last 12 months in studies: estimates, differences by hand, families of verdicts, JSON and files; none in short runs."""

import json
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from long_desks import desk, growing

import orgsim
from orgsim.errors import OrgsimError
from orgsim.measures.last_year import LAST_YEAR_KPIS
from orgsim.plan.scenario import Scenario
from orgsim.report.study.tidy import tidy
from orgsim.study.findings import findings
from orgsim.study.sample import gather, measure
from orgsim.study.statistics import holm

COUNT = 8
T_7 = 2.364624
"""95 % quantile of t with 7 degrees of freedom."""


def compared(**scenarios: Scenario) -> orgsim.Study:
    return orgsim.compare(scenarios, replications=COUNT, seed=5, workers=1)


@pytest.fixture(scope="module")
def study() -> orgsim.Study:
    return compared(today=desk(), grown=growing())


@pytest.fixture(scope="module")
def short() -> orgsim.Study:
    return orgsim.compare({"a": desk("23 months"), "b": growing("23 months")}, replications=2, workers=1)


def test_the_table_of_the_year_is_tidy(study: orgsim.Study) -> None:
    assert study.last_year
    table, total = study.table(period="last year"), study.table()
    assert list(table.columns) == list(total.columns)
    assert list(table["kpi"].unique()) == list(LAST_YEAR_KPIS)
    row = table[(table["scenario"] == "grown") & (table["kpi"] == "payroll")].iloc[0]
    assert row["mean"] == pytest.approx(12 * 3 * 3000)
    assert (row["unit"], row["count"]) == ("JPY", COUNT)
    revenue = study.values("today")["last_year.revenue"]
    row = table[(table["scenario"] == "today") & (table["kpi"] == "revenue")].iloc[0]
    assert row["mean"] == pytest.approx(revenue.mean())
    assert row["high"] - row["mean"] == pytest.approx(T_7 * revenue.std() / math.sqrt(COUNT), rel=1e-6)


def test_sums_of_the_year_are_those_of_the_last_12_months(study: orgsim.Study) -> None:
    values = study.values("grown")
    for name in ("won", "revenue", "payroll"):
        assert values[f"last_year.{name}"].tolist() == pytest.approx(
            study.series("grown", name)[:, -12:].sum(axis=1).tolist()
        )


def test_the_load_of_the_year_is_a_ratio_of_means(study: orgsim.Study) -> None:
    values, table = study.values("grown"), study.table("teams", period="last year")
    row = table[table["scenario"] == "grown"].iloc[0]
    assert (row["team"], row["kpi"]) == ("desk", "utilisation")
    hours, capacity = (values[f"parts.teams.desk.{name}_year"].mean() for name in ("hours", "capacity_hours"))
    assert row["mean"] == pytest.approx(hours / capacity)


def test_churn_of_the_year_is_a_function_of_mean_sums(study: orgsim.Study) -> None:
    """Terms of half a year alone: 1 - (1 - lost / due)^2 at the means of both."""
    values, table = study.values("today"), study.table(period="last year")
    due, lost = (
        sum(values[f"parts.{what}.short.{age}_year"] for age in range(1, 7)).mean()
        for what in ("due", "lost")
    )
    row = table[(table["scenario"] == "today") & (table["kpi"] == "logo_churn")].iloc[0]
    assert row["mean"] == pytest.approx(1 - (1 - lost / due) ** 2)


def test_a_paired_difference_of_the_year_by_hand(study: orgsim.Study) -> None:
    table = study.differences(period="last year").set_index("kpi")
    gap = study.values("grown")["last_year.won"] - study.values("today")["last_year.won"]
    row = table.loc["won"]
    error = gap.std() / math.sqrt(COUNT)
    assert row["difference"] == pytest.approx(gap.mean())
    assert row["low"] == pytest.approx(gap.mean() - T_7 * error, rel=1e-6)
    assert row["high"] == pytest.approx(gap.mean() + T_7 * error, rel=1e-6)
    assert table.loc["payroll", "difference"] == pytest.approx(12 * 2 * 3000)
    assert (
        row["mean_a"] == study.values("today")["last_year.won"].mean() < study.values("today")["won"].mean()
    )
    # Until month 18 both sides are the same: all of the difference in customers won is of the last 12 months.
    assert study.differences().set_index("kpi").loc["won", "difference"] == row["difference"]


def test_verdicts_allow_for_the_leading_figures_of_the_year(study: orgsim.Study) -> None:
    table = study.differences(period="last year")
    leading = table[table["headline"]]
    assert list(leading["kpi"]) == ["arr", "revenue", "profit", "won", "nrr", "logo_churn"]
    assert list(table["kpi"]) == list(LAST_YEAR_KPIS)
    for own in (leading, table[~table["headline"]]):
        np.testing.assert_allclose(own["p_adjusted"], holm(list(own["p"])))
    assert set(table["verdict"]) <= {"better", "worse", "cannot tell"}


def test_named_kpis_lead_in_the_year_too(study: orgsim.Study) -> None:
    table = study.differences(period="last year", kpis=["won"]).set_index("kpi")
    assert table.index[0] == "won"
    assert table["headline"].tolist() == [True] + [False] * 7
    assert table.loc["won", "p_adjusted"] == table.loc["won", "p"]
    named = orgsim.compare({"a": desk(), "b": growing()}, replications=3, workers=1, kpis=["cac", "payroll"])
    leading = named.differences(period="last year")
    assert list(leading["kpi"][leading["headline"]]) == ["payroll"]


def test_sentences_say_that_they_are_of_the_year(study: orgsim.Study) -> None:
    english = study.differences(period="last year").set_index("kpi").loc["payroll", "sentence"]
    assert english.startswith("In the last 12 months: Facing the same demand, ")
    japanese = (
        study.differences(period="last year", language="ja").set_index("kpi").loc["payroll", "sentence"]
    )
    assert japanese.startswith("直近12か月：同じ需要のもとで、")
    assert not study.differences()["sentence"].str.contains("12 months").any()


def test_loads_of_the_year_are_compared(study: orgsim.Study) -> None:
    row = study.differences(part="teams", period="last year").iloc[0]
    assert (row["team"], row["kpi"], row["headline"]) == ("desk", "utilisation", True)
    assert row["verdict"] == "lower"


def test_what_cannot_be_asked_for(study: orgsim.Study, short: orgsim.Study) -> None:
    with pytest.raises(OrgsimError, match='period is \'month\'; it must be "total" or "last year"'):
        study.table(period="month")  # type: ignore[arg-type]
    with pytest.raises(
        OrgsimError, match='activities have no figures of the last year; part must be "kpis" or "teams"'
    ):
        study.table("activities", period="last year")
    with pytest.raises(
        OrgsimError, match="cac has no figure of the last year; there are arr, revenue, profit, won, "
    ):
        study.differences(period="last year", kpis=["cac"])
    said = "the last year is told apart in runs of 24 months and more after the warm-up; here 23 are counted: state a longer"
    with pytest.raises(OrgsimError, match=said):
        short.table(period="last year")
    with pytest.raises(OrgsimError, match=said):
        short.differences(period="last year")
    with pytest.raises(OrgsimError, match=said):
        orgsim.simulate(desk("23 months")).kpis("last year")


def test_nothing_of_it_in_a_short_run(short: orgsim.Study, tmp_path: Path) -> None:
    assert not short.last_year
    assert "last_year" not in short.to_json()
    assert not any(str(key).startswith("last_year") for key in short.values("a"))
    assert not any(path.name.startswith("last_year") for path in short.save(tmp_path))
    assert set(tidy(short)["part"]) == {"estimate", "difference", "step", "team"}
    assert orgsim.simulate(desk("23 months")).summary.last_year is None


def test_beside_a_short_run_a_long_one_stands_alone() -> None:
    mixed = compared(long=desk(), short=desk("23 months"))
    assert mixed.last_year
    assert set(mixed.table(period="last year")["scenario"]) == {"long"}
    assert mixed.differences(period="last year").empty
    assert mixed.differences(against="short", period="last year").empty
    found = mixed.to_json()["last_year"]
    assert found["scenarios"]["short"] == {"kpis": {}, "teams": {}}
    assert found["comparisons"] == []


def test_json_has_the_year(study: orgsim.Study) -> None:
    found = json.loads(json.dumps(study.to_json(), allow_nan=False))["last_year"]
    assert set(found) == {"scenarios", "comparisons", "steps"}
    table = study.table(period="last year")
    for name, own in found["scenarios"].items():
        of = table[table["scenario"] == name].set_index("kpi")["mean"]
        assert {kpi: row["mean"] for kpi, row in own["kpis"].items()} == pytest.approx(of.to_dict())
    load = study.table("teams", period="last year").set_index("scenario").loc["grown", "mean"]
    assert found["scenarios"]["grown"]["teams"]["desk"]["utilisation"]["mean"] == load
    gaps = study.differences(period="last year")
    assert [row["difference"] for row in found["comparisons"]] == list(gaps["difference"])
    assert [row["team"] for row in found["steps"]] == ["desk"]


def test_files_have_the_year(study: orgsim.Study, tmp_path: Path) -> None:
    saved = {path.name for path in study.save(tmp_path)}
    assert {"last_year.csv", "last_year_differences.csv"} <= saved
    table = pd.read_csv(tmp_path / "last_year.csv")
    assert list(table.columns[:4]) == ["scenario", "team", "kpi", "mean"]
    assert len(table) == 2 * len(LAST_YEAR_KPIS) + 2
    assert table["team"].isna().sum() == 2 * len(LAST_YEAR_KPIS)
    gaps = pd.read_csv(tmp_path / "last_year_differences.csv")
    assert list(gaps.columns[:4]) == ["a", "b", "team", "kpi"]
    assert list(gaps["kpi"]) == [*LAST_YEAR_KPIS, "utilisation"]
    rows = tidy(study)
    assert (rows["part"] == "last year").sum() == len(table)
    assert (rows["part"] == "last year, difference").sum() == len(gaps)
    assert rows[rows["part"] == "last year"]["owner"].dropna().tolist() == ["desk", "desk"]


def test_the_ledger_gives_the_year_back(study: orgsim.Study, tmp_path: Path) -> None:
    scenarios = {"today": desk(), "grown": growing()}
    for _ in range(2):
        again = orgsim.compare(
            scenarios, replications=2, seed=5, workers=1, ledger=tmp_path / "ledger.sqlite"
        )
        for name in scenarios:
            pd.testing.assert_frame_equal(again.values(name), study.values(name).iloc[:2])


def test_too_few_decisions_of_the_year_are_marked_there() -> None:
    """300 decisions in all, 7 of them in the last 12 months: said at the year's retention, not of the total, nor in the notes."""
    scenario, sample = desk(), gather([measure(desk(), 5, 0), measure(desk(), 5, 1)])
    due = [key for key in sample.keys if key.startswith("parts.due.") and key.endswith("_year")]
    changed = {"parts.decisions": 150.0, "parts.customers": 100.0} | dict.fromkeys(due, 0.0) | {due[0]: 3.5}
    for key, value in changed.items():
        sample.values[:, sample.keys.index(key)] = value
    found = [one for one in findings(scenario, sample, ("nrr",)) if one.condition == "few_decisions"]
    assert [one.keys for one in found] == [("last_year.logo_churn", "last_year.nrr", "last_year.grr")]
    assert not any(one.told for one in found)
