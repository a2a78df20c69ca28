"""Organizations that take over in a run: read from the files that `[[reorganizations]]` names, each checked by itself."""

from dataclasses import replace
from typing import Any

from orgsim.errors import OrgsimError, Problem, ScenarioError
from orgsim.plan.checks.check import checked
from orgsim.plan.checks.draft import without_absent
from orgsim.plan.files import ORGANIZATION_KEYS, ScenarioFiles
from orgsim.plan.model.content import Content
from orgsim.plan.text.document import Document, shown, written
from orgsim.plan.text.locations import Located
from orgsim.plan.text.toml_lines import Path

_ROWS = "reorganizations"


def with_successors(document: Document, files: ScenarioFiles) -> Document:
    """A document with the organizations that it names in place of their names; what is wrong with them is added to the `files`.

    A name stated in no file, by a what-if or in Python, is looked up as files look it up that lie in their folder.
    """
    for k, row in enumerate(_rows(document)):
        path = _path(k)
        named = row.get("organization")
        if isinstance(named, str):
            try:
                named = files.organization(named)
            except OrgsimError as error:
                files.problems.append(document.problem(path, f"{written(path)} is {shown(named)}; {error}"))
                files.broken.append(path)
                document = document.without(path)
                continue
        if isinstance(named, Located):
            broken = len(files.broken)
            own = files.read(named.path, "organization", ())
            if len(files.broken) > broken:
                files.broken.append(path)
                document = document.without(path)
                continue
            document = _embedded(document, path, own)
            kept = without_absent(stage(document, k))
            document = document.with_value(
                (*path, "teams"), kept.get("teams"), document.origin((*path, "teams"))
            )
            document = replace(document, notes=kept.notes)
            document = _with_lines(document, (*path, "teams"), kept, ("teams",))
    return document


def stage(document: Document, number: int) -> Document:
    """The document as if one of the organizations that take over, counted from 0, were its own and the only one."""
    path = _path(number)
    own = document.get(*path)
    base = document.without((_ROWS,), ("transfers",), *((key,) for key in ORGANIZATION_KEYS))
    for key in ORGANIZATION_KEYS:
        if isinstance(own, dict) and key in own:
            base = base.with_value((key,), own[key], document.origin((*path, key)))
            base = _with_lines(base, (key,), document, (*path, key))
    return replace(base, later=True)


def wrong(document: Document, broken: list[Path]) -> tuple[list[Problem], list[Path]]:
    """What is wrong with the organizations that take over, and not with the scenario whoever takes over; the paths that it
    concerns."""
    found, paths = list[Problem](), list[Path]()
    for k, row in enumerate(_rows(document)):
        path, own = _path(k), row.get("organization")
        if isinstance(own, dict) and "teams" in own:
            within = [one[len(path) :] for one in broken if one[: len(path)] == path]
            problems = _problems(stage(document, k), [*broken, *within])
            if problems:
                problems -= _problems(document.without((_ROWS,)), broken)
            found += [_called(document, path, problem) for problem in problems]
            paths += [(*path, key) for key in ORGANIZATION_KEYS if problems and key in own]
    return found, paths


def _problems(document: Document, broken: list[Path]) -> set[Problem]:
    try:
        checked(Content, document, broken)
    except ScenarioError as error:
        return set(error.problems)
    return set()


def _called(document: Document, path: Path, problem: Problem) -> Problem:
    """A problem of an organization, with where that stands if it is no file of its own."""
    apart = document.origin((*path, "teams")).file != document.origin(path).file
    return problem if apart else replace(problem, message=f"{written(path)}: {problem.message}")


def _rows(document: Document) -> list[dict[str, Any]]:
    rows = document.get(_ROWS)
    return [row if isinstance(row, dict) else {} for row in rows] if isinstance(rows, list) else []


def _path(number: int) -> Path:
    return _ROWS, str(number), "organization"


def _embedded(document: Document, path: Path, own: Document) -> Document:
    """A document with the tables of another at a path, with the lines they have there."""
    document = document.with_value(path, own.data, document.origin(path))
    lines = {(*path, *inner): origin for inner, origin in own.origins.items()}
    return replace(document, origins=document.origins | lines)


def _with_lines(document: Document, to: Path, other: Document, at: Path) -> Document:
    """A document that knows the lines of what stands at a path of another."""
    lines = {
        (*to, *inner[len(at) :]): origin for inner, origin in other.origins.items() if inner[: len(at)] == at
    }
    return replace(document, origins=document.origins | lines)
