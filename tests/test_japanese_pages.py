"""The Japanese pages say what the English ones say: the same commands, outputs and scenarios; and the glossary is in order."""

import re
from pathlib import Path

import pytest
from places import SOURCE
from test_docs import LINK, PAGES, blocks, generate, name_of

from orgsim.measures.kpis import KPIS
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.experiment import load_experiment
from orgsim.plan.gallery import copy_entry
from orgsim.plan.load import parse

DOCS = SOURCE.parents[1] / "docs"
TUTORIALS = ("first-comparison", "queue", "a-firm-that-exists")
SPEAK = "$ export ORGSIM_LANG=ja"


def page(name: str, japanese: bool) -> str:
    return (DOCS / "tutorials" / f"{name}{'.ja' if japanese else ''}.md").read_text(encoding="utf-8")


def commands(text: str) -> list[str]:
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines()]


def scenarios(text: str) -> list[str]:
    return re.findall(r"^```toml\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("name", TUTORIALS)
def test_a_tutorial_types_and_shows_the_same_in_both_languages(name: str) -> None:
    english, japanese = page(name, japanese=False), page(name, japanese=True)
    assert [line for line in commands(japanese) if line != SPEAK] == commands(english)
    assert commands(japanese).count(SPEAK) == 1
    marks = r"<!-- (?:begin|end) [\w-]+ -->"
    assert re.findall(marks, japanese) == re.findall(marks, english)
    assert english.count("\n## ") == japanese.count("\n## ")


def test_the_queue_is_the_same_in_both_languages() -> None:
    (english,), (japanese,) = (scenarios(page("queue", japanese=one)) for one in (False, True))
    assert parse(japanese).fingerprint() == parse(english).fingerprint()


def test_the_questions_of_the_firm_are_the_same_in_both_languages(tmp_path: Path) -> None:
    copy_entry("mid-market", tmp_path)
    asked = []
    for one in (False, True):
        path = tmp_path / "firms" / f"questions-{one}.toml"
        path.write_text(scenarios(page("a-firm-that-exists", japanese=one))[1], encoding="utf-8")
        asked.append(load_experiment(path))
    english, japanese = ([one.fingerprint() for one in plan.what_ifs.values()] for plan in asked)
    assert english == japanese
    assert len(set(english)) == 4


IN_JAPANESE = [path for path in PAGES if path.name.endswith(".ja.md")]


@pytest.mark.parametrize("path", IN_JAPANESE, ids=name_of)
def test_a_japanese_page_leads_to_japanese_pages_where_there_are_any(path: Path) -> None:
    """Other than to its own English page, which in turn names it (those of claims are made by their scripts)."""
    english = path.with_name(path.name.replace(".ja.md", ".md"))
    found = LINK.findall(path.read_text(encoding="utf-8"))
    aims = [(path.parent / aim).resolve() for aim in found if aim.endswith(".md") and "://" not in aim]
    assert [aim.name for aim in aims if aim.with_suffix(".ja.md").exists() and aim != english] == []
    assert path.parent.name == "claims" or f"[日本語]({path.name})" in english.read_text(encoding="utf-8")


def without_names(code: str) -> list[str]:
    """The lines of a block without what is said in the language of the page: texts, names of sides, comments, the language."""
    quiet = re.sub(r"^\$ export ORGSIM_LANG=ja\n| --lang ja\b", "", code, flags=re.MULTILINE)
    return [re.sub(r'"[^"]*"|what_if\.\w+|\s*#.*$', "…", line) for line in quiet.splitlines()]


@pytest.mark.parametrize("path", sorted((DOCS / "how-to").glob("*.ja.md")), ids=name_of)
@pytest.mark.parametrize("kind", ["console", "toml", "python"])
def test_a_japanese_how_to_shows_the_code_of_the_english_one(path: Path, kind: str) -> None:
    english = path.with_name(path.name.replace(".ja.md", ".md"))
    for here, there in zip(blocks(path, kind), blocks(english, kind), strict=True):
        if here.isascii() and kind != "console":
            assert here == there
        else:
            assert without_names(here) == without_names(there)


@pytest.mark.parametrize("path", sorted((DOCS / "how-to").glob("*.ja.md")), ids=name_of)
def test_a_japanese_how_to_shows_outputs_in_japanese_or_those_of_the_english_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    english = path.with_name(path.name.replace(".ja.md", ".md")).read_text(encoding="utf-8")
    assert text == generate.with_outputs_of(text, english), "run: python docs/generate.py"


def test_an_english_output_follows_the_english_page_and_a_japanese_one_stays() -> None:
    own = "```text\nfour\n```\nと\n```text\n四つ\n```"
    theirs = "```text\nfive\n```\nand\n```text\nfive\n```"
    assert generate.with_outputs_of(own, theirs) == "```text\nfive\n```\nと\n```text\n四つ\n```"
    with pytest.raises(ValueError, match="more outputs, or fewer"):
        generate.with_outputs_of(own, "")


def rows() -> list[list[str]]:
    """The cells of the glossary."""
    lines = (DOCS / "reference" / "glossary.md").read_text(encoding="utf-8").splitlines()
    table = [line for line in lines if line.startswith("| ")][2:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in table]


def test_the_glossary_is_sorted_and_whole() -> None:
    names = [row[0].casefold() for row in rows()]
    assert names == sorted(set(names))
    assert len(names) > 60
    assert all(len(row) == 4 and all(row) for row in rows())
    assert {"MQL", "SQL", "商談化率", "受注率", "継続率（リテンション）"} <= {
        word for row in rows() for word in (row[1], row[1].partition("（")[0])
    }


def test_what_the_glossary_names_is_there() -> None:
    told = [re.findall(r"`([a-z_]+)`", row[3]) for row in rows()]
    own = {"commission", "headcount", "kpi", "nurture", "outcomes", "ownership", "quota", "ramp", "ready"}
    steps = {"develop", "qualify", "renew"}
    assert {name for names in told for name in names} <= KPIS.keys() | MECHANISMS.keys() | own | steps
