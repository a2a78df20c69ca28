"""Installed packages with mechanisms: found by every command, left out with a warning when broken, refused only where named."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from outsiders import EXAMPLE, SCENARIO, TIRING, module, package, taken_out_after

import orgsim
from orgsim.cli import main
from orgsim.errors import OrgsimWarning
from orgsim.mechanisms import MECHANISMS, outside
from orgsim.mechanisms.outside import ORIGINS
from orgsim.plan import registration
from orgsim.plan.load import parse

LATER = TIRING.replace('name="tiring"', 'name="a_later_one"').replace("Tiring", "Later")


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of installed packages that are not yet looked through."""
    monkeypatch.syspath_prepend(tmp_path)
    with taken_out_after():
        registration._found.clear()
        yield tmp_path
    for name in ("tiring", "later", "unsound"):
        sys.modules.pop(name, None)


COMMANDS = """
import json, sys
from orgsim.cli import main
from orgsim.mechanisms import outside
from orgsim.plan import registration
from orgsim.report.study import folder

folder.save = lambda _reading, place: place / "index.html"  # to write a report takes longer than a small study

for words in json.loads(sys.argv[1]):
    sys.argv = ["orgsim", *words]
    try:
        main()
    except SystemExit as left:
        if left.code:
            raise
    for name in list(outside.ORIGINS):
        outside.remove(name)
    registration.renew()
    registration._found.clear()  # the next one looks for packages itself
"""


