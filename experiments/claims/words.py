"""Numbers and sentences of the pages: all from what was kept of a claim."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from string import Formatter
from typing import Any

from experiments.claims.stated import Contrast, claims, quantity
from experiments.claims.verdicts import Answer, Turning
from orgsim.language.numbers import NOTHING

One = Mapping[str, Any]
SEVERAL = ("won", "cross_sold")
"""KPIs whose titles are plural."""


def contrasts_of(form: Mapping[str, Any]) -> list[Contrast]:
    """The contrasts as they were stated when the runs were made, told in the words of today."""
    kept = form["stated"].get("contrasts", ())
    made = [Contrast(**{**one, "less": tuple(one["less"]) if one.get("less") else None}) for one in kept]
    told = _told()
    return [replace(one, plainly=told.get(_asked(one), "")) for one in made]


@cache
def _told() -> dict[tuple[object, ...], str]:
    """The words for what a contrast shows, by what it asks."""
    return {_asked(one): one.plainly for claim in claims().values() for one in claim.contrasts}


def _asked(contrast: Contrast) -> tuple[object, ...]:
    return contrast.a, contrast.b, contrast.kpi, contrast.less


def size(contrast: Contrast, value: float, *, signed: bool = False) -> str:
    """An effect as readers know it: percent of a's figure, or points of a share."""
    text = f"{100 * value:+.1f}" if signed else f"{100 * value:.3g}"
    return text.replace("-", "−") + (" points" if contrast.in_points else " %")


def effect(contrast: Contrast, one: One) -> str:
    """An effect with its interval, in the direction that is claimed."""
    low, high = (size(contrast, one[key], signed=True).rpartition(" ")[0] for key in ("low", "high"))
    return f"{size(contrast, one['effect'], signed=True)} ({low} to {high})"


def figure(contrast: Contrast, value: float) -> str:
    """A figure of a side."""
    if contrast.in_points:
        return f"{100 * value:.1f} %"
    return f"{value / 1e6:,.0f} M" if abs(value) >= 1e6 else f"{value:,.1f}"


def plain(value: float | None) -> str:
    """A number of the model; a dash where there is none."""
    if value is None:
        return NOTHING
    return f"{value:,.4g}".replace("-", "−")


def word(contrast: Contrast, one: One) -> str:
    """The verdict of one contrast, by itself."""
    small = one["verdict"] == "holds" and one["high"] < contrast.delta
    return f"{one['verdict']}, by less than would matter" if small else str(one["verdict"])


def title_of(contrast: Contrast) -> str:
    """What a contrast's KPI is called: its title, that of a step with the step's name."""
    title = quantity(contrast.kpi).kpi.title.say("en")
    step = f" ({contrast.kpi.split('.')[1]})" if "." in contrast.kpi else ""
    return contrast.named or title + step


def lower(text: str) -> str:
    """A sentence as it goes on after a colon; abbreviations stay."""
    return text if text[:2].isupper() else text[0].lower() + text[1:]


def moved(contrast: Contrast, one: One) -> str:
    """What happened, as a fact on the figure itself: "with B revenue is 4.0 % higher than with A (2.1 to 5.9 %)"."""
    low, high = sorted((contrast.sign * one["low"], contrast.sign * one["high"]))
    by, kpi = _by(contrast, contrast.sign * one["effect"]), lower(title_of(contrast))
    ends = _between(contrast, low, high)
    if contrast.less:
        ends = ends.replace(" %", " points")
    if contrast.plainly:
        return f"{contrast.plainly.format(**by)} ({ends})"
    if contrast.less is None:
        verb = "are" if contrast.kpi in SEVERAL else "is"
        return f'with "{contrast.b}" {kpi} {verb} {by["higher"]} than with "{contrast.a}" ({ends})'
    first, second = (f'from "{a}" to "{b}"' for a, b in ((contrast.a, contrast.b), contrast.less))
    return f"the change of {kpi} {first} is {by['higher']} than {second} ({ends})"


def _by(contrast: Contrast, value: float) -> dict[str, str]:
    """An effect as a sentence about b goes on: "5.1 % less"."""
    much = f"{100 * abs(value):.1f} points" if contrast.less else size(contrast, abs(value), signed=True)
    much, down = much.removeprefix("+"), value < 0
    more = ("more", "fewer" if contrast.kpi in SEVERAL else "less")
    ways = {"more": more, "higher": ("higher", "lower"), "better": ("better", "worse")}
    return {name: f"{much} {way[down]}" for name, way in ways.items()}


def _between(contrast: Contrast, low: float, high: float) -> str:
    if low > 0 or high < 0:
        near, far = sorted((abs(low), abs(high)))
        return f"{100 * near:.1f} to {size(contrast, far, signed=True).removeprefix('+')}"
    return f"{size(contrast, low, signed=True).rpartition(' ')[0]} to {size(contrast, high, signed=True)}"


def sentence(answer: Answer, form: Mapping[str, Any]) -> str:
    """The answer in one sentence, or two where it holds under a condition: the claim's own words where it has some."""
    stated, row = form["stated"], form["rows"][0]
    if stated.get("kind") == "estimate":
        return _estimated(answer, stated, row)
    contrast, one = contrasts_of(form)[0], row["contrasts"][0]
    words = stated.get("answers", {})
    filled = gaps(answer, form)
    if answer.word in words:
        return filled_in(words[answer.word], filled)
    if "always" in words:
        return " ".join((filled_in(words["always"], filled), *_conditions(answer)))
    fact, matters = moved(contrast, one), size(contrast, contrast.delta)
    if answer.word == "true by construction":
        return f"It is true by construction, and shown here: {fact}."
    return " ".join((_base(answer.base, fact, matters, contrast, one, row), *_conditions(answer)))


