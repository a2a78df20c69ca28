"""Texts in files that try to steer the terminal or the page: whatever the command, nothing of them is left to act."""

import re
import sys
from pathlib import Path

import pytest

from orgsim.cli import main

ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What no output may hold: control signs but for tabs and ends of line, and what turns the direction of writing."""
HOSTILE = "x\x1b]0;owned\x07\x1b[2J\x00\x9b31m\u202e\u2066\x1b]8;;http://owned\x1b\\\\y"
ESCAPED = "".join(
    sign if sign in "xy[];:/w\\" or sign.isalnum() else f"\\u{ord(sign):04x}" for sign in HOSTILE
)
SCENARIO = """
[scenario]
title = "TEXT"
horizon = "60 days"
[market]
title = { en = "TEXT", ja = "TEXT" }
currency = "TEXT"
about = "TEXT"
[segments.small]
title = "TEXT"
share = 1.0
[sources.web]
title = "TEXT"
leads = "2 / day"
[journey.qualify]
title = "TEXT"
work = { mean = "1 h" }
outcomes = [{ to = "close", rate = 0.5 }, { to = "lost", rate = 0.5 }]
[journey.close]
title = "TEXT"
work = { mean = "2 h" }
outcomes = [{ to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 }]
[offering]
price = "10_000 / month"
[shocks.crisis]
title = "TEXT"
at = "90 days"
leads = 0.5
[organization]
title = { en = "TEXT", ja = "TEXT" }
about = "TEXT"
[teams.sales]
title = "TEXT"
headcount = 2
cost = "6_000_000 / year"
does = ["qualify", "close"]
"""

EXPERIMENT = """
[experiment]
base = "one.toml"
[what_if."more TEXT"]
teams.sales.headcount = 3
[what_if."=TEXT"]
remove = ["shocks.crisis"]
scenario.title = { en = "<b>TEXT", ja = "TEXT" }
"""


def ended(
    words: tuple[str, ...], captured: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch
) -> tuple[int, str]:
    """The exit code of a command, and all that it printed."""
    patch.setattr(sys, "argv", ["orgsim", *words])
    with pytest.raises(SystemExit) as left:
        main()
    said = captured.readouterr()
    return int(left.value.code or 0), said.out + said.err


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with hostile scenarios, one of them by its name too."""
    assert ACTS.search(HOSTILE)
    text = SCENARIO.replace("TEXT", ESCAPED)
    for name in ("one", "th\x1b[31mree"):
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "what.toml").write_text(EXPERIMENT.replace("TEXT", ESCAPED), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


SMALL = ("--replications", "3", "--workers", "1")
FEW = 'scenario.mechanisms=["cooling"]'
COMMANDS = [
    ("run", "one.toml", *SMALL, "--out", "report"),
    ("run", "one.toml", *SMALL, "--lang", "ja", "--out", "report"),
    ("run", "one.toml", *SMALL, "--format", "json", "--log", "log.csv"),
    ("run", "one.toml", *SMALL, "--format", "csv", "--log", "log.xes"),
    ("compare", "one.toml", "th\x1b[31mree.toml", *SMALL, "--why", "--set", FEW, "--parts", "none"),
    ("compare", "one.toml", "th\x1b[31mree.toml", *SMALL, "--format", "csv"),
    ("explain", "one.toml"),
    ("explain", "one.toml", "--format", "json", "--lang", "ja"),
    ("explain", "th\x1b[31mree.toml", "--moments"),
    ("draw", "one.toml"),
    ("draw", "one.toml", "--as", "teams", "--out", "teams.svg"),
    ("draw", "one.toml", "--as", "states", "--lang", "ja"),
    ("check", "one.toml", "th\x1b[31mree.toml"),
    ("compare", "what.toml", *SMALL, "--pairs", "all"),
    ("compare", "what.toml", *SMALL, "--format", "csv", "--lang", "ja"),
    ("check", "what.toml"),
    (
        "diff",
        "what.toml",
        "=x\ufffd]0;owned\ufffd\ufffd[2J\ufffd\ufffd31m\ufffd\ufffd\ufffd]8;;http://owned\ufffd\\y",
    ),
    ("diff", "th\x1b[31mree.toml", "pair", "--format", "json"),
    ("diff", "pair", "one.toml", "--lang", "ja"),
]


@pytest.mark.parametrize(
    "words", COMMANDS, ids=lambda words: " ".join(words[:1] + words[-1:]).replace("\x1b", "")
)
def test_no_output_and_no_file_holds_a_sign_that_acts(
    folder: Path,
    words: tuple[str, ...],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    if words[0] == "compare" and "csv" in words:  # its report has the pictures that the other ones have
        request.getfixturevalue("undrawn")
    code, said = ended(words, capsys, monkeypatch)
    assert code == 0
    assert ACTS.findall(said) == []
    assert "]0;owned" in said or words[0] in ("check", "explain") or "--out" in words or "csv" in words
    for path in folder.rglob("*"):
        if path.suffix in (".html", ".json", ".csv", ".svg", ".xes"):
            assert ACTS.findall(path.read_text(encoding="utf-8")) == [], path


RECORDED = """
[sources.web]
kind = "recorded"
file = "leads.csv"
time = "{time}"
"""
WRONG = {
    "a column that is not there": (HOSTILE.replace("\x00", "").replace(";", ""), "t", "1", "its columns are"),
    "a column that is meant": (f"\x1b[31mmoment{HOSTILE[:3]}", "\\u001b[31mmomant", "1", "did you mean"),
    "a value": ("t", "t", HOSTILE.replace("\x00", ""), "it must be a time stamp"),
    "many long columns": (
        ",".join("x" * 5000 + str(n) for n in range(30)),
        "t",
        ",".join("1" * 30),
        "and 10 more",
    ),
}


@pytest.mark.parametrize(("column", "time", "cell", "told"), WRONG.values(), ids=WRONG)
def test_no_error_holds_a_sign_that_acts(
    folder: Path,
    column: str,
    time: str,
    cell: str,
    told: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    text = re.sub(
        r"\[sources\.web\]\ntitle = .*\nleads = .*\n", lambda _: RECORDED.format(time=time), SCENARIO
    )
    (folder / "wrong.toml").write_text(text.replace("TEXT", "x"), encoding="utf-8")
    (folder / "leads.csv").write_text(f"{column}\n{cell}\n", encoding="utf-8")
    code, said = ended(("run", "wrong.toml", *SMALL), capsys, monkeypatch)
    assert code == 2
    assert told in said
    assert ACTS.findall(said) == []
    assert len(said) < 2000


KEYS = [
    '["te\\u001b[31mams"]\nx = 1',
    '[teams."sa\\u009bles"]\nheadcount = 1\ndoes = []',
    'extends = "\\u001b[2J.toml"',
]
WHAT_IFS = [
    '"te\\u001b[31mams.x" = 1',
    'remove = ["teams.\\u001b[31msales"]',
    'extends = "\\u202e"',
    'journey."cl\\u009bose".outcomes = []',
    'sources.web.file = "\\u001b[2J.csv"\nsources.web.kind = "recorded"',
]


@pytest.mark.parametrize("more", WHAT_IFS)
def test_no_error_about_a_what_if_holds_a_sign_that_acts(
    folder: Path, more: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = EXPERIMENT.replace("TEXT", ESCAPED) + f'[what_if."th\\u001b[31mree"]\n{more}\n'
    (folder / "wrong.toml").write_text(text, encoding="utf-8")
    for words in (("compare", "wrong.toml", *SMALL), ("check", "wrong.toml"), ("run", "wrong.toml")):
        code, said = ended(words, capsys, monkeypatch)
        assert code == 2
        assert ACTS.findall(said) == []
        assert len(said) < 3000


@pytest.mark.parametrize("more", KEYS)
def test_no_error_about_a_key_holds_a_sign_that_acts(
    folder: Path, more: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "wrong.toml").write_text(
        f"{more}\n{SCENARIO.replace('TEXT', 'x')}"
        if more.startswith("ext")
        else f"{SCENARIO.replace('TEXT', 'x')}\n{more}\n",
        encoding="utf-8",
    )
    for words in (("run", "wrong.toml", *SMALL), ("check", "wrong.toml"), ("run", "\x1b[2Jabsent.toml")):
        code, said = ended(words, capsys, monkeypatch)
        assert code == 2
        assert ACTS.findall(said) == []
