"""The text of a scenario before it is checked: nested tables, and for each key the file and line it came from."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, time
from difflib import get_close_matches
from functools import partial
from numbers import Integral, Real
from typing import Any, Literal

from orgsim.errors import Problem
from orgsim.language.phrases import Phrase, Wording
from orgsim.language.phrases import listed as in_a_row
from orgsim.plan.text.day_0 import gives_way
from orgsim.plan.text.toml_lines import Path
from orgsim.signs import one_line

DEEPEST = 20
"""Nesting allowed in a document: the parts of a path, positions in lists included."""
_BARE = re.compile(r"[\w-]+")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value was written; line 0 for one set on the command line or in Python."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """Merged tables of all files of a scenario, self-contained once CSV columns are read into it.

    `origins` maps a path of keys (list indices as text) to where its value was written; `file` is the file named
    where nothing nearer is known; `name` is the scenario's; `notes` is what its reader says though nothing is wrong; `whole`
    is False where a market or an organization by itself is read with a stand-in for the other; `later` is True for one of the
    organizations that take over in a run, as if it were the only one, and `waits` where one of them does so on a day that nobody
    knows before.
    """

    data: dict[str, Any]
    origins: dict[Path, Origin] = field(default_factory=dict)
    file: str = "scenario"
    name: str = "scenario"
    notes: tuple[Phrase, ...] = ()
    whole: bool = True
    later: bool = False
    waits: bool = False

    def origin(self, path: Path) -> Origin:
        """Where the value at a path, or the nearest table around it, was written."""
        for length in range(len(path), 0, -1):
            if path[:length] in self.origins:
                return self.origins[path[:length]]
        return Origin(self.file, 0)

    def problem(self, path: Path, message: str) -> Problem:
        """A problem with the value at a path."""
        origin = self.origin(path)
        return Problem(origin.file, origin.line, message)

    def place(self, path: Path) -> str:
        """Where the value at a path stands, in words, such as "b2b-saas.toml line 41"."""
        origin = self.origin(path)
        return (
            Wording("{file} line {line}", file=origin.file, line=origin.line) if origin.line else origin.file
        )

    def get(self, *path: str) -> Any:
        """The value at a path; None where there is none."""
        return value_at(self.data, path)

    def over(self, below: "Document") -> "Document":
        """These tables merged over those of another document: tables key by key, everything else whole.

        What the firm of day 0 has below makes way for what is stated in its place.
        """
        below = below.without(*(("firm", key) for key in gives_way(below.get("firm"), self.get("firm"))))
        data, replaced = _merged(below.data, self.data)
        kept = {path: origin for path, origin in below.origins.items() if not _inside(path, replaced)}
        return replace(self, data=data, origins=kept | self.origins)

    def with_value(self, path: Path, value: Any, origin: Origin) -> "Document":
        """This document with one value set, and the tables around it made where they are missing."""
        kept = {old: was for old, was in self.origins.items() if old[: len(path)] != path}
        return replace(self, data=_with(self.data, path, value), origins=kept | {path: origin})

    def without(self, *paths: Path) -> "Document":
        """This document without the values at some paths."""
        data = self.data
        for path in paths:
            data = _without(data, path)
        begins = {path[:1] for path in paths}
        kept = {
            old: was
            for old, was in self.origins.items()
            if old[:1] not in begins or not any(old[: len(path)] == path for path in paths)
        }
        return replace(self, data=data, origins=kept)


def value_at(data: Any, path: Path) -> Any:
    """The value at a path of nested tables and lists; None where there is none."""
    for part in path:
        if isinstance(data, dict):
            data = data.get(part)
        elif isinstance(data, list) and part.isdecimal() and len(part) < 9 and int(part) < len(data):
            data = data[int(part)]
        else:
            return None
    return data


def states_another(below: dict[str, Any], above: dict[str, Any]) -> bool:
    """Whether a table stands for itself: another kind of thing, or a distribution stated completely."""
    if "kind" in above and "kind" in below:
        return bool(above["kind"] != below["kind"])
    return "distribution" in above and not above.keys().isdisjoint({"mean", "low", "values", "file"})


def _merged(
    below: dict[str, Any], above: dict[str, Any], path: Path = ()
) -> tuple[dict[str, Any], set[Path]]:
    """The merged table, and the paths whose value from below is gone."""
    data, replaced = dict(below), set()
    for key, value in above.items():
        old = below.get(key)
        if isinstance(old, dict) and isinstance(value, dict) and not states_another(old, value):
            data[key], inner = _merged(old, value, (*path, key))
            replaced |= inner
        else:
            data[key] = value
            replaced.add((*path, key))
    return data, replaced


def _inside(path: Path, tops: set[Path]) -> bool:
    return any(path[:length] in tops for length in range(1, len(path) + 1))


def _with(data: Any, path: Path, value: Any) -> Any:
    if not path:
        return value
    if isinstance(data, list):
        position = int(path[0])
        return [*data[:position], _with(data[position], path[1:], value), *data[position + 1 :]]
    below = data if isinstance(data, dict) else {}
    return {**below, path[0]: _with(below.get(path[0]), path[1:], value)}


def _without(data: Any, path: Path) -> Any:
    if value_at(data, path[:1]) is None:
        return data
    if len(path) == 1:
        return (
            {key: value for key, value in data.items() if key != path[0]} if isinstance(data, dict) else data
        )
    return _with(data, path[:1], _without(value_at(data, path[:1]), path[1:]))


def plain(value: Any, depth: int = 0, removable: bool = True) -> Any:
    """A value as a TOML reader would return it, None where something is to be removed; raises TypeError for what no file can
    hold, or nests too deep."""
    if depth > DEEPEST:
        raise TypeError(Wording("a table that nests too deep"))
    if value is None and removable:
        return None
    if isinstance(value, bool | str | date | time):
        return value
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner, depth + 1, removable) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain(inner, depth + 1, removable=False) for inner in value]
    raise TypeError(
        Wording("nothing, which no list can hold")
        if value is None
        else Wording("a {kind}", kind=type(value).__name__)
    )


def numbers(data: Any, path: Path = ()) -> Iterator[tuple[Path, float | int]]:
    """Every number of nested tables and lists, with its path."""
    if isinstance(data, dict):
        for key, value in data.items():
            yield from numbers(value, (*path, key))
    elif isinstance(data, list):
        for position, value in enumerate(data):
            yield from numbers(value, (*path, str(position)))
    elif isinstance(data, int | float) and not isinstance(data, bool):
        yield path, data


def tuples(data: Any) -> Any:
    """Nested tables with every list as a tuple, as frozen models hold them."""
    if isinstance(data, dict):
        return {key: tuples(value) for key, value in data.items()}
    if isinstance(data, list):
        return tuple(tuples(value) for value in data)
    return data


def written(path: Path) -> str:
    """A path as typed in a TOML file, shortened where it is very long."""
    parts = [part if _BARE.fullmatch(part) else json.dumps(part, ensure_ascii=False) for part in path]
    return shortened(".".join(parts), 120)


def shortened(text: str, most: int = 60) -> str:
    """A text of at most `most` characters, and on one line."""
    line = one_line(text[: most + 1])
    return line if len(line) <= most else f"{line[: most - 1]}…"


def shown(value: Any) -> str:
    """A value as a message shows it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, dict):
        return Wording("a table")
    if isinstance(value, list | tuple):
        return Wording("a list")
    if isinstance(value, int) and abs(value) >= 10**15:
        return Wording("a number of more than 15 digits")
    return shortened(str(value))


def listed(names: list[str], word: Literal["and", "or"] = "and") -> str:
    """Names as a sentence lists them: "a", "b" and "c"; the first twenty of very many."""
    quoted = [f'"{shortened(name, 40)}"' for name in names[:20]]
    if len(names) > 20:
        return Wording("{names} and {count} more", names=partial(in_a_row, quoted), count=len(names) - 20)
    if len(quoted) < 2:
        return quoted[0] if quoted else Wording("none")
    first, last = partial(in_a_row, quoted[:-1]), quoted[-1]
    if word == "or":
        return Wording("{names} or {last}", names=first, last=last)
    return Wording("{names} and {last}", names=first, last=last)


def nearest(name: str, names: list[str]) -> str | None:
    """The name most like a misspelt one; None where none is like it."""
    found = get_close_matches(name[:60], [other for other in names[:1000] if len(other) <= 60], 1, 0.6)
    return found[0] if found else None


def meant(near: str | None, otherwise: str) -> str:
    """What to say of a misspelt name: the one that was meant, else what there is."""
    return Wording("did you mean {near}?", near=near) if near else otherwise
