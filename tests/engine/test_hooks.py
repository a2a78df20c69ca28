"""Moments refuse what the engine would pass over in silence."""

from collections.abc import Callable

import pytest
from people_worlds import desk

from orgsim.engine.hooks import Hooks
from orgsim.engine.world import World
from orgsim.errors import OrgsimError
from orgsim.setup import build


def zero(_: object) -> float:
    """No effect."""
    return 0.0


def installed(*installs: tuple[str, Callable[[World], None]]) -> World:
    """A world in which mechanisms of these names have been installed, and the list of hooks is closed."""
    world = build.core(desk("cooling"), (1, 0))
    for name, install in installs:
        world.hooks.installing = name
        install(world)
    build.close(world)
    return world


def test_a_moment_that_is_the_same_everywhere_takes_no_places() -> None:
    """Who gives some is told, since the engine does not look at them."""
    with pytest.raises(OrgsimError, match="price: it is the same moment for all teams and activities"):
        Hooks().price.add(zero, at=[0])


def test_a_mechanism_without_a_column_moves_no_gate() -> None:
    """The log says of every decision what has moved it."""
    with pytest.raises(OrgsimError, match="other acts at gate and has no column in the log"):
        installed(("other", lambda world: world.hooks.gate.add(zero)))


def test_one_column_holds_one_effect() -> None:
    """The second would be logged, and felt, instead of the first: at a gate, by the job or by the day."""
    with pytest.raises(OrgsimError, match="cooling acts twice at gate_daily"):
        installed(
            ("cooling", lambda world: world.hooks.gate.add(zero)),
            ("cooling", lambda world: world.hooks.gate_daily.add(zero)),
        )


def test_nothing_joins_once_the_run_has_begun() -> None:
    """Neither an act, since the engine holds tuples, nor a place, since cases have theirs."""
    world = installed()
    with pytest.raises(OrgsimError, match="nobody can begin to act once the run has begun"):
        world.hooks.gate.add(zero)
    with pytest.raises(OrgsimError, match="nothing more can be remembered of a case"):
        world.remember("late")


def test_two_cannot_choose_at_one_place() -> None:
    """At different places they can."""
    hooks = Hooks()
    hooks.person_idle.add(lambda _: None, at=[0])
    hooks.person_idle.add(lambda _: None, at=[1])
    with pytest.raises(OrgsimError, match="cannot both choose at person_idle"):
        hooks.person_idle.add(lambda _: None)
