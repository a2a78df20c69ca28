"""Honest answers: every condition under which a figure is not to be taken at its word, and what is said of it, word for word."""

import json
import math
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

import orgsim
from orgsim.errors import OrgsimError
from orgsim.fields import Title
from orgsim.language import Language
from orgsim.plan.load import parse
from orgsim.plan.scenario import Scenario
from orgsim.study.answer import Study
from orgsim.study.effort import settled
from orgsim.study.findings import findings
from orgsim.study.notes import WORDS, Condition, at_figure, of_effort, of_scenarios
from orgsim.study.precision import Precision, Width
from orgsim.study.sample import Sample

PLAN = """
[scenario]
horizon = "12 months"
warm_up = "{warm_up}"
mechanisms = []
[market]
title = "Desk"
currency = "JPY"
[organization]
title = {{ en = "Desk", ja = "窓口" }}
[sources.web]
leads = "{leads}"
[journey.serve]
title = {{ en = "Serve", ja = "対応" }}
work = {{ mean = "2 h", cv = 0.5 }}
outcomes = [ {{ to = "customer", rate = 0.4 }}, {{ to = "lost", rate = 0.6 }} ]
[offering]
kind = "subscription"
price = "10_000 / month"
[teams.desk]
headcount = 1
cost = "300_000 / month"
does = ["serve"]
"""


def plan(leads: str = "1 / day", warm_up: str = "0 days") -> Scenario:
    return parse(PLAN.format(leads=leads, warm_up=warm_up), "desk.toml")


def sample(replications: int = 12, series: dict[str, np.ndarray] | None = None, **columns: float) -> Sample:
    names = {name.replace("__", "."): value for name, value in columns.items()}
    values = np.array([list(names.values())] * replications, dtype=float).reshape(replications, len(names))
    return Sample(tuple(names), values, series or {})


def told(scenario: Scenario, numbers: Sample, leading: tuple[str, ...] = ("logo_churn",)) -> list[str]:
    """What is said of one scenario called "Desk"."""
    found = {"desk": findings(scenario, numbers, leading)}
    return [title.say("en") for title in of_scenarios({"desk": Title(en="Desk", ja="窓口")}, found)]


def found(scenario: Scenario, numbers: Sample) -> dict[Condition, tuple[str, ...]]:
    """Which figures are meant, by condition."""
    return {one.condition: one.keys for one in findings(scenario, numbers, ("logo_churn",))}


def test_every_condition_has_its_words_in_both_languages() -> None:
    conditions = {name for part in get_args(Condition) for name in (get_args(part) or (part,))}
    assert set(WORDS) == conditions
    for words in WORDS.values():
        for language in get_args(Language):
            assert words.at_figure.say(language)
            assert "HERE" in words.of_study.say(language, places="HERE")


def test_conditions_of_one_figure_are_told_once_each() -> None:
    assert at_figure(("few_runs", "first_terms", "few_runs"), "en") == (
        "too few runs: the interval may cover less than 95%; rests on first terms"
    )
    assert at_figure((), "ja") == ""


def test_few_decisions_and_first_terms_are_said() -> None:
    """12 runs of 4 decisions are 48, below 50; 5 customers a run decide .8 times each."""
    few = sample(mrr=1.0, parts__decisions=4.0, parts__customers=5.0)
    assert told(plan(), few) == [
        "Customers decided too seldom whether to stay, in all runs together, to know churn and lifetime value: Desk: 48 times.",
        "Retention, churn and lifetime value rest on first terms: customers decide less than once within the horizon"
        " (Desk: 0.8 times). A longer horizon tells more.",
    ]
    assert {"logo_churn", "nrr", "grr", "ltv", "ltv_cac"} <= set(found(plan(), few)["first_terms"])
    assert told(plan(), few, leading=("won",)) == []
    assert told(plan(), sample(mrr=1.0, parts__decisions=5.0, parts__customers=5.0)) == []


def test_a_firm_in_which_nobody_has_decided_says_so() -> None:
    assert told(plan(), sample(mrr=1.0, parts__decisions=0.0, parts__customers=5.0)) == [
        "No customer came to a decision whether to stay, so churn and lifetime value are not known (Desk: 60 customers)."
    ]
    # Without customers, or where nothing recurs, there is nothing to decide.
    assert told(plan(), sample(mrr=1.0, parts__decisions=0.0, parts__customers=0.0)) == []
    assert told(plan(), sample(mrr=math.nan, parts__decisions=0.0, parts__customers=5.0)) == []


def test_a_team_without_time_left_is_said() -> None:
    busy = sample(teams__desk__utilisation=0.995)
    assert told(plan(), busy) == [
        "Teams without time left: Desk: Desk. Their queues grow as long as the run lasts, and waits say more about the horizon"
        " than about the organization."
    ]
    assert "activities.serve.wait_hours" in found(plan(), busy)["overloaded"]
    assert told(plan(), sample(teams__desk__utilisation=0.99)) == []


