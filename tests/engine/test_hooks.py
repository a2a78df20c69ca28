"""Hooks: who is let in at a moment, where they act, and in which order."""

import pytest

from orgsim.engine.hooks import Hooks
from orgsim.errors import OrgsimError


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
    assert [hooks.person_idle.chosen(code) for code in range(4)] == [first, first, second, None]
    assert Hooks().person_idle.chosen() is None


def test_all_others_act_side_by_side_where_they_were_let_in_in_the_order_of_coming() -> None:
    hooks, calls = installing("care"), [lambda _: 0.1, lambda _: 0.2, lambda _: 0.3]
    for call, at in zip(calls, ([1], None, [0, 1]), strict=True):
        hooks.gate.add(call, at=at)
    assert list(hooks.gate) == list(hooks.gate.calls()) == calls
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
    assert hooks.gate_daily


def test_nobody_joins_once_the_run_has_begun() -> None:
    hooks = installing("care")
    hooks.closed = True
    for moment in hooks.moments():
        with pytest.raises(OrgsimError) as caught:
            moment.add(lambda *_: None)
        assert str(caught.value) == f"{moment.name}: nobody can begin to act once the run has begun"
        assert not moment
