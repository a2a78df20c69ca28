"""What two scenarios differ in, as a text to print, and as plain objects."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from orgsim.language import Language
from orgsim.language.phrases import say
from orgsim.plan.differing import KeyDifference
from orgsim.signs import one_line

_LONGEST = 100
"""Signs of a value that are shown."""
_MOST = 10
"""Entries of a list that are shown."""


def text(found: Sequence[KeyDifference], a: str, b: str, language: Language = "en") -> str:
    """The differences of b from a, which are called so, a line for each."""
    if not found:
        return say(
            "{a} and {b} give the same numbers: titles and remarks at most differ.", language, a=a, b=b
        )
    counting = [one for one in found if one.counts]
    shown = [one for one in found if not one.counts]
    lines = [
        say("From {a} to {b}", language, a=a, b=b),
        *(f"  {line(one, language)}" for one in counting),
    ]
    if shown:
        lines += [say("Titles and remarks, on which no number depends", language)]
        lines += [f"  {line(one, language)}" for one in shown]
    return "\n".join(lines)


def line(one: KeyDifference, language: Language = "en") -> str:
    """A difference in words, such as "teams.field_sales.headcount: 5 → 6"."""
    before, after = _shown(one.before, language), _shown(one.after, language)
    if one.kind == "added":
        return say("{key}: added, {after}", language, key=one.key, after=after)
    if one.kind == "removed":
        return say("{key}: removed, was {before}", language, key=one.key, before=before)
    if one.kind == "reordered":
        return say("{key}: in another order, {after}", language, key=one.key, after=after)
    if _are_texts(one.before) and _are_texts(one.after) and set(one.before) != set(one.after):
        return f"{one.key}: {', '.join(_steps(one.before, one.after))}"
    return f"{one.key}: {before} → {after}"


def to_json(found: Sequence[KeyDifference], a: str, b: str) -> dict[str, Any]:
    """The same as plain objects."""
    rows = [
        {
            "key": one.key,
            "kind": one.kind,
            "before": _plain(one.before),
            "after": _plain(one.after),
            "counts": one.counts,
        }
        for one in found
    ]
    return {"a": a, "b": b, "same_numbers": not found, "differences": rows}


def _plain(value: Any) -> Any:
    plain: Any = json.loads(json.dumps(value, default=str))
    return plain


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _steps(before: list[str], after: list[str]) -> Iterator[str]:
    """What a list has lost and won, the first of each."""
    for sign, one, other in (("−", before, set(after)), ("+", after, set(before))):
        only = [entry for entry in dict.fromkeys(one) if entry not in other]
        yield from (f"{sign} {one_line(entry)}" for entry in only[:_MOST])
        if len(only) > _MOST:
            yield f"{sign} … ({len(only):,})"


def _shown(value: Any, language: Language) -> str:
    """A value on one line, of a length that can be read."""
    said = one_line(_written(value, language))
    return said if len(said) <= _LONGEST else f"{said[: _LONGEST - 1]}…"


def _written(value: Any, language: Language) -> str:
    if isinstance(value, bool):
        return say("yes", language) if value else say("no", language)
    if isinstance(value, dict):
        if "en" in value and value.keys() <= {"en", "ja"}:
            return str(value.get(language) or value["en"])
        inner = (f"{key} = {_written(one, language)}" for key, one in value.items())
        return "{ " + ", ".join(inner) + " }"
    if isinstance(value, list):
        more = f", … ({len(value):,})" if len(value) > _MOST else ""
        return "[" + ", ".join(_written(one, language) for one in value[:_MOST]) + more + "]"
    return f"{value:g}" if isinstance(value, float) else str(value)
