"""The moments of a run as a text to print: what happens, and who acts in which order."""

import io
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from orgsim.language import Language
from orgsim.language.phrases import Phrase, listed, say
from orgsim.setup.moments import Actor, MomentOfRun

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

KINDS = {
    "observe": Phrase("told, and changes nothing of it"),
    "change": Phrase("may change what it is about, one after the other"),
    "effect": Phrase("gives a number; all are added up or multiplied"),
    "choose": Phrase("says what is done; one mechanism at most"),
}


def text(found: Sequence[MomentOfRun], width: int, acting: bool, language: Language = "en") -> str:
    """The moments as plain text of so many columns; `acting` for a scenario's, with who acts."""
    from rich.console import Console

    paper = Console(file=io.StringIO(), width=width, color_system=None, legacy_windows=False)
    write(found, paper, acting, language)
    said = paper.file.getvalue()  # type: ignore[attr-defined]
    return "\n".join(line.rstrip() for line in said.splitlines()) + "\n"


def write(found: Sequence[MomentOfRun], paper: "Console", acting: bool, language: Language = "en") -> None:
    """Print the moments."""
    for part in _parts(found, acting, language):
        paper.print(part, markup=False, highlight=False)


def _parts(found: Sequence[MomentOfRun], acting: bool, language: Language) -> Iterator["RenderableType"]:
    from rich.table import Table

    yield say("Moments of a run, in the order in which a lead, later a customer, passes them", language)
    yield ""
    for kind, meaning in KINDS.items():
        yield say("{title}: {text}", language, title=kind, text=meaning)
    yield ""
    table = Table(box=None, padding=(0, 2, 1, 0), show_edge=False)
    headings = [say("Moment", language), say("Kind", language), say("What happens", language)]
    for heading in headings + [say("Who acts, in this order", language)] * acting:
        table.add_column(heading, overflow="fold")
    for one in found:
        who = [_who(one.actors, language)] if acting else []
        table.add_row(
            one.name,
            one.kind,
            say("{title} ({text})", language, title=Phrase(one.meaning), text=one.caller),
            *who,
        )
    yield table


def _who(actors: Sequence[Actor], language: Language) -> str:
    return "\n".join(_actor(actor, language) for actor in actors) or "-"


def _actor(actor: Actor, language: Language) -> str:
    if actor.places is None:
        return actor.name
    where = listed(actor.places, language) or say("nowhere here", language)
    return say("{title}: {text}", language, title=actor.name, text=where)


def to_json(found: Sequence[MomentOfRun], language: Language = "en") -> list[dict[str, Any]]:
    """The moments as plain data; `at` is null for a mechanism that acts wherever the moment comes."""
    return [
        {
            "moment": one.name,
            "kind": one.kind,
            "meaning": say(one.meaning, language),
            "caller": one.caller,
            "acts": [{"mechanism": actor.name, "at": actor.places} for actor in one.actors],
        }
        for one in found
    ]
