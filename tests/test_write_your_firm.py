"""The how-to that writes a firm step by step: `orgsim check` says what the page shows, and the packaged firm comes out."""

import re
import shutil
from pathlib import Path

import pytest
from galleries import GALLERY
from places import ROOT
from typer.testing import CliRunner

from orgsim.cli import app
from orgsim.plan.load import load

PAGE = (ROOT / "docs" / "how-to" / "write-your-firm.md").read_text(encoding="utf-8")
STEPS = re.findall(r"^```(toml|text)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


class Draft:
    """A file as a reader of the page writes it: tables replace their old ones or go to the end, other lines to the top."""

    def __init__(self) -> None:
        self.tables = {"": ""}

    def write(self, block: str) -> None:
        for table in re.split(r"^(?=\[)", block, flags=re.MULTILINE):
            head = table.splitlines()[0] if table.startswith("[") else ""
            self.tables[head] = table.rstrip("\n") + "\n\n" if head else self.tables[""] + table

    def __str__(self) -> str:
        return "".join(self.tables.values())


def folder_with_deals(folder: Path) -> Path:
    shutil.copy(GALLERY / "firms" / "mid-market-deals.csv", folder)
    return folder / "firm.toml"


def test_check_says_at_each_step_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, draft, shown = folder_with_deals(tmp_path), Draft(), []
    monkeypatch.chdir(tmp_path)
    for kind, block in STEPS:
        if kind == "toml":
            draft.write(block)
            continue
        path.write_text(str(draft), encoding="utf-8")
        said = CliRunner().invoke(app, ["check", "firm.toml"])
        shown.append((block, said.output))
    assert len(shown) == 14
    assert [block for block, _ in shown] == [said for _, said in shown]


def test_a_mid_market_firm_comes_out_of_its_steps(tmp_path: Path) -> None:
    path, draft = folder_with_deals(tmp_path), Draft()
    for kind, block in STEPS:
        if kind == "toml":
            draft.write(block)
    path.write_text(str(draft), encoding="utf-8")
    assert load(path).fingerprint() == load("mid-market").fingerprint()
    said = re.search(r"That is the firm, in (\d+) lines", PAGE)
    assert said is not None
    assert int(said[1]) == len(str(draft).splitlines())
