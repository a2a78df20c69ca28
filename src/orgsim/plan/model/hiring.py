"""Hiring that follows what is measured: one comparison, read from a text, as reorganizations have it too."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from orgsim.fields import Days, Plan, refusal
from orgsim.language.phrases import Wording
from orgsim.plan.model.people import MOST_IN_TEAM
from orgsim.plan.text.document import nearest

OF_FIRM = ("cash", "people", "customers")
QUANTITIES = ("load", "queue", *OF_FIRM)
_LARGEST = 1e15
_PARTS = re.compile(r"\s*([A-Za-z_]+)\s*(>=|<=|>|<)\s*([+-]?(?:\d[\d_]*(?:\.\d[\d_]*)?|\.\d+))\s*(%?)\s*")
_WANTED = Wording(
    'one comparison of load, queue, cash, people or customers with a number, such as "load > '
    '0.9" or "queue >= 30"'
)
_WANTED_OF_FIRM = Wording(
    'one comparison of cash, people or customers with a number, such as "people >= 4" or "customers > 100"'
)


@dataclass(frozen=True, slots=True)
class Condition:
    """A measured quantity compared with a number."""

    quantity: str
    """One of QUANTITIES."""
    comparison: str
    """`>`, `>=`, `<` or `<=`."""
    value: float


def _condition(value: Any, known: tuple[str, ...], wanted: str) -> Condition:
    if isinstance(value, Condition):
        return value
    parts = _PARTS.fullmatch(value[:200]) if isinstance(value, str) else None
    if parts is None:
        raise refusal("unit", Wording("it must be {wanted}", wanted=wanted))
    quantity, comparison, number, percent = parts.groups()
    if quantity not in known:
        near = nearest(quantity, list(known))
        hint = Wording("; did you mean {near}?", near=near) if near else ""
        if quantity in QUANTITIES:
            hint = Wording(": {quantity} is that of a team", quantity=quantity)
        raise refusal("unit", Wording("it must be {wanted}{hint}", wanted=wanted, hint=hint))
    if percent and quantity != "load":
        raise refusal("unit", Wording("a percentage is compared with load alone"))
    amount = float(number.replace("_", "")) / (100 if percent else 1)
    if abs(amount) > _LARGEST:
        raise refusal("unit", Wording("its number must be 10^15 at most in size"))
    return Condition(quantity, comparison, amount)


When = Annotated[
    Condition,
    BeforeValidator(partial(_condition, known=QUANTITIES, wanted=_WANTED)),
    WithJsonSchema({"type": "string", "examples": ["load > 0.9"]}),
]
"""A condition; in the file a text such as "load > 0.9"."""
WhenOfFirm = Annotated[
    Condition,
    BeforeValidator(partial(_condition, known=OF_FIRM, wanted=_WANTED_OF_FIRM)),
    WithJsonSchema({"type": "string", "examples": ["people >= 4"]}),
]
"""A condition of the firm alone; in the file a text such as "people >= 4"."""


class HiringPolicy(Plan):
    """`[policies.hiring]`, by team: at the end of each month it may take on one person more."""

    when: When
    """What is compared, by its mean over the last three months: the team's `load` (hours worked / hours on duty) or `queue` (what
    waits for it), the firm's `cash` (from 0 on day 0), `people` or `customers`; with `>`, `>=`, `<` or `<=`."""
    most: Annotated[int, Field(ge=1, le=MOST_IN_TEAM)]
    """People of the team from which on nobody is hired, those on their way counted."""
    begins: Days = 0.0
    """Elapsed time from day 0 before which nobody is hired by it, whatever is compared."""
