"""Hiring that follows what is measured: one comparison, read from a text."""

import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from orgsim.fields import Plan
from orgsim.plan.model.people import MOST_IN_TEAM
from orgsim.plan.text.document import nearest

QUANTITIES = ("load", "queue", "cash", "people")
_LARGEST = 1e15
_PARTS = re.compile(r"\s*([A-Za-z_]+)\s*(>=|<=|>|<)\s*([+-]?(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d+))\s*(%?)\s*")
_WANTED = 'one comparison of load, queue, cash or people with a number, such as "load > 0.9" or "queue >= 30"'


@dataclass(frozen=True, slots=True)
class Condition:
    """A measured quantity compared with a number."""

    quantity: str
    """One of QUANTITIES."""
    comparison: str
    """`>`, `>=`, `<` or `<=`."""
    value: float


def _condition(value: Any) -> Condition:
    if isinstance(value, Condition):
        return value
    parts = _PARTS.fullmatch(value[:200]) if isinstance(value, str) else None
    if parts is None:
        raise PydanticCustomError("unit", "it must be {wanted}", {"wanted": _WANTED})
    quantity, comparison, number, percent = parts.groups()
    if quantity not in QUANTITIES:
        near = nearest(quantity, list(QUANTITIES))
        hint = f"; did you mean {near}?" if near else ""
        raise PydanticCustomError("unit", "it must be {wanted}{hint}", {"wanted": _WANTED, "hint": hint})
    if percent and quantity != "load":
        raise PydanticCustomError("unit", "a percentage is compared with load alone")
    amount = float(number.replace("_", "")) / (100 if percent else 1)
    if abs(amount) > _LARGEST:
        raise PydanticCustomError("unit", "its number must be 10^15 at most in size")
    return Condition(quantity, comparison, amount)


When = Annotated[
    Condition,
    BeforeValidator(_condition),
    WithJsonSchema({"type": "string", "examples": ["load > 0.9"]}),
]
"""A condition; in the file a text such as "load > 0.9"."""


class HiringPolicy(Plan):
    """`[policies.hiring]`, by team: at the end of each month it may take on one person more."""

    when: When
    """What is compared, by its mean over the last three months: the team's `load` (hours worked / hours on duty) or `queue` (what
    waits for it), the firm's `cash` (from 0 on day 0) or `people`; with `>`, `>=`, `<` or `<=`."""
    most: Annotated[int, Field(ge=1, le=MOST_IN_TEAM)]
    """People of the team from which on nobody is hired, those on their way counted."""
