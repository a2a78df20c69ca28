"""Standard output and standard error as they may be found: closed, full, a pipe whose reader has left, another encoding."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from shells import BUFFERED, PROGRAM, UNDRAWN, Ended, fill, typed

import orgsim
from orgsim.cli import main

pytestmark = pytest.mark.skipif(os.name == "nt", reason="redirected as a POSIX shell does it")
RUN = ("run", "whole.toml", "--replications", "3")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with scenarios."""
    return fill(tmp_path / "here")


ALL_CLOSED = "<&- >&- 2>&-"


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "ways"), [("1", (ALL_CLOSED,)), ("2", (ALL_CLOSED, ">&-", "2>&-"))])
def test_closed_streams_lead_nowhere_and_the_report_is_the_same(
    folder: Path, workers: str, ways: tuple[str, ...]
) -> None:
    pages = []
    for closed in ("", *ways):
        ended = typed(folder, *RUN, "--workers", workers, "--out", "report", redirected=closed)
        assert ended.code == 0
        assert (ended.out == "") == (">&-" in closed.replace("2>&-", ""))
        assert "Traceback" not in ended.err
        pages.append((folder / "report" / "index.html").read_bytes())
        shutil.rmtree(folder / "report")
    assert len(set(pages)) == 1


OPENED = """
from orgsim.cli import streams
with streams.usable(), open("opened", "w") as file:
    print(file.fileno(), file=file)
"""


def test_no_file_takes_the_number_of_a_closed_stream(tmp_path: Path) -> None:
    """What some library writes to standard error would land in it, a ledger perhaps."""
    command = ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, "-c", OPENED]
    subprocess.run(command, cwd=tmp_path, timeout=60, check=True)
    assert int((tmp_path / "opened").read_text(encoding="utf-8")) > 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk at hand")
@pytest.mark.parametrize("words", [(*RUN, "--workers", "1", "--out", "report"), ("schema",), ("gallery",)])
def test_output_that_finds_no_room_is_told(folder: Path, words: tuple[str, ...]) -> None:
    ended = typed(folder, *words, redirected="> /dev/full", program=UNDRAWN if "report" in words else PROGRAM)
    assert ended.code == 2
    assert ended.err.splitlines()[-1] == "standard output cannot be written: No space left on device"
    assert "Traceback" not in ended.err
    assert (folder / "report" / "index.html").exists() == ("report" in words)


def test_messages_that_find_no_room_are_no_fault(folder: Path) -> None:
    assert typed(folder, "check", "absent.toml", redirected="2> /dev/full").code == 2


@pytest.mark.parametrize("words", [("gallery",), ("schema",)])
def test_a_reader_who_leaves_is_no_fault(folder: Path, words: tuple[str, ...]) -> None:
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": BUFFERED}
    with subprocess.Popen([sys.executable, "-c", PROGRAM, *words], cwd=folder, **pipes) as running:  # type: ignore[call-overload]
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        said = running.stderr.read().decode()
        assert running.wait(60) == 0
    assert "Traceback" not in said
    assert "Broken pipe" not in said


@pytest.mark.slow
@pytest.mark.parametrize("encoding", ["ascii", "cp932"])
def test_signs_that_an_encoding_lacks_are_replaced(folder: Path, encoding: str) -> None:
    words = (
        "compare",
        "market.toml",
        "split.toml",
        "alone.toml",
        "-n",
        "3",
        "--workers",
        "1",
        "-q",
        "-o",
        "r",
    )
    poor = typed(folder, *words, PYTHONIOENCODING=encoding)
    assert (poor.code, poor.err) == (0, "Report: r/index.html\n")
    assert re.search(r"payroll than Two teams|-50%", poor.out)
    if encoding == "ascii":
        assert re.search(r"-JPY \d", poor.out)
        assert "?" not in poor.out


