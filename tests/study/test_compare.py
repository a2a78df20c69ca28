"""Studies through the public calls: simulate, compare, and what their answers show."""

import json
import math
import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import orgsim
from orgsim.errors import OrgsimError
from orgsim.plan.budget import payroll
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.study.run import simulate

DESK = """
[scenario]
horizon = "120 days"
mechanisms = []

[market]
title = "Desk"
currency = "JPY"

[organization]
title = { en = "One desk", ja = "一つの窓口" }

[sources.web]
leads = "4 / day"

[journey.serve]
work = { mean = "2 h", cv = 0.5 }
patience = { mean = "2 days" }
cold = "lost"
outcomes = [ { to = "customer", rate = 0.4 }, { to = "lost", rate = 0.6 } ]

[offering]
kind = "subscription"
price = "10_000 / month"

[teams.desk]
headcount = 1
cost = "300_000 / month"
does = ["serve"]
"""


def desk(**changes: object) -> Scenario:
    scenario = parse(DESK, "desk.toml")
    return scenario.replace(changes) if changes else scenario


def people(headcount: int) -> Scenario:
    return desk(**{"teams.desk.headcount": headcount})


@pytest.fixture(scope="module")
def study() -> orgsim.Study:
    return orgsim.compare({"today": desk(), "two more": people(3)}, replications=12, seed=5, workers=1)


def test_one_run_shows_its_log_and_its_kpis() -> None:
    run = simulate(desk(), seed=5, replication=2)
    assert len(run.log) == len(run.events)
    total = run.kpis().set_index("kpi")
    won = ((run.log["kind"] == "change") & (run.log["outcome"] == "customer") & (run.log["end"] <= 120)).sum()
    assert total.loc["won", "value"] == won
    assert total.loc["won", "unit"] == "count"
    assert run.kpis("month")["won"].sum() == won
    with pytest.raises(OrgsimError, match='period is \'day\'; it must be "total", "last year" or "month"'):
        run.kpis("day")  # type: ignore[arg-type]


def test_a_run_shows_itself_in_a_notebook() -> None:
    run = simulate(parse(DESK, "<desk>.toml"), seed=5)
    page = run._repr_html_()
    assert "<h4>&lt;desk&gt;: seed 5, replication 0</h4>" in page
    assert "<td>won</td>" in page


def test_values_are_those_of_single_runs(study: orgsim.Study) -> None:
    table = study.values("two more")
    assert list(table.index) == list(range(12))
    run = simulate(people(3), seed=5, replication=7)
    assert table.loc[7, "won"] == run.summary.kpis["won"]
    assert table.loc[7, "teams.desk.utilisation"] == run.summary.teams["desk"]["utilisation"]
    assert study.series("two more", "won")[7].tolist() == run.summary.series["won"]


def test_the_table_is_tidy_and_says_its_units(study: orgsim.Study) -> None:
    table = study.table()
    assert list(table.columns) == ["scenario", "kpi", "mean", "low", "high", "unit", "count", "note"]
    row = table[(table["scenario"] == "today") & (table["kpi"] == "arr")].iloc[0]
    values = study.values("today")["arr"]
    # t with 11 degrees of freedom: 2.200985
    assert row["mean"] == pytest.approx(values.mean())
    assert row["high"] - row["mean"] == pytest.approx(2.200985 * values.std() / math.sqrt(12), rel=1e-6)
    assert (row["unit"], row["count"]) == ("JPY / year", 12)
    assert list(study.table("teams")["team"].unique()) == ["desk"]
    assert set(study.table("activities")["kpi"]) >= {"arrived", "wait_hours", "pass_rate"}


def test_three_people_do_better_than_one_where_leads_wait(study: orgsim.Study) -> None:
    table = study.differences().set_index("kpi")
    assert (table["a"] == "today").all()
    assert (table["b"] == "two more").all()
    assert table.loc["won", "verdict"] == "better"
    assert table.loc["cac", "verdict"] == "worse"
    assert table.loc["leads", "verdict"] == ""
    assert table.loc["leads", "difference"] == 0
    gap = study.values("two more")["won"] - study.values("today")["won"]
    assert table.loc["won", "mean_difference"] == pytest.approx(gap.mean())
    assert table.loc["won", "low"] < gap.mean() < table.loc["won", "high"]
    assert table.loc["won", "sentence"].startswith("Facing the same demand, “two more” wins ")
    japanese = study.differences(language="ja").set_index("kpi").loc["won", "sentence"]
    assert japanese.startswith("同じ需要のもとで、「two more」の受注数は")


def test_differences_against_another_turn_round(study: orgsim.Study) -> None:
    table, back = (study.differences(against=name).set_index("kpi") for name in ("today", "two more"))
    assert back.loc["won", "difference"] == -table.loc["won", "difference"]
    assert back.loc["won", "verdict"] == "worse"
    with pytest.raises(
        OrgsimError, match="there is no scenario 'three' in this study; there are today, two more"
    ):
        study.differences(against="three")


