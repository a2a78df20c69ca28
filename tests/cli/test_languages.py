"""The language of the command line: who decides it, and that help and errors are in it."""

from pathlib import Path

import pytest
import typer
from cli.test_cli import Answer, Shell
from typer.testing import CliRunner

from orgsim.cli import app, usage

JA = "ORGSIM_LANG"
HELP = "このヘルプを表示して終了します。"


@pytest.fixture
def orgsim(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """A folder with a small market and two organizations."""
    return Shell(tmp_path, monkeypatch, capsys)


@pytest.fixture
def japanese(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(JA, "ja")
    monkeypatch.setenv("COLUMNS", "100")


@pytest.mark.usefixtures("japanese")
def test_the_environment_decides(orgsim: Shell) -> None:
    assert orgsim("check", "market.toml").out.startswith("market.toml：問題ありません")
    assert orgsim("check", "zzz.toml").err.splitlines()[0] == "zzz.tomlに問題が1件あります"


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize(
    "words", [("check", "zzz.toml", "--lang", "en"), ("--lang", "en", "check", "zzz.toml")]
)
def test_what_is_typed_comes_before_the_environment(orgsim: Shell, words: tuple[str, ...]) -> None:
    assert orgsim(*words).err == "zzz.toml has 1 problem\n  there is no such file\n"


def test_a_language_before_the_command_holds_for_it(orgsim: Shell) -> None:
    assert orgsim("--lang", "ja", "check", "zzz.toml").err.endswith("  そのファイルはありません\n")
    assert orgsim("--lang", "ja", "new", "own").out.startswith("own/を作りました")
    assert orgsim("check", "zzz.toml").err.endswith("there is no such file\n"), "it is not kept"


def test_a_language_that_is_not_spoken_is_an_error_in_words(
    orgsim: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(JA, "fr")
    assert orgsim("gallery") == Answer(2, "", 'ORGSIM_LANG is "fr"; it must be "en" or "ja"\n')
    monkeypatch.setenv(JA, "")
    said = orgsim("gallery", "--lang", "fr")
    assert said.code == 2
    assert said.err.endswith(
        "Error: Invalid value for '--lang': Value error, 'fr' is not one of 'en', 'ja'.\n"
    )


COMMANDS = sorted(typer.main.get_command(app).commands)  # type: ignore[attr-defined]


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_every_command_is_in_japanese(orgsim: Shell, command: str) -> None:
    said = orgsim(command, "--help")
    assert said.code == 0
    assert said.out.startswith(f"使い方：orgsim {command} [OPTIONS]")
    assert HELP in said.out


@pytest.mark.usefixtures("japanese")
def test_help_lists_the_commands_and_what_they_do(orgsim: Shell) -> None:
    said = orgsim("--help").out
    assert all(f"\n  {command} " in said for command in COMMANDS)
    assert "同じ市場・同じリード・同じ運のもとで、組織を比べます。" in said
    assert "\n引数" not in said


USAGE = {
    ("run",): "引数'SCENARIO'がありません",
    ("runn",): "コマンド'runn'はありません。'run'ではありませんか",
    ("run", "a", "--foo"): "オプション--fooはありません（候補：--force, --format, --out）",
    ("run", "a", "-n", "x"): "'--replications' / '-n'の値が正しくありません：整数を指定してください",
    ("run", "a", "-n", "1"): "'--replications' / '-n'の値が正しくありません：2以上の数を指定してください",
    ("run", "a", "b"): "余分な引数があります（b）",
    ("run", "a", "--seed"): "オプション'--seed'には値が必要です",
    (
        "run",
        "a",
        "--precision",
        "x",
    ): "'--precision'の値が正しくありません：\"2 %\"や0.02のような割合を指定してください",
}


@pytest.mark.usefixtures("japanese")
@pytest.mark.parametrize("words", USAGE, ids=" ".join)
def test_usage_errors_are_in_japanese(orgsim: Shell, words: tuple[str, ...]) -> None:
    said = orgsim(*words)
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[-1] == f"エラー：{USAGE[words]}"


IN_PLAIN_WORDS = {
    "Input should be a valid integer, unable to parse string as an integer": "it must be a whole number",
    "Input should be greater than or equal to 2": "it must be 2 or more",
}


@pytest.mark.parametrize("words", USAGE, ids=" ".join)
def test_english_ones_are_as_typer_prints_them(orgsim: Shell, words: tuple[str, ...]) -> None:
    """But for values, of which it speaks as a library does that reads them."""
    printed = CliRunner().invoke(app, list(words), prog_name="orgsim").stderr
    for its, ours in IN_PLAIN_WORDS.items():
        printed = printed.replace(its, ours)
    assert "Input should" not in printed
    assert orgsim(*words).err == printed


def test_what_typer_says_in_another_form_is_left_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orgsim.cli.spoken._NOW", type("Now", (), {"get": staticmethod(lambda: "ja")}))
    assert usage.translated("Something new.") == "Something new."
