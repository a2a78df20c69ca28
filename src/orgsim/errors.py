"""What orgsim tells a user whose input cannot be used."""

from dataclasses import dataclass

from orgsim.signs import clean, one_line


class OrgsimError(Exception):
    """Something the user can mend; the command line prints it and exits with 2.

    Names and texts of files may stand in it: what is said is fit for a terminal whatever they hold.
    """

    def __str__(self) -> str:
        """What to mend."""
        return clean(super().__str__())


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
        object.__setattr__(self, "message", one_line(self.message))


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
        parts = []
        for name in sorted({problem.file for problem in self.problems}):
            own = [problem for problem in self.problems if problem.file == name]
            plural = "problem" if len(own) == 1 else "problems"
            parts.append(f"{name} has {len(own)} {plural}")
            width = max(len(str(problem.line)) for problem in own)
            for problem in own:
                where = f"line {problem.line:<{width}}  " if problem.line else ""
                parts.append(f"  {where}{problem.message}")
        return "\n".join(parts)