def command(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """What `orgsim` answers to some words where the packages of a folder are installed."""
    return program(folder, "from orgsim.cli import main; main()", *map(str, words))


def commands(folder: Path, *several: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    """What one process answers to several commands, each of which begins without any package."""
    return program(folder, COMMANDS, json.dumps(several))


def program(folder: Path, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    """What a program answers where the packages of a folder are installed."""
    path = os.pathsep.join([str(folder), str(Path(orgsim.__file__).parents[1])])
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "120"},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_every_command_knows_the_mechanism_of_an_installed_package(
    installed: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each begins without any package, and the workers of a run are processes of their own."""
    package(module(installed, "tiring"), "orgsim-tiring", {"tiring": "tiring:MECHANISM"})
    (installed / "tired.toml").write_text(SCENARIO)
    monkeypatch.chdir(installed)
    monkeypatch.setenv("COLUMNS", "120")

    def answer(*words: str) -> str:
        for name in list(ORIGINS):
            outside.remove(name)
        registration.renew()
        registration._found.clear()
        monkeypatch.setattr(sys, "argv", ["orgsim", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        assert (left.value.code or 0, said.err) == (0, "")
        return said.out

    assert answer("check", "tired.toml") == "tired.toml is right\n"
    explained = answer("explain", "tired.toml", "--all")
    assert "Tiring [effects.tiring]: A lead that is asked again and again" in explained
    assert '"tiring"' in answer("schema")
    assert "tiring" in answer("explain", "tired.toml", "--moments")
    answer("run", "tired.toml", "--replications", "4", "--workers", "2", "--log", "log.csv", "-q")
    assert (installed / "log.csv").read_text().splitlines()[0].endswith("effect_tiring")


def test_without_the_package_nothing_goes_on_from_its_results(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    site = package(module(tmp_path / "site", "tiring"), "orgsim-tiring", {"tiring": "tiring:MECHANISM"})
    (site / "tired.toml").write_text(SCENARIO)
    few = ("--replications", "2", "--workers", "1", "-q")
    words = ("run", str(site / "tired.toml"), *few, "--out", str(site / "report"))
    assert commands(site, words, words).returncode == 0
    bare = tmp_path / "bare"
    bare.mkdir()
    monkeypatch.chdir(bare)

    def without_it(*more: str) -> tuple[object, str]:
        monkeypatch.setattr(sys, "argv", ["orgsim", *words, *more])
        with pytest.raises(SystemExit) as left:
            main()
        return left.value.code, capsys.readouterr().err

    code, said = without_it()
    assert code == 2
    assert 'scenario.mechanisms.0 is "tiring"' in said
    assert without_it("--set", "scenario.mechanisms=[]", "--set", "effects={}") == (
        2,
        f"{site / 'report' / 'ledger.sqlite'} holds results of the mechanism tiring from orgsim-tiring 1.0, which is not here: "
        "install it again (pip install orgsim-tiring), or name another file\n",
    )


def test_the_example_is_a_package_whose_scenario_is_right(tmp_path: Path) -> None:
    """What its pyproject.toml states, as an installer would write it down."""
    import tomllib

    project = tomllib.loads((EXAMPLE / "pyproject.toml").read_text())["project"]
    entries = project["entry-points"]["orgsim.mechanisms"]
    site = package(tmp_path / "site", project["name"], entries, project["version"])
    module(site, "orgsim_discounts", (EXAMPLE / "orgsim_discounts.py").read_text())
    (site / "scenario.toml").write_text((EXAMPLE / "scenario.toml").read_text())
    said = commands(site, ("check", "scenario.toml"), ("explain", "scenario.toml", "--all")).stdout
    assert said.startswith("scenario.toml is right\n")
    assert "Discount approval [effects.approval]" in said


def test_they_join_sorted_by_name_and_before_what_a_script_registers(installed: Path) -> None:
    package(module(installed, "tiring"), "orgsim-tiring", {"tiring": "tiring:MECHANISM"})
    package(module(installed, "later", LATER), "orgsim-later", {"a_later_one": "later:MECHANISM"}, "2.1")
    script = MECHANISMS["ageing"]
    orgsim.register(script)  # the house's own changes nothing, but packages have been looked for
    assert list(MECHANISMS)[-2:] == ["a_later_one", "tiring"]
    assert str(ORIGINS["a_later_one"]) == "orgsim-later 2.1"
    assert parse(SCENARIO).effects.tiring.per_visit == 0.3


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("import nothing_of_the_kind", "ModuleNotFoundError: No module named 'nothing_of_the_kind'"),
        ("def f(:", "SyntaxError: invalid syntax (unsound.py, line 1)"),
        ("X = 1", "AttributeError: module 'unsound' has no attribute 'MECHANISM'"),
        ("MECHANISM = 'tiring'", '"tiring" is no mechanism: a Mechanism is wanted'),
        (LATER, 'the entry point gives a mechanism called "a_later_one"'),
        (
            TIRING.replace('"leads"', '"luck"'),
            'the mechanism tiring cannot be registered: its group is "luck"; it must be one of "handoffs", "people", '
            '"incentives", "leads", "customers" or "loops"',
        ),
    ],
)
def test_a_broken_package_is_left_out_with_a_warning_and_a_problem_where_it_is_named(
    installed: Path, text: str, why: str
) -> None:
    package(module(installed, "unsound", text), "orgsim-tiring", {"tiring": "unsound:MECHANISM"})
    said = (
        f"the mechanism tiring of orgsim-tiring 1.0 cannot be used ({why}); mend the package, or remove it: "
        "pip uninstall orgsim-tiring"
    )
    with pytest.warns(OrgsimWarning) as warned:
        orgsim.load("the-model")
    assert [str(one.message) for one in warned] == [said]
    orgsim.load("the-model")
    with pytest.raises(orgsim.ScenarioError) as error:
        parse(SCENARIO)
    assert [problem.message for problem in error.value.problems] == [
        f"scenario.mechanisms.0: {said}",
        f"effects.tiring: {said}",
    ]


def test_a_broken_package_keeps_no_command_from_working(tmp_path: Path) -> None:
    site = package(
        module(tmp_path / "site", "unsound", "1 / 0"), "orgsim-tiring", {"tiring": "unsound:MECHANISM"}
    )
    (site / "sound.toml").write_text(
        SCENARIO.replace('"tiring"', '"cooling"').replace("[effects.tiring]\nper_visit = 0.3", "")
    )
    assert command(site, "--help").stderr == ""
    checked = command(site, "check", "sound.toml")
    assert checked.stdout == "sound.toml is right\n"
    assert checked.stderr == (
        "Warning: the mechanism tiring of orgsim-tiring 1.0 cannot be used (ZeroDivisionError: division by zero); mend the "
        "package, or remove it: pip uninstall orgsim-tiring\n"
    )


def test_of_two_packages_with_one_name_the_second_is_left_out(installed: Path) -> None:
    package(module(installed, "tiring"), "orgsim-tiring", {"tiring": "tiring:MECHANISM"})
    package(module(installed, "unsound"), "orgsim-copy", {"tiring": "unsound:MECHANISM"})
    with pytest.warns(OrgsimWarning, match="there is a mechanism tiring already, from orgsim-tiring 1.0"):
        registration.discover()
    assert str(ORIGINS["tiring"]) == "orgsim-tiring 1.0"
    assert parse(SCENARIO).effects.tiring.per_visit == 0.3


def test_a_worker_knows_what_it_is_told_of_and_looks_for_no_package_besides(installed: Path) -> None:
    package(module(installed, "tiring"), "orgsim-tiring", {"tiring": "tiring:MECHANISM"})
    registration.join([])
    registration.discover()
    assert "tiring" not in MECHANISMS
    registration._found.clear()
    registration.discover()
    origin = ORIGINS["tiring"]
    outside.remove("tiring")
    registration.join([origin])
    assert MECHANISMS["tiring"].name == "tiring"
    assert "tiring" in parse(SCENARIO).scenario.mechanisms
