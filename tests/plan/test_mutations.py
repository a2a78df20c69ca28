"""Mutated files and extreme values: whatever comes, an answer or words, soon and in little memory.

`make test` looks at a sample; `make test-all` at all of them, each lot in a process of its own whose memory is looked at.
"""

import os
import random
import subprocess
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import tomli_w
from mutations import (
    LOAD_SECONDS,
    MEMORY,
    WRONG,
    TooLong,
    load_all,
    places,
    run_all,
    runnable,
    through_the_door,
    value,
    within,
)
from places import ROOT
from searching import examples

from orgsim.errors import OrgsimError
from orgsim.plan.load import load, parse
from orgsim.plan.scenario import Scenario

SAMPLE_OF_FILES, SAMPLE_OF_RUNS = 100, 15
FILES, RUNS = 100_000, 5_000


def test_a_sample_of_mutated_files_is_right_or_told() -> None:
    tally = load_all(SAMPLE_OF_FILES, first=10**6)
    assert tally.fallen == {}
    assert min(tally.ends.values()) > SAMPLE_OF_FILES / 20


def test_a_sample_of_runs_with_extreme_values_ends() -> None:
    tally = run_all(SAMPLE_OF_RUNS, first=10**6)
    assert tally.fallen == {}
    assert tally.ends["run"] > SAMPLE_OF_RUNS / 2


def in_a_process(what: str, count: int, first: int) -> str:
    """What a process of its own says that looked at so many mutants and found something wrong; empty where nothing was."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))}
    command = [sys.executable, str(ROOT / "tests" / "mutations.py"), what, str(count), str(first)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    return done.stdout + done.stderr if done.returncode else ""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_a_hundred_thousand_mutated_files_are_right_or_told(part: int) -> None:
    assert in_a_process("load", FILES // 4, part * FILES // 4) == ""


@pytest.mark.slow
@pytest.mark.parametrize("part", range(2))
def test_five_thousand_runs_with_extreme_values_end(part: int) -> None:
    assert in_a_process("run", RUNS // 2, part * 10**6) == ""


def test_what_never_ends_would_be_seen() -> None:
    def spin() -> None:
        with within(0.05):
            while True:
                pass

    with pytest.raises(TooLong, match=r"more than 0\.05 s"):
        spin()


def test_a_mutant_that_falls_would_be_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def falls(*_: object) -> None:
        raise TypeError("unhashable type: 'dict'")

    monkeypatch.setattr("orgsim.plan.load.check", falls)
    with pytest.raises(TypeError):
        through_the_door(0, tmp_path)
    assert load_all(3).ends == {"fell: TypeError": 3}


def everything() -> dict[str, Any]:
    """A right scenario in which most tables that there are say something."""
    return tomllib.loads(load("two-divisions", "continuous-strategy").to_toml())


def test_a_value_of_any_type_in_any_place_is_right_or_told() -> None:
    """Each place of a scenario, in `make test` each of a part of them, holds, by itself, a value of any type."""
    dice, said, told = random.Random(4), 0, everything()
    every = list(places(told))
    every = dice.sample(every, examples(len(every)))
    for at in every:
        around = value(told, at[:-1])
        kept, around[at[-1]] = around[at[-1]], dice.choice(WRONG)
        text = tomli_w.dumps(told)
        around[at[-1]] = kept
        with within(LOAD_SECONDS):
            try:
                parse(text)
            except OrgsimError:
                said += 1
    assert said > len(every) / 2


@cache
def plain() -> Scenario:
    """The plan of which one value after another is changed."""
    return parse(tomli_w.dumps(runnable()[0]))


@pytest.mark.parametrize(
    "policy", ["development", "assurance", "analytics", "strategy", "goal", "confirmation", "records"]
)
@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_any_value_of_any_type_in_a_policy_is_right_or_told(policy: str, wrong: Any) -> None:
    plan = plain()
    for path in (
        f"policies.{policy}",
        f"policies.{policy}.team",
        f"policies.{policy}.share",
        f"policies.{policy}.activities",
    ):
        with within(LOAD_SECONDS):
            try:
                said = plan.replace({path: wrong}).name
            except OrgsimError as error:
                said = str(error)
        assert said


def test_a_team_that_is_a_table_is_told_with_its_line() -> None:
    text = tomli_w.dumps(everything()).replace(
        '[policies.development]\nteam = "development"', "[policies.development]\nteam = {}"
    )
    line = text.split("\n").index("team = {}") + 1
    with pytest.raises(OrgsimError) as error:
        parse(text)
    assert f"line {line}" in str(error.value)
    assert "policies.development.team is a table; it must be a text in quotes" in str(error.value)


def test_the_limit_of_memory_is_what_the_page_says() -> None:
    page = (ROOT / "docs" / "reference" / "promises.md").read_text(encoding="utf-8")
    assert f"{FILES:,} mutated files" in page
    assert f"{RUNS:,} runs" in page
    assert f"{MEMORY // 10**6} MB" in page
