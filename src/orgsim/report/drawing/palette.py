"""The colours of organizations: the same one in every figure, told apart with any colour vision, each with signs of its own."""

from collections.abc import Iterable, Mapping
from typing import Any

COLOURS = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9")
"""Okabe and Ito's palette, on light and dark ground."""
_DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (1, 2)))
_HATCHES = ("", "///", "\\\\\\", "--", "xx", "||")
_PLACES: Mapping[str, int] = {
    "pre-post-sales": 0,
    "the-model": 1,
    "the-model-siloed": 2,
    "the-model-collaborating": 3,
}
"""Places of the organizations that most figures show: their colour hangs on no other that stands beside them."""


def places(names: Iterable[str]) -> list[int]:
    """A place in the palette for each scenario, no two alike: packaged organizations have theirs, others the first ones free."""
    asked = list(names)
    taken = {_PLACES[name] for name in asked if name in _PLACES}
    free = (place for place in range(len(asked) + len(_PLACES)) if place not in taken)
    return [_PLACES[name] if name in _PLACES else next(free) for name in asked]


def colour(place: int) -> str:
    """The colour of a place."""
    return COLOURS[place % len(COLOURS)]


def dash(place: int) -> Any:
    """How lines of a place are dashed, as matplotlib takes it; differs where colours come round again."""
    return _DASHES[_sign(place)]


def hatch(place: int) -> str:
    """How areas of a place are hatched; differs where colours come round again."""
    return _HATCHES[_sign(place)]


def _sign(place: int) -> int:
    return (place + place // len(COLOURS)) % len(COLOURS)
