"""The documentation says what the code does: generated tables are current, links lead somewhere, examples work."""

import importlib.util
import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import numpy as np
import pytest
from places import ROOT
from typer.testing import CliRunner

import orgsim
from orgsim.cli import app
from orgsim.fields import Plan, Spread, Title
from orgsim.plan.derived.contracts import contracts
from orgsim.plan.derived.in_force import acting
from orgsim.plan.experiment import load_experiment
from orgsim.plan.load import parse
from orgsim.plan.model.experiment import ExperimentTables
from orgsim.plan.model.in_files import Effects, Policies
from orgsim.plan.model.sweep import SweepTables
from orgsim.plan.scenario import Scenario

DOCS = ROOT / "docs"
LESSONS = ROOT / "src" / "orgsim" / "lessons"
PAGES = sorted(
    path
    for path in [*DOCS.rglob("*.md"), *LESSONS.rglob("*.md"), *ROOT.glob("*.md")]
    if "_build" not in path.parts
)


def _generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generate = _generator()


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("name", generate.PARTS)
def test_generated_tables_are_current(name: str) -> None:
    page = (DOCS / name).read_text(encoding="utf-8")
    assert page == generate.renewed(page, generate.PARTS[name]), "run: python docs/generate.py"


def test_a_table_behind_the_code_is_found() -> None:
    parts = {"kinds": lambda: "new"}
    assert generate.renewed("a <!-- begin kinds --> old <!-- end kinds --> b", parts) == (
        "a <!-- begin kinds -->\n\nnew\n\n<!-- end kinds --> b"
    )
    with pytest.raises(ValueError, match="marks <!-- begin kinds --> and <!-- end kinds --> are missing"):
        generate.renewed("no marks", parts)


def plans(kind: Any) -> Iterator[type[Plan]]:
    """Every plan that a type is or holds, at any depth."""
    if isinstance(kind, type) and issubclass(kind, Plan):
        yield kind
        for field in kind.model_fields.values():
            yield from plans(field.annotation)
    for part in get_args(kind):
        yield from plans(part)


def test_the_files_page_describes_every_table_a_file_may_hold() -> None:
    written = {plan for _, plan in generate.SECTIONS}
    wrappers = {Scenario, ExperimentTables, SweepTables, Effects, Policies, Title}
    held = {*plans(Scenario), *plans(ExperimentTables), *plans(SweepTables)}
    assert {p for p in held if not issubclass(p, Spread)} - wrappers == written


LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_links_lead_to_files(path: Path) -> None:
    aims = [aim for aim in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in aim]
    assert [aim for aim in aims if not (path.parent / aim).exists()] == []


ANSWERS = [
    ROOT / "README.md",
    ROOT / "README.ja.md",
    DOCS / "findings" / "lead.md",
    DOCS / "findings" / "lead.ja.md",
]
"""Pages that tell eight findings in short, each under a heading with its number, with links to the pages that hold them."""
FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


def whole(page: Path) -> str:
    """A page with what it takes in from other files."""
    text = page.read_text(encoding="utf-8")
    return "\n".join(
        [text, *((page.parent / one).read_text("utf-8") for one in re.findall(r"\{include\} (\S+)", text))]
    )


def told_in_short(page: Path) -> Iterator[tuple[str, Path, str]]:
    """Each finding that a page tells: its heading, the page and its text without links and code."""
    text = page.read_text(encoding="utf-8")
    for part in re.split(r"^#+ (?=\d\. )", text, flags=re.MULTILINE)[1:]:
        yield part.splitlines()[0], page, re.split(r"^#", part, flags=re.MULTILINE)[0]


TOLD = [(f"{name_of(page)} {head}", text, page) for one in ANSWERS for head, page, text in told_in_short(one)]