def filled_in(words: str, filled: Mapping[str, str]) -> str:
    """A claim's own sentences, as far as their gaps can be filled: the quick form asks not all that they tell."""
    found = list[str]()
    for part in re.split(r"(?<=[.;]) ", words):
        if all(name in filled for _, name, _, _ in Formatter().parse(part) if name):
            found.append(part.format(**filled))
        elif found and part.endswith("."):
            found[-1] = f"{found[-1][:-1]}."
    return " ".join(found)


def _base(base: str, fact: str, matters: str, contrast: Contrast, one: One, row: One) -> str:
    if base == "holds":
        small = one["high"] < contrast.delta
        return f"It holds: {fact}" + (
            f", which is less than the {matters} that would matter." if small else "."
        )
    if base == "does not hold":
        side = "more" if contrast.sign > 0 else "less"
        return f"It does not hold: {fact}, and {matters} {side} would have mattered."
    many = ", as many claims are asked at once" if one["verdict"] == "holds" else ""
    return f"It cannot be told from {row['replications']} runs{many}: {fact}, and {matters} would matter."


def _conditions(answer: Answer) -> list[str]:
    """Where it is otherwise, and at which values it turns."""
    found = []
    if answer.otherwise:
        places = joined([row["setting"]["where"] for row in answer.otherwise])
        found.append(f"It {'does not hold' if answer.base == 'holds' else 'holds'} {places}.")
    found += [f"It holds where {turning_words(one)}." for one in answer.turning]
    return found


def untold(turn: One) -> bool:
    """Whether a sweep tells of no turn: every interval holds 0."""
    return all(point["low"] <= 0 <= point["high"] for point in turn["points"])


def turning_words(one: Turning) -> str:
    """On which side of which value."""
    side = "above" if one.above else "below"
    return f"{one.says} is {side} {plain(one.at)} ({crossing(one.low, one.high)})"


def crossing(low: float | None, high: float | None) -> str:
    """The interval of a turning value; open where the values tried set no bound."""
    if low is None and high is None:
        return "no bound within the values tried"
    if low is None:
        return f"no lower bound within the values tried, at most {plain(high or 0.0)}"
    return f"{plain(low)} to {plain(high)}" if high is not None else f"at least {plain(low)}"


def verdict_words(answer: Answer) -> str:
    """The verdict with what turns it, as the index has it."""
    if answer.word != "holds when":
        return answer.word
    places = joined([row["setting"]["where"] for row in answer.otherwise])
    parts = [f"{turning_words(one)}" for one in answer.turning]
    if answer.base == "holds":
        said = f"holds, except {places}" if places else "holds"
        return (
            f"{said}; when {joined(parts)}"
            if parts and places
            else f"holds when {joined(parts)}"
            if parts
            else said
        )
    said = f"holds {places}" if places else ""
    return "; ".join(filter(None, [said, f"holds when {joined(parts)}" if parts else "", "not as packaged"]))


def joined(parts: Sequence[str]) -> str:
    """Several things as one."""
    return ", ".join(parts[:-1]) + f" and {parts[-1]}" if len(parts) > 1 else "".join(parts)


def _estimated(answer: Answer, stated: Mapping[str, Any], row: One) -> str:
    first = row["figures"][0]
    begins = {"holds": "It holds", "does not hold": "It does not hold"}.get(answer.base, "It cannot be told")
    plainly = next((one.plainly for one in claims().values() if one.title == stated.get("title")), "")
    says = (
        plainly.format(value=estimate(first)) if plainly else f"{lower(first['says'])} is {estimate(first)}"
    )
    told = f"{begins}: {says}; {lower(stated['holds_when'])}."
    return " ".join((told.replace("..", "."), *_conditions(answer)))


def estimate(one: One) -> str:
    """A figure with its interval and unit."""
    if one["unit"].startswith("share"):
        whole, low, high = (
            NOTHING if one[key] is None else f"{100 * one[key]:.1f}".replace("-", "−")
            for key in ("value", "low", "high")
        )
        return f"{whole} % ({low} to {high} %)"
    unit = f" {one['unit']}" if one["unit"] else ""
    return f"{plain(one['value'])}{unit} ({plain(one['low'])} to {plain(one['high'])})"


def gaps(answer: Answer, form: Mapping[str, Any]) -> dict[str, str]:
    """What the gaps of a claim's own sentences are filled with.

    Of the deciding contrast effect, size (without its sign), low, high, the figures a and b, delta and fact (a sentence); those
    of the second as effect_2 and so on; runs, and verdict ("It holds").
    """
    row, found = form["rows"][0], dict[str, str]()
    for place, (contrast, one) in enumerate(zip(contrasts_of(form), row["contrasts"], strict=False), 1):
        end = "" if place == 1 else f"_{place}"
        found |= {f"{key}{end}": size(contrast, one[key], signed=True) for key in ("effect", "low", "high")}
        found[f"size{end}"] = size(contrast, abs(one["effect"]), signed=True).removeprefix("+")
        found |= {f"{key}{end}": figure(contrast, one[key]) for key in ("a", "b")}
        found[f"delta{end}"] = size(contrast, contrast.delta)
        found[f"fact{end}"] = moved(contrast, one)
    runs = str(row["replications"])
    said = {"holds": "It holds", "does not hold": "It does not hold"}
    many = ", as many claims are asked at once" if row["contrasts"][0]["verdict"] == "holds" else ""
    told = said.get(answer.base, f"It cannot be told from {runs} runs{many}")
    return {**found, "runs": runs, "verdict": told}
