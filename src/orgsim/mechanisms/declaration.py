"""What every mechanism states about itself, so that explanations, schema and docs come from one place."""

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from orgsim.fields import Plan

Status = Literal["measured", "reported", "second-hand", "guess"]


def declared(default: Any, *, unit: str, source: str, status: Status, **bounds: Any) -> Any:
    """A parameter with its default, unit, source and how far the source can be trusted; bounds as in pydantic's Field."""
    return Field(default, **bounds, json_schema_extra={"unit": unit, "source": source, "status": status})


class Parameters(Plan):
    """The parameters of one mechanism; `[effects.NAME]` in a file."""


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing a mechanism does to an outcome or a rate."""

    on: str
    """What it touches, in the words of the files."""
    says: str
    """The equation."""


@dataclass(frozen=True, slots=True)
class Mechanism:
    """A named room: parameters, effects as pure functions, and what it is for."""

    name: str
    meaning: str
    parameters: type[Parameters]
    effects: tuple[Effect, ...]
    claims: tuple[str, ...]
