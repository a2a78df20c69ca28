"""What orgsim tells a user whose input cannot be used."""

from collections.abc import Callable
from dataclasses import dataclass

from orgsim.language import ENGLISH, Language
from orgsim.language.phrases import Wording, counting, said, say
from orgsim.signs import clean, one_line


class OrgsimError(Exception):
    """Something the user can mend; the command line prints it and exits with 2.

    Names and texts of files may stand in it: what is said is fit for a terminal whatever they hold.
    """

    def __str__(self) -> str:
        """What to mend."""
        return _fit(super().__str__(), clean)

    def say(self, language: Language, /) -> str:
        """What to mend, in a language; in English where nobody has worded it for others."""
        return said(str(self), language)


def unusable(text: str, /, **gaps: object) -> OrgsimError:
    """What is raised for input that cannot be used: an error whose text can be said in any language, as `Wording` has it."""
    return OrgsimError(Wording(text, **gaps))


class OrgsimWarning(UserWarning):
    """Something the user should know that does not keep orgsim from working."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing wrong with a file: where it stands and what would be right.

    `line` is 1-based, 0 where no line applies (a `--set` on the command line, a missing table).
    """

    file: str
    line: int
    message: str

    def __post_init__(self) -> None:
        """See that names and texts of files, which stand in both, are fit to be shown."""
        object.__setattr__(self, "file", one_line(self.file))
        object.__setattr__(self, "message", _fit(self.message, one_line))


class ScenarioError(OrgsimError):
    """All problems of the files of one scenario at once.

    Derives from Exception, not ValueError: pydantic would swallow a ValueError and lose its field.
    """

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(problems)
        self.problems = sorted(set(problems))

    def __reduce__(self) -> tuple[type["ScenarioError"], tuple[list[Problem]]]:
        """Pickle as its problems, so that it crosses process borders whole."""
        return ScenarioError, (self.problems,)

    def __str__(self) -> str:
        """Group the problems by file, each under its line."""
        return self.say(ENGLISH)

    def say(self, language: Language, /) -> str:
        """The problems grouped by file, each under its line, in a language."""
        parts = []
        for name in sorted({problem.file for problem in self.problems}):
            own = [problem for problem in self.problems if problem.file == name]
            head = counting(
                "{file} has {count} problem", "{file} has {count} problems", len(own), count=len(own)
            )
            parts.append(head.say(language, file=name or "."))  # the name of the folder one is in is empty
            width = max(len(str(problem.line)) for problem in own)
            for problem in own:
                where = say("line {number}", language, number=problem.line) if problem.line else ""
                beside = " " * (width - len(str(problem.line)) + 2) if problem.line else ""
                parts.append(f"  {where}{beside}{said(problem.message, language)}")
        return "\n".join(parts)


def _fit(text: str, change: Callable[[str], str]) -> str:
    """A text after a change, in which it keeps its other languages."""
    return text.changed(change) if isinstance(text, Wording) else change(text)
