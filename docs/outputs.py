"""Run the commands that the README, the tutorials and the lessons show, and put what they print where they show it.

On the README and the tutorials it stands between marks. In a lesson it stands below the command in the same block, as in a
terminal; a line `…` stands for lines that are left out.

`make outputs` runs this (a few minutes); do it whenever numbers move or the words of an answer change.
`python docs/outputs.py NAME…` renews the lessons of these names alone.
"""

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

DOCS = Path(__file__).parent
README = DOCS.parent / "README.md"
TUTORIAL = DOCS / "tutorials" / "first-comparison.md"
FIRM = DOCS / "tutorials" / "a-firm-that-exists.md"
IN_JAPANESE = ("--lang", "ja")
LESSONS = DOCS.parent / "src" / "orgsim" / "lessons"
LEFT_OUT = "…"
_CONSOLE = re.compile(r"^```console\n(.*?)^```", re.DOTALL | re.MULTILINE)
_FIGURE = re.compile(r"[-−+¥]?\d[\d,.]*")


def _renewed() -> Callable[[str, dict[str, Callable[[], str]]], str]:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)
    found: Callable[[str, dict[str, Callable[[], str]]], str] = generate.renewed
    return found


class Desk:
    """A folder in which the commands are typed one after the other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def orgsim(self, *words: str) -> list[str]:
        """The lines that a command prints."""
        environment = {**os.environ, "NO_COLOR": "1", "ORGSIM_LANG": "en"}
        line = [str(Path(sys.executable).with_name("orgsim")), *words]
        done = subprocess.run(
            line, cwd=self.folder, env=environment, capture_output=True, text=True, check=False
        )
        return [said.rstrip() for said in (done.stdout or done.stderr).splitlines()]

    def both(self, *words: str) -> tuple[list[str], list[str]]:
        """What a command prints in English and in Japanese; what the first has run, the second takes from its ledger."""
        return self.orgsim(*words), self.orgsim(*words, *IN_JAPANESE)

    def answers(self, experiment: str, *words: str) -> list[str]:
        """What the comparison of the tutorial on a firm prints."""
        (self.folder / "firms" / "questions.toml").write_text("[experiment]" + experiment, encoding="utf-8")
        return self.orgsim("compare", "firms/questions.toml", "--quiet", "--out", "answers", *words)

    def typed(self, words: list[str]) -> list[str]:
        """What the terminal answers to words: `cd` changes the folder, all else is orgsim's."""
        program, *rest = words
        if program == "cd":
            self.folder /= rest[0]
            return []
        assert program == "orgsim", f"{program} is no command of a lesson"
        return self.orgsim(*rest)

    def edit(self, name: str, table: str, old: str, new: str) -> None:
        """Change a line below the head of a table."""
        path = self.folder / name
        before, head, after = path.read_text(encoding="utf-8").partition(f"[{table}]")
        assert old in after, (
            f"{name} has no {old!r} below [{table}]: the pages that say so have to change, too"
        )
        path.write_text(before + head + after.replace(old, new, 1), encoding="utf-8")


def likeness(line: str) -> str:
    """A line without its figures and blanks, by which it is found again when numbers have moved."""
    return " ".join(_FIGURE.sub("#", line).split())


def shown(before: list[str], now: list[str]) -> list[str]:
    """Of what a command prints now, the lines that a page has shown before.

    Each part between lines `…` is found by the likeness of its first line, in order, and has as many lines as before. Raises
    ValueError when there is none such any more: then the page's own words have to change, too.
    """
    if LEFT_OUT not in before:
        return now
    found: list[str] = []
    place, searched = 0, False
    for at, line in enumerate(before):
        if line == LEFT_OUT:
            found.append(line)
            searched = True
            continue
        if searched or at == 0:
            aims = [later for later in range(place, len(now)) if likeness(now[later]) == likeness(line)]
            if not aims:
                raise ValueError(f"nothing is printed any more that is like {line!r}")
            place, searched = aims[0], False
        if place >= len(now):
            raise ValueError(f"nothing is printed any more where {line!r} stood")
        found.append(now[place])
        place += 1
    return found


def typed_again(page: str, answer: Callable[[list[str]], list[str] | None]) -> str:
    """A page with what its console blocks show of each command, as `answer` gives it to the words of the command now.

    None is the answer to a command that is left as it is. What nobody looks at, a command without lines below it, is given
    all the same, since later ones may work on what it has written.
    """

    def block(match: re.Match[str]) -> str:
        told: list[str] = []
        for command in re.split(r"^(?=\$ )", match[1], flags=re.MULTILINE)[1:]:
            line, *before = command.splitlines()
            now = answer(shlex.split(line.removeprefix("$ "), comments=True))
            told += [line, *(before if now is None or not before else shown(before, now))]
        return "\n".join(["```console", *told, "```"])

    return _CONSOLE.sub(block, page)