@pytest.mark.parametrize(("text", "page"), [row[1:] for row in TOLD], ids=[row[0] for row in TOLD])
def test_figures_of_findings_in_short_stand_on_the_pages_they_link_to(text: str, page: Path) -> None:
    aims = [page.parent / aim for aim in LINK.findall(text) if aim.endswith(".md")]
    sources = [aim for aim in aims if not aim.name.startswith("lead.")]
    stated = {figure for aim in sources for figure in FIGURE.findall(whole(aim))}
    body = re.sub(r"```.*?```", "", text.partition("\n")[2], flags=re.DOTALL)
    figures = set(FIGURE.findall(re.sub(r"\]\([^)]*\)", "", body)))
    assert figures - stated == set()


def test_all_pages_of_findings_in_short_tell_eight() -> None:
    assert [sum(row[2] == page for row in TOLD) for page in ANSWERS] == [8] * len(ANSWERS)


def test_every_page_is_in_the_index() -> None:
    indexes = [path for path in PAGES if path.name == "index.md"]
    named = {
        path.parent / f"{line.strip()}.md"
        for path in indexes
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    }
    pages = {path for path in PAGES if path.is_relative_to(DOCS)} - {DOCS / "index.md"}
    assert {name_of(page) for page in pages - named if not page.is_relative_to(DOCS / "findings")} == set()


def blocks(path: Path, language: str) -> list[str]:
    """The code blocks of a page in a language."""
    return re.findall(
        rf"^```{language}\n(.*?)^```", path.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


EXAMPLES = {
    "a queue": [("tutorials/queue.md", 0)],
    "a market and an organization": [("how-to/write-a-market.md", 0), ("how-to/write-an-organization.md", 0)],
    "a market with a shock": [
        ("how-to/write-a-market.md", 0),
        ("how-to/write-a-market.md", 4),
        ("how-to/write-an-organization.md", 0),
    ],
    "overrides": [("reference/files.md", 8)],
    "people to divide": [("how-to/divide-people.md", 0)],
    "a firm that exists": [("how-to/start-from-a-firm-that-exists.md", 0)],
}
"""Complete scenarios in the documentation, by page and number of the block."""


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_are_scenarios_without_problems(name: str) -> None:
    text = "\n".join(blocks(DOCS / page, "toml")[number] for page, number in EXAMPLES[name])
    scenario = parse(text)
    assert scenario.teams
    assert scenario.sources


QUESTIONS = [
    ("how-to/ask-what-if.md", 0),
    ("how-to/ask-what-if.ja.md", 0),
    ("how-to/from-a-question-to-an-experiment.md", 0),
    ("how-to/from-a-question-to-an-experiment.ja.md", 0),
    ("reference/files.md", 9),
]


@pytest.mark.parametrize(("page", "number"), QUESTIONS)
def test_experiments_are_right_on_the_packaged_firm(page: str, number: int, tmp_path: Path) -> None:
    text = blocks(DOCS / page, "toml")[number]
    path = tmp_path / "question.toml"
    path.write_text(text.replace('"scenario.toml"', '"the-model"'), encoding="utf-8")
    found = load_experiment(path)
    assert len(found.what_ifs) == text.count("[what_if.") >= 4
    assert len({one.fingerprint() for one in found.scenarios.values()}) == 1 + len(found.what_ifs)


def block_with(page: str, key: str) -> dict[str, Any]:
    """The one block of a page that has a table of this name."""
    (found,) = [text for text in blocks(DOCS / page, "toml") if f"[{key}]" in text]
    return tomllib.loads(found)


def test_policies_of_a_second_line_are_right_on_the_packaged_divisions() -> None:
    stated = block_with("how-to/write-an-organization.md", "policies.purchase_data")["policies"]
    firm = orgsim.load("two-divisions", "two-divisions").replace({"second_line.learning": "16 h"})
    asked = firm.replace({f"policies.{name}": table for name, table in stated.items()})
    assert {"cross_selling", "skills", "purchase_data", "approvals"} <= acting(asked).keys()


def test_customers_who_begin_with_the_second_line_are_right_on_the_packaged_divisions() -> None:
    stated = block_with("how-to/write-a-market.md", "segments.services")
    changes = {
        "segments": stated["segments"],
        "second_line": stated["second_line"],
        "journey.propose_software": stated["journey"]["propose_software"],
    }
    firm = orgsim.load("two-divisions", "two-divisions")
    does = [*firm.teams["services"].does, "propose_software"]
    found = firm.replace({**changes, "teams.services.does": does})
    assert [one.later is not None for one in contracts(found)] == [False, True]


def test_the_change_of_an_organization_is_right_as_written(tmp_path: Path) -> None:
    question, stated, grown, after, asked = blocks(DOCS / "how-to" / "reorganize.md", "toml")
    path = tmp_path / "change.toml"
    path.write_text(question, encoding="utf-8")
    (changed,) = load_experiment(path).what_ifs.values()
    assert len(changed.all_teams) == 6
    head = '[scenario]\nmarket = "b2b-saas"\norganization = "pre-post-sales"\n'
    assert parse(head + stated).reorganizations[0].people["sales"]["marketing"] == 3
    assert [one.when.value for one in parse(head + grown).reorganizations if one.when] == [20, 400]
    firm = parse(head + after).firm
    assert firm is not None
    assert firm.after is not None
    path.write_text(question + asked, encoding="utf-8")
    assert [one.firm == firm for one in load_experiment(path).what_ifs.values()] == [False, True]


def typed() -> Iterator[tuple[str, list[str]]]:
    """Every command line in the documentation, with its page."""
    for path in PAGES:
        for block in blocks(path, "console"):
            for line in block.splitlines():
                if line.startswith("$ orgsim "):
                    yield name_of(path), shlex.split(line.partition("#")[0])[2:]


@cache
def help_of(command: str) -> str:
    """What `orgsim COMMAND --help` prints."""
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "200", "NO_COLOR": "1"})
    assert shown.exit_code == 0, command
    return shown.output


