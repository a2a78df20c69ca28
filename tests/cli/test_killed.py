"""Killed at any moment, or given twice at once, a command ends with the bytes of one that nothing disturbed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pytest
from shells import PROGRAM, fill

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")

COMMANDS = {
    "compare": ("compare", "market.toml", "alone.toml", "split.toml", "--workers", "2", "-q"),
    "run": ("run", "whole.toml", "--workers", "1", "-q", "--out", "report", "--log", "log.csv"),
}


@dataclass(frozen=True)
class Left:
    """What a command that came to its end left: what it printed, and its files but for the ledger."""

    out: bytes
    files: dict[str, bytes]


def start(folder: Path, words: tuple[str, ...]) -> subprocess.Popen[bytes]:
    """Run orgsim in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def left(folder: Path, out: bytes) -> Left:
    """What is there."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return Left(out, {name: path.read_bytes() for name, path in found.items() if "ledger" not in name})


def uninterrupted(folder: Path, words: tuple[str, ...]) -> tuple[Left, float]:
    """What the command leaves when nobody kills it, and how many seconds it takes."""
    begun = time.monotonic()
    with start(fill(folder), words) as running:
        out, err = running.communicate(timeout=300)
    assert (running.returncode, err) == (0, b"Report: report/index.html\n")
    return left(folder, out), time.monotonic() - begun


def kill_and_resume(folder: Path, words: tuple[str, ...], kills: int, luck: random.Random) -> int:
    """Kill the command at moments spread over its length and give it again, until it has ended; and so on until it has been
    killed `kills` times. How often that was; each end is compared with that of one which nobody killed."""
    usual, seconds = uninterrupted(folder / "usual", words)
    done = 0
    while done < kills:
        here, before = fill(folder / "killed"), done
        while True:
            begun = time.monotonic()
            with start(here, words) as running:
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
        assert (running.returncode, err) == (0, b"Report: report/index.html\n")
        assert left(here, out) == usual
        # As busy as the machine is now, so that most kills come in time.
        seconds = time.monotonic() - begun if done == before else seconds
        shutil.rmtree(here)
    return done


@pytest.mark.slow
def test_two_at_the_same_time_on_one_folder_end_alike(tmp_path: Path) -> None:
    words = (*COMMANDS["run"], "-n", "5")
    usual, _ = uninterrupted(tmp_path / "usual", words)
    here = fill(tmp_path / "both")
    both = [start(here, words) for _ in range(2)]
    printed = [running.communicate(timeout=300)[0] for running in both]
    assert [running.returncode for running in both] == [0, 0]
    assert [left(here, out) for out in printed] == [usual, usual]


@pytest.mark.parametrize("name", ["run", pytest.param("compare", marks=pytest.mark.slow)])
def test_a_kill_changes_no_byte(tmp_path: Path, name: str) -> None:
    assert kill_and_resume(tmp_path, (*COMMANDS[name], "-n", "5"), 1, random.Random(name)) == 1


@pytest.mark.slow
@pytest.mark.parametrize("name", COMMANDS)
def test_many_kills_change_no_byte(tmp_path: Path, name: str) -> None:
    assert kill_and_resume(tmp_path, (*COMMANDS[name], "-n", "25"), 25, random.Random(f"many {name}")) == 25
