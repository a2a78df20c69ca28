"""The gallery: markets, organizations and scenarios that come with orgsim, and copies of them to work on."""

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from orgsim.errors import unusable
from orgsim.language import Language
from orgsim.language.phrases import Wording
from orgsim.plan.files import named_files, title_of
from orgsim.plan.text.document import meant, nearest, shown
from orgsim.plan.text.locations import FIRMS, FOLDERS, find, gallery, gallery_files, gallery_names
from orgsim.writing import MADE, aside, called, explained

Kind = Literal["market", "organization", "scenario"]
KINDS: tuple[Kind, ...] = ("market", "organization", "scenario")
_FOLDER_NAME = re.compile(r"\w[\w .-]{0,99}")


@dataclass(frozen=True, slots=True)
class GalleryFile:
    """One file of the gallery."""

    kind: Kind
    name: str
    title: dict[str, str]
    """By language; empty for a file without one."""
    path: Path

    def say(self, language: Language) -> str:
        """Its title in a language, English or its name where it has none."""
        return self.title.get(language) or self.title.get("en") or self.name


def entries() -> list[GalleryFile]:
    """All that the gallery holds: markets, then organizations, then scenarios, each by name."""
    found = []
    for kind in KINDS:
        for name, path in gallery_files(kind).items():
            found.append(GalleryFile(kind, name, title_of(path, kind), path))
    return found


def copy_entry(name: str, folder: Path) -> list[Path]:
    """Copy an entry, comments and all, and whatever it names, into a folder laid out like the gallery; what was written.

    `name` is that of a scenario, market or organization, in this order, or has its kind's folder before it, such as
    "markets/b2b-saas". Raises OrgsimError when there is no such entry or a file of a copy is there already.
    """
    sources = _with_named(_entry(name))
    aims = {source: folder / source.relative_to(gallery().resolve()) for source in sources}
    for aim in aims.values():
        if os.path.lexists(aim):
            raise unusable("{called} is there already; nothing was copied", called=called(aim))
    for source, aim in aims.items():
        write_new(aim, source.read_bytes())
    return list(aims.values())


def new_project(name: str, folder: Path, market: str = "b2b-saas", organization: str = "the-model") -> Path:
    """Make the folder `folder`/`name` with a scenario.toml and the market and organization it joins; its path.

    All of it appears at once, or nothing. Raises OrgsimError when it is there already, when the name cannot be that of a
    folder, or when the gallery has no such entries.
    """
    if not _FOLDER_NAME.fullmatch(name):
        raise unusable(
            "{name} cannot name a folder; use letters, digits, spaces, _, . and -, 100 at most",
            name=shown(name),
        )
    aim = folder / name
    if os.path.lexists(aim):
        raise unusable("{called} is there already; choose another name", called=called(aim))
    parts = {"market": _entry(f"markets/{market}"), "organization": _entry(f"organizations/{organization}")}
    with explained(aim, MADE), aside(folder) as drafts:
        draft = drafts / name
        for path in [source for part in parts.values() for source in _with_named(part)]:
            write_new(draft / path.relative_to(gallery().resolve()), path.read_bytes())
        write_new(draft / "scenario.toml", _joining(name, market, organization).encode())
        draft.rename(aim)
    return aim


def _joining(name: str, market: str, organization: str) -> str:
    return f"""# {name}: who sells what to whom, and for how long.

[scenario]
title = "{name}"
market = "markets/{market}.toml"
organization = "organizations/{organization}.toml"
horizon = "60 months"
"""


def _entry(name: str) -> Path:
    """The file of an entry; raises OrgsimError, with the nearest name, when there is none."""
    front, _, stem = name.rpartition("/")
    kinds = [kind for kind in ("scenario", "market", "organization") if front in ("", FOLDERS[kind])]
    if front == FIRMS:
        kinds = ["scenario"]
    for kind in kinds:
        path = gallery_files(kind).get(stem)
        if path is not None and front in ("", path.relative_to(gallery()).parent.as_posix()):
            return path.resolve()
    known = [entry for kind in kinds or KINDS for entry in gallery_names(kind)]
    near = nearest(stem, known)
    hint = meant(near, Wording("it has {known}", known=", ".join(dict.fromkeys(known))))
    raise unusable("the gallery has no {name}; {hint}", name=shown(name), hint=hint)


def _with_named(path: Path) -> list[Path]:
    """A file of the gallery and those it names, each once."""
    found: list[Path] = []
    ahead = [path.resolve()]
    while ahead:
        here = ahead.pop(0)
        if here in found:
            continue
        found.append(here)
        if here.suffix == ".toml":
            ahead += [find(name, (), here.parent).resolve() for name in named_files(here)]
    return found


def write_new(aim: Path, content: bytes) -> None:
    """Write a file that must not be there yet, whole or not at all, and the folders above it; raises OrgsimError."""
    with explained(aim):
        aim.parent.mkdir(parents=True, exist_ok=True)
        with aside(aim.parent) as drafts:
            draft = drafts / aim.name
            draft.write_bytes(content)
            try:
                os.link(draft, aim)
            except FileExistsError:
                raise unusable(
                    "{called} is there already; nothing was overwritten", called=called(aim)
                ) from None
