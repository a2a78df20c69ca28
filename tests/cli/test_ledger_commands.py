"""`orgsim ledger`, `merge`, `verify` and `--ledger`: what is printed, how they end, and what is said of mistakes."""

import json
import sqlite3
import sys
from pathlib import Path

import pytest
from shells import fill
from typer.testing import CliRunner

from orgsim.cli import app, main
from orgsim.study import sample
from orgsim.study.stored import row_digest


class Shell:
    """Types `orgsim` in a folder with a small market and two organizations."""

    def __init__(self, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self._patch, self._captured = patch, captured

    def __call__(self, *words: str) -> tuple[int | str | None, str, str]:
        """Exit code, standard output, standard error."""
        self._patch.setattr(sys, "argv", ["orgsim", *words])
        with pytest.raises(SystemExit) as left:
            main()
        told = self._captured.readouterr()
        return left.value.code, told.out, told.err


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Shell:
    """The shell."""
    monkeypatch.chdir(fill(tmp_path))
    return Shell(monkeypatch, capsys)


pytestmark = pytest.mark.usefixtures("undrawn")
RUN = ("run", "whole.toml", "-n", "2", "--workers", "1", "-q")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The ledger of that run."""
    folder = fill(tmp_path_factory.mktemp("finished"))
    words = ["run", str(folder / "whole.toml"), *RUN[2:], "--ledger", str(folder / "runs.sqlite")]
    assert CliRunner().invoke(app, words).exit_code == 0
    return (folder / "runs.sqlite").read_bytes()


def lay(finished: bytes, folder: str) -> None:
    """Put the ledger into a folder, as if the run had been given there."""
    Path(folder).mkdir()
    (Path(folder) / "ledger.sqlite").write_bytes(finished)


@pytest.mark.usefixtures("unreported")
def test_studies_share_the_ledger_that_is_named(shell: Shell) -> None:
    assert shell(*RUN, "--ledger", "project.sqlite")[0] == 0
    words = (
        "compare",
        "market.toml",
        "alone.toml",
        "split.toml",
        *RUN[2:],
        "--out",
        "report",
        "--parts",
        "none",
    )
    code, _, err = shell(*words, "--ledger", "project.sqlite")
    assert (code, err) == (0, "Report: report/index.html\n")
    assert not list(Path("report").glob("ledger*"))
    code, out, _ = shell("ledger", "project.sqlite", "--format", "json")
    sets = {one["scenario"]: one["replications"] for one in json.loads(out)["sets"]}
    # What was run as whole.toml is the market with alone.toml.
    assert (code, sets) == (0, {"whole": 2, "split": 2})
    assert shell("ledger", "project.sqlite")[1].startswith("project.sqlite: 4 replications, ")


STAFF = "staff market.toml split.toml --kpi won --search 9 --shortlist 2 -n 6 --workers 1 -q"
SWEEP = "sweep market.toml split.toml --vary teams.field.headcount=2..3 --kpi won -n 2 --workers 1 -q"


@pytest.mark.parametrize("words", [" ".join(RUN), STAFF, SWEEP])
def test_a_folder_without_the_ledger_is_taken_again(shell: Shell, words: str) -> None:
    said = [shell(*words.split(), "--ledger", "project.sqlite", "--out", "out") for _ in range(2)]
    assert said[0][0] == 0, said[0][2]
    assert said[0] == said[1]
    assert not list(Path("out").glob("ledger*"))


def test_a_ledger_that_agrees_and_one_that_does_not(shell: Shell, finished: bytes) -> None:
    lay(finished, "report")
    code, out, err = shell("verify", "report", "--workers", "1", "-q")
    assert (code, err) == (0, "")
    assert out.replace("\n", " ").strip() == (
        "2 replications of 2 in report/ledger.sqlite were run again and come out the same, to the last bit."
    )
    file = sqlite3.connect("report/ledger.sqlite")
    row = file.execute(
        "select scenario, orgsim, seed, replication, json_set(measured, '$.values.won', 999.0) from replications"
        " where replication = 1"
    ).fetchone()
    file.execute(
        "update replications set measured = ?, digest = ? where replication = 1", (row[4], row_digest(*row))
    )
    file.commit()
    file.close()
    code, out, _ = shell("verify", "report", "--workers", "1", "-q")
    said = " ".join(out.split())
    assert code == 3
    assert said.startswith("1 of 2 replications come out otherwise than they stand in report/ledger.sqlite")
    assert "Replication 1 of whole (seed 1): 1 figure differs: won is " in said
    assert "and stands there as 999.0." in said
    code, out, _ = shell("verify", "report", "--workers", "1", "-q", "--lang", "ja")
    assert "一致しません" in out
    assert json.loads(shell("verify", "report", "--workers", "1", "-q", "-f", "json")[1])["agrees"] is False


def test_ledgers_are_merged_and_pruned(shell: Shell, finished: bytes) -> None:
    lay(finished, "a")
    shell(*RUN, "--seed", "2", "--ledger", "b")
    code, out, err = shell("merge", "a", "b", "--into", "whole")
    assert (code, err) == (0, "")
    assert out == "4 replications taken into whole; 0 were there already.\n"
    code, out, err = shell("ledger", "whole", "--prune")
    assert (code, err) == (0, "0 replications removed; the file is 0 MB smaller.\n")
    code, _, err = shell("ledger", "whole", "--prune", "--older", "0 days")
    assert err.startswith("4 replications removed; the file is ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ledger", "nowhere"), "there is no ledger at nowhere; name the file, or the folder of a study"),
        (("ledger", "."), "there is no ledger in .; name the file"),
        (("ledger", "a", "--older", "3 days"), "--older says what --prune removes: give both"),
        (("merge", "a", "--into", "a"), "cannot be merged into itself"),
        (("merge", "market.toml", "--into", "b"), "market.toml is damaged or no ledger of orgsim"),
        (("verify", "a", "--scenario", "other"), "holds nothing of other; it holds whole"),
        (("verify", "a", "--replication", "7"), "holds no such replication"),
        ((*RUN, "--cluster", "tcp://127.0.0.1:9"), "leave one of them out"),
    ],
)
def test_mistakes_are_said(shell: Shell, finished: bytes, words: tuple[str, ...], said: str) -> None:
    lay(finished, "a")
    code, out, err = shell(*words)
    assert (code, out) == (2, "")
    assert said in err


def test_what_ended_a_study_is_followed_by_how_to_run_it_again(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orgsim.errors import OrgsimError

    def refused(*_: object) -> None:
        raise OrgsimError("time stands still on day 3")

    monkeypatch.setattr(sample, "simulate", refused)
    code, _, err = shell(*RUN, "--out", "report")
    assert code == 2
    assert err.splitlines() == [
        "time stands still on day 3",
        "It ended replication 0 of whole (seed 1), to be run again with: orgsim verify report --replication 0 --scenario whole"
        " --seed 1",
    ]
    assert "Replication 0 of whole (seed 1) fails again: time stands still" in " ".join(
        shell("verify", "report", "--replication", "0", "--workers", "1", "-q")[1].split()
    )