def rising(before: float, last: float, noise: float = 0.1) -> np.ndarray:
    """Twelve months of 12 runs: 0 in the first third, then `before`, then `last`, each run with luck of its own."""
    luck = np.random.default_rng(1).normal(0, noise, (12, 1))
    return np.repeat([[0.0, before, last]], 4, axis=1) + luck * np.arange(12)


@pytest.mark.parametrize(
    ("before", "last", "said"),
    [(2.0, 3.1, True), (2.0, 2.6, False), (0.2, 0.8, False), (0.2, 1.4, True)],
)
def test_a_queue_that_grows_to_the_end_is_said(before: float, last: float, said: bool) -> None:
    """By half from the second to the last third of the months, to one job or more: 2 to 3.1, not 2 to 2.6 or .2 to .8."""
    numbers = sample(series={"queue_length.serve": rising(before, last, 0.01)})
    assert ("queue_growing" in found(plan(), numbers)) is said


def test_the_words_of_a_queue_that_grows() -> None:
    numbers = sample(series={"queue_length.serve": rising(2, 9)})
    assert told(plan(), numbers) == [
        "Queues that were still growing at the end, so that waits are longer in a longer run: Desk: Serve."
    ]


def test_a_queue_that_may_have_grown_by_luck_is_not_said_to_grow() -> None:
    luck = np.random.default_rng(2).normal(0, 30, (12, 12))
    assert found(plan(), sample(series={"queue_length.serve": 3 + luck})) == {}


def test_a_load_that_moves_after_the_warm_up_is_said() -> None:
    """Two months of warm-up; of the ten counted the first three and the last three: .5 and .9."""
    load = np.repeat([[0.1] * 2 + [0.5] * 3 + [0.7] * 4 + [0.9] * 3], 12, axis=0)
    numbers = sample(series={"utilisation.desk": load + np.random.default_rng(1).normal(0, 1e-3, (12, 1))})
    assert told(plan(warm_up="2 months"), numbers) == [
        "The warm-up is too short for a steady state: from the first to the last third of the months counted the load moved"
        " (Desk: Desk 50 → 90%)."
    ]
    assert told(plan(), numbers) == []  # no warm-up: what happens to a firm that begins like this
    assert told(plan(warm_up="2 months"), sample(series={"utilisation.desk": load * 0 + 0.5})) == []


def test_intervals_speak_for_themselves() -> None:
    """One run of 40 stands apart: its mean is skewed, and .02 ± .05 is cut at 0; a KPI that one run leaves undefined says so."""
    values = np.array([[0.0, 1.0, 0.0]] * 39 + [[0.9, math.nan, 1.0]])
    numbers = Sample(("teams.desk.utilisation", "time_to_win_median", "won"), values, {})
    assert told(plan(), numbers, ("won", "time_to_win_median")) == [
        "Too few runs for sound intervals, which may cover less than 95%: Desk: Customers won, Load (Desk).",
        "Intervals that reached beyond what is possible are cut there: Desk: Customers won, Load (Desk).",
        "Not defined in every run, so that the mean is that of the runs that define it: "
        "Desk: Time from lead to purchase, median.",
    ]
    assert told(plan(), numbers, ()) == [
        line.replace("Customers won, ", "") for line in told(plan(), numbers, ("won",))
    ]


