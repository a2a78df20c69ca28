"""`orgsim sweep` as it is typed: what is printed, what is written, what is refused."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from orgsim.cli import app
from orgsim.errors import OrgsimError

SCENARIO = """
[scenario]
title = { en = "Desk", ja = "窓口" }
horizon = "30 days"
mechanisms = []

[sources.web]
leads = "3 / day"

[journey.serve]
work = { mean = "1 h" }
outcomes = [ { to = "customer", rate = 0.5 }, { to = "lost", rate = 0.5 } ]

[offering]
kind = "perpetual"
price = 30_000

[teams.desk]
headcount = 3
calendar = "continuous"
cost = "600_000 / month"
does = ["serve"]
"""


@pytest.fixture
def desk(tmp_path: Path) -> str:
    path = tmp_path / "desk.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    return str(path)


def typed(*words: str) -> str:
    done = CliRunner().invoke(app, ["sweep", *words, "--workers", "1", "--quiet"], catch_exceptions=False)
    assert done.exit_code == 0
    return done.stdout


def test_a_sweep_prints_its_answer_and_fills_its_folder(
    desk: str, tmp_path: Path, leave_out_pictures: Callable[[], None]
) -> None:
    out = tmp_path / "out"
    words = (
        desk,
        "--vary",
        "teams.desk.headcount=2..3",
        "--vary",
        "offering.price=[20_000, 40_000]",
        "--kpi",
        "profit",
    )
    said = typed(*words, "-n", "2", "--out", str(out))
    assert said.startswith("Profit: teams.desk.headcount = 2 is best, with ")
    assert "2 replications of each point: intervals are rough." in said
    assert {path.name for path in out.iterdir()} == {
        "figures.json", "index.html", "ledger.sqlite", "points.csv", "settings.csv", "tornado.csv", "sweep.json", "sweep.svg",
        "sweep.png",
    }  # fmt: skip
    document = json.loads((out / "sweep.json").read_text(encoding="utf-8"))
    assert document["levers"] == ["teams.desk.headcount"]
    assert document["uncertainties"] == ["offering.price"]
    leave_out_pictures()
    # What was run is there: the same in Japanese and as JSON, without a run.
    assert "最も良く" in typed(*words, "-n", "2", "--out", str(out), "--lang", "ja")
    assert json.loads(typed(*words, "-n", "2", "--out", str(out), "--format", "json")) == document
    assert typed(*words, "-n", "2", "--out", str(out), "--format", "csv").startswith(
        "scenario,teams.desk.headcount,offering.price,"
    )


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "a sweep varies something"),
        (["--vary", "teams.desk.headcount=3"], "varies nothing; write a range such as teams.desk.headcount=2..6"),
        (["--vary", "teams.desk.headcount=2..4", "--vary", "teams.desk.headcount=2..5"], "teams.desk.headcount is varied twice"),
        (["--vary", "teams.dsk.headcount=2..4"], "did you mean desk?"),
        (["--vary", "teams.desk.headcount=2..4", "--design", "sobol", "--points", "5"], "take 16"),
        (["--vary", "offering.price=1..9", "--map", "offering.price", "teams.desk.cost"], "teams.desk.cost is no axis"),
        (["--vary", "a.b=1..9", "--vary", "c.d=1..9", "--map", "a.b", "c.d"], "a map is of one KPI: name it"),
        (["--vary", "a.b=1..9", "--map", "a.b", "a.b", "--points", "8"], "a map chooses its points itself"),
        (
            ["--vary", "a.b=1..9", "--vary", "c.d=1..9", "--vary", "e.f=1..9", "--map", "a.b", "c.d"],
            "e.f is varied, but no axis of the map",
        ),
        (["--vary", "a.b=1..9", "--vary", "c.d=1..9", "--map", "a.b", "c.d", "--kpi", "won"], "a map needs two scenarios"),
    ],
)  # fmt: skip
def test_what_cannot_be_swept_is_refused(desk: str, words: list[str], message: str) -> None:
    with pytest.raises(OrgsimError) as error:
        typed(desk, *words)
    assert message in str(error.value)
