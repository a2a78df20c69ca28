"""Which mechanisms act in a scenario: those that are on and find what they need."""

from typing import Any

from orgsim.mechanisms import MECHANISMS
from orgsim.mechanisms.shared.declaration import Mechanism
from orgsim.plan.model.content import Content

OR = " or "
"""Between paths of which a mechanism needs one."""


def acting(content: Content) -> dict[str, Mechanism]:
    """The mechanisms in force, by name."""
    return {name: room for name, room in MECHANISMS.items() if acts(content, name)}


def acts(content: Content, name: str) -> bool:
    """Whether a mechanism is in force."""
    return name in content.scenario.mechanisms and all(
        stated(content, need) for need in MECHANISMS[name].needs
    )


def stated(content: Any, need: str) -> bool:
    """Whether a scenario states what a dotted path names: something that is not null, empty, 0 or "none".

    A `*` stands for any entry of a table, and `=value` at the end asks for that value: "sources.*.kind=referral". Where " or "
    stands between several, one of them is enough.
    """
    return any(_stated(content, one) for one in need.split(OR))


def _stated(content: Any, need: str) -> bool:
    path, _, value = need.partition("=")
    found = [content]
    for key in path.split("."):
        found = [inner for one in found for inner in _entries(one, key)]
    return any(str(one) == value if value else one not in (None, "none") and bool(one) for one in found)


def _entries(one: Any, key: str) -> list[Any]:
    if key == "*":
        return list(one.values())
    inner = one.get(key) if isinstance(one, dict) else getattr(one, key, None)
    return [] if inner is None else [inner]
