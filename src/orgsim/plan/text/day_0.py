"""What makes way where the firm of day 0 is stated anew, on top of one that a market or another file states."""

from collections.abc import Iterable, Mapping
from typing import Any

OF_A_COUNT = ("mrr", "segments", "tenure")
"""What `[firm]` says of all its customers together."""


def one_by_one(table: Any) -> bool:
    """Whether a table states customers or leads one by one: in columns, or by a file that holds them."""
    return isinstance(table, dict) and (
        "file" in table or any(isinstance(one, list) for one in table.values())
    )


def gives_way(below: Any, above: Any) -> tuple[str, ...]:
    """Keys of a `[firm]` of which nothing stays below another that is stated on top of it, but for those that it states too.

    An organization before (`after`) says all that is there, so that nothing else stays. Customers one by one bring what was
    said of all together.
    """
    if not isinstance(below, dict) or not isinstance(above, dict):
        return ()
    gone: Iterable[str] = ()
    if above.get("after") is not None and "after" not in below:
        gone = below
    elif one_by_one(above.get("customers")):
        gone = OF_A_COUNT
    return tuple(key for key in gone if key in below and key not in above)


def of_firm(changes: Mapping[str, Any]) -> dict[str, Any]:
    """What changes, dotted or nested, say of the firm, by its keys; an empty table where they change what is inside of one."""
    found: dict[str, Any] = {}
    for dotted, value in changes.items():
        head, _, rest = dotted.partition(".")
        if head != "firm":
            continue
        rows = {rest: value} if rest else value if isinstance(value, dict) else {}
        for key, inner in rows.items():
            name, dot, _ = key.partition(".")
            found[name] = {} if dot else inner
    return found
