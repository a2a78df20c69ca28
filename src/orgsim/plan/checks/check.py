"""The check at the door: a whole document becomes a frozen plan, or one error with all that is wrong."""

import math
from collections.abc import Iterable
from typing import Any, TypeVar

from pydantic import ValidationError

from orgsim.errors import Problem, ScenarioError
from orgsim.language.phrases import Wording
from orgsim.plan.checks.amounts import amounts
from orgsim.plan.checks.rules import violations
from orgsim.plan.checks.schema_messages import problems
from orgsim.plan.model.content import Content
from orgsim.plan.text.document import Document, numbers, shown, tuples, written
from orgsim.plan.text.toml_lines import Path

C = TypeVar("C", bound=Content)

MOST_PROBLEMS = 100
_LARGEST = 10**15
_ABSENT = {
    "sources": Wording("there are no sources: a scenario needs a market, inline or as [scenario] market"),
    "journey": Wording("there is no journey: a scenario needs a market, inline or as [scenario] market"),
    "teams": Wording(
        "there are no teams: a market needs an organization, inline or as [scenario] organization"
    ),
}


def checked(
    model: type[C], document: Document, broken: Iterable[Path] = (), known: Iterable[Problem] = ()
) -> C:
    """The plan a document says; raises ScenarioError with all problems of all its files, at most 100.

    `known` problems were found on the way here; nothing else is said about the `broken` paths they concern. An empty
    path among these stands for a file that could not be read: then nothing is said about what is missing.
    """
    found = list(known)
    covered = set(broken)
    for path, message in _extremes(document.data):
        covered.add(path)
        found.append(document.problem(path, message))
    content: C | None = None
    try:
        content = model.model_validate(tuples(document.data), strict=True)
    except ValidationError as error:
        found += _unless_covered(error, document, model, covered)
    if () not in covered:
        found += violations(document)
        found += amounts(content, document) if content is not None else []
    if found:
        raise ScenarioError(sorted(set(found))[:MOST_PROBLEMS])
    assert content is not None
    return content


def _extremes(data: dict[str, Any]) -> list[tuple[Path, str]]:
    """Numbers no field of a plan can mean, with what to say of them; at most the first hundred."""
    wrong: list[tuple[Path, str]] = []
    for path, number in numbers(data):
        if not abs(number) <= _LARGEST:
            what = (
                Wording("a finite number")
                if isinstance(number, float) and not math.isfinite(number)
                else Wording("10^15 at most in size")
            )
            wrong.append(
                (
                    path,
                    Wording(
                        "{path} is {number}; it must be {found}",
                        path=written(path),
                        number=shown(number),
                        found=what,
                    ),
                )
            )
        if len(wrong) == MOST_PROBLEMS:
            break
    return wrong


def _unless_covered(
    error: ValidationError, document: Document, model: type[Content], covered: set[Path]
) -> list[Problem]:
    found = []
    for path, kind, problem in problems(error, document, model):
        if any(path[:length] in covered for length in range(1, len(path) + 1)) or (
            kind == "missing" and () in covered
        ):
            continue
        if kind == "missing" and len(path) == 1:
            problem = document.problem((), _ABSENT[path[0]])
        found.append(problem)
    return found
