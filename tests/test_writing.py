"""Files are written whole or not at all, and no cell is a formula."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from orgsim import writing
from orgsim.errors import OrgsimError


def put(target: Path, text: str) -> None:
    with writing.placing(target) as draft:
        draft.write_text(text)


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "page.html"
    put(target, "old")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(writing.os, "replace", fails)
    with pytest.raises(OrgsimError, match="cannot be written: No space left on device"):
        put(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]
    assert target.read_text() == "old"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@cmd", "\tx", "\rx", "\n=1", "＝1＋1", "＋1", "－1", "＠cmd"]
)
def test_a_formula_becomes_a_text(text: str) -> None:
    assert writing.harmless(text) == "'" + text


def test_other_cells_stay_as_they_are() -> None:
    assert writing.harmless("close - won") == "close - won"
    assert writing.harmless_cell(-1.5) == -1.5


KILLED = """
import os, signal, sys
from pathlib import Path
from orgsim.writing import placing
with placing(Path(sys.argv[1])) as draft:
    draft.write_text("half")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name == "nt", reason="drafts are held by locks of POSIX")
def test_drafts_of_a_killed_program_are_swept_and_those_of_a_living_one_stay(tmp_path: Path) -> None:
    target, mine = tmp_path / "page.html", tmp_path / ".orgsim-notes"
    mine.mkdir()
    subprocess.run([sys.executable, "-c", KILLED, target], timeout=60, check=False)
    assert len(list(tmp_path.glob(".orgsim-draft-*"))) == 1
    with writing.placing(target) as draft:
        assert list(tmp_path.glob(".orgsim-draft-*")) == [draft.parent]
        draft.write_text("first")
        put(tmp_path / "other.html", "other")
        assert draft.read_text() == "first"
    assert sorted(path.name for path in tmp_path.iterdir()) == [".orgsim-notes", "other.html", "page.html"]


def test_a_place_is_tried_without_leaving_anything(tmp_path: Path) -> None:
    writing.check_place(tmp_path / "a.csv")
    (tmp_path / "b.csv").write_text("old")
    writing.check_place(tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_text() == "old"
    with pytest.raises(OrgsimError, match=r"c\.csv cannot be written: No such file or directory"):
        writing.check_place(tmp_path / "absent" / "c.csv")
    with pytest.raises(OrgsimError, match="cannot be written: it is a folder"):
        writing.check_place(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["b.csv"]
