"""Changing single values of a document: the command line's `--set`, a file's `[override]`, what-ifs of files and in Python."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from orgsim.errors import Problem
from orgsim.language.phrases import Wording
from orgsim.plan.text.day_0 import gives_way, of_firm, one_by_one
from orgsim.plan.text.document import (
    Document,
    Origin,
    listed,
    meant,
    nearest,
    plain,
    shortened,
    shown,
    states_another,
    value_at,
    written,
)
from orgsim.plan.text.toml_lines import Path

NAMED = {
    "teams": Wording("team"),
    "journey": Wording("activity"),
    "sources": Wording("source"),
    "segments": Wording("segment"),
    "shocks": Wording("shock"),
}
"""Tables whose keys are names of the user's own, and what each entry is called."""
_NEEDED = {
    "teams": ("does",),
    "journey": ("work",),
    "sources": ("kind", "leads"),
    "segments": ("share",),
    "shocks": ("at",),
}
"""What a new entry of each cannot do without, one of these: without it, a name like a known one is a misspelt one."""


def changed(document: Document, changes: Mapping[str, Any], label: str) -> tuple[Document, list[Problem]]:
    """The document with values set at dotted paths, in order, and what is wrong with those that cannot be set.

    Tables are merged into what is there, None removes it; what the firm of day 0 has makes way for what is stated in its place.
    `label` and the path together name the change in the messages of problems it causes.
    """
    wrong: list[Problem] = []
    tables: dict[str, Any] = {}
    for dotted, value in changes.items():
        try:
            tables[str(dotted)] = plain(value)
        except TypeError as error:
            name = written(tuple(str(dotted).split(".")))
            said = Wording(
                "{name} is {error}; it must be a value that a file can hold", name=name, error=error
            )
            wrong.append(Problem(_label(label, dotted), 0, said))
    document = _after_way_is_made(document, tables)
    for dotted, value in tables.items():
        origin = Origin(_label(label, dotted), 0)
        for _, path, one in _leaves(document.data, {dotted: value}, (), ()):
            document, message = _set(document, path, one, origin)
            if message is not None:
                wrong.append(Problem(origin.file, 0, message))
    return document, wrong


def _label(label: str, dotted: Any) -> str:
    """What messages call a change."""
    return label + shortened(str(dotted), 120)


def overridden(
    document: Document, layer: Document, at: Path = ("override",)
) -> tuple[Document, list[Problem]]:
    """The document with the values of a file's table of changes set, dotted or nested, and what is wrong with them.

    `layer` is the table, with its lines as in its file, where it stands `at` a path.
    """
    wrong: list[Problem] = []
    document = _after_way_is_made(document, layer.data)
    for inner, path, value in _leaves(document.data, layer.data, (), ()):
        place = (*at, *inner)
        document, message = _set(document, path, value, layer.origin(place))
        if message is not None:
            wrong.append(layer.problem(place, message))
        elif isinstance(value, dict | list):
            lines = {
                (*path, *old[len(place) :]): origin
                for old, origin in layer.origins.items()
                if old[: len(place)] == place
            }
            document = replace(document, origins=document.origins | lines)
    return document, wrong


def removed(document: Document, path: Path, origin: Origin) -> tuple[Document, str | None]:
    """The document without what stands at a path, or why that cannot be; what then is missing was missed at `origin`."""
    message = _obstacle(document.data, path, None)
    if message is not None:
        return document, message
    document = document.without(path)
    around = {path[:-1]: origin} if len(path) > 1 else {}
    return replace(document, origins=document.origins | around), None


def _after_way_is_made(document: Document, changes: Mapping[str, Any]) -> Document:
    """The document without what of the firm makes way for what all the changes together state of it."""
    return document.without(*(("firm", key) for key in gives_way(document.get("firm"), of_firm(changes))))


def _set(document: Document, path: Path, value: Any, origin: Origin) -> tuple[Document, str | None]:
    """The document with a value set at a path, or removed where it is None; or why that cannot be."""
    if value is None:
        return removed(document, path, origin)
    message = _obstacle(document.data, path, value)
    return (document.with_value(path, value, origin) if message is None else document), message


