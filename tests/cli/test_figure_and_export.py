"""`orgsim figure`, `orgsim export`, and what `orgsim run` says of precision and warm-up: as they are typed."""

import json
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook
from shells import fill

from orgsim.cli import main
from orgsim.report.drawing import style

pytestmark = pytest.mark.usefixtures("undrawn")  # the pages; what `orgsim figure` draws is drawn


class Typist:
    """Types orgsim in a folder."""

    def __init__(self, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self._patch, self._captured = patch, captured

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self._patch.setattr(sys, "argv", ["orgsim", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = self._captured.readouterr()
        return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def orgsim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typist:
    """A folder with a market, two organizations and a scenario."""
    monkeypatch.chdir(fill(tmp_path))
    return Typist(monkeypatch, capsys)


def test_a_comparison_leaves_its_figures_and_tables_behind(orgsim: Typist, tmp_path: Path) -> None:
    words = ("-n", "3", "--workers", "1", "--parts", "none", "--quiet", "--out", "report")
    assert orgsim("compare", "market.toml", "alone.toml", "split.toml", *words)[0] == 0
    assert orgsim("figure", "report") == (
        0,
        "differences\nfunnel\nload\nflow\nteams\nbridge\ncash\nvalue\narr\n",
        "",
    )
    assert orgsim("figure", "report", "--out", "one.svg") == (0, "", "Figure: one.svg\n")
    assert orgsim("figure", "report", "load", "-o", "load.pdf")[0] == 0
    assert (tmp_path / "one.svg").read_text().startswith("<svg")
    assert (tmp_path / "load.pdf").read_bytes().startswith(b"%PDF")
    code, _, said = orgsim("figure", "report", "pie", "--out", "one.png")
    assert (code, said) == (
        2,
        "report has no figure 'pie'; it has differences, funnel, load, flow, teams, bridge, cash, value, arr\n",
    )
    assert orgsim("export", "report", "--xlsx", "book.xlsx") == (0, "", "Workbook: book.xlsx\n")
    names = load_workbook(tmp_path / "book.xlsx").sheetnames
    assert names == ["about", "activities", "differences", "kpis", "replications", "steps", "teams"]
    # Each organization has its titles in both languages, whatever language the study was run in.
    kept = json.loads((tmp_path / "report" / "figures.json").read_text())["figures"]
    assert {name: sorted(each) for name, each in kept.items()} == {name: ["en", "ja"] for name in kept}


def test_a_figure_in_japanese_without_a_font_is_in_english_and_says_so(
    orgsim: Typist, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(style, "_japanese_font", lambda: None)
    assert orgsim("run", "whole.toml", "-n", "2", "--workers", "1", "-q", "--out", "alone")[0] == 0
    code, _, said = orgsim("figure", "alone", "--out", "ja.svg", "--lang", "ja")
    assert code == 0
    assert said.startswith("日本語フォントがないため、図の文字は英語です。")
    assert said.endswith("ja.svg\n")
    assert orgsim("figure", "alone", "--out", "en.svg")[0] == 0
    assert (tmp_path / "ja.svg").read_bytes() == (tmp_path / "en.svg").read_bytes()


def test_a_precision_says_beforehand_and_afterwards_what_it_takes(orgsim: Typist) -> None:
    words = ("run", "whole.toml", "--kpi", "won,leads", "--workers", "1", "--ledger", "runs.sqlite")
    code, said, told = orgsim(*words, "--precision", "20 %", "--out", "precise")
    assert code == 0
    assert told.count("Precision of 20%: As these 10 scatter, that takes about ") <= 1
    assert orgsim("figure", "precise")[1].splitlines()[-1] == "precision"
    code, said, _ = orgsim(*words, "--precision", "0.1 %", "-n", "10", "--quiet")
    flat = " ".join(said.split())
    assert (
        "The precision asked for, 0.1% of Customers won, Leads, was not reached with 10 replications" in flat
    )
    assert "As these 10 scatter, that takes about " in flat
    answer = json.loads(orgsim(*words, "--precision", "0.1 %", "-n", "10", "-q", "-f", "json")[1])[
        "precision"
    ]
    assert (
        answer["replications_needed"]["low"]
        < answer["replications_needed"]["runs"]
        < answer["replications_needed"]["high"]
    )
    assert {one["kpi"] for one in answer["widths"]} == {"won", "leads"}


def test_advice_on_a_warm_up_is_printed_and_stands_in_json(orgsim: Typist) -> None:
    words = ("run", "whole.toml", "-n", "2", "--workers", "1", "-q", "--warm-up-advice")
    code, said, _ = orgsim(*words)
    assert code == 0
    assert "Advice on a warm-up needs 20 whole months or more; there are 1." in said
    answer = json.loads(orgsim(*words, "--format", "json")[1])
    assert answer["warm_up"]["whole"]["sentence"].startswith("Advice on a warm-up needs 20 whole months")
    assert "warm_up" not in json.loads(orgsim(*words[:-1], "--format", "json")[1])
