"""Organizations that take over in a run: read from the files that `[[reorganizations]]` names, each checked by itself."""

from dataclasses import replace

from orgsim.errors import OrgsimError, Problem, ScenarioError
from orgsim.language.phrases import Wording
from orgsim.plan.checks.check import checked
from orgsim.plan.checks.draft import without_absent
from orgsim.plan.files import ORGANIZATION_KEYS, ScenarioFiles
from orgsim.plan.model.content import Content
from orgsim.plan.text.document import Document, shown, written
from orgsim.plan.text.locations import Located
from orgsim.plan.text.toml_lines import Path

_ROWS = "reorganizations"
BEFORE: Path = ("firm", "after", "organization")
"""Where the organization stands that was there before day 0."""


def with_successors(document: Document, files: ScenarioFiles) -> Document:
    """A document with the organizations that it names in place of their names; what is wrong with them is added to the `files`.

    A name stated in no file, by a what-if or in Python, is looked up as files look it up that lie in their folder.
    """
    for path in _paths(document):
        named = document.get(*path)
        if not isinstance(named, str | Located):
            continue
        broken = len(files.broken)
        try:
            own = (
                files.organization(named)
                if isinstance(named, str)
                else files.read(named.path, "organization", ())
            )
        except OrgsimError as error:
            files.problems.append(
                document.problem(
                    path,
                    Wording(
                        "{path} is {named}; {error}", path=written(path), named=shown(named), error=error
                    ),
                )
            )
            files.broken.append(path)
            document = document.without(path)
            continue
        if len(files.broken) > broken:
            files.broken.append(path)
            document = document.without(path)
            continue
        document = _embedded(document, path, own)
        kept = without_absent(stage(document, path))
        document = document.with_value((*path, "teams"), kept.get("teams"), document.origin((*path, "teams")))
        document = replace(document, notes=kept.notes)
        document = _with_lines(document, (*path, "teams"), kept, ("teams",))
    return document


def stage(document: Document, path: Path) -> Document:
    """The document as if the organization that stands at a path (see `place`) were its own and the only one."""
    own = document.get(*path)
    base = document.without((_ROWS,), ("transfers",), *((key,) for key in ORGANIZATION_KEYS))
    if path == BEFORE:
        base = base.without(BEFORE[:1])
    for key in ORGANIZATION_KEYS:
        if isinstance(own, dict) and key in own:
            base = base.with_value((key,), own[key], document.origin((*path, key)))
            base = _with_lines(base, (key,), document, (*path, key))
    rows = document.get(_ROWS)
    waits = any(isinstance(row, dict) and "when" in row for row in (rows if isinstance(rows, list) else ()))
    return replace(base, later=True, waits=waits)


def wrong(document: Document, broken: list[Path]) -> tuple[list[Problem], list[Path]]:
    """What is wrong with the organizations that take over, and not with the scenario whoever takes over; the paths that it
    concerns."""
    found, paths = list[Problem](), list[Path]()
    for path in _paths(document):
        own = document.get(*path)
        if isinstance(own, dict) and "teams" in own:
            within = [one[len(path) :] for one in broken if one[: len(path)] == path]
            problems = _problems(stage(document, path), [*broken, *within])
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
    what = problem.message if apart else Wording("{name}: {what}", name=written(path), what=problem.message)
    return replace(problem, message=what)


def place(number: int) -> Path:
    """Where the organization stands that takes over by a reorganization, counted from 0."""
    return _ROWS, str(number), "organization"


def _paths(document: Document) -> list[Path]:
    """Where other organizations stand than the document's own."""
    rows, first = document.get(_ROWS), document.get("firm", "after")
    found = [
        place(k) for k, row in enumerate(rows if isinstance(rows, list) else ()) if isinstance(row, dict)
    ]
    return [BEFORE, *found] if isinstance(first, dict) else found


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