@pytest.mark.parametrize(("page", "words"), list(typed()))
def test_command_lines_name_commands_and_options_that_exist(page: str, words: list[str]) -> None:
    shown = help_of(words[0])
    for option in (word.partition("=")[0] for word in words if word.startswith("-")):
        assert re.search(rf"(?<![\w-]){re.escape(option)}(?![\w-])", shown), f"{page}: {option}"


def test_the_python_page_works_as_written() -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    (example,) = blocks(DOCS / "reference" / "python.md", "python")
    names: dict[str, Any] = {}
    changed = example.replace("replications=40", "replications=2, workers=1")
    short = 'orgsim.load("the-model").replace({"scenario.horizon": "3 months"})'
    exec(changed.replace('orgsim.load("the-model")', short), names)
    assert names["study"].replications == 2
    assert names["bigger"].teams["field_sales"].headcount == 4
    pyplot.close("all")


def test_rates_of_an_export_are_solved_as_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a CRM shows contains the firm's losses, so what is solved lies above it."""
    monkeypatch.chdir(tmp_path)
    made = (DOCS / "examples" / "crm" / "make_an_export.py").read_text(encoding="utf-8")
    exec(made.replace("24 months", "8 months"), {})
    counted, solved = blocks(DOCS / "how-to" / "from-a-crm-export.md", "python")
    names: dict[str, Any] = {}
    exec(counted + solved.replace("24 months", "8 months").replace("runs=4", "runs=1"), names)
    assert np.prod(list(names["rates"].values())) > np.prod(list(names["seen"].values()))
    firm = orgsim.load("my-firm.toml")
    assert firm.journey["close"].outcomes[0].rate == pytest.approx(names["rates"]["close"])


def test_the_mechanism_of_the_architecture_page_acts_on_a_gate() -> None:
    from types import SimpleNamespace

    from orgsim.mechanisms.shared.facts import gate_effect

    (example,) = blocks(DOCS / "explanation" / "architecture.md", "python")
    names: dict[str, Any] = {}
    exec(example, names)
    effect = gate_effect(names["MECHANISM"], names["Tiring"]())
    assert effect(SimpleNamespace(visit=3)) == pytest.approx(-0.6)  # type: ignore[arg-type]