def test_the_baseline_comes_first() -> None:
    scenarios = {"one": desk(), "two": people(2), "three": people(3)}
    study = orgsim.compare(scenarios, replications=2, workers=1, baseline="two")
    assert list(study.scenarios) == ["two", "one", "three"]
    assert set(study.differences()["a"]) == {"two"}


def test_the_same_scenario_twice_differs_in_nothing() -> None:
    study = orgsim.compare({"a": desk(), "b": desk()}, replications=4, workers=1)
    table = study.differences()
    assert (table["difference"] == 0).all()
    assert set(table["verdict"]) == {"cannot tell", ""}
    assert study.remarks[:-2] == ()  # which leads CAC counts, and the horizon, are said all the same


def test_json_has_the_shape_of_the_interface(study: orgsim.Study) -> None:
    found = json.loads(json.dumps(study.to_json(), allow_nan=False))
    assert (found["orgsim"], found["seed"], found["replications"]) == (orgsim.__version__, 5, 12)
    today = found["scenarios"]["today"]
    assert set(today["kpis"]["arr"]) == {"mean", "low", "high", "unit"}
    assert today["kpis"]["nrr"]["unit"] == "share / year"
    assert {"arrived", "done", "wait_hours", "cold_share", "pass_rate", "queue_length"} <= set(
        today["activities"]["serve"]
    )
    assert {"utilisation", "cost"} <= set(today["teams"]["desk"])
    won = next(row for row in found["comparisons"] if row["kpi"] == "won")
    assert (won["a"], won["b"], won["verdict"]) == ("today", "two more", "better")
    assert won["low"] < won["difference"] < won["high"]


def test_what_is_undefined_is_null_in_json_and_absent_from_tables() -> None:
    unsold = parse(DESK[: DESK.index("[offering]")] + DESK[DESK.index("[teams") :], "desk.toml")
    study = orgsim.compare({"a": unsold, "b": unsold}, replications=2, workers=1)
    assert study.to_json()["scenarios"]["a"]["kpis"]["arr"]["mean"] is None
    assert "arr" not in set(study.table()["kpi"])
    assert "arr" not in set(study.differences()["kpi"])


@pytest.mark.slow  # as below, where one of them is killed besides
def test_results_do_not_depend_on_the_workers(study: orgsim.Study) -> None:
    two = orgsim.compare({"today": desk(), "two more": people(3)}, replications=12, seed=5, workers=2)
    assert two.to_json() == study.to_json()


def test_an_order_of_scenarios_changes_no_run(study: orgsim.Study) -> None:
    turned = orgsim.compare({"two more": people(3), "today": desk()}, replications=4, seed=5, workers=1)
    for name in study.scenarios:
        pd.testing.assert_frame_equal(turned.values(name), study.values(name).loc[:3])


def test_pairing_helps() -> None:
    study = orgsim.compare({"a": people(2), "b": people(3)}, replications=15, workers=1)
    assert study.differences().set_index("kpi").loc["won", "variance_reduction"] > 0.8


def test_a_plot_shows_means_and_intervals(study: orgsim.Study) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    axes = study.plot("arr")
    table = study.table().set_index(["kpi", "scenario"]).loc["arr"]
    assert [bar.get_height() for bar in axes.patches] == pytest.approx(table["mean"].tolist())
    segments = axes.collections[0].get_segments()
    drawn = np.array([one[:, 1] for one in segments])
    assert np.allclose(drawn, table[["low", "high"]].to_numpy(), rtol=1e-9)
    assert axes.get_ylabel() == "JPY / year"
    pyplot.close(axes.figure)
    with pytest.raises(OrgsimError, match="there is no KPI 'ARR'"):
        study.plot("ARR")


def test_each_plot_has_a_figure_of_its_own(study: orgsim.Study) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    first, second = study.plot("arr"), study.plot("won")
    assert len(first.patches) == len(second.patches) == len(study.scenarios)
    assert first.figure is not second.figure
    pyplot.close("all")


