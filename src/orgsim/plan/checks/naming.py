"""What the parts of a scenario may be called: names that can be written, and that mean one thing in the event log."""

import re
from collections.abc import Iterator

from orgsim.events.columns import ORGANIZATION
from orgsim.events.outcomes import RESERVED, WORDS
from orgsim.language.phrases import Wording
from orgsim.mechanisms import MECHANISMS
from orgsim.plan.checks.complaints import Complaint
from orgsim.plan.checks.draft import Sketch, tables, texts
from orgsim.plan.text.changes import NAMED
from orgsim.plan.text.document import shown

_NAME = re.compile(r"\w[\w-]{0,59}")


def spelling(sketch: Sketch) -> Iterator[Complaint]:
    """Names are short and of letters, digits, _ and -."""
    for key, what in NAMED.items():
        for name in _names(sketch, key):
            if not _NAME.fullmatch(name):
                message = Wording(
                    "{name} cannot name a {found}; use letters, digits, _ and -, 60 at most",
                    name=shown(name),
                    found=what,
                )
                yield (key, name), message


def meanings(sketch: Sketch) -> Iterator[Complaint]:
    """Activities, segments and sources are not called like a word of the event log, nor activities and segments alike."""
    for name in _names(sketch, "journey"):
        if name in RESERVED:
            yield _taken(("journey", name), Wording("a word of the event log"))
    for name in _names(sketch, "segments"):
        if name in WORDS:
            yield _taken(("segments", name), Wording("a word of the event log"))
        elif name in sketch.activities:
            yield _taken(("segments", name), Wording("an activity of the journey"))
    if ORGANIZATION in _names(sketch, "sources"):
        yield _taken(("sources", ORGANIZATION), Wording("a word of the event log"))


def own_work(sketch: Sketch) -> Iterator[Complaint]:
    """The work that mechanisms bring, most by a policy, is not called like a step of the journey."""
    policies = tables(sketch.document.get("policies"))
    on = sketch.document.get("scenario", "mechanisms")
    for room in MECHANISMS.values():
        policy = next((policy for policy in room.policies if policy in policies), None)
        whose = (
            f"[policies.{policy}]" if policy is not None else Wording("the mechanism {name}", name=room.name)
        )
        comes = policy is not None or (not room.policies and (on is None or room.name in texts(on)))
        for name in room.work if comes else ():
            if name in sketch.activities:
                yield _taken(("journey", name), Wording("the work of {whose}", whose=whose))


def _taken(path: tuple[str, str], what: str) -> Complaint:
    key, name = path
    return path, Wording(
        "{key}.{name}: {name} is {found}; choose another name for the {named}",
        key=key,
        name=name,
        found=what,
        named=NAMED[key],
    )


def _names(sketch: Sketch, key: str) -> list[str]:
    table = sketch.document.get(key)
    return list(table) if isinstance(table, dict) else []
