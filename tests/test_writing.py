"""Files are written whole or not at all, and no cell is a formula."""

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


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@cmd", "\tx", "\rx"])
def test_a_formula_becomes_a_text(text: str) -> None:
    assert writing.harmless(text) == "'" + text


def test_other_cells_stay_as_they_are() -> None:
    assert writing.harmless("close - won") == "close - won"
    assert writing.harmless_cell(-1.5) == -1.5
