"""Lessons: what a class reads, the files it works on, and exercises whose numbers are hidden.

Each lesson is a folder of the package: a text in Markdown for each language, scenario files, and where it has an exercise with
hidden numbers a `hidden.toml`. What stands behind the mark `<!-- answers -->` is for who teaches.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.language.phrases import Wording
from orgsim.plan.gallery import write_new
from orgsim.plan.load import load
from orgsim.plan.text.document import meant, nearest, shown
from orgsim.plan.text.toml_files import read_text
from orgsim.randomness import case_key, entity_key, purpose, uniform
from orgsim.writing import called

if TYPE_CHECKING:
    from orgsim.plan.scenario import Scenario

LESSONS = Path(__file__).parents[1] / "lessons"
"""The folder of the lessons."""
ANSWERS = "<!-- answers -->\n"
"""Stands in a text before what is for who teaches alone."""
HIDDEN = "hidden.toml"
_HEAD = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_REMARK = re.compile(r"^<!--.*?-->\n", re.DOTALL | re.MULTILINE)
_CHOICE = purpose("hidden number", "which of its values a number of an exercise has")


@dataclass(frozen=True, slots=True)
class Exercise:
    """A scenario with hidden numbers, and what a class gets to see of its event log."""

    number: int
    scenario: "Scenario"
    key: dict[str, Any]
    """The hidden values by dotted path: the key."""
    kinds: tuple[str, ...]
    """Kinds of rows that are shown."""
    columns: tuple[str, ...]
    """Columns that are shown."""

    @property
    def told(self) -> dict[str, Any]:
        """The key with tables taken apart: every single value by dotted path."""
        return dict(_single(self.key, ""))


@dataclass(frozen=True)
class Lesson:
    """One lesson; `folder` is where its texts and files lie."""

    folder: Path

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return self.folder.name

    @cached_property
    def number(self) -> int:
        """Its place among the lessons, from 1."""
        return int(self._head("en")["number"])

    @cached_property
    def minutes(self) -> int:
        """How long a class takes for it."""
        return int(self._head("en")["minutes"])

    def question(self, language: Language) -> str:
        """The question it is about, in one line."""
        return self._head(language)["question"]

    def title(self, language: Language) -> str:
        """Its title, without its number."""
        line = next(line for line in self._body(language).splitlines() if line.startswith("# "))
        return line.removeprefix("# ").partition(". ")[2]

    def text(self, language: Language) -> str:
        """What a class reads: Markdown, without answers."""
        return _REMARK.sub("", self._body(language).partition(ANSWERS)[0]).strip() + "\n"

    def answers(self, language: Language) -> str:
        """Worked answers and notes for who teaches: Markdown."""
        return _REMARK.sub("", self._body(language).partition(ANSWERS)[2]).strip() + "\n"

    @property
    def files(self) -> list[Path]:
        """The files a class works on."""
        apart = {HIDDEN}
        return sorted(
            path for path in self.folder.iterdir() if path.suffix != ".md" and path.name not in apart
        )

    def write(self, aim: Path, language: Language, answers: bool = False) -> list[Path]:
        """Put the lesson and its files into a folder, with `answers` those too; what was written.

        Raises OrgsimError when one of them is there already; then nothing is written.
        """
        texts = {"lesson.md": self.text(language)} | (
            {"answers.md": self.answers(language)} if answers else {}
        )
        contents = {name: text.encode() for name, text in texts.items()}
        contents |= {path.name: path.read_bytes() for path in self.files}
        for name in contents:
            if os.path.lexists(aim / name):
                raise unusable("{called} is there already; nothing was written", called=called(aim / name))
        for name, content in contents.items():
            write_new(aim / name, content)
        return [aim / name for name in contents]

    def exercise(self, number: int) -> Exercise:
        """The exercise of this number: each has hidden values of its own, the same on every machine.

        Raises OrgsimError for a lesson that has none.
        """
        path = self.folder / HIDDEN
        if not path.is_file():
            raise unusable("the lesson {name} has no exercise with hidden numbers", name=self.name)
        stated = read_text(path.read_text(encoding="utf-8"), HIDDEN, self.name).data
        case = case_key(entity_key(number, 0, self.name), 0)
        key = {
            name: values[int(uniform(case, _CHOICE, place) * len(values))]
            for place, (name, values) in enumerate(stated["hidden"].items())
        }
        scenario = load(self.folder / stated["scenario"], changes={**stated.get("set", {}), **key})
        return Exercise(number, scenario, key, tuple(stated["kinds"]), tuple(stated["columns"]))

    def _source(self, language: Language) -> str:
        return (self.folder / f"{language}.md").read_text(encoding="utf-8")

    def _head(self, language: Language) -> dict[str, str]:
        found = _HEAD.match(self._source(language))
        assert found is not None, f"{self.name} has no head"
        pairs = (line.partition(": ") for line in found[1].splitlines())
        return {key: value for key, _, value in pairs}

    def _body(self, language: Language) -> str:
        return _HEAD.sub("", self._source(language))


def _single(table: dict[str, Any], front: str) -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _single(value, f"{front}{name}.")
        else:
            yield f"{front}{name}", value


def lessons() -> list[Lesson]:
    """All lessons in their order."""
    found = [Lesson(path) for path in LESSONS.iterdir() if path.is_dir()]
    return sorted(found, key=lambda lesson: lesson.number)


def lesson_called(name: str) -> Lesson:
    """The lesson of a name, or of a number such as "1"; raises OrgsimError, with the nearest name, when there is none."""
    found = lessons()
    for lesson in found:
        if name in (lesson.name, str(lesson.number)):
            return lesson
    near = nearest(name, [lesson.name for lesson in found])
    hint = meant(near, Wording("there are {name}", name=", ".join(lesson.name for lesson in found)))
    raise unusable("there is no lesson {name}; {hint}", name=shown(name), hint=hint)
