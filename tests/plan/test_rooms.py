"""The rooms of the plan: each knows only those before it, and no two modules know each other, not even for types."""

from collections.abc import Iterator

from test_floors import SOURCE, edges

ROOMS = ("text", "model", "derived", "checks")
"""In the order in which they may know one another; the modules on top may know all of them."""


def known() -> Iterator[tuple[str, int, str]]:
    """Every import of one module of the plan by another, those for types alone too."""
    return (
        (who, line, whom)
        for who, line, whom in edges(SOURCE)
        if who.startswith("plan.") and whom.startswith("plan.")
    )


def height(module: str) -> int:
    """The place of a module's room."""
    room = module.split(".")[1]
    return ROOMS.index(room) if room in ROOMS else len(ROOMS)


def test_rooms_know_those_before_them() -> None:
    assert [f"{who}:{line} {whom}" for who, line, whom in known() if height(who) < height(whom)] == []


def test_no_circle_even_for_types() -> None:
    left = {(who, whom) for who, _, whom in known()}
    while ends := {whom for _, whom in left} - {who for who, _ in left}:
        left = {(who, whom) for who, whom in left if whom not in ends}
    assert left == set()


def test_the_walk_sees_the_rooms() -> None:
    assert {who.split(".")[1] for who, _, _ in known()} >= set(ROOMS)
    assert ("plan.load", "plan.files") in {(who, whom) for who, _, whom in known()}