def renew_lessons(name: str = "*") -> None:
    """Give the commands of a lesson, or of all, in each language in a folder of its own, and renew what the texts show."""
    for page in sorted(LESSONS.glob(f"{name}/*.md")):
        with tempfile.TemporaryDirectory() as folder:
            text = page.read_text(encoding="utf-8")
            page.write_text(typed_again(text, Desk(Path(folder)).typed), encoding="utf-8")


def in_japanese(page: Path) -> Path:
    """The Japanese page beside an English one."""
    return page.with_suffix(".ja.md")


def questions(page: Path) -> str:
    """The experiment that a tutorial on a firm asks one to save."""
    return page.read_text(encoding="utf-8").split("```toml\n[experiment]", 1)[1].split("```", 1)[0]


def command(folder: str) -> list[str]:
    """The words of the README's command that writes into a folder, without the name of the program."""
    lines = README.read_text(encoding="utf-8").splitlines()
    (line,) = (one for one in lines if one.startswith("$ orgsim") and one.endswith(f"--out {folder}"))
    return shlex.split(line)[2:]


def findings(lines: list[str]) -> str:
    """What an answer says first: what was run, and its sentences up to the next blank line."""
    return "\n".join(lines[: lines.index("", 2)])


def results(lines: list[str], rows: int, title: str = "Results") -> str:
    """The head of the table of results, and its first rows of two lines each."""
    first = lines.index(title)
    rule = next(place for place in range(first, len(lines)) if lines[place].startswith(" ─"))
    return "\n".join(lines[first : rule + 1 + 2 * rows])


def rows(lines: list[str], count: int) -> str:
    """What an answer says before its first table, and the head of that table with its first rows, `count` pairs of lines."""
    rule = next(place for place, line in enumerate(lines) if line.startswith(" ─"))
    return "\n".join(lines[: rule + 1 + 2 * count])


def told(text: str) -> Callable[[], str]:
    """A part of a page that shows a text as printed."""
    return lambda: f"```text\n{text}\n```"


def main() -> None:
    """Renew every shown output."""
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(Path(folder))
        shown = {name: desk.orgsim(*command(name), "--quiet") for name in ("hire", "founders")}
        shutil.copy(Path(folder) / "founders" / "map.png", DOCS / "images" / "founders.png")
        usual, usual_ja = desk.both("compare", "--quiet", "--replications", "12")
        desk.orgsim("figure", "report", "--out", str(DOCS / "images" / "compare.png"))
        desk.orgsim("run", "the-model", "--horizon", "36 months", "-n", "12", "--quiet", "--out", "flow")
        for image, words in (("flow.png", ()), ("flow.ja.png", IN_JAPANESE)):
            desk.orgsim("figure", "flow", "flow", "--out", str(DOCS / "images" / image), *words)
        desk.orgsim("new", "my-firm")
        desk.edit(
            "my-firm/organizations/the-model.toml", "teams.field_sales", "headcount = 3", "headcount = 4"
        )
        asked, asked_ja = desk.both(
            "compare", "the-model", "my-firm/scenario.toml", "--quiet", "--out", "my-question"
        )
        desk.edit(
            "my-firm/organizations/the-model.toml", "teams.field_sales", "headcount = 4", "haedcount = 4"
        )
        mistake, mistake_ja = desk.both("check", "my-firm/scenario.toml")
        desk.orgsim("gallery", "--copy", "mid-market")
        answers = desk.answers(questions(FIRM))
        answers_ja = desk.answers(questions(in_japanese(FIRM)), *IN_JAPANESE)
    first = {"findings": told(findings(usual)), "results": told(results(usual, 4))}
    studies = {"hire": told(rows(shown["hire"], 4)), "founders": told(rows(shown["founders"], 1))}
    pages = {
        README: first | studies,
        FIRM: {"answers": told(findings(answers))},
        in_japanese(FIRM): {"answers": told(findings(answers_ja))},
        in_japanese(TUTORIAL): {
            "findings": told(findings(usual_ja)),
            "results": told(results(usual_ja, 4, "結果")),
            "question": told(findings(asked_ja)),
            "mistake": told("\n".join(mistake_ja)),
        },
        TUTORIAL: first | {"question": told(findings(asked)), "mistake": told("\n".join(mistake))},
    }
    for path, parts in pages.items():
        path.write_text(_renewed()(path.read_text(encoding="utf-8"), parts), encoding="utf-8")
    renew_lessons()


if __name__ == "__main__":
    for lesson in sys.argv[1:]:
        renew_lessons(lesson)
    if not sys.argv[1:]:
        main()