def test_a_precision_that_was_not_reached_is_said() -> None:
    called = {"a": Title(en="A", ja="甲"), "b": Title(en="B", ja="乙")}
    missed = Precision(0.02, 1000, (Width("won", "a", None, 0.031), Width("won", "b", None, 0.019)))
    assert missed.missed == [missed.widths[0]]
    [line, needed] = of_effort(1000, missed, called)
    assert line.say("en") == (
        "The precision asked for, 2% of Customers won, was not reached with 1000 replications; half the interval is A: 3.1%."
    )
    assert line.say("ja") == (
        "求めた精度（受注数の2%）に反復1000回では届きませんでした。区間の半分の平均に対する割合：甲（3.1%）。"
    )
    # 1000 (0.031 / 0.02)² (1.9610 / 1.9623)² = 2399; by the chi-squared quantiles of 999, 913.3 and 1088.5, from 2203 to 2625.
    assert needed.say("en") == (
        "As these 1000 scatter, that takes about 2,400 replications in all (95% sure: 2,203 to 2,624)."
    )
    endless = Precision(0.02, 1000, (Width("cac", "a", None, math.inf), Width("cac", "b", None, 0.01)))
    [unbounded, untold] = of_effort(1000, endless, called)
    assert unbounded.say("en").endswith("half the interval is A: too few runs: they set no bound.")
    assert untold.say("en") == "How many replications that takes cannot be told from 1000 of them."
    assert list(of_effort(10, Precision(0.02, 10, (Width("won", "a", None, 0.02),)), called)) == []
    both = [Width(kpi, name, None, 0.03) for kpi in ("won", "arr") for name in ("a", "b")]
    both += [Width("won", "b", "a", 0.05), Width("arr", "b", "a", 0.04)]
    line, _ = of_effort(100, Precision(0.02, 100, tuple(both)), called)
    assert line.say("en") == (
        "The precision asked for, 2% of Customers won, Annual recurring revenue, was not reached with 100 replications; half the"
        " interval is A: Customers won 3%; B: Customers won 3%; A: Annual recurring revenue 3%; B: Annual recurring revenue 3%;"
        " B against A: Customers won 5%."
    )
    [few] = of_effort(9, None, called)
    assert few.say("en").startswith("9 replications are few: ")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the runs that several studies look at."""
    return tmp_path_factory.mktemp("kept")


def test_a_study_says_that_its_precision_was_not_reached(kept: Path) -> None:
    study = orgsim.compare({"a": plan()}, precision=0.0001, replications=12, workers=1, ledger=kept)
    answer = json.loads(json.dumps(study.to_json(), allow_nan=False))
    assert answer["complete"] is True
    assert answer["precision"]["met"] is False
    assert answer["precision"]["reached"]["a"] > 0.0001
    assert any("was not reached with 12 replications" in line for line in answer["notes"])
    wide = orgsim.compare({"a": plan()}, precision=0.9, workers=1, ledger=kept)
    assert wide.to_json()["precision"]["met"] is True
    assert not any("precision" in line for line in wide.notes())
    assert (
        orgsim.compare({"a": plan()}, replications=2, workers=1, ledger=kept).to_json()["precision"] is None
    )


def test_the_precision_is_that_of_the_named_kpis_and_of_their_differences(kept: Path) -> None:
    study = orgsim.compare({"a": plan()}, precision=0.9, kpis=["won", "arr"], workers=1, ledger=kept)
    assert study.precision is not None
    assert study.precision.kpis == ("won", "arr")
    pair = orgsim.compare(
        {"a": plan(), "b": plan("3 / day")}, precision=0.9, kpis=["won"], workers=1, ledger=kept
    )
    assert pair.precision is not None
    assert [(one.scenario, one.against) for one in pair.precision.widths] == [
        ("a", None),
        ("b", None),
        ("b", "a"),
    ]
    row = pair.differences().set_index("kpi").loc["won"]
    assert pair.precision.widths[-1].share == pytest.approx((row["high"] - row["low"]) / 2 / row["mean_a"])
    stated = orgsim.compare(
        {"a": plan()}, precision=0.9, kpis=["won"], precision_kpi="leads", workers=1, ledger=kept
    )
    assert stated.precision is not None
    assert stated.precision.kpis == ("leads",)
    reached = settled({"precision": 0.5, "replications": 20}).reached({"a": sample(won=2.0)})
    assert reached is not None
    assert reached.widths == (Width("won", "a", None, 0.0),)


def test_a_note_stands_at_its_figure_in_table_json_and_sentence() -> None:
    """Ten jobs a day of two hours for one person: no time left, and the waits say so wherever they stand."""
    half = {"scenario.horizon": "6 months"}
    sides = {name: plan(f"{leads} / day").replace(half) for name, leads in (("a", 10), ("b", 12))}
    study = orgsim.compare(sides, replications=10, workers=1)
    note = "no time left: the longer the run, the longer the wait; the queue was still growing at the end"
    waits = study.table("activities").set_index(["scenario", "activity", "kpi"])
    assert waits.loc[("a", "serve", "wait_hours"), "note"] == note
    answer = study.to_json()
    assert answer["scenarios"]["a"]["activities"]["serve"]["wait_hours"]["note"] == note
    assert "note" not in answer["scenarios"]["a"]["kpis"]["arr"]
    row = study.differences(part="activities").set_index(["activity", "kpi"]).loc[("serve", "wait_hours")]
    assert row["note"] == note
    assert row["sentence"].endswith(f" Note: {note}.")
    japanese = study.differences(part="activities", language="ja").set_index(["activity", "kpi"])
    assert japanese.loc[("serve", "wait_hours"), "sentence"].endswith(
        "注：余力がなく、期間が長いほど待ちが延びます、待ち行列は期末にもまだ伸びていました。"
    )
    assert any(line.startswith("Teams without time left: “a”: Desk; “b”: Desk.") for line in study.notes())
    assert any(line.startswith("余力のないチーム：「a」（Desk）") for line in study.notes("ja"))


def test_conditions_of_an_unknown_scenario_are_refused() -> None:
    study = Study({"a": plan()}, 1, {"a": sample(won=1.0)}, (0,), True, ())
    with pytest.raises(OrgsimError, match="there is no scenario 'b' in this study; there are a"):
        study.conditions("b")
