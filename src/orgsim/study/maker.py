"""Who makes the numbers: a version and a digest of the code that they depend on, so that stale ones are not taken."""

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.metadata import version
from pathlib import Path

from orgsim.errors import OrgsimError
from orgsim.mechanisms.outside import ORIGINS, code

_ABOVE = ("study", "report", "cli")
"""Rooms whose code makes none of a replication's numbers; that of every other room counts, one that is added included."""


def maker(mechanisms: Iterable[str] = ()) -> str:
    """Who makes the numbers: orgsim's version and a digest of the code they depend on, so that stale ones are not taken; and
    the same of those `mechanisms` that come from outside."""
    brought = "".join(f" {name} {made}" for name, made in code(mechanisms).items())
    return f"{_own()}{brought}"


def is_of_this_code(by: str) -> bool:
    """Whether numbers that such a maker has made would be made today, so that they are taken."""
    own, *brought = by.split(" ")
    names = brought[::2]
    if own != maker() or not set(names) <= ORIGINS.keys():
        return False
    try:
        return maker(names) == by
    except OrgsimError:  # A mechanism that is in no file any more.
        return False


@cache
def _own() -> str:
    return f"{version('orgsim')}+{digest_of_code(Path(__file__).parents[1])}"


def digest_of_code(home: Path) -> str:
    """A digest of all code in and below a folder but for that of the rooms above."""
    digest = hashlib.sha256()
    for path in sorted(home.rglob("*.py")):
        place = path.relative_to(home)
        if place.parts[0] not in _ABOVE:
            digest.update(place.as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
