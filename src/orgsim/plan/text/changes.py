"""Changing single values of a document: the command line's `--set`, a file's `[override]`, a what-if in Python."""

from collections.abc import Iterator, Mapping
from typing import Any

from orgsim.errors import Problem
from orgsim.plan.text.document import (
    Document,
    Origin,
    listed,
    nearest,
    plain,
    shortened,
    shown,
    value_at,
    written,
)
from orgsim.plan.text.toml_lines import Path

NAMED = {
    "teams": "team",
    "journey": "activity",
    "sources": "source",
    "segments": "segment",
    "shocks": "shock",
}
"""Tables whose keys are names of the user's own, and what each entry is called."""


def changed(document: Document, changes: Mapping[str, Any], label: str) -> tuple[Document, list[Problem]]:
    """The document with values set at dotted paths, in order, and what is wrong with those that cannot be set.

    `label` and the path together name the change in the messages of problems it causes.
    """
    wrong: list[Problem] = []
    for dotted, value in changes.items():
        origin = Origin(label + shortened(str(dotted), 120), 0)
        path = tuple(str(dotted).split("."))
        message = _obstacle(document.data, path, value)
        if message is None:
            try:
                document = document.with_value(path, plain(value), origin)
            except TypeError as error:
                message = f"{written(path)} is {error}; it must be a value that a file can hold"
        if message is not None:
            wrong.append(Problem(origin.file, 0, message))
    return document, wrong


def overridden(document: Document, layer: Document) -> tuple[Document, list[Problem]]:
    """The document with the values of a file's `[override]` table set, dotted or nested, and what is wrong with them."""
    wrong: list[Problem] = []
    for at, path, value in _leaves(document.data, layer.data, (), ()):
        message = _obstacle(document.data, path, value)
        if message is None:
            document = document.with_value(path, value, layer.origin(("override", *at)))
        else:
            wrong.append(layer.problem(("override", *at), message))
    return document, wrong


def _leaves(data: Any, table: dict[str, Any], at: Path, path: Path) -> Iterator[tuple[Path, Path, Any]]:
    """Each value to set: where it stands in the override table, where it belongs, and itself."""
    for key, value in table.items():
        aim = (*path, *key.split("."))
        if isinstance(value, dict) and value and not _whole(value_at(data, aim), value):
            yield from _leaves(data, value, (*at, key), aim)
        else:
            yield (*at, key), aim, value


def _whole(old: Any, new: dict[str, Any]) -> bool:
    """Whether a table is set as a whole: a new one, one that stands where a text stood, or a distribution stated completely."""
    return isinstance(old, str | None) or (
        "distribution" in new and not new.keys().isdisjoint({"mean", "low", "values", "file"})
    )


def _obstacle(data: Any, path: Path, value: Any) -> str | None:
    """Why a value cannot be set at a path, or None."""
    if "" in path or len(path) > 20:
        return f"{shown('.'.join(path))} is not a path; write the keys with dots between, such as teams.sales.headcount"
    if path[:2] in (("scenario", "market"), ("scenario", "organization")) or path[0] in (
        "extends",
        "override",
    ):
        return f"{written(path)} can be stated in a scenario file only"
    for length in range(1, len(path)):
        inner = value_at(data, path[:length])
        if inner is None and length == 2 and path[0] in NAMED:
            return _unknown_entry(path, list(value_at(data, path[:1]) or ()))
        if isinstance(inner, list) and value_at(inner, path[length : length + 1]) is None:
            return f"{written(path[:length])} has {len(inner)} entries, counted from 0; there is no {shown(path[length])}"
        if inner is not None and not isinstance(inner, list | dict):
            return f"{written(path)} cannot be set: {written(path[:length])} is {shown(inner)}, not a table"
    if (
        len(path) == 2
        and path[0] in NAMED
        and value_at(data, path) is None
        and not isinstance(value, Mapping)
    ):
        return _unknown_entry(path, list(value_at(data, path[:1]) or ()))
    return None


def _unknown_entry(path: Path, known: list[str]) -> str:
    near = nearest(path[1], known)
    hint = f"did you mean {near}?" if near else f"known here: {listed(known)}"
    return f"{written(path[:2])} is not a {NAMED[path[0]]} of this scenario; {hint}"
