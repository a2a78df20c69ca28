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

PAGES = {
    language: (ROOT / "docs" / "how-to" / name).read_text(encoding="utf-8")
    for language, name in (("en", "write-your-firm.md"), ("ja", "write-your-firm.ja.md"))
}
LINES = {"en": r"That is the firm, in (\d+) lines", "ja": r"これで会社ができました。(\d+)行です"}


def steps(language: str) -> list[tuple[str, str]]:
    """What a page shows, in order: files as written, and what is said of them."""
    return re.findall(r"^```(toml|text)\n(.*?)^```", PAGES[language], re.DOTALL | re.MULTILINE)


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


@pytest.mark.parametrize("language", PAGES)
def test_check_says_at_each_step_what_the_page_shows(
    language: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, draft, shown = folder_with_deals(tmp_path), Draft(), []
    monkeypatch.chdir(tmp_path)
    for kind, block in steps(language):
        if kind == "toml":
            draft.write(block)
            continue
        path.write_text(str(draft), encoding="utf-8")
        said = CliRunner().invoke(app, ["check", "firm.toml", "--lang", language])
        shown.append((block, said.output))
    assert len(shown) == 14
    assert [block for block, _ in shown] == [said for _, said in shown]


@pytest.mark.parametrize("language", PAGES)
def test_a_mid_market_firm_comes_out_of_its_steps(language: str, tmp_path: Path) -> None:
    path, draft = folder_with_deals(tmp_path), Draft()
    for kind, block in steps(language):
        if kind == "toml":
            draft.write(block)
    path.write_text(str(draft), encoding="utf-8")
    assert load(path).fingerprint() == load("mid-market").fingerprint()
    said = re.search(LINES[language], PAGES[language])
    assert said is not None
    assert int(said[1]) == len(str(draft).splitlines())
