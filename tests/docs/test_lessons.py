"""The lessons: complete in both languages, and every command in them gives what they show."""

import importlib.util
import re
import shlex
import sys
from pathlib import Path
from types import ModuleType

import pytest
from places import ROOT

from orgsim.cli import main
from orgsim.errors import OrgsimError
from orgsim.plan.lessons import LESSONS, Lesson, lesson_called, lessons

PAGES = {"replay"}
"""Commands that leave a page to look at and print nothing: what they leave is tried elsewhere, and here among the slow tests."""
STUDIES = {"run", "compare", "next-hire"}
"""Commands that take from a ledger what was run before: a lesson looks at the same firm more than once."""
LONG = {
    "dashboard",
    "funnel-and-queues",
    "keeping-and-winning",
    "local-kpis",
    "soft-appointments",
    "who-leaves",
}
"""Lessons whose commands take seven seconds and more together: all are tried among the slow tests. Where numbers move, the
baseline of event logs says it first."""
NAMES = [lesson.name for lesson in lessons()]


def _outputs() -> ModuleType:
    spec = importlib.util.spec_from_file_location("outputs", ROOT / "docs" / "outputs.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


outputs = _outputs()


class Class:
    """Types the commands of a lesson in this process, in a folder of its own."""

    def __init__(
        self, folder: Path, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str], all_of_them: bool
    ) -> None:
        self.patch, self.captured, self.folder, self.all_of_them = patch, captured, folder, all_of_them
        patch.setenv("NO_COLOR", "1")
        patch.chdir(folder)

    def answer(self, words: list[str]) -> list[str] | None:
        """What a command prints; None for one that is left out."""
        if words[0] == "cd":
            self.folder /= words[1]
            self.patch.chdir(self.folder)
            return []
        if words[1] in PAGES and not self.all_of_them:
            return None
        # What is printed is the same with a ledger; among the slow tests each command is given as it is shown.
        shared = ["--ledger", "runs.sqlite"] if words[1] in STUDIES and not self.all_of_them else []
        self.patch.setattr(sys, "argv", [*words, *shared])
        with pytest.raises(SystemExit) as left:
            main()
        said = self.captured.readouterr()
        assert not left.value.code, said.err
        return [line.rstrip() for line in said.out.splitlines()]


def commands(text: str) -> list[list[str]]:
    """The words of every command in the console blocks of a text."""
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = [line for block in blocks for line in block.splitlines() if line.startswith("$ ")]
    return [shlex.split(line[2:], comments=True) for line in lines]


def source(name: str, language: str) -> str:
    return (LESSONS / name / f"{language}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", [name for name in NAMES if name not in LONG])
def test_every_command_of_a_lesson_gives_what_it_shows(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    undrawn: None,  # noqa: ARG001
    unreported: None,  # noqa: ARG001
) -> None:
    """As far as they print it; their reports are written among the slow tests."""
    text = source(name, "en")
    assert outputs.typed_again(text, Class(tmp_path, monkeypatch, capsys, False).answer) == text, (
        f"run: python docs/outputs.py {name}"
    )


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", NAMES)
def test_every_command_of_a_lesson_gives_what_it_shows_in_both_languages(
    name: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = source(name, language)
    assert outputs.typed_again(text, Class(tmp_path, monkeypatch, capsys, True).answer) == text


def test_ten_lessons_stand_in_order() -> None:
    assert [lesson.number for lesson in lessons()] == list(range(1, len(NAMES) + 1))
    assert all(20 <= lesson.minutes <= 40 for lesson in lessons())


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_type_the_same_commands(name: str) -> None:
    english, japanese = (commands(source(name, language)) for language in ("en", "ja"))
    spoken = [words for words in english if words[0] == "orgsim"]
    assert [words[:-2] for words in japanese if words[0] == "orgsim"] == spoken
    assert all(words[-2:] == ["--lang", "ja"] for words in japanese if words[0] == "orgsim")
    assert [words for words in japanese if words[0] == "cd"] == [
        words for words in english if words[0] == "cd"
    ]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", NAMES)
def test_a_lesson_has_all_its_parts(name: str, language: str) -> None:
    lesson = lesson_called(name)
    text, answers = lesson.text(language), lesson.answers(language)  # type: ignore[arg-type]
    parts = {
        "en": (
            "The question",
            "Write your prediction down first",
            "The files",
            "Exercises",
            "Answers",
            "For the teacher",
        ),
        "ja": ("問い", "まず予想を書く", "ファイル", "演習", "解答", "先生へ"),
    }[language]
    assert [part for part in parts[:4] if f"\n## {part}\n" not in text] == []
    assert [part for part in parts[4:] if f"## {part}\n" not in answers] == []
    assert f"## {parts[4]}\n" not in text
    asked = len(re.findall(r"^\d+\. ", text.partition(f"## {parts[3]}\n")[2], re.MULTILINE))
    answered = len(re.findall(r"^\d+\. ", answers.partition(f"## {parts[5]}\n")[0], re.MULTILINE))
    assert asked == answered >= 2
    assert f"# {lesson.number}. {lesson.title(language)}\n" in text  # type: ignore[arg-type]
    assert lesson.question(language)  # type: ignore[arg-type]


@pytest.mark.parametrize(("folder", "language"), [("lessons", "en"), ("lessons/ja", "ja")])
@pytest.mark.parametrize("name", NAMES)
def test_the_documentation_holds_a_lesson_and_its_files(name: str, folder: str, language: str) -> None:
    place = ROOT / "docs" / folder
    page = (place / f"{name}.md").read_text(encoding="utf-8")
    included = re.findall(r"^```\{(include|literalinclude)\} (.+)$", page, re.MULTILINE)
    aims = [(place / aim).resolve() for _, aim in included]
    assert aims == [LESSONS / name / f"{language}.md", *lesson_called(name).files]
    assert f"\n{name}\n" in (place / "index.md").read_text(encoding="utf-8")


def test_what_is_left_out_is_found_again_when_numbers_move() -> None:
    before = ["…", "Desk   4  83.7%", "       1 to 2", "…", "Load: share", "…"]
    now = ["Head", "Desk  12  9.1%", "      10 to 20", "Foot", "Load: share", "End"]
    assert outputs.shown(before, now) == ["…", "Desk  12  9.1%", "      10 to 20", "…", "Load: share", "…"]
    assert outputs.shown(["old"], now) == now
    with pytest.raises(ValueError, match="nothing is printed any more that is like 'Desk"):
        outputs.shown(before, ["Head", "Team 4 1%"])


def test_what_a_command_prints_stands_below_it() -> None:
    page = (
        "a\n\n```console\n$ orgsim run x.toml\nold\n$ cd y\n$ orgsim check z.toml  # a remark\nkept\n```\nb\n"
    )
    answers = {
        ("orgsim", "run", "x.toml"): ["new", "lines"],
        ("cd", "y"): [],
        ("orgsim", "check", "z.toml"): None,
    }
    again = outputs.typed_again(page, lambda words: answers[tuple(words)])
    assert again == page.replace("old", "new\nlines")


def test_a_lesson_is_called_by_name_or_number() -> None:
    assert lesson_called("1") == lesson_called("littles-law") == Lesson(LESSONS / "littles-law")
    with pytest.raises(OrgsimError, match='there is no lesson "littles-lav"; did you mean littles-law\\?'):
        lesson_called("littles-lav")
