"""`orgsim next-hire` and `orgsim transition` as they are typed: the answer first, its folder, and what they say of mistakes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from single_changes_worlds import FIRM
from typer.testing import CliRunner

from orgsim.cli import app
from orgsim.errors import OrgsimError

NEXT = ["next-hire", "firm.toml", "--kpi", "profit", "--changes", "person", "-n", "7", "--workers", "1", "-q"]
CHANGE = ["transition", "firm.toml", "--to", "two.toml", "--at", "20 days", "-n", "2", "--workers", "1", "-q"]


@pytest.fixture(autouse=True)
def _desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the firm, and with an organization of two sellers."""
    (tmp_path / "firm.toml").write_text(FIRM, encoding="utf-8")
    organization = FIRM[FIRM.index("[organization]") :].replace("Two desks", "Three people")
    head, back = organization.split("[teams.back]")
    text = f"{head}[teams.back]{back.replace('headcount = 1', 'headcount = 2')}"
    (tmp_path / "two.toml").write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def test_next_hire_begins_with_the_answer_and_fills_a_folder(leave_out_pictures: Callable[[], None]) -> None:
    found = CliRunner().invoke(app, [*NEXT, "--out", "hire"])
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("The next person is worth most in Back: the profit +€109K")
    assert sorted(path.name for path in Path("hire").iterdir() if not path.name.startswith("ledger")) == [
        "figures.json", "index.html", "next-hire.png", "next-hire.svg", "options.csv", "rules.csv", "study.json",
    ]  # fmt: skip
    told = json.loads(Path("hire/study.json").read_text(encoding="utf-8"))
    assert told["sentences"][0].startswith("The next person is worth most in Back")
    leave_out_pictures()
    again = CliRunner().invoke(app, [*NEXT, "--out", "hire", "-f", "json"])
    assert json.loads(again.stdout) == told


def test_transition_begins_with_the_answer_and_fills_a_folder() -> None:
    found = CliRunner().invoke(app, [*CHANGE, "--out", "change", "--lang", "ja"])
    assert found.exit_code == 0, found.output
    assert "元が取れます" in found.stdout.splitlines()[0]
    assert {"months.csv", "summary.csv", "study.json", "transition.png", "transition.svg"} <= {
        path.name for path in Path("change").iterdir()
    }
    table = CliRunner().invoke(app, [*CHANGE, "--ledger", "change", "-f", "csv"]).stdout.splitlines()
    assert table[0].startswith("kpi,month,after,stay,change,difference,low,high,cumulated")
    assert table[1].startswith("profit,1,1,")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([*NEXT, "--changes", "hats"], "there are no changes of the kind"),
        ([*NEXT, "--kpi", "gold"], "there is no KPI"),
        ([*NEXT, "--training", "8 h"], "--training must be a table in braces"),
        ([*CHANGE, "--at", "noon"], "must be a time from day 0"),
        ([*CHANGE, "--to", "nobody.toml"], "nobody.toml"),
        ([*CHANGE, "--kpi", "gold"], "a change cannot be judged by"),
        ([*CHANGE, "--people", "[1]"], "--people must be a table in braces"),
    ],
)
def test_mistakes_are_told(words: list[str], said: str) -> None:
    found = CliRunner().invoke(app, words)
    assert isinstance(found.exception, OrgsimError)
    assert said in str(found.exception)
