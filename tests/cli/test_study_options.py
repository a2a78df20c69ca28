"""Options that studies share: every study's command has all of them, and hands on what is typed."""

import inspect
from dataclasses import fields
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from orgsim.cli import app, options, spoken
from orgsim.cli.study_options import StudyOptions, spread

STUDIES = ("compare", "run", "next_hire", "staff", "transition", "sweep", "diagnose")


@pytest.mark.parametrize("name", STUDIES)
def test_every_study_has_them(name: str) -> None:
    (command,) = [
        one.callback for one in app.registered_commands if one.callback and one.callback.__name__ == name
    ]
    assert {one.name for one in fields(StudyOptions)} <= inspect.signature(command).parameters.keys()


def test_they_arrive_as_one() -> None:
    seen = list[object]()

    @spread
    def command(name: str, seed: options.Seed = 1, *, study: StudyOptions) -> None:
        seen.extend((name, seed, study, study.kept_in))

    typed = typer.Typer()
    typed.command()(command)
    words = ["firm", "--workers", "2", "-o", "here", "--ledger", "there", "-f", "json", "--lang", "ja", "-q"]
    assert CliRunner().invoke(typed, words).exit_code == 0
    given = StudyOptions(2, None, Path("here"), Path("there"), "json", "ja", True, False)
    assert seen == ["firm", 1, given, Path("there")]
    spoken.begin()  # as every command of orgsim does
    assert CliRunner().invoke(typed, ["firm", "--seed", "7"]).exit_code == 0
    assert seen[4:] == ["firm", 7, StudyOptions(), None]
    assert CliRunner().invoke(typed, ["firm", "--study", "x"]).exit_code == 2
