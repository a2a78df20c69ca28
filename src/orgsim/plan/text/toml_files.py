"""TOML texts: read into documents that know their lines, or told what is wrong with them."""

import re
import tomllib
from functools import lru_cache
from typing import Any

from orgsim.errors import Problem, ScenarioError, unusable
from orgsim.language.phrases import Wording
from orgsim.plan.text.document import DEEPEST, Document, Origin, shortened
from orgsim.plan.text.toml_lines import Lines, scan

MOST_BYTES = 1_000_000
_KEPT, _LONGEST_KEPT = 32, 50_000
"""Texts that are read again soon, most of all a market of the gallery under one organization after the other, and how many signs
one of them has at most."""
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_LONG_NUMBER = re.compile(r"[\d_]{4000}")


def read_text(text: str, name: str, stem: str) -> Document:
    """The tables of a TOML text with their lines; raises ScenarioError for a text that is none, or nests too deep."""
    try:
        lines, data = _kept(text) if len(text) <= _LONGEST_KEPT else _read(text)
    except ValueError as error:
        raise ScenarioError([_syntax(text, name, str(error))]) from None
    if lines.too_deep:
        raise ScenarioError(
            [
                Problem(
                    name,
                    lines.too_deep,
                    Wording("this nests deeper than {deepest} tables or lists", deepest=DEEPEST),
                )
            ]
        )
    if not data:
        raise ScenarioError([Problem(name, 0, Wording("it is empty"))])
    origins = {path: Origin(name, line) for path, line in lines.of.items()}
    return Document(_copied(data), origins, name, stem)


def _read(text: str) -> tuple[Lines, dict[str, Any]]:
    """The lines and the tables of a text, none of one that nests too deep; raises ValueError for a text that is no TOML."""
    lines = scan(text, DEEPEST)
    return lines, {} if lines.too_deep else tomllib.loads(text)


_kept = lru_cache(_KEPT)(_read)


def _copied(value: Any) -> Any:
    """Tables and lists of their own: those of a text that was kept stay as they were read."""
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value


def read_value(text: str) -> Any:
    """A value as a file states it; what is no TOML value is a text. OrgsimError says of one that it is too long or too deep."""
    if len(text) > MOST_BYTES or scan(f"value = {text}", DEEPEST).too_deep:
        raise unusable("is too long or nests too deep")
    try:
        return tomllib.loads(f"value = {text.strip()}")["value"]
    except ValueError:
        return text.strip()


def _syntax(text: str, name: str, said: str) -> Problem:
    """The problem of a text that is not TOML, from what the reader said of it."""
    match = _AT.search(said)
    if match is None:
        long = _LONG_NUMBER.search(text)
        return Problem(
            name,
            text.count("\n", 0, long.start()) + 1 if long else 0,
            Wording("a number has too many digits"),
        )
    line = int(match[1]) if match[1] else text.rstrip("\n").count("\n") + 1
    reason = shortened(said[: match.start()], 120)
    if reason.startswith(("Cannot overwrite", "Cannot declare", "Duplicate")):
        return Problem(
            name, line, Wording("this key or table is stated twice; a table may stand in a file once")
        )
    hint = (
        Wording("; texts, and values with units, stand in quotes")
        if reason.startswith(("Invalid value", "Expected newline"))
        else ""
    )
    return Problem(
        name,
        line,
        Wording(
            "this is not TOML: {lower}{reason}{hint}", lower=reason[:1].lower(), reason=reason[1:], hint=hint
        ),
    )
