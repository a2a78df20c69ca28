"""The Japanese pages say what the English ones say: the same commands, outputs and scenarios; and the glossary is in order."""

import re
from pathlib import Path

import pytest
from places import SOURCE

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
