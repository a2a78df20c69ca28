"""`orgsim replay`, and `orgsim compare --replay`: as they are typed."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from replays import read_back
from shells import fill

from orgsim.cli import main
from orgsim.plan.load import load
from orgsim.study.run import simulate

Type = Callable[..., tuple[int, str, str]]
SHORT = ("--horizon", "2 months")


@pytest.fixture
def orgsim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Type:
    """A folder with a market, two organizations and a scenario; types orgsim there: exit code, output, messages."""
    monkeypatch.chdir(fill(tmp_path))

    def typed(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["orgsim", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return int(left.value.code or 0), said.out, said.err

    return typed


def test_a_market_and_organizations_are_replayed_side_by_side(orgsim: Type, tmp_path: Path) -> None:
    words = (
        "market.toml",
        "alone.toml",
        "split.toml",
        *SHORT,
        "--seed",
        "5",
        "--replication",
        "2",
        "--lang",
        "ja",
    )
    assert orgsim("replay", *words, "-o", "page.html") == (0, "", "リプレイ：page.html\n")
    said = read_back((tmp_path / "page.html").read_text(encoding="utf-8"))
    assert [one["name"] for one in said["organizations"]] == ["alone", "split"]
    assert (said["seed"], said["replication"], said["language"]) == (5, 2, "ja")
    log = simulate(load("market.toml", "split.toml", {"scenario.horizon": "2 months"}), 5, 2).events
    assert len(said["organizations"][1]["columns"]["job.case"]) == (log.rows["kind"] == 1).sum()


def test_one_scenario_alone_is_replayed_too(orgsim: Type, tmp_path: Path) -> None:
    assert orgsim("replay", "whole.toml", "--set", "scenario.horizon=1 month") == (
        0,
        "",
        "Replay: replay.html\n",
    )
    said = read_back((tmp_path / "replay.html").read_text(encoding="utf-8"))
    assert len(said["organizations"]) == 1
    assert said["months"] == [43_830]
    # What is there is replaced.
    assert orgsim("replay", "whole.toml", *SHORT)[0] == 0
    assert read_back((tmp_path / "replay.html").read_text(encoding="utf-8"))["months"] == [43_830, 87_660]


def test_what_cannot_be_replayed_is_said_before_anything_is_run(orgsim: Type, tmp_path: Path) -> None:
    code, _, said = orgsim("replay", "whole.toml", "-o", "page.pdf")
    assert (code, said) == (2, "page.pdf: a replay is one page; name a file that ends in .html\n")
    code, _, said = orgsim("replay", "alone.toml")
    assert code == 2
    assert "alone.toml is an organization; name the market first" in said
    code, _, said = orgsim("replay", "whole.toml", "-o", "nowhere/page.html")
    assert code == 2
    assert "nowhere/page.html cannot be written" in said
    assert not list(tmp_path.glob("**/*.html"))


@pytest.mark.usefixtures("undrawn")
def test_a_report_leads_to_the_replay_of_its_first_runs(orgsim: Type, tmp_path: Path) -> None:
    words = (
        "market.toml",
        "alone.toml",
        "split.toml",
        *SHORT,
        "-n",
        "2",
        "--workers",
        "1",
        "--parts",
        "none",
        "-q",
    )
    assert orgsim("compare", *words, "--equal", "payroll", "--out", "report", "--replay")[0] == 0
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert '<a href="replay.html">Replay: one run to look at, lead by lead</a>' in page
    said = read_back((tmp_path / "report" / "replay.html").read_text(encoding="utf-8"))
    assert [one["name"] for one in said["organizations"]] == ["alone", "split"]
    assert (said["seed"], said["replication"]) == (1, 0)
    assert orgsim("compare", *words, "--out", "plain")[0] == 0
    assert "replay.html" not in (tmp_path / "plain" / "index.html").read_text(encoding="utf-8")
    assert not (tmp_path / "plain" / "replay.html").exists()