def test_tables_are_saved_and_read_back(study: orgsim.Study, tmp_path: Path) -> None:
    paths = study.save(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(path.name for path in paths)
    table = pd.read_csv(tmp_path / "kpis.csv")
    assert np.allclose(table["mean"], study.table()["mean"], rtol=1e-12)
    assert len(pd.read_csv(tmp_path / "replications.csv")) == 24
    assert list(pd.read_csv(tmp_path / "differences.csv")["verdict"].fillna("")) == list(
        study.differences()["verdict"]
    )


def test_a_folder_that_is_not_there_is_said(study: orgsim.Study, tmp_path: Path) -> None:
    with pytest.raises(OrgsimError, match=r"kpis\.csv cannot be written: "):
        study.save(tmp_path / "nowhere")


def test_a_name_that_is_a_formula_is_harmless_in_a_spreadsheet(tmp_path: Path) -> None:
    orgsim.compare({"=1+1": desk()}, replications=2, workers=1).save(tmp_path)
    assert set(pd.read_csv(tmp_path / "kpis.csv")["scenario"]) == {"'=1+1"}


def test_a_study_shows_itself_in_a_notebook() -> None:
    page = orgsim.compare({"<a>": desk(), "b&c": people(2)}, replications=2, workers=1)._repr_html_()
    assert "&lt;a&gt;" in page
    assert "“b&amp;c” costs 100% more payroll than “&lt;a&gt;”" in page
    assert "<a>" not in page


def test_payrolls_that_differ_are_said(study: orgsim.Study) -> None:
    assert study.notes()[:1] == (
        "“two more” costs 200% more payroll than “today” at the start (¥900K against ¥300K a month).",
    )
    assert study.notes("ja")[:1] == (
        "「two more」の当初の人件費は「today」より200%多くかかります（月90万円、「today」は月30万円）。",
    )


def test_equal_payrolls_scale_the_headcounts_and_say_so() -> None:
    study = orgsim.compare({"a": people(4), "b": people(3)}, replications=2, workers=1, equal_payroll=True)
    assert study.scenarios["b"].teams["desk"].headcount == 4
    assert payroll(study.scenarios["b"]) == payroll(study.scenarios["a"])
    assert study.notes()[:1] == ("The headcounts of “b” were scaled to the payroll of “a”: desk 3 → 4.",)


def test_teams_that_cost_nothing_cannot_be_made_equal() -> None:
    free = desk(**{"teams.desk.cost": "0 / month"})
    with pytest.raises(OrgsimError, match="payrolls cannot be made equal: the teams of b cost nothing"):
        orgsim.compare({"a": desk(), "b": free}, replications=2, equal_payroll=True)


def test_another_market_and_other_days_are_said() -> None:
    other = desk(**{"sources.web.leads": "5 / day", "scenario.horizon": "100 days"})
    study = orgsim.compare({"a": desk(), "b": other}, replications=2, workers=1)
    assert study.notes()[:2] == (
        "“b” does not meet the same market as “a” (different: sources).",
        "“b” is not counted over the same days as “a” (different: horizon).",
    )
    assert (
        study.differences()
        .iloc[0]["sentence"]
        .startswith(("Each facing its own demand, ", "We cannot tell "))
    )


def test_a_study_calls_organizations_by_their_titles() -> None:
    text = DESK
    for old, new in (
        ("One desk", "Two desks"),
        ("一つの窓口", "二つの窓口"),
        ("headcount = 1", "headcount = 2"),
    ):
        text = text.replace(old, new)
    other = parse(text, "two.toml")
    study = orgsim.compare({"desk": desk(), "two": other}, replications=2, workers=1)
    assert study.notes()[0].startswith("Two desks costs 100% more payroll than One desk")
    assert study.notes("ja")[0].startswith("二つの窓口の当初の人件費は一つの窓口より")


def test_nothing_to_run_and_an_unknown_baseline_are_said() -> None:
    with pytest.raises(OrgsimError, match="there is no scenario to run"):
        orgsim.compare({})
    with pytest.raises(OrgsimError, match="the baseline 'c' is none of the scenarios: a"):
        orgsim.compare({"a": desk()}, baseline="c")


def test_a_worker_killed_from_outside_loses_nothing(study: orgsim.Study) -> None:
    killed: list[int] = []

    def kill_one(done: int, _total: int, _left: float) -> None:
        workers = multiprocessing.active_children()
        if done and not killed and workers:
            killed.append(workers[0].pid or 0)
            os.kill(killed[0], signal.SIGKILL)

    again = orgsim.compare(
        {"today": desk(), "two more": people(3)}, replications=12, seed=5, workers=2, progress=kill_one
    )
    assert killed
    assert again.complete
    assert again.to_json() == study.to_json()


SCRIPT = """
import signal
import sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background inherits that it is ignored
import orgsim
from orgsim.plan.load import parse

def say(done, total, left):
    if done == 20:
        print("working", flush=True)

scenario = parse(open(sys.argv[1]).read(), "desk.toml")
study = orgsim.compare(
    {"a": scenario, "b": scenario.replace({"teams.desk.headcount": 2})},
    replications=100_000,
    workers=2,
    ledger=sys.argv[2],
    progress=say,
)
print(study.complete, study.replications > 0, set(study.differences()["verdict"]) >= {"better"})
"""


def test_ctrl_c_in_a_terminal_answers_quietly_with_what_is_finished(tmp_path: Path) -> None:
    (tmp_path / "desk.toml").write_text(DESK, encoding="utf-8")
    command = [sys.executable, "-c", SCRIPT, str(tmp_path / "desk.toml"), str(tmp_path / "ledger.sqlite")]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "working\n"
        os.killpg(running.pid, signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert (out, err, running.returncode) == ("False True True\n", "", 0)


def test_asking_for_a_comparison_does_not_load_the_slow_libraries() -> None:
    code = "import sys, orgsim.study.compare; print(sorted({'pandas', 'scipy.stats', 'matplotlib'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