def test_json_says_the_same_in_every_encoding(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("gallery", "--format", "json", "--lang", "ja")
    poor = typed(folder, *words, PYTHONIOENCODING="ascii")
    monkeypatch.setattr(sys, "argv", ["orgsim", *words])
    with pytest.raises(SystemExit):
        main()
    usual = capsys.readouterr().out
    assert not usual.isascii()
    assert json.loads(poor.out) == json.loads(usual)


@pytest.mark.skipif(sys.platform == "darwin", reason="its names are Unicode")
@pytest.mark.parametrize(
    "words",
    [
        ("run", "whole.toml", "--out", b"bad\xff"),
        ("run", b"bad\xff.toml"),
        ("run", "whole.toml", "--set", b"organization.title=\xff"),
        ("gallery", "--copy", "pair", "--out", b"\xff"),
        ("new", b"\xff"),
    ],
)
def test_words_that_are_no_text_are_told_before_any_work(
    folder: Path, words: tuple[str | bytes, ...]
) -> None:
    ended = typed(folder, *words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.endswith("is not UTF-8 text: type it anew, or rename what it names\n")
    assert "Traceback" not in ended.err


def test_a_working_folder_that_is_gone_is_told(folder: Path) -> None:
    gone = folder / "gone"
    gone.mkdir()
    command = f'rmdir "{gone}" && exec "$@"'
    # A relative path in PYTHONPATH would lead nowhere from there, before orgsim can say anything.
    environment = {**os.environ, "PYTHONPATH": str(Path(orgsim.__file__).resolve().parents[1])}
    done = subprocess.run(
        ["sh", "-c", command, "sh", sys.executable, "-c", PROGRAM, "gallery"],
        cwd=gone,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (
        2,
        "the folder you are in cannot be used: No such file or directory\n",
    )


FAULTY = """
import sys
sys.argv = ["orgsim", "gallery"]
import orgsim.cli
import orgsim.plan.gallery
def entries():
    raise RuntimeError("unforeseen")
orgsim.plan.gallery.entries = entries
orgsim.cli.main()
"""


def test_a_fault_of_orgsim_says_how_to_report_it() -> None:
    words = [sys.executable, "-c", FAULTY]
    ended = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert (
        "RuntimeError: unforeseen\n\nThis is a fault of orgsim, not of your files. Please report it"
        in ended.stderr
    )


@pytest.fixture
def ended_with(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[[BaseException], Ended]:
    """How a command ends in whose work this is raised."""

    def ended(error: BaseException) -> Ended:
        def entries() -> None:
            raise error

        monkeypatch.setattr(sys, "argv", ["orgsim", "gallery"])
        monkeypatch.setattr("orgsim.plan.gallery.entries", entries)
        with pytest.raises(SystemExit) as left:
            main()
        said = capsys.readouterr()
        return Ended(int(left.value.code or 0), said.out, said.err)

    return ended


def test_too_little_memory_is_told(ended_with: Callable[[BaseException], Ended]) -> None:
    ended = ended_with(MemoryError())
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "There is not enough memory for this: try --workers 1, or a shorter --horizon.\n"


def test_ctrl_c_at_any_time_is_130(ended_with: Callable[[BaseException], Ended]) -> None:
    assert ended_with(KeyboardInterrupt()).code == 130


@pytest.mark.parametrize(("stated", "taken"), [({}, "1"), ({"OPENBLAS_NUM_THREADS": "3"}, "3")])
def test_linear_algebra_takes_one_thread_where_nothing_else_is_stated(
    stated: dict[str, str], taken: str
) -> None:
    """It is read when numpy is imported, which no command has done before that."""
    program = """
import atexit, os, sys
from orgsim.cli import main
atexit.register(lambda: print(os.environ["OPENBLAS_NUM_THREADS"], "numpy" in sys.modules))
sys.argv = ["orgsim", "--version"]
main()
"""
    usual = {name: value for name, value in os.environ.items() if not name.endswith("_NUM_THREADS")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=usual | stated, capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[1:] == [f"{taken} False"]
