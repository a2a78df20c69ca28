"""`orgsim lesson`: a list, a text, a folder, and data with hidden numbers."""

import csv
import re
import sys
from pathlib import Path

import pytest

from orgsim.cli import main
from orgsim.plan.lessons import lesson_called, lessons


class Typed:
    """Types `orgsim lesson` in a folder of its own."""

    def __init__(self, patch: pytest.MonkeyPatch, captured: pytest.CaptureFixture[str]) -> None:
        self._patch, self._captured = patch, captured

    def __call__(self, *words: str) -> tuple[int, str, str]:
        """Exit code, standard output, standard error."""
        self._patch.setattr(sys, "argv", ["orgsim", "lesson", *words])
        with pytest.raises(SystemExit) as left:
            main()
        said = self._captured.readouterr()
        return int(left.value.code or 0), said.out, said.err


@pytest.fixture
def lesson(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Typed:
    """An empty folder."""
    monkeypatch.chdir(tmp_path)
    return Typed(monkeypatch, capsys)


def test_the_list_has_every_lesson_with_its_question(lesson: Typed) -> None:
    for language, first in (("en", " 1  littles-law "), ("ja", " 1  littles-law ")):
        code, said, _ = lesson("--lang", language)
        lines = said.splitlines()
        assert code == 0
        assert lines[0].startswith(first)
        assert len(lines) == 2 * len(lessons()) + 1
        assert [one.question(language) for one in lessons()] == [line.strip() for line in lines[1:-1:2]]  # type: ignore[arg-type]
    assert said.endswith("orgsim lesson littles-law --out littles-law --lang ja\n")


def test_a_class_reads_no_answers_and_a_teacher_does(lesson: Typed) -> None:
    found = lesson_called("littles-law")
    assert lesson("littles-law") == (0, found.text("en"), "")
    assert lesson("1", "--answers", "--lang", "ja") == (0, found.answers("ja"), "")
    assert "300 / 60" in found.answers("en")
    assert "300 / 60" not in found.text("en")
    assert "---" not in found.text("en").splitlines()[0]


def test_a_folder_gets_the_lesson_and_its_files_once(lesson: Typed, tmp_path: Path) -> None:
    code, said, _ = lesson("littles-law", "--out", "class")
    assert code == 0
    assert said.splitlines() == [
        f"Written: {Path('class', name)}" for name in ("lesson.md", "desk.toml", "what-if.toml")
    ]
    assert {path.name for path in (tmp_path / "class").iterdir()} == {
        "lesson.md",
        "desk.toml",
        "what-if.toml",
    }
    code, said, wrong = lesson("littles-law", "--out", "class", "--answers")
    assert (code, said) == (2, "")
    assert wrong == f"{Path('class', 'lesson.md')} is there already; nothing was written\n"
    assert lesson("littles-law", "--out", "teacher", "--answers")[0] == 0
    assert (tmp_path / "teacher" / "answers.md").read_text(encoding="utf-8").startswith("## Answers\n")


def test_an_exercise_hides_its_numbers_and_the_key_tells_them(lesson: Typed, tmp_path: Path) -> None:
    assert lesson("littles-law", "--exercise", "2", "--out", "sheet") == (
        0, f"Written: {Path('sheet', 'exercise-2.csv')}\n", "",
    )  # fmt: skip
    key = lesson_called("littles-law").exercise(2).key
    said = "".join(f"  {path} = {value}\n" for path, value in key.items())
    assert lesson("littles-law", "--exercise", "2", "--answers") == (0, f"Hidden in exercise 2:\n{said}", "")
    assert lesson("littles-law", "--exercise", "2", "--answers", "--lang", "ja")[1].startswith("演習2に")
    with (tmp_path / "sheet" / "exercise-2.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert set(rows[0]) == {"case", "ready", "start", "end"}
    assert lesson("littles-law", "--exercise", "2", "--out", "sheet")[0] == 2


def test_a_key_that_is_a_table_is_told_value_by_value(lesson: Typed) -> None:
    number = next(
        n for n in range(1, 50) if "odds" in lesson_called("dashboard").exercise(n).key["shocks.change"]
    )
    (_, first, second) = lesson("dashboard", "--exercise", str(number), "--answers")[1].splitlines()
    assert first.startswith("  shocks.change.at = ")
    assert re.fullmatch(r"  shocks\.change\.odds\.(close|qualify) = 0\.5", second)


def test_mistakes_are_told(lesson: Typed) -> None:
    assert lesson("--answers")[2] == "name a lesson, such as: orgsim lesson littles-law --out littles-law\n"
    assert lesson("litles-law")[2] == 'there is no lesson "litles-law"; did you mean littles-law?\n'
    assert lesson("littles-law", "--exercise", "0")[0] == 2
