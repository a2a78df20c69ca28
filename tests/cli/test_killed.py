"""Killed at any moment, or given twice at once, a command ends with the bytes of one that nothing disturbed."""

import os
import random
import shlex
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from shells import PROGRAM, UNDRAWN, fill

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

_CHURN = "--vary \"customer.churn=['5 % / year', '20 % / year']\""
_LEADS = "--vary \"sources.web.leads=['1 / day', '3 / day']\""
_OBSERVED = "--observed leads=60,62,58,30,31,29 --observed won=15,16,14,7,8,8 --since 4"
_AXES = "--map sources.web.leads customer.churn"
COMMANDS = {
    "compare": "compare market.toml alone.toml split.toml --workers 2",
    "run": "run whole.toml --workers 1 --log log.csv",
    "next-hire": "next-hire market.toml split.toml --kpi won --changes person --workers 2",
    "transition": "transition market.toml split.toml --to alone.toml --at '30 days' --kpi won --workers 2",
    "staff": "staff market.toml split.toml --kpi won --search 9 --shortlist 2 --workers 2",
    "sweep": f"sweep market.toml split.toml --kpi won --vary teams.field.headcount=2..4 {_CHURN} --workers 2",
    "map": f"sweep market.toml alone.toml split.toml --kpi won {_LEADS} {_CHURN} {_AXES} --workers 1",
    "diagnose": f"diagnose market.toml alone.toml {_OBSERVED} --causes demand,people --workers 2",
}


def typed_out(name: str, replications: int) -> tuple[str, ...]:
    """The words of a command."""
    least = {"diagnose": 10}.get(name, 0)
    return tuple(shlex.split(f"{COMMANDS[name]} -q --out report -n {max(least, replications)}"))


@dataclass(frozen=True)
class Left:
    """What a command that came to its end left: what it printed, and its files but for the ledger."""

    out: bytes
    err: bytes
    files: dict[str, bytes]


def start(folder: Path, words: tuple[str, ...], program: str = PROGRAM) -> subprocess.Popen[bytes]:
    """Run orgsim in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", program, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def left(folder: Path, out: bytes, err: bytes) -> Left:
    """What is there."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return Left(out, err, {name: path.read_bytes() for name, path in found.items() if "ledger" not in name})


def uninterrupted(folder: Path, words: tuple[str, ...], program: str = PROGRAM) -> tuple[Left, float]:
    """What the command leaves when nobody kills it, and how many seconds it takes."""
    begun = time.monotonic()
    with start(fill(folder), words, program) as running:
        out, err = running.communicate(timeout=300)
    assert running.returncode == 0, err
    assert err.count(b"\n") == 1, err
    return left(folder, out, err), time.monotonic() - begun


def kill_and_resume(
    folder: Path, words: tuple[str, ...], kills: int, luck: random.Random, program: str = PROGRAM
) -> int:
    """Kill the command at moments spread over its length and give it again, until it has ended; and so on until it has been
    killed `kills` times. How often that was; each end is compared with that of one which nobody killed."""
    usual, seconds = uninterrupted(folder / "usual", words, program)
    done = 0
    while done < kills:
        here, before = fill(folder / "killed"), done
        while True:
            begun = time.monotonic()
            with start(here, words, program) as running:
                try:
                    # Now and then nobody kills it, so that it comes to an end however often it was killed before.
                    patience = luck.uniform(0, seconds) if done < kills and luck.random() < 0.9 else 300
                    out, err = running.communicate(timeout=patience)
                except subprocess.TimeoutExpired:
                    running.send_signal(signal.SIGKILL)
                    running.communicate()
                    done += running.returncode == -signal.SIGKILL
                    continue
            break
        assert running.returncode == 0, err
        assert left(here, out, err) == usual
        # As busy as the machine is now, so that most kills come in time.
        seconds = time.monotonic() - begun if done == before else seconds
        shutil.rmtree(here)
    return done


@pytest.mark.slow
def test_two_at_the_same_time_on_one_folder_end_alike(tmp_path: Path) -> None:
    words = typed_out("run", 5)
    usual, _ = uninterrupted(tmp_path / "usual", words)
    here = fill(tmp_path / "both")
    both = [start(here, words) for _ in range(2)]
    printed = [running.communicate(timeout=300) for running in both]
    assert [running.returncode for running in both] == [0, 0]
    assert [left(here, *told) for told in printed] == [usual, usual]


@pytest.mark.parametrize(
    "name", ["run", *(pytest.param(name, marks=pytest.mark.slow) for name in COMMANDS if name != "run")]
)
def test_a_few_kills_change_no_byte(tmp_path: Path, name: str) -> None:
    """Over all kinds of studies, twenty in all; one that leaves out the pictures of its report among the quick tests."""
    kills, program = (1, UNDRAWN) if name == "run" else (3, PROGRAM)
    assert kill_and_resume(tmp_path, typed_out(name, 5), kills, random.Random(name), program) == kills


@pytest.mark.slow
@pytest.mark.parametrize("name", ["compare", "run"])
def test_many_kills_change_no_byte(tmp_path: Path, name: str) -> None:
    assert kill_and_resume(tmp_path, typed_out(name, 25), 25, random.Random(f"many {name}")) == 25
