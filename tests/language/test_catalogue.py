"""The catalogues: each holds every phrase of the code, and nothing else; no other language stands in the code."""

import ast
import io
import re
import subprocess
import sys
import tokenize
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po
from places import SOURCE

from orgsim.language.phrases import CATALOGUES

ROOT = SOURCE.parents[1]
JAPANESE = re.compile(r"[\u3041-\u30ff\u4e00-\u9fff]")
DATA = {"report/diagrams/drawing/lettering.py"}
"""Files in which other scripts are data: where Japanese lines may be broken."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What Babel finds in the code, as `make phrases` asks for it."""
    path = tmp_path_factory.mktemp("phrases") / "orgsim.pot"
    options = ["--mapping-file", str(ROOT / "pyproject.toml"), "--output-file", str(path), str(ROOT)]
    CommandLineInterface().run(["pybabel", "--quiet", "extract", *options])
    with path.open("rb") as text:
        return read_po(text)


def catalogue(language: str) -> Catalog:
    with (CATALOGUES / f"{language}.po").open("rb") as text:
        return read_po(text, locale=language)


LANGUAGES = sorted(path.stem for path in CATALOGUES.glob("*.po"))
Key = tuple[str | None, str | tuple[str, ...]]


def key(message: Message) -> Key:
    return message.context, tuple(message.id) if isinstance(message.id, list | tuple) else message.id


def phrases(found: Catalog) -> dict[Key, Message]:
    return {key(message): message for message in found if message.id}


def gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def forms(texts: str | tuple[str, ...]) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def unlike(message: Message) -> set[str]:
    """Gaps that only a phrase, or only its translation, has; what is said of one thing may leave the number out."""
    phrase, translation = forms(message.id), forms(message.string)
    known = set.union(*map(gaps, phrase))
    return (set.union(*map(gaps, translation)) - known) | (gaps(phrase[-1]) - gaps(translation[-1]))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_of_the_code_is_in_the_catalogue_and_nothing_else(
    template: Catalog, language: str
) -> None:
    found = catalogue(language)
    assert phrases(template).keys() - phrases(found).keys() == set(), (
        "run `make phrases` and translate what is new"
    )
    assert phrases(found).keys() - phrases(template).keys() == set(), "run `make phrases`"
    assert list(found.obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_is_translated_with_its_gaps(language: str) -> None:
    found = phrases(catalogue(language)).values()
    assert [message.id for message in found if not all(forms(message.string))] == []
    assert [message.id for message in found if message.fuzzy] == []
    assert {message.id: unlike(message) for message in found if unlike(message)} == {}


def test_a_gap_that_is_called_otherwise_is_found() -> None:
    assert unlike(Message("{a} waits", "{b}が待つ")) == {"a", "b"}
    assert unlike(Message(("{n} day", "{n} days"), ("{m}日",))) == {"n", "m"}
    assert unlike(Message("{a} waits", "{a}が待つ")) == set()


def test_a_phrase_that_is_said_and_not_known_is_found(tmp_path: Path, template: Catalog) -> None:
    """The keywords of the mapping are those of the code: each way of writing a phrase is extracted."""
    room = tmp_path / "src" / "orgsim" / "room"
    room.mkdir(parents=True)
    (room / "a.py").write_text(
        'x = say("One", "ja"), reading.say("T" "wo {a}", a=1), Phrase("Three"), within("kpi", "Four"),'
        ' counting("{n} five", "{n} fives", 5, n=5)\n',
        encoding="utf-8",
    )
    (room / "b.jinja").write_text('{{ say("Six") }}', encoding="utf-8")
    aim = tmp_path / "found.pot"
    options = ["--mapping-file", str(ROOT / "pyproject.toml"), "--output-file", str(aim), str(tmp_path)]
    CommandLineInterface().run(["pybabel", "--quiet", "extract", *options])
    with aim.open("rb") as text:
        found = phrases(read_po(text))
    expected = {
        (None, "One"),
        (None, "Two {a}"),
        (None, "Three"),
        ("kpi", "Four"),
        (None, ("{n} five", "{n} fives")),
    }
    assert found.keys() == expected | {(None, "Six")}
    assert not found.keys() & phrases(template).keys()


def japanese(root: Path) -> list[str]:
    """Where Japanese stands in Python code; docstrings and comments may show examples."""
    found = []
    for path in sorted(root.rglob("*.py")):
        name = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        if name not in DATA and JAPANESE.search(text):
            found += [f"{name}:{line}" for line in sorted(set(_lines(text)))]
    return found


def _lines(text: str) -> Iterator[int]:
    told = set(_docstrings(ast.parse(text)))
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if (
            token.type not in (tokenize.COMMENT, tokenize.NL)
            and token.start[0] not in told
            and JAPANESE.search(token.string)
        ):
            yield token.start[0]


def _docstrings(tree: ast.AST) -> Iterator[int]:
    """Lines of texts that stand by themselves."""
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)


def test_no_japanese_stands_in_the_code() -> None:
    assert japanese(SOURCE) == []
    assert not JAPANESE.search((ROOT / "docs" / "generate.py").read_text(encoding="utf-8"))


def test_japanese_in_the_code_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('"""例"""\nx = 1  # 例\ny = {"ja": "例"}\n', encoding="utf-8")
    assert japanese(tmp_path) == ["a.py:3"]


def test_english_needs_no_babel_to_speak() -> None:
    """Neither the import nor an English phrase loads Babel or a catalogue."""
    code = "import sys, orgsim; from orgsim.language.phrases import say; say('none', 'en'); print('babel' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
