"""Walks from place to place: what can be come to, and what leads to where."""

from collections import deque
from collections.abc import Callable, Iterable, Mapping


def walk(starts: Iterable[str], onward: Callable[[str], Iterable[str]]) -> list[str]:
    """All that can be come to from the starts, which count too, in the order in which it is."""
    ahead, found = deque(starts), dict[str, None]()
    while ahead:
        name = ahead.popleft()
        if name not in found:
            found[name] = None
            ahead.extend(onward(name))
    return list(found)


def leading_to(onward: Mapping[str, Iterable[str]], aims: Iterable[str]) -> set[str]:
    """The aims, and all from which one of them can be come to."""
    found = set(aims)
    while more := {name for name, targets in onward.items() if name not in found and found & set(targets)}:
        found |= more
    return found
