"""What was observed, read from a CSV, a log, or typed; and what is said of what cannot be used."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from diagnosed_worlds import firm
from numpy.testing import assert_allclose

import orgsim
from orgsim.errors import OrgsimError
from orgsim.events.export import write
from orgsim.plan.causes import causes
from orgsim.report.diagnosis.answer import read
from orgsim.study.diagnosis import logs, observed
from orgsim.study.diagnosis.asked import months_asked, prior_of
from orgsim.study.diagnosis.diagnose import Question, explained

START = date(2024, 1, 1)
KNOWN = ("leads", "won", "churned", "due", "days_to_win", "passed.close", "decided.close", "cash")


def _read(text: str, folder: Path, name: str = "figures.csv") -> observed.Observation:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return observed.from_table(observed.table_of(path), START, KNOWN)


def test_a_csv_in_any_order_with_empty_cells(tmp_path: Path) -> None:
    found = _read("won,month,leads\n3,2,40\n,3,41\n2,1,39\n", tmp_path)
    assert found.months == (1, 2, 3)
    assert_allclose(found.figures["won"], [2, 3, np.nan])
    assert_allclose(found.figures["leads"], [39, 40, 41])


def test_calendar_months_are_counted_from_the_start(tmp_path: Path) -> None:
    assert _read("month,won\n2025-02,3\n2025-03,4\n", tmp_path).months == (14, 15)
    assert _read("month;won\n2024-01-31;3,5\n2024-02-29;4,5\n", tmp_path).months == (1, 2)


def test_series_of_orgsim_that_are_of_no_use_are_named(tmp_path: Path) -> None:
    found = _read("month,won,payroll,end,partial\n1,3,100,30,False\n2,4,100,61,False\n", tmp_path)
    assert list(found.figures) == ["won"]
    assert [one.say("en") for one in found.notes] == ["Not used: payroll."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("won\n3\n", 'has no column "month"'),
        ("Month,won\n1,3\n", 'rename "Month"'),
        ("month,leeds\n1,3\n2,4\n", "did you mean leads?"),
        ("month,happiness\n1,3\n2,4\n", "which this scenario does not have; there are"),
        ("month,won\n1,-3\n2,4\n", 'won is "-3"; it must be a number, 0 or more'),
        ("month,won\n1,many\n2,4\n", 'line 2  won is "many"; it must be a number, 0 or more'),
        ("month,won\n1,nan\n2,4\n", "it must be a number, 0 or more"),
        ("month,won\nJan,3\n", 'month is "Jan"; it must be a whole number from 1'),
        ("month,won\n=1+1,3\n", 'month is "=1+1"'),
        ("month,won\n1,3\n1,4\n", "line 3  month 1 is there twice"),
        ("month,won\n1,3\n4,4\n", "the months between 1 and 4 are missing; leave cells empty"),
        ("month,won\n0,3\n1,4\n", "the months go from 0 to 1"),
        ("month,won\n2023-12,3\n2024-01,4\n", "the months go from 0 to 1"),
        ("month,won\n1,\n2,\n", "has no number"),
        ("month\n1\n2\n", "has no figure that can be used"),
        ("month,won,won\n1,2,3\n", 'has two columns "won"'),
        ("month,won\n1,2,3\n", "this row has 3 of 2 cells"),
        ("month,won\n", "it has no rows below a header"),
        ("month,won\n" + "\n".join(f"{k},1" for k in range(1, 702)), "has 701 rows; it must have one for each month"),
        ("\0month,won\n1,2\n", 'has no column "month"'),
        ('month,won\n1,"2\n', "this is not CSV"),
    ],
)  # fmt: skip
def test_a_csv_that_cannot_be_used(text: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(OrgsimError) as told:
        _read(text, tmp_path)
    assert said in str(told.value)
    assert "figures.csv" in str(told.value)


def test_files_that_are_none(tmp_path: Path) -> None:
    (tmp_path / "latin.csv").write_bytes(b"month,won\n1,\xff\n")
    (tmp_path / "huge.csv").write_bytes(b"month,won\n" + b"1,2\n" * 13_000_000)
    for name, said in (
        ("latin.csv", "is not UTF-8 text"),
        ("huge.csv", "larger than 50 MB"),
        ("none.csv", "no such file"),
    ):
        with pytest.raises(OrgsimError, match=said):
            observed.table_of(tmp_path / name)
    with pytest.raises(OrgsimError, match=r"has no event log \(log.csv or log.parquet\); write one with"):
        logs.log_in(tmp_path)


def test_what_is_typed() -> None:
    found = observed.typed(observed.read_typed(["won=12,,9", "leads = 40, 41,42"]), 13, KNOWN)
    assert found.months == (13, 14, 15)
    assert_allclose(found.figures["won"], [12, np.nan, 9])


@pytest.mark.parametrize(
    ("texts", "first", "said"),
    [
        (["won"], 1, 'write it such as "won=12,11,9"'),
        (["won="], 1, "is no figure with its months"),
        (["won=1,2", "won=3,4"], 1, "won is typed twice"),
        (["won=1,2", "leads=3"], 1, "different numbers of months: won 2, leads 1"),
        (["won=1,x"], 1, 'won is "x" in place 2'),
        (["won=1,-2"], 1, "it must be a number, 0 or more"),
        (["won=1,inf"], 1, "it must be a number, 0 or more"),
        (["won=1,2"], 0, "the first month is 0"),
        (["gold=1,2"], 1, 'the figure "gold"'),
    ],
)
def test_what_is_typed_wrongly(texts: list[str], first: int, said: str) -> None:
    with pytest.raises(OrgsimError) as told:
        observed.typed(observed.read_typed(texts), first, KNOWN)
    assert said in str(told.value)


def test_a_table_in_python() -> None:
    frame = pd.DataFrame({"month": [2, 3], "won": [1.0, np.nan]})
    assert observed.from_frame(frame, START, KNOWN).months == (2, 3)
    assert observed.from_frame(frame.set_index("month"), START, KNOWN).figures["won"][0] == 1.0
    with pytest.raises(OrgsimError, match='the table has no column "month"'):
        observed.from_frame(pd.DataFrame({"won": [1.0]}), START, KNOWN)


def test_a_log_read_back_gives_the_figures_of_its_run(tmp_path: Path) -> None:
    scenario = firm().replace({"scenario.horizon": "200 days"})
    run = orgsim.simulate(scenario, 4, 1)
    direct = read(scenario, run)
    assert direct.months == tuple(range(1, 7))
    write(run.events, tmp_path / "log.csv")
    for source in (tmp_path / "log.csv", tmp_path):
        found = read(scenario, source)
        assert found.months == direct.months
        assert list(found.figures) == list(direct.figures)
        for name, values in found.figures.items():
            assert_allclose(values, direct.figures[name], err_msg=name)
    assert "customers" not in direct.figures  # what follows from others is left out
    assert "wait_hours.close" in direct.figures


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("qualify", "dance", 'activity is "dance", which this scenario does not have'),
        ("payroll", "job", "has no rows of payroll"),
        ("kind,", "sort,", 'has no column "month"'),
        (",ready,", ",waiting,", 'has no column "month"'),
        (",mrr", ",more", 'is no event log of orgsim: it has no column "mrr"'),
    ],
)
def test_a_log_of_something_else(old: str, new: str, said: str, tmp_path: Path) -> None:
    scenario = firm().replace({"scenario.horizon": "2 months"})
    write(orgsim.simulate(scenario).events, tmp_path / "log.csv")
    text = (tmp_path / "log.csv").read_text(encoding="utf-8").replace(old, new)
    (tmp_path / "log.csv").write_text(text, encoding="utf-8")
    with pytest.raises(OrgsimError) as told:
        read(scenario, tmp_path / "log.csv")
    assert said in str(told.value)


def test_a_log_whose_numbers_would_fill_the_memory_is_refused(tmp_path: Path) -> None:
    scenario = firm().replace({"scenario.horizon": "2 months"})
    frame = orgsim.simulate(scenario).log
    frame.loc[3, "number"] = 2_000_000_000
    frame.to_csv(tmp_path / "log.csv", index=False)
    with pytest.raises(OrgsimError, match="line 5: number is 2e\\+09; it must be a whole number"):
        read(scenario, tmp_path / "log.csv")


def test_the_months_in_which_a_cause_may_have_begun() -> None:
    assert months_asked(range(1, 25), None) == (3, 22)
    assert months_asked(range(1, 25), (13, 13)) == (13, 13)
    assert months_asked(range(10, 25), (9, 12)) == (9, 12)
    for observed_months, since, said in (
        (range(1, 6), None, "5 months are observed; without a date 6 or more are needed"),
        (range(1, 25), (23, 23), "since is 23 to 23"),
        (range(1, 25), (12, 9), "since is 12 to 9"),
        (range(1, 25), (1, 1), "since is 1 to 1"),
    ):
        with pytest.raises(OrgsimError, match=said):
            months_asked(observed_months, since)


def test_a_prior_is_shared_out() -> None:
    scenario = orgsim.load("b2b-saas", "the-model")
    found = causes(scenario, ["churn", "people"]).found
    prior = prior_of(found, {"nothing": 2.0})
    assert prior == pytest.approx(
        {"nothing": 0.5, "churn": 0.25, **{f"people:{team}": 0.0625 for team in scenario.teams}}
    )
    for stated, said in (
        ({"weather": 1.0}, "the prior names"),
        ({"churn": -1.0}, "it must be a number, 0 or more"),
        ({"churn": float("nan")}, "it must be a number, 0 or more"),
        (dict.fromkeys(("nothing", "churn", "people"), 0.0), "the prior leaves no cause"),
    ):
        with pytest.raises(OrgsimError, match=said):
            prior_of(found, stated)


def test_options_that_cannot_be() -> None:
    seen = observed.typed({"won": [1] * 12}, 1, ["won"])
    for question, options, said in (
        (Question(level=2.0), {}, "level is 2; it must be a share"),
        (Question(), {"replications": 5}, "needs 10 runs of each cause or more"),
        (Question(), {"precision": 0.1}, "cannot be run to a precision"),
        (Question(kinds=("weather",)), {}, "is no cause"),
    ):
        with pytest.raises(OrgsimError, match=said):
            explained(firm(), seen, question, **options)  # type: ignore[arg-type]
    with pytest.raises(OrgsimError, match="can have none of these causes"):
        explained(firm().replace({"teams.sales.headcount": 1}), seen, Question(kinds=("people",)))
