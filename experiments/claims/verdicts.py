"""The verdict on each claim, from what was kept of its runs alone.

The place that decides is the packaged firm, and that a claim holds there allows for as many claims as have one directional
contrast (Holm). "Holds when" needs more than two verdicts that differ: an effect in another place that is told apart from the
first, or a sweep that crosses 0 with both of its sides told.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from experiments.claims.results import Result, shown
from orgsim.study.statistics import ALPHA, holm

Word = Literal["does not hold", "holds when", "cannot tell", "holds", "true by construction"]
ORDER: tuple[Word, ...] = ("does not hold", "holds when", "cannot tell", "holds", "true by construction")
"""From what surprises one who believes the claim most to what surprises least."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Turning:
    """A number at whose value a verdict turns."""

    says: str
    above: bool
    """Whether the claim holds above the value; else it holds below it."""
    at: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Answer:
    """What is said of a claim."""

    key: str
    word: Word
    base: str
    """The verdict in the place that decides, many claims allowed for."""
    otherwise: tuple[Row, ...]
    """The places in which the verdict is another and the effect is told apart from that of the first."""
    turning: tuple[Turning, ...]
    p: float
    """Of the deciding contrast, adjusted for as many claims as there are; NaN where there is none."""
    size: float
    """The effect in units of the smallest one that matters: what surprises more stands first among equal verdicts."""


def family(results: Mapping[str, Result]) -> list[str]:
    """The claims with one directional contrast, over which Holm's correction is made."""
    return [key for key, one in results.items() if shown(one)["stated"].get("kind", "contrast") == "contrast"]


def answers(results: Mapping[str, Result]) -> dict[str, Answer]:
    """The answer to each claim, in the order in which they surprise."""
    keys = family(results)
    adjusted = dict(zip(keys, holm([_first(results[key])["p"] for key in keys]), strict=True))
    found = {key: _answer(key, one, adjusted.get(key, math.nan)) for key, one in results.items()}
    order = sorted(found, key=lambda key: (ORDER.index(found[key].word), -found[key].size))
    return {key: found[key] for key in order}


def _answer(key: str, result: Result, p: float) -> Answer:
    one = shown(result)
    kind = one["stated"].get("kind", "contrast")
    if kind == "estimate":
        return _of_estimate(key, one)
    first, delta = one["rows"][0]["contrasts"][0], one["stated"]["contrasts"][0]["delta"]
    size = abs(first["effect"]) / delta
    if kind == "construction":
        return Answer(key, "true by construction", first["verdict"], (), (), math.nan, size)
    base = "cannot tell" if first["verdict"] == "holds" and p >= ALPHA else str(first["verdict"])
    otherwise = tuple(differing(base, one["rows"]))
    turning = tuple(found for turn in one["turns"] if turn["contrast"] == 1 for found in _turning(turn))
    word: Any = "holds when" if otherwise or turning else base
    return Answer(key, word, base, otherwise, turning, p, size)


def _of_estimate(key: str, one: Mapping[str, Any]) -> Answer:
    """An estimate holds as its first figure does in the packaged firm, other places apart."""
    base, figure = one["rows"][0]["verdict"], one["rows"][0]["figures"][0]["value"]
    bound = one["stated"].get("at_least", one["stated"].get("at_most"))
    otherwise = tuple(row for row in one["rows"][1:] if {row["verdict"], base} == {"holds", "does not hold"})
    word: Any = "holds when" if otherwise else base
    return Answer(key, word, base, otherwise, (), math.nan, abs(figure / bound - 1) if bound else abs(figure))


def differing(base: str, rows: Sequence[Row]) -> list[Row]:
    """The places after the first that say otherwise: where a claim that holds does not, or one that is not said to hold does.

    Their effects have to be told apart from the first one's over the same runs, whose luck both have; the intervals are taken as
    independent (which that luck makes too wide). That it holds there allows for as many places as were looked at.
    """
    first = rows[0].get("same_runs", rows[0]["contrasts"])[0]
    others = [row["contrasts"][0] for row in rows[1:]]
    adjusted = holm([one["p"] for one in others])
    found = []
    for row, one, p in zip(rows[1:], others, adjusted, strict=True):
        apart = abs(one["effect"] - first["effect"]) > math.hypot(_half(one), _half(first))
        against = (
            one["verdict"] == "does not hold" if base == "holds" else one["verdict"] == "holds" and p < ALPHA
        )
        if apart and against:
            found.append(row)
    return found


def _turning(turn: Mapping[str, Any]) -> list[Turning]:
    """Where a sweep turns a verdict: it crosses 0 once, holds at a value on one side and does not on the other."""
    if len(turn["crosses"]) != 1:
        return []
    crossing = turn["crosses"][0]
    below = {point["verdict"] for point in turn["points"] if point["value"] <= crossing["at"]}
    above = {point["verdict"] for point in turn["points"] if point["value"] > crossing["at"]}
    if "holds" in above and "does not hold" in below:
        return [Turning(turn["says"], True, crossing["at"], crossing["low"], crossing["high"])]
    if "holds" in below and "does not hold" in above:
        return [Turning(turn["says"], False, crossing["at"], crossing["low"], crossing["high"])]
    return []


def _first(result: Result) -> Mapping[str, Any]:
    found: Mapping[str, Any] = shown(result)["rows"][0]["contrasts"][0]
    return found


def _half(one: Mapping[str, Any]) -> float:
    return float(one["high"] - one["low"]) / 2
