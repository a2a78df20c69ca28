"""`orgsim staff`: what is printed, what is kept, and what is said of bad input."""

import csv
import json
import sys
from io import StringIO
from pathlib import Path

import pytest

from orgsim.cli import main

DESKS = """
[scenario]
horizon = "20 days"
mechanisms = []
[market]
title = "Two desks"
currency = "JPY"
[sources]
web = { leads = "1 / day", entry = "call" }
shop = { leads = "5 / day", entry = "visit" }
[journey]
call = { work = { mean = "20 h" }, patience = { mean = "1 day" }, cold = "lost", outcomes = [ { to = "customer", rate = 1.0 } ] }
visit = { work = { mean = "20 h" }, patience = { mean = "1 day" }, cold = "lost", outcomes = [ { to = "customer", rate = 1.0 } ] }
[teams.left]
title = { en = "Left desk", ja = "左の窓口" }
headcount = 3
cost = "6_000_000 / year"
calendar = "continuous"
does = ["call"]
[teams.right]
title = { en = "Right desk", ja = "右の窓口" }
headcount = 3
cost = "6_000_000 / year"
calendar = "continuous"
does = ["visit"]
"""
QUICK = ("--kpi", "won", "--search", "15", "--shortlist", "3", "-n", "12", "--workers", "1")


class Typed:
    """Types `orgsim staff` in a folder with a small scenario."""

    def __init__(self, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self._patch, self._captured = patch, captured

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self._patch.setattr(sys, "argv", ["orgsim", "staff", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = self._captured.readouterr()
        return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def staff(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """A folder with desks.toml."""
    monkeypatch.chdir(tmp_path)
    Path("desks.toml").write_text(DESKS, encoding="utf-8")
    return Typed(monkeypatch, capsys)


def test_the_answer_is_printed_and_kept(staff: Typed) -> None:
    code, out, err = staff("desks.toml", *QUICK, "--out", "kept")
    assert code == 0
    first = " ".join(out.split())
    assert first.startswith("Best of the 3 divisions compared: Left desk 1, Right desk 5 (Customers won ")
    assert "All 5 divisions were tried in 15 runs on luck of their own" in first
    assert "eliminated (today's" in first
    names = ("index.html", "divisions.csv", "study.json", "figures.json", "divisions.svg", "divisions.png")
    written = f"Written: {', '.join(f'kept/{name}' for name in names)}"
    assert err.splitlines()[-1] == written
    kept = {path.name for path in Path("kept").iterdir()}
    assert {"study.json", "divisions.csv", "divisions.svg", "divisions.png", "ledger.sqlite"} <= kept
    again = staff("desks.toml", *QUICK, "--out", "kept")
    assert (again[1], again[2].splitlines()) == (out, [written])


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Words for a ledger that several tests share: the six people are the pay of today, and divided the same."""
    return ("--ledger", str(tmp_path_factory.mktemp("staff") / "runs.sqlite"))


def test_json_and_csv_are_all_that_standard_output_holds(staff: Typed, runs: tuple[str, str]) -> None:
    _, out, _ = staff("desks.toml", *QUICK, *runs, "--budget", "36M / year", "--format", "json")
    found = json.loads(out)
    assert found["best"] == {"variant": "desks", "people": {"left": 1, "right": 5}}
    assert [row["payroll"] for row in found["divisions"]] == pytest.approx([36e6] * 3)
    _, table, err = staff("desks.toml", *QUICK, *runs, "--people", "6", "--format", "csv", "--quiet")
    assert err == ""
    rows = list(csv.DictReader(StringIO(table)))
    assert [row["state"] for row in rows] == ["selected", "out", "out"]
    assert (rows[0]["left"], rows[0]["right"]) == ("1", "5")


def test_japanese_is_japanese(staff: Typed, runs: tuple[str, str]) -> None:
    _, out, _ = staff("desks.toml", *QUICK, *runs, "--lang", "ja", "--quiet")
    assert "左の窓口1人、右の窓口5人" in out.replace("\n", "")
    assert "Division" not in out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("desks.toml", "--people", "1"),
            "too little to divide in desks: 1 people are left for 2 teams (left, right)",
        ),
        (("desks.toml", "--kpi", "win_rate"), "win_rate follows from sums over all runs"),
        (("desks.toml", "--delta", "-3"), "delta is '-3'; it must be more than 0"),
        (("desks.toml", "--keep", "lft"), '"lft" is no team of desks; did you mean left?'),
        (("b2b-saas",), "b2b-saas is a market; name organizations for it after it"),
        (("the-model", "--people", "14", "--budget", "today"), "people and budget are both stated"),
        (("desks.toml", "--kpi", "won", "--budget", "a lot"), "budget is 'a lot'; it must be pay per time"),
    ],
)
def test_bad_input_is_explained(staff: Typed, words: tuple[str, ...], said: str) -> None:
    code, out, err = staff(*words)
    assert (code, out) == (2, "")
    assert said in err
