"""Hooks: who is let in at a moment, where they act and in which order; what would be passed over in silence is refused."""

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


def installing(name: str, hooks: Hooks | None = None) -> Hooks:
    """The list of hooks while a mechanism is installed."""
    hooks = Hooks() if hooks is None else hooks
    hooks.installing = name
    return hooks


@pytest.mark.parametrize(
    ("one", "other"), [(None, None), (None, [1]), ([1], None), ([0, 1], [1, 2])], ids=str
)
def test_two_cannot_choose_at_one_place(one: list[int] | None, other: list[int] | None) -> None:
    hooks = installing("care")
    hooks.person_idle.add(lambda _: None, at=one)
    with pytest.raises(OrgsimError) as caught:
        installing("product", hooks).person_idle.add(lambda _: None, at=other)
    assert str(caught.value) == "product and care cannot both choose at person_idle"
    assert [act.by for act in hooks.person_idle.acts] == ["care"]


def test_two_can_choose_at_places_apart() -> None:
    """Each answers where it was let in, and nobody elsewhere."""
    hooks = installing("care")

    def first(_: object) -> None: ...
    def second(_: object) -> None: ...

    hooks.person_idle.add(first, at=[0, 1])
    installing("product", hooks).person_idle.add(second, at=[2])
    assert [hooks.person_idle.chosen_at(code) for code in range(4)] == [first, first, second, None]
    assert Hooks().person_idle.chosen_at(0) is None
    assert Hooks().handoff.chosen is None


def test_all_others_act_side_by_side_where_they_were_let_in_in_the_order_of_coming() -> None:
    hooks, calls = installing("care"), [lambda _: 0.1, lambda _: 0.2, lambda _: 0.3]
    for call, at in zip(calls, ([1], None, [0, 1]), strict=True):
        hooks.gate.add(call, at=at)
    assert [[calls.index(call) for call in hooks.gate.calls(code)] for code in (0, 1, 2)] == [
        [1, 2],
        [0, 1, 2],
        [1],
    ]


def test_where_somebody_acts_is_settled_when_they_are_let_in() -> None:
    """What happens to the list of places afterwards changes nothing, and no place at all is not everywhere."""
    hooks, places = installing("care"), [1]
    hooks.gate.add(lambda _: 0.1, at=places)
    places.append(0)
    hooks.gate_daily.add(lambda _: 0.1, at=())
    assert [len(hooks.gate.calls(code)) for code in (0, 1)] == [0, 1]
    assert hooks.gate_daily.calls(0) == ()


def test_nobody_joins_once_the_run_has_begun() -> None:
    hooks = installing("care")
    hooks.closed = True
    for moment in hooks.moments():
        with pytest.raises(OrgsimError) as caught:
            moment.add(lambda *_: None)
        assert str(caught.value) == f"{moment.name}: nobody can begin to act once the run has begun"
        assert not moment
