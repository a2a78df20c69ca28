"""`orgsim diagnose` as it is typed: the cause that was put in, its folder, going on, and what is said of mistakes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from diagnosed_worlds import FIRM, firm
from typer.testing import CliRunner

import orgsim
from orgsim.cli import app
from orgsim.errors import OrgsimError
from orgsim.events.export import write
from orgsim.study.diagnosis.training import measure_months

ASKED = [
    "diagnose",
    "firm.toml",
    "log.csv",
    "--since",
    "7",
    "--causes",
    "demand,churn",
    "-n",
    "10",
    "--workers",
    "1",
    "-q",
]


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A log of the firm in which fewer enquiries come in from month 7 on."""
    path = tmp_path_factory.mktemp("observed") / "log.csv"
    changed = firm().replace({"shocks.quiet": {"at": "6 months", "leads": 0.6}})
    write(orgsim.simulate(changed, 9, 3).events, str(path))
    return path.read_bytes()


@pytest.fixture(autouse=True)
def _desk(log: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with the firm and that log."""
    monkeypatch.chdir(tmp_path)
    Path("firm.toml").write_text(FIRM, encoding="utf-8")
    Path("log.csv").write_bytes(log)


@pytest.mark.usefixtures("undrawn")
def test_the_cause_that_was_put_in_is_named_and_the_same_command_goes_on(
    leave_out_pictures: Callable[[], None],
) -> None:
    found = CliRunner().invoke(app, [*ASKED, "--out", "why"])
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("The likeliest explanation is that fewer enquiries come in: more than 99%")
    files = {path.name for path in Path("why").iterdir() if not path.name.startswith("ledger")}
    assert files == {
        "index.html", "weights.csv", "deviations.csv", "study.json", "figures.json", "diagnosis.svg", "diagnosis.png"
    }  # fmt: skip
    first = _written("why")
    drawn = CliRunner().invoke(app, ["figure", "why", "--out", "again.svg"])
    assert drawn.exit_code == 0, drawn.output
    assert Path("again.svg").read_bytes() == Path("why/diagnosis.svg").read_bytes()
    told = json.loads(Path("why/study.json").read_text(encoding="utf-8"))
    assert told["verdict"] == "a cause"
    (demand,) = [row for row in told["weights"] if row["cause"] == "demand"]
    assert demand["size_low"] <= 0.6 <= demand["size_high"]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("orgsim.study.diagnosis.diagnose.simulated", _fails_without_ledger)
        elsewhere = CliRunner().invoke(app, [*ASKED, "--out", "elsewhere", "--ledger", "why"])
        leave_out_pictures()
        again = CliRunner().invoke(app, [*ASKED, "--out", "why", "-f", "json"])
        written = CliRunner().invoke(app, [*ASKED, "--ledger", "why", "-f", "csv"]).stdout.splitlines()
    assert json.loads(again.stdout) == told
    assert elsewhere.stdout == found.stdout
    assert _written("elsewhere") == first
    assert not list(Path("elsewhere").glob("ledger*"))
    scenario = orgsim.load("firm.toml")
    called = orgsim.diagnose(
        scenario, "log.csv", since=7, causes=["demand", "churn"], replications=10, workers=1, ledger="why"
    )
    assert called.to_json() == told
    assert written[0] == "cause,weight,prior,month,month_low,month_high,size,size_low,size_high,what_if"
    assert written[1].startswith("demand,")


def _written(folder: str) -> dict[str, bytes]:
    """The files of a study but for its ledger."""
    return {path.name: path.read_bytes() for path in Path(folder).iterdir() if "ledger" not in path.name}


def _fails_without_ledger(*words: object, **more: object) -> object:
    """Every run has to come from the ledger."""
    from orgsim.study.diagnosis import training

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(training, "measure_months", _never)
        return training.simulated(*words, **more)  # type: ignore[arg-type]


def _never(*words: object) -> object:
    raise AssertionError(f"{words} is run again")


def test_typed_figures_in_japanese() -> None:
    typed = ["--observed", "leads=90,95,88,91,93,90,40,45,41", "--observed", "won=16,18,17,15,18,16,10,8,9"]
    words = [
        "diagnose",
        "firm.toml",
        *typed,
        "--causes",
        "demand,people",
        "-n",
        "10",
        "--workers",
        "1",
        "-q",
        "--lang",
        "ja",
    ]
    found = CliRunner().invoke(
        app, [*words, "--since", "5..7", "--prior", "nothing=3", "--size", "demand=0.3..0.9"]
    )
    assert found.exit_code == 0, found.output
    assert found.stdout.startswith("最もありそうな説明は「引き合いが減った」です。")
    assert "始まった月" in found.stdout


def test_what_is_kept_of_a_run_are_its_months() -> None:
    kept = measure_months(firm(), 1, 0)
    assert not kept.series
    assert kept.values["leads@12"] > 0
    assert "leads@13" not in kept.values
    assert "payroll@1" not in kept.values


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["diagnose", "firm.toml"], "nothing is observed: name a file after firm.toml"),
        (["diagnose", "firm.toml", "none.csv"], "none.csv: there is no such file of observed figures"),
        (["diagnose", "a", "b", "c", "log.csv"], "name one scenario, or a market and an organization"),
        ([*ASKED, "--since", "soon"], "--since is"),
        ([*ASKED, "--since", "11"], "with 3 observed months from the last of them on"),
        ([*ASKED, "--size", "churn"], '--size is "churn"; it must be such as'),
        ([*ASKED, "--size", "churn=9..2"], "they must ascend and lie between 1 and 100"),
        ([*ASKED, "--prior", "churn"], '--prior is "churn"'),
        ([*ASKED, "--prior", "rain=1"], "the prior names"),
        ([*ASKED, "--causes", "rain"], "is no cause"),
        ([*ASKED, "--level", "3"], "level is 3"),
        (
            [*ASKED, "--cluster", "tcp://127.0.0.1:1"],
            "workers are processes of this machine; a cluster has its own",
        ),
        ([*ASKED, "--set", "scenario.rain=1"], "rain"),
    ],
)
def test_mistakes_are_told(words: list[str], said: str) -> None:
    found = CliRunner().invoke(app, words)
    assert isinstance(found.exception, OrgsimError), found.output
    assert said in str(found.exception)


def test_an_interrupted_diagnosis_says_how_it_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_words: object) -> object:
        raise KeyboardInterrupt

    monkeypatch.setattr("orgsim.study.diagnosis.diagnose.simulated", interrupted)
    found = CliRunner().invoke(app, [*ASKED, "--out", "why"])
    assert found.exit_code == 130
    assert "Interrupted before all runs were finished. What is finished is kept in why" in found.stderr