def _leaves(data: Any, table: dict[str, Any], at: Path, path: Path) -> Iterator[tuple[Path, Path, Any]]:
    """Each value to set: where it stands in the table of changes, where it belongs, and itself."""
    for key, value in table.items():
        aim = (*path, *key.split("."))
        old = value_at(data, aim)
        if isinstance(value, dict) and not _whole(old, value, aim):
            yield from _leaves(data, value, (*at, key), aim)
        else:
            yield (*at, key), aim, value


def _whole(old: Any, new: dict[str, Any], path: Path) -> bool:
    """Whether a table is set as a whole: an empty or a new one, one that stands where a text stood, another kind of thing than
    there was, a distribution stated completely, or who is there on day 0 in place of others."""
    if not new or _removes(new):
        return not new
    if (
        path[:1] == ("firm",)
        and len(path) > 1
        and (isinstance(old, int) or one_by_one(old) or one_by_one(new))
    ):
        return True
    if isinstance(old, dict) and path[:1] == ("sources",):
        old = {"kind": "steady", **old}
    return isinstance(old, str | None) or (isinstance(old, dict) and states_another(old, new))


def _removes(table: dict[str, Any]) -> bool:
    """Whether a table of changes takes something away."""
    return any(value is None or (isinstance(value, dict) and _removes(value)) for value in table.values())


def _obstacle(data: Any, path: Path, value: Any) -> str | None:
    """Why a value cannot be set at a path, or None."""
    if "" in path or len(path) > 20:
        return Wording(
            "{path} is not a path; write the keys with dots between, such as teams.sales.headcount",
            path=shown(".".join(path)),
        )
    if path[:2] in (("scenario", "market"), ("scenario", "organization")) or path[0] in (
        "extends",
        "override",
    ):
        return Wording("{path} can be stated in a scenario file only", path=written(path))
    for length in range(1, len(path)):
        inner = value_at(data, path[:length])
        if inner is None and length == 2 and path[0] in NAMED:
            return _unknown_entry(path, list(value_at(data, path[:1]) or ()))
        if isinstance(inner, list) and value_at(inner, path[length : length + 1]) is None:
            return Wording(
                "{path} has {count} entries, counted from 0; there is no {path_2}",
                path=written(path[:length]),
                count=len(inner),
                path_2=shown(path[length]),
            )
        if inner is not None and not isinstance(inner, list | dict):
            return Wording(
                "{path} cannot be set: {path_2} is {inner}, not a table",
                path=written(path),
                path_2=written(path[:length]),
                inner=shown(inner),
            )
    known = value_at(data, path) is not None
    if len(path) == 2 and path[0] in NAMED and not known:
        entries = list(value_at(data, path[:1]) or ())
        if not isinstance(value, Mapping) or _is_misspelt(path, entries, value):
            return _unknown_entry(path, entries)
    return _irremovable(data, path) if value is None else None


def _is_misspelt(path: Path, entries: list[str], new: Mapping[str, Any]) -> bool:
    return new.keys().isdisjoint(_NEEDED[path[0]]) and nearest(path[1], entries) is not None


def _irremovable(data: Any, path: Path) -> str | None:
    """Why nothing can be removed at a path, or None."""
    around = value_at(data, path[:-1])
    if isinstance(around, list):
        return Wording(
            "{path} is one of a list, which can be set as a whole only: {path_2}",
            path=written(path),
            path_2=written(path[:-1]),
        )
    if value_at(data, path) is not None:
        return None
    near = nearest(path[-1], list(around) if isinstance(around, dict) else [])
    hint = (
        Wording("did you mean {found}?", found=written((*path[:-1], near)))
        if near
        else Wording("there is nothing to remove")
    )
    return Wording("{path} is not stated in this scenario; {hint}", path=written(path), hint=hint)


def _unknown_entry(path: Path, known: list[str]) -> str:
    near = nearest(path[1], known)
    hint = meant(near, Wording("known here: {known}", known=listed(known)))
    return Wording(
        "{path} is not a {named} of this scenario; {hint}",
        path=written(path[:2]),
        named=NAMED[path[0]],
        hint=hint,
    )
